package batch

import (
	"slices"
	"strings"

	"golang.org/x/text/width"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// machineWords are what programs write where there is no value, in lower case.
var machineWords = []string{
	"null", "(null)", "<null>", "[null]", `\n`, "none", "nil", "undefined", "unknown", "nan", "nat", "<na>", "n/a", "-", "--", "---", "—", "——",
}

// isMachineWord reports whether an answer to a question is a word that a program wrote because it had none. A 0 is one only where no
// answer can be 0: a lookup in a spreadsheet makes it of a blank cell. Nan and Nat are names.
func isMachineWord(q *letter.Field, text string, r field.Reading) bool {
	const longest = 40 // bytes, of undefined in full-width letters with blanks around it
	if len(text) > longest {
		return false
	}
	text = strings.TrimSpace(text)
	folded := strings.ToLower(width.Fold.String(text))
	whole, decimals, _ := strings.Cut(folded, ".")
	if whole == "0" && strings.Trim(decimals, "0") == "" {
		return !slices.Contains([]field.Type{field.Choice, field.YesNo, field.Money, field.Age}, q.Type)
	}
	if !slices.Contains(machineWords, folded) || (folded == "nan" || folded == "nat") && text[0] == 'N' && text[1:] == folded[1:] {
		return false
	}
	if q.Type == field.Choice { // an option may be called unknown
		_, err := q.Parse(text, r)
		return err != nil
	}
	return true
}

// withoutPoint returns a number without the .0 that programs add to whole numbers; exact is false if they may have changed its last digits
// before. It changes no other text.
func withoutPoint(q *letter.Field, text string) (number string, exact bool) {
	const digits = 15 // that programs keep
	if !strings.HasSuffix(strings.TrimSpace(text), "0") {
		return text, true
	}
	isNumber := q.Type == field.Number || q.Type == field.Phone || q.Type == field.Text && slices.Contains(q.Shape, field.DouyinID)
	whole, zeros, found := strings.Cut(strings.TrimSpace(text), ".")
	if !isNumber || !found || whole == "" || zeros == "" || strings.Trim(zeros, "0") != "" || strings.Trim(whole, "0123456789") != "" {
		return text, true
	}
	return whole, len(whole) <= digits
}

// wasEmptied returns the answer to a question that is taken for none; "" if there is no such answer.
func (e *Entry) wasEmptied(question string) (text string) {
	for _, a := range e.emptied {
		if a.Name == question {
			return a.Text
		}
	}
	return ""
}

// emptiedRemarks returns a remark on each answer that is taken for none.
func (e *Entry) emptiedRemarks() []Finding {
	var remarks []Finding
	for _, a := range e.emptied {
		remarks = append(remarks, Finding{Row: e.rowAt(a.At), At: a.At, Field: a.Name, Problem: field.NewProblem(CodeMachineWord, a.Text, nil)})
	}
	return remarks
}

// isNoRow reports whether a row with problems is none that is to become a letter: it sums up others, repeats the header, or has nothing
// that every letter needs, as a footer or a blank form. A row that is half filled is one, and its problems are told; so is a row of a group.
func (j *Job) isNoRow(e *Entry, ragged bool) bool {
	if len(e.Rows) > 1 {
		return false
	}
	if (ragged || e.HasProblem(CodeMissing)) && isTotal(e.Row.Cells) || j.repeatsHeader(e.Row) {
		return true
	}
	needed, filled := 0, 0
	for _, q := range (Header{Template: j.Template}).required() {
		if j.Given.replaces(column{field: q.Name}) {
			continue
		}
		needed++
		v := e.Values[q.Name]
		if v != nil && !e.refused(q.Name) && len(q.Doubts(v)) == 0 {
			return false
		}
		if j.isFilled(e.Row, q.Name) {
			filled++
		}
	}
	return 2*filled < needed
}

// isFilled reports whether a row has an answer to a question, which may be unreadable.
func (j *Job) isFilled(row answers.Row, question string) bool {
	return slices.ContainsFunc(row.Answers, func(a answers.Answer) bool { return a.Name == question }) ||
		slices.ContainsFunc(row.Faults, func(f answers.Fault) bool { return j.Columns.Question(f.Name) == question })
}

// repeatsHeader reports whether the cells of a row are the names of their columns, as at the top of each printed page.
func (j *Job) repeatsHeader(row answers.Row) bool {
	const least = 2 // one cell may be an answer
	if len(row.Answers) < least {
		return false
	}
	return !slices.ContainsFunc(row.Answers, func(a answers.Answer) bool {
		c, known := j.Columns[strings.TrimSpace(a.Text)]
		return !known || a.Name != strings.TrimSpace(a.Text) && a.Name != c.field && a.Name != c.role
	})
}

// isTotal reports whether the first cell that is not blank says that a row sums up others.
func isTotal(cells []string) bool {
	first := slices.IndexFunc(cells, func(cell string) bool { return !field.Blank(cell) })
	if first < 0 {
		return false
	}
	switch strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(cells[first]), ""), ":：")) {
	case "合计", "总计", "小计", "共计", "总共", "total", "subtotal", "grandtotal", "sum":
		return true
	}
	return false
}
