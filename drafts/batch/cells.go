package batch

import (
	"cmp"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// splitColumns splits the answers of the rows of a letter into those for the form, under the names of their questions, and the addresses of
// the envelope. Columns that are not read are left out, and what is given for every row is added.
func (j *Job) splitColumns(e *Entry) (formAnswers []answers.Answer, from string, to []string) {
	formAnswers = make([]answers.Answer, 0, len(e.Rows)*len(e.Row.Answers)+len(j.Given.Answers))
	for row := range e.Rows {
		for i := range e.Rows[row].Answers {
			a := &e.Rows[row].Answers[i]
			column, ok := j.Columns[a.Name]
			switch {
			case !ok || !column.isRead():
			case column.field != "":
				if answer, ok := j.formAnswer(e, row, column, a); ok {
					formAnswers = append(formAnswers, answer)
				}
			case column.role == RoleTo:
				to = append(to, j.addresses(e, row, column, a)...)
			case column.role == RoleFrom:
				all := j.addresses(e, row, column, a)
				if len(all) > 1 {
					e.addFault(answers.Fault{At: a.At, Name: RoleFrom, Problem: field.NewProblem(drafts.CodeSeveralSenders, a.Text, nil)})
				}
				from = cmp.Or(strings.Join(all[:min(1, len(all))], ""), from)
			}
		}
		for _, a := range j.Given.Answers {
			name, isShared := j.questionOf(e, row, a.Name)
			if a.Name = name; row == 0 || !isShared {
				formAnswers = append(formAnswers, a)
			}
		}
	}
	given := j.Given.Addresses
	if len(given.To) > 0 {
		to = given.To
	}
	return formAnswers, cmp.Or(given.From, from), to
}

// formAnswer returns the answer of a cell to a question, which it names in the row, too, because Entry.place searches it there. ok is false
// for a word that is taken for none, an answer that another row of the letter has given, and one with a problem.
func (j *Job) formAnswer(e *Entry, row int, c column, a *answers.Answer) (answer answers.Answer, ok bool) {
	q := j.question(c.field)
	name, isShared := j.questionOf(e, row, c.field)
	a.Name = name
	if isMachineWord(q, a.Text, j.reading()) {
		e.emptied = append(e.emptied, *a)
		return answers.Answer{}, false
	}
	if isShared && j.isRepeated(e, row, c, *a) {
		return answers.Answer{}, false
	}
	answer = *a
	number, exact := withoutPoint(q, a.Text)
	if answer.Text = number; !exact {
		e.refuse(a.Name, CodeInexact, a.Text, nil)
	}
	return answer, exact
}

// addresses returns the addresses in an answer of a row, without duplicates.
func (j *Job) addresses(e *Entry, row int, c column, a *answers.Answer) []string {
	a.Name = c.role // because Entry.place searches it
	if isMachineWord(&letter.Field{Spec: field.Spec{Type: field.Email}}, a.Text, j.reading()) {
		e.emptied = append(e.emptied, *a)
		return nil
	}
	if row > 0 && j.isRepeated(e, row, c, *a) {
		return nil
	}
	if field.Nothing(a.Text) && !j.RequireAddresses {
		e.refuse(c.role, CodeNoAnswer, a.Text, nil)
		return nil
	}
	var all []string
	for _, text := range field.Addresses(a.Text) {
		v, err := field.Spec{Type: field.Email}.Parse(text, field.Reading{})
		switch {
		case err != nil:
			e.addFault(answers.Fault{At: a.At, Name: a.Name, Problem: field.AsProblem(err)})
		case !slices.Contains(all, v.Answer()):
			all = append(all, v.Answer())
		}
	}
	return all
}

// question returns the question of a column.
func (j *Job) question(name string) *letter.Field {
	for i := range j.Template.Fields {
		if j.Template.Fields[i].Name == name {
			return &j.Template.Fields[i]
		}
	}
	if q, ok := j.Template.Find(name); ok { // of a record after the first
		return &q
	}
	panic("batch: a column answers no question: " + name)
}
