// Package qr makes QR codes that carry a text to a phone: drawn in a terminal, as a picture, or module by module.
package qr

import (
	"bytes"
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
	modules barcode.Barcode // one pixel for each
}

// maxBytes is the longest text of one code: version 25 (117 modules a side) at the lowest level of error correction,
// ISO/IEC 18004 table 7. Larger ones exist, and a phone held by hand reads them badly from a screen.
const maxBytes = 1273

// Encode gives a text as one code, or as several if it is too long for one; no code for no text. The texts of several
// codes make up the text, and each ends with a line or a sentence where that can be.
//
// The text is UTF-8 in byte mode without a mark that says so (ECI): phones recognise UTF-8, and some of them show the
// mark as text or read nothing.
func Encode(text string) ([]Code, error) {
	var codes []Code
	for text != "" {
		piece := text[:cut(text)]
		text = text[len(piece):]
		code, err := encode(piece)
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// encode makes one code as small as can be, with as much error correction as that size has room for.
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

// cut is how much of a text the next code takes.
func cut(text string) int {
	if len(text) <= maxBytes {
		return len(text)
	}
	end := maxBytes
	for end > maxBytes-utf8.UTFMax && !utf8.RuneStart(text[end]) {
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

// Size is the number of modules a side, without the light margin that a code needs.
func (c Code) Size() int { return c.modules.Bounds().Dx() }

// Margin is the width of that margin in modules (ISO/IEC 18004: four).
const Margin = 4

// Dark tells whether a module is dark; all outside the code are light.
func (c Code) Dark(x, y int) bool {
	return image.Pt(x, y).In(c.modules.Bounds()) && c.modules.At(x, y) == color.Black
}

// Cells is the size of Screen in columns and rows of a terminal.
func (c Code) Cells() (columns, rows int) {
	side := c.Size() + 2*Margin
	return side, (side + 1) / 2
}

// blackOnWhite are two colours of the fixed part of the 256, which no theme changes.
const (
	blackOnWhite = "\x1b[38;5;16;48;5;231m"
	reset        = "\x1b[0m"
)

// Screen draws the code with its margin in a terminal, two modules to a cell, black on white whatever the terminal's
// own colours are. Each row sets and resets its colours and ends with a newline.
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

// PNG is the code with its margin as a picture.
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
