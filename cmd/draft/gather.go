package main

import (
	"errors"
	"io"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// readAnswers reads the answers file, or standard input for "-". File names in it are relative to its folder.
func (w *writeOptions) readAnswers() ([]answers.Answer, error) {
	name, folder := w.answers, filepath.Dir(w.answers)
	var text []byte
	var err error
	if w.answers == "-" {
		name, folder = w.app.view.Text("place.stdin", nil), "."
		w.app.term.NoInput = true // nobody can answer questions where the answers come from
		text, err = io.ReadAll(io.LimitReader(w.app.term.In, answers.MaxFile+1))
	} else {
		text, err = files.ReadLimited(w.answers, answers.MaxFile)
	}
	if err != nil {
		return nil, view.Fail("error.read", lang.Args{"Path": w.answers}, err)
	}
	given, err := answers.Parse(name, text)
	if err != nil {
		return nil, w.faultsOf(err)
	}
	for i, a := range given {
		q, ok := w.form.Question(a.Name)
		switch {
		case ok && q.Type == field.Files:
			given[i].Text, w.filePaths = inFolder(folder, q, a.Text)
			w.filesAt = a.At
		case ok && q.Type == field.Datetime:
			w.noteRelative(q, a)
		}
	}
	return given, nil
}

func (w *writeOptions) faultsOf(err error) error {
	var faults answers.Faults
	if errors.As(err, &faults) {
		return &view.AnswersError{Template: w.form.Template(), Faults: faults}
	}
	return err
}

// inFolder makes the paths of an answer relative to a folder.
func inFolder(folder string, q letter.Field, text string) (answer string, all []string) {
	return q.MapPaths(text, func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(folder, path)
	})
}

// noteRelative tells how a date was understood that means another day tomorrow.
func (w *writeOptions) noteRelative(q letter.Field, a answers.Answer) {
	if _, err := q.Parse(a.Text, field.Reading{Now: w.app.now(), Absolute: true}); err == nil || field.Blank(a.Text) {
		return
	}
	v, err := q.Parse(a.Text, field.Reading{Now: w.app.now()})
	if err != nil {
		return // said with the other faults
	}
	w.relative = append(w.relative, view.Note{
		Level: letter.Note, Field: q.Name, Label: w.app.view.Label(q.Stated()), Code: "relative",
		Text: w.app.view.Text("note.relative", lang.Args{"Place": a.At.String(), "Value": a.Text, "Read": v.Answer()}),
	})
}

// readSet takes --set NAME=VALUE apart.
func (w *writeOptions) readSet() ([]answers.Answer, error) {
	var given []answers.Answer
	for _, set := range w.set {
		name, text, ok := strings.Cut(set, "=")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, view.Usage("usage.set", lang.Args{"Value": set}, "")
		}
		given = append(given, answers.Answer{Name: strings.TrimSpace(name), Text: text, At: answers.Place{Source: "--set"}})
	}
	return given, nil
}

// envelope is who the letter is from and to, as far as it was said.
type envelope struct {
	from string
	to   []string
}

// envelopeNames are the names of the envelope in answers files and tables.
var envelopeNames = map[string]string{
	"to": batch.RoleTo, "收件人": batch.RoleTo, "from": batch.RoleFrom, "发件人": batch.RoleFrom,
}

// takeEnvelope takes the answers `from` and `to` out of a set: they belong to the envelope, not to the letter.
func (w *writeOptions) takeEnvelope(set []answers.Answer) (rest []answers.Answer, faults answers.Faults) {
	for _, a := range set {
		name, ok := envelopeNames[strings.ToLower(a.Name)]
		if !ok {
			rest = append(rest, a)
			continue
		}
		all := field.Addresses(a.Text)
		if len(all) > 1 && name == batch.RoleFrom {
			faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: field.NewProblem(batch.CodeSeveralSenders, a.Text, nil)})
			continue
		}
		for _, text := range all {
			if problem := w.address(name, text); problem != nil {
				faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: problem})
			}
		}
	}
	return rest, faults
}

func (w *writeOptions) address(name, text string) *field.Problem {
	v, err := field.Spec{Name: name, Type: field.Email}.Parse(text, field.Reading{})
	if err != nil {
		return field.AsProblem(err)
	}
	if name == "from" {
		w.envelope.from = v.Answer()
		return nil
	}
	if !slices.Contains(w.envelope.to, v.Answer()) {
		w.envelope.to = append(w.envelope.to, v.Answer())
	}
	return nil
}

// takeFlags takes --from, --to and --attach. --to replaces the recipients of the file, --attach adds to its files.
func (w *writeOptions) takeFlags() answers.Faults {
	var faults answers.Faults
	take := func(name string, texts ...string) {
		for _, text := range texts {
			if problem := w.address(name, text); problem != nil {
				faults = append(faults, answers.Fault{At: answers.Place{Source: "--" + name}, Name: name, Problem: problem})
			}
		}
	}
	if w.from != "" {
		take("from", w.from)
	}
	if len(w.to) > 0 {
		w.envelope.to = nil
		take("to", w.to...)
	}
	if problem := w.takeAttach(); problem != nil {
		faults = append(faults, answers.Fault{At: answers.Place{Source: "--attach"}, Name: evidence, Problem: problem})
	}
	return append(faults, w.checkFiles()...)
}

// evidence is the question whose answer --attach adds to.
const evidence = "evidence"

func (w *writeOptions) takeAttach() *field.Problem {
	q, ok := w.form.Question(evidence)
	if len(w.attach) == 0 || !ok {
		return nil
	}
	paths := slices.Clone(w.attach)
	if v, ok := w.form.Values()[evidence].(field.FilesValue); ok {
		paths = append(slices.Clone([]string(v)), paths...)
	}
	return w.form.Answer(q, field.FilesValue(paths).Answer())
}

// checkFiles looks at every file that the answers name: a letter must not promise what is not there.
func (w *writeOptions) checkFiles() answers.Faults {
	var all []string
	asked := map[string]string{} // the question by the path
	for _, f := range w.form.Facts() {
		paths, _ := f.Value.(field.FilesValue)
		for _, path := range paths {
			all, asked[path] = append(all, path), f.Field.Name
		}
	}
	var faults answers.Faults
	for _, problem := range attach.Check(all, attach.Disk{}, w.keepMeta) {
		faults = append(faults, answers.Fault{At: w.fileAt(problem.Path), Name: asked[problem.Path], Problem: problem.Problem})
	}
	return faults
}

// fileAt tells where a file was named.
func (w *writeOptions) fileAt(path string) answers.Place {
	switch {
	case slices.Contains(w.attach, path):
		return answers.Place{Source: "--attach"}
	case slices.Contains(w.filePaths, path):
		return w.filesAt
	}
	return answers.Place{Source: "--set"}
}

// dragged reads paths as terminals and file managers put them there when a file is dropped on the window: ~/x.png,
// file:///x%20y.png, x\ y.png. What is there as it stands is left as it is.
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

// mailEnvelope gives the envelope for mail. A letter without --from comes from the contact address, if there is one;
// the name is the one it is signed with.
func mailEnvelope(given envelope, values letter.Values) drafts.Envelope {
	var e drafts.Envelope
	from := given.from
	if v, ok := values["email"].(field.EmailValue); ok && from == "" {
		from = v.Answer()
	}
	if from != "" {
		e.From = &mail.Address{Address: from}
		if name := values["name"]; name != nil {
			e.From.Name = name.String()
		}
	}
	for _, to := range given.to {
		e.To = append(e.To, &mail.Address{Address: to})
	}
	return e
}
