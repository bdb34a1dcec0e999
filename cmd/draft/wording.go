package main

import (
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/letter"
)

// notes are all remarks on the answers as they are: the template's checks, doubts about single answers, answers that
// were not used, dates that were read relative to today.
func (w *writeOptions) notes() []view.Note {
	t := w.form.Template()
	notes := append([]view.Note(nil), w.relative...)
	for _, d := range w.form.Doubts() {
		notes = append(notes, view.Note{
			Level: letter.Warn, Field: d.Field.Name, Label: w.app.view.Label(d.Field.Stated()), Code: d.Problem.Code, Text: w.app.view.Problem(d.Problem),
		})
	}
	for _, q := range w.form.Unused() {
		notes = append(notes, view.Note{
			Level: letter.Note, Field: q.Name, Label: w.app.view.Label(q.Stated()), Code: view.CodeUnused,
			Text: w.app.view.Text("note.unused", nil),
		})
	}
	for _, c := range w.form.Findings() {
		n := view.Note{Level: c.Level, Field: c.Field, Code: "check", Text: w.app.view.Label(c.Say)}
		if q, ok := t.Find(c.Field); ok {
			n.Label = w.app.view.Label(q.Stated())
		}
		notes = append(notes, n)
	}
	for _, to := range w.envelope.to {
		if len(t.OfficialDomains) > 0 && !drafts.IsOfficial(to, t.OfficialDomains) {
			notes = append(notes, view.Note{Level: letter.Warn, Code: "unlisted", Text: w.app.view.Text("note.unlisted", lang.Args{
				"Address": to, "Domains": strings.Join(t.OfficialDomains, w.app.view.Text("list.separator", nil)),
			})})
		}
	}
	return notes
}
