package interview

import (
	"slices"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// Question is a question as it is put to a person.
type Question struct {
	letter.Field
	Number, Count int    // its place among the questions of this letter; 0 if the answers so far make it pointless
	Prefill       string // stands in the field: the answer so far, what was left there, or what the profile says
	FromProfile   bool   // the profile has an answer, and nobody gave another
	// FoundIn is the question whose answer, a text of several lines, says what is in Prefill; nil if none does.
	FoundIn  *letter.Field
	First    bool   // nothing was answered before
	Repeated string // the answer to a choice in the record before, which it often repeats
	// Another is the question whether there is one more record of a list with one record, which may be answered first. It is nil unless
	// the questions of that list were asked just before.
	Another *letter.Field
}

// Next returns the question that is asked next; ok is false if none is open. After the questions of several records of a list, that
// is whether there is one more.
func (s *Session) Next() (q letter.Field, ok bool) {
	if l := s.endedList(); l != nil && s.current.form.Records(l) > 1 {
		return l.AnotherQuestion(), true
	}
	open := s.Open()
	if len(open) == 0 {
		return q, false
	}
	return open[0], true
}

// Question returns a question as it is put now.
func (s *Session) Question(q letter.Field) Question {
	asked := Question{Field: q, First: len(s.current.answered) == 0 && len(s.previous) == 0}
	asked.Number, asked.Count = s.place(q)
	if v := s.current.form.Values()[q.Name]; v != nil {
		asked.Prefill = v.Answer()
	} else if text := s.given.profile.answer(s.current.form, q); text != "" {
		asked.Prefill, asked.FromProfile = text, true
	} else {
		asked.Prefill, asked.FoundIn = s.found(q)
	}
	if text, ok := s.pending[q.Name]; ok {
		asked.Prefill, asked.FoundIn = text, nil
	} else if asked.Prefill == "" {
		asked.Prefill, asked.Repeated = s.repeated(q)
	}
	asked.Prefill = shownFiles(q, asked.Prefill)
	if l := s.endedList(); l != nil && q.List != l && s.current.form.Records(l) < min(l.Most, 2) {
		another := l.AnotherQuestion()
		asked.Another = &another
	}
	return asked
}

// found returns what an answer of several lines says that answers q too, and the question of that answer. It is offered only: the number
// may be somebody else's.
func (s *Session) found(q letter.Field) (text string, in *letter.Field) {
	if q.List != nil {
		return "", nil // it is not known which record it is about
	}
	values := s.current.form.Values()
	for _, story := range s.current.form.Questions() {
		if v := values[story.Name]; v != nil && story.Type == field.Multiline {
			if found := q.FindIn(v.Answer(), q.Label.ZH, q.Label.EN); found != nil {
				return found.Answer(), &story
			}
		}
	}
	return "", nil
}

// place returns the number of a question among those of this letter and how many these are, as far as the answers so far
// tell.
func (s *Session) place(q letter.Field) (number, count int) {
	asked := without(names(s.current.form.Asked()), s.preset)
	if i := slices.Index(asked, q.Name); i >= 0 {
		return i + 1, len(asked)
	}
	return 0, 0
}

// Back returns the question that was answered before q, which may be one of the letter before this one. It passes by the
// questions that later answers made pointless. If there is none, it returns q. ok is false if a record was asked for there: it is taken
// back unless it is complete, and the question is that of Next.
func (s *Session) Back(q letter.Field) (before letter.Field, ok bool) {
	for {
		if last := len(s.previous) - 1; len(s.current.answered) == 0 && last >= 0 {
			s.current, s.previous = s.previous[last], s.previous[:last]
		}
		last := len(s.current.answered) - 1
		if last < 0 {
			return q, true
		}
		name := s.current.answered[last]
		s.current.answered = s.current.answered[:last]
		if l := s.current.form.Template().List(name); l != nil {
			if s.withdraw(l) || s.endedList() == l && s.current.form.Records(l) > 1 {
				return letter.Field{}, false
			}
			continue
		}
		// The question has the number of its record, if there are several now.
		if now, ok := s.current.form.Question(name); ok {
			if number, _ := s.place(now); number > 0 {
				return now, true
			}
		}
	}
}

// ReopenLast takes the last answer back, so that its question is asked once more with that text.
func (s *Session) ReopenLast() {
	if q, ok := s.Back(letter.Field{}); ok {
		s.reopen(q)
	}
}

// reopen takes an answer back and keeps its text.
func (s *Session) reopen(q letter.Field) {
	if v := s.current.form.Values()[q.Name]; v != nil {
		s.leave(q.Name, v.Answer())
	}
	s.current.form.Reopen(q)
}

// Leave keeps the text that a person left in the field of a question without giving it as the answer, unless it is the one that the
// record before or another answer put there.
func (s *Session) Leave(q letter.Field, text string) {
	if _, ok := s.pending[q.Name]; !ok {
		put, _ := s.repeated(q)
		found, _ := s.found(q)
		if text != "" && (text == put || text == found) {
			return
		}
	}
	s.leave(q.Name, s.meantFiles(q, text))
}

func (s *Session) leave(name, text string) {
	if s.pending == nil {
		s.pending = map[string]string{}
	}
	s.pending[name] = text
}

// Discard forgets the text that was left in the field of a question.
func (s *Session) Discard(q letter.Field) { delete(s.pending, q.Name) }

// Left returns the open questions in whose fields text was left, with that text.
func (s *Session) Left() []LeftText {
	var left []LeftText
	for _, q := range s.current.form.Open() {
		if text := s.pending[q.Name]; text != "" {
			left = append(left, LeftText{Field: q, Text: shownFiles(q, text)})
		}
	}
	return left
}

// LeftText is text that was left in the field of a question.
type LeftText struct {
	Field letter.Field
	Text  string
}
