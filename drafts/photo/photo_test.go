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
	"slices"
	"strings"
	"testing"

	"github.com/bep/imagemeta"

	"draft/drafts/photo"
)

// The files were made by ImageMagick, libwebp, libheif and FFmpeg, and got their place (31.2304, 121.4737) from
// ExifTool, in EXIF and in XMP, and in mov.mov and mp4.mp4 in the boxes of a video. Those called named have no coordinates
// but names of places, in XMP and, but for WebP, in IPTC, beside a headline, a caption and a keyword.
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

func TestWithoutLocation(t *testing.T) {
	for name, data := range fixtures(t) {
		before := bytes.Clone(data)
		clean, removed, err := photo.WithoutLocation(data)
		if err != nil || !removed || len(clean) != len(data) || !bytes.Equal(data, before) {
			t.Fatalf("%s: removed %v, %v; %d bytes of %d", name, removed, err, len(clean), len(data))
		}
		for _, place := range []string{"GPSL", "31.2304", "121.473", "loci", "\xa9xyz", "Puxi", "Waitan", "Hudong", "Zhonghua", "ZHX"} {
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
	"heic.heic": imagemeta.HEIF, "named.jpg": imagemeta.JPEG, "named.tif": imagemeta.TIFF, "named.webp": imagemeta.WebP, "named.png": imagemeta.PNG,
}

// located are the tags that name a place, in XMP and in IPTC.
var located = []string{
	"XMP City", "XMP State", "XMP Country", "XMP Location", "XMP CountryCode", "IPTC City", "IPTC Sub-location", "IPTC Province-State",
	"IPTC Country-PrimaryLocationCode", "IPTC Country-PrimaryLocationName", "IPTC ContentLocationName", "IPTC ContentLocationCode",
}

// tags reads the metadata of a picture by a library that knows nothing of this package.
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

var minimum = map[string]int{"named.jpg": 12, "named.tif": 12, "named.webp": 5, "named.png": 7}

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
			_, property, _ := strings.Cut(tag, " ")
			switch {
			case strings.HasPrefix(property, "GPS"), slices.Contains(located, tag):
				delete(want, tag)
				places++
			case name == "named.png" && strings.HasPrefix(tag, "IPTC "):
				delete(want, tag) // compressed, and so the whole of it went
			}
		}
		if places < minimum[name] {
			t.Errorf("%s: only %d places are found before: %v", name, places, want)
		}
		if got := tags(t, name, clean); places == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d places; after: %v, want %v", name, places, got, want)
		}
	}
}

// XMP may have a property as an attribute or an element, with or without a wrapper. What is named like a place but is none
// stays: the address of who made the picture, a keyword, a caption that names one.
func TestPlacesInXMP(t *testing.T) {
	const stays = ` photoshop:Headline="Puxi" Iptc4xmpCore:CiAdrCity="Puxi" photoshop:CityOfBirth="Puxi">` +
		`<dc:subject><rdf:Bag><rdf:li>Puxi</rdf:li></rdf:Bag></dc:subject><Iptc4xmpCore:CiAdrCity>Puxi</Iptc4xmpCore:CiAdrCity>`
	for _, place := range []string{
		` photoshop:City="Puxi"`, ` photoshop:State = 'Hudong'`, "\nphotoshop:Country=\"Zhonghua\"", ` Iptc4xmpCore:Location="Waitan"`,
		` Iptc4xmpCore:CountryCode="ZHX"`, ` drone-dji:GpsLatitude="+31.2304"`,
		`<photoshop:City>Puxi</photoshop:City>`, `<photoshop:City xml:lang="zh">Puxi</photoshop:City >`, `<photoshop:City/>`,
		`<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Puxi</Iptc4xmpExt:City><Iptc4xmpExt:Sublocation>Waitan</Iptc4xmpExt:Sublocation></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>`,
		`<Iptc4xmpExt:LocationCreated Iptc4xmpExt:City="Puxi" Iptc4xmpExt:WorldRegion="http://a/"/>`,
		`<drone-dji:GpsLatitude>+31.2304</drone-dji:GpsLatitude>`,
	} {
		before := "<rdf:RDF><rdf:Description" + stays + "</rdf:Description></rdf:RDF>"
		if strings.HasPrefix(place, "<") {
			before = strings.Replace(before, "<dc:subject>", place+"<dc:subject>", 1)
		} else {
			before = strings.Replace(before, " photoshop:Headline", place+" photoshop:Headline", 1)
		}
		blank := strings.Replace(before, place, strings.Repeat(" ", len(place)), 1)
		for _, wrap := range []string{"%", "<x:xmpmeta>%</x:xmpmeta>"} {
			const jpeg = "\xff\xd8\xff"
			got, removed, err := photo.WithoutLocation([]byte(jpeg + strings.Replace(wrap, "%", before, 1)))
			if want := jpeg + strings.Replace(wrap, "%", blank, 1); err != nil || !removed || string(got) != want {
				t.Errorf("%s: removed %v, %v:\n%s", place, removed, err, got)
			}
		}
	}
}

// A row of IPTC ends where something else begins, and a length that leads out of the file ends it too.
func TestPlacesInIPTC(t *testing.T) {
	const city, caption = "\x1c\x02\x5a\x00\x04Puxi", "\x1c\x02\x78\x00\x07Receipt"
	resource := func(name, data string) string {
		return "\xff\xd8\xff8BIM\x04\x04" + name + "\x00\x00\x00" + string(rune(len(data))) + data + "8BIM"
	}
	zeros := strings.Repeat("\x00", len(city))
	for _, c := range []struct{ before, after string }{
		{resource("\x00\x00", city+caption), resource("\x00\x00", caption+zeros)},
		{resource("\x00\x00", caption+city), resource("\x00\x00", caption+zeros)},
		{resource("\x03abc", city+city+caption), resource("\x03abc", caption+zeros+zeros)},
		{resource("\x04abcd\x00", caption+city+"\x00"), resource("\x04abcd\x00", caption+"\x00"+zeros)},
		{resource("\x00\x00", city+"\x1c\x02\x78\x7f\xffcut"), resource("\x00\x00", "\x1c\x02\x78\x7f\xffcut"+zeros)},
		{resource("\x00\x00", "\x1c\x01\x5a\x00\x03\x1b%G"), ""}, // the character set, of another record
		{resource("\x00\x00", caption), ""},
		{resource("\x00\x00", "x"+city), ""},
		{resource("\x00\x00", city)[:20], ""},
		{"\xff\xd8\xff8BIM\x04\x04", ""},
		{"\xff\xd8\xff8BIM\x04\x04\xff", ""},
	} {
		if c.after == "" {
			c.after = c.before
		}
		got, removed, err := photo.WithoutLocation([]byte(c.before))
		if err != nil || removed != (c.before != c.after) || string(got) != c.after {
			t.Errorf("%q: removed %v, %v: %q, want %q", c.before, removed, err, got, c.after)
		}
	}
}

func TestThePictureStays(t *testing.T) {
	for _, name := range []string{"jpeg.jpg", "png.png", "named.jpg", "named.png"} {
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
