package main

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// wrap breaks lines that are wider than a window between words, and begins what follows a little further in. Chinese
// has no spaces to break at: the terminal breaks it anywhere, as Chinese may be. A width of 0 is no window.
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
	const indent = "  "
	var b strings.Builder
	column := 0
	for i, word := range strings.SplitAfter(line, " ") {
		cells := displaywidth.String(strings.TrimRight(word, " "))
		if i > 0 && column+cells >= width && column > len(indent) && cells < width-len(indent) {
			b.WriteString("\n" + indent)
			column = len(indent)
		}
		b.WriteString(word)
		column += displaywidth.String(word)
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}
