package field

import (
	"strings"
	"unicode"
)

// PhoneValue is a telephone number: 13800001234, 010-23456789, 400-140-2108, or +85291234567 from abroad.
type PhoneValue string

func (v PhoneValue) String() string { return string(v) }

// Answer is the number itself.
func (v PhoneValue) Answer() string { return string(v) }

// Masked hides all digits but the first three and the last four: 138****5678.
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

// parsePhone reads a number of mainland China, or one that begins with + or 00 and a country.
func parsePhone(text string) (PhoneValue, *Problem) {
	s, p := dialled(text)
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
		// E.164: at most 15 digits; no country has numbers below 8 with its code.
		if len(abroad) < 8 || len(abroad) > 15 || abroad[0] == '0' {
			return "", refuse(codePhoneUnknown, text, nil)
		}
		return PhoneValue("+" + abroad), nil
	case international && !mobile(home) && !strings.HasPrefix(home, "0") && !service(home):
		home = "0" + home // the 0 of an area is left out behind +86
	case !international && (!mainland || !mobile(home)):
		home = s
	}
	if v := domestic(home); v != "" {
		return v, nil
	}
	switch {
	case international:
		return "", refuse(codePhoneUnknown, text, nil)
	case strings.HasPrefix(home, "1") && len(home) != 11 && len(home) > 5:
		return "", refuse(codePhoneLength, text, args{"Length": len(home)})
	case (len(home) == 7 || len(home) == 8) && home[0] >= '2':
		return "", refuse(codePhoneNoArea, text, nil)
	}
	return "", refuse(codePhoneUnknown, text, nil)
}

// dialled keeps what is dialled: the digits, and a + before them.
func dialled(text string) (string, *Problem) {
	kept := make([]byte, 0, 16)
	position := 0
	for _, r := range text {
		position++
		f := foldRune(r)
		switch {
		case f >= '0' && f <= '9', f == '+' && len(kept) == 0:
			kept = append(kept, byte(f))
		case unicode.IsSpace(f) || hyphen(f) || f == '(' || f == ')':
		default:
			return "", refuse(codePhoneCharacter, text, args{"Character": string(r), "Position": position})
		}
	}
	return string(kept), nil
}

// domestic prints a number of mainland China the usual way; it is empty for any other.
func domestic(s string) PhoneValue {
	switch {
	case mobile(s):
		return PhoneValue(s)
	case service(s):
		return PhoneValue(s[:3] + "-" + s[3:6] + "-" + s[6:])
	case len(s) < 10 || s[0] != '0' || s[1] == '0':
		return ""
	}
	area := 4
	if s[1] == '1' || s[1] == '2' {
		area = 3
	}
	// Only 010 begins with 01, and numbers in an area do not begin with 0 or 1.
	if rest := len(s) - area; s[1] == '1' && s[2] != '0' || s[area] < '2' || rest != 8 && (rest != 7 || area == 3) {
		return ""
	}
	return PhoneValue(s[:area] + "-" + s[area:])
}

func mobile(s string) bool { return len(s) == 11 && s[0] == '1' && s[1] >= '3' }

// service reports whether a number is one of the 400 and 800 numbers of companies.
func service(s string) bool {
	return len(s) == 10 && (strings.HasPrefix(s, "400") || strings.HasPrefix(s, "800"))
}
