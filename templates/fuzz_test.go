package templates

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"draft/drafts/letter"
)

// FuzzParse: Parse does not panic or hang, the places of faults are in the file, and a valid template renders with all answers and with
// none, in bounded length and time.
func FuzzParse(f *testing.F) {
	for _, kind := range Builtin() {
		text, _, err := Source(kind, "")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	example, err := os.ReadFile(filepath.Join("..", "examples", "warranty.tmpl"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add(base)
	f.Add(whole)
	for _, tests := range [][]faultTest{frontFaults, whenFaults, wordFaults} {
		for _, test := range tests {
			text, _ := faulty(f, test.old, test.piece)
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		p := read("x.tmpl", []byte(text), "")
		lines := strings.Count(p.text, "\n") + 1
		for _, fault := range p.faults {
			if fault.Line < 1 || fault.Line > lines+1 || fault.Column < 1 {
				t.Fatalf("%v stands outside of %d lines", fault, lines)
			}
		}
		if len(p.faults) == 0 {
			if _, err := p.result(); err != nil {
				t.Fatal(err)
			}
			l := &linter{parser: p}
			all, at := letter.Values{}, l.trialDay()
			for _, q := range p.kind.Fields {
				if v := l.sample(q); v != nil {
					all[q.Name] = v
				}
			}
			for _, values := range []letter.Values{all, {}} {
				prints(t, p.kind, values, at)
			}
		}
		if d := time.Since(start); d > time.Minute {
			t.Fatalf("took %s", d)
		}
	})
}

func prints(t *testing.T, k *letter.Template, values letter.Values, at time.Time) {
	t.Helper()
	kept, _ := k.ActiveAnswers(values, at)
	sheet := k.Sheet(kept, at)
	l, err := sheet.Letter()
	if err != nil && !strings.Contains(err.Error(), "over 1 MiB") {
		t.Fatalf("was let through, and does not print: %v", err)
	}
	for _, text := range []string{l.Subject, l.Body} {
		if strings.Contains(text, "<no value>") || strings.Contains(text, "%!") || len(text) > 1<<20 {
			t.Fatalf("prints %.200q", text)
		}
	}
	for _, block := range []string{letter.GuideBlock, letter.GuideBlockEN} {
		if _, err := sheet.Guide(block); err != nil && !strings.Contains(err.Error(), "over 1 MiB") {
			t.Fatalf("%s was let through, and does not print: %v", block, err)
		}
	}
	sheet.Findings()
}
