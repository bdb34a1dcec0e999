package batch

import (
	"slices"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Entry is a row, and the letter that it asks for as far as there is one.
type Entry struct {
	Row      answers.Row
	Form     *drafts.Form
	Values   letter.Values // the answers that count
	Envelope drafts.Envelope
	Files    []string
	Name     string // of its file, without the ending
	// Problems say why there is no letter; of a good row there are none.
	Problems []Finding
	// Remarks are those of Job.Remarks, once it was checked.
	Remarks []Finding
	// Payment is what a good row says of one.
	Payment drafts.Payment
	// Before is that of Job.Before, once it was checked.
	Before error

	key         uint64 // the digest of what the letter is about
	payment     uint64 // the digest of its payment; 0 if that is not known
	samePayment int    // an earlier row with the same payment; 0 if there is none
}

// Good tells whether a letter can be written.
func (e *Entry) Good() bool { return len(e.Problems) == 0 }

// Finding is something to be said of a row: of an answer, or by a check of the template.
type Finding struct {
	Row     int
	At      answers.Place
	Field   string         // the name of the question; "" where it is about the whole row
	Problem *field.Problem // nil where Check is not
	Check   *letter.Check
}

// readPayment is what the row says of one.
func (e *Entry) readPayment() drafts.Payment {
	return drafts.PaymentOf(e.Form.Template(), func(name string) string {
		if v := e.Values[name]; v != nil {
			return v.Answer()
		}
		return ""
	})
}

// samePaymentRemark is the remark on a row with the payment of an earlier one.
func (e *Entry) samePaymentRemark() Finding {
	return Finding{Row: e.Row.Number, At: e.Row.At, Problem: field.NewProblem(CodeAlike, "", map[string]any{"First": e.samePayment})}
}

// at is the place of an answer; of the row where it has no such cell.
func (e *Entry) at(question string) answers.Place {
	for _, a := range e.Row.Answers {
		if question != "" && a.Name == question {
			return a.At
		}
	}
	return e.Row.At
}

func (e *Entry) fault(f answers.Fault) {
	e.Problems = append(e.Problems, Finding{Row: e.Row.Number, At: f.At, Field: f.Name, Problem: f.Problem})
}

// refuse notes what is wrong with an answer, or with the row where question is "".
func (e *Entry) refuse(question, code, text string, args map[string]any) {
	e.fault(answers.Fault{At: e.at(question), Name: question, Problem: field.NewProblem(code, text, args)})
}

// refused tells whether an answer was refused already.
func (e *Entry) refused(question string) bool {
	for _, p := range e.Problems {
		if p.Field == question {
			return true
		}
	}
	return false
}

// RefusedFor tells whether a problem of the row has a code.
func (e *Entry) RefusedFor(code string) bool {
	return slices.ContainsFunc(e.Problems, func(f Finding) bool { return f.Problem != nil && f.Problem.Code == code })
}
