package field

import "strconv"

// Numeral parses a whole number in digits or in Chinese numerals.
func Numeral(text string) (n int64, ok bool) {
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return n, true
	}
	n, _, ok = numeral(text)
	return n, ok
}

// numeralSign returns the value of a Chinese numeral, which is either a digit or a unit (10, 100, 1000, 10⁴, 10⁸). It knows the capital
// forms of cheques, too.
func numeralSign(r rune) (digit, unit int64, ok bool) {
	switch r {
	case '零', '〇', '○':
		return 0, 0, true
	case '一', '壹':
		return 1, 0, true
	case '二', '两', '贰', '兩', '貳':
		return 2, 0, true
	case '三', '叁', '參':
		return 3, 0, true
	case '四', '肆':
		return 4, 0, true
	case '五', '伍':
		return 5, 0, true
	case '六', '陆', '陸':
		return 6, 0, true
	case '七', '柒':
		return 7, 0, true
	case '八', '捌':
		return 8, 0, true
	case '九', '玖':
		return 9, 0, true
	case '十', '拾':
		return 0, 10, true
	case '百', '佰':
		return 0, 100, true
	case '千', '仟':
		return 0, 1000, true
	case '万', '萬':
		return 0, 1e4, true
	case '亿', '億':
		return 0, 1e8, true
	}
	return 0, 0, false
}

// numeral parses a whole number in Chinese numerals: a row of digits (二〇二六, width 4), or digits with units (一百二十, width 0). A final
// digit directly after a unit counts tenths of that unit, as in speech: 二百五 is 250.
func numeral(s string) (n int64, width int, ok bool) {
	const longest = 24 // characters; no amount is longer
	units := false
	for _, r := range s {
		_, unit, sign := numeralSign(r)
		if width++; !sign || width > longest {
			return 0, 0, false
		}
		units = units || unit > 0
	}
	if units {
		n, ok = withUnits(s)
		return n, 0, ok
	}
	if width > 14 { // longer than a date with its time
		return 0, 0, false
	}
	for _, r := range s {
		digit, _, _ := numeralSign(r)
		n = n*10 + digit
	}
	return n, width, width > 0
}

// withUnits parses numerals with units: sections below 10⁴ with descending units, followed by 亿 and 万 in descending order.
func withUnits(s string) (int64, bool) {
	const none = -1
	var total, section int64
	digit, last, large := int64(none), int64(0), int64(1e12)
	zero, first := false, true
	for _, r := range s {
		d, unit, _ := numeralSign(r)
		switch {
		case unit == 0 && d == 0:
			if digit != none || zero {
				return 0, false
			}
			zero = true
		case unit == 0:
			if digit != none {
				return 0, false
			}
			digit = d
		case unit < 1e4:
			if digit == none && first && unit == 10 {
				digit = 1 // 十五 omits the leading 一
			}
			if digit == none || last != 0 && last < 1e4 && unit >= last {
				return 0, false
			}
			section, digit, last, zero = section+digit*unit, none, unit, false
		default:
			if section += max(digit, 0); section == 0 || unit >= large || zero && digit == none {
				return 0, false
			}
			total, section, digit, last, large, zero = total+section*unit, 0, none, unit, unit, false
		}
		first = false
	}
	switch {
	case digit == none:
		return total + section, !zero
	case zero || last <= 10:
		return total + section + digit, true
	}
	return total + section + digit*last/10, true
}
