package view

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/answers"
	"draft/drafts/bill"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// MessageError returns an error with the words of every field.Problem in err, which is what a mail message cannot contain.
// If there is none, it returns err.
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

// WrapTemplateError returns an error with the words for why the template file at path cannot be used: its faults, or why it
// cannot be read.
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

// Problem returns the words for a problem with an answer. There is a message for each kind of file that is no table.
func (v *View) Problem(p *field.Problem) string {
	id := "problem." + p.Code
	if p.Code == answers.CodeTableFormat {
		id += "." + fmt.Sprint(p.Args["Found"])
	}
	return v.Text(id, v.Printable(p.Args))
}

// Check returns the words for what a check says.
func (v *View) Check(c letter.Check) string {
	if c.Problem != nil {
		return v.Problem(c.Problem)
	}
	return v.Label(c.Say)
}

// Place returns the place of an answer: as editors open it, or on a page in words, without the name of a flag.
func (v *View) Place(at answers.Place) string {
	switch {
	case !v.OnPage:
		return at.String()
	case strings.HasPrefix(at.Source, "--"):
		return ""
	case at.Line == 0:
		return at.Source
	}
	return v.Text("batch.at", lang.Args{"Source": at.Source, "Row": at.Line})
}

// faultLine returns the line about a faulty answer: its place, the label of its question, the problem.
func faultLine(v *View, t *letter.Template, f answers.Fault) string {
	line := ""
	if place := v.Place(f.At); place != "" {
		line = place + ": "
	}
	if q, ok := t.Find(f.Name); ok {
		line += v.Label(q.Label) + ": "
	}
	return line + v.Problem(f.Problem)
}

// Note is a remark about a finished letter.
type Note struct {
	Level letter.Level
	Field string // the name of the question that it concerns; "" if it concerns the letter
	Label string // of that question
	Code  string
	Text  string
}

// Line returns the note as a line of the conversation: its level, its question, its text.
func (n Note) Line(v *View) string {
	text := n.Text
	if n.Label != "" {
		text = v.Text("note.about", lang.Args{"Label": n.Label, "Text": text})
	}
	return v.Text("note."+string(n.Level), lang.Args{"Text": text})
}

// AnswersError reports answers that are invalid, missing or stopped by a check, or that belong to another letter kind. Its
// exit code is 3.
type AnswersError struct {
	Template *letter.Template
	Faults   answers.Faults
	Missing  []letter.Field
	Stops    []letter.Check
	Title    string             // ID of the first line about invalid answers; "" is that of answers
	Hint     string             // ID of the last line about invalid answers; "" is the hint to look the fields up
	Becomes  *letter.KindSwitch // to another letter kind; nil if the answers belong to this one
	Field    letter.Field       // whose answer is that of the other kind
}

// Error returns the counts, for tests and logs. Lines has the words.
func (e *AnswersError) Error() string {
	return fmt.Sprintf("answers: %d invalid, %d missing, %d stopped", len(e.Faults), len(e.Missing), len(e.Stops))
}

// ExitCode implements CLIError.
func (e *AnswersError) ExitCode() int { return ExitAnswers }

// ErrorCode implements CLIError.
func (e *AnswersError) ErrorCode() string { return "answers" }

// Lines implements CLIError. It words invalid answers only, else missing ones only, because an answer may change which
// others are needed.
func (e *AnswersError) Lines(v *View) []string {
	switch {
	case len(e.Faults) > 0:
		lines := []string{v.Text(cmp.Or(e.Title, "answers.invalid"), lang.Args{"Count": len(e.Faults)})}
		for _, f := range e.Faults {
			lines = append(lines, "  "+faultLine(v, e.Template, f))
		}
		if e.Hint != "" {
			return append(lines, v.Text(e.Hint, lang.Args{"Kind": e.Template.Kind, "File": Quote(e.Faults[0].At.Source)}))
		}
		several := func(f answers.Fault) bool {
			return f.Problem.Code == field.CodeMoneySeveral && f.Problem.Args["List"] == bill.ListName
		}
		if e.Template.Kind == bill.Kind && slices.ContainsFunc(e.Faults, several) {
			lines = append(lines, v.Text("hint.several", lang.Args{"Kind": e.Template.Kind}))
		}
		return append(lines, v.Text("hint.fields", lang.Args{"Kind": e.Template.Kind}))
	case len(e.Missing) > 0:
		lines := []string{v.Text("answers.missing", lang.Args{"Count": len(e.Missing)})}
		for _, q := range e.Missing {
			lines = append(lines, "  "+missingLine(v, q))
		}
		return append(lines, v.Text("hint.missing", nil))
	case e.Becomes != nil:
		return []string{v.Text("answers.becomes", becomesArgs(v, e))}
	}
	lines := []string{v.Text("answers.stopped", lang.Args{"Count": len(e.Stops)})}
	for _, c := range e.Stops {
		lines = append(lines, "  "+v.Check(c))
	}
	return lines
}

