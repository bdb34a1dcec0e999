package main

import (
	"errors"
	"strconv"
	"strings"

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
	nextChange  = "change"
	nextShow    = "show"
	nextGuide   = "guide"
	nextSend    = "send"
	nextLog     = "submitted"
	nextKeep    = "keep"
	nextDone    = "done"
)

// next asks a person what to do with the letter, as often as they like. prompt.ErrBack says that an answer is to be
// changed first.
func (w *writeOptions) next(doc *document) error {
	chosen := ""
	for {
		options := w.nextOptions(doc)
		var err error
		chosen, err = w.app.term.Prompter().Choose(prompt.Question{
			Message: w.app.view.Text("next.question", nil), Options: options, Prefill: w.suggest(chosen),
		})
		if err != nil {
			return err
		}
		switch chosen {
		case nextDone:
			return nil
		case nextChange:
			if err := w.change(); err != nil {
				return err
			}
			return prompt.ErrBack
		}
		err = w.do(doc, chosen)
		switch {
		case errors.Is(err, prompt.ErrInterrupted):
			return err
		case err != nil && !isBack(err):
			w.app.term.Complain(err) // the letter is still there: choose again
		case err == nil:
			w.handed = w.handed || doc.saved(chosen)
		}
	}
}

// suggest is what most people do after what they did: paste the text, then leave.
func (w *writeOptions) suggest(chosen string) string {
	switch chosen {
	case "", nextWords, nextRestore, nextShow:
		return nextCopy
	}
	return nextDone
}

func (w *writeOptions) nextOptions(doc *document) []prompt.Option {
	name := doc.fileName()
	option := func(value string, args lang.Args) prompt.Option {
		return prompt.Option{Value: value, Label: w.app.view.Text("next."+value, args)}
	}
	path := func(path string) lang.Args { return lang.Args{"Path": path} }
	options := []prompt.Option{
		option(nextCopy, lang.Args{"Parts": len(doc.fitted.Parts)}),
		option(nextQR, nil),
		option(nextApp, path(freeName(name+"-app", ".txt"))),
		option(nextEML, path(freeName(name, ".eml"))),
		option(nextText, path(freeName(name, ".txt"))),
	}
	if !doc.out {
		options = append(options, option(nextSend, nil))
	}
	if w.canLog(doc) {
		options = append(options, option(nextLog, nil))
	}
	options = append(options, option(nextWords, nil))
	if w.noKeep && doc.id == "" {
		options = append(options, option(nextKeep, nil))
	}
	if doc.edited {
		options = append(options, option(nextRestore, nil))
	}
	options = append(options, option(nextChange, nil), option(nextShow, nil))
	if len(doc.template.Channels) > 0 {
		options = append(options, option(nextGuide, nil))
	}
	return append(options, option(nextDone, nil))
}

// saved tells whether what was done with a letter left it in a file. The next thing copied takes its place on the
// clipboard, a terminal may never have put it there, and a code on the screen is gone with it.
func (d *document) saved(how string) bool {
	switch how {
	case nextApp, nextEML, nextText, nextSend:
		return true
	}
	return false
}

// do does one thing of the menu.
func (w *writeOptions) do(doc *document, what string) error {
	switch what {
	case nextCopy, nextQR:
		if err := w.toPhone(doc, what); err != nil {
			return err
		}
		sayWhereToPaste(w.app, w.form)
		return nil
	case nextSend:
		return w.sendLetter(doc)
	case nextLog:
		return w.logSubmitted(doc)
	case nextKeep:
		if err := w.keepLetter(doc); err != nil {
			return err
		}
		w.sayKept(doc)
		return nil
	case nextShow:
		return w.show(doc)
	case nextGuide:
		o, err := w.app.view.Guide(w.form, w.app.now())
		if err != nil {
			return err
		}
		return w.app.term.Page(view.Wrap(w.app.view.GuideText(o), w.app.term.OutWidth()))
	case nextWords:
		return w.editWords(doc)
	case nextRestore:
		return w.restoreWords(doc)
	case nextApp:
		return w.output.save(doc, absolutePath(freeName(doc.fileName()+"-app", ".txt")), what)
	}
	return w.output.save(doc, absolutePath(freeName(doc.fileName(), "."+what)), what)
}

// canLog reports whether the menu offers to note that the letter was pasted into the app: it must be kept, and neither
// noted as submitted before nor sent by mail, which submits it too.
func (w *writeOptions) canLog(doc *document) bool {
	return (!w.noKeep || doc.id != "") && !doc.out && !w.isLogged(doc)
}

// isLogged reports whether this letter was noted as submitted. An answer that is changed afterwards makes no other letter.
func (w *writeOptions) isLogged(doc *document) bool {
	return w.logged != "" && (w.logged == doc.id || w.logged == w.id)
}

// logSubmitted keeps the letter and notes that it was submitted in the app, as `draft log ID --via app` does.
func (w *writeOptions) logSubmitted(doc *document) error {
	if !doc.waiting {
		if err := w.keepLetter(doc); err != nil {
			return err
		}
	}
	l := &logOptions{app: w.app, via: string(cases.App)}
	if err := l.run(doc.id); err != nil {
		return err
	}
	w.logged = doc.id
	return w.look()
}

// toPhone gives the app text in one of the ways onto the phone.
func (w *writeOptions) toPhone(doc *document, how string) error {
	if how == nextCopy {
		return w.output.copyApp(doc)
	}
	return w.output.showQR(doc, onScreen)
}

// leave ends the run. The answers of a letter that was put nowhere, or that could not be kept, stay for the next time.
// notKept is why it could not, and is the error then.
func (w *writeOptions) leave(doc *document, notKept error) error {
	switch {
	case !w.session.asked:
		return notKept
	case notKept == nil && (w.handed || doc.id != ""):
		w.settled()
	case w.app.resumeCommand != "" && w.handed:
		w.app.term.Say("next.answers_kept", lang.Args{"Command": w.app.resumeCommand})
	case w.app.resumeCommand != "":
		w.app.term.Say("next.kept", lang.Args{"Command": w.app.resumeCommand})
	}
	w.sayNext(doc)
	if notKept != nil {
		return notKept
	}
	return w.offerProfile()
}

// command is how this letter is gone on with.
func (w *writeOptions) command() string {
	if w.editing != "" {
		return "draft edit " + w.editing
	}
	begun := w.form.Template()
	if len(w.session.before) > 0 {
		begun = w.session.before[0].form.Template()
	}
	command := view.WriteCommand(begun.Kind, begun.About)
	if w.about != "" {
		command = strings.Replace(command, " ID", " "+w.about, 1)
	}
	if w.template != "" {
		command = "draft new --template " + view.Quote(w.template)
	}
	if w.answers != "" {
		command += " --answers " + view.Quote(w.answers)
	}
	return command
}

// fileName is what files of this letter are called, without an ending.
func (d *document) fileName() string {
	return d.template.Kind + "-" + d.draft.Stamp.At.Format("20060102")
}

// freeName gives a file name that is not taken: name.eml, name-2.eml and so on.
func freeName(name, ending string) string {
	path := name + ending
	for i := 2; files.Taken(path); i++ {
		path = name + "-" + strconv.Itoa(i) + ending
	}
	return path
}
