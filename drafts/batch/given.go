package batch

import (
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Given are the answers and addresses that flags give for every row. They stand in place of those of the row.
type Given struct {
	Answers   []answers.Answer // under the names of their questions; a blank one leaves the answer of the row out
	Addresses drafts.Addresses
}

// replaces reports whether g answers in place of a column.
func (g Given) replaces(c column) bool {
	switch c.role {
	case RoleTo:
		return len(g.Addresses.To) > 0
	case RoleFrom:
		return g.Addresses.From != ""
	}
	return c.field != "" && slices.ContainsFunc(g.Answers, func(a answers.Answer) bool { return a.Name == c.field })
}

// answer returns what is given to a question, in each record of a list; nil if nothing is.
func (g Given) answer(q *letter.Field) *answers.Answer {
	for i := range g.Answers {
		if a := &g.Answers[i]; a.Name == q.Name || a.Name == q.Item() {
			return a
		}
	}
	return nil
}

// Give sets Given. set may contain addresses, too. It must be called before the header is read. The faults are those of the flags, once
// and not for each row.
func (j *Job) Give(set []answers.Answer, from string, to []string) answers.Faults {
	var faults answers.Faults
	refuse := func(a answers.Answer, p *field.Problem) {
		faults = append(faults, answers.Fault{At: a.At, Name: a.Name, Problem: p})
	}
	for _, a := range set {
		if _, address := drafts.AddressNames[strings.ToLower(a.Name)]; address && field.Blank(a.Text) {
			_, err := field.Spec{Type: field.Email}.Parse("", field.Reading{})
			refuse(a, field.AsProblem(err))
		}
	}
	set, more := j.Given.Addresses.Extract(set)
	faults = append(faults, more...)
	faults = append(faults, j.Given.Addresses.Replace(from, to)...)
	form := drafts.NewForm(j.Template, j.reading())
	faults = append(faults, form.Fill(set)...)
	for _, a := range set {
		q, ok := form.Question(a.Name)
		if !ok {
			continue // Fill has refused it
		}
		a.Name = q.Name
		value, _ := form.Read(q, a.Text)
		switch blank := field.Blank(a.Text); {
		case blank && !q.Optional && !q.When.Conditional():
			_, problem := form.Read(q, "")
			refuse(a, problem)
		case value != nil && textProblem(&q, value) != nil:
			refuse(a, textProblem(&q, value))
		}
		j.Given.Answers = append(j.Given.Answers, a)
	}
	return faults
}

// reading is how answers are read: a date must be whole, because the same table and the same flags are read again on another day.
func (j *Job) reading() field.Reading { return field.Reading{Now: j.Now, Absolute: true} }

// replacedRemarks returns a remark on each answer or address of a row that differs from the given one.
func (j *Job) replacedRemarks(e *Entry) []Finding {
	var remarks []Finding
	for row := range e.Rows {
		for _, a := range e.Rows[row].Answers {
			c, known := j.Columns[a.Name]
			if !known || !c.replaced {
				continue
			}
			if given := j.given(c); !j.sameAnswer(e, c, a.Text, given) {
				remarks = append(remarks, Finding{Row: e.Rows[row].Number, At: a.At, Field: j.Columns.name(a.Name), Problem: field.NewProblem(
					CodeReplaced, a.Text, map[string]any{"Given": given},
				)})
			}
		}
	}
	return remarks
}

// given returns what is given in place of a column.
func (j *Job) given(c column) string {
	switch c.role {
	case RoleTo:
		return strings.Join(j.Given.Addresses.To, ", ")
	case RoleFrom:
		return j.Given.Addresses.From
	}
	for _, a := range j.Given.Answers {
		if a.Name == c.field {
			return a.Text
		}
	}
	return ""
}

// sameAnswer reports whether two texts in a column say the same.
func (j *Job) sameAnswer(e *Entry, c column, a, b string) bool {
	switch {
	case strings.TrimSpace(a) == strings.TrimSpace(b):
		return true
	case c.field == "":
		var one, other drafts.Addresses
		_, faults := one.Extract([]answers.Answer{{Name: c.role, Text: a}})
		_, more := other.Extract([]answers.Answer{{Name: c.role, Text: b}})
		return faults == nil && more == nil && slices.EqualFunc(one.To, other.To, strings.EqualFold) && strings.EqualFold(one.From, other.From)
	}
	q, _ := e.Form.Question(c.field)
	one, _ := e.Form.Read(q, a)
	other, _ := e.Form.Read(q, b)
	return one != nil && other != nil && one.Answer() == other.Answer()
}
