package view

import (
	"draft/drafts/field"
	"draft/drafts/letter"
)

// DocumentObject returns the object of a document for --json.
func (v *View) DocumentObject(d Document) *DocumentObject {
	o := &DocumentObject{
		ID: d.ID, Kind: d.Template.Kind, Title: v.Label(d.Template.Title), Facts: []FactObject{},
		Letter:  LetterObject{Subject: d.Draft.Letter.Subject, Body: d.Draft.Letter.Body},
		AppText: AppTextObject{Parts: []PartObject{}, Limit: d.Limit, LeftOut: []LeftOutObject{}, Over: d.Fitted.Over},
		// Lists are never null, so that programs need not check.
		Envelope: EnvelopeObject{To: []string{}}, Attachments: []string{}, Checks: []CheckObject{},
		Strength: []PointObject{}, Output: d.Output, QR: d.QR, Copied: d.Copied,
	}
	if d.Draft.Claim > 0 {
		o.Claim = d.Draft.Claim.Answer()
	}
	o.Values = valuesObject(d.Template, d.Draft.Values)
	for _, f := range d.Draft.Facts {
		o.Facts = append(o.Facts, FactObject{Field: f.Field.Path(), Label: v.Label(f.Field.Stated()), Value: f.Text})
	}
	for _, text := range d.Fitted.Parts {
		o.AppText.Parts = append(o.AppText.Parts, PartObject{Text: text, Length: letter.Length(text)})
	}
	for _, s := range d.Fitted.Left {
		o.AppText.LeftOut = append(o.AppText.LeftOut, LeftOutObject{Text: s.Text, Needs: s.Needs})
	}
	if from := d.Draft.Envelope.From; from != nil {
		o.Envelope.From = from.Address
	}
	for _, to := range d.Draft.Envelope.To {
		o.Envelope.To = append(o.Envelope.To, to.Address)
	}
	o.Attachments = append(o.Attachments, d.Names...)
	for _, n := range d.Notes {
		o.Checks = append(o.Checks, CheckObject{Level: string(n.Level), Field: n.Field, Code: n.Code, Text: n.Text})
	}
	for _, p := range d.Strength {
		o.Strength = append(o.Strength, PointObject{Met: p.Met, Field: p.Field, Text: v.PointText(p)})
	}
	return o
}

// valuesObject returns the answers for --json: each under the name of its question, and each list as a list of its records. The answers
// of the only record of a list are there under their own names, too.
func valuesObject(t *letter.Template, values letter.Values) map[string]any {
	o := map[string]any{}
	records := t.RecordsOf(values)
	questions := t.Questions(records)
	lists := map[*letter.List][]map[string]string{}
	for _, l := range t.Lists {
		lists[l] = make([]map[string]string, records.Of(l))
		for i := range lists[l] {
			lists[l][i] = map[string]string{}
		}
		o[l.Name] = lists[l]
	}
	for i := range questions {
		q := &questions[i]
		value := values[q.Name]
		if value == nil {
			continue
		}
		if q.List != nil {
			lists[q.List][q.Record-1][q.Item()] = value.Answer()
		}
		if files, ok := value.(field.FilesValue); ok {
			o[q.Name] = []string(files)
		} else if records.Of(q.List) < 2 {
			o[q.Name] = value.Answer()
		}
	}
	return o
}

// DocumentObject is a finished letter, in --json.
type DocumentObject struct {
	ID          string         `json:"id,omitempty"` // in the store
	Kind        string         `json:"kind"`
	Title       string         `json:"title"`
	Values      map[string]any `json:"values"` // canonical answers: text, a list of paths, or a list of records
	Facts       []FactObject   `json:"facts"`
	Claim       string         `json:"claim"` // the sum that the letter asks for; empty if it names none
	Letter      LetterObject   `json:"letter"`
	AppText     AppTextObject  `json:"app_text"`
	Envelope    EnvelopeObject `json:"envelope"`
	Attachments []string       `json:"attachments"`
	Checks      []CheckObject  `json:"checks"`
	Strength    []PointObject  `json:"strength"`
	Output      *OutputObject  `json:"output,omitempty"`
	QR          []string       `json:"qr,omitempty"`     // files
	Copied      string         `json:"copied,omitempty"` // clipboard, terminal
}

// FactObject is a fact that the letter states.
type FactObject struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value string `json:"value"` // as the letter shows it
}

// LetterObject is the words of a letter.
type LetterObject struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// AppTextObject is the text for the app, in parts within the limit.
type AppTextObject struct {
	Parts   []PartObject    `json:"parts"`
	Limit   int             `json:"limit"` // UTF-16 units; 0 is no limit
	LeftOut []LeftOutObject `json:"left_out"`
	Over    int             `json:"over"` // UTF-16 units by which the needed sentences exceed the limit; 0 if they fit
}

// LeftOutObject is a sentence that the app text has no room for.
type LeftOutObject struct {
	Text  string `json:"text"`
	Needs int    `json:"needs"` // UTF-16 units by which the limit is too small for it; see letter.LeftOut
}

// PartObject is one part of the app text.
type PartObject struct {
	Text   string `json:"text"`
	Length int    `json:"length"` // UTF-16 units
}

// EnvelopeObject is the sender and the recipients of a letter, as addresses without names.
type EnvelopeObject struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

// CheckObject is a note about a letter.
type CheckObject struct {
	Level string `json:"level"` // note, warn
	Field string `json:"field,omitempty"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

// PointObject is a point that makes a letter stronger, and whether the letter has it.
type PointObject struct {
	Met   bool   `json:"met"`
	Field string `json:"field,omitempty"` // the question whose answer would add it
	Text  string `json:"text"`
}

// OutputObject is a file that was written.
type OutputObject struct {
	Path   string `json:"path"`
	Format string `json:"format"`
}
