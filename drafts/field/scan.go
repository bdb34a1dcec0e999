package field

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, number or mark in a date.
type token struct {
	kind  kind
	width uint8
	n     int
	text  string
}

// mostTokens is the most tokens of a date.
const mostTokens = 24

// scan splits a folded text in lower case into tokens, without separators. It returns false if it does not know a token. The last token
// is followed by kEnd.
func (d *dateReader) scan(s string) bool {
	for count := 0; ; count++ {
		s = strings.TrimLeftFunc(s, isSeparator)
		if s == "" {
			return true
		}
		if count == mostTokens {
			return false
		}
		t := nextToken(s)
		if t.kind == kEnd {
			return false
		}
		switch s = s[len(t.text):]; t.kind {
		case kFiller:
			count--
			continue
		case kWeeks:
			t, s = weekday(t, s)
		}
		d.tokens[count] = t
	}
}

// isSeparator reports whether a character only separates the words of a date.
func isSeparator(r rune) bool {
	return unicode.IsSpace(r) || r == ',' || r == '、' || r == '的'
}

// nextToken returns the first token: the longest word, else a number, else a mark. 五一 is the holiday, not 51.
func nextToken(s string) token {
	var ends [longestWord]int
	runes, end := 0, 0
	for runes < longestWord && end < len(s) {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
		ends[runes] = end
		runes++
	}
	switch {
	case s[0] >= '0' && s[0] <= '9':
		return scanDigits(s)
	case s[0] >= 'a' && s[0] <= 'z':
		return scanEnglish(s)
	}
	for i := runes - 1; i >= 0; i-- {
		if k, n := word(s[:ends[i]]); k != kEnd {
			return token{kind: k, n: n, text: s[:ends[i]]}
		}
	}
	switch r, size := utf8.DecodeRuneInString(s); {
	case isHyphen(r):
		return token{kind: kMark, n: '-', text: s[:size]}
	case strings.ContainsRune("/.:+()", r):
		return token{kind: kMark, n: int(r), text: s[:size]}
	}
	return scanNumerals(s)
}

// scanDigits scans a row of digits. A row of more than eight must be yyyymmddhhmm or yyyymmddhhmmss; its date is one token, its time the
// next one.
func scanDigits(s string) token {
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

// scanNumerals scans a row of Chinese numerals.
func scanNumerals(s string) token {
	end := 0
	for _, r := range s {
		if _, _, ok := numeralSign(r); !ok {
			break
		}
		end += utf8.RuneLen(r)
	}
	n, width, ok := numeral(s[:end])
	if !ok || n > 1e8 { // larger than any number in a date, and int may have 32 bits
		return token{}
	}
	return token{kind: kNumber, n: int(n), width: uint8(width), text: s[:end]}
}

// weekday joins 周 with the single numeral after it, before scanNumerals sees it: 周五十点 is Friday at ten.
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
