package field

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Shape is a known form of an order number or an ID.
type Shape string

// The observed shapes. The services do not guarantee them, so another shape is a doubt, not a fault.
const (
	WeChat Shape = "wechat" // 28 digits from 42 or 43
	Alipay Shape = "alipay" // 16 to 64 digits, the date first; usually 28
	Douyin Shape = "douyin" // 19 digits

	Merchant Shape = "merchant" // the merchant's number of a payment, in any form, which is not an order number
	UID      Shape = "uid"      // digits; the number of an account, not of an order

	DouyinID Shape = "douyin_id" // of a Text: letters, digits and separators
)

// Shapes returns the shapes that a type of answer may have.
func Shapes(t Type) []Shape {
	switch t {
	case Number:
		return []Shape{WeChat, Alipay, Douyin, Merchant, UID}
	case Text:
		return []Shape{DouyinID}
	}
	return nil
}

// OrderNumber reports whether the answer identifies an order, so that two letters with the same answer are about the same order.
func (s *Spec) OrderNumber() bool {
	return s.Type == Number && !slices.Contains(s.Shape, Merchant) && !slices.Contains(s.Shape, UID)
}

// matches reports whether a number has the shape.
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

// NumberValue is an order number: digits and Latin letters, in their original case.
type NumberValue string

func (v NumberValue) String() string { return string(v) }

// Answer returns the number.
func (v NumberValue) Answer() string { return string(v) }

// Masked returns the number with only its first and last four characters, or fewer of a short number.
func (v NumberValue) Masked() string {
	keep := min(4, len(v)/4)
	return string(v[:keep]) + "****" + string(v[len(v)-keep:])
}

// Limits of the length of an order number.
const (
	numberShortest = 4
	numberLongest  = 64
)

// parseNumber removes spaces, hyphens, and a quote at the beginning, which marks text in a spreadsheet.
func parseNumber(text string) (NumberValue, *Problem) {
	if exponential(text) {
		return "", newProblem(codeNumberExponent, text, nil)
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
			return "", newProblem(codeNumberCharacter, text, args{"Character": string(r), "Position": position})
		}
	}
	switch n := len(kept); {
	case n < numberShortest:
		return "", newProblem(codeNumberTooShort, text, args{"Limit": numberShortest, "Length": n})
	case n > numberLongest:
		return "", newProblem(codeNumberTooLong, text, args{"Limit": numberLongest, "Length": n})
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

// hyphen reports whether a character is a hyphen or dash.
func hyphen(r rune) bool {
	return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212'
}

// doubts returns a Problem if the number has none of the shapes, or only zeros after the fifteenth digit, because a spreadsheet keeps
// only fifteen digits.
func (v NumberValue) doubts(shapes []Shape) []*Problem {
	var found []*Problem
	const exact = 15
	if s := string(v); len(s) > exact && decimal(s) && strings.Trim(s[exact:], "0") == "" {
		found = append(found, newProblem(codeNumberZeros, s, nil))
	}
	if len(shapes) > 0 && !slices.ContainsFunc(shapes, func(s Shape) bool { return s.matches(string(v)) }) {
		if slices.Contains(shapes, UID) {
			return append(found, newProblem(codeNumberUID, string(v), nil))
		}
		found = append(found, newProblem(codeNumberShape, string(v), args{"Shapes": shapes, "Length": len(v)}))
	}
	return found
}
