package interview

import (
	"slices"
	"strings"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Entry is a question with what stands in its field, for a face that shows all questions at once.
type Entry struct {
	letter.Field
	Text     string // in the field: the answer, what was left there, or what is suggested
	Answered bool   // the text is the answer
	// Suggested is how the text came there, if nobody gave it as the answer; "" if somebody did, or if there is none.
	Suggested Suggestion
	Found     string        // what another answer says that answers this question; offered, not put into the field
	FoundIn   *letter.Field // the question of that answer; nil if there is none
	Repeated  string        // the answer to a choice in the record before, which it often repeats

	Problems []*field.Problem // why the text is not the answer
	Warning  *Warning         // what is to be decided about it before it is
	Offer    *Offer           // what it says besides the answer
	InApp    []string         // names in it that are no files here, and may be evidence on the phone
	Remarks  []Remark         // about the answer
	Stops    []letter.Check   // that no letter may be written with
}

// Suggestion is where a text comes from that nobody gave as an answer.
type Suggestion string

// Suggestions.
const (
	FromProfile Suggestion = "profile"
	FromRecord  Suggestion = "record" // the record before
)

// Held reports whether the text in the field is not the answer because something is to be mended or decided first.
func (e *Entry) Held() bool {
	return len(e.Problems) > 0 || e.Warning != nil || e.Offer != nil || len(e.InApp) > 0
}

// Entries returns the questions of the letter, given the answers so far, with what stands in their fields.
func (s *Session) Entries() []Entry {
	about := map[string][]Remark{} // by the name of the question
	for _, r := range s.Remarks() {
		if r.Field != nil && r.Level != letter.Stop {
			about[r.Field.Name] = append(about[r.Field.Name], r)
		}
	}
	stops := map[string][]letter.Check{}
	for _, c := range s.current.form.Findings() {
		if q, ok := s.current.form.Question(c.Field); ok && c.Level == letter.Stop {
			stops[q.Name] = append(stops[q.Name], c)
		}
	}
	skipped := map[string]bool{}
	for _, name := range s.current.form.Skipped() {
		skipped[name] = true
	}
	asked := s.current.form.Asked()
	entries := make([]Entry, len(asked))
	for i, q := range asked {
		e := &entries[i]
		e.Field, e.Remarks, e.Stops = q, about[q.Name], stops[q.Name]
		s.fillEntry(e, skipped[q.Name])
	}
	return entries
}

// fillEntry sets the text of an entry and what is to be said about it. Nothing is suggested for a question that was left unanswered.
func (s *Session) fillEntry(e *Entry, skipped bool) {
	left, isLeft := s.pending[e.Name]
	v := s.current.form.Values()[e.Name]
	repeated, choice := s.repeated(e.Field)
	e.Repeated = choice
	switch {
	case isLeft:
		e.Text = left
		s.hold(e, left)
	case v != nil:
		e.Text, e.Answered = v.Answer(), true
	case skipped:
	default:
		if text := s.given.profile.answer(s.current.form, e.Field); text != "" {
			e.Text, e.Suggested = text, FromProfile
		} else if repeated != "" && (e.Type != field.Datetime || e.Precision == field.Day) { // a day without its time is no answer
			e.Text, e.Suggested = repeated, FromRecord
		}
		e.Found, e.FoundIn = s.found(e.Field)
	}
}

// hold finds what keeps a text from being the answer.
func (s *Session) hold(e *Entry, text string) {
	if offer, more := s.Offer(e.Field, text); more {
		e.Offer = &offer
		return
	}
	if _, names, ok := s.InApp(e.Field, text); ok {
		e.InApp = names
		return
	}
	if e.Problems = s.Check(e.Field, text); len(e.Problems) > 0 {
		return
	}
	if w, ok := s.Warning(e.Field, text); ok {
		e.Warning = &w
	}
}

// Enter takes what stands in the fields of questions, by their names, as Entries showed them. A text becomes the answer, or stays in its field if
// something is to be mended or decided first: Entries then says what. An empty text takes an answer back, and leaves an optional question
// unanswered; a question without a text stays as it is.
func (s *Session) Enter(texts map[string]string) {
	for _, e := range s.Entries() {
		text, ok := texts[e.Name]
		if !ok || text == e.Text && (e.Answered || text == "") { // nobody changed it
			continue
		}
		if e.Suggested == FromProfile && text == e.Text && s.given.profile.answer(s.current.form, e.Field) == "" {
			continue // the account was changed: the profile is about another one
		}
		s.enter(e.Field, text)
	}
}

// enter takes what stands in the field of a question.
func (s *Session) enter(q letter.Field, text string) {
	e := Entry{Field: q}
	switch blank := strings.TrimSpace(text) == ""; {
	case blank && q.Optional:
		text = "" // it is left unanswered
	case blank:
		s.takeBack(q)
		return
	default:
		if s.hold(&e, text); e.Held() {
			s.takeBack(q)
			s.leave(q.Name, text)
			return
		}
	}
	if problems := s.put(q, text); problems == nil && !slices.Contains(s.current.answered, q.Name) {
		s.current.answered = append(s.current.answered, q.Name)
	}
}

// takeBack removes the answer to a question and what was left in its field.
func (s *Session) takeBack(q letter.Field) {
	s.Discard(q)
	s.current.form.Reopen(q)
	s.current.answered = slices.DeleteFunc(s.current.answered, func(name string) bool { return name == q.Name })
}

// KeepLeft makes the text that was left in the field of a question its answer in spite of its warning.
func (s *Session) KeepLeft(q letter.Field) {
	if text, ok := s.pending[q.Name]; ok {
		s.Keep(q, text)
		s.Discard(q)
		s.enter(q, text)
	}
}

// Return goes back to the letter that became this one, and takes the answer back that made it so. It reports false if there is none.
func (s *Session) Return() bool {
	last := len(s.previous) - 1
	if last < 0 {
		return false
	}
	s.current, s.previous = s.previous[last], s.previous[:last]
	if _, q, ok := s.current.form.Switch(); ok {
		s.takeBack(q)
	}
	return true
}

// Origin returns the letter kind that became the current one; nil if none did.
func (s *Session) Origin() *letter.Template {
	if last := len(s.previous) - 1; last >= 0 {
		return s.previous[last].form.Template()
	}
	return nil
}

// RepeatRecord answers the questions of a record that are open as the record before answers them, where its list says that records often
// agree.
func (s *Session) RepeatRecord(l *letter.List, record int) {
	for _, q := range s.Repeatable(l, record) {
		s.enter(q, s.current.form.Values()[l.Path(record-1, q.Item())].Answer())
	}
}

// Repeatable returns the questions that RepeatRecord answers.
func (s *Session) Repeatable(l *letter.List, record int) []letter.Field {
	var open []letter.Field
	for _, item := range l.Repeats {
		q, ok := s.current.form.Question(l.Path(record, item))
		_, isLeft := s.pending[q.Name]
		if ok && record > 1 && !isLeft && s.current.form.Values()[q.Name] == nil && s.current.form.Values()[l.Path(record-1, item)] != nil {
			open = append(open, q)
		}
	}
	return open
}
