package field

import "testing"

func TestMoney(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"50", "50.00"},
		{"50元", "50.00"},
		{"¥50.00", "50.00"},
		{"￥50", "50.00"},
		{"RMB 50", "50.00"},
		{"50 CNY", "50.00"},
		{"1,000.50", "1000.50"},
		{"50.0000", "50.00"},
		{"50.50000000", "50.50"},
		{"1，000.50", "1000.50"},
		{"５０", "50.00"},
		{"５０．５０元", "50.50"},
		{"50块", "50.00"},
		{"50块钱", "50.00"},
		{"50元整", "50.00"},
		{"人民币50元", "50.00"},
		{"人民币￥50.5", "50.50"},
		{"+50", "50.00"},
		{".5", "0.50"},
		{"0.01", "0.01"},
		{"50。5", "50.50"},
		{"007", "7.00"},
		{"12,345,678.90", "12345678.90"},
		{"五十", "50.00"},
		{"五十元", "50.00"},
		{"一百二十", "120.00"},
		{"一百二十块钱", "120.00"},
		{"两千", "2000.00"},
		{"二百五", "250.00"},
		{"二百零五", "205.00"},
		{"一万二", "12000.00"},
		{"十五", "15.00"},
		{"一千零五十", "1050.00"},
		{"1万", "10000.00"},
		{"1.5万", "15000.00"},
		{"1.2345万元", "12345.00"},
		{"1千", "1000.00"},
		{"3百", "300.00"},
		{"50元5角", "50.50"},
		{"50元5角5分", "50.55"},
		{"五十元零五分", "50.05"},
		{"5角", "0.50"},
		{"5毛", "0.50"},
		{"8分", "0.08"},
		{"伍拾元整", "50.00"},
		{"壹仟肆佰零玖元伍角", "1409.50"},
		{"陆仟零柒元壹角肆分", "6007.14"},
		{"99999999.99", "99999999.99"},
	} {
		v, err := Spec{Type: Money}.Parse(c.text, Reading{})
		if err != nil || v.String() != c.want {
			t.Errorf("%s: %v %v, want %s", c.text, v, err, c.want)
		}
	}
}

func TestMoneyRefused(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"", codeEmpty},
		{"  ", codeEmpty},
		{"-1", codeMoneyNotPositive},
		{"－5", codeMoneyNotPositive},
		{"¥-5", codeMoneyNotPositive},
		{"−5", codeMoneyNotPositive},
		{"(50)", codeMoneyNotPositive},
		{"负五", codeMoneyNotPositive},
		{"0", codeMoneyNotPositive},
		{"0.00元", codeMoneyNotPositive},
		{"零", codeMoneyNotPositive},
		{"0.004", codeMoneyDecimals},
		{"1e3", codeMoneyExponent},
		{"1.5E+3", codeMoneyExponent},
		{"50.005", codeMoneyDecimals},
		{"50.000", codeMoneyDecimals},
		{"50.0000001", codeMoneyDecimals},
		{"1.23456789万", codeMoneyDecimals},
		{"1.2345678万", codeMoneyDecimals},
		{"1.1111111万", codeMoneyDecimals},
		{"NaN", codeMoneyUnreadable},
		{"inf", codeMoneyUnreadable},
		{"0x10", codeMoneyUnreadable},
		{"1,00", codeMoneyGrouping},
		{"1,0000", codeMoneyGrouping},
		{",100", codeMoneyGrouping},
		{"1,,000", codeMoneyGrouping},
		{"1000,000", codeMoneyGrouping},
		{"100000000", codeMoneyTooLarge},
		{"99999999.99万", codeMoneyTooLarge},
		{"1亿", codeMoneyUnreadable},
		{"十亿", codeMoneyTooLarge},
		{"99999999999999999999", codeMoneyTooLarge},
		{"$50", codeMoneyCurrency},
		{"50美元", codeMoneyCurrency},
		{"£50", codeMoneyCurrency},
		{"EUR50", codeMoneyCurrency},
		{"台币50", codeMoneyCurrency},
		{"500抖币", codeMoneyCurrency},
		{"50.", codeMoneyUnreadable},
		{"50 50", CodeMoneySeveral},
		{"大约50", codeMoneyUnreadable},
		{"50元左右", codeMoneyUnreadable},
		{"50.5元5角", codeMoneyUnreadable},
		{"50块5", codeMoneyUnreadable},
		{"元", codeMoneyUnreadable},
		{"整", codeMoneyUnreadable},
		{"50元10角", codeMoneyUnreadable},
		{"一百百", codeMoneyUnreadable},
		{"5.0.0", codeMoneyUnreadable},
		{"+", codeMoneyUnreadable},
		{"1.5k", codeMoneyUnreadable},
	} {
		if v, err := (Spec{Type: Money}).Parse(c.text, Reading{}); code(err) != c.code {
			t.Errorf("%s: %v %v, want %q", c.text, v, err, c.code)
		}
	}
}

func TestCapital(t *testing.T) {
	for m, want := range map[MoneyValue]string{
		5000: "伍拾元整", 140950: "壹仟肆佰零玖元伍角", 600714: "陆仟零柒元壹角肆分", 1000500: "壹万零伍元整", 10000000: "壹拾万元整",
		5: "伍分", 50: "伍角", 55: "伍角伍分", 105: "壹元零伍分", 100000000000: "壹拾亿元整", 10000000500: "壹亿零伍元整",
		10005000000: "壹亿零伍万元整", 10500000: "壹拾万伍仟元整", 10050000: "壹拾万零伍佰元整", 1100: "壹拾壹元整", 10100: "壹佰零壹元整",
		11000: "壹佰壹拾元整", 100100: "壹仟零壹元整", 101000: "壹仟零壹拾元整", 110000: "壹仟壹佰元整", 9999999999: "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
		0: "零元整", 100000000000000: "壹万亿元整",
	} {
		if got := m.Capital(); got != want {
			t.Errorf("%s: %s, want %s", m, got, want)
		}
	}
}

// The text of Capital is parsed as the same amount.
func TestCapitalIsRead(t *testing.T) {
	for _, m := range []MoneyValue{1, 9, 10, 11, 99, 100, 101, 110, 1000, 1001, 10010, 100000, 1000500, 1000050, 2020202, 123456789, moneyLimit} {
		if v, err := (Spec{Type: Money}).Parse(m.Capital(), Reading{}); err != nil || v != m {
			t.Errorf("%s: %v %v, want %s", m.Capital(), v, err, m)
		}
	}
}

func TestNumeral(t *testing.T) {
	for text, want := range map[string]int64{
		"零": 0, "〇五": 5, "两": 2, "十": 10, "二十": 20, "二十三": 23, "一百一": 110, "一百零一": 101, "三千五": 3500, "一万零五": 10005,
		"二〇二六": 2026, "两千零二十六": 2026, "一亿二千万": 120000000, "三十万": 300000, "十万零五百": 100500,
	} {
		if n, _, ok := numeral(text); !ok || n != want {
			t.Errorf("%s: %d %v, want %d", text, n, ok, want)
		}
	}
	for _, text := range []string{"", "百", "十十", "一百二百", "一百零", "零零十", "万", "一万万", "五百千", "一百二三", "二a"} {
		if n, _, ok := numeral(text); ok {
			t.Errorf("%s was read as %d", text, n)
		}
	}
}
