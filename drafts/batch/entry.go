package batch

import (
	"slices"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Entry is what makes a letter: a row, or with Job.GroupBy a group of rows, with the answers, addresses and files that were read from it.
type Entry struct {
	Row      answers.Row   // the first
	Rows     []answers.Row // all of them
	Form     *drafts.Form
	Values   letter.Values // without the answers that are not used
	Envelope drafts.Envelope
	Files    []string
	Name     string // of its file, without the ending
	// Problems say why no letter can be written; a good row has none.
	Problems []Finding
	// Remarks are the remarks on a good row. Only Check sets it.
	Remarks []Finding
	// AlreadySent is the letter of a good row that was sent, or may have been. Only Check sets it, with Job.Send.
	AlreadySent *AlreadySentError

	// NoRow says that the row is none of the table's: it sums up others, say. It has no problems, and is not good.
	NoRow bool

	before  []int            // the number of records in the rows before each; nil for a single row
	keys    []rowKey         // of a good row
	emptied []answers.Answer // that are taken for none, under the names of their questions or roles
}

// Good reports whether a letter can be written.
func (e *Entry) Good() bool { return len(e.Problems) == 0 && !e.NoRow }

// Finding is a problem of a row or a remark on it. Either Problem or Check is set.
type Finding struct {
	Row     int
	At      answers.Place
	Field   string // the name of a question, or the role of a column; "" if the finding is about the whole row
	Problem *field.Problem
	Check   *letter.Check // a check of the template that applies
}

// rowKey is a key of a row, with the digests by which it is compared with other rows.
type rowKey struct {
	drafts.Key
	row    int // the number of the row that has it
	digest uint64
	// counterpart is the digest of the other keys that match: for the payment of a row with an order number, that of a row without
	// one, and the reverse. It is 0 if there are none.
	counterpart uint64
}

// Keys returns the dedup keys of a good row.
func (e *Entry) Keys() []drafts.Key {
	keys := make([]drafts.Key, len(e.keys))
	for i, k := range e.keys {
		keys[i] = k.Key
	}
	return keys
}

// LastRow returns the number of the last row of the letter.
func (e *Entry) LastRow() int { return e.Rows[len(e.Rows)-1].Number }

// place returns the place of an answer, or of its row if that has no answer to the question.
func (e *Entry) place(question string) answers.Place {
	if a := e.answer(question); a != nil && question != "" {
		return a.At
	}
	if _, record, _, ok := e.Form.Template().ParsePath(question); ok {
		return e.Rows[e.rowOfRecord(record)].At
	}
	return e.Row.At
}

// answer returns the first answer to a question; nil if there is none.
func (e *Entry) answer(question string) *answers.Answer {
	for i := range e.Rows {
		for k := range e.Rows[i].Answers {
			if a := &e.Rows[i].Answers[k]; a.Name == question {
				return a
			}
		}
	}
	return nil
}

// rowOfRecord returns the index of the row that has a record.
func (e *Entry) rowOfRecord(record int) int {
	row := 0
	for i, before := range e.before {
		if before < record {
			row = i
		}
	}
	return row
}

// rowAt returns the number of the row that a place is in.
func (e *Entry) rowAt(at answers.Place) int {
	number := e.Row.Number
	for i := 1; i < len(e.Rows) && e.Rows[i].At.Line <= at.Line; i++ {
		number = e.Rows[i].Number
	}
	return number
}

// addFault adds a fault to the problems of the row.
func (e *Entry) addFault(f answers.Fault) {
	e.Problems = append(e.Problems, Finding{Row: e.rowAt(f.At), At: f.At, Field: f.Name, Problem: f.Problem})
}

// refuse adds a problem with an answer, or with the whole row if question is "".
func (e *Entry) refuse(question, code, text string, args map[string]any) {
	e.addFault(answers.Fault{At: e.place(question), Name: question, Problem: field.NewProblem(code, text, args)})
}

// refused reports whether there is a problem with an answer.
func (e *Entry) refused(question string) bool {
	for _, p := range e.Problems {
		if p.Field == question {
			return true
		}
	}
	return false
}

// HasProblem reports whether one of the row's problems has a code.
func (e *Entry) HasProblem(code string) bool {
	return slices.ContainsFunc(e.Problems, func(f Finding) bool { return f.Problem != nil && f.Problem.Code == code })
}
