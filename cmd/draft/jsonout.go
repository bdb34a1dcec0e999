package main

import (
	"bytes"
	"encoding/json"
	"strings"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// The shapes of --json and --format json. They are part of the contract: a field may be added, none changes.

type documentObject struct {
	ID          string         `json:"id,omitempty"` // under which it is kept
	Kind        string         `json:"kind"`
	Title       string         `json:"title"`
	Values      map[string]any `json:"values"` // canonical answers: text, or a list of paths
	Facts       []factObject   `json:"facts"`
	Claim       string         `json:"claim"` // the sum that the letter asks for; empty if it names none
	Letter      letterObject   `json:"letter"`
	AppText     appTextObject  `json:"app_text"`
	Envelope    envelopeObject `json:"envelope"`
	Attachments []string       `json:"attachments"`
	Checks      []checkObject  `json:"checks"`
	Strength    []pointObject  `json:"strength"`
	Output      *outputObject  `json:"output,omitempty"`
	QR          []string       `json:"qr,omitempty"`     // files
	Copied      string         `json:"copied,omitempty"` // clipboard, terminal
}

type factObject struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value string `json:"value"` // as the letter shows it
}

type letterObject struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

type appTextObject struct {
	Parts   []partObject    `json:"parts"`
	Limit   int             `json:"limit"` // 0 is none
	LeftOut []leftOutObject `json:"left_out"`
	Over    int             `json:"over"` // characters by which it cannot fit; 0 where it does
}

// leftOutObject is a sentence that found no place in the app text.
type leftOutObject struct {
	Text  string `json:"text"`
	Needs int    `json:"needs"` // characters that the limit lacks for it; see letter.LeftOut
}

type partObject struct {
	Text   string `json:"text"`
	Length int    `json:"length"` // UTF-16 units
}

type envelopeObject struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

