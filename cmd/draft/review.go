package main

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// review shows all answers as they will be read, and what would make the letter stronger, until its writer is content.
// prompt.ErrBack says that something is to be asked again.
func (w *writeOptions) review() error {
	w.app.term.PrintErr("")
	if err := w.sayStrength(); err != nil {
		return err
	}
	w.app.term.Say("review.title", nil)
	w.sayAnswers() // last: what has to be right must not scroll out of the window
	choice, err := w.app.term.Prompter().Choose(prompt.Question{
		Message: w.app.view.Text("review.question", nil),
		Options: []prompt.Option{
			{Value: "write", Label: w.app.view.Text("review.write", nil)}, {Value: "change", Label: w.app.view.Text("review.change", nil)},
		},
	})
	switch {
	case isBack(err):
		w.again()
		return err
	case err != nil:
		return err
	case choice == "change":
		if err := w.change(); err != nil {
			return err
		}
		return prompt.ErrBack
	}
	return nil
}

// change lets one answer be given again. Going back leaves it as it was.
func (w *writeOptions) change() error {
	p := w.app.term.Prompter()
	asked := w.form.Asked()
	options := make([]prompt.Option, len(asked))
	for i, q := range asked {
		options[i] = prompt.Option{Value: q.Name, Label: w.app.view.Label(q.Label), Description: w.answerOf(q)}
	}
	name, err := p.Choose(prompt.Question{Message: w.app.view.Text("review.which", nil), Options: options})
	if isBack(err) {
		return nil
	}
	if err != nil {
		return err
	}
	q, _ := w.form.Question(name)
	before := w.form.Unused()
	w.session.changing = true
	err = w.ask(p, q)
	w.session.changing = false
	if isBack(err) {
		delete(w.session.typed, q.Name)
		return nil
	}
	w.remember()
	if err != nil {
		return err
	}
	w.comment(q)
	w.sayUnused(before)
	return nil
}

// sayUnused names the answers that stopped counting, and those that count again.
func (w *writeOptions) sayUnused(before []letter.Field) {
	named := func(q letter.Field) func(letter.Field) bool {
		return func(other letter.Field) bool { return other.Name == q.Name }
	}
	now := w.form.Unused()
	for _, q := range now {
		if !slices.ContainsFunc(before, named(q)) {
			w.app.term.Say("review.unused", lang.Args{"Label": w.app.view.Label(q.Label)})
		}
	}
	for _, q := range before {
		if !slices.ContainsFunc(now, named(q)) {
			w.app.term.Say("review.used", lang.Args{"Label": w.app.view.Label(q.Label)})
		}
	}
}

// sayAnswers prints a table of the answers as they will be read, each with what there is to say about it.
func (w *writeOptions) sayAnswers() {
	if w.app.term.JSON {
		return
	}
	var answered, open []letter.Field
	var column int
	for _, q := range w.form.Asked() {
		if w.form.Values()[q.Name] == nil {
			open = append(open, q)
			continue
		}
		answered = append(answered, q)
		column = max(column, displaywidth.String(w.app.view.Label(q.Label)))
	}
	width := w.app.term.ErrWidth()
	if width > 0 {
		column = min(column, width/3)
	}
	notes := w.notes()
	for _, q := range answered {
		w.app.term.PrintErr(tableRow(w.app.view.Label(q.Label), clip(w.answerOf(q)), column, width))
		for _, n := range notes {
			if n.Field == q.Name {
				n.Label = ""
				w.app.term.PrintErr("    " + n.Line(w.app.view)) // wider than the column of the answers: it may hold an address
			}
		}
	}
	if len(open) > 0 {
		labels := make([]string, len(open))
		for i, q := range open {
			labels[i] = w.app.view.Label(q.Label)
		}
		w.app.term.Say("review.empty", lang.Args{"Missing": strings.Join(labels, w.app.view.Text("list.separator", nil))})
	}
}

// tableRow is a label and what belongs to it, wrapped in its own column. A label too long for its column has a row of
// its own.
func tableRow(label, text string, column, width int) string {
	const margin = 2
	indent := strings.Repeat(" ", margin+column+margin)
	head := strings.Repeat(" ", margin) + label
	if cells := displaywidth.String(label); cells <= column {
		head += strings.Repeat(" ", column-cells+margin)
	} else {
		head += "\n" + indent
	}
	lines := []string{text}
	if width > 0 {
		lines = view.WrapRows(text, width-len(indent))
	}
	return head + strings.Join(lines, "\n"+indent)
}

// clip keeps the table short: an answer of many lines is known to who wrote it.
func clip(text string) string {
	const most = 6
	lines := strings.Split(text, "\n")
	if len(lines) <= most {
		return text
	}
	return strings.Join(lines[:most], "\n") + "\n…"
}

// answerOf is an answer as people read it; a sum of money also in words, where a slip of a zero shows.
func (w *writeOptions) answerOf(q letter.Field) string {
	v := w.form.Values()[q.Name]
	if v == nil {
		return w.app.view.Text("review.none", nil)
	}
	text := w.app.view.ShownValue(letter.Fact{Field: &q, Value: v})
	if money, ok := v.(field.MoneyValue); ok && w.app.view.Words.Language() == lang.Chinese {
		text += "（" + money.Capital() + "）"
	}
	return text
}

// sayStrength tells what the letter has going for it, and what it lacks.
func (w *writeOptions) sayStrength() error {
	appText, err := w.form.AppText(w.output.chars)
	if err != nil {
		return view.Fail("error.template", nil, err)
	}
	for i, p := range w.form.Strength(appText) {
		if i == 0 {
			w.app.term.Say("review.strength", nil)
		}
		detail := ""
		switch {
		case p.Days >= 0:
			detail = w.app.view.Text("review.days", lang.Args{"Count": p.Days})
		case p.Files > 0:
			detail = w.app.view.Text("review.files", lang.Args{"Count": p.Files})
		}
		id := "review.lack"
		if p.Met {
			id = "review.good"
		}
		w.app.term.Say(id, lang.Args{"Text": w.app.view.PointText(p), "Detail": detail})
	}
	return nil
}
