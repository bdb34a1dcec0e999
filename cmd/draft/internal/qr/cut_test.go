package qr

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzCut checks that the pieces, joined, are the text, that each fits a code, and that none ends within a character.
func FuzzCut(f *testing.F) {
	f.Add("退款", 1, 0)
	f.Add("一句。a\n", 700, 3)
	f.Add("\xff\xfe😀", 900, 24)
	f.Add("\x98\x80", 944, 24)
	f.Fuzz(func(t *testing.T, part string, times, version int) {
		most := capacities[min(max(version, 0), len(capacities)-1)]
		text := strings.Repeat(part, max(0, min(times, 2000)))
		for text != "" {
			n := cut(text, most)
			if n <= 0 || n > most || n > len(text) {
				t.Fatalf("%d of %d bytes", n, len(text))
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[:n]) {
				t.Fatalf("%q is cut within a character", text)
			}
			text = text[n:]
		}
	})
}
