// Package qrtest reads QR codes in tests, by another library than the one that writes them.
package qrtest

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	decoder "github.com/makiuchi-d/gozxing/qrcode"
)

// Read decodes the code in a picture.
func Read(t testing.TB, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := decoder.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_PURE_BARCODE: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8",
	})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

// ReadScreen decodes the last code on a screen of width columns, whose rows show two modules each, dark on light.
func ReadScreen(t testing.TB, screen string, width int) string {
	t.Helper()
	const scale = 4
	var lines, block []string // the block that ends with words is a whole code; above it may be the end of the one before
	for line := range strings.Lines(screen) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Trim(line, " █▀▄") == "" {
			block = append(block, line)
			continue
		}
		if strings.TrimSpace(strings.Join(block, "")) != "" {
			lines = block
		}
		block = nil
	}
	picture := image.NewGray(image.Rect(0, 0, width*scale, 2*len(lines)*scale))
	for y, line := range lines {
		cells := []rune(line)
		for x := range width {
			cell := ' '
			if x < len(cells) {
				cell = cells[x]
			}
			for half, dark := range []bool{cell == '█' || cell == '▀', cell == '█' || cell == '▄'} {
				for p := range scale * scale {
					if !dark {
						picture.SetGray(x*scale+p%scale, (2*y+half)*scale+p/scale, color.Gray{Y: 255})
					}
				}
			}
		}
	}
	return Read(t, picture)
}
