package main

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// review shows all answers as they will be read, and what would make the letter stronger, until its writer is content.
// prompt.ErrBack says that something is to be asked again.
func (w *writing) review() error {
	w.printErr("")
	if err := w.sayStrength(); err != nil {
		return err
	}
	w.say("review.title", nil)
	w.sayAnswers() // last: what has to be right must not scroll out of the window
	choice, err := w.prompter().Choose(prompt.Question{
		Message: w.text("review.question", nil),
		Options: []prompt.Option{
			{Value: "write", Label: w.text("review.write", nil)}, {Value: "change", Label: w.text("review.change", nil)},
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
func (w *writing) change() error {
	p := w.prompter()
	asked := w.form.Asked()
	options := make([]prompt.Option, len(asked))
	for i, q := range asked {
		options[i] = prompt.Option{Value: q.Name, Label: w.label(q.Label), Description: w.answerOf(q)}
	}
	name, err := p.Choose(prompt.Question{Message: w.text("review.which", nil), Options: options})
	if isBack(err) {
		return nil
	}
	if err != nil {
		return err
	}
	q, _ := w.form.Question(name)
	before := w.form.Unused()
	w.changing = true
	err = w.ask(p, q)
	w.changing = false
	if isBack(err) {
		delete(w.typed, q.Name)
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
func (w *writing) sayUnused(before []letter.Field) {
	named := func(q letter.Field) func(letter.Field) bool {
		return func(other letter.Field) bool { return other.Name == q.Name }
	}
	now := w.form.Unused()
	for _, q := range now {
		if !slices.ContainsFunc(before, named(q)) {
			w.say("review.unused", lang.Args{"Label": w.label(q.Label)})
		}
	}
	for _, q := range before {
		if !slices.ContainsFunc(now, named(q)) {
			w.say("review.used", lang.Args{"Label": w.label(q.Label)})
		}
	}
}

// sayAnswers prints a table of the answers as they will be read, each with what there is to say about it.
func (w *writing) sayAnswers() {
	if w.json {
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
		column = max(column, displaywidth.String(w.label(q.Label)))
	}
	width := w.errWidth()
	if width > 0 {
		column = min(column, width/3)
	}
	notes := w.notes()
	for _, q := range answered {
		w.printErr(tableRow(w.label(q.Label), clip(w.answerOf(q)), column, width))
		for _, n := range notes {
			if n.field == q.Name {
				n.label = ""
				w.printErr("    " + n.line(w.app)) // wider than the column of the answers: it may hold an address
			}
		}
	}
	if len(open) > 0 {
		labels := make([]string, len(open))
		for i, q := range open {
			labels[i] = w.label(q.Label)
		}
		w.say("review.empty", lang.Args{"Missing": strings.Join(labels, w.text("list.separator", nil))})
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
		lines = lay(text, width-len(indent))
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
func (w *writing) answerOf(q letter.Field) string {
	v := w.form.Values()[q.Name]
	if v == nil {
		return w.text("review.none", nil)
	}
	text := w.shownValue(letter.Fact{Field: &q, Value: v})
	if money, ok := v.(field.MoneyValue); ok && w.words.Language() == lang.Chinese {
		text += "（" + money.Capital() + "）"
	}
	return text
}

// sayStrength tells what the letter has going for it, and what it lacks.
func (w *writing) sayStrength() error {
	appText, err := w.form.AppText(w.chars)
	if err != nil {
		return failed(w.app, "error.template", nil, err)
	}
	for i, p := range w.form.Strength(appText) {
		if i == 0 {
			w.say("review.strength", nil)
		}
		detail := ""
		switch {
		case p.Days >= 0:
			detail = w.text("review.days", lang.Args{"Count": p.Days})
		case p.Files > 0:
			detail = w.text("review.files", lang.Args{"Count": p.Files})
		}
		id := "review.lack"
		if p.Met {
			id = "review.good"
		}
		w.say(id, lang.Args{"Text": w.pointText(p), "Detail": detail})
	}
	return nil
}

// pointText says what the letter has or lacks.
func (a *app) pointText(p letter.Point) string {
	if p.LeftOut {
		return a.text("review.left_out", lang.Args{"Text": a.label(p.Say)})
	}
	return a.label(p.Say)
}
