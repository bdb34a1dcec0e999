package main

import (
	"io"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// sources returns what the case, the answers file and the flags say. fromStdin reports that the answers came from standard
// input, so that no question can be answered there. The faults of the file are answers.Faults.
func (w *writeOptions) sources() (s interview.Sources, fromStdin bool, err error) {
	s = interview.Sources{Case: w.about.answers, Unknown: w.about.unknown, From: w.from, To: w.to, Attach: w.attach}
	if w.answers != "" {
		if s.File, fromStdin, err = w.readAnswers(); err != nil {
			return s, fromStdin, err
		}
	}
	s.Set, err = parseSet(w.set, "")
	return s, fromStdin, err
}

// parseSet parses the values of --set. command is that of an error.
func parseSet(texts []string, command string) ([]answers.Answer, error) {
	var set []answers.Answer
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, view.Usage("usage.set", lang.Args{"Value": text}, command)
		}
		set = append(set, answers.Answer{Name: strings.TrimSpace(name), Text: value, At: answers.Place{Source: "--set"}})
	}
	return set, nil
}

// readAnswers reads the answers file, or standard input for "-".
func (w *writeOptions) readAnswers() (file *interview.File, fromStdin bool, err error) {
	name, folder := w.answers, filepath.Dir(w.answers)
	var text []byte
	if fromStdin = w.answers == "-"; fromStdin {
		name, folder = w.app.view.Text("place.stdin", nil), "."
		text, err = io.ReadAll(io.LimitReader(w.app.term.In, answers.MaxFile+1))
	} else {
		text, err = files.ReadLimited(w.answers, answers.MaxFile)
	}
	if err != nil {
		return nil, fromStdin, view.Fail("error.read", lang.Args{"Path": w.answers}, err)
	}
	given, err := answers.Parse(name, text)
	return &interview.File{Folder: folder, Answers: given}, fromStdin, err
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
