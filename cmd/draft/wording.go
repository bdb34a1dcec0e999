package main

import (
	"fmt"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// wording puts a problem with an answer into words.
func (a *app) wording(p *field.Problem) string { return a.text("problem."+p.Code, a.printable(p.Args)) }

// printable joins the lists among the arguments of a message, as the language does.
func (a *app) printable(args map[string]any) lang.Args {
	out := lang.Args{}
	for k, v := range args {
		if list, ok := v.([]string); ok {
			v = strings.Join(list, a.text("list.separator", nil))
		}
		out[k] = v
	}
	return out
}

// faultLine is one fault of a set of answers: place, question, what is wrong.
func (a *app) faultLine(t *letter.Template, f answers.Fault) string {
	line := f.At.String() + ": "
	if q, ok := t.Find(f.Name); ok {
		line += a.label(q.Label) + ": "
	}
	return line + a.wording(f.Problem)
}

// note is a remark that goes with a finished letter.
type note struct {
	level letter.Level
	field string // the question it concerns, or ""
	label string // its label
	code  string
	text  string
}

// codeUnused is the code of an answer that is not asked for after the others.
const codeUnused = "unused"

func (n note) line(a *app) string {
	text := n.text
	if n.label != "" {
		text = a.text("note.about", lang.Args{"Label": n.label, "Text": text})
	}
	return a.text("note."+string(n.level), lang.Args{"Text": text})
}

// notes are all remarks on the answers as they are: the template's checks, doubts about single answers, answers that
// were not used, dates that were read relative to today.
func (w *writing) notes() []note {
	t := w.form.Template()
	notes := append([]note(nil), w.relative...)
	for _, d := range w.form.Doubts() {
		notes = append(notes, note{
			level: letter.Warn, field: d.Field.Name, label: w.label(d.Field.Stated()), code: d.Problem.Code, text: w.wording(d.Problem),
		})
	}
	for _, q := range w.form.Unused() {
		notes = append(notes, note{
			level: letter.Note, field: q.Name, label: w.label(q.Stated()), code: codeUnused,
			text: w.text("note.unused", nil),
		})
	}
	for _, c := range w.form.Findings() {
		n := note{level: c.Level, field: c.Field, code: "check", text: w.label(c.Say)}
		if q, ok := t.Find(c.Field); ok {
			n.label = w.label(q.Stated())
		}
		notes = append(notes, n)
	}
	for _, to := range w.envelope.to {
		if len(t.OfficialDomains) > 0 && !official(to, t.OfficialDomains) {
			notes = append(notes, note{level: letter.Warn, code: "unlisted", text: w.text("note.unlisted", lang.Args{
				"Address": to, "Domains": strings.Join(t.OfficialDomains, w.text("list.separator", nil)),
			})})
		}
	}
	return notes
}

// official tells whether an address is at one of these domains or below it.
func official(address string, domains []string) bool {
	_, domain, _ := strings.Cut(address, "@")
	domain = strings.ToLower(domain)
	for _, d := range domains {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return true
		}
	}
	return false
}

// answersError is answers that are missing, invalid, or stopped by a check: exit 3.
type answersError struct {
	template *letter.Template
	faults   answers.Faults
	missing  []letter.Field
	stops    []letter.Check
	hint     string // id of the next step, where it is not to look the fields up
	becomes  *letter.KindSwitch
	field    letter.Field // the one whose answer makes it another letter
}

func (e *answersError) Error() string {
	return fmt.Sprintf("answers: %d invalid, %d missing, %d stopped", len(e.faults), len(e.missing), len(e.stops))
}
func (e *answersError) exit() int    { return exitAnswers }
func (e *answersError) code() string { return "answers" }

func (e *answersError) lines(a *app) []string {
	switch {
	case len(e.faults) > 0:
		lines := []string{a.text("answers.invalid", lang.Args{"Count": len(e.faults)})}
		for _, f := range e.faults {
			lines = append(lines, "  "+a.faultLine(e.template, f))
		}
		if e.hint != "" {
			return append(lines, a.text(e.hint, lang.Args{"Kind": e.template.Kind}))
		}
		return append(lines, a.text("hint.fields", lang.Args{"Kind": e.template.Kind}))
	case len(e.missing) > 0:
		lines := []string{a.text("answers.missing", lang.Args{"Count": len(e.missing)})}
		for _, q := range e.missing {
			lines = append(lines, "  "+a.missingLine(q))
		}
		return append(lines, a.text("hint.missing", nil))
	case e.becomes != nil:
		return []string{a.text("answers.becomes", a.becomesArgs(e))}
	}
	lines := []string{a.text("answers.stopped", lang.Args{"Count": len(e.stops)})}
	for _, c := range e.stops {
		lines = append(lines, "  "+a.label(c.Say))
	}
	return lines
}

func (a *app) becomesArgs(e *answersError) lang.Args {
	value := e.becomes.Option
	for _, o := range e.field.Options {
		if o.Value == value {
			value = a.label(o.Label)
		}
	}
	return lang.Args{"Label": a.label(e.field.Label), "Value": value, "Command": "draft " + e.becomes.Kind}
}

// missingLine names a question that has no answer, what it takes, and the ways to give it.
func (a *app) missingLine(q letter.Field) string {
	return a.text("answers.missing_line", lang.Args{
		"Label": a.label(q.Label), "Values": a.values(q), "Name": q.Name, "Example": quoted(example(q)),
	})
}

// values says what a question takes: its choices, or the kind of answer with an example.
func (a *app) values(q letter.Field) string {
	var choices []string
	for _, o := range field.Offered(q.Options) {
		choices = append(choices, a.text("values.option", lang.Args{"Value": o.Value, "Label": a.label(o.Label)}))
	}
	if len(choices) > 0 {
		return strings.Join(choices, a.text("list.separator", nil))
	}
	return a.text("values."+string(q.Type), nil)
}

// example is an answer to show on one line.
func example(q letter.Field) string {
	text, _, _ := strings.Cut(q.Example(), "\n")
	return text
}

// quoted puts a text into quotes where a shell or YAML wants them.
func quoted(text string) string {
	if strings.ContainsAny(text, " #:'\"()&;") {
		return strconv.Quote(text)
	}
	return text
}

// templateFaults is a template file that cannot be used: exit 1.
type templateFaults struct{ faults templates.Faults }

func (e *templateFaults) Error() string { return e.faults.Error() }
func (e *templateFaults) exit() int     { return exitFailed }
func (e *templateFaults) code() string  { return "template" }
func (e *templateFaults) lines(a *app) []string {
	lines := []string{a.text("template.invalid", lang.Args{"Count": len(e.faults)})}
	for _, f := range e.faults {
		lines = append(lines, "  "+a.templateFault(f))
	}
	return lines
}

func (a *app) templateFault(f templates.Fault) string {
	return f.Place() + ": " + a.text("template."+f.Code, a.printable(f.Args))
}
