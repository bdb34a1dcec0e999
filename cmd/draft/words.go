package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Words that a person edited by hand take the place of those that the template wrote. They belong to one set of
// answers: when these change, the person decides.

const (
	subjectMark = "主题："
	appMark     = "===="
)

// sheetOf lays the words out for an editor: subject, letter, a line that parts, the app text.
func (w *writeOptions) sheetOf(l letter.Letter, app string) string {
	return subjectMark + l.Subject + "\n\n" + l.Body + "\n" + appMark + " " + w.app.view.Text("words.app", nil) + " " + appMark + "\n" + app + "\n"
}

// readSheet takes an edited sheet apart.
func readSheet(text string) (words drafts.Words, ok bool) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	above, app, found := strings.Cut(text, "\n"+appMark)
	_, app, _ = strings.Cut(app, "\n") // the rest of the line that parts
	first, body, _ := strings.Cut(strings.TrimLeft(above, "\n"), "\n")
	subject, marked := strings.CutPrefix(first, subjectMark)
	if !marked { // an editor's input method may have put the other colon there
		subject, marked = strings.CutPrefix(first, strings.Replace(subjectMark, "：", ":", 1))
	}
	words = drafts.Words{
		Subject: strings.TrimSpace(subject), Body: strings.Trim(body, "\n") + "\n", App: unwrapped(app),
	}
	return words, found && marked && words.Subject != "" && strings.TrimSpace(body) != "" && words.App != ""
}

// unwrapped joins the lines that an editor broke a text into. Latin words keep a space between them.
func unwrapped(text string) string {
	var b strings.Builder
	var last rune
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(line); last != 0 && last < utf8.RuneSelf && first < utf8.RuneSelf {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last, _ = utf8.DecodeLastRuneInString(line)
	}
	return b.String()
}

// editWords hands the words to the editor and takes them back. The sheet outlives an editor that fails, one whose text
// cannot be read back, and this process: what was written on it is there the next time the words are edited.
func (w *writeOptions) editWords(doc *document) error {
	before := w.sheetOf(doc.draft.Letter, doc.fitted.Whole)
	if err := w.laySheet(doc, before); err != nil {
		return err
	}
	for {
		if err := w.openEditor(); err != nil {
			return err
		}
		text, err := files.ReadLimited(w.sheet, maxWords)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			text = nil // thrown away in the editor: nothing is wanted of it
		case err != nil:
			return view.Fail("error.read", lang.Args{"Path": w.sheet}, err)
		}
		if strings.TrimSpace(string(text)) == "" || string(text) == before {
			w.app.term.Say("words.unchanged", nil)
			return w.clearSheet()
		}
		problem := w.takeWords(doc, string(text))
		if problem == "" {
			return w.clearSheet()
		}
		w.app.term.Say("words.refused", lang.Args{"Detail": problem})
		again, err := w.app.term.Prompter().Confirm(prompt.Question{Message: w.app.view.Text("words.again", nil)})
		if err != nil || !again {
			w.app.term.Say("words.left", lang.Args{"Path": w.sheet})
			return err
		}
	}
}

// laySheet puts the words into a file, unless one from before is still there with what somebody wrote.
func (w *writeOptions) laySheet(doc *document, words string) error {
	if w.sheet != "" && files.Taken(w.sheet) {
		w.app.term.Say("words.found", lang.Args{"Path": w.sheet})
		return nil
	}
	folder, err := w.app.config.StateDir()
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": folder}, err)
	}
	path := freeName(filepath.Join(folder, doc.fileName()+"-words"), ".txt")
	if err := w.app.term.WriteFile(path, []byte(words), false); err != nil {
		return err
	}
	w.sheet = path
	w.remember() // before the editor has the terminal
	return nil
}

