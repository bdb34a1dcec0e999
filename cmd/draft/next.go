package main

import (
	"errors"
	"strconv"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
)

// What can be done with a finished letter.
const (
	nextCopy    = "copy"
	nextQR      = "qr"
	nextApp     = formatFeedback
	nextEML     = formatEML
	nextText    = formatText
	nextWords   = "words"
	nextRestore = "restore"
	nextShorten = "shorten"
	nextChange  = "change"
	nextShow    = "show"
	nextGuide   = "guide"
	nextSend    = "send"
	nextLog     = "submitted"
	nextKeep    = "keep"
	nextDone    = "done"
)

// menu offers what can be done with a finished letter.
type menu struct {
	app *app
	run *writeRun
	doc *document
}

// ask asks a person what to do with the letter, as often as they like. prompt.ErrBack says that an answer is to be changed
// first.
func (m *menu) ask() error {
	chosen := ""
	for {
		options := m.options()
		var err error
		chosen, err = m.app.term.Prompter().Choose(prompt.Question{
			Message: m.app.view.Text("next.question", nil), Options: options, Prefill: m.suggest(chosen),
		})
		if err != nil {
			return err
		}
		switch chosen {
		case nextDone:
			return nil
		case nextShorten:
			if err := m.shorten(); err != nil {
				return err
			}
			return prompt.ErrBack
		case nextChange:
			if err := m.run.interview.change(); err != nil {
				return err
			}
			return prompt.ErrBack
		}
		err = m.do(chosen)
		switch {
		case errors.Is(err, prompt.ErrInterrupted):
			return err
		case err != nil && !isBack(err):
			m.app.term.Complain(err) // the letter is still there: choose again
		case err == nil:
			m.run.handed = m.run.handed || m.doc.saved(chosen)
		}
	}
}

// suggest returns the choice that the menu starts with: copying first, then leaving.
func (m *menu) suggest(chosen string) string {
	switch chosen {
	case "", nextWords, nextRestore, nextShow:
		return nextCopy
	}
	return nextDone
}

func (m *menu) options() []prompt.Option {
	name := m.doc.FileName()
	option := func(value string, args lang.Args) prompt.Option {
		return prompt.Option{Value: value, Label: m.app.view.Text("next."+value, args)}
	}
	path := func(path string) lang.Args { return lang.Args{"Path": path} }
	options := []prompt.Option{option(nextCopy, lang.Args{"Parts": len(m.doc.Fitted.Parts)})}
	if s, ok := m.doc.shown().Shorten(); ok && !m.doc.Edited {
		options = append(options, option(nextShorten, view.ShortenArgs(m.app.view, s)))
	}
	options = append(
		options, option(nextQR, nil),
		option(nextApp, path(freeName(name+"-app", ".txt"))),
		option(nextEML, path(freeName(name, ".eml"))),
		option(nextText, path(freeName(name, ".txt"))),
	)
	if !m.doc.out {
		options = append(options, option(nextSend, nil))
	}
	if m.canLog() {
		options = append(options, option(nextLog, nil))
	}
	options = append(options, option(nextWords, nil))
	if m.run.options.noKeep && m.doc.ID == "" {
		options = append(options, option(nextKeep, nil))
	}
	if m.doc.Edited {
		options = append(options, option(nextRestore, nil))
	}
	options = append(options, option(nextChange, nil), option(nextShow, nil))
	if len(m.doc.Template.Channels) > 0 {
		options = append(options, option(nextGuide, nil))
	}
	return append(options, option(nextDone, nil))
}

// shorten asks the question again whose answer is too long, with the answer in its field.
func (m *menu) shorten() error {
	s, ok := m.doc.shown().Shorten()
	if !ok {
		return nil
	}
	m.app.term.Say("app.shorten", view.ShortenArgs(m.app.view, s))
	q, _ := m.run.interview.form().Question(s.Field.Name)
	return m.run.interview.changeAnswer(q)
}

