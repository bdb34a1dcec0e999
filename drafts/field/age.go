package field

import (
	"strconv"
	"strings"
)

// AgeValue is an age in whole years.
type AgeValue int

// String returns the age as 9岁.
func (v AgeValue) String() string { return strconv.Itoa(int(v)) + "岁" }

// Answer returns the number of years.
func (v AgeValue) Answer() string { return strconv.Itoa(int(v)) }

// parseAge parses whole years in digits or numerals (9, 9岁, 九周岁). oldest is the limit.
func parseAge(text string, oldest int) (AgeValue, *Problem) {
	s := strings.ToLower(fold(text))
	for _, unit := range [...]string{"周岁", "岁", "years old", "years", "year old"} {
		if cut, ok := strings.CutSuffix(s, unit); ok {
			s = strings.TrimSpace(cut)
			break
		}
	}
	n, _, ok := numeral(s)
	if !ok {
		if s == "" || len(s) > 3 || !isDecimal(s) {
			return 0, newProblem(codeAgeUnreadable, text, nil)
		}
		n, _ = strconv.ParseInt(s, 10, 64)
	}
	if n > int64(oldest) {
		return 0, newProblem(codeAgeTooOld, text, args{"Limit": oldest})
	}
	return AgeValue(n), nil
}
