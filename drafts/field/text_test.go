package field

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		kind       Type
		text, want string
	}{
		{Text, "  你好，世界。（一）：５０  ", "你好，世界。（一）：５０"},
		{Text, "{{.name}}", "{{.name}}"},
		{Text, "e\u0301", "é"},
		{Text, "a b　c", "a b　c"},
		{Text, "❤️👨‍👩‍👧👍🏽🙂‍↔️", "❤️👨‍👩‍👧👍🏽🙂‍↔️"},
		{Text, "葛\U000e0100城", "葛\U000e0100城"},
		{Text, "\ufffd", "\ufffd"},
		{Text, strings.Repeat("字", 200), strings.Repeat("字", 200)},
		{Multiline, "\n一\r\n\r\n二\r三\t。\n\n\n四\n", "一\n\n二\n三\t。\n\n\n四"},
		{Multiline, "一 \n　　二", "一 \n　　二"},
	} {
		v, err := Spec{Type: c.kind}.Parse(c.text, Reading{})
		if err != nil || v.String() != c.want {
			t.Errorf("%q: %q %v, want %q", c.text, v, err, c.want)
		}
	}
}

func TestTextRefused(t *testing.T) {
	for _, c := range []struct {
		kind       Type
		text, code string
	}{
		{Text, "\u3000 \n", codeEmpty},
		{Text, "a\nb", codeTextLineBreak},
		{Text, "a\rb", codeTextLineBreak},
		{Text, "a\tb", codeTextControl},
		{Text, "a\u2028b", codeTextControl},
		{Text, "a\x00b", codeTextControl},
		{Text, "a\x1b[31m", codeTextControl},
		{Text, "a\u0085b", codeTextControl},
		{Text, "a\u202eb", codeTextControl},
		{Text, "a\ufeffb", codeTextControl},
		{Text, "a\u200bb", codeTextControl},
		{Text, "a\u200db", codeTextControl},
		{Text, "你\u200d好", codeTextControl},
		{Text, "a\u00adb", codeTextControl},
		{Text, "a\u3164b", codeTextControl},
		{Text, "\ufe0fa", codeTextControl},
		{Text, "a\ufe0f\ufe0f", codeTextControl},
		{Text, "❤️‍", codeTextControl},
		{Text, "🏴\U000e0067", codeTextControl},
		{Text, "a\x7f", codeTextControl},
		{Text, "a\xffb", codeTextEncoding},
		{Text, "a\xef", codeTextEncoding},
		{Text, strings.Repeat("字", 201), codeTextTooLong},
		{Multiline, "a\x0bb", codeTextControl},
		{Multiline, "a\u2029b", codeTextControl},
		{Multiline, "a\n\ufe0f", codeTextControl},
		{Multiline, strings.Repeat("字", 5001), codeTextTooLong},
		{Multiline, strings.Repeat("\xff", 10), codeTextEncoding},
	} {
		if v, err := (Spec{Type: c.kind}).Parse(c.text, Reading{}); code(err) != c.code {
			t.Errorf("%.20q: %.20v %v, want %q", c.text, v, err, c.code)
		}
	}
}

func TestVisiblePlace(t *testing.T) {
	p := Visible("你好\u202eabc")
	if p == nil || p.Args["CodePoint"] != "U+202E" || p.Args["Position"] != 3 || p.Args["Value"] != `你好\u202eabc` {
		t.Error(p)
	}
	if p := Visible("截屏 2026-11-18 下午8.15.00 👨‍👩‍👧.png"); p != nil {
		t.Error(p)
	}
	if p := Visible("a\nb"); p == nil || p.Args["CodePoint"] != "U+000A" {
		t.Error(p)
	}
}

func TestMax(t *testing.T) {
	_, err := Spec{Type: Text, Max: 3}.Parse("一二三四", Reading{})
	if p := AsProblem(err); p.Code != codeTextTooLong || p.Args["Limit"] != 3 || p.Args["Length"] != 4 {
		t.Error(err)
	}
}

