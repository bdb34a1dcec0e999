package field

import (
	"strings"
	"unicode"
)

// shortestMasked is how many digits make a number that says something about a person, or about their money. A day
// written without signs has eight, and goes with them.
const shortestMasked = 7

// Masked hides the middle of every long number in a text, for what others may see over a shoulder or on a screenshot:
// 138****5678. The first three digits and the last four stay, fewer of a number below eleven digits, so that four at
// least are hidden. A mobile number in groups (138 1234 5678) is one number.
func Masked(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for i := 0; i < len(runes); {
		if !unicode.IsDigit(runes[i]) {
			b.WriteRune(runes[i])
			i++
			continue
		}
		digits, end := digitsAt(runes, i)
		if n := len(digits); n >= shortestMasked {
			last := min(4, (n-3)/2)
			first := min(3, n-4-last)
			b.WriteString(string(digits[:first]) + "****" + string(digits[n-last:]))
		} else {
			b.WriteString(string(runes[i:end]))
		}
		i = end
	}
	return b.String()
}

// digitsAt gives the digits of the number that begins at a place, and where it ends.
func digitsAt(runes []rune, start int) (digits []rune, end int) {
	run := func(i int) int {
		for i < len(runes) && unicode.IsDigit(runes[i]) {
			i++
		}
		return i
	}
	end = run(start)
	digits = append(digits, runes[start:end]...)
	if len(digits) != 3 || foldRune(digits[0]) != '1' {
		return digits, end
	}
	grouped := digits
	next := end
	for range 2 { // 3, 4 and 4 digits
		if next >= len(runes) || runes[next] != ' ' && !hyphen(foldRune(runes[next])) {
			return digits, end
		}
		stop := run(next + 1)
		if stop-next-1 != 4 {
			return digits, end
		}
		grouped = append(grouped, runes[next+1:stop]...)
		next = stop
	}
	return grouped, next
}
