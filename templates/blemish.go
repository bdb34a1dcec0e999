package templates

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Blemishes finds what a well-made letter never shows: an empty text, a label without its value, two marks of
// punctuation in a row, two blank lines in a row, spaces at a line's end, and remains of the template language. Each
// is given with a little of the text round it.
func Blemishes(text string) []string {
	if strings.TrimSpace(text) == "" {
		return []string{`""`}
	}
	var found []string
	for _, rest := range []string{"<no value>", "{{", "}}", "%!", "（）", "()", "“”", "\n\n\n"} {
		if i := strings.Index(text, rest); i >= 0 {
			found = append(found, around(text, i))
		}
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		last, _ := utf8.DecodeLastRuneInString(line)
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		// A colon may end a line only to open a paragraph or a list below it, as a salutation does.
		if last == '：' && i > 0 && !strings.HasPrefix(next, "1. ") && !strings.HasPrefix(next, "附件1：") {
			found = append(found, line)
		}
		if line != strings.TrimRight(line, " \t　") {
			found = append(found, line+"␠")
		}
		found = append(found, doubled(line)...)
	}
	return slices.Compact(found)
}

// doubled finds two closing marks of punctuation in a row. Dots of an ellipsis, and marks round quotes and brackets,
// may stand together.
func doubled(line string) []string {
	const marks = "，。、；：！？,;"
	var found []string
	previous := rune(0)
	for i, r := range line {
		if strings.ContainsRune(marks, r) && strings.ContainsRune(marks, previous) && !strings.ContainsRune("！？", r) {
			found = append(found, around(line, i))
		}
		previous = r
	}
	return found
}

// around gives a piece of text with a few characters on both sides.
func around(text string, at int) string {
	before, after := []rune(text[:at]), []rune(text[at:])
	return strings.ReplaceAll(string(before[max(0, len(before)-6):])+string(after[:min(8, len(after))]), "\n", "↵")
}
