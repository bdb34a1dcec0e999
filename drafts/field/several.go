package field

import (
	"slices"
	"strings"
	"unicode"
)

// listMarks separate the entries of a list. No number contains one.
const listMarks = ",，、;；/／|｜+＋&和及与\n"

// wholeNumber is the length from which a number between spaces is a whole one. People and pages write numbers in shorter groups.
const wholeNumber = 16

// splitNumbers returns the numbers in an answer if there are several, else nil: they are separated by marks of a list, or by spaces where
// each is long enough or begins with a letter, as those of Apple do, or where their groups make numbers of known shapes.
func splitNumbers(text string) []string {
	parts := splitList(text, numberShortest)
	if len(parts) > 1 {
		return parts
	}
	parts = strings.Fields(text)
	if len(parts) < 2 {
		return nil
	}
	if !slices.ContainsFunc(parts, func(p string) bool { return len(p) < wholeNumber && !isLettered(p) }) {
		return parts
	}
	return joinGroups(parts)
}

// splitList splits a text at the marks of a list; each part has at least some letters and digits. It returns nil if there are not two.
func splitList(text string, least int) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(listMarks, r) })
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
		known := 0
		for _, r := range parts[i] {
			if f := foldRune(r); f <= '~' && isAlphanumeric(byte(f)) {
				known++
			} else if !unicode.IsSpace(f) && !isHyphen(f) && !strings.ContainsRune("'`‘()+", f) {
				return nil
			}
		}
		if known < least {
			return nil
		}
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}

// isLettered reports whether a number has eight or more characters, begins with a letter, and has a digit.
func isLettered(s string) bool {
	s = fold(s)
	return len(s) >= 8 && !isDecimal(s[:1]) && isAlphanumeric(s[0]) && strings.ContainsAny(s, "0123456789")
}

// joinGroups joins groups of digits to numbers of known shapes. It returns nil unless there are at least two, and no group is left.
func joinGroups(groups []string) []string {
	var numbers []string
	number := ""
	for _, g := range groups {
		number += strings.ReplaceAll(fold(g), "-", "")
		if WeChat.matches(number) || Douyin.matches(number) || Alipay.matches(number) && len(number) == len("2026111822001234567890123456") {
			numbers, number = append(numbers, number), ""
		}
	}
	if number != "" || len(numbers) < 2 {
		return nil
	}
	return numbers
}