func (w *writeOptions) clearSheet() error {
	err := os.Remove(w.sheet)
	w.sheet = ""
	w.remember()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// openEditor tells how to leave the editor before that takes the whole window.
func (w *writeOptions) openEditor() error {
	editor := w.app.term.Machine.Editor()
	w.app.term.Say("words.open", lang.Args{"Path": w.sheet})
	if editor != "" {
		w.app.term.Say("editor."+editor, nil)
		if err := w.app.term.Prompter().Key(w.app.view.Text("words.key", nil)); err != nil {
			return err
		}
	}
	if err := w.app.term.Machine.Edit(w.sheet); err != nil {
		return w.editorError(w.sheet, err)
	}
	return nil
}

// maxWords is far above any letter.
const maxWords = 1 << 20

// takeWords puts edited words into the document, or says why it cannot, and points at every fact they state otherwise.
func (w *writeOptions) takeWords(doc *document, text string) (problem string) {
	words, ok := readSheet(text)
	if !ok {
		return w.app.view.Text("words.shape", lang.Args{"Subject": subjectMark, "Mark": appMark})
	}
	if p := field.Visible(words.Subject); p != nil {
		return w.app.view.Problem(p)
	}
	before := doc.composed
	app := letter.Fit(before.Sentences, doc.limit).Whole
	var doubts []*field.Problem
	for _, text := range []struct{ now, was string }{{words.Body, before.Body}, {words.App, app}} {
		p, found := reread(text.now, text.was)
		if p != nil {
			return w.app.view.Problem(p)
		}
		doubts = append(doubts, found...)
	}
	words.Of = wordsOf(before)
	w.edits = &words
	w.remember()
	same := doc.draft.Letter.Body == words.Body
	whole := doc.fitted.Whole
	doc.use(words)
	w.app.term.Say("words.taken", nil)
	if !same && whole == words.App {
		w.app.term.Say("words.app_same", nil)
	}
	for _, p := range doubts {
		w.app.term.Say("note.warn", lang.Args{"Text": w.app.view.Problem(p)})
	}
	w.sayDrifts(append(
		letter.Drifts(doc.draft.Facts, before.Subject+"\n"+before.Body, words.Subject+"\n"+words.Body),
		letter.Drifts(doc.draft.Facts, app, words.App)...,
	))
	return ""
}

// reread looks at edited text as at an answer: a problem is what no letter can hold, a doubt is one that the text had
// not before it was edited.
func reread(now, was string) (*field.Problem, []*field.Problem) {
	spec := field.Spec{Type: field.Multiline, Max: maxWords}
	v, err := spec.Parse(now, field.Reading{})
	if err != nil {
		return field.AsProblem(err), nil
	}
	known := map[string]bool{}
	if v, err := spec.Parse(was, field.Reading{}); err == nil {
		for _, p := range spec.Doubts(v) {
			known[p.Error()] = true
		}
	}
	return nil, slices.DeleteFunc(spec.Doubts(v), func(p *field.Problem) bool { return known[p.Error()] })
}

// sayDrifts names the facts that edited words state otherwise than the answers, each once.
func (w *writeOptions) sayDrifts(drifts []letter.Drift) {
	for i, d := range drifts {
		switch {
		case slices.Contains(drifts[:i], d):
		case d.Field == nil:
			w.app.term.Say("words.new", lang.Args{"Now": d.Now})
		case d.Now == "":
			w.app.term.Say("words.gone", lang.Args{"Label": w.app.view.Label(d.Field.Label), "Was": d.Was})
		default:
			w.app.term.Say("words.differs", lang.Args{"Label": w.app.view.Label(d.Field.Label), "Was": d.Was, "Now": d.Now})
		}
	}
}

// restoreWords goes back to what the template wrote. The edited words stay in a file.
func (w *writeOptions) restoreWords(doc *document) error {
	path, err := w.setWordsAside()
	if err != nil {
		return err
	}
	doc.write()
	w.app.term.Say("words.restored", lang.Args{"Path": path})
	return nil
}

func (w *writeOptions) setWordsAside() (path string, err error) {
	folder, err := w.app.config.StateDir()
	if err != nil {
		return "", view.Fail("error.write", nil, err)
	}
	path = freeName(filepath.Join(folder, w.form.Template().Kind+"-words"), ".txt")
	sheet := w.sheetOf(letter.Letter{Subject: w.edits.Subject, Body: w.edits.Body}, w.edits.App)
	if err := w.app.term.WriteFile(path, []byte(sheet), false); err != nil {
		return "", err
	}
	w.edits = nil
	w.remember()
	return path, nil
}

// ownWords puts the words that were edited before into a letter that was written anew. Where the answers gave other
// words since, the person decides; what is not used stays in a file.
func (w *writeOptions) ownWords(doc *document) error {
	switch {
	case w.edits == nil:
		return nil
	case w.edits.Of == wordsOf(doc.composed):
		doc.use(*w.edits)
		return nil
	}
	choice, err := w.app.term.Prompter().Choose(prompt.Question{
		Message: w.app.view.Text("words.stale", nil),
		Options: []prompt.Option{
			{Value: "new", Label: w.app.view.Text("words.rewrite", nil)}, {Value: "own", Label: w.app.view.Text("words.keep", nil)},
		},
	})
	switch {
	case err != nil && !isBack(err):
		return err
	case choice == "own":
		w.edits.Of = wordsOf(doc.composed)
		w.remember()
		doc.use(*w.edits)
		return nil
	}
	path, err := w.setWordsAside()
	if err == nil {
		w.app.term.Say("words.aside", lang.Args{"Path": path})
	}
	return err
}

// editorError says why the editor failed, and where the words are.
func (w *writeOptions) editorError(path string, err error) error {
	return view.Fail("words.editor", lang.Args{"Path": path, "Detail": w.app.view.DesktopCause(err)}, err)
}

// wordsOf tells one composed letter from another.
func wordsOf(l letter.Letter) string {
	var b strings.Builder
	b.WriteString(l.Subject + "\x00" + l.Body)
	for _, s := range l.Sentences {
		b.WriteString("\x00" + string(s.Keep) + s.Text)
	}
	return attach.Digest([]byte(b.String()))
}

func isBack(err error) bool { return errors.Is(err, prompt.ErrBack) }
