package drafts_test

import (
	"testing"

	"draft/drafts"
	"draft/drafts/field"
)

// BenchmarkLetter measures one row of a table: it fills a form and composes the letter.
func BenchmarkLetter(b *testing.B) {
	k := load(b, "refund")
	set := given(refund...)
	b.ReportAllocs()
	for b.Loop() {
		f := drafts.NewForm(k, field.Reading{Now: now})
		if faults := f.Fill(set); faults != nil {
			b.Fatal(faults)
		}
		if missing := f.Missing(); missing != nil {
			b.Fatal(missing)
		}
		if _, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: now}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	k := load(b, "refund")
	set := given(refund...)
	b.ReportAllocs()
	for b.Loop() {
		if faults := drafts.NewForm(k, field.Reading{Now: now}).Fill(set); faults != nil {
			b.Fatal(faults)
		}
	}
}
