package view

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// Wrap breaks lines that do not fit into width columns. Further rows of a line have its indent, or two spaces if it has
// none. Words of narrow characters are never broken, so that an address can be copied; Chinese may be broken anywhere but
// before closing punctuation. A width of 0 is no window.
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

// WrapRows returns the rows of a text in a column of width cells. It breaks lines like Wrap, without an indent.
func WrapRows(text string, width int) []string {
	var rows []string
	for line := range strings.SplitSeq(text, "\n") {
		rows = append(rows, breakLine(line, width, width)...)
	}
	return rows
}

// breakLine returns the rows of a line. The first has fewer than first cells, the others fewer than rest, unless one word
// is longer.
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

// pieces splits a line where it may be broken: after a narrow word with the space behind it, and after a wide character
// with the closing punctuation behind it.
func pieces(line string) []string {
	const closing = "，。、；：！？）」』”’》…,.;:!?)"
	var all []string
	breakable := true // before the next narrow character
	for _, r := range line {
		wide := displaywidth.Rune(r) > 1
		last := len(all) - 1
		switch {
		case last >= 0 && (r == ' ' || displaywidth.Rune(r) == 0 || strings.ContainsRune(closing, r)):
			all[last] += string(r)
			breakable = breakable || r == ' '
			continue
		case last >= 0 && !wide && !breakable:
			all[last] += string(r)
		default:
			all = append(all, string(r))
		}
		breakable = wide
	}
	return all
}
