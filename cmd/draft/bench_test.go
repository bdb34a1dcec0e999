package main

import (
	"os"
	"path/filepath"
	"testing"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// BenchmarkLetter measures one letter from its answers to the frozen message, with the letter kind already loaded. The
// attachments of the example are left out, because their cost depends on their size.
func BenchmarkLetter(b *testing.B) {
	a := &app{
		term:   &term.Terminal{},
		view:   &view.View{},
		config: &config.Config{SettingsDir: func() (string, error) { return b.TempDir(), nil }},
	}
	kind, err := a.config.LoadKind("refund")
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(examplesFolder, "refund.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	parsed, err := answers.Parse(path, text)
	if err != nil {
		b.Fatal(err)
	}
	given := parsed[:0]
	for _, answer := range parsed {
		if answer.Name != "to" && answer.Name != "from" {
			given = append(given, answer)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		form := drafts.NewForm(kind, field.Reading{Now: today})
		if faults := form.Fill(given); len(faults) > 0 {
			b.Fatal(faults)
		}
		if missing := form.Missing(); len(missing) > 0 {
			b.Fatal(missing)
		}
		d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{ID: "bench", At: today})
		if err != nil {
			b.Fatal(err)
		}
		letter.Fit(d.Letter.Sentences, defaultChars)
		if _, err := eml.Freeze(d, nil); err != nil {
			b.Fatal(err)
		}
	}
}
