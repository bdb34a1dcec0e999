package view

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Wrap breaks lines that are wider than a window, and begins what follows as far in as the line, or a little. Words of
// narrow letters stay whole, so that an address can be copied; Chinese may be broken anywhere but before what closes. A
// width of 0 is no window.
func Wrap(text string, width int) string {
	if width <= 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if displaywidth.String(line) < width {
			continue
		}
		body := strings.TrimLeft(line, " ")
		begin := line[:len(line)-len(body)]
		indent := begin
		if indent == "" {
			indent = "  "
		}
		lines[i] = begin + strings.Join(breakLine(body, width-len(begin), width-len(indent)), "\n"+indent)
	}
	return strings.Join(lines, "\n")
}

// WrapRows breaks a text into the rows of a column, as wrap does but for the indent.
func WrapRows(text string, width int) []string {
	var rows []string
	for line := range strings.SplitSeq(text, "\n") {
		rows = append(rows, breakLine(line, width, width)...)
	}
	return rows
}

// breakLine breaks one line into rows of fewer cells than first, and than rest after that.
func breakLine(line string, first, rest int) []string {
	var rows []string
	var b strings.Builder
	column := 0
	for _, piece := range pieces(line) {
		if column > 0 && column+displaywidth.String(strings.TrimRight(piece, " ")) >= first {
			rows = append(rows, strings.TrimRight(b.String(), " "))
			b.Reset()
			column, first = 0, rest
		}
		b.WriteString(piece)
		column += displaywidth.String(piece)
	}
	return append(rows, b.String())
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
