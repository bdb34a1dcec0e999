package drafts

import (
	"slices"
	"time"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Like returns the form of a new letter that begins with the answers of a kept one, as far as its questions are still asked. What is
// about the occasion of the kept letter, such as its payments, is not taken over, and is asked again.
func (r *Record) Like(t *letter.Template, now time.Time) *Form {
	form := NewForm(t, field.Reading{Now: now})
	occasion := occasionOf(t)
	stays := func(name string) bool {
		q, ok := form.Question(name)
		return ok && !slices.Contains(occasion, q.Item())
	}
	var set []answers.Answer
	for _, a := range r.Answers {
		if stays(a.Name) {
			set = append(set, answers.Answer{Name: a.Name, Text: a.Text})
		}
	}
	_ = form.Fill(set) // an answer that its question does not take any more is asked again
	for _, name := range r.Skipped {
		if q, ok := form.Question(name); ok && q.Optional && stays(name) {
			form.Skip(q)
		}
	}
	return form
}

// occasionOf returns the names of the questions about the occasion of a letter: those of lists, those for an amount, a time, an order
// number or files, those that the template says are, and those that are asked because of one of them.
func occasionOf(t *letter.Template) []string {
	var names []string
	for _, l := range t.Lists {
		names = append(names, l.Name)
	}
	for i := range t.Fields {
		q := &t.Fields[i]
		because := slices.ContainsFunc(q.When.Names(), func(name string) bool {
			return slices.Contains(names, name)
		})
		if q.Once || q.List != nil || q.OrderNumber() || because || slices.Contains([]field.Type{field.Money, field.Datetime, field.Files}, q.Type) {
			names = append(names, q.Name)
		}
	}
	return names
}
