// Package interview owns the answers to one letter from the first source to the finished form: what flags, files and a
// person gave, which questions were asked and in what order, and what is to be said about the answers.
//
// It knows no terminal, no catalogue and no disk. A prompt and a browser drive the same Session: they show the Question of
// Next, hand the text to Answer, and save State. What is wrong with a file is found by a function that is handed in.
package interview

import (
	"slices"
	"time"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Session is one interview. It is not safe for concurrent use.
type Session struct {
	Addresses drafts.Addresses // who the letter is from and to
	Words     EditedWords      // as edited by hand

	options  Options
	current  step
	previous []step            // the letters that became the current one, the first one first
	pending  map[string]string // text that was left in a field without an answer, by the name of its question
	kept     map[string]string // answers that a person keeps in spite of their warnings, by the name of the question
	begun    bool              // a person was asked questions of the current letter
	preset   []string          // questions that are not asked because a source answered them
	given    given
}

// step is the interview for one letter kind.
type step struct {
	form *drafts.Form
	// answered are the names of the questions that were answered, in this order. That of a list is the question whether there is one
	// more record.
	answered []string
}

// Options are what a session needs from outside.
type Options struct {
	Now func() time.Time
	// CheckFiles reports which files cannot be sent with one letter.
	CheckFiles func(paths []string) []attach.Problem
	// Absolute returns a path that can be opened from every folder.
	Absolute func(path string) string
}

// New returns a session that has no answers yet.
func New(t *letter.Template, o Options) *Session {
	return &Session{options: o, current: step{form: drafts.NewForm(t, field.Reading{Now: o.Now()})}}
}

// Like returns a session for a new letter that begins with answers of a kept one.
func Like(r drafts.Record, t *letter.Template, o Options) *Session {
	return &Session{options: o, current: step{form: r.Like(t, o.Now())}}
}

// Edit returns a session that changes the letter of a record.
func Edit(r drafts.Record, t *letter.Template, o Options) *Session {
	return &Session{
		options: o, current: step{form: r.Form(t, o.Now())}, Addresses: drafts.Addresses{From: r.From, To: r.To}, Words: EditedWords{r.Words},
	}
}

// Form returns the form of the current letter. Only the session may change it.
func (s *Session) Form() *drafts.Form { return s.current.form }

// Begin notes that a person is asked from now on. The questions that are answered already are not counted among those that
// are asked. It reports whether this is the beginning of the interview: it is not if the questions of this letter were
// asked before, or if another letter became this one.
func (s *Session) Begin() bool {
	if s.begun {
		return false
	}
	s.begun = true
	s.preset = without(names(s.current.form.Asked()), names(s.Open()))
	return len(s.previous) == 0
}

// Review begins with all questions answered: a person looks them through, and goes back to the last one first.
func (s *Session) Review() {
	s.begun = true
	asked := s.current.form.Asked()
	for i, q := range asked {
		s.current.answered = append(s.current.answered, q.Name)
		if q.List != nil && (i+1 == len(asked) || asked[i+1].List != q.List) {
			s.current.answered = append(s.current.answered, q.List.Name)
		}
	}
}

// Begun reports whether a person was asked questions of the current letter.
func (s *Session) Begun() bool { return s.begun }

// Open returns the questions that are still asked. With an answers file these are the required ones, and those whose answer
// was taken back.
func (s *Session) Open() []letter.Field {
	open := s.current.form.Open()
	if !s.given.file {
		return open
	}
	return slices.DeleteFunc(open, func(q letter.Field) bool {
		_, again := s.pending[q.Name]
		return q.Optional && !again
	})
}

// Unfinished reports whether a person has something to answer.
func (s *Session) Unfinished() bool {
	if _, _, other := s.current.form.Switch(); other {
		return true
	}
	if l := s.endedList(); l != nil && s.current.form.Records(l) > 1 {
		return true
	}
	return len(s.Open()) > 0 && (!s.given.file || len(s.current.form.Missing()) > 0)
}

// Switch goes on with another letter kind and the answers that both share, and returns those. Back leads into the letter
// before. b is what Form().Switch returned, and t its kind.
func (s *Session) Switch(b letter.KindSwitch, t *letter.Template) []letter.Fact {
	s.previous = append(s.previous, s.current)
	s.current, s.begun = step{form: s.current.form.Carry(b, t)}, false
	return t.Sheet(s.current.form.Values(), s.options.Now()).Facts()
}

// Strength returns what speaks for the letter and what it lacks. limit is that of the app text in characters; 0 is none.
func (s *Session) Strength(limit int) ([]letter.Point, error) {
	appText, err := s.current.form.AppText(limit)
	if err != nil {
		return nil, err
	}
	return s.current.form.Strength(appText), nil
}

// Record returns the record of a letter that was composed from the answers, without its files, its limit and its template
// file.
func (s *Session) Record(d drafts.Draft) drafts.Record {
	r := drafts.RecordOf(s.current.form, d)
	r.From, r.To = s.Addresses.From, s.Addresses.To
	return r
}

// AboutKey returns the key of a letter about the case of an ID: the kind, the case, and which reminder it is.
func AboutKey(form *drafts.Form, id string) drafts.Key {
	text := form.Template().Kind + "\n" + id
	if nth := form.Values()["nth"]; nth != nil {
		text += "\n" + nth.Answer()
	}
	return drafts.Key{Kind: drafts.KeyOther, Text: text}
}

// without returns a list without some of its names.
func without(list, some []string) []string {
	return slices.DeleteFunc(list, func(name string) bool { return slices.Contains(some, name) })
}

func names(fields []letter.Field) []string {
	list := make([]string, len(fields))
	for i, q := range fields {
		list[i] = q.Name
	}
	return list
}

// Envelope returns who the letter is from and to, as mail needs it.
func (s *Session) Envelope() drafts.Envelope {
	return drafts.NewEnvelope(s.Addresses.From, s.Addresses.To, s.current.form.Values())
}
