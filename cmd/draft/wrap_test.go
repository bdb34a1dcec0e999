package main

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
		{"short\none two three", 9, "short\none two\n  three"},
		{"提示：充值方式很长很长很长", 10, "提示：充值方式很长很长很长"},
		{"see https://example.com/a/long/address now", 20, "see https://example.com/a/long/address\n  now"},
	} {
		if got := wrap(c.text, c.width); got != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
