package interview

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// State is a session as it is saved while it is unfinished. The names of its keys are those of the first version.
type State struct {
	Version int           `json:"version"` // of the form that it is saved in
	Kind    string        `json:"kind"`
	Saved   time.Time     `json:"saved"`
	Forms   []FormState   `json:"chapters"` // the last one is the current letter, the others became it
	Words   *drafts.Words `json:"words,omitempty"`
	Sheet   string        `json:"sheet,omitempty"` // the file in which the words are being edited
}

// FormState is the interview for one letter kind as it is saved.
type FormState struct {
	Kind     string          `json:"kind"`
	Answers  []drafts.Answer `json:"answers,omitempty"`
	Pending  []drafts.Answer `json:"typed,omitempty"`   // text that was left in a field without an answer
	Skipped  []string        `json:"skipped,omitempty"` // questions left empty on purpose
	Answered []string        `json:"behind,omitempty"`  // questions answered, in order
	Opened   []string        `json:"opened,omitempty"`  // of each list with several records, a question of the last one
}

// names returns the names of all questions of a saved form.
func (f *FormState) names() []string {
	names := slices.Concat(f.Skipped, f.Answered, f.Opened)
	for _, a := range slices.Concat(f.Answers, f.Pending) {
		names = append(names, a.Name)
	}
	return names
}

// Blank reports whether a state holds nothing that a person gave.
func (s *State) Blank() bool {
	return s.Words == nil && s.Sheet == "" && !slices.ContainsFunc(s.Forms, func(f FormState) bool {
		return len(f.Answers) > 0 || len(f.Pending) > 0 || len(f.Opened) > 0
	})
}

// stateVersion is the form of the JSON of a state.
const stateVersion = 1

// Encode returns the state as JSON.
func (s State) Encode() ([]byte, error) {
	s.Version, s.Saved = stateVersion, s.Saved.UTC()
	return json.Marshal(s)
}

// ReadState reads what Encode returned.
func ReadState(data []byte) (State, error) {
	var s State
	if err := decode(data, &s); err != nil {
		return State{}, err
	}
	return s.checked()
}

// ReadSlot reads a file in which older versions saved a state, and returns the name of its place too.
func ReadSlot(data []byte) (place string, s State, err error) {
	var f struct {
		Slot string `json:"slot"`
		State
	}
	if err := decode(data, &f); err != nil {
		return "", State{}, err
	}
	if f.Slot == "" {
		return "", State{}, errNotState
	}
	s, err = f.checked()
	return f.Slot, s, err
}

// errNotState is the error for JSON that Encode did not make.
var errNotState = errors.New("not an unfinished letter")

// decode reads one JSON value that has only the names of into.
func decode(data []byte, into any) error {
	if !utf8.Valid(data) {
		return errNotState
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errNotState
	}
	return nil
}

// checked returns the state if it can be restored.
func (s State) checked() (State, error) {
	if s.Version != stateVersion || !s.Valid() {
		return State{}, errNotState
	}
	return s, nil
}

// Valid reports whether a state can be restored: it names its kinds, and no text of a form has the name of another.
func (s *State) Valid() bool {
	return s.Kind != "" && len(s.Forms) > 0 && !slices.ContainsFunc(s.Forms, func(f FormState) bool {
		return f.Kind == "" || !namedApart(f.Answers) || !namedApart(f.Pending)
	})
}

// namedApart reports whether each text has a name of its own.
func namedApart(all []drafts.Answer) bool {
	seen := map[string]bool{"": true}
	for _, a := range all {
		if seen[a.Name] {
			return false
		}
		seen[a.Name] = true
	}
	return true
}

// State returns the session as it is saved.
func (s *Session) State() State {
	state := State{Kind: s.current.form.Template().Kind, Saved: s.options.Now(), Words: s.Words.words}
	for _, st := range append(slices.Clone(s.previous), s.current) {
		f := FormState{Kind: st.form.Template().Kind, Skipped: st.form.Skipped(), Answered: append([]string(nil), st.answered...)}
		for _, a := range st.form.Given() {
			f.Answers = append(f.Answers, drafts.Answer{Name: a.Name, Text: s.options.portable(st.form, a)})
		}
		for _, l := range st.form.Template().Lists {
			if n := st.form.Records(l); n > 1 {
				f.Opened = append(f.Opened, l.Path(n, l.Items(st.form.Template())[0]))
			}
		}
		state.Forms = append(state.Forms, f)
	}
	last := &state.Forms[len(state.Forms)-1]
	for _, q := range s.current.form.Questions() {
		if text, ok := s.pending[q.Name]; ok && strings.TrimSpace(text) != "" {
			last.Pending = append(last.Pending, drafts.Answer{Name: q.Name, Text: text})
		}
	}
	return state
}

// Restore returns the session that a state was saved of, and the answers that are lost because their questions are not asked
// any more. s gives what is not saved: the kind, what the sources gave, and the options. An answer that is not valid any
// more is asked again. load reads a letter kind; the session is nil if the state is about one that cannot be read.
func (s *Session) Restore(state State, load func(kind string) (*letter.Template, error)) (r *Session, lost []drafts.Answer) {
	r = &Session{options: s.options, given: s.given, Addresses: s.Addresses, Words: EditedWords{state.Words}, begun: true}
	for i, saved := range state.Forms {
		t := s.current.form.Template()
		if i > 0 || saved.Kind != t.Kind {
			var err error
			if t, err = load(saved.Kind); err != nil || i == 0 {
				return nil, nil
			}
		}
		if i > 0 {
			r.previous = append(r.previous, r.current)
		}
		r.current = step{form: drafts.NewForm(t, field.Reading{Now: s.options.Now()})}
		lost = append(lost, r.restoreForm(saved)...)
	}
	if r.current.form == nil {
		return nil, nil
	}
	return r, lost
}

// restoreForm fills the current form from a saved one, and returns the answers whose questions it does not have.
func (s *Session) restoreForm(saved FormState) (lost []drafts.Answer) {
	form := s.current.form
	form.OpenRecords(saved.names())
	for _, a := range saved.Answers {
		q, ok := form.Question(a.Name)
		if !ok {
			lost = append(lost, a)
			continue
		}
		v, problem := form.Read(q, a.Text)
		paths, _ := v.(field.FilesValue)
		if problem != nil || len(s.options.CheckFiles(paths.Paths())) > 0 {
			s.Leave(q, a.Text)
			continue
		}
		_ = form.Answer(q, a.Text) // it was read just now
	}
	for _, name := range saved.Skipped {
		if q, ok := form.Question(name); ok && q.Optional {
			form.Skip(q)
		}
	}
	for _, name := range saved.Answered {
		if _, ok := form.Question(name); ok || form.Template().List(name) != nil {
			s.current.answered = append(s.current.answered, name)
		}
	}
	for _, a := range saved.Pending {
		if q, ok := form.Question(a.Name); ok {
			s.Leave(q, a.Text)
		}
	}
	return lost
}

// portable returns the text of an answer as it can be read from every folder.
func (o Options) portable(form *drafts.Form, a answers.Answer) string {
	q, _ := form.Question(a.Name)
	if q.Type != field.Files {
		return a.Text
	}
	text, _ := q.MapPaths(a.Text, o.Absolute)
	return text
}
