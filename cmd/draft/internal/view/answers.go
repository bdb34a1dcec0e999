package view

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// MessageError words what mail cannot carry.
func (v *View) MessageError(err error) error {
	var lines []string
	for _, p := range field.AllProblems(err) {
		lines = append(lines, v.Problem(p))
	}
	if len(lines) == 0 {
		return err
	}
	return Fail("error.message", lang.Args{"Detail": strings.Join(lines, "\n  ")}, err)
}

type ProblemObject struct {
	Source  string `json:"source"` // the file, or the flag
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Field   string `json:"field,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type MissingObject struct {
	Field   string         `json:"field"`
	Label   string         `json:"label"`
	Type    string         `json:"type"`
	Options []OptionObject `json:"options,omitempty"`
	Example string         `json:"example"`
	Flag    string         `json:"flag"`
	Key     string         `json:"key"` // in an answers file
}

type OptionObject struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

func (v *View) problemObject(f answers.Fault) ProblemObject {
	return ProblemObject{
		Source: f.At.Source, Line: f.At.Line, Column: f.At.Column, Field: f.Name, Code: f.Problem.Code,
		Message: v.Problem(f.Problem),
	}
}

func (v *View) templateProblem(f templates.Fault) ProblemObject {
	return ProblemObject{
		Source: f.File, Line: f.Line, Column: f.Column, Code: f.Code,
		Message: v.Text("template."+f.Code, v.Printable(f.Args)),
	}
}

func (v *View) missingObject(q letter.Field) MissingObject {
	m := MissingObject{
		Field: q.Name, Label: v.Label(q.Label), Type: string(q.Type), Example: Example(q),
		Flag: "--set " + q.Name + "=" + Quote(Example(q)), Key: q.Name,
	}
	for _, o := range field.Offered(q.Options) {
		m.Options = append(m.Options, OptionObject{Value: o.Value, Label: v.Label(o.Label)})
	}
	return m
}

// WrapTemplateError says what is wrong with a template file, or with reading it.
func WrapTemplateError(path string, err error) error {
	var faults templates.Faults
	if errors.As(err, &faults) {
		return &TemplateError{faults}
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		path = pathError.Path
	}
	return Fail("error.read", lang.Args{"Path": path}, err)
}

// Problem puts a problem with an answer into words.
func (v *View) Problem(p *field.Problem) string {
	return v.Text("problem."+p.Code, v.Printable(p.Args))
}

// faultLine is one fault of a set of answers: place, question, what is wrong.
func (v *View) faultLine(t *letter.Template, f answers.Fault) string {
	line := f.At.String() + ": "
	if q, ok := t.Find(f.Name); ok {
		line += v.Label(q.Label) + ": "
	}
	return line + v.Problem(f.Problem)
}

// Note is a remark that goes with a finished letter.
type Note struct {
	Level letter.Level
	Field string // the question it concerns, or ""
	Label string // its label
	Code  string
	Text  string
}

// CodeUnused is the code of an answer that is not asked for after the others.
const CodeUnused = "unused"

func (n Note) Line(v *View) string {
	text := n.Text
	if n.Label != "" {
		text = v.Text("note.about", lang.Args{"Label": n.Label, "Text": text})
	}
	return v.Text("note."+string(n.Level), lang.Args{"Text": text})
}

// AnswersError is answers that are missing, invalid, or stopped by a check: exit 3.
type AnswersError struct {
	Template *letter.Template
	Faults   answers.Faults
	Missing  []letter.Field
	Stops    []letter.Check
	Hint     string // id of the next step, where it is not to look the fields up
	Becomes  *letter.KindSwitch
	Field    letter.Field // the one whose answer makes it another letter
}

func (e *AnswersError) Error() string {
	return fmt.Sprintf("answers: %d invalid, %d missing, %d stopped", len(e.Faults), len(e.Missing), len(e.Stops))
}

func (e *AnswersError) ExitCode() int { return ExitAnswers }

func (e *AnswersError) ErrorCode() string { return "answers" }

func (e *AnswersError) Lines(v *View) []string {
	switch {
	case len(e.Faults) > 0:
		lines := []string{v.Text("answers.invalid", lang.Args{"Count": len(e.Faults)})}
		for _, f := range e.Faults {
			lines = append(lines, "  "+v.faultLine(e.Template, f))
		}
		if e.Hint != "" {
			return append(lines, v.Text(e.Hint, lang.Args{"Kind": e.Template.Kind}))
		}
		return append(lines, v.Text("hint.fields", lang.Args{"Kind": e.Template.Kind}))
	case len(e.Missing) > 0:
		lines := []string{v.Text("answers.missing", lang.Args{"Count": len(e.Missing)})}
		for _, q := range e.Missing {
			lines = append(lines, "  "+v.missingLine(q))
		}
		return append(lines, v.Text("hint.missing", nil))
	case e.Becomes != nil:
		return []string{v.Text("answers.becomes", v.becomesArgs(e))}
	}
	lines := []string{v.Text("answers.stopped", lang.Args{"Count": len(e.Stops)})}
	for _, c := range e.Stops {
		lines = append(lines, "  "+v.Label(c.Say))
	}
	return lines
}

func (e *AnswersError) Detail(v *View, o *ErrorObject) {
	for _, fault := range e.Faults {
		o.Problems = append(o.Problems, v.problemObject(fault))
	}
	for _, q := range e.Missing {
		o.Missing = append(o.Missing, v.missingObject(q))
	}
	for _, c := range e.Stops {
		o.Problems = append(o.Problems, ProblemObject{Field: c.Field, Code: "check", Message: v.Label(c.Say)})
	}
	if e.Becomes != nil {
		o.Problems = append(o.Problems, ProblemObject{Field: e.Field.Name, Code: "becomes", Message: o.Message})
	}
}

func (v *View) becomesArgs(e *AnswersError) lang.Args {
	value := e.Becomes.Option
	for _, o := range e.Field.Options {
		if o.Value == value {
			value = v.Label(o.Label)
		}
	}
	return lang.Args{"Label": v.Label(e.Field.Label), "Value": value, "Command": "draft " + e.Becomes.Kind}
}

// missingLine names a question that has no answer, what it takes, and the ways to give it.
func (v *View) missingLine(q letter.Field) string {
	return v.Text("answers.missing_line", lang.Args{
		"Label": v.Label(q.Label), "Values": v.Values(q), "Name": q.Name, "Example": Quote(Example(q)),
	})
}

// Values says what a question takes: its choices, or the kind of answer with an example.
func (v *View) Values(q letter.Field) string {
	var choices []string
	for _, o := range field.Offered(q.Options) {
		choices = append(choices, v.Text("values.option", lang.Args{"Value": o.Value, "Label": v.Label(o.Label)}))
	}
	if len(choices) > 0 {
		return strings.Join(choices, v.Text("list.separator", nil))
	}
	return v.Text("values."+string(q.Type), nil)
}

// Example is an answer to show on one line.
func Example(q letter.Field) string {
	text, _, _ := strings.Cut(q.Example(), "\n")
	return text
}

// Quote puts a text into quotes where a shell or YAML wants them.
func Quote(text string) string {
	if strings.ContainsAny(text, " #:'\"()&;") {
		return strconv.Quote(text)
	}
	return text
}

// TemplateError is a template file that cannot be used: exit 1.
type TemplateError struct{ Faults templates.Faults }

func (e *TemplateError) Error() string { return e.Faults.Error() }

func (e *TemplateError) ExitCode() int { return ExitFailed }

func (e *TemplateError) ErrorCode() string { return "template" }

func (e *TemplateError) Lines(v *View) []string {
	lines := []string{v.Text("template.invalid", lang.Args{"Count": len(e.Faults)})}
	for _, f := range e.Faults {
		lines = append(lines, "  "+v.TemplateFault(f))
	}
	return lines
}

func (e *TemplateError) Detail(v *View, o *ErrorObject) {
	for _, fault := range e.Faults {
		o.Problems = append(o.Problems, v.templateProblem(fault))
	}
}

func (v *View) TemplateFault(f templates.Fault) string {
	return f.Place() + ": " + v.Text("template."+f.Code, v.Printable(f.Args))
}
