package prompt

import (
	"slices"
	"strings"
	"testing"
)

func TestBufferKeysOfWords(t *testing.T) {
	for _, c := range []struct{ before, keys, after string }{
		{"昨晚充值，没有到账|", "\x17", "昨晚充值，|"},
		{"昨晚充值，|", "\x17", "|"},
		{"pay 50 yuan  |", "\x17", "pay 50 |"},
		{"pay 50| yuan", "\x1b[1;5D", "pay |50 yuan"},
		{"pay 50| yuan", "\x1b[1;5C", "pay 50 yuan|"},
		{"一行\n二|行\n三行", "\x15", "一行\n|行\n三行"},
		{"一行\n二|行\n三行", "\x0b", "一行\n二|\n三行"},
		{"一行\n|二行", "\x7f", "一行|二行"},
		{"一行|\n二行", "\x1b[3~", "一行|二行"},
		{"一行\n二|行", "\x01", "一行\n|二行"},
		{"一|行\n二行", "\x05", "一行|\n二行"},
		{"|", "\x7f\x1b[3~\x17\x15\x0b\x02\x06", "|"},
		{"é|x", "\x02", "|éx"},
		{"e|\u0301", "", "e\u0301|"},
		{"|\U0001f469\u200d\U0001f467x", "\x1b[3~", "|x"},
	} {
		at := strings.Index(c.before, "|")
		b := buffer{text: strings.Replace(c.before, "|", "", 1)}
		b.at = b.boundary(at)
		k := keyboard{raw: []byte(c.keys)}
		for len(k.raw) > 0 {
			key, err := k.next()
			if err != nil {
				t.Fatal(err)
			}
			b.edit(key)
		}
		if got := b.text[:b.at] + "|" + b.text[b.at:]; got != c.after {
			t.Errorf("%q after %q is %q, want %q", c.before, c.keys, got, c.after)
		}
	}
}

func TestInvalidTextIsReplaced(t *testing.T) {
	if b := newBuffer("a\xffb"); b.text != "a\ufffdb" {
		t.Errorf("%q", b.text)
	}
	k := keyboard{raw: []byte("a\xff\xc3\x28b\x01")}
	if key, err := k.next(); err != nil || key.text != "a(b" {
		t.Errorf("%+v, %v", key, err)
	}
}

// TestLayoutFindsItsWay checks that find and at are inverse for every offset of a text.
func TestLayoutFindsItsWay(t *testing.T) {
	for _, text := range []string{
		"", "\n", "一", strings.Repeat("昨晚充值", 20), "一\n\n二\n", strings.Repeat("ab昨", 15) + "\n" + strings.Repeat("👨‍👩‍👧", 12),
		"\x1b[31m红\u202e",
	} {
		for _, room := range []int{9, 20, 39, 79} {
			rows := lay(text, 7, indent, room)
			for _, r := range rows {
				if r.indent+r.cells > room || r.cells != cells(text[r.start:r.end]) {
					t.Errorf("%q in %d: row %+v", text, room, r)
				}
			}
			places := []int{len(text)}
			for g := range glyphs(text) {
				places = append(places, g.start)
			}
			for _, at := range places {
				y, x := rows.find(text, at)
				if x > room {
					t.Errorf("%q in %d: %d is outside, at %d", text, room, at, x)
				}
				if back := rows.at(text, y, x); back != at {
					t.Errorf("%q in %d: %d is at %d,%d, which is %d", text, room, at, x, y, back)
				}
			}
		}
	}
}

func TestWrapBreaksProse(t *testing.T) {
	for _, c := range []struct {
		text string
		room int
		want []string
	}{
		{"写充值成功的时间", 10, []string{"写充值成功", "的时间"}},
		{"the time of the recharge", 10, []string{"the time", "of the", "recharge"}},
		{"用 Alipay 支付的时间", 10, []string{"用 Alipay", "支付的时间"}},
		{"一\n\n二", 10, []string{"一", "", "二"}},
		{"abcdefghij klm", 10, []string{"abcdefghij", "klm"}},
		{"", 10, []string{""}},
	} {
		if got := wrapped(c.text, c.room); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: %q, want %q", c.text, c.room, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		room int
		want string
	}{{"充值时间", 8, "充值时间"}, {"充值时间", 7, "充值时…"}, {"充值时间", 6, "充值…"}, {"充", 1, "…"}, {"a\x1bb", 6, `a\x1bb`}} {
		if got := cut(c.text, c.room); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.room, got, c.want)
		}
	}
}

func TestBlockFitsTheWindow(t *testing.T) {
	rows := func(n int) []row { return make([]row, n) }
	for height := 1; height < 20; height++ {
		for _, y := range []int{0, 4, 9} {
			b := block{head: rows(3), body: rows(10), foot: rows(4), y: y}
			b.body[y].text = "cursor"
			b.fit(height)
			if n := len(b.head) + len(b.body) + len(b.foot); n > height {
				t.Errorf("%d rows in a window of %d", n, height)
			}
			if b.body[b.y].text != "cursor" {
				t.Errorf("height %d: the row of the cursor %d is gone", height, y)
			}
		}
	}
}

func TestMatchPrefersWhatIsNamed(t *testing.T) {
	options := []numberedOption{
		{Option: Option{Value: "a", Label: "银行"}, number: "1"},
		{Option: Option{Value: "b", Label: "银行卡", Description: "第 10 天到账"}, number: "2"},
		{Option: Option{Value: "c", Label: "Other", Also: []string{"别的", "都不是"}}, number: "10"},
	}
	for typed, want := range map[string][]int{
		"银": {0, 1}, "银行": {0}, "银行卡": {1}, "卡": {1}, "1": {0}, "10": {2}, "天": {1}, "OTHER": {2}, "别的": {2}, "别": {2}, "都不": {2}, "不是": nil, "３": nil, "ｂ": {1},
	} {
		if got := match(options, typed); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
}
