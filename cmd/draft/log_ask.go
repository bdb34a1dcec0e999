package main

import (
	"cmp"
	"errors"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
)

// ask asks what no flag has said of a contact with support: how and when it was, what they said, and, if they said something,
// who they are and what they promised.
func (l *logOptions) ask(f *casefile.File) error {
	if !l.app.asks() {
		return view.Usage("usage.log_via", lang.Args{"Known": view.KnownVias()}, "draft log")
	}
	silent := missing(l.note.Said + l.note.Asked)
	answered := func(flag string) func() bool {
		open := missing(flag)
		return func() bool { return open() && l.note.Said+l.note.Asked != "" }
	}
	open := missing(l.note.State)
	return askInTurn([]turn{
		{missing(l.via), l.askVia},
		{missing(l.note.At), l.askLine("at", &l.note.At, f)},
		{silent, l.askLine("said", &l.note.Said, f)},
		{func() bool { return silent() && open() && l.note.Said+l.note.Asked != "" }, func(first bool) error { return l.askMeaning(f, first) }},
		{answered(l.note.Agent), l.askLine("agent", &l.note.Agent, f)},
		{answered(l.note.Ticket), l.askLine("ticket", &l.note.Ticket, f)},
		{answered(l.note.Promised), l.askLine("promised", &l.note.Promised, f)},
	})
}

// askVia asks how support was reached.
func (l *logOptions) askVia(first bool) error {
	var options []prompt.Option
	for _, via := range cases.Vias() {
		options = append(options, prompt.Option{Value: string(via), Label: l.app.view.Via(via)})
	}
	via, err := l.app.term.Prompter().Choose(prompt.Question{
		Message: l.app.view.Text("log.ask_via", nil), Options: options, Prefill: l.via, First: first, NoDefault: true,
	})
	if err == nil {
		l.via = via
	}
	return err
}

// askMeaning asks into which state the words of support bring the case.
func (l *logOptions) askMeaning(f *casefile.File, first bool) error {
	var options []prompt.Option
	for _, meaning := range casefile.Meanings() {
		options = append(options, prompt.Option{Value: string(meaning), Label: l.app.view.Meaning(f, meaning)})
	}
	meaning, err := l.app.term.Prompter().Choose(prompt.Question{
		Message: l.app.view.Text("log.ask_meaning", nil), Options: options, First: first, NoDefault: true,
	})
	if err != nil {
		return err
	}
	l.note.Mean(casefile.Meaning(meaning))
	return nil
}

// askLine returns what asks for the value of a flag. It may be left empty, and is checked as the flag is.
func (l *logOptions) askLine(name string, value *string, f *casefile.File) func(first bool) error {
	return func(first bool) error {
		if name == "said" { // it may have become asked, or refused
			l.note.Said, l.note.Asked = l.note.Said+l.note.Asked, ""
		}
		before := *value
		text, err := l.app.term.Prompter().Line(prompt.Question{
			Message: l.app.view.Text("log.ask_"+name, nil), Help: l.app.view.Text("log.ask_"+name+"_help", nil),
			Prefill: before, Optional: true, First: first,
			Check: func(text string) error {
				*value = text
				defer func() { *value = before }()
				e, err := casefile.ParseNote(l.note, l.app.now())
				if err := cmp.Or(err, f.CheckTime(e)); err != nil {
					return errors.New(view.CaseProblem(l.app.view, err))
				}
				return nil
			},
		})
		if err == nil {
			*value = text
		}
		return err
	}
}
