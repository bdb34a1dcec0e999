package templates

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Blemishes finds faults in the form of a rendered text: an empty text, a label without a value, two punctuation marks in a row, two
// blank lines in a row, trailing spaces, and remains of template syntax. Each is returned with a few characters of context.
func Blemishes(text string) []string {
	if strings.TrimSpace(text) == "" {
		return []string{`""`}
	}
	var found []string
	for _, rest := range []string{"<no value>", "{{", "}}", "%!", "（）", "()", "“”", "\n\n\n"} {
		if i := strings.Index(text, rest); i >= 0 {
			found = append(found, excerpt(text, i))
		}
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		last, _ := utf8.DecodeLastRuneInString(line)
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		// A colon may end a line only if it introduces the list below, or as the end of the salutation.
		if last == '：' && i > 0 && !strings.HasPrefix(next, "1. ") && !strings.HasPrefix(next, "附件1：") {
			found = append(found, line)
		}
		if line != strings.TrimRight(line, " \t　") {
			found = append(found, line+"␠")
		}
		found = append(found, doubledMarks(line)...)
	}
	return slices.Compact(found)
}

// doubledMarks finds two punctuation marks in a row, except ellipses, quotation marks and brackets.
func doubledMarks(line string) []string {
	const marks = "，。、；：！？,;"
	var found []string
	previous := rune(0)
	for i, r := range line {
		if strings.ContainsRune(marks, r) && strings.ContainsRune(marks, previous) && !strings.ContainsRune("！？", r) {
			found = append(found, excerpt(line, i))
		}
		previous = r
	}
	return found
}

// excerpt returns a few characters of text on both sides of an offset.
func excerpt(text string, at int) string {
	before, after := []rune(text[:at]), []rune(text[at:])
	return strings.ReplaceAll(string(before[max(0, len(before)-6):])+string(after[:min(8, len(after))]), "\n", "↵")
}
