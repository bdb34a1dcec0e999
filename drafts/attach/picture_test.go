package attach

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"
)

// halves is an image whose left half is red and whose right half is blue.
func halves(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			if x >= w/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// jpegOf encodes an image with an EXIF orientation and a text in the metadata.
func jpegOf(t testing.TB, m image.Image, orientation uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	exif = binary.BigEndian.AppendUint16(exif, orientation)
	exif = append(exif, "\x00\x00\x00\x00\x00\x00SECRETPLACE"...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	out := append([]byte{0xff, 0xd8}, append(segment, exif...)...)
	return append(out, b.Bytes()[2:]...)
}

func shownAs(t *testing.T, p Picture) (image.Image, string) {
	t.Helper()
	m, format, err := image.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Bounds().Size(); got != image.Pt(p.Width, p.Height) {
		t.Errorf("the picture is %v, and says %d×%d", got, p.Width, p.Height)
	}
	return m, format
}

func one(t *testing.T, data []byte) Picture {
	t.Helper()
	pictures, err := Pictures(data)
	if err != nil || len(pictures) != 1 {
		t.Fatalf("got %d pictures, %v", len(pictures), err)
	}
	return pictures[0]
}

func TestSmallPNGStaysLossless(t *testing.T) {
	m, format := shownAs(t, one(t, pngOf(t, halves(40, 20))))
	if format != "png" || m.Bounds().Size() != image.Pt(40, 20) {
		t.Errorf("got %s of %v", format, m.Bounds())
	}
	for x, want := range map[int]color.RGBA{19: {R: 255, A: 255}, 20: {B: 255, A: 255}} {
		if got := color.RGBAModel.Convert(m.At(x, 5)); got != want {
			t.Errorf("at %d: got %v, want %v", x, got, want)
		}
	}
}

func TestLargeIsScaledDown(t *testing.T) {
	p := one(t, jpegOf(t, halves(4000, 3000), 1))
	if p.Width != 2000 || p.Height != 1500 || len(p.Data) > 1<<20 {
		t.Errorf("got %d×%d, %d bytes", p.Width, p.Height, len(p.Data))
	}
	m, _ := shownAs(t, p)
	if r, _, b, _ := m.At(200, 200).RGBA(); r < 0xf000 || b > 0x1000 {
		t.Errorf("the left half is %v", m.At(200, 200))
	}
}

// TestTransparentIsWhite checks that what is clear in a PNG is not black in a JPEG, whatever the page behind it.
func TestTransparentIsWhite(t *testing.T) {
	m, _ := shownAs(t, one(t, pngOf(t, image.NewNRGBA(image.Rect(0, 0, 8, 8)))))
	if got := color.RGBAModel.Convert(m.At(3, 3)); got != (color.RGBA{255, 255, 255, 255}) {
		t.Errorf("got %v", got)
	}
}

// TestUpright checks where the red left half of a photo is for each way to hold the camera.
func TestUpright(t *testing.T) {
	wide, tall := image.Pt(64, 32), image.Pt(32, 64)
	for orientation, want := range map[uint16]struct {
		size image.Point
		red  image.Point
	}{
		0: {wide, image.Pt(5, 16)}, 1: {wide, image.Pt(5, 16)}, 2: {wide, image.Pt(58, 16)}, 3: {wide, image.Pt(58, 16)},
		4: {wide, image.Pt(5, 16)}, 5: {tall, image.Pt(16, 5)}, 6: {tall, image.Pt(16, 5)}, 7: {tall, image.Pt(16, 58)},
		8: {tall, image.Pt(16, 58)}, 9: {wide, image.Pt(5, 16)},
	} {
		p := one(t, jpegOf(t, halves(64, 32), orientation))
		m, _ := shownAs(t, p)
		r, _, b, _ := m.At(want.red.X, want.red.Y).RGBA()
		if m.Bounds().Size() != want.size || r < 0xe000 || b > 0x2000 {
			t.Errorf("orientation %d: size %v, red part is %v", orientation, m.Bounds().Size(), m.At(want.red.X, want.red.Y))
		}
		if bytes.Contains(p.Data, []byte("SECRETPLACE")) || bytes.Contains(p.Data, []byte("Exif")) {
			t.Errorf("orientation %d: the metadata is still there", orientation)
		}
	}
}

func TestLongScreenshotIsCut(t *testing.T) {
	const w, h = 720, 7000
	m := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Pix[y*m.Stride+x] = uint8(y / 32)
		}
	}
	pictures, err := Pictures(pngOf(t, m))
	if err != nil || len(pictures) != 5 {
		t.Fatalf("got %d pictures, %v", len(pictures), err)
	}
	first, _ := shownAs(t, pictures[0])
	last, _ := shownAs(t, pictures[len(pictures)-1])
	if got := color.GrayModel.Convert(first.At(9, 0)).(color.Gray).Y; got != 0 {
		t.Errorf("the first begins with %d", got)
	}
	if got := color.GrayModel.Convert(last.At(9, last.Bounds().Dy()-1)).(color.Gray).Y; got != uint8((h-1)/32) {
		t.Errorf("the last ends with %d", got)
	}
	total := 0
	for _, p := range pictures {
		total += p.Height
		if p.Width != w || p.Height > 3*w {
			t.Errorf("a piece of %d×%d", p.Width, p.Height)
		}
	}
	if want := h + 4*57; total != want {
		t.Errorf("the pieces have %d rows, want %d with the overlap", total, want)
	}
}

func TestNotAPicture(t *testing.T) {
	for _, data := range []string{"", "%PDF-1.7", "\xff\xd8", "GIF89a"} {
		if _, err := Pictures([]byte(data)); !errors.Is(err, ErrNotPicture) {
			t.Errorf("%q: got %v", data, err)
		}
	}
	// Damaged, and larger than any memory.
	whole := pngOf(t, halves(40, 20))
	huge := bytes.Clone(whole)
	binary.BigEndian.PutUint32(huge[16:], 60000)
	binary.BigEndian.PutUint32(huge[20:], 60000)
	for name, data := range map[string][]byte{"half": whole[:len(whole)/2], "huge": huge, "jpeg": []byte("\xff\xd8\xff\xe0")} {
		if p, err := Pictures(data); err == nil || errors.Is(err, ErrNotPicture) || p != nil {
			t.Errorf("%s: got %d pictures, %v", name, len(p), err)
		}
	}
}

// TestPicturesOfPhotos takes the place out of real files: it is not decoded into the pixels.
func TestPicturesOfPhotos(t *testing.T) {
	for _, name := range []string{"jpeg.jpg", "named.jpg", "png.png", "named.png"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		p := one(t, data)
		for _, mark := range []string{"Exif", "eXIf", "http://ns.adobe.com", "Photoshop", "iTXt", "tEXt"} {
			if bytes.Contains(p.Data, []byte(mark)) {
				t.Errorf("%s: %s is still there", name, mark)
			}
		}
	}
}

func FuzzPictures(f *testing.F) {
	f.Add(pngOf(f, halves(4, 4)))
	f.Add(jpegOf(f, halves(4, 8), 6))
	f.Fuzz(func(t *testing.T, data []byte) {
		pictures, err := Pictures(data)
		if (err == nil) != (len(pictures) > 0) {
			t.Errorf("%d pictures, %v", len(pictures), err)
		}
	})
}
