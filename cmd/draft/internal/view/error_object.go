package view

import (
	"strings"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// ProblemObject is a problem with an answer, a settings file or a template, in --json.
type ProblemObject struct {
	Source  string `json:"source"` // the file or the flag
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// MissingObject is a question without an answer, in --json.
type MissingObject struct {
	Field   string         `json:"field"`
	Label   string         `json:"label"`
	Type    string         `json:"type"`
	Options []OptionObject `json:"options,omitempty"`
	Example string         `json:"example"`
	Flag    string         `json:"flag"`
	Key     string         `json:"key"` // in an answers file
}

// OptionObject is an option of a choice, in --json.
type OptionObject struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

func problemObject(v *View, f answers.Fault) ProblemObject {
	return ProblemObject{
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Name, Code: f.Problem.Code,
		Message: v.Problem(f.Problem),
	}
}

func templateProblem(v *View, f templates.Fault) ProblemObject {
	return ProblemObject{
		Source: f.File, Line: f.Line, Column: f.Column, Code: f.Code,
		Message: v.Text("template."+f.Code, v.Printable(f.Args)),
	}
}

func missingObject(v *View, q letter.Field) MissingObject {
	m := MissingObject{
		Field: q.Path(), Label: v.Label(q.Label), Type: string(q.Type), Example: Example(q),
		Flag: "--set " + q.Path() + "=" + Quote(Example(q)), Key: q.Path(),
	}
	for _, o := range field.Offered(q.Options) {
		m.Options = append(m.Options, OptionObject{Value: o.Value, Label: v.Label(o.Label)})
	}
	return m
}

// ErrorObject is an error in --json.
type ErrorObject struct {
	Code     string          `json:"code"` // usage, answers, template, settings, mail, failed, declined, part, unknown, forgotten, interrupted
	Exit     int             `json:"exit"`
	Message  string          `json:"message"`
	Problems []ProblemObject `json:"problems,omitempty"`
	Missing  []MissingObject `json:"missing,omitempty"`
	Results  []SentObject    `json:"results,omitempty"` // of every letter of a sending that failed in part
	Mail     *MailObject     `json:"mail,omitempty"`
	Batch    *BatchObject    `json:"batch,omitempty"` // the result of a batch that failed in part
	// Forgotten are letters that may have been sent, and that the database does not know.
	Forgotten []ForgottenObject `json:"forgotten,omitempty"`
}

// detailedError is an error that adds data to its object in --json.
type detailedError interface {
	Detail(v *View, o *ErrorObject)
}

// ErrorObject returns the object of an error for --json.
func (v *View) ErrorObject(err CLIError) ErrorObject {
	o := ErrorObject{Code: err.ErrorCode(), Exit: err.ExitCode(), Message: strings.TrimRight(err.Lines(v)[0], "：:")}
	if d, ok := err.(detailedError); ok {
		d.Detail(v, &o)
	}
	return o
}