type checkObject struct {
	Level string `json:"level"` // note, warn
	Field string `json:"field,omitempty"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

type pointObject struct {
	Met   bool   `json:"met"`
	Field string `json:"field,omitempty"` // the answer that would help
	Text  string `json:"text"`
}

type outputObject struct {
	Path   string `json:"path"`
	Format string `json:"format"`
}

func (d *document) object() *documentObject {
	o := &documentObject{
		ID: d.id, Kind: d.template.Kind, Title: d.app.view.label(d.template.Title), Values: map[string]any{}, Facts: []factObject{},
		Letter:  letterObject{Subject: d.draft.Letter.Subject, Body: d.draft.Letter.Body},
		AppText: appTextObject{Parts: []partObject{}, Limit: d.limit, LeftOut: []leftOutObject{}, Over: d.fitted.Over},
		// Lists are never null: whoever reads them need not ask.
		Envelope: envelopeObject{To: []string{}}, Attachments: []string{}, Checks: []checkObject{},
		Strength: []pointObject{}, Output: d.output, QR: d.codes, Copied: d.copied,
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
		o.Facts = append(o.Facts, factObject{Field: f.Field.Name, Label: d.app.view.label(f.Field.Stated()), Value: f.Text})
	}
	for _, text := range d.fitted.Parts {
		o.AppText.Parts = append(o.AppText.Parts, partObject{Text: text, Length: letter.Length(text)})
	}
	for _, s := range d.fitted.Left {
		o.AppText.LeftOut = append(o.AppText.LeftOut, leftOutObject{Text: s.Text, Needs: s.Needs})
	}
	if from := d.draft.Envelope.From; from != nil {
		o.Envelope.From = from.Address
	}
	for _, to := range d.draft.Envelope.To {
		o.Envelope.To = append(o.Envelope.To, to.Address)
	}
	o.Attachments = append(o.Attachments, d.names()...)
	for _, n := range d.notes {
		o.Checks = append(o.Checks, checkObject{Level: string(n.level), Field: n.field, Code: n.code, Text: n.text})
	}
	for _, p := range d.strength {
		o.Strength = append(o.Strength, pointObject{Met: p.Met, Field: p.Field, Text: d.app.view.pointText(p)})
	}
	return o
}

type errorObject struct {
	Code     string          `json:"code"` // usage, answers, template, settings, mail, failed, declined, part, unknown, interrupted
	Exit     int             `json:"exit"`
	Message  string          `json:"message"`
	Problems []problemObject `json:"problems,omitempty"`
	Missing  []missingObject `json:"missing,omitempty"`
	Results  []sentObject    `json:"results,omitempty"` // of letters that did not all get through
	Mail     *mailObject     `json:"mail,omitempty"`
	Batch    *batchObject    `json:"batch,omitempty"` // what became of a table
}

// mailObject is what a mail server, or the way to it, has refused.
type mailObject struct {
	Server string       `json:"server"` // host:port
	Stage  string       `json:"stage,omitempty"`
	Reply  *replyObject `json:"reply,omitempty"` // what the server said, if it said anything
	Code   string       `json:"code,omitempty"`  // what went wrong on our side
	Cause  string       `json:"cause,omitempty"` // what it most likely comes from
	Hint   string       `json:"hint"`
}

type replyObject struct {
	Code int    `json:"code"`
	Text string `json:"text"`
}

type problemObject struct {
	Source  string `json:"source"` // the file, or the flag
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type missingObject struct {
	Field   string         `json:"field"`
	Label   string         `json:"label"`
	Type    string         `json:"type"`
	Options []optionObject `json:"options,omitempty"`
	Example string         `json:"example"`
	Flag    string         `json:"flag"`
	Key     string         `json:"key"` // in an answers file
}

type optionObject struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// finishJSON prints the error as data. It goes to standard output, where a program that asked for --json reads.
func (a *app) finishJSON(f cliError) int {
	o := errorObject{Code: f.code(), Exit: f.exit(), Message: strings.TrimRight(f.lines(a.view)[0], "：:")}
	switch f := f.(type) {
	case *answersError:
		for _, fault := range f.faults {
			o.Problems = append(o.Problems, a.view.problemObject(fault))
		}
		for _, q := range f.missing {
			o.Missing = append(o.Missing, a.view.missingObject(q))
		}
		for _, c := range f.stops {
			o.Problems = append(o.Problems, problemObject{Field: c.Field, Code: "check", Message: a.view.label(c.Say)})
		}
		if f.becomes != nil {
			o.Problems = append(o.Problems, problemObject{Field: f.field.Name, Code: "becomes", Message: o.Message})
		}
	case *undelivered:
		o.Results = f.sending.resultObjects(f.results)
	case *settingsError:
		o.Problems = append(o.Problems, problemObject{
			Source: f.path, Line: f.line, Column: f.column, Code: f.id, Message: f.message(a.view),
		})
	case *missingFlags:
		o.Missing = f.objects(a)
	case *badRows:
		o.Batch = f.batching.object()
	case *batchStopped:
		o.Batch = f.posting.batch.object()
	case *mailError:
		o.Mail = f.object(a)
	case *templateFaults:
		for _, fault := range f.faults {
			o.Problems = append(o.Problems, a.view.templateProblem(fault))
		}
	}
	if err := a.term.printJSON(map[string]errorObject{"error": o}); err != nil {
		return exitFailed
	}
	return o.Exit
}

func (v *View) problemObject(f answers.Fault) problemObject {
	return problemObject{
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Name, Code: f.Problem.Code,
		Message: v.wording(f.Problem),
	}
}

func (v *View) templateProblem(f templates.Fault) problemObject {
	return problemObject{
		Source: f.File, Line: f.Line, Column: f.Column, Code: f.Code,
		Message: v.text("template."+f.Code, v.printable(f.Args)),
	}
}

func (v *View) missingObject(q letter.Field) missingObject {
	m := missingObject{
		Field: q.Name, Label: v.label(q.Label), Type: string(q.Type), Example: example(q),
		Flag: "--set " + q.Name + "=" + quoted(example(q)), Key: q.Name,
	}
	for _, o := range field.Offered(q.Options) {
		m.Options = append(m.Options, optionObject{Value: o.Value, Label: v.label(o.Label)})
	}
	return m
}

func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

func (t *Terminal) printJSON(v any) error {
	data, err := encodeJSON(v)
	if err != nil {
		return err
	}
	return t.product(string(data))
}
