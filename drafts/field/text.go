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

// TextValue is free text, in NFC and otherwise as it was typed: one line, or paragraphs with LF line ends.
type TextValue string

func (v TextValue) String() string { return string(v) }

// Answer is the text itself.
func (v TextValue) Answer() string { return string(v) }

// parseText reads one line, which oneLine has let through.
func parseText(text string, limit int) (TextValue, *Problem) {
	text = norm.NFC.String(text)
	if n := utf8.RuneCountInString(text); n > limit {
		return "", refuse(codeTextTooLong, text, args{"Limit": limit, "Length": n})
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPunct(r) && !unicode.IsSpace(r) }) {
		return "", refuse(codeTextMarks, text, nil)
	}
	return TextValue(text), nil
}

// parseLine reads one line, and holds a reason to giving one. 因为 before it is not part of the reason: the sentence that
// states it says so already.
func (s *Spec) parseLine(text string) (TextValue, *Problem) {
	if s.Reason {
		text = withoutBecause(text)
	}
	v, p := parseText(text, s.limit())
	if p == nil && s.Reason && noReason(text) {
		return "", refuse(codeTextNoReason, text, nil)
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

// oneLine refuses line breaks, with a code of their own because they are typed in good faith, and all that
// Visible refuses.
func oneLine(text string) *Problem {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		return refuse(codeTextLineBreak, text, args{"Position": utf8.RuneCountInString(text[:i]) + 1})
	}
	return Visible(text)
}

// textDoubts says when a text is not what its question asks for.
func (s Spec) textDoubts(v TextValue) []*Problem {
	switch {
	case len(s.Shape) > 0 && !slices.ContainsFunc(s.Shape, func(s Shape) bool { return s.matches(string(v)) }):
		return []*Problem{refuse(codeTextDouyinID, string(v), nil)}
	case s.Type == Multiline && foreign(string(v)):
		return []*Problem{refuse(codeTextNoChinese, "", nil)}
	}
	return nil
}

// otherWords are two words in a row, or a letter of another script. One word alone, as in "UID：1234567890123456", is the name
// of a number.
var otherWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\p{L}[\s,.'’]+\p{L}|[^\P{L}\p{Latin}]`)
})

// foreign tells a text that has words, none of which are Chinese: the letter is, and so are its readers.
func foreign(text string) bool {
	return otherWords().MatchString(text) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// isDouyinID tells what the ID of an account looks like from a nickname, which may be anything. What parts an ID may be
// full-width, since a Chinese keyboard types it so.
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

// fold gives the plain form of full-width letters, digits and signs, as a Chinese keyboard types them. It is for
// values with a grammar, never for free text.
func fold(s string) string {
	// All that has a plain form is U+3000 or in the block U+FF00, whose encoding begins with EF.
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
