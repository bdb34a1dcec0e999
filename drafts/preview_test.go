package drafts_test

import (
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/field"
	"draft/templates"
)

// A preview says where an answer is missing, and a letter never does. Once all required answers are there, they are the same.
func TestPreview(t *testing.T) {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, field.Beijing)
	for _, kind := range templates.AllBuiltin() {
		t.Run(kind, func(t *testing.T) {
			tm, _, err := templates.Load(kind, "")
			if err != nil {
				t.Fatal(err)
			}
			f := drafts.NewForm(tm, field.Reading{Now: at})
			preview := func() string {
				d, err := drafts.Preview(f, drafts.Envelope{}, drafts.Stamp{At: at})
				if err != nil {
					t.Fatal(err)
				}
				text := d.Letter.Subject + "\n" + d.Letter.Body
				for _, s := range d.Letter.Sentences {
					text += "\n" + s.Text
				}
				return text
			}
			for len(f.Missing()) > 0 {
				q := f.Missing()[0]
				if tm.About == "" && !q.YesNo() && !strings.Contains(preview(), "【"+q.Stated().ZH+"】") {
					t.Errorf("no place for %s in\n%s", q.Name, preview())
				}
				if p := f.Answer(q, q.Example()); p != nil {
					t.Fatal(q.Name, p)
				}
			}
			d, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: at})
			if err != nil {
				t.Fatal(err)
			}
			if got := preview(); strings.Contains(got, "【") || !strings.HasPrefix(got, d.Letter.Subject+"\n"+d.Letter.Body) {
				t.Errorf("the whole letter has places to fill in or differs:\n%s", got)
			}
		})
	}
}
