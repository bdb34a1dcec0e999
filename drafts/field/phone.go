package field

import (
	"slices"
	"strings"
	"unicode"
)

// PhoneValue is a telephone number: 13800001234, 010-23456789, 400-140-2108, or +85291234567 from abroad.
type PhoneValue string

func (v PhoneValue) String() string { return string(v) }

// Answer returns the number.
func (v PhoneValue) Answer() string { return string(v) }

// Masked returns the number with * in place of all digits except the first three and the last four, such as 138****5678.
func (v PhoneValue) Masked() string {
	total := 0
	for i := range len(v) {
		if v[i] >= '0' && v[i] <= '9' {
			total++
		}
	}
	masked, digit := []byte(v), 0
	for i, c := range masked {
		if c < '0' || c > '9' {
			continue
		}
		if digit++; digit > 3 && digit <= total-4 {
			masked[i] = '*'
		}
	}
	return string(masked)
}

// parsePhone parses a number of mainland China, or an international one that begins with + or 00.
func parsePhone(text string) (PhoneValue, *Problem) {
	if all := severalPhones(text); all > 1 {
		return "", newProblem(codePhoneSeveral, text, args{"Count": all})
	}
	s, p := dialedDigits(text)
	if p != nil {
		return "", p
	}
	abroad, international := strings.CutPrefix(s, "+")
	if !international {
		abroad, international = strings.CutPrefix(s, "00")
	}
	home, mainland := strings.CutPrefix(abroad, "86")
	switch {
	case international && !mainland:
		// E.164 allows 15 digits; the shortest numbers with their country code have 8.
		if len(abroad) < 8 || len(abroad) > 15 || abroad[0] == '0' {
			return "", newProblem(codePhoneUnknown, text, nil)
		}
		return PhoneValue("+" + abroad), nil
	case international && !isMobile(home) && !strings.HasPrefix(home, "0") && !isService(home):
		home = "0" + home // after +86 the 0 of the area code is omitted
	case !international && (!mainland || !isMobile(home)):
		home = s
	}
	if v := formatDomestic(home); v != "" {
		return v, nil
	}
	switch {
	case international:
		return "", newProblem(codePhoneUnknown, text, nil)
	case strings.HasPrefix(home, "1") && len(home) != 11 && len(home) > 5:
		return "", newProblem(codePhoneLength, text, args{"Length": len(home)})
	case (len(home) == 7 || len(home) == 8) && home[0] >= '2':
		return "", newProblem(codePhoneNoArea, text, nil)
	}
	return "", newProblem(codePhoneUnknown, text, nil)
}

// severalPhones returns how many numbers a text has, if there are several: between marks of a list, or mobile numbers between spaces.
func severalPhones(text string) int {
	const least = 5 // the shortest number of a company
	if parts := splitList(strings.TrimLeft(text, "+＋"), least); parts != nil {
		return len(parts)
	}
	parts := strings.Fields(fold(text))
	if slices.ContainsFunc(parts, func(p string) bool { return !isMobile(p) }) {
		return 1
	}
	return len(parts)
}

// dialedDigits returns the digits of a number, and a + before them if there is one.
func dialedDigits(text string) (string, *Problem) {
	kept := make([]byte, 0, 16)
	position := 0
	for _, r := range text {
		position++
		f := foldRune(r)
		switch {
		case f >= '0' && f <= '9', f == '+' && len(kept) == 0:
			kept = append(kept, byte(f))
		case unicode.IsSpace(f) || isHyphen(f) || f == '(' || f == ')':
		default:
			return "", newProblem(codePhoneCharacter, text, args{"Character": string(r), "Position": position})
		}
	}
	return string(kept), nil
}

// formatDomestic formats a number of mainland China; it returns "" for any other.
func formatDomestic(s string) PhoneValue {
	switch {
	case isMobile(s):
		return PhoneValue(s)
	case isService(s):
		return PhoneValue(s[:3] + "-" + s[3:6] + "-" + s[6:])
	case len(s) < 10 || s[0] != '0' || s[1] == '0':
		return ""
	}
	area := 4
	if s[1] == '1' || s[1] == '2' {
		area = 3
	}
	// 010 is the only area code with 01, and local numbers do not begin with 0 or 1.
	if rest := len(s) - area; s[1] == '1' && s[2] != '0' || s[area] < '2' || rest != 8 && (rest != 7 || area == 3) {
		return ""
	}
	return PhoneValue(s[:area] + "-" + s[area:])
}

func isMobile(s string) bool { return len(s) == 11 && s[0] == '1' && s[1] >= '3' }

// isService reports whether a number is a 400 or 800 number of a company.
func isService(s string) bool {
	return len(s) == 10 && (strings.HasPrefix(s, "400") || strings.HasPrefix(s, "800"))
}
