package field

import (
	"slices"
	"strings"
	"testing"
)

const (
	wechatNo = "4200001234202611180123456789"
	alipayNo = "2026111822001412345678901234"
	douyinNo = "7012345678901234567"
)

func TestNumber(t *testing.T) {
	for text, want := range map[string]string{
		wechatNo: wechatNo, "'" + wechatNo: wechatNo, "4200 0012-3420 2611": "4200001234202611", "４２００１２３４": "42001234",
		"dy2026AbC": "dy2026AbC", "1234–5678—9": "123456789", "‘12345": "12345", "1E10AB": "1E10AB", "12E4": "12E4",
	} {
		v, err := Spec{Type: Number}.Parse(text, Reading{})
		if err != nil || v.String() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
	for text, want := range map[string]string{
		"1.38E+10": codeNumberExponent, "4.2E+27": codeNumberExponent, "'4.2e27": codeNumberExponent, "4 E+27": codeNumberExponent, "123": codeNumberTooShort,
		"----": codeNumberTooShort, wechatNo + wechatNo + wechatNo: codeNumberTooLong, "订单号4200": codeNumberCharacter, "4200.0": codeNumberCharacter,
		"42'00": codeNumberCharacter, "4200_1": codeNumberCharacter, "4200é": codeNumberCharacter, "4200\u200b1": codeTextControl, "4200\n1234": codeTextLineBreak,
		"４.２E+27": codeNumberExponent, "{{.x}}": codeNumberCharacter,
	} {
		if v, err := (Spec{Type: Number}).Parse(text, Reading{}); code(err) != want {
			t.Errorf("%s: %v %v, want %q", text, v, err, want)
		}
	}
	_, err := Spec{Type: Number}.Parse(" 42 订0", Reading{})
	if p := AsProblem(err); p.Args["Character"] != "订" || p.Args["Position"] != 4 {
		t.Error(err)
	}
}

func TestNumberDoubts(t *testing.T) {
	all := Spec{Type: Number, Shape: []Shape{WeChat, Alipay, Douyin}}
	for _, c := range []struct {
		spec   Spec
		number NumberValue
		codes  []string
	}{
		{all, wechatNo, nil},
		{all, alipayNo, nil},
		{all, NumberValue(alipayNo[:27]), []string{codeNumberShape}},
		{all, NumberValue(alipayNo + "5"), []string{codeNumberShape}},
		{all, NumberValue(alipayNo + "6789"), nil},
		{all, douyinNo, nil},
		{all, "1234", []string{codeNumberShape}},
		{all, "4100001234202611180123456789", []string{codeNumberShape}},
		{all, "2026133022001412345678901234", []string{codeNumberShape}},
		{Spec{Type: Number, Shape: []Shape{WeChat}}, alipayNo, []string{codeNumberShape}},
		{Spec{Type: Number}, "1234", nil},
		{Spec{Type: Number, Shape: []Shape{Merchant}}, "DY20261118", nil},
		{Spec{Type: Number, Shape: []Shape{UID}}, "1234567890123456", nil},
		{Spec{Type: Number, Shape: []Shape{UID}}, "dy_example88", []string{codeNumberUID}},
		{Spec{Type: Number}, "4200001234202610000000000000", []string{codeNumberZeros}},
		{all, "7012345678901230000", []string{codeNumberZeros}},
		{Spec{Type: Number}, "7012345678901234560", nil},
		{Spec{Type: Number}, "123456789012345", nil},
		{all, "abcd", []string{codeNumberShape}},
		{Spec{Type: Number, Shape: []Shape{"other"}}, douyinNo, []string{codeNumberShape}},
	} {
		var codes []string
		for _, p := range c.spec.Doubts(c.number) {
			codes = append(codes, p.Code)
		}
		if len(codes) != len(c.codes) || len(codes) > 0 && codes[0] != c.codes[0] {
			t.Errorf("%s: %q, want %q", c.number, codes, c.codes)
		}
	}
}

func TestNumberMasked(t *testing.T) {
	for v, want := range map[NumberValue]string{wechatNo: "4200****6789", "12345678": "12****78", "1234": "1****4", "123456789012": "123****012"} {
		if got := v.Masked(); got != want {
			t.Errorf("%s: %s, want %s", v, got, want)
		}
	}
}

func TestDouyinIDDoubts(t *testing.T) {
	id := Spec{Type: Text, Shape: Shapes(Text)}
	for text, want := range map[string][]string{
		"dy_example88": nil, "a.b-c": nil, "12345678": nil, "ｄｙ＿８８": nil,
		"小明爱吃鱼🐟": {codeTextDouyinID}, "1": {codeTextDouyinID}, "abc": {codeTextDouyinID}, "抖音号：abcd": {codeTextDouyinID},
		"my name": {codeTextDouyinID}, "abcd@": {codeTextDouyinID}, "密码是123456": {codeTextDouyinID, codeTextPassword},
	} {
		v, err := id.Parse(text, Reading{})
		if err != nil {
			t.Fatal(err)
		}
		if got := codesOf(id.Doubts(v)); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := (Spec{Type: Text}).Doubts(v); len(got) > 0 && got[0].Code == codeTextDouyinID {
			t.Errorf("%q: a text of no shape is doubted", text)
		}
	}
}

func codesOf(problems []*Problem) (codes []string) {
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}

// Two numbers are never glued together, and the groups of one number are never taken for two.
func TestSeveralNumbers(t *testing.T) {
	const second = "4200002345202611189876543210"
	const alipay = "2026111822001234567890123456"
	groups := func(n string) string {
		var b strings.Builder
		for i, r := range n {
			if i > 0 && i%4 == 0 {
				b.WriteByte(' ')
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	for _, between := range []string{" ", "  ", "\t", "\u3000", ",", "，", "、", " 、 ", ";", "；", "/", " / ", "|", "+", "&", "和", " 和 ", "及"} {
		for _, text := range []string{wechatNo + between + second, "1234567890123456789" + between + alipay, "MW1234ABCD" + between + "MX9876ZYXW"} {
			_, err := Spec{Type: Number}.Parse(text, Reading{})
			if p := AsProblem(err); p == nil || p.Code != codeNumberSeveral && p.Code != codeTextControl || p.Code == codeNumberSeveral && p.Args["Count"] != 2 {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
	for _, text := range []string{groups(wechatNo) + " " + groups(second), groups(alipay) + " " + groups(wechatNo), wechatNo + " " + groups(second)} {
		if _, err := (Spec{Type: Number}).Parse(text, Reading{}); code(err) != codeNumberSeveral {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{
		groups(wechatNo), groups(alipay), wechatNo[:14] + " " + wechatNo[14:], "DY 2026 1118", "550e8400-e29b-41d4-a716-446655440000",
		"20261118220012345678 90123456", "42000023452026111812 34567890",
	} {
		if v, err := (Spec{Type: Number}).Parse(text, Reading{}); err != nil {
			t.Errorf("%q: %v %v", text, v, err)
		}
	}
}

func TestSeveralPhones(t *testing.T) {
	for _, text := range []string{"13812345678 13912345678", "13812345678/13912345678", "13812345678、010-22345678", "13812345678，13912345678", "13812345678或13912345678"} {
		want := codePhoneSeveral
		if strings.Contains(text, "或") {
			want = codePhoneCharacter
		}
		if _, err := (Spec{Type: Phone}).Parse(text, Reading{}); code(err) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"138 1234 5678", "+86 13812345678", "+852 9123 4567", "010 22345678"} {
		if _, err := (Spec{Type: Phone}).Parse(text, Reading{}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
