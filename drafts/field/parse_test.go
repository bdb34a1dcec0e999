package field

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var options = []Option{{Value: "wechat", Label: Label{ZH: "微信", EN: "WeChat Pay"}}, {Value: "other", Label: Label{ZH: "其他"}}}

// The Answer of a value is parsed as the same value.
func TestRoundTrip(t *testing.T) {
	for kind, texts := range map[Type][]string{
		Text: {"你好，世界", "{{.x}}"}, Multiline: {"一\n\n二\t三"}, Choice: {"微信", "other"}, YesNo: {"是", "否"},
		Money: {"1,000.50", "0.01"}, Datetime: {"昨晚8点", "昨天", "2026-11-18 24:00"}, Number: {wechatNo, "ab-cd"},
		Phone: {"+86 13800005678", "010 22345678", "4001402108", "+85291234567"}, Email: {"a@例子.中国"},
		Files: {"a.png\n\" b.png\"\n\"'c'\"", `"""`, "App：截图\n' app:x'"},
	} {
		for _, text := range texts {
			roundTrip(t, Spec{Type: kind, Options: options}, text)
		}
	}
}

// roundTrip checks the properties of every accepted text.
func roundTrip(t *testing.T, s Spec, text string) (Value, bool) {
	t.Helper()
	r := Reading{Now: base}
	v, err := s.Parse(text, r)
	if err != nil {
		if p := AsProblem(err); p == nil || v != nil || !slices.Contains(Codes(), p.Code) || p.Args["Value"] == nil {
			t.Fatalf("%q: %#v %#v", text, v, err)
		}
		return nil, false
	}
	r.Absolute = true
	again, err := s.Parse(v.Answer(), r)
	if err != nil || !reflect.DeepEqual(again, v) {
		t.Fatalf("%q: %v gives %q, which gives %v %v", text, v, v.Answer(), again, err)
	}
	return v, true
}

// An answer of 10 MB is refused by its size, before it is copied or normalised.
func TestHugeAnswerIsRefusedAtOnce(t *testing.T) {
	for _, unit := range []string{"1", "昨", "\n", "e\u0301", "\xff", "a,", " "} {
		text := strings.Repeat(unit, 10<<20/len(unit))
		for _, kind := range Types() {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Spec{Type: kind}.Parse(text, Reading{Now: base})
			runtime.ReadMemStats(&after)
			if c := code(err); c != codeTooLong && c != codeTextTooLong {
				t.Errorf("%s of %q: %s", kind, unit, c)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
				t.Errorf("%s of %q: %d bytes, as if it had been read", kind, unit, used)
			}
		}
	}
}

func TestUnknownTypePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	_, _ = Spec{Type: "colour"}.Parse("red", Reading{})
}

// Codes has every code constant, because the catalogues are checked against it.
func TestCodes(t *testing.T) {
	file, err := parser.ParseFile(gotoken.NewFileSet(), "codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(strings.ToLower(spec.Names[0].Name), "code") {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Error(err)
			}
			declared = append(declared, text)
		}
		return true
	})
	if listed := Codes(); !slices.Equal(slices.Sorted(slices.Values(declared)), slices.Sorted(slices.Values(listed))) {
		t.Errorf("declared %q, listed %q", declared, listed)
	}
}

func TestShown(t *testing.T) {
	for text, want := range map[string]string{
		"a\x1b[31m": `a\x1b[31m`, "a\u202eb": `a\u202eb`, "a\xff": `a\xff`, "一\n二": `一\n二`, "a　b": "a　b", "\u009b": `\u009b`,
		strings.Repeat("字", 40): strings.Repeat("字", 40), strings.Repeat("字", 41): strings.Repeat("字", 40) + "…",
	} {
		if got := Excerpt(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func FuzzDatetime(f *testing.F) {
	for _, text := range []string{
		"昨天晚上八点", "2026-11-18 20:15", "上个月15号", "三天前", "18/11/2026", "202611182015", "2026-11-18T12:15:33Z", "昨晚凌晨2点", "双11凌晨", "18日晚",
		"Nov 28 8:15pm", "yesterday at 8pm", "28th of November 2025 20:15:07", "Friday, Nov. 20, 2026", "8pm yesterday", "3 days ago",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range []Spec{past, {Type: Datetime}, {Type: Datetime, Direction: Past, Precision: Day}} {
			v, ok := roundTrip(t, s, text)
			if !ok {
				continue
			}
			at := v.(TimeValue)
			if at.Time.Location() != Beijing || at.Time.Nanosecond() != 0 || at.Day && at.Time.Second() != 0 || at.Part != "" && !at.Day || s.Direction == Past && at.after(base) || s.Precision == Day && !at.Day {
				t.Errorf("%q: %v", text, at)
			}
		}
	})
}

func FuzzMoney(f *testing.F) {
	for _, text := range []string{"50", "¥1,000.50元", "1.5万", "五十元零五分", "伍拾元整", "1e3", "50.005"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := roundTrip(t, Spec{Type: Money}, text)
		if !ok {
			return
		}
		if m := v.(MoneyValue); m <= 0 || m > moneyLimit {
			t.Errorf("%q: %d", text, m)
		}
		if again, ok := roundTrip(t, Spec{Type: Money}, v.(MoneyValue).Capital()); !ok || again != v {
			t.Errorf("%q: capital %s gives %v", text, v.(MoneyValue).Capital(), again)
		}
	})
}

func FuzzParse(f *testing.F) {
	for i := range Types() {
		for _, text := range []string{"a.png\n\"b\"", "010-22345678", "a@例子.中国", wechatNo, "👨‍👩‍👧", "+85291234567", "微信", "九周岁", "因为，由于充错了"} {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, i uint8, text string) {
		kinds := Types()
		s := Spec{Type: kinds[int(i)%len(kinds)], Options: options}
		s.Shape, s.Reason = Shapes(s.Type), s.Type == Text
		v, ok := roundTrip(t, s, text)
		if !ok {
			return
		}
		s.Doubts(v)
		if s.Type != Multiline && s.Type != Files && Visible(v.String()) != nil {
			t.Errorf("%q: %q", text, v)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	sheet := []struct {
		spec Spec
		text string
	}{
		{Spec{Type: Number}, "dy20261118"},
		{Spec{Type: Text}, "张三"},
		{Spec{Type: Phone}, "13800005678"},
		{Spec{Type: Email}, "zhang@example.cn"},
		{past, "2026-11-18 20:15"},
		{Spec{Type: Choice, Options: options}, "wechat"},
		{Spec{Type: Money}, "50.00"},
		{Spec{Type: Choice, Options: options}, "微信"},
		{Spec{Type: Number, Shape: Shapes(Number)}, wechatNo},
		{Spec{Type: Choice, Options: options}, "其他"},
		{Spec{Type: Multiline}, "充值之后没有到账，请核实。\n截图见附件。"},
		{Spec{Type: Files}, "截图.png"},
	}
	r := Reading{Now: base, Absolute: true}
	b.ReportAllocs()
	for b.Loop() {
		for _, c := range sheet {
			if _, err := c.spec.Parse(c.text, r); err != nil {
				b.Fatal(err)
			}
		}
	}
}
