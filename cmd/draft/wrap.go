package main

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// wrap breaks lines that are wider than a window, and begins what follows as far in as the line, or a little. Words of narrow letters
// stay whole, so that an address can be copied; Chinese may be broken anywhere but before what closes. A width of 0 is
// no window.
func wrap(text string, width int) string {
	if width <= 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if displaywidth.String(line) >= width {
			lines[i] = wrapLine(line, width)
		}
	}
	return strings.Join(lines, "\n")
}

func wrapLine(line string, width int) string {
	indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
	if indent == "" {
		indent = "  "
	}
	var b strings.Builder
	column := 0
	for i, piece := range pieces(line) {
		cells := displaywidth.String(strings.TrimRight(piece, " "))
		if i > 0 && column+cells >= width && column > len(indent) {
			b.WriteString("\n" + indent)
			column = len(indent)
		}
		b.WriteString(piece)
		column += displaywidth.String(piece)
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}

// pieces are what a line must not be broken inside of: words with the space behind them, and single wide characters
// with the closing marks behind them.
func pieces(line string) []string {
	const closing = "，。、；：！？）」』”’》…,.;:!?)"
	var all []string
	wide := true // the piece before ends here
	for _, r := range line {
		now := displaywidth.Rune(r) > 1
		last := len(all) - 1
		switch {
		case last >= 0 && (r == ' ' || displaywidth.Rune(r) == 0 || strings.ContainsRune(closing, r)):
			all[last] += string(r)
			wide = wide || r == ' '
			continue
		case last >= 0 && !now && !wide:
			all[last] += string(r)
		default:
			all = append(all, string(r))
		}
		wide = now
	}
	return all
}
