package answers

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/nfp"
)

// cellFormat is the number format of a cell. It is parsed when the first cell needs it.
type cellFormat struct {
	code     string // as it is in the file
	parsed   bool
	sections []formatSection // for numbers: one to three
	text     *formatSection  // for texts; nil shows them as they are
	unclear  bool            // what a spreadsheet shows is not certain
}

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

// longestFormat is the limit of spreadsheets for a format, in characters.
const longestFormat = 255

// unclearFormat stands for the formats that show a currency that depends on the computer.
const unclearFormat = "!"

// builtinFormat returns the format of a number that files do not spell out. The formats 27 to 36 and 50 to 58 are those of Chinese
// Excel. Other numbers are General.
func builtinFormat(id string) string {
	switch id {
	case "1", "3", "37", "38":
		return "0"
	case "2", "4", "39", "40":
		return "0.00"
	case "5", "6", "7", "8", "42", "44": // an amount with the currency of the computer
		return unclearFormat
	case "9":
		return "0%"
	case "10":
		return "0.00%"
	case "12", "13":
		return "# ?/?"
	case "41":
		return `0;\-0;\-`
	case "43":
		return `0.00;\-0.00;\-`
	case "14", "15", "16", "28", "29", "30", "31", "51", "53", "54", "58":
		return "yyyy-mm-dd"
	case "17", "27", "36", "50", "52", "57":
		return "yyyy-mm"
	case "22":
		return "yyyy-mm-dd hh:mm"
	case "18", "20", "32", "34", "55":
		return "hh:mm"
	case "19", "21", "33", "35", "45", "47", "56":
		return "hh:mm:ss"
	case "46":
		return "[h]:mm:ss"
	}
	return ""
}

// parse parses the code once.
func (f *cellFormat) parse() {
	if f.parsed {
		return
	}
	f.parsed = true
	code, lifted, ok := liftParts(f.code)
	if !ok || utf8.RuneCountInString(f.code) > longestFormat {
		f.unclear = true
		return
	}
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if f.unclear = code != "" && len(sections) == 0; f.unclear { // there are too many
		return
	}
	if n := len(sections); n > 0 && (n == 4 || hasTextPlace(sections[n-1])) {
		f.text = &formatSection{}
		f.text.addTokens(sections[n-1].Items, lifted)
		sections = sections[:n-1]
	}
	for _, s := range sections {
		var section formatSection
		section.addTokens(s.Items, lifted)
		section.unclear = section.unclear || hasTextPlace(s)
		f.sections = append(f.sections, section)
	}
	if len(f.sections) == 0 {
		f.sections = []formatSection{{general: true, parts: []formatPart{{kind: partNumber}}}}
	}
}

func hasTextPlace(s nfp.Section) bool {
	return slices.ContainsFunc(s.Items, func(t nfp.Token) bool { return t.TType == nfp.TokenTypeTextPlaceHolder })
}

// firstLifted is the character that stands for the first part in the result of liftParts. It is for private use.
const firstLifted = '\ue000'

// liftParts replaces each literal text of a format, and some other parts, by an escaped character that stands for it. nfp reads quoted
// texts as if some of their characters were codes, as the last quote of "dy_"0, drops what stands before AM/PM and General, and counts
// the commas in 0,,, as two. ok is false if it is not certain what a spreadsheet shows.
func liftParts(format string) (code string, lifted []formatPart, ok bool) {
	var b strings.Builder
	lift := func(kind partKind, text string) {
		b.WriteString(`\` + string(firstLifted+rune(len(lifted))))
		lifted = append(lifted, formatPart{kind, text})
	}
	for rest := format; rest != ""; {
		if code, length := keyword(rest); length > 0 {
			lift(partLiteral, "")
			b.WriteString(code)
			rest = rest[length:]
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		char, after := rest[:size], rest[size:]
		next, nextSize := utf8.DecodeRuneInString(after)
		switch {
		case r == '"' || r == '[':
			text, behind, closed := strings.Cut(after, map[rune]string{'"': `"`, '[': "]"}[r])
			currency, isCurrency := strings.CutPrefix(text, "$")
			sign, clear := currencySign(currency)
			switch {
			case !closed || r == '[' && isCurrency && !clear:
				return "", nil, false
			case r == '"':
				lift(partLiteral, text)
			case isCurrency:
				lift(partLiteral, sign)
			default:
				b.WriteString(char + text + "]")
			}
			after = behind
		case r == '\\':
			lift(partLiteral, after[:nextSize])
			after = after[nextSize:]
		case r == '_', r == '*' && next == ' ': // a blank as wide as a character, or as what is left of the cell
			lift(partLiteral, " ")
			after = after[nextSize:]
		case r == '*', r == '!', r == utf8.RuneError, r >= '1' && r <= '9':
			return "", nil, false
		case strings.ContainsRune("0#?;@ymdhsebagr", unicode.ToLower(r)):
			b.WriteRune(r)
		default:
			lift(map[rune]partKind{'.': partPoint, ',': partComma, '%': partPercent, '/': partSlash}[r], char)
		}
		rest = after
	}
	return b.String(), lifted, len(lifted) <= 2*longestFormat
}

// keyword returns the code for a word at the start of a format, and the length of the word.
func keyword(format string) (code string, length int) {
	for _, word := range [...]struct{ text, code string }{
		{"General", "General"},
		{"G/通用格式", "General"},
		{"G/標準", "General"},
		{"G/표준", "General"},
		{"AM/PM", "AM/PM"},
		{"A/P", "AM/PM"},
		{"上午/下午", "AM/PM"},
		{"E+", "E+"},
		{"E-", "E+"},
	} {
		if n := len(word.text); len(format) >= n && strings.EqualFold(format[:n], word.text) {
			return word.code, n
		}
	}
	return "", 0
}

// currencySign returns the sign in a currency such as ¥-804, which is the rest of [$¥-804]. clear is false if it means something else
// than it seems to: the yen has the sign of the yuan, and a language may have a calendar of its own.
func currencySign(currency string) (sign string, clear bool) {
	sign, language, _ := strings.Cut(currency, "-")
	japanese := strings.HasPrefix(strings.ToLower(language), "ja")
	if id, err := strconv.ParseUint(language, 16, 32); err == nil {
		const primary, japan, calendar = 0x3ff, 0x11, 16
		japanese = id&primary == japan
		if c := id >> calendar & 0xff; c > 1 && (c < 9 || c > 12) { // not Gregorian
			return sign, false
		}
	}
	return sign, !japanese || !strings.ContainsAny(sign, "¥￥")
}

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
