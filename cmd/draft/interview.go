package main

import (
	"errors"
	"os"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// terminalPrompter asks on the real terminal, and draws on stderr: stdout may be going somewhere.
func terminalPrompter(a *app) prompt.Prompter {
	plain := a.env("TERM") == "dumb"
	return prompt.New(os.Stdin, os.Stderr, prompt.Options{Texts: a.words, Color: a.env("NO_COLOR") == "" && !plain, Plain: plain})
}

// interview asks a person the questions that are open, one by one, until none is left or the answers make it another
// letter. With an answers file only what a letter cannot do without is asked.
func (w *writing) interview() error {
	w.asked = true
	p := w.prompter(w.app)
	var behind []letter.Field    // questions answered, in order
	typed := map[string]string{} // what was in a field when its question was left
	for {
		open := w.form.Open()
		if w.answers != "" {
			open = w.form.Missing()
		}
		if len(open) == 0 {
			return nil
		}
		q := open[0]
		err := w.ask(p, q, typed)
		for errors.Is(err, prompt.ErrBack) {
			if len(behind) > 0 {
				q = behind[len(behind)-1]
				behind = behind[:len(behind)-1]
			}
			err = w.ask(p, q, typed)
		}
		if err != nil {
			return err
		}
		behind = append(behind, q)
		if _, _, other := w.form.Becoming(); other {
			return nil
		}
	}
}

// ask puts one question and takes the answer. What is typed so far is kept when the person goes back.
func (w *writing) ask(p prompt.Prompter, q letter.Field, typed map[string]string) error {
	question := w.question(q)
	if text, ok := typed[q.Name]; ok {
		question.Prefill = text
	}
	ask := p.Line
	switch q.Type {
	case field.Choice, field.YesNo:
		ask = p.Choose
	case field.Multiline, field.Files:
		ask = p.Text
	}
	text, err := ask(question)
	if err != nil {
		typed[q.Name] = text
		return err
	}
	delete(typed, q.Name)
	if text == "" {
		w.form.Skip(q)
		return nil
	}
	if problem := w.form.Answer(q, text); problem != nil {
		return &failure{id: "error.failed", args: lang.Args{"Detail": w.wording(problem)}}
	}
	for _, d := range w.form.Doubts() {
		if d.Field.Name == q.Name {
			w.printErr(w.text("note.warn", lang.Args{"Text": w.wording(d.Problem)}))
		}
	}
	return nil
}

// question words a field for the prompt.
func (w *writing) question(q letter.Field) prompt.Question {
	question := prompt.Question{
		Message: w.label(q.Label), Progress: w.progress(q), Help: w.label(q.Help), Optional: q.Optional,
		Check: func(text string) error { return w.checkAnswer(q, text) },
	}
	switch q.Type {
	case field.Choice:
		for _, o := range q.Options {
			question.Options = append(question.Options, prompt.Option{Value: o.Value, Label: w.label(o.Label)})
		}
	case field.YesNo:
		for _, value := range []string{prompt.Yes, prompt.No} {
			question.Options = append(question.Options, prompt.Option{Value: value, Label: w.text("word."+value, nil)})
		}
	case field.Multiline:
		question.Hint = "" // an example of several lines would hide the question
	default:
		question.Hint = q.Sample
	}
	if v := w.form.Values()[q.Name]; v != nil {
		question.Prefill = v.Answer()
	}
	return question
}

// progress is where a question stands among those of this letter, as far as the answers so far tell.
func (w *writing) progress(q letter.Field) string {
	asked := w.form.Asked()
	for i, other := range asked {
		if other.Name == q.Name {
			return strconv.Itoa(i+1) + "/" + strconv.Itoa(len(asked))
		}
	}
	return ""
}

// checkAnswer says in words why an answer cannot be taken.
func (w *writing) checkAnswer(q letter.Field, text string) error {
	v, err := q.Parse(text, field.Reading{Now: w.now()})
	if err != nil {
		return errors.New(w.wording(field.AsProblem(err)))
	}
	if paths, ok := v.(field.FilesValue); ok {
		var faults []string
		for _, path := range paths {
			if problem := checkFile(path); problem != nil {
				faults = append(faults, w.wording(problem))
			}
		}
		if len(faults) > 0 {
			return errors.New(strings.Join(faults, "\n"))
		}
	}
	return nil
}
