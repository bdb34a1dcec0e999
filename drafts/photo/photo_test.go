package photo_test

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/bep/imagemeta"

	"draft/drafts/photo"
)

// The files were made by ImageMagick, libwebp, libheif and FFmpeg, and got their place (31.2304, 121.4737) from
// ExifTool, in EXIF and in XMP, and in mov.mov and mp4.mp4 in the boxes of a video.
func fixtures(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) < 7 {
		t.Fatal(names, err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = data
	}
	return files
}

func TestWithoutLocation(t *testing.T) {
	for name, data := range fixtures(t) {
		before := bytes.Clone(data)
		clean, removed, err := photo.WithoutLocation(data)
		if err != nil || !removed || len(clean) != len(data) || !bytes.Equal(data, before) {
			t.Fatalf("%s: removed %v, %v; %d bytes of %d", name, removed, err, len(clean), len(data))
		}
		for _, place := range []string{"GPSL", "31.2304", "121.473", "loci", "\xa9xyz"} {
			if bytes.Contains(clean, []byte(place)) {
				t.Errorf("%s still holds %q", name, place)
			}
		}
		again, removed, err := photo.WithoutLocation(clean)
		if err != nil || removed || !bytes.Equal(again, clean) {
			t.Errorf("%s: a second time removed %v, %v", name, removed, err)
		}
	}
}

var formats = map[string]imagemeta.ImageFormat{
	"jpeg.jpg": imagemeta.JPEG, "tiff.tif": imagemeta.TIFF, "webp.webp": imagemeta.WebP, "png.png": imagemeta.PNG,
	"heic.heic": imagemeta.HEIF,
}

// tags reads the metadata of a picture by a library that knows nothing of this package.
func tags(t *testing.T, name string, data []byte) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: formats[name], Sources: imagemeta.EXIF | imagemeta.XMP,
		HandleTag: func(tag imagemeta.TagInfo) error {
			all[tag.Tag] = true
			return nil
		},
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

// What is not a place is read as before, and nothing else is.
func TestOtherReadersFindNoPlace(t *testing.T) {
	for name, data := range fixtures(t) {
		if _, ok := formats[name]; !ok {
			continue
		}
		clean, _, err := photo.WithoutLocation(data)
		if err != nil {
			t.Fatal(err)
		}
		want := tags(t, name, data)
		places := 0
		for tag := range want {
			if strings.HasPrefix(tag, "GPS") {
				delete(want, tag)
				places++
			}
		}
		if got := tags(t, name, clean); places == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d places; after: %v, want %v", name, places, got, want)
		}
	}
}

func TestThePictureStays(t *testing.T) {
	for _, name := range []string{"jpeg.jpg", "png.png"} {
		data := fixtures(t)[name]
		clean, _, err := photo.WithoutLocation(data)
		if err != nil {
			t.Fatal(err)
		}
		before, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		after, _, err := image.Decode(bytes.NewReader(clean))
		if err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%s is another picture, %v", name, err)
		}
	}
}

func TestOtherFilesStay(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("png"), []byte("%PDF-1.7 II*\x00"), []byte("\xff\xd8\xff\xe0 II*\x00\x08\x00\x00\x00"), []byte("RIFF1234WEBP"), []byte("\x89PNG\r\n\x1a\n\x00")} {
		got, removed, err := photo.WithoutLocation(data)
		if err != nil || removed || !bytes.Equal(got, data) {
			t.Errorf("%q: %q, %v, %v", data, got, removed, err)
		}
	}
}

// A directory that leads out of its file cannot be emptied with certainty, and that is said.
func TestDamaged(t *testing.T) {
	data := bytes.Clone(fixtures(t)["jpeg.jpg"])
	at := bytes.Index(data, []byte("MM\x00*"))
	entry := bytes.Index(data[at:], []byte("\x88\x25\x00\x04"))
	if at < 0 || entry < 0 {
		t.Fatal("the picture has no GPS directory")
	}
	copy(data[at+entry+8:], "\x7f\xff\xff\xff")
	got, removed, err := photo.WithoutLocation(data)
	if !errors.Is(err, photo.ErrDamaged) || removed || !bytes.Equal(got, data) {
		t.Errorf("removed %v, %v", removed, err)
	}
}

func FuzzWithoutLocation(f *testing.F) {
	for _, data := range fixtures(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		clean, removed, err := photo.WithoutLocation(data)
		switch {
		case !bytes.Equal(data, before):
			t.Fatal("the file was changed in place")
		case len(clean) != len(data):
			t.Fatalf("%d bytes became %d", len(data), len(clean))
		case !removed && !bytes.Equal(clean, data):
			t.Fatal("changed, and not said")
		case removed && err != nil:
			t.Fatal(err)
		}
	})
}
