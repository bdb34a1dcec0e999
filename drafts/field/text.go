package field

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// TextValue is free text in NFC, otherwise as typed: one line, or paragraphs with LF line ends.
type TextValue string

func (v TextValue) String() string { return string(v) }

// Answer returns the text.
func (v TextValue) Answer() string { return string(v) }

// parseText parses a text without invalid characters.
func parseText(text string, limit int) (TextValue, *Problem) {
	text = norm.NFC.String(text)
	if n := utf8.RuneCountInString(text); n > limit {
		return "", newProblem(codeTextTooLong, text, args{"Limit": limit, "Length": n})
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPunct(r) && !unicode.IsSpace(r) }) {
		return "", newProblem(codeTextMarks, text, nil)
	}
	return TextValue(text), nil
}

// parseLine parses one line. It removes 因为 before a reason, because the sentence in the letter has it already, and requires that a
// reason is given.
func (s *Spec) parseLine(text string) (TextValue, *Problem) {
	if s.Reason {
		text = withoutBecause(text)
	}
	v, p := parseText(text, s.limit())
	if p == nil && s.Reason && noReason(text) {
		return "", newProblem(codeTextNoReason, text, nil)
	}
	return v, p
}

func parseMultiline(text string, limit int) (TextValue, *Problem) {
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if p := visible(text, true); p != nil {
		return "", p
	}
	return parseText(text, limit)
}

// checkOneLine returns the Problem of Visible, or one with its own code for a line break, which is a common mistake.
func checkOneLine(text string) *Problem {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		return newProblem(codeTextLineBreak, text, args{"Position": utf8.RuneCountInString(text[:i]) + 1})
	}
	return Visible(text)
}

// textDoubts returns a Problem if a text does not have its shape, or if a long text is not in Chinese.
func (s Spec) textDoubts(v TextValue) []*Problem {
	switch {
	case len(s.Shape) > 0 && !slices.ContainsFunc(s.Shape, func(s Shape) bool { return s.matches(string(v)) }):
		return []*Problem{newProblem(codeTextDouyinID, string(v), nil)}
	case s.Type == Multiline && lacksChinese(string(v)):
		return []*Problem{newProblem(codeTextNoChinese, "", nil)}
	}
	return nil
}

// foreignWords matches two successive words, or a letter that is not Latin. A single Latin word may be a name, as in "UID：1234567890123456".
var foreignWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\p{L}[\s,.'’]+\p{L}|[^\P{L}\p{Latin}]`)
})

// lacksChinese reports whether a text has words, but no Chinese characters.
func lacksChinese(text string) bool {
	return foreignWords().MatchString(text) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// isDouyinID reports whether a text has the form of an account ID, unlike most nicknames. It may be full-width, because Chinese keyboards
// type full-width signs.
func isDouyinID(text string) bool {
	const shortest = 4
	text = fold(text)
	for i := range len(text) {
		if !alphanumeric(text[i]) && !strings.ContainsRune("_.-", rune(text[i])) {
			return false
		}
	}
	return len(text) >= shortest
}

// fold replaces full-width letters, digits and signs, as typed on a Chinese keyboard, by their ASCII forms. It is for values with a
// grammar, not for free text.
func fold(s string) string {
	// The characters are U+3000 and those of the block U+FF00, whose encoding begins with EF.
	if strings.IndexByte(s, 0xef) < 0 && !strings.Contains(s, "\u3000") {
		return s
	}
	return width.Fold.String(s)
}

// foldRune is fold for one character.
func foldRune(r rune) rune {
	if r <= '~' {
		return r
	}
	if f := width.LookupRune(r).Folded(); f != 0 {
		return f
	}
	return r
}
