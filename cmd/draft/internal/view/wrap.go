package view

import (
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/wrap"
)

// Wrap breaks lines that do not fit into width columns. Further rows of a line have its indent, or two spaces if it has
// none. A width of 0 is no window.
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
		lines[i] = begin + strings.Join(wrap.Rows(body, width-1-len(begin), width-1-len(indent)), "\n"+indent)
	}
	return strings.Join(lines, "\n")
}

// WrapRows returns the rows of a text in a column of width cells. It breaks lines like Wrap, without an indent.
func WrapRows(text string, width int) []string {
	var rows []string
	for line := range strings.SplitSeq(text, "\n") {
		rows = append(rows, wrap.Rows(line, width-1, width-1)...)
	}
	return rows
}
