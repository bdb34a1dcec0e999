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

// TextValue is free text in NFC: one line, or paragraphs with LF line ends.
type TextValue string

func (v TextValue) String() string { return string(v) }

// Answer returns the text.
func (v TextValue) Answer() string { return string(v) }

// parseText parses a text whose characters were checked already.
func parseText(text string, limit int) (TextValue, *Problem) {
	text = norm.NFC.String(text)
	if n := utf8.RuneCountInString(text); n > limit {
		return "", newProblem(codeTextTooLong, text, args{"Limit": limit, "Length": n})
	}
	if !strings.ContainsFunc(text, says) {
		return "", newProblem(codeTextMarks, text, nil)
	}
	return TextValue(text), nil
}

// says reports whether a character can be an answer of its own. Punctuation and signs such as + or ￥ cannot; an emoji can be a name.
func says(r rune) bool {
	return !unicode.In(r, unicode.P, unicode.Sm, unicode.Sc, unicode.Sk) && !unicode.IsSpace(r)
}

// parseLine parses one line. If it must give a reason, a leading 因为 is removed, because the sentence of the letter has it already.
func (s *Spec) parseLine(text string) (TextValue, *Problem) {
	if s.Reason {
		text = withoutBecause(text)
	}
	if slices.Contains(s.Shape, DouyinID) {
		var p *Problem
		if text, p = douyinID(text); p != nil {
			return "", p
		}
	}
	v, p := parseText(text, s.limit())
	if p == nil && s.Reason && givesNoReason(text) {
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

// checkOneLine refuses line breaks, with a code of their own, and everything that Visible refuses.
func checkOneLine(text string) *Problem {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		return newProblem(codeTextLineBreak, text, args{"Position": utf8.RuneCountInString(text[:i]) + 1})
	}
	return Visible(text)
}

// textDoubts warns about a text that is probably not what its question asks for.
func (s Spec) textDoubts(v TextValue) []*Problem {
	switch {
	case slices.Contains(s.Shape, DouyinID) && looksLikeUID(string(v)):
		return []*Problem{newProblem(CodeDouyinUID, string(v), args{"UID": fold(string(v))})}
	case len(s.Shape) > 0 && !slices.ContainsFunc(s.Shape, func(s Shape) bool { return s.matches(string(v)) }):
		return []*Problem{newProblem(codeTextDouyinID, string(v), nil)}
	case s.Type == Multiline && hasNoChinese(string(v)):
		return []*Problem{newProblem(codeTextNoChinese, "", nil)}
	}
	return nil
}

// otherWords matches two words in a row, or a letter that is not Latin. It does not match a single word, as in "UID：1234567890123456".
var otherWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\p{L}[\s,.'’]+\p{L}|[^\P{L}\p{Latin}]`)
})

// hasNoChinese reports whether a text has words, but none in Chinese. The readers of the letter are Chinese.
func hasNoChinese(text string) bool {
	return !strings.ContainsFunc(text, isHan) && otherWords().MatchString(text)
}

// isDouyinID reports whether a text has the form of a Douyin ID. A nickname may have any form. Characters may be full-width, as a Chinese
// keyboard types them.
func isDouyinID(text string) bool {
	const shortest = 4
	text = fold(text)
	for i := range len(text) {
		if !isAlphanumeric(text[i]) && !strings.ContainsRune("_.-", rune(text[i])) {
			return false
		}
	}
	return len(text) >= shortest
}

// fold replaces full-width letters, digits and signs, as a Chinese keyboard types them, by their ASCII forms. It is not for free text.
func fold(s string) string {
	// Full-width characters are U+3000 and those of the block U+FF00, whose encoding begins with EF.
	if strings.IndexByte(s, 0xef) < 0 && !strings.Contains(s, "\u3000") {
		return s
	}
	return width.Fold.String(s)
}

// foldRune is like fold for one character.
func foldRune(r rune) rune {
	if r <= '~' {
		return r
	}
	if f := width.LookupRune(r).Folded(); f != 0 {
		return f
	}
	return r
}
