package interview

import (
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Remark is something to say about the answers that does not keep the letter from being written.
type Remark struct {
	Level   letter.Level
	Code    string         // one of those below, or that of Problem
	Field   *letter.Field  // the question; nil if it is about no single answer
	Problem *field.Problem // a doubt about a valid answer
	Check   letter.Check   // of CodeCheck
	Args    map[string]any // of the other codes
}

// Codes of remarks.
const (
	CodeCheck    = "check"    // a check of the template
	CodeUnused   = "unused"   // the answer does not count because its question is not asked after the others
	CodeRelative = "relative" // a date that means another day tomorrow; Place, Value and Read
	CodeUnlisted = "unlisted" // a recipient at none of the official domains; Address and Domains
)

// Remarks returns all that is to be said about the answers as they are.
func (s *Session) Remarks() []Remark {
	form := s.current.form
	t := form.Template()
	remarks := append([]Remark(nil), s.given.relative...)
	for _, d := range form.Doubts() {
		remarks = append(remarks, Remark{Level: d.Level, Code: d.Problem.Code, Field: &d.Field, Problem: d.Problem})
	}
	for _, q := range form.Unused() {
		remarks = append(remarks, Remark{Level: letter.Note, Code: CodeUnused, Field: &q})
	}
	for _, c := range form.Findings() {
		r := Remark{Level: c.Level, Code: CodeCheck, Check: c}
		if q, ok := form.Question(c.Field); ok {
			r.Field = &q
		}
		remarks = append(remarks, r)
	}
	for _, to := range s.Addresses.To {
		if len(t.OfficialDomains) > 0 && !drafts.IsOfficial(to, t.OfficialDomains) {
			remarks = append(remarks, Remark{
				Level: letter.Warn, Code: CodeUnlisted, Args: map[string]any{"Address": to, "Domains": t.OfficialDomains},
			})
		}
	}
	return remarks
}

// remarksAbout returns the remarks about one answer.
func (s *Session) remarksAbout(q letter.Field) []Remark {
	var about []Remark
	for _, r := range s.Remarks() {
		if r.Field != nil && r.Field.Name == q.Name {
			about = append(about, r)
		}
	}
	return about
}