// Detail adds every faulty, missing and stopped answer to the error's object.
func (e *AnswersError) Detail(v *View, o *ErrorObject) {
	for _, fault := range e.Faults {
		o.Problems = append(o.Problems, problemObject(v, fault))
	}
	for _, q := range e.Missing {
		o.Missing = append(o.Missing, missingObject(v, q))
	}
	for _, c := range e.Stops {
		o.Problems = append(o.Problems, ProblemObject{Field: c.Field, Code: "check", Message: v.Check(c)})
	}
	if e.Becomes != nil {
		o.Problems = append(o.Problems, ProblemObject{Field: e.Field.Name, Code: "becomes", Message: o.Message})
	}
}

func becomesArgs(v *View, e *AnswersError) lang.Args {
	value := e.Becomes.Option
	for _, o := range e.Field.Options {
		if o.Value == value {
			value = v.Label(o.Label)
		}
	}
	return lang.Args{"Label": v.Label(e.Field.Label), "Value": value, "Command": "draft " + e.Becomes.Kind}
}

// missingLine returns the line about a question without an answer: its label, its possible values, and a flag that answers
// it.
func missingLine(v *View, q letter.Field) string {
	return v.Text("answers.missing_line", lang.Args{
		"Label": v.Label(q.Label), "Values": v.Values(q), "Name": q.Path(), "Example": Quote(Example(q)),
	})
}

// Values returns what a question accepts: its options, or the form of its type.
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

// Example returns the first line of a question's sample answer.
func Example(q letter.Field) string {
	text, _, _ := strings.Cut(q.Example(), "\n")
	return text
}

// ParseSet parses the values of --set. command is that of an error.
func ParseSet(texts []string, command string) ([]answers.Answer, error) {
	var set []answers.Answer
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, Usage("usage.set", lang.Args{"Value": text}, command)
		}
		set = append(set, answers.Answer{Name: strings.TrimSpace(name), Text: value, At: answers.Place{Source: "--set"}})
	}
	return set, nil
}

// Quote returns text in quotes if it has characters that are special to a shell or YAML, else as it is.
func Quote(text string) string { return quote(text, filepath.Separator == '\\') }

// quote leaves a backslash alone on Windows, where it is in every path and the shells do not escape with it.
func quote(text string, windows bool) string {
	switch {
	case !strings.ContainsAny(text, " #:'\"()&;*?[]{}<>|~$`!"):
		return text
	case windows && !strings.Contains(text, `"`):
		return `"` + text + `"`
	case strings.ContainsAny(text, "$`!"): // a shell reads these in double quotes, too
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return strconv.Quote(text)
}

// TemplateError reports the faults of a template file. Its exit code is 1.
type TemplateError struct{ Faults templates.Faults }

// Error returns the faults in English. Lines has the words.
func (e *TemplateError) Error() string { return e.Faults.Error() }

// ExitCode implements CLIError.
func (e *TemplateError) ExitCode() int { return ExitFailed }

// ErrorCode implements CLIError.
func (e *TemplateError) ErrorCode() string { return "template" }

// Lines implements CLIError.
func (e *TemplateError) Lines(v *View) []string {
	lines := []string{v.Text("template.invalid", lang.Args{"Count": len(e.Faults)})}
	for _, f := range e.Faults {
		lines = append(lines, "  "+v.TemplateFault(f))
	}
	return lines
}

// Detail adds the faults to the error's object.
func (e *TemplateError) Detail(v *View, o *ErrorObject) {
	for _, fault := range e.Faults {
		o.Problems = append(o.Problems, templateProblem(v, fault))
	}
}

// TemplateFault returns the place of a fault in a template file and the words for it.
func (v *View) TemplateFault(f templates.Fault) string {
	return f.Place() + ": " + v.Text("template."+f.Code, v.Printable(f.Args))
}
