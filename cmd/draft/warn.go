package main

import (
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// What a person does about a warning.
const (
	warnChange = "change"
	warnMask   = "mask"
	warnKeep   = "keep"
)

// heedWarning asks what to do about a secret or an insult in a text, as long as there is one, and returns the text that becomes the
// answer to q. again means that the question is asked once more, with the text in its field.
func (i *interviewer) heedWarning(q letter.Field, text string) (heeded string, again bool, err error) {
	for {
		w, ok := i.session.Warning(q, text)
		if !ok {
			return text, false, nil
		}
		choice, err := i.askWarning(w)
		switch {
		case err == nil && choice == warnMask:
			text = w.Masked
		case err == nil && choice == warnKeep:
			i.session.Keep(q, text)
		default:
			i.session.Leave(q, text)
			if isBack(err) {
				err = nil
			}
			return "", err == nil, err
		}
	}
}

// askWarning shows a warning and asks for one of the things that can be done about it.
func (i *interviewer) askWarning(w interview.Warning) (string, error) {
	for _, n := range i.app.view.Notes(w.Remarks) {
		i.app.term.PrintAgain(n.Line(i.app.view))
	}
	values := []string{warnChange, warnMask, warnKeep}
	if w.Masked == "" {
		values = []string{warnChange, warnKeep}
	}
	question := prompt.Question{Message: i.app.view.Text("warn.question", nil), NoDefault: true}
	numbers := lang.Args{"Numbers": strings.Join(w.Numbers, i.app.view.Text("list.separator", nil))}
	for _, value := range values {
		question.Options = append(question.Options, prompt.Option{Value: value, Label: i.app.view.Text("warn."+value, numbers)})
	}
	return i.app.term.Prompter().Choose(question)
}
