//go:build !windows

package screentest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// style is the style of a cell. The zero style has the default colors.
type style struct {
	fore, back color
	bold, dim  bool
}

// color is one more than an index of the 256 colors; 0 is the default color.
type color int

// with returns the style after an SGR sequence (ECMA-48 8.3.117).
func (s style) with(args string) style {
	numbers := strings.Split(args, ";")
	for i := 0; i < len(numbers); i++ {
		n, _ := strconv.Atoi(numbers[i])
		switch {
		case n == 0:
			s = style{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.dim = true
		case n == 22:
			s.bold, s.dim = false, false
		case n >= 30 && n <= 37:
			s.fore = color(n - 30 + 1)
		case n == 39:
			s.fore = 0
		case n >= 40 && n <= 47:
			s.back = color(n - 40 + 1)
		case n == 49:
			s.back = 0
		case n >= 90 && n <= 97:
			s.fore = color(n - 90 + 8 + 1)
		case (n == 38 || n == 48) && i+2 < len(numbers) && numbers[i+1] == "5":
			of, _ := strconv.Atoi(numbers[i+2])
			if i += 2; n == 38 {
				s.fore = color(of + 1)
			} else {
				s.back = color(of + 1)
			}
		}
	}
	return s
}

// Palette is the colors of a terminal.
type Palette struct {
	Name       string
	fore, back rgb
	colors     [16]rgb
}

type rgb [3]uint8

// Dark is the palette of xterm on black, Light the Tango palette of many desktops on white.
var (
	Dark = Palette{
		Name: "dark", fore: rgb{229, 229, 229}, back: rgb{0, 0, 0},
		colors: [16]rgb{
			{0, 0, 0},
			{205, 0, 0},
			{0, 205, 0},
			{205, 205, 0},
			{0, 0, 238},
			{205, 0, 205},
			{0, 205, 205},
			{229, 229, 229},
			{127, 127, 127},
			{255, 0, 0},
			{0, 255, 0},
			{255, 255, 0},
			{92, 92, 255},
			{255, 0, 255},
			{0, 255, 255},
			{255, 255, 255},
		},
	}
	Light = Palette{
		Name: "light", fore: rgb{46, 52, 54}, back: rgb{255, 255, 255},
		colors: [16]rgb{
			{46, 52, 54},
			{204, 0, 0},
			{78, 154, 6},
			{196, 160, 0},
			{52, 101, 164},
			{117, 80, 123},
			{6, 152, 154},
			{211, 215, 207},
			{85, 87, 83},
			{239, 41, 41},
			{138, 226, 52},
			{252, 233, 79},
			{114, 159, 207},
			{173, 127, 168},
			{52, 226, 226},
			{238, 238, 236},
		},
	}
)

// of returns the colors of a style.
func (p Palette) of(s style) (fore, back rgb) {
	fore, back = p.color(s.fore, p.fore), p.color(s.back, p.back)
	if s.dim { // a third of the way to the background, as in most terminals
		for i := range fore {
			fore[i] = uint8((2*int(fore[i]) + int(back[i])) / 3)
		}
	}
	return fore, back
}

func (p Palette) color(c color, own rgb) rgb {
	switch n := int(c) - 1; {
	case n < 0:
		return own
	case n < 16:
		return p.colors[n]
	case n < 232: // a cube of 6
		level := func(i int) uint8 {
			if i == 0 {
				return 0
			}
			return uint8(55 + 40*i)
		}
		n -= 16
		return rgb{level(n / 36), level(n / 6 % 6), level(n % 6)}
	default:
		grey := uint8(8 + 10*(n-232))
		return rgb{grey, grey, grey}
	}
}

// contrast returns the contrast ratio of two colors by WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	luminance := func(c rgb) float64 {
		part := func(v uint8) float64 {
			f := float64(v) / 255
			if f <= 0.04045 {
				return f / 12.92
			}
			return math.Pow((f+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c[0]) + 0.7152*part(c[1]) + 0.0722*part(c[2])
	}
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

// Picture returns the screen as text, and below it, for each palette, every run of cells that do not have the default style:
// row, columns, colors, and contrast.
func (c *Console) Picture(palettes ...Palette) string {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	edge := strings.Repeat("─", c.screen.width)
	var b strings.Builder
	b.WriteString("┌" + edge + "┐\n")
	for _, row := range c.screen.rows {
		b.WriteString("│" + line(row) + "│\n")
	}
	b.WriteString("└" + edge + "┘\n")
	for _, p := range palettes {
		b.WriteString(p.Name + ":\n")
		for y, row := range c.screen.rows {
			for from := 0; from < len(row); {
				to := from
				for to < len(row) && row[to].style == row[from].style {
					to++
				}
				if s := row[from].style; s != (style{}) {
					fore, back := p.of(s)
					weight := ""
					if s.bold {
						weight = " bold"
					}
					fmt.Fprintf(&b, "  %d: %d-%d #%x on #%x%s, %.1f:1\n", y+1, from+1, to, fore, back, weight, contrast(fore, back))
				}
				from = to
			}
		}
	}
	return b.String()
}

// Faint returns the lowest contrast of any text on the screen in a palette.
func (c *Console) Faint(p Palette) float64 {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	lowest := math.Inf(1)
	for _, row := range c.screen.rows {
		for _, cell := range row {
			if strings.TrimSpace(cell.text) != "" {
				lowest = min(lowest, contrast(p.of(cell.style)))
			}
		}
	}
	return lowest
}
