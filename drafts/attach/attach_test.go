package attach_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/bep/imagemeta"

	"draft/drafts/attach"
)

// fixtures returns the test files. They were made by ImageMagick, libwebp, libheif and FFmpeg. ExifTool added a place
// (31.2304, 121.4737) as EXIF and XMP, and in mov.mov and mp4.mp4 as boxes of a video. Those called named have no
// coordinates but names of places, in XMP and, except in WebP, in IPTC, with a headline, a caption and a keyword.
func fixtures(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/*.*")
	if err != nil || len(names) < 11 {
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

// TestWithoutMetadata reads the files again by a library that knows nothing of this package. All of them state an
// orientation, which stays.
func TestWithoutMetadata(t *testing.T) {
	for name, data := range fixtures(t) {
		format := formats[name]
		if format != imagemeta.JPEG && format != imagemeta.PNG {
			continue
		}
		before := bytes.Clone(data)
		clean, removed, err := attach.WithoutMetadata(data)
		if err != nil || !removed || !bytes.Equal(data, before) {
			t.Fatalf("%s: removed %v, %v", name, removed, err)
		}
		if got := tags(t, name, data); len(got) < 5 {
			t.Errorf("%s: only %v before", name, got)
		}
		if got := tags(t, name, clean); !reflect.DeepEqual(got, map[string]bool{"EXIF Orientation": true}) {
			t.Errorf("%s: after: %v", name, got)
		}
		for _, mark := range []string{"http://ns.adobe.com", "Photoshop", "8BIM", "iTXt", "tEXt", "zTXt", "tIME", "ImageMagick"} {
			if bytes.Contains(clean, []byte(mark)) {
				t.Errorf("%s still holds %q", name, mark)
			}
		}
		again, removed, err := attach.WithoutMetadata(clean)
		if err != nil || removed || !bytes.Equal(again, clean) {
			t.Errorf("%s: a second time removed %v, %v", name, removed, err)
		}
	}
}

// TestOtherFormatsWithAPlace checks that a place in a format that is not cleaned is an error, and that such a file without
// a place is none.
func TestOtherFormatsWithAPlace(t *testing.T) {
	others := 0
	for name, data := range fixtures(t) {
		if format := formats[name]; format == imagemeta.JPEG || format == imagemeta.PNG {
			continue
		}
		others++
		got, removed, err := attach.WithoutMetadata(data)
		if !errors.Is(err, attach.ErrMetadata) || removed || !bytes.Equal(got, data) {
			t.Errorf("%s: removed %v, %v", name, removed, err)
		}
		for _, mark := range []string{
			"\x88\x25\x00\x04", "\x25\x88\x04\x00", "\xbb\x83", "\x83\xbb", "8BIM\x04\x04", "rdf:RDF", "\xa9xyz", "loci", "location.ISO6709",
		} {
			data = bytes.ReplaceAll(data, []byte(mark), bytes.Repeat([]byte("-"), len(mark)))
		}
		got, removed, err = attach.WithoutMetadata(data)
		if err != nil || removed || !bytes.Equal(got, data) {
			t.Errorf("%s without the place: removed %v, %v", name, removed, err)
		}
	}
	if others != 7 {
		t.Errorf("%d files", others)
	}
	for name, data := range map[string]string{
		"a place in a document":    "%PDF-1.7 rdf:RDF",
		"a place in an audio file": "ID3\x04\x00\x00\x00\x00\x00\x00 rdf:RDF",
		"a short file":             "\x00\x00\x00\x08moov",
		"another RIFF container":   "RIFF\x00\x00\x00\x00AVI rdf:RDF",
	} {
		if got, removed, err := attach.WithoutMetadata([]byte(data)); err != nil || removed || string(got) != data {
			t.Errorf("%s: removed %v, %v", name, removed, err)
		}
	}
	for name, data := range map[string]string{
		"JPEG XL with compressed metadata": "\x00\x00\x00\x0cJXL \r\n\x87\n....brobExif",
		"TIFF with IPTC alone":             "II*\x00\x08\x00\x00\x00\x01\x00\xbb\x83\x07\x00",
		"CR3":                              "\x00\x00\x00\x18ftypcrx ........CMT4II*\x00",
		"a video with its data first":      "\x00\x00\x00\x0cmdat....\x00\x00\x00\x20moov\xa9xyz",
	} {
		if _, _, err := attach.WithoutMetadata([]byte(data)); !errors.Is(err, attach.ErrMetadata) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

var formats = map[string]imagemeta.ImageFormat{
	"jpeg.jpg": imagemeta.JPEG, "tiff.tif": imagemeta.TIFF, "webp.webp": imagemeta.WebP, "png.png": imagemeta.PNG,
	"heic.heic": imagemeta.HEIF, "named.jpg": imagemeta.JPEG, "named.tif": imagemeta.TIFF, "named.webp": imagemeta.WebP, "named.png": imagemeta.PNG,
}

// tags returns the metadata of a picture, read by another library.
func tags(t *testing.T, name string, data []byte) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: formats[name], Sources: imagemeta.EXIF | imagemeta.XMP | imagemeta.IPTC,
		HandleTag: func(tag imagemeta.TagInfo) error {
			all[tag.Source.String()+" "+tag.Tag] = true
			return nil
		},
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

func TestThePictureStays(t *testing.T) {
	for _, name := range []string{"jpeg.jpg", "png.png", "named.jpg", "named.png"} {
		data := fixtures(t)[name]
		clean, _, err := attach.WithoutMetadata(data)
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
	for _, data := range [][]byte{nil, []byte("png"), []byte("%PDF-1.7 II*\x00"), []byte("RIFF1234WEBP")} {
		got, removed, err := attach.WithoutMetadata(data)
		if err != nil || removed || !bytes.Equal(got, data) {
			t.Errorf("%q: %q, %v, %v", data, got, removed, err)
		}
	}
}

func segment(marker byte, content string) string {
	return "\xff" + string([]byte{marker, byte((len(content) + 2) >> 8), byte(len(content) + 2)}) + content
}

func TestSegmentsOfJPEG(t *testing.T) {
	const start, end = "\xff\xd8", "\xff\xd9"
	var (
		jfif  = segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
		icc   = segment(0xe2, "ICC_PROFILE\x00\x01\x01profile")
		adobe = segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01")
		table = segment(0xdb, strings.Repeat("\x01", 65))
		scan  = segment(0xda, "\x01\x01\x00\x00\x3f\x00") + "\x12\xff\x00\x34\xff\xd0\x56\xff\xff\xd7\x78"
		exif  = segment(0xe1, "Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00")
	)
	for name, c := range map[string]struct{ before, after string }{
		"what decoders need":        {start + jfif + icc + adobe + table + scan + end, start + jfif + icc + adobe + table + scan + end},
		"EXIF, XMP, IPTC, comments": {start + exif + jfif + segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x/>") + segment(0xed, "Photoshop 3.0\x00") + segment(0xfe, "Shanghai") + table + scan + end, start + jfif + table + scan + end},
		"other application data":    {start + segment(0xe0, "JFXX\x00\x10") + segment(0xe2, "MPF\x00") + segment(0xeb, "JP") + segment(0xee, "Ducky") + segment(0xef, "") + table + scan + end, start + table + scan + end},
		"metadata between scans":    {start + table + scan + exif + segment(0xfe, "x") + segment(0xc4, "\x00") + scan + end, start + table + scan + segment(0xc4, "\x00") + scan + end},
		"a second picture behind":   {start + table + scan + end + start + exif + table + scan + end, start + table + scan + end},
		"a video behind":            {start + table + scan + end + "\x00\x00\x00\x18ftypmp42", start + table + scan + end},
		"no end":                    {start + exif + table + scan, start + table + scan},
		"no end after a byte 0xff":  {start + exif + table + scan + "\xff", start + table + scan + "\xff"},
		"bytes between segments":    {start + exif + "\x00\x01" + "\xff" + table + "\xff\x00\xff\x01\xff\xd3" + scan + end, start + table + scan + end},
	} {
		got, removed, err := attach.WithoutMetadata([]byte(c.before))
		if err != nil || removed != (c.before != c.after) || string(got) != c.after {
			t.Errorf("%s: removed %v, %v: %q, want %q", name, removed, err, got, c.after)
		}
	}
}

func chunk(kind, content string) string {
	data := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	data = append(append(data, kind...), content...)
	return string(binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(data[4:])))
}

func TestChunksOfPNG(t *testing.T) {
	const start = "\x89PNG\r\n\x1a\n"
	var (
		header = chunk("IHDR", "\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
		pixels = chunk("IDAT", "x")
		end    = chunk("IEND", "")
		stays  = ""
	)
	for _, kind := range []string{
		"gAMA", "cHRM", "sRGB", "iCCP", "cICP", "mDCV", "cLLI", "sBIT", "PLTE", "tRNS", "bKGD", "hIST", "sPLT", "pHYs", "acTL", "fcTL",
	} {
		stays += chunk(kind, "abc")
	}
	goes := ""
	for _, kind := range []string{"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "caBX", "iDOT", "prVt"} {
		goes += chunk(kind, "abc")
	}
	frame := chunk("fcTL", "abc") + chunk("fdAT", "abc")
	for name, c := range map[string]struct{ before, after string }{
		"what decoders need":     {start + header + stays + pixels + frame + end, start + header + stays + pixels + frame + end},
		"metadata before":        {start + header + goes + stays + pixels + end, start + header + stays + pixels + end},
		"metadata after":         {start + header + pixels + goes + end, start + header + pixels + end},
		"something behind":       {start + header + pixels + end + chunk("tEXt", "abc") + "ftyp", start + header + pixels + end},
		"an unknown necessity":   {start + chunk("CgBI", "abc") + header + pixels + end, start + chunk("CgBI", "abc") + header + pixels + end},
		"an upright position":    {start + header + chunk("eXIf", exif(1)) + pixels + end, start + header + pixels + end},
		"a position on a side":   {start + header + pixels + chunk("eXIf", exif(6)) + end, start + header + chunk("eXIf", exif(6)) + pixels + end},
		"an impossible position": {start + header + chunk("eXIf", exif(9)) + pixels + end, start + header + pixels + end},
	} {
		got, removed, err := attach.WithoutMetadata([]byte(c.before))
		if err != nil || removed != (c.before != c.after) || string(got) != c.after {
			t.Errorf("%s: removed %v, %v: %q, want %q", name, removed, err, got, c.after)
		}
	}
}

// exif returns EXIF data with an orientation and nothing else.
func exif(orientation byte) string {
	return "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string([]byte{orientation}) + "\x00\x00\x00\x00\x00\x00"
}

// TestTheOrientationStays adds an orientation to the EXIF data of a photo with a place, in both byte orders.
func TestTheOrientationStays(t *testing.T) {
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	plain := encoded.Bytes()
	const little = "II*\x00\x08\x00\x00\x00\x02\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x25\x88\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00"
	for name, c := range map[string]struct {
		data string
		want byte
	}{
		"upright": {exif(1), 1}, "upside down": {exif(3), 3}, "on a side": {exif(8), 8}, "none": {exif(0), 1}, "impossible": {exif(9), 1},
		"another byte order": {little, 6}, "cut off": {exif(6)[:12], 1}, "outside": {"MM\x00*\x7f\xff\xff\xff", 1},
	} {
		before := string(plain[:2]) + segment(0xe1, "Exif\x00\x00"+c.data+"SECRETPLACE") + string(plain[2:])
		want := string(plain)
		if c.want != 1 {
			want = string(plain[:2]) + segment(0xe1, "Exif\x00\x00"+exif(c.want)) + string(plain[2:])
		}
		got, removed, err := attach.WithoutMetadata([]byte(before))
		if err != nil || !removed || string(got) != want {
			t.Errorf("%s: removed %v, %v: %q", name, removed, err, got)
		}
		if again, removed, err := attach.WithoutMetadata(got); err != nil || removed || !bytes.Equal(again, got) {
			t.Errorf("%s: a second time removed %v, %v", name, removed, err)
		}
		if c.want != 1 {
			if tags := tags(t, "jpeg.jpg", got); !reflect.DeepEqual(tags, map[string]bool{"EXIF Orientation": true}) {
				t.Errorf("%s: %v", name, tags)
			}
		}
	}
}

// TestDamaged checks that a file whose metadata cannot be told from the picture is an error.
func TestDamaged(t *testing.T) {
	jpeg, png := string(fixtures(t)["jpeg.jpg"]), string(fixtures(t)["png.png"])
	for name, data := range map[string]string{
		"JPEG cut before the picture": jpeg[:300],
		"JPEG of a length too short":  "\xff\xd8\xff\xe0\x00\x01",
		"JPEG of a length too long":   "\xff\xd8\xff\xe0 II*\x00\x08\x00\x00\x00",
		"JPEG without anything":       "\xff\xd8\xff",
		"JPEG with a second start":    "\xff\xd8\xff\xd8" + jpeg[2:],
		"PNG cut in the picture":      png[:len(png)-20],
		"PNG without its end":         png[:len(png)-12],
		"PNG without anything":        "\x89PNG\r\n\x1a\n\x00",
		"PNG of a length too long":    png[:8] + "\xff" + png[9:],
	} {
		got, removed, err := attach.WithoutMetadata([]byte(data))
		if !errors.Is(err, attach.ErrMetadata) || removed || string(got) != data {
			t.Errorf("%s: removed %v, %v", name, removed, err)
		}
	}
}

// FuzzWithoutMetadata checks that a picture that can be decoded keeps its pixels, and that nothing is left to remove.
func FuzzWithoutMetadata(f *testing.F) {
	for _, data := range fixtures(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		clean, removed, err := attach.WithoutMetadata(data)
		switch {
		case !bytes.Equal(data, before):
			t.Fatal("the file was changed in place")
		case !removed && !bytes.Equal(clean, data):
			t.Fatal("changed, and not said")
		case err != nil && !errors.Is(err, attach.ErrMetadata), err != nil && removed:
			t.Fatal(removed, err)
		}
		if !removed {
			return
		}
		if again, removed, err := attach.WithoutMetadata(clean); err != nil || removed {
			t.Fatalf("a second time removed %v, %v:\n%q\n%q", removed, err, clean, again)
		}
		if config, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil || config.Width*config.Height > 1<<16 {
			return
		}
		if picture, _, err := image.Decode(bytes.NewReader(data)); err == nil {
			same, _, err := image.Decode(bytes.NewReader(clean))
			if err != nil || !reflect.DeepEqual(picture, same) {
				t.Fatalf("another picture: %v", err)
			}
		}
	})
}
