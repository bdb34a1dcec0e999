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

// Visible returns a Problem if a text is not one line of visible characters: for invalid UTF-8, control characters, line breaks,
// bidirectional controls and zero-width characters. It is for values of mail headers, names and file names. Positions are in characters,
// from 1.
func Visible(s string) *Problem { return visible(s, false) }

// visible is Visible. With paragraphs, line feeds and tabs are valid.
func visible(s string, paragraphs bool) *Problem {
	if ascii(s) {
		return nil
	}
	var before rune // the character before, without its modifiers
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
			selected = true // it selects a variant of the character before: emoji, rare Chinese characters
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

// hidden reports whether a character is invisible, or changes how others are shown.
func hidden(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u3164', '\uffa0': // a joiner and fillers, which are letters by category
		return true
	}
	if r >= '\u3000' && r <= '\u9fff' { // most characters of a Chinese text, without a table lookup
		return false
	}
	return r < ' ' || r == '\x7f' || r > '~' &&
		(variation(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point))
}

// variation reports whether a character is a variation selector.
func variation(r rune) bool {
	return r >= '\ufe00' && r <= '\ufe0f' || r >= '\U000e0100' && r <= '\U000e01ef'
}

// pictograph reports whether a character may be part of a joined emoji. Two arrows are mathematical signs by category, and the
// replacement character is a symbol by category.
func pictograph(r rune) bool {
	return unicode.Is(unicode.So, r) && r != utf8.RuneError || r == '↔' || r == '↕'
}

func pictographFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return pictograph(r)
}
