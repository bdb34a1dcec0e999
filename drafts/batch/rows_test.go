package batch

import (
	"math"
	"testing"
)

func TestParseRange(t *testing.T) {
	for text, want := range map[string]Range{
		"2-100": {2, 100}, "2-": {2, math.MaxInt}, "-100": {1, 100}, "7": {7, 7}, " 3 - 3 ": {3, 3},
		"": {}, "-": {}, "0": {}, "0-3": {}, "5-2": {}, "1-2-3": {}, "x": {}, "+2-3": {}, "2-99999999999": {}, "２": {},
	} {
		got, err := ParseRange(text)
		if (err != nil) != (want == Range{}) || got != want {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	if !(Range{}).Has(1 << 40) {
		t.Error("the zero value is not all rows")
	}
}

func FuzzParseRange(f *testing.F) {
	for _, text := range []string{"2-100", "-", "7", "0-0", "--1", "1-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRange(text)
		if err == nil && (r.From < 1 || r.To < r.From || !r.Has(r.From) || r.Has(r.From-1)) {
			t.Errorf("%q is %v", text, r)
		}
	})
}