func TestNoChinese(t *testing.T) {
	for text, want := range map[string]string{
		"I clicked by mistake.": codeTextNoChinese, "クリック": codeTextNoChinese, "I clicked 误充值.": "", "误": "", "2026-11-18 50.00": "",
		"UID：1234567890123456": "", "UID：1234567890123456\nT88": "",
	} {
		v, err := Spec{Type: Multiline}.Parse(text, Reading{})
		if err != nil {
			t.Fatal(err)
		}
		if got := codesOf((Spec{Type: Multiline}).Doubts(v)); strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := (Spec{Type: Text}).Doubts(v); got != nil { // a name, a code
			t.Errorf("%q: one line, and %q", text, got)
		}
	}
}

func TestChoice(t *testing.T) {
	s := Spec{Type: Choice, Options: []Option{
		{Value: "wechat", Label: Label{ZH: "微信", EN: "WeChat Pay"}},
		{Value: "alipay", Label: Label{ZH: "支付宝", EN: "Alipay"}},
		{Value: "in_app", Label: Label{ZH: "App 内（余额等）"}},
		{Value: "minor", Label: Label{ZH: "未成年人（孩子）", EN: "A minor (child)"}},
		{Value: "one", Label: Label{ZH: "卡（一）"}},
		{Value: "two", Label: Label{ZH: "卡（二）"}},
		{Value: "odd", Label: Label{ZH: "（空）", EN: "x (y) z"}},
	}}
	for text, want := range map[string]string{
		"wechat": "wechat", " 微信 ": "wechat", "WECHAT PAY": "wechat", "ｗｅｃｈａｔ": "wechat", "app 内(余额等)": "in_app", "App 内": "in_app",
		"未成年人": "minor", "未成年人（孩子）": "minor", "a minor": "minor", "卡（二）": "two",
	} {
		v, err := s.Parse(text, Reading{})
		if err != nil || v.Answer() != want {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
	for text, want := range map[string]string{
		"wechta": "wechat", "支付保": "alipay", "支付宝支付": "alipay", "微信支付": "wechat", "现金": "", "x": "", "卡": "", strings.Repeat("wechat", 20): "",
	} {
		_, err := s.Parse(text, Reading{})
		p := AsProblem(err)
		if p == nil || p.Code != codeChoiceUnknown || p.Args["Nearest"] != want || strings.Join(p.Args["Known"].([]string), " ") != "wechat alipay in_app minor one two odd" {
			t.Errorf("%s: %v, want nearest %q", text, err, want)
		}
	}
	if v, _ := s.Parse("alipay", Reading{}); v.String() != "支付宝" {
		t.Error(v)
	}
}

func TestYesNo(t *testing.T) {
	for text, want := range map[string]string{
		"是": "yes", "对": "yes", "Y": "yes", "ＹＥＳ": "yes", "１": "yes", "true": "yes", "否": "no", "不是": "no", "N": "no", "0": "no",
	} {
		v, err := Spec{Type: YesNo}.Parse(text, Reading{})
		if err != nil || v.Answer() != want || v.String() != map[string]string{"yes": "是", "no": "否"}[want] {
			t.Errorf("%s: %v %v, want %s", text, v, err, want)
		}
	}
	for _, text := range []string{"没有", "有", "不知道", "2", "yes no"} {
		if v, err := (Spec{Type: YesNo}).Parse(text, Reading{}); code(err) != codeYesNoUnknown {
			t.Errorf("%s: %v %v", text, v, err)
		}
	}
}

// The fast path of fold does not skip any character that has an ASCII form.
func TestFoldMissesNothing(t *testing.T) {
	for r := rune(0); r <= 0x2ffff; r++ {
		if plain := foldRune(r); plain != r && fold(string(r)) != string(plain) {
			t.Errorf("%U: %q, want %q", r, fold(string(r)), plain)
		}
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"已受理, 3 个工作日内回复":                   "已受理, 3 个工作日内回复",
		"a\u202eb\u200bc\u009bd\x1b[2J":    "abcd[2J",
		"a\u0085b\u2028c\r\nd\re\tf":       "a\nb\nc\nd\ne\tf",
		"好的\u2764\ufe0f\ufe0f":             "好的\u2764\ufe0f",
		"\U0001f468\u200d\U0001f469\u200d": "\U0001f468\u200d\U0001f469",
		"\xffa\xfe":                        "a",
		"":                                 "",
	} {
		if got := Plain(text); got != want || Plain(got) != got {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
