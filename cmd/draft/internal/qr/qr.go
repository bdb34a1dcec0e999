// Package qr encodes a text as QR codes for a phone: drawn in a terminal, as a PNG image, or module by module.
package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"unicode/utf8"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Code is one QR code.
type Code struct {
	modules barcode.Barcode // a pixel is a module
}

// capacities are the lengths in bytes of the longest texts of the versions 1 to 25, at the lowest level of error correction
// (ISO/IEC 18004, table 7). Larger codes are not used, because phones read them badly from a screen.
var capacities = [...]int{
	17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003, 1091, 1171, 1273,
}

// sideOf returns the number of modules a side of a version.
func sideOf(version int) int { return 17 + 4*version }

// MaxSide is the side of the largest code in modules.
const MaxSide = 17 + 4*len(capacities)

// WindowSide returns the side in modules of the largest code that fits a window of columns and rows with its margin; 0 if none does.
func WindowSide(columns, rows int) int {
	side := 0
	for version := 1; version <= len(capacities) && sideOf(version)+2*Margin <= min(columns, 2*rows); version++ {
		side = sideOf(version)
	}
	return side
}

// Encode returns one code of at most side modules a side, several if the text is too long for one, or none for an empty text. The
// texts of the codes, joined, are the text. Each ends at the end of a line or a sentence if possible. It returns an error if there
// is no code as small as side.
//
// The text is UTF-8 in byte mode without an ECI designator, because phones recognise UTF-8, and some show the designator as
// text or fail to read the code.
func Encode(text string, side int) ([]Code, error) {
	if side < sideOf(1) {
		return nil, fmt.Errorf("no code has %d modules a side", side)
	}
	most := capacities[min((side-sideOf(0))/4, len(capacities))-1]
	var codes []Code
	for text != "" {
		piece := text[:cut(text, most)]
		text = text[len(piece):]
		code, err := encode(piece)
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// encode returns the smallest code, with the highest level of error correction that fits this size.
func encode(text string) (Code, error) {
	modules, err := qr.Encode(text, qr.L, qr.Unicode)
	if err != nil {
		return Code{}, err
	}
	for _, level := range []qr.ErrorCorrectionLevel{qr.M, qr.Q, qr.H} {
		safer, err := qr.Encode(text, level, qr.Unicode)
		if err != nil || safer.Bounds() != modules.Bounds() {
			break
		}
		modules = safer
	}
	return Code{modules}, nil
}

// cut returns the number of bytes of a text for the next code, which takes at most most bytes.
func cut(text string, most int) int {
	if len(text) <= most {
		return len(text)
	}
	end := most
	for end > most-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	for _, ends := range []string{"\n", "。！？；.!?;"} {
		if i := strings.LastIndexAny(text[:end], ends); i >= end/2 {
			_, size := utf8.DecodeRuneInString(text[i:])
			return i + size
		}
	}
	return end
}

// Size returns the number of modules a side, without the margin.
func (c Code) Size() int { return c.modules.Bounds().Dx() }

// Margin is the width of the light margin around a code, in modules (ISO/IEC 18004).
const Margin = 4

// Dark reports whether a module is dark. All modules outside the code are light.
func (c Code) Dark(x, y int) bool {
	return image.Pt(x, y).In(c.modules.Bounds()) && c.modules.At(x, y) == color.Black
}

// Cells returns the size of Screen in columns and rows.
func (c Code) Cells() (columns, rows int) {
	side := c.Size() + 2*Margin
	return side, (side + 1) / 2
}

// blackOnWhite uses two of the 240 colors that no theme changes.
const (
	blackOnWhite = "\x1b[38;5;16;48;5;231m"
	reset        = "\x1b[0m"
)

// Screen returns the code with its margin as text for a terminal, two modules in a cell, always black on white. Each row
// sets and resets its colors and ends with a newline.
func (c Code) Screen() string {
	columns, rows := c.Cells()
	var b strings.Builder
	for row := range rows {
		b.WriteString(blackOnWhite)
		for column := range columns {
			upper := c.Dark(column-Margin, 2*row-Margin)
			lower := c.Dark(column-Margin, 2*row+1-Margin)
			switch {
			case upper && lower:
				b.WriteString("█")
			case upper:
				b.WriteString("▀")
			case lower:
				b.WriteString("▄")
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString(reset + "\n")
	}
	return b.String()
}

// PNG returns the code with its margin as a PNG file.
func (c Code) PNG() ([]byte, error) {
	const scale = 8 // pixels a module: large on a screen, sharp on paper
	side := (c.Size() + 2*Margin) * scale
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if c.Dark(x/scale-Margin, y/scale-Margin) {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