// saved reports whether a choice of the menu left the letter in a file. The clipboard does not count, because the next copy
// replaces it and a terminal may never have filled it.
func (d *document) saved(how string) bool {
	switch how {
	case nextApp, nextEML, nextText, nextSend:
		return true
	}
	return false
}

// do does one thing of the menu.
func (m *menu) do(what string) error {
	switch what {
	case nextCopy, nextQR:
		if err := m.toPhone(what); err != nil {
			return err
		}
		sayWhereToPaste(m.app, m.run.interview.form())
		return nil
	case nextSend:
		return m.run.sendLetter(m.doc)
	case nextLog:
		return m.logSubmitted()
	case nextKeep:
		if err := m.run.save(m.doc); err != nil {
			return err
		}
		m.run.sayKept(m.doc)
		return nil
	case nextShow:
		return m.run.show(m.doc)
	case nextGuide:
		o, err := m.app.view.Guide(m.run.interview.form(), m.app.now())
		if err != nil {
			return err
		}
		return m.app.term.Page(view.Wrap(m.app.view.GuideText(o), m.app.term.OutWidth()))
	case nextWords:
		return m.run.editor().edit(m.doc)
	case nextRestore:
		return m.run.editor().restore(m.doc)
	case nextApp:
		return m.run.options.output.save(m.doc, absolutePath(freeName(m.doc.FileName()+"-app", ".txt")), what)
	}
	return m.run.options.output.save(m.doc, absolutePath(freeName(m.doc.FileName(), "."+what)), what)
}

// canLog reports whether the menu offers to note that the letter was pasted into the app: it must be kept, and neither
// noted as submitted before nor sent by mail, which submits it too.
func (m *menu) canLog() bool {
	return (!m.run.options.noKeep || m.doc.ID != "") && !m.doc.out && !m.run.isLogged(m.doc)
}

// logSubmitted keeps the letter and notes that it was submitted in the app, as `draft log ID --via app` does.
func (m *menu) logSubmitted() error {
	if !m.doc.waiting {
		if err := m.run.save(m.doc); err != nil {
			return err
		}
	}
	l := &logOptions{app: m.app, via: string(cases.App)}
	if err := l.run(m.doc.ID); err != nil {
		return err
	}
	m.run.kept.logged = m.doc.ID
	return m.run.refresh()
}

// toPhone copies the app text or shows it as a code.
func (m *menu) toPhone(how string) error {
	if how == nextCopy {
		return m.run.options.output.copyApp(m.doc)
	}
	return m.run.options.output.showQR(m.doc, onScreen)
}

// leave ends the run. If the letter is nowhere, or could not be kept, its answers stay for the next time. notKept is why it
// could not be kept, and is returned.
func (r *writeRun) leave(doc *document, notKept error) error {
	saved := &r.interview.saved
	command := saved.resumeCommand()
	switch {
	case !r.interview.session.Begun():
		return notKept
	case notKept == nil && (r.handed || doc.ID != ""):
		saved.clear()
	case command != "" && r.handed:
		r.app.term.Say("next.answers_kept", lang.Args{"Command": command})
	case command != "":
		r.app.term.Say("next.kept", lang.Args{"Command": command})
	}
	r.sayNext(doc)
	if notKept != nil {
		return notKept
	}
	return r.offerProfile()
}

// isLogged reports whether this letter was noted as submitted. An answer that is changed afterwards makes no other letter.
func (r *writeRun) isLogged(doc *document) bool {
	return r.kept.logged != "" && (r.kept.logged == doc.ID || r.kept.logged == r.kept.id)
}

// freeName returns a file name that does not exist yet: name.eml, name-2.eml and so on.
func freeName(name, ending string) string {
	path := name + ending
	for i := 2; files.Taken(path); i++ {
		path = name + "-" + strconv.Itoa(i) + ending
	}
	return path
}
