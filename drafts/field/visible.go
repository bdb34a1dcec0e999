package field

import (
	"fmt"
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
	if ascii(s) {
		return nil
	}
	var before rune // the previous character that is not a modifier
	selected := false
	for rest, position := s, 1; rest != ""; position++ {
		r, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		switch {
		case r == utf8.RuneError && size == 1:
			return newProblem(codeTextEncoding, s, args{"Position": position})
		case paragraphs && (r == lineFeed || r == '\t'):
			before, selected = 0, false
		case variation(r) && before != 0 && !selected:
			selected = true // it selects a form of an emoji or a rare Chinese character
		case r == joiner && pictograph(before) && pictographFollows(rest):
			before, selected = 0, false
		case r >= '\U0001f3fb' && r <= '\U0001f3ff': // a skin tone
			selected = false
		case hidden(r):
			return newProblem(codeTextControl, s, args{"CodePoint": fmt.Sprintf("U+%04X", r), "Position": position})
		default:
			before, selected = r, false
		}
	}
	return nil
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
