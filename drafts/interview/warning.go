package interview

import (
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Warning is what a person is asked about a text before it becomes an answer, because it holds a secret or an insult. The text is
// changed, masked or kept: Keep notes the last.
type Warning struct {
	Remarks []Remark // at least one
	Masked  string   // the text with its numbers masked; "" if it has none to mask
	Numbers []string // these numbers as they are masked
}

// Warning returns what a person is asked about a text before it answers q; ok is false if the text needs no question, or was kept before.
func (s *Session) Warning(q letter.Field, text string) (w Warning, ok bool) {
	v, problem := s.current.form.Read(q, text)
	if problem != nil || s.keeps(q, v) {
		return w, false
	}
	for _, p := range q.Doubts(v) {
		if p.IsUnfit() {
			w.Remarks = append(w.Remarks, Remark{Level: letter.Warn, Code: p.Code, Field: &q, Problem: p})
		}
	}
	if len(w.Remarks) == 0 {
		return w, false
	}
	if masked, numbers := field.MaskCards(text); len(numbers) > 0 {
		w.Masked, w.Numbers = masked, numbers
	}
	return w, true
}

// Keep notes that a person keeps a text in spite of its warning.
func (s *Session) Keep(q letter.Field, text string) {
	if v, problem := s.current.form.Read(q, text); problem == nil {
		if s.kept == nil {
			s.kept = map[string]string{}
		}
		s.kept[q.Name] = v.Answer()
	}
}

// keeps reports whether a value was kept in spite of its warning. That includes the answer so far, which may have been saved.
func (s *Session) keeps(q letter.Field, v field.Value) bool {
	if now := s.current.form.Values()[q.Name]; now != nil && now.Answer() == v.Answer() {
		return true
	}
	return s.kept[q.Name] == v.Answer()
}
