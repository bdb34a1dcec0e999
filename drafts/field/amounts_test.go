package field

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseAmounts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"648、328、98", "648.00 328.00 98.00"},
		{"648+328+98", "648.00 328.00 98.00"},
		{"６４８＋３２８", "648.00 328.00"},
		{"648 328 98", "648.00 328.00 98.00"},
		{"648,328,98", "648.00 328.00 98.00"}, // no number has its thousands so
		{"648, 328", "648.00 328.00"},
		{"648，328，98", "648.00 328.00 98.00"},
		{"1,074、98", "1074.00 98.00"},
		{"1,074 98", "1074.00 98.00"},
		{"1,074.00，98.5", "1074.00 98.50"},
		{"648/328/98", "648.00 328.00 98.00"},
		{"648；328；98。", "648.00 328.00 98.00"},
		{"648元、328元和98元", "648.00 328.00 98.00"},
		{"¥648 ¥328", "648.00 328.00"},
		{"￥ 648、￥ 328", "648.00 328.00"},
		{"648 元 328 元", "648.00 328.00"},
		{"六百四十八、三百二十八", "648.00 328.00"},
		{"648块5毛、98块", "648.50 98.00"},
		{"648 and 98", "648.00 98.00"},
		{"648\n328\r\n\n98\n", "648.00 328.00 98.00"},
		{"6元×3", "6.00 6.00 6.00"},
		{"6 * 3", "6.00 6.00 6.00"},
		{"6×3笔", "6.00 6.00 6.00"},
		{"6*3笔", "6.00 6.00 6.00"},
		{"6元 X 3 次", "6.00 6.00 6.00"},
		{"6.5乘以二", "6.50 6.50"},
		{"3×6元", "6.00 6.00 6.00"},
		{"2x6.5", "6.50 6.50"},
		{"3笔6元", "6.00 6.00 6.00"},
		{"三笔六元", "6.00 6.00 6.00"},
		{"3笔，每笔6元", "6.00 6.00 6.00"},
		{"3笔×6元", "6.00 6.00 6.00"},
		{"3笔都是6元", "6.00 6.00 6.00"},
		{"3笔各6元", "6.00 6.00 6.00"},
		{"每笔6元共3笔", "6.00 6.00 6.00"},
		{"每笔 6 元，一共 3 笔", "6.00 6.00 6.00"},
		{"每次6元，3次", "6.00 6.00 6.00"},
		{"6元一笔，共3笔", "6.00 6.00 6.00"},
		{"6元3笔", "6.00 6.00 6.00"},
		{"6元 3笔", "6.00 6.00 6.00"},
		{"6元×2、30元", "6.00 6.00 30.00"},
		{"6元共2笔、30元共1笔", "6.00 6.00 30.00"},
		{"6元共2笔、30元共3笔", "6.00 6.00 30.00 30.00 30.00"},
		{"3笔6元、1笔30元", "6.00 6.00 6.00 30.00"},
		{"648、328、98共3笔", "648.00 328.00 98.00"},
		{"648、328、98，共1074元", "648.00 328.00 98.00"},
		{"648+328+98=1,074.00", "648.00 328.00 98.00"},
		{"12 345", "12.00 345.00"},
		{"0.01、0.02", "0.01 0.02"},
	} {
		amounts, ok := ParseAmounts(c.text)
		if got := strings.Trim(fmt.Sprint(amounts), "[]"); !ok || got != c.want {
			t.Errorf("%s: %s %v, want %s", c.text, got, ok, c.want)
		}
		_, err := Spec{Type: Money}.Parse(c.text, Reading{})
		if problem := AsProblem(err); problem == nil || problem.Code != CodeMoneySeveral && !strings.Contains(c.text, "\n") {
			t.Errorf("%s: %v", c.text, err)
		}
	}
	_, err := Spec{Type: Money}.Parse("648、328、98", Reading{})
	if args := AsProblem(err).Args; args["Count"] != 3 || args["Total"] != "1074.00" || args["Value"] != "648、328、98" {
		t.Error(args)
	}
}

// What is one amount, and what is none, is not several.
func TestParseAmountsRefuses(t *testing.T) {
	for _, text := range []string{
		"", "50", "1,074", "1,074.00", "648,328", "12,345,678.90", "50元5角", "一百二十", "6×1", "1笔6元", "6×0", "0、0", "648、-5", "648、x", "648、、98",
		"+648+328", "1 074", "4200 0023 4520", "1,00", "1,0000", "1000,000", "$6、$7", "6抖币×3", "6×10000", "6元×3抖币", "50.005、60", "648、328=900", "648、328、98共5笔",
		"1，074，98", "大约50", "50 左右", "2026-11-18", "11月18日 50元", "3笔", "每笔", "3笔：6元", "abc", "×", "、",
		strings.Repeat("6×9999、", 3), strings.Repeat("6、", 1000),
	} {
		if amounts, ok := ParseAmounts(text); ok {
			t.Errorf("%s: %v", text, amounts)
		}
	}
}

// FuzzParseAmounts checks that amounts are amounts, that their sum is that of the parts, and that they are read again from their list.
func FuzzParseAmounts(f *testing.F) {
	for _, text := range []string{"648、328、98", "6元×3", "每笔6元共3笔", "648+328=976", "1,074 98", "3笔6元、1笔30元", "648\n98", "六元 x 二", "6,3笔"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amounts, ok := ParseAmounts(text)
		if !ok {
			return
		}
		if _, err := (Spec{Type: Money}).Parse(text, Reading{}); err == nil {
			t.Fatalf("%q is one amount, too", text)
		}
		var total, sum int64
		list := make([]string, len(amounts))
		for i, m := range amounts {
			if m <= 0 || m > moneyLimit {
				t.Fatalf("%q: %v", text, m)
			}
			list[i], total = m.String(), total+int64(m)
			yuan, fen, _ := strings.Cut(list[i], ".")
			var y, c int64
			if _, err := fmt.Sscan(yuan+" "+fen, &y, &c); err != nil {
				t.Fatal(err)
			}
			sum += y*100 + c
		}
		if len(amounts) < 2 || len(amounts) > mostAmounts || total != sum || int64(Sum(amounts)) != total {
			t.Fatalf("%q: %d amounts, %d, %d", text, len(amounts), total, sum)
		}
		joined := strings.Join(list, "+")
		if len(joined) > lineBytes {
			return
		}
		again, ok := ParseAmounts(joined)
		if !ok || fmt.Sprint(again) != fmt.Sprint(amounts) {
			t.Errorf("%q: %v, read again %v", text, amounts, again)
		}
		if with, ok := ParseAmounts(joined + " = " + Sum(amounts).String()); Sum(amounts) <= moneyLimit && (!ok || len(with) != len(amounts)) {
			t.Errorf("%q with its total: %v", joined, with)
		}
	})
}
