package field

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Shape is a known form of an order number or an ID.
type Shape string

// Shapes that were observed. No service guarantees them, so another form is a doubt and not an error.
const (
	WeChat Shape = "wechat" // 28 digits from 42 or 43
	Alipay Shape = "alipay" // 16 to 64 digits, the date first; usually 28
	Douyin Shape = "douyin" // 19 digits

	Merchant Shape = "merchant" // a merchant's own number of a payment, in any form; it is not an order number
	UID      Shape = "uid"      // digits; it names an account, not an order

	DouyinID Shape = "douyin_id" // of a Text: letters, digits, _, - and .
)

// Shapes returns the shapes of a type.
func Shapes(t Type) []Shape {
	switch t {
	case Number:
		return []Shape{WeChat, Alipay, Douyin, Merchant, UID}
	case Text:
		return []Shape{DouyinID}
	}
	return nil
}

// OrderNumber reports whether the answer is an order number. Two letters with the same order number are about the same payment.
func (s *Spec) OrderNumber() bool {
	return s.Type == Number && !slices.Contains(s.Shape, Merchant) && !slices.Contains(s.Shape, UID)
}

// matches reports whether an answer has the shape.
func (s Shape) matches(number string) bool {
	switch s {
	case DouyinID:
		return isDouyinID(number)
	case Merchant:
		return true
	}
	if !isDecimal(number) {
		return false
	}
	switch n := len(number); s {
	case WeChat:
		return n == 28 && (strings.HasPrefix(number, "42") || strings.HasPrefix(number, "43"))
	case Alipay:
		if n < 16 || n > 64 || n != 28 && n >= 26 && n <= 30 { // one or two digits off the usual length are a slip
			return false
		}
		day, err := time.Parse("20060102", number[:8])
		return err == nil && day.Year() >= 2004 && day.Year() < 2100 // Alipay was founded in 2004
	case Douyin:
		return n == 19
	case UID:
		return true
	}
	return false
}

// NumberValue is an order number of digits and Latin letters in their case.
type NumberValue string

func (v NumberValue) String() string { return string(v) }

// Answer returns the number.
func (v NumberValue) Answer() string { return string(v) }

// Masked returns the first and last four characters, or fewer if the number is short, with **** between them.
func (v NumberValue) Masked() string {
	keep := min(4, len(v)/4)
	return string(v[:keep]) + "****" + string(v[len(v)-keep:])
}

// Limits of an order number, in characters.
const (
	numberShortest = 4
	numberLongest  = 64
)

// parseNumber parses an order number. It removes spaces, hyphens, and the leading quote by which a spreadsheet marks a text.
func parseNumber(text string) (NumberValue, *Problem) {
	if isExponential(text) {
		return "", newProblem(codeNumberExponent, text, nil)
	}
	if all := splitNumbers(text); all != nil {
		return "", newProblem(codeNumberSeveral, text, args{"Count": len(all), "First": all[0], "Second": all[1]})
	}
	kept := make([]byte, 0, numberLongest)
	position := 0
	for _, r := range text {
		position++
		f := foldRune(r)
		switch {
		case f <= '~' && isAlphanumeric(byte(f)):
			kept = append(kept, byte(f))
		case unicode.IsSpace(f) || isHyphen(f):
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

// isExponential reports whether a number is written like 4.2E+27, because a spreadsheet has kept only its first digits. No known order
// number has a single digit before an E.
func isExponential(text string) bool {
	text = fold(text)
	if !strings.ContainsAny(text, "eE") {
		return false
	}
	s := strings.TrimLeft(strings.Join(strings.Fields(text), ""), "'`‘")
	mantissa, exponent, _ := strings.Cut(strings.ToUpper(s), "E")
	first, decimals, _ := strings.Cut(mantissa, ".")
	exponent = strings.TrimLeft(exponent, "+-")
	return len(first) == 1 && isDecimal(first+decimals) && exponent != "" && len(exponent) <= 3 && isDecimal(exponent)
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// isHyphen reports whether a character is a hyphen or dash between groups of digits.
func isHyphen(r rune) bool {
	return r == '-' || r >= '\u2010' && r <= '\u2015' || r == '\u2212'
}

// doubts warns if the number has none of the shapes, or if a spreadsheet may have lost digits: it keeps fifteen and writes zeros in place
// of the others.
func (v NumberValue) doubts(shapes []Shape) []*Problem {
	var found []*Problem
	const exact = 15
	if s := string(v); len(s) > exact && isDecimal(s) && strings.Trim(s[exact:], "0") == "" {
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
