package view

import "testing"

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"one two three", 0, "one two three"},
		{"one two three", 80, "one two three"},
		{"one two three", 9, "one two\n  three"},
		{"note: a word and another", 14, "note: a word\n  and another"},
		{"    one two three", 12, "    one two\n    three"},
		{"short\none two three", 9, "short\none two\n  three"},
		{"提示：充值方式很长很长很长", 12, "提示：充值\n  方式很长\n  很长很长"},
		{"提示：充值，方式", 11, "提示：充\n  值，方式"},
		{"下一步：draft guide duplicate，看", 22, "下一步：draft guide\n  duplicate，看"},
		{"see https://example.com/a/long/address now", 20, "see\n  https://example.com/a/long/address\n  now"},
	} {
		if got := Wrap(c.text, c.width); got != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
