package field

import "strings"

// Capital returns the amount in the capital numerals of cheques and claims: 壹仟肆佰零玖元伍角 for 1409.50. By the People's Bank's rules for
// bills, 整 follows whole yuan only, and 零 replaces skipped places.
func (m MoneyValue) Capital() string {
	yuan, jiao, fen := int64(m)/100, int64(m)/10%10, int64(m)%10
	var b strings.Builder
	if yuan > 0 {
		capitals(&b, yuan)
		b.WriteString("元")
	}
	switch {
	case jiao > 0:
		b.WriteString(capitalDigit(jiao) + "角")
	case fen > 0 && yuan > 0:
		b.WriteString("零")
	}
	switch {
	case fen > 0:
		b.WriteString(capitalDigit(fen) + "分")
	case yuan == 0 && jiao == 0:
		b.WriteString("零元整")
	case jiao == 0:
		b.WriteString("整")
	}
	return b.String()
}

// capitals writes a positive number: for each unit the number of units, the unit, and 零 if the next lower place is skipped.
func capitals(b *strings.Builder, n int64) {
	for _, u := range [...]struct {
		unit int64
		name string
	}{{1e8, "亿"}, {1e4, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n < u.unit {
			continue
		}
		capitals(b, n/u.unit)
		b.WriteString(u.name)
		if n %= u.unit; n == 0 {
			return
		}
		if n < u.unit/10 {
			b.WriteString("零")
		}
	}
	b.WriteString(capitalDigit(n))
}

func capitalDigit(n int64) string {
	return [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}[n]
}
