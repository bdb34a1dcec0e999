package attach

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
)

// ErrNotPicture reports that data is neither a PNG nor a JPEG image.
var ErrNotPicture = errors.New("attach: not a PNG or JPEG image")

// errTooManyPixels reports an image that would take too much memory to decode.
var errTooManyPixels = errors.New("attach: the image has too many pixels")

// Picture is an image to show on a page. Data is a PNG or JPEG file without any metadata.
type Picture struct {
	Data          []byte
	Width, Height int
}

const (
	maxDecoded  = 1 << 26 // pixels of the source; 16-bit PNG needs 8 bytes for each
	maxPixels   = 4 << 20 // of a picture; the screenshot of most phones has fewer
	maxLossless = 256 << 10
	quality     = 82

	// A screenshot taller than longRatio times its width is cut into pieces of pieceRatio, which overlap by overlapRatio
	// so that a line of text at a cut is whole in one of the two.
	longRatio    = 3
	pieceRatio   = 2.1
	overlapRatio = 0.08
)

// Pictures decodes a PNG or JPEG image and returns it as a page shows it: upright, scaled down if it is large, and
// encoded anew, so that place, camera and every other metadata are left behind. A long screenshot is returned in several
// pictures, from top to bottom; any other image in one. The error is ErrNotPicture if data is of another type.
func Pictures(data []byte) ([]Picture, error) {
	var decode func([]byte) (image.Image, error)
	orientation, lossless := upright, false
	switch {
	case bytes.HasPrefix(data, []byte(pngSignature)):
		decode, lossless = func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }, true
	case bytes.HasPrefix(data, []byte(jpegStart)):
		decode, orientation = func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }, jpegOrientation(data)
	default:
		return nil, ErrNotPicture
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("attach: %w", err)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > maxDecoded/config.Height {
		return nil, errTooManyPixels
	}
	source, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("attach: %w", err)
	}
	limit := maxPixels
	if isLong(config.Width, config.Height) {
		limit *= 4 // each piece stays below maxPixels or comes near it
	}
	factor := int(math.Ceil(math.Sqrt(float64(config.Width) * float64(config.Height) / float64(limit))))
	whole := turn(shrink(source, max(factor, 1)), orientation)
	var pictures []Picture
	for _, piece := range pieces(whole.Rect) {
		encoded, err := encode(whole.SubImage(piece), lossless)
		if err != nil {
			return nil, fmt.Errorf("attach: %w", err)
		}
		pictures = append(pictures, Picture{Data: encoded, Width: piece.Dx(), Height: piece.Dy()})
	}
	return pictures, nil
}

func isLong(width, height int) bool { return height > longRatio*width }

// pieces cuts a long image from top to bottom.
func pieces(whole image.Rectangle) []image.Rectangle {
	width, height := whole.Dx(), whole.Dy()
	overlap, piece := int(overlapRatio*float64(width)), int(pieceRatio*float64(width))
	if !isLong(width, height) || piece-overlap < 300 { // a narrow strip, which no screen is
		return []image.Rectangle{whole}
	}
	count := int(math.Ceil(float64(height-overlap) / float64(piece-overlap)))
	step := (height - overlap + count - 1) / count // all pieces have about the same height
	var cut []image.Rectangle
	for i := range count {
		cut = append(cut, image.Rect(0, i*step, width, min(i*step+step+overlap, height)))
	}
	return cut
}

// shrink returns source on white, each pixel the mean of a square of factor pixels a side.
func shrink(source image.Image, factor int) *image.RGBA {
	from := source.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, max(from.Dx()/factor, 1), max(from.Dy()/factor, 1)))
	band := image.NewRGBA(image.Rect(0, 0, from.Dx(), factor)) // a row of squares
	across := min(factor, from.Dx())
	for y := range small.Rect.Dy() {
		draw.Draw(band, band.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(band, band.Rect, source, image.Pt(from.Min.X, from.Min.Y+y*factor), draw.Over)
		for x := range small.Rect.Dx() {
			var sum [4]int
			for dy := range factor {
				row := band.Pix[band.PixOffset(x*factor, dy):][:across*4]
				for i, v := range row {
					sum[i%4] += int(v)
				}
			}
			pixel := small.Pix[small.PixOffset(x, y):][:4]
			for i := range pixel {
				pixel[i] = uint8(sum[i] / (across * factor))
			}
		}
	}
	return small
}

// encode returns the image as PNG if the source was lossless too and the file is small, else as JPEG.
func encode(m image.Image, lossless bool) ([]byte, error) {
	var b bytes.Buffer
	if lossless {
		if err := png.Encode(&b, m); err != nil || b.Len() <= maxLossless {
			return b.Bytes(), err
		}
		b.Reset()
	}
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// turn returns the image upright.
func turn(m *image.RGBA, orientation int) *image.RGBA {
	if orientation == upright {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	size := m.Rect
	if orientation > 4 { // on its side
		size = image.Rect(0, 0, h, w)
	}
	turned := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			to := image.Point{}
			switch orientation {
			case 2:
				to = image.Pt(w-1-x, y)
			case 3:
				to = image.Pt(w-1-x, h-1-y)
			case 4:
				to = image.Pt(x, h-1-y)
			case 5:
				to = image.Pt(y, x)
			case 6:
				to = image.Pt(h-1-y, x)
			case 7:
				to = image.Pt(h-1-y, w-1-x)
			case 8:
				to = image.Pt(y, w-1-x)
			}
			copy(turned.Pix[turned.PixOffset(to.X, to.Y):][:4], m.Pix[m.PixOffset(x, y):][:4])
		}
	}
	return turned
}
