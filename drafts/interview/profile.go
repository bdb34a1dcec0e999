package interview

import "draft/drafts/letter"

// UseProfile gives the session what a person answers the same in every letter, by the names of the questions. If the
// questions are put to a person, the answers are offered with them. Else they answer what is open, and these questions are
// returned. A letter about another account than the profile's gets nothing of it.
func (s *Session) UseProfile(p map[string]string, interactive bool) []letter.Field {
	s.given.profile = p
	if len(p) == 0 || interactive && s.Unfinished() && !s.given.file || s.otherAccount() {
		return nil
	}
	var used []letter.Field
	for _, q := range s.current.form.Open() {
		if text := p[q.Name]; text != "" && s.current.form.Answer(q, text) == nil {
			used = append(used, q)
		}
	}
	return used
}

// otherAccount reports whether the letter is about an account that is not the profile's.
func (s *Session) otherAccount() bool {
	const account = "douyin_id"
	v := s.current.form.Values()[account]
	return v != nil && v.Answer() != s.given.profile[account]
}

// profileAnswer returns what the profile answers to a question; "" if it answers nothing.
func (s *Session) profileAnswer(q letter.Field) string {
	if s.otherAccount() {
		return ""
	}
	return s.given.profile[q.Name]
}
