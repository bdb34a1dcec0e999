package field

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Shape names a known form of an order number, or of an ID.
type Shape string

// The forms that these were seen to have. None is a promise of the service, so another form is a doubt, never a fault.
const (
	WeChat Shape = "wechat" // 28 digits from 42 or 43
	Alipay Shape = "alipay" // 16 to 64 digits, the date first; usually 28
	Douyin Shape = "douyin" // 19 digits

	Merchant Shape = "merchant" // what the merchant calls a payment, in any form: the order number of nobody else
	UID      Shape = "uid"      // digits; it names an account, not an order

	DouyinID Shape = "douyin_id" // of a Text: letters, digits, and what parts them
)

// Shapes lists the forms that a kind of answer may be known to have.
func Shapes(t Type) []Shape {
	switch t {
	case Number:
		return []Shape{WeChat, Alipay, Douyin, Merchant, UID}
	case Text:
		return []Shape{DouyinID}
	}
	return nil
}

// OrderNumber reports whether the answer is the number of an order, by which two letters about it are known to be the same.
func (s *Spec) OrderNumber() bool {
	return s.Type == Number && !slices.Contains(s.Shape, Merchant) && !slices.Contains(s.Shape, UID)
}

// matches reports whether an answer has the form.
func (s Shape) matches(number string) bool {
	switch s {
	case DouyinID:
		return isDouyinID(number)
	case Merchant:
		return true
	}
	if !decimal(number) {
		return false
	}
	switch n := len(number); s {
	case WeChat:
		return n == 28 && (strings.HasPrefix(number, "42") || strings.HasPrefix(number, "43"))
	case Alipay:
		if n < 16 || n > 64 {
			return false
		}
		day, err := time.Parse("20060102", number[:8])
		return err == nil && day.Year() >= 2004 && day.Year() < 2100 // Alipay began in 2004
	case Douyin:
		return n == 19
	case UID:
		return true
	}
	return false
}

// NumberValue is an order number: digits and Latin letters, case kept.
type NumberValue string

func (v NumberValue) String() string { return string(v) }

// Answer is the number itself.
func (v NumberValue) Answer() string { return string(v) }

// Masked shows the first and last four characters, fewer of a short number: enough to recognise it.
func (v NumberValue) Masked() string {
	keep := min(4, len(v)/4)
	return string(v[:keep]) + "****" + string(v[len(v)-keep:])
}

// The lengths of an order number.
const (
	numberShortest = 4
	numberLongest  = 64
)

// parseNumber takes out what only parts the digits: spaces, hyphens, and the quote by which a spreadsheet marks text.
func parseNumber(text string) (NumberValue, *Problem) {
	if exponential(text) {
		return "", refuse(codeNumberExponent, text, nil)
	}
	kept := make([]byte, 0, numberLongest)
	position := 0
	for _, r := range text {
		position++
		f := foldRune(r)
		switch {
		case f <= '~' && alphanumeric(byte(f)):
			kept = append(kept, byte(f))
		case unicode.IsSpace(f) || hyphen(f):
		case position == 1 && strings.ContainsRune("'`‘", f):
		default:
			return "", refuse(codeNumberCharacter, text, args{"Character": string(r), "Position": position})
		}
	}
	switch n := len(kept); {
	case n < numberShortest:
		return "", refuse(codeNumberTooShort, text, args{"Limit": numberShortest, "Length": n})
	case n > numberLongest:
		return "", refuse(codeNumberTooLong, text, args{"Limit": numberLongest, "Length": n})
	}
	return NumberValue(kept), nil
}

// exponential reports whether a number is written like 4.2E+27: a spreadsheet has kept its first digits only. No
// order number was seen to have one digit and an E before the rest.
func exponential(text string) bool {
	text = fold(text)
	if !strings.ContainsAny(text, "eE") {
		return false
	}
	s := strings.TrimLeft(strings.Join(strings.Fields(text), ""), "'`‘")
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(s), "E")
	first, decimals, _ := strings.Cut(mantissa, ".")
	exponent = strings.TrimLeft(exponent, "+-")
	return len(first) == 1 && decimal(first+decimals) && exponent != "" && len(exponent) <= 3 && decimal(exponent)
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// hyphen reports whether a character is one of the dashes that part groups of digits.
func hyphen(r rune) bool {
	return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212'
}

// doubts compares the number with the shapes it may have, and looks for digits that a spreadsheet lost: it keeps
// fifteen, and writes zeros for the rest.
func (v NumberValue) doubts(shapes []Shape) []*Problem {
	var found []*Problem
	const exact = 15
	if s := string(v); len(s) > exact && decimal(s) && strings.Trim(s[exact:], "0") == "" {
		found = append(found, refuse(codeNumberZeros, s, nil))
	}
	if len(shapes) > 0 && !slices.ContainsFunc(shapes, func(s Shape) bool { return s.matches(string(v)) }) {
		if slices.Contains(shapes, UID) {
			return append(found, refuse(codeNumberUID, string(v), nil))
		}
		found = append(found, refuse(codeNumberShape, string(v), args{"Shapes": shapes, "Length": len(v)}))
	}
	return found
}
