package field

import (
	"strconv"
	"strings"
)

// MoneyValue is an amount of renminbi in fen, above zero.
type MoneyValue int64

// String returns the amount in yuan with two decimals, such as 50.00.
func (m MoneyValue) String() string {
	b := make([]byte, 0, 16)
	b = strconv.AppendInt(b, int64(m)/100, 10)
	return string(append(b, '.', byte('0'+m/10%10), byte('0'+m%10)))
}

// Answer returns the same text as String.
func (m MoneyValue) Answer() string { return m.String() }

// moneyLimit is the largest amount, in fen. A larger one is a mistake, because no recharge comes near it.
const moneyLimit = 99_999_999_99

// parseMoney parses an amount. Several amounts have a problem of their own.
func parseMoney(text string) (MoneyValue, *Problem) {
	m, problem := parseAmount(text)
	if problem == nil || problem.Code != codeMoneyUnreadable && problem.Code != codeMoneyGrouping {
		return m, problem
	}
	if several, ok := ParseAmounts(text); ok {
		return 0, newProblem(CodeMoneySeveral, text, args{"Count": len(several), "Total": Sum(several).String()})
	}
	return 0, problem
}

// parseAmount parses an amount in digits (¥1,000.50, 1.5万) or in numerals (一百二十元, 壹拾元伍角).
func parseAmount(text string) (MoneyValue, *Problem) {
	s, currency := bareAmount(fold(text))
	if currency != "" {
		return 0, newProblem(codeMoneyCurrency, text, args{"Currency": currency})
	}
	fen, code := amount(s)
	switch {
	case code != "":
	case fen == 0:
		code = codeMoneyNotPositive
	case fen > moneyLimit:
		code = codeMoneyTooLarge
	}
	switch code {
	case "":
		return MoneyValue(fen), nil
	case codeMoneyTooLarge:
		return 0, newProblem(code, text, args{"Limit": MoneyValue(moneyLimit).String()})
	}
	return 0, newProblem(code, text, nil)
}

// bareAmount removes signs and words for renminbi from an amount. currency is the name of another currency, if there is one.
func bareAmount(s string) (bare, currency string) {
	s = strings.ToLower(s)
	for _, foreign := range [...]string{
		"$", "美元", "usd", "港币", "港元", "hkd", "台币", "twd", "€", "欧元", "eur", "£", "英镑", "gbp", "日元", "jpy", "抖币", "钻石", "金币",
	} {
		if strings.Contains(s, foreign) {
			return "", foreign
		}
	}
	for {
		before := s
		for _, word := range [...]string{"人民币", "rmb", "cny", "cn¥", "¥"} {
			s = strings.TrimSpace(strings.TrimPrefix(s, word))
			s = strings.TrimSpace(strings.TrimSuffix(s, word))
		}
		for _, word := range [...]string{"整", "正", "钱"} { // 50元整, 五十块钱
			if cut, ok := strings.CutSuffix(s, word); ok && cut != strings.TrimRight(cut, "元圆块角毛分") {
				s = cut
			}
		}
		if s == before {
			return s, ""
		}
	}
}

// amount parses yuan, jiao and fen and returns the sum in fen, or the code of a problem.
func amount(s string) (fen int64, code string) {
	switch {
	case s == "":
		return 0, codeMoneyUnreadable
	case isNegative(s):
		return 0, codeMoneyNotPositive
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, "+"))
	yuan, small, hasYuan := cutUnit(s, "元圆块")
	if !hasYuan && !strings.ContainsAny(s, "角毛分") {
		return wholeYuan(s)
	}
	if !hasYuan {
		yuan, small = "", s
	}
	if small == "" {
		return wholeYuan(yuan)
	}
	if hasYuan {
		if fen, code = wholeYuan(yuan); code != "" {
			return 0, code
		}
	}
	change, ok := smallMoney(strings.TrimPrefix(small, "零"))
	if !ok || fen%100 != 0 {
		return 0, codeMoneyUnreadable
	}
	return fen + change, ""
}

