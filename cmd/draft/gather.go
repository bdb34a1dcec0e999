package main

import (
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// sources returns what the case, the answers file and the flags say. The faults of the file are answers.Faults.
func (w *writeOptions) sources() (s interview.Sources, err error) {
	s = interview.Sources{Case: w.about.Answers, Unknown: w.about.Unknown, From: w.from, To: w.to, Attach: w.attach}
	if w.answers != "" {
		if s.File, err = w.readAnswers(); err != nil {
			return s, err
		}
	}
	s.Set, err = view.ParseSet(w.set, "")
	return s, err
}

// readAnswers reads the answers file, or standard input. Files that it names are in its folder.
func (w *writeOptions) readAnswers() (*interview.File, error) {
	text, err := w.app.term.ReadFile(w.answers, answers.MaxFile)
	if err != nil {
		return nil, view.Fail("error.read", lang.Args{"Path": w.app.term.FileName(w.answers)}, err)
	}
	given, err := answers.Parse(w.app.term.FileName(w.answers), text)
	return &interview.File{Folder: filepath.Dir(w.answers), Answers: given}, err
}

// dragged reads paths as terminals and file managers put them there when a file is dropped on the window. What is there as it
// stands is left as it is.
func dragged(q letter.Field, text string) string {
	if q.Type != field.Files {
		return text
	}
	text, _ = q.MapPaths(text, func(path string) string {
		if files.Taken(path) {
			return path
		}
		return attach.Dropped(path)
	})
	return text
}

// confirmInApp asks whether names that are no files here are evidence on the phone, and returns the answer with them as that. again
// means that the question is asked once more, with the text in its field.
func (i *interviewer) confirmInApp(q letter.Field, text string) (answer string, again bool, err error) {
	answer, names, ok := i.session.InApp(q, text)
	if !ok {
		return text, false, nil
	}
	list := lang.Args{"Names": strings.Join(names, i.app.view.Text("list.separator", nil))}
	choice, err := i.app.term.Prompter().Choose(prompt.Question{
		Message: i.app.view.Text("ask.in_app", list), NoDefault: true,
		Options: []prompt.Option{
			{Value: prompt.Yes, Label: i.app.view.Text("ask.in_app_yes", nil)}, {Value: prompt.No, Label: i.app.view.Text("ask.in_app_no", nil)},
		},
	})
	if err == nil && choice == prompt.Yes {
		return answer, false, nil
	}
	i.session.Leave(q, text)
	if isBack(err) {
		err = nil
	}
	return "", err == nil, err
}
