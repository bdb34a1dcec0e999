package main

import (
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// The shapes of --json and --format json. They are part of the contract: a field may be added, none changes.

func (d *document) object() *view.DocumentObject {
	o := &view.DocumentObject{
		ID: d.id, Kind: d.template.Kind, Title: d.app.view.Label(d.template.Title), Values: map[string]any{}, Facts: []view.FactObject{},
		Letter:  view.LetterObject{Subject: d.draft.Letter.Subject, Body: d.draft.Letter.Body},
		AppText: view.AppTextObject{Parts: []view.PartObject{}, Limit: d.limit, LeftOut: []view.LeftOutObject{}, Over: d.fitted.Over},
		// Lists are never null: whoever reads them need not ask.
		Envelope: view.EnvelopeObject{To: []string{}}, Attachments: []string{}, Checks: []view.CheckObject{},
		Strength: []view.PointObject{}, Output: d.output, QR: d.codes, Copied: d.copied,
	}
	if d.draft.Claim > 0 {
		o.Claim = d.draft.Claim.Answer()
	}
	for name, v := range d.draft.Values {
		o.Values[name] = v.Answer()
		if files, ok := v.(field.FilesValue); ok {
			o.Values[name] = []string(files)
		}
	}
	for _, f := range d.draft.Facts {
		o.Facts = append(o.Facts, view.FactObject{Field: f.Field.Name, Label: d.app.view.Label(f.Field.Stated()), Value: f.Text})
	}
	for _, text := range d.fitted.Parts {
		o.AppText.Parts = append(o.AppText.Parts, view.PartObject{Text: text, Length: letter.Length(text)})
	}
	for _, s := range d.fitted.Left {
		o.AppText.LeftOut = append(o.AppText.LeftOut, view.LeftOutObject{Text: s.Text, Needs: s.Needs})
	}
	if from := d.draft.Envelope.From; from != nil {
		o.Envelope.From = from.Address
	}
	for _, to := range d.draft.Envelope.To {
		o.Envelope.To = append(o.Envelope.To, to.Address)
	}
	o.Attachments = append(o.Attachments, d.names()...)
	for _, n := range d.notes {
		o.Checks = append(o.Checks, view.CheckObject{Level: string(n.Level), Field: n.Field, Code: n.Code, Text: n.Text})
	}
	for _, p := range d.strength {
		o.Strength = append(o.Strength, view.PointObject{Met: p.Met, Field: p.Field, Text: d.app.view.PointText(p)})
	}
	return o
}

// finishJSON prints the error as data. It goes to standard output, where a program that asked for --json reads.
func (a *app) finishJSON(err view.CLIError) int {
	o := a.view.ErrorObject(err)
	if err := a.term.PrintJSON(map[string]view.ErrorObject{"error": o}); err != nil {
		return view.ExitFailed
	}
	return o.Exit
}