// isNegative reports whether an amount is negative: with a sign, or in brackets as in bookkeeping.
func isNegative(s string) bool {
	for _, sign := range [...]string{"-", "−", "–", "负", "("} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}

// cutUnit cuts a text at the first of several units of one character.
func cutUnit(s, units string) (before, after string, found bool) {
	i := strings.IndexAny(s, units)
	if i < 0 {
		return s, "", false
	}
	size := len("元") // the size of every unit
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+size:]), true
}

// smallMoney parses N角, N分 or both, each of one digit.
func smallMoney(s string) (fen int64, ok bool) {
	jiao, rest, hasJiao := cutUnit(s, "角毛")
	if !hasJiao {
		rest = s
	} else if fen, ok = oneDigit(jiao); !ok {
		return 0, false
	}
	fen *= 10
	if rest == "" {
		return fen, hasJiao
	}
	number, after, hasFen := cutUnit(strings.TrimPrefix(rest, "零"), "分")
	n, ok := oneDigit(number)
	return fen + n, ok && hasFen && after == ""
}

// oneDigit parses a digit or a numeral from 0 to 9.
func oneDigit(s string) (int64, bool) {
	n, width, ok := numeral(s)
	if !ok && len(s) == 1 && s[0] >= '0' && s[0] <= '9' {
		return int64(s[0] - '0'), true
	}
	return n, ok && width == 1
}

// wholeYuan parses a number of yuan with decimals, and with 万, 千 or 百 after it, and returns fen.
func wholeYuan(s string) (fen int64, code string) {
	if n, _, ok := numeral(s); ok {
		return min(n, moneyLimit) * 100, ""
	}
	scale := int64(1)
	for _, unit := range [...]string{"万", "千", "百"} {
		if cut, ok := strings.CutSuffix(s, unit); ok {
			_, scale, _ = numeralSign([]rune(unit)[0])
			s = strings.TrimSpace(cut)
			break
		}
	}
	whole, decimals, code := splitNumber(s)
	if code != "" {
		return 0, code
	}
	const zeros, most = "000000", 8
	if len(decimals) > len("000") { // 50.0000 is 50, while some countries write fifty thousand as 50.000
		decimals = strings.TrimRight(decimals, "0")
	}
	if len(decimals) > len(zeros) {
		return 0, codeMoneyDecimals
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > most {
		return 0, codeMoneyTooLarge
	}
	// In units of 10⁻⁶ yuan the decimals of 1.2345万 are exact. The result is below 10¹⁸.
	millionths, err := strconv.ParseInt(whole+decimals+zeros[len(decimals):], 10, 64)
	if err != nil {
		return 0, codeMoneyUnreadable
	}
	millionths *= scale
	if millionths%10_000 != 0 || scale == 1 && len(decimals) > 2 {
		return 0, codeMoneyDecimals
	}
	return millionths / 10_000, ""
}

// splitNumber splits a number at its decimal point and removes the grouping commas.
func splitNumber(s string) (whole, decimals, code string) {
	// A Chinese keyboard types 。 in place of the point.
	whole, decimals, point := strings.Cut(strings.ReplaceAll(s, "。", "."), ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		switch {
		case !isDecimal(g):
			return "", "", unreadableCode(s)
		case len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3)):
			return "", "", codeMoneyGrouping
		}
	}
	if !isDecimal(decimals) || point && decimals == "" || whole+decimals == "" {
		return "", "", unreadableCode(s)
	}
	return strings.Join(groups, ""), decimals, ""
}

// unreadableCode returns codeMoneyExponent for a number with an exponent, as spreadsheets write it, else codeMoneyUnreadable.
func unreadableCode(s string) string {
	mantissa, exponent, ok := strings.Cut(s, "e")
	exponent = strings.TrimLeft(exponent, "+-")
	if ok && mantissa != "" && exponent != "" && isDecimal(strings.Replace(mantissa, ".", "", 1)) && isDecimal(exponent) {
		return codeMoneyExponent
	}
	return codeMoneyUnreadable
}

// decimal reports whether a text has nothing but the digits 0 to 9.
func isDecimal(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
