package interview

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Sources are the answers that are given before a person is asked. Each overrides the ones above it.
type Sources struct {
	Case   []answers.Answer // what the case says that the letter is about
	Bill   []answers.Answer // what a bill says about the payment
	File   *File            // an answers file; nil if none was given
	Set    []answers.Answer // single answers
	From   string           // the sender
	To     []string         // all recipients
	Attach []string         // paths of files that are added
	// Unknown are questions that only the case can answer, and does not: they are not asked.
	Unknown []string
}

// File is an answers file.
type File struct {
	Folder  string // that its paths are relative to
	Answers []answers.Answer
}

// given is what the sources give besides answers.
type given struct {
	file     bool     // an answers file was given
	attach   []string // files that are sent although no question asks for them
	profile  profile  // answers that are offered with their questions, by name
	relative []Remark // how dates of the answers file were read
}

// Places of answers that are no line of a file.
const (
	placeSet    = "--set"
	placeAttach = "--attach"
)

// Fill takes the answers of the sources and returns everything that is wrong with them. It may be called once more after
// Restore, because the sources override what was saved.
func (s *Session) Fill(from Sources) answers.Faults {
	s.given.file, s.given.relative, s.given.attach = from.File != nil, nil, from.Attach
	sets := [][]answers.Answer{from.Case, from.Bill}
	var paths []string // of the answers file
	var at answers.Place
	if from.File != nil {
		set := slices.Clone(from.File.Answers)
		paths, at = s.readFile(from.File.Folder, set)
		sets = append(sets, set)
	}
	sets = append(sets, from.Set)
	var faults answers.Faults
	for _, set := range sets {
		set, bad := s.Addresses.Extract(set)
		faults = append(faults, bad...)
		faults = append(faults, s.current.form.Fill(set)...)
		s.discardBehind(set)
	}
	for i := range faults {
		if q, ok := s.current.form.Question(faults[i].Name); ok {
			faults[i].Name = q.Path()
		}
	}
	faults = append(faults, s.Addresses.Replace(from.From, from.To)...)
	if problem := s.attach(from.Attach); problem != nil {
		faults = append(faults, answers.Fault{At: answers.Place{Source: placeAttach}, Name: drafts.EvidenceField, Problem: problem})
	}
	faults = append(faults, s.checkFiles(func(path string) answers.Place {
		switch {
		case slices.Contains(from.Attach, path):
			return answers.Place{Source: placeAttach}
		case slices.Contains(paths, path):
			return at
		}
		return answers.Place{Source: placeSet}
	})...)
	for _, name := range from.Unknown {
		if q, ok := s.current.form.Question(name); ok && s.current.form.Values()[name] == nil {
			s.current.form.Skip(q)
		}
	}
	return faults
}

// discardBehind forgets the texts that were left in the fields of questions which have an answer now.
func (s *Session) discardBehind(set []answers.Answer) {
	form := s.current.form
	for _, a := range set {
		l := form.Template().List(a.Name)
		for _, q := range form.Questions() {
			if l != nil && a.Records > 0 && q.List == l {
				s.Discard(q)
			}
		}
		if q, ok := form.Question(a.Name); ok && form.Values()[q.Name] != nil {
			s.Discard(q)
		}
	}
}

// readFile changes the answers of a file to what they mean elsewhere: its paths are relative to its folder. It returns the
// paths and the place where they are named, and keeps remarks about dates that are relative to today.
func (s *Session) readFile(folder string, set []answers.Answer) (paths []string, at answers.Place) {
	for i, a := range set {
		q, ok := s.current.form.Question(a.Name)
		switch {
		case ok && q.Type == field.Files:
			at = a.At
			set[i].Text, paths = q.MapPaths(a.Text, func(path string) string {
				if filepath.IsAbs(path) {
					return path
				}
				return filepath.Join(folder, path)
			})
		case ok && q.Type == field.Datetime:
			if r, ok := relativeDate(q, a, s.options.Now()); ok {
				s.given.relative = append(s.given.relative, r)
			}
		}
	}
	return paths, at
}

// relativeDate returns a remark about a date that means another day tomorrow; ok is false about any other text.
func relativeDate(q letter.Field, a answers.Answer, now time.Time) (r Remark, ok bool) {
	if _, err := q.Parse(a.Text, field.Reading{Now: now, Absolute: true}); err == nil || field.Blank(a.Text) {
		return r, false
	}
	v, err := q.Parse(a.Text, field.Reading{Now: now})
	if err != nil {
		return r, false // Fill reports it with the other faults
	}
	return Remark{
		Level: letter.Note, Code: CodeRelative, Field: &q,
		Args: map[string]any{"Place": a.At.String(), "Value": a.Text, "Read": v.Answer()},
	}, true
}

// attach adds files to the answer of the question for evidence, if the letter has it. A file that it has already stays there once.
func (s *Session) attach(files []string) *field.Problem {
	q, ok := s.current.form.Question(drafts.EvidenceField)
	if len(files) == 0 || !ok {
		return nil
	}
	named, _ := s.current.form.Values()[drafts.EvidenceField].(field.FilesValue)
	paths := slices.Clone(named)
	for _, path := range files {
		if !slices.Contains(named, path) { // as it does if the interview began with the same files
			paths = append(paths, path)
		}
	}
	return s.current.form.Answer(q, paths.Answer())
}

// checkFiles returns what is wrong with the files that the answers name: a letter must not promise what is not there. place
// tells where a file was named.
func (s *Session) checkFiles(place func(path string) answers.Place) answers.Faults {
	var all []string
	question := map[string]string{} // by the path
	for _, f := range s.current.form.Facts() {
		paths, _ := f.Value.(field.FilesValue)
		for _, path := range paths.Paths() {
			all, question[path] = append(all, path), f.Field.Name
		}
	}
	var faults answers.Faults
	for _, p := range s.options.CheckFiles(all) {
		faults = append(faults, answers.Fault{At: place(p.Path), Name: question[p.Path], Problem: p.Problem})
	}
	return faults
}

// Files returns the paths of the files that are sent with the letter.
func (s *Session) Files() []string {
	var all []string
	for _, fact := range s.current.form.Facts() {
		if paths, ok := fact.Value.(field.FilesValue); ok {
			all = append(all, paths.Paths()...)
		}
	}
	if _, asked := s.current.form.Question(drafts.EvidenceField); !asked {
		all = append(all, s.given.attach...)
	}
	return all
}

// InApp returns an answer to a question for files in which each name that is no file here is something to be attached in the app, and
// these names. ok is false if there is none, or if something else is wrong with the answer. A path with a folder is no such name: it is
// meant as a file.
func (s *Session) InApp(q letter.Field, text string) (answer string, names []string, ok bool) {
	text = s.meantFiles(q, text)
	v, problem := s.current.form.Read(q, text)
	files, isFiles := v.(field.FilesValue)
	if problem != nil || !isFiles {
		return "", nil, false
	}
	for _, p := range s.options.CheckFiles(files.Paths()) {
		if p.Code != attach.CodeMissing || strings.ContainsAny(p.Path, `/\`) {
			return "", nil, false
		}
		names = append(names, p.Path)
	}
	answer, _ = q.MapPaths(text, func(path string) string {
		if slices.Contains(names, path) {
			return field.InAppMark + path
		}
		return path
	})
	return answer, names, len(names) > 0
}
