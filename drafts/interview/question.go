package interview

import (
	"slices"

	"draft/drafts/letter"
)

// Question is a question as it is put to a person.
type Question struct {
	letter.Field
	Number, Count int    // its place among the questions of this letter; 0 if the answers so far make it pointless
	Prefill       string // stands in the field: the answer so far, what was left there, or what the profile says
	FromProfile   bool   // the profile has an answer, and nobody gave another
	First         bool   // nothing was answered before
}

// Next returns the question that is asked next; ok is false if none is open.
func (s *Session) Next() (q letter.Field, ok bool) {
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
	}
	if text, ok := s.pending[q.Name]; ok {
		asked.Prefill = text
	}
	return asked
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
// questions that later answers made pointless. If there is none, it returns q.
func (s *Session) Back(q letter.Field) letter.Field {
	for {
		if last := len(s.previous) - 1; len(s.current.answered) == 0 && last >= 0 {
			s.current, s.previous = s.previous[last], s.previous[:last]
		}
		last := len(s.current.answered) - 1
		if last < 0 {
			return q
		}
		before := s.current.answered[last]
		s.current.answered = s.current.answered[:last]
		if number, _ := s.place(before); number > 0 {
			now, _ := s.current.form.Question(before.Name) // with the number of its record, if there are several now
			return now
		}
	}
}

// ReopenLast takes the last answer back, so that its question is asked once more with that text.
func (s *Session) ReopenLast() {
	s.reopen(s.Back(letter.Field{}))
}

// reopen takes an answer back and keeps its text.
func (s *Session) reopen(q letter.Field) {
	if v := s.current.form.Values()[q.Name]; v != nil {
		s.Leave(q, v.Answer())
	}
	s.current.form.Reopen(q)
}

// Leave keeps the text that a person left in the field of a question without giving it as the answer.
func (s *Session) Leave(q letter.Field, text string) {
	if s.pending == nil {
		s.pending = map[string]string{}
	}
	s.pending[q.Name] = text
}

// Discard forgets the text that was left in the field of a question.
func (s *Session) Discard(q letter.Field) { delete(s.pending, q.Name) }

// Left returns the open questions in whose fields text was left, with that text.
func (s *Session) Left() []LeftText {
	var left []LeftText
	for _, q := range s.current.form.Open() {
		if text := s.pending[q.Name]; text != "" {
			left = append(left, LeftText{Field: q, Text: text})
		}
	}
	return left
}

// LeftText is text that was left in the field of a question.
type LeftText struct {
	Field letter.Field
	Text  string
}
