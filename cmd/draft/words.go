package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/interview"
)

// wordEditor lets a person edit the words of a letter by hand.
type wordEditor struct {
	app       *app
	interview *interviewer
}

func (r *writeRun) editor() *wordEditor { return &wordEditor{app: r.app, interview: r.interview} }

// sheet lays words out for the editor.
func (e *wordEditor) sheet(w drafts.Words) string {
	return interview.Sheet(w.Subject, w.Body, w.App, e.app.view.Text("words.app", nil))
}

// edit opens the words in the editor and reads them back. The sheet outlives an editor that fails, text that is refused, and
// this process: it is there the next time the words are edited.
func (e *wordEditor) edit(doc *document) error {
	l := doc.Draft.Letter
	before := e.sheet(drafts.Words{Subject: l.Subject, Body: l.Body, App: doc.Fitted.Whole})
	if err := e.laySheet(doc, before); err != nil {
		return err
	}
	for {
		if err := e.openEditor(); err != nil {
			return err
		}
		text, err := files.ReadLimited(e.interview.saved.sheet, interview.MaxSheet)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			text = nil // thrown away in the editor: nothing is wanted of it
		case err != nil:
			return view.Fail("error.read", lang.Args{"Path": e.interview.saved.sheet}, err)
		}
		if strings.TrimSpace(string(text)) == "" || string(text) == before {
			e.app.term.Say("words.unchanged", nil)
			return e.clearSheet()
		}
		err = e.use(doc, string(text))
		if err == nil {
			return e.clearSheet()
		}
		e.app.term.Say("words.refused", lang.Args{"Detail": e.app.view.EditError(err)})
		again, err := e.app.term.Prompter().Confirm(prompt.Question{Message: e.app.view.Text("words.again", nil)})
		if err != nil || !again {
			e.app.term.Say("words.left", lang.Args{"Path": e.interview.saved.sheet})
			return err
		}
	}
}

// laySheet puts the words into a file, unless one from before is still there with what somebody wrote.
func (e *wordEditor) laySheet(doc *document, words string) error {
	if e.interview.saved.sheet != "" && files.Taken(e.interview.saved.sheet) {
		e.app.term.Say("words.found", lang.Args{"Path": e.interview.saved.sheet})
		return nil
	}
	folder, err := e.app.config.StateDir()
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": folder}, err)
	}
	path := freeName(filepath.Join(folder, doc.FileName()+"-words"), ".txt")
	if err := e.app.term.WriteFile(path, []byte(words), false); err != nil {
		return err
	}
	e.interview.saved.sheet = path
	e.interview.save() // before the editor has the terminal
	return nil
}

func (e *wordEditor) clearSheet() error {
	err := os.Remove(e.interview.saved.sheet)
	e.interview.saved.sheet = ""
	e.interview.save()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// openEditor prints how to leave the editor before it takes the whole window, and starts it.
func (e *wordEditor) openEditor() error {
	editor := e.app.term.Machine.Editor()
	e.app.term.Say("words.open", lang.Args{"Path": e.interview.saved.sheet})
	if editor != "" {
		e.app.term.Say("editor."+editor, nil)
		if err := e.app.term.Prompter().Key(e.app.view.Text("words.key", nil)); err != nil {
			return err
		}
	}
	if err := e.app.term.Machine.Edit(e.interview.saved.sheet); err != nil {
		return e.editorError(e.interview.saved.sheet, err)
	}
	return nil
}

// use puts edited words into the document, and prints every fact that they state otherwise.
func (e *wordEditor) use(doc *document, sheet string) error {
	edited, err := e.interview.session.Words.Edit(sheet, doc.Composed, doc.Draft.Facts, doc.Limit)
	if err != nil {
		return err
	}
	e.interview.save()
	same := doc.Draft.Letter.Body == edited.Words.Body
	whole := doc.Fitted.Whole
	doc.setWords(edited.Words)
	e.app.term.Say("words.taken", nil)
	if !same && whole == edited.Words.App {
		e.app.term.Say("words.app_same", nil)
	}
	for _, p := range edited.Doubts {
		e.app.term.Say("note.warn", lang.Args{"Text": e.app.view.Problem(p)})
	}
	for _, d := range edited.Drifts {
		e.app.term.Say(view.DriftLine(e.app.view, d))
	}
	return nil
}

// restore goes back to what the template wrote. The edited words stay in a file.
func (e *wordEditor) restore(doc *document) error {
	path, err := e.setAside()
	if err != nil {
		return err
	}
	doc.resetWords()
	e.app.term.Say("words.restored", lang.Args{"Path": path})
	return nil
}

func (e *wordEditor) setAside() (path string, err error) {
	folder, err := e.app.config.StateDir()
	if err != nil {
		return "", view.Fail("error.write", nil, err)
	}
	path = freeName(filepath.Join(folder, e.interview.form().Template().Kind+"-words"), ".txt")
	if err := e.app.term.WriteFile(path, []byte(e.sheet(*e.interview.session.Words.Get())), false); err != nil {
		return "", err
	}
	e.interview.session.Words.Drop()
	e.interview.save()
	return path, nil
}

// useWords puts words that were edited before into a letter that was composed again. If the answers give other words since,
// the person decides; words that are not used stay in a file.
func (e *wordEditor) useWords(doc *document) error {
	session := e.interview.session
	if session.Words.Get() == nil {
		return nil
	}
	if !session.Words.Outdated(doc.Composed) {
		doc.setWords(*session.Words.Get())
		return nil
	}
	choice, err := e.app.term.Prompter().Choose(prompt.Question{
		Message: e.app.view.Text("words.stale", nil),
		Options: []prompt.Option{
			{Value: "new", Label: e.app.view.Text("words.rewrite", nil)}, {Value: "own", Label: e.app.view.Text("words.keep", nil)},
		},
	})
	switch {
	case err != nil && !isBack(err):
		return err
	case choice == "own":
		session.Words.Keep(doc.Composed)
		e.interview.save()
		doc.setWords(*session.Words.Get())
		return nil
	}
	path, err := e.setAside()
	if err == nil {
		e.app.term.Say("words.aside", lang.Args{"Path": path})
	}
	return err
}

// editorError returns why the editor failed, and the path of the words.
func (e *wordEditor) editorError(path string, err error) error {
	return view.Fail("words.editor", lang.Args{"Path": path, "Detail": e.app.view.DesktopCause(err)}, err)
}
