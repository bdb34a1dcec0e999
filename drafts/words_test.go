package drafts_test

import (
	"slices"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// TestWordsStay checks that each text of an answer is in the letter and in the text for the app as it was typed, with the punctuation
// around it, wherever they say it at all.
func TestWordsStay(t *testing.T) {
	checked := 0
	for _, kind := range templates.AllBuiltin() {
		tmpl := load(t, kind)
		for _, q := range tmpl.Fields {
			if q.Type != field.Text && q.Type != field.Multiline || q.Max > 0 && q.Max < 12 {
				continue
			}
			const plain = "甲乙丙丁"
			body, app := letterWith(t, tmpl, q, plain)
			for _, marks := range [][2]string{{"，", "，；"}, {"", "；"}, {";", ";"}, {"", ","}, {"（", "）"}, {"“", "”"}, {"", "："}, {"、", "、"}, {"。", "！？"}} {
				text := marks[0] + plain + marks[1]
				marked, markedApp := letterWith(t, tmpl, q, text)
				checked++
				if strings.Contains(body, plain) && !strings.Contains(marked, text) {
					t.Errorf("%s: %s: %q became in the letter:\n%s", kind, q.Name, text, marked)
				}
				if strings.Contains(app, plain) && !strings.Contains(markedApp, text) {
					t.Errorf("%s: %s: %q became in the app:\n%s", kind, q.Name, text, markedApp)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d texts were checked", checked)
	}
}

// letterWith returns the letter of a kind's samples with another answer to q, and its whole text for the app. The answers that the
// question hangs on are chosen so that it is asked.
func letterWith(t *testing.T, tmpl *letter.Template, q letter.Field, text string) (body, app string) {
	t.Helper()
	f := drafts.NewForm(tmpl, field.Reading{Now: now.AddDate(1, 0, 0)}) // when all samples are past
	for _, other := range tmpl.Fields {
		if p := f.Answer(other, other.Sample); p != nil {
			t.Fatal(other.Name, p)
		}
	}
	for _, other := range tmpl.Fields {
		for _, o := range other.Options {
			if f.Values()[q.Name] != nil {
				break
			}
			if !slices.ContainsFunc(other.Switches, func(s letter.KindSwitch) bool { return s.Option == o.Value }) {
				_ = f.Answer(other, o.Value)
			}
			if f.Values()[q.Name] == nil {
				_ = f.Answer(other, other.Sample)
			}
		}
	}
	if p := f.Answer(q, text); p != nil {
		t.Fatalf("%s: %q: %v", q.Name, text, p)
	}
	if f.Values()[q.Name] == nil {
		t.Fatalf("%s: %s is not asked", tmpl.Kind, q.Name)
	}
	d, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: now.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return d.Letter.Body, letter.Fit(d.Letter.Sentences, 0).Whole
}
