package answers

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/xuri/nfp"
)

// formatSection is one of the sections of a format, which a spreadsheet chooses by the number.
type formatSection struct {
	condition string // an operator such as >=; "" is none
	operand   float64
	parts     []formatPart
	date      bool // it shows a date or a time
	moment    dateStyle
	unclear   bool

	// Of a section that shows a number:
	whole, decimals int // placeholders of digits before and after the point
	hashes          int // of those before the point, # and ?, which show no zero
	percent, scale  int // how often the number is multiplied by 100, and divided by 1000
	general         bool
}

// formatPart is a part of a format in the order of its code.
type formatPart struct {
	kind partKind
	text string // of a literal; the placeholder of a digit
}

type partKind int

const (
	partLiteral partKind = iota
	partDigit            // a placeholder: 0, # or ?
	partPoint
	partComma
	partPercent
	partSlash
	partNumber // a number without placeholders, as General shows it
	partText   // @
)

// addTokens adds the tokens of a section.
func (s *formatSection) addTokens(tokens []nfp.Token, lifted []formatPart) {
	var codes []string // of dates and times
	for _, t := range tokens {
		switch t.TType {
		case nfp.TokenTypeDateTimes:
			codes = append(codes, strings.ToLower(t.TValue))
		case nfp.TokenTypeElapsedDateTimes:
			codes, s.moment.elapsed = append(codes, strings.ToLower(t.TValue)), true
		case nfp.TokenTypeCondition:
			s.addCondition(t)
		case nfp.TokenTypeColor, nfp.TokenTypeSwitchArgument: // the digits of [DBNum1] mean the same number
		case nfp.TokenTypeUnknown:
			s.unclear = s.unclear || !strings.HasPrefix(strings.ToLower(t.TValue), "color")
		case nfp.TokenTypeGeneral:
			s.parts, s.general = append(s.parts, formatPart{kind: partNumber}), true
		case nfp.TokenTypeTextPlaceHolder:
			s.parts = append(s.parts, formatPart{kind: partText})
		case nfp.TokenTypeExponential:
			s.dropDigits()
			s.parts, s.general = append(s.parts, formatPart{kind: partNumber}), true
		default:
			s.addCharacters(t.TValue, lifted)
		}
	}
	if len(codes) > 0 {
		s.readDate(codes)
		return
	}
	s.countDigits()
}

func (s *formatSection) addCondition(t nfp.Token) {
	var operand string
	for _, p := range t.Parts {
		switch p.Token.TType {
		case nfp.TokenTypeOperator:
			s.condition = p.Token.TValue
		case nfp.TokenTypeOperand:
			operand = p.Token.TValue
		}
	}
	var err error
	s.operand, err = strconv.ParseFloat(operand, 64)
	s.unclear = s.unclear || err != nil || s.condition == ""
}

// addCharacters adds lifted parts and placeholders of digits.
func (s *formatSection) addCharacters(text string, lifted []formatPart) {
	for _, r := range text {
		switch i := int(r - firstLifted); {
		case i >= 0 && i < len(lifted):
			if lifted[i] != (formatPart{}) {
				s.parts = append(s.parts, lifted[i])
			}
		case strings.ContainsRune("0#?", r):
			s.parts = append(s.parts, formatPart{partDigit, string(r)})
		default:
			s.unclear = true
		}
	}
}

// dropDigits drops everything but the literals: 1.38E+10 is shown, and 13812345678 is the number.
func (s *formatSection) dropDigits() {
	s.parts = slices.DeleteFunc(s.parts, func(p formatPart) bool { return p.kind != partLiteral && p.kind != partPercent })
}

// countDigits counts the parts of a section that shows a number.
func (s *formatSection) countDigits() {
	if s.general { // the digits of an exponent
		s.parts = slices.DeleteFunc(s.parts, func(p formatPart) bool { return p.kind == partDigit || p.kind == partComma || p.kind == partPoint })
	}
	points, before := 0, partLiteral
	for _, p := range s.parts {
		switch {
		case p.kind == partPoint:
			points++
		case p.kind == partDigit && points == 0:
			s.whole, s.scale = s.whole+1, 0 // the commas before it group digits
			if p.text != "0" {
				s.hashes++
			}
		case p.kind == partDigit:
			s.decimals++
			s.unclear = s.unclear || before != partPoint && before != partDigit // there is a literal among the decimals
		case p.kind == partPercent:
			s.percent++
		case p.kind == partComma && (before == partDigit || before == partComma):
			s.scale++
		case p.kind == partComma || p.kind == partSlash: // a slash is that of a fraction
			s.unclear = true
		}
		before = p.kind
	}
	s.unclear = s.unclear || points > 1
}

// dateLetters are the letters and digits that a format may show beside those of a date or a time.
const dateLetters = "年月日号时点分秒小钟整周星期礼拜TZhms"

// readDate reads the codes of a section that shows a date or a time. A month without its day is not a date.
func (s *formatSection) readDate(codes []string) {
	s.date = true
	var hasDay, hasMinute bool
	for _, code := range codes {
		switch code[0] {
		case 'y', 'e', 'g', 'b', 'r':
			s.moment.date = true
		case 'd':
			s.moment.date, hasDay = true, hasDay || len(code) <= 2
		case 'h':
			s.moment.clock = true
		case 's':
			s.moment.clock, s.moment.seconds = true, true
		case 'm':
			hasMinute = true
		case 'a':
			s.moment.clock = s.moment.clock || code == "am/pm"
			s.moment.date = s.moment.date || code != "am/pm"
		}
	}
	s.moment.clock = s.moment.clock || s.moment.elapsed
	s.moment.date = s.moment.date || hasMinute && !s.moment.clock
	s.unclear = s.unclear || s.general || s.moment.date && !hasDay
	for _, p := range s.parts {
		s.unclear = s.unclear || p.kind == partText || p.kind == partPercent || strings.ContainsFunc(p.text, func(r rune) bool {
			return p.kind == partLiteral && (unicode.IsLetter(r) || unicode.IsNumber(r)) && !strings.ContainsRune(dateLetters, r)
		})
	}
}

// section returns the section for a number, and whether that section shows the sign of a negative number by its literals.
func (f *cellFormat) section(n float64) (s *formatSection, signed bool) {
	all := f.sections
	if all[0].condition != "" || len(all) > 1 && all[1].condition != "" {
		for i := range all {
			if all[i].holds(n) {
				return &all[i], false
			}
		}
		return nil, false
	}
	switch {
	case n < 0 && len(all) > 1:
		return &all[1], true
	case n == 0 && len(all) > 2:
		return &all[2], false
	}
	return &all[0], false
}

// holds reports whether the condition of a section is true of a number.
func (s *formatSection) holds(n float64) bool {
	switch s.condition {
	case "<":
		return n < s.operand
	case "<=":
		return n <= s.operand
	case ">":
		return n > s.operand
	case ">=":
		return n >= s.operand
	case "<>":
		return n != s.operand
	case "=":
		return n == s.operand
	}
	return true
}
