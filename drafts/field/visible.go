package field

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	joiner   = '\u200d' // ZERO WIDTH JOINER
	lineFeed = '\n'
)

// Visible returns a Problem if a text is not one line of visible characters, because it has invalid UTF-8, control characters, line
// breaks of any kind, bidi controls or zero-width characters. It is for values of mail headers, names and file names. Positions count
// characters from 1.
func Visible(s string) *Problem { return visible(s, false) }

// visible is like Visible; if paragraphs is set, it allows line feeds and tabs.
func visible(s string, paragraphs bool) *Problem {
	at, size := hiddenAt(s, paragraphs)
	if size == 0 {
		return nil
	}
	position := utf8.RuneCountInString(s[:at]) + 1
	r, _ := utf8.DecodeRuneInString(s[at:])
	if r == utf8.RuneError && size == 1 {
		return newProblem(codeTextEncoding, s, args{"Position": position})
	}
	return newProblem(codeTextControl, s, args{"CodePoint": codePoint(r), "Position": position})
}

func codePoint(r rune) string { return fmt.Sprintf("U+%04X", r) }

// Plain returns words of somebody else, such as those of support, as a text of visible characters: line breaks of any kind are line
// feeds, and hidden characters, which are not words, are left out.
func Plain(s string) string {
	s = lineBreaks.Replace(s)
	var b strings.Builder
	for {
		at, size := hiddenAt(s, true)
		b.WriteString(s[:at])
		if s = s[at+size:]; size == 0 {
			return b.String()
		}
	}
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// hiddenAt returns where the first hidden character or invalid byte of a text is, and its size; the end and 0 if there is none.
func hiddenAt(s string, paragraphs bool) (at, size int) {
	if ascii(s) {
		return len(s), 0
	}
	var before rune // the previous character that is not a modifier
	selected := false
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			return at, size
		case paragraphs && (r == lineFeed || r == '\t'):
			before, selected = 0, false
		case variation(r) && before != 0 && !selected:
			selected = true // it selects a form of an emoji or a rare Chinese character
		case r == joiner && pictograph(before) && pictographFollows(s[at+size:]):
			before, selected = 0, false
		case r >= '\U0001f3fb' && r <= '\U0001f3ff': // a skin tone
			selected = false
		case hidden(r):
			return at, size
		default:
			before, selected = r, false
		}
		at += size
	}
	return at, 0
}

// ascii reports whether a text is printable ASCII.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// hidden reports whether a character is invisible, or changes the display of those around it.
func hidden(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u3164', '\uffa0': // a joiner and fillers, which have the category of letters
		return true
	}
	if r >= '\u3000' && r <= '\u9fff' { // a fast path for Chinese
		return false
	}
	return r < ' ' || r == '\x7f' || r > '~' &&
		(variation(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point))
}

// variation reports whether a character selects a form of the previous one.
func variation(r rune) bool {
	return r >= '\ufe00' && r <= '\ufe0f' || r >= '\U000e0100' && r <= '\U000e01ef'
}

// pictograph reports whether a character may be part of a joined emoji. Two arrows have the category of mathematical signs, and the
// replacement character has that of symbols.
func pictograph(r rune) bool {
	return unicode.Is(unicode.So, r) && r != utf8.RuneError || r == '↔' || r == '↕'
}

func pictographFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return pictograph(r)
}
