package field

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word, number or mark of a date.
type token struct {
	kind  kind
	width uint8
	n     int
	text  string
}

// maxTokens limits the tokens of a date. A text with more is not a date.
const maxTokens = 24

// scan splits a folded text in lower case into tokens, without separators. It reports whether it knows all words. The last token is
// followed by kEnd.
func (d *dateReader) scan(s string) bool {
	for count := 0; ; count++ {
		s = strings.TrimLeftFunc(s, isSeparator)
		if s == "" {
			return true
		}
		if count == maxTokens {
			return false
		}
		t := nextToken(s)
		if t.kind == kEnd {
			return false
		}
		if s = s[len(t.text):]; t.kind == kWeeks {
			t, s = weekday(t, s)
		}
		d.tokens[count] = t
	}
}

// isSeparator reports whether a character separates the words of a date.
func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || r == ',' || r == '、' || r == '的'
}

// nextToken returns the first token: the longest known word, or else a number or a mark. 五一 is the holiday, not 51.
func nextToken(s string) token {
	var ends [longestWord]int
	runes, end := 0, 0
	for runes < longestWord && end < len(s) {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
		ends[runes] = end
		runes++
	}
	if s[0] >= '0' && s[0] <= '9' {
		return digitsToken(s)
	}
	for i := runes - 1; i >= 0; i-- {
		if k, n := word(s[:ends[i]]); k != kEnd {
			return token{kind: k, n: n, text: s[:ends[i]]}
		}
	}
	switch r, size := utf8.DecodeRuneInString(s); {
	case hyphen(r):
		return token{kind: kMark, n: '-', text: s[:size]}
	case strings.ContainsRune("/.:+()", r):
		return token{kind: kMark, n: int(r), text: s[:size]}
	}
	return numeralToken(s)
}

// digitsToken returns a token of digits. More than eight digits must be yyyymmddhhmm or yyyymmddhhmmss, and the token is their date.
func digitsToken(s string) token {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	const date = len("yyyymmdd")
	switch {
	case end == len("yyyymmddhhmm"), end == len("yyyymmddhhmmss"):
		end = date
	case end > date:
		return token{}
	}
	t := token{kind: kNumber, width: uint8(end), text: s[:end]}
	for i := range end {
		t.n = t.n*10 + int(s[i]-'0')
	}
	return t
}

// numeralToken returns a token of Chinese numerals.
func numeralToken(s string) token {
	end := 0
	for _, r := range s {
		if _, _, ok := numeralSign(r); !ok {
			break
		}
		end += utf8.RuneLen(r)
	}
	n, width, ok := numeral(s[:end])
	if !ok || n > 1e8 { // not in a date, and may overflow an int of 32 bits
		return token{}
	}
	return token{kind: kNumber, n: int(n), width: uint8(width), text: s[:end]}
}

// weekday combines 周 with the single numeral after it, before longer numerals are scanned: 周五十点 is Friday at ten.
func weekday(week token, s string) (token, string) {
	rest := strings.TrimLeftFunc(s, unicode.IsSpace)
	r, size := utf8.DecodeRuneInString(rest)
	day := strings.IndexRune("一二三四五六日", r)/len("一") + 1
	switch {
	case r == '天':
		day = 7
	case r >= '1' && r <= '7' && (len(rest) == 1 || rest[1] < '0' || rest[1] > '9'):
		day = int(r - '0')
	case size == 0 || !strings.ContainsRune("一二三四五六日", r):
		return week, s
	}
	return token{kind: kWeekday, n: day, text: week.text + rest[:size]}, rest[size:]
}
