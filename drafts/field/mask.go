package field

import (
	"strings"
	"unicode"
)

// shortestMasked is the least number of digits of a number that is masked, because it may identify a person or a payment. It includes
// dates of eight digits.
const shortestMasked = 7

// Masked returns a text with **** in the middle of every long number, such as 138****5678, for screenshots. The first three and the last
// four digits stay, or fewer if the number has less than eleven digits, so that at least four are hidden. A mobile number in groups (138
// 1234 5678) is one number.
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
		if len(digits) >= shortestMasked {
			b.WriteString(maskDigits(digits))
		} else {
			b.WriteString(string(runes[i:end]))
		}
		i = end
	}
	return b.String()
}

// maskDigits returns a long number with **** in its middle.
func maskDigits(digits []rune) string {
	n := len(digits)
	last := min(4, (n-3)/2)
	first := min(3, n-4-last)
	return string(digits[:first]) + "****" + string(digits[n-last:])
}

// digitsAt returns the digits of the number that begins at start, and the end of the number.
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
		if next >= len(runes) || runes[next] != ' ' && !isHyphen(foldRune(runes[next])) {
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
