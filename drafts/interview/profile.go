package interview

import (
	"draft/drafts"
	"draft/drafts/letter"
)

// profile is what a person answers the same in every letter, by the names of the questions.
type profile map[string]string

// UseProfile gives the session what a person answers the same in every letter, by the names of the questions. If the
// questions are put to a person, the answers are offered with them. Else they answer what is open, and these questions are
// returned. A letter about another account than the profile's gets nothing of it.
func (s *Session) UseProfile(answers map[string]string, interactive bool) []letter.Field {
	form := s.current.form
	s.given.profile = answers
	if interactive && s.Unfinished() && !s.given.file {
		return nil
	}
	var used []letter.Field
	for _, q := range form.Open() {
		if text := s.given.profile.answer(form, q); text != "" && form.Answer(q, text) == nil {
			used = append(used, q)
		}
	}
	return used
}

// answer returns what the profile answers to a question; "" if it answers nothing, or if the letter is about another account
// than the profile's.
func (p profile) answer(form *drafts.Form, q letter.Field) string {
	const account = "douyin_id"
	if v := form.Values()[account]; v != nil && v.Answer() != p[account] {
		return ""
	}
	return p[q.Name]
}
