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

// longestFormat is the limit of spreadsheets for a format, in characters.
const longestFormat = 255

// unclearFormat stands for the formats that show a currency that depends on the computer.
const unclearFormat = "¤0.00"

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
		case r == '*', r == '!', r == '¤', r == utf8.RuneError, r >= '1' && r <= '9':
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
