package batch

import (
	"fmt"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// read makes of a row what it makes by itself. Several goroutines call it.
func (j *Job) read(row answers.Row) *Entry {
	e := &Entry{Row: row, Form: drafts.NewForm(j.Template, field.Reading{Now: j.Now, Absolute: true})}
	ragged := false
	for _, f := range row.Faults {
		switch {
		case f.Problem.Code == answers.CodeTableRagged: // it is about no cell
			f.Name, ragged = "", true
		case !j.Columns[f.Name].read():
			continue
		default:
			f.Name = j.Columns.name(f.Name)
		}
		if f.Problem.Code == answers.CodeTableBoolean && j.asksYesNo(f.Name) {
			continue
		}
		e.fault(f)
	}
	set, from, to := j.sort(e)
	for _, f := range e.Form.Fill(set) {
		if e.refused(f.Name) { // the table knows more of it
			continue
		}
		f.Problem = j.nothing(f)
		if j.asks(f.Name, field.Datetime) {
			f.Problem = dayCount(row, f.Problem)
		}
		e.fault(f)
	}
	e.Values = e.Form.Values()
	j.texts(e)
	sheet := j.Template.Sheet(e.Values, j.Now)
	facts := sheet.Facts()
	if !ragged { // what is missing is in the wrong column
		j.missing(e, sheet)
	}
	e.Files = paths(facts)
	j.checkFiles(e, facts)
	if b, q, ok := e.Form.Becoming(); ok {
		e.refuse(q.Name, CodeBecomes, b.Option, map[string]any{"Kind": b.Kind})
	}
	if j.Addressed && len(to) == 0 && !e.refused(RoleTo) {
		e.refuse(RoleTo, CodeNobody, "", nil)
	}
	for _, c := range sheet.Findings() {
		if c.Level == letter.Stop {
			e.Problems = append(e.Problems, e.finding(c))
		}
	}
	if ragged || e.RefusedFor(CodeMissing) {
		if name, ok := total(row.Cells); ok { // what it lacks is beside the point
			e.Problems = nil
			e.refuse("", CodeTotal, name, nil)
		}
	}
	if e.Good() {
		e.Envelope = j.Envelope(from, to, e.Values)
		if j.Addressed && e.Envelope.From == nil {
			e.refuse(RoleFrom, CodeNoSender, "", nil)
		}
		if j.Name != nil {
			e.Name = j.Name.name(e.Values, row.Number)
		}
		e.key = j.digest("key", key(j.Template, e, facts))
		e.Payment = e.readPayment()
		if alike := e.Payment.Alike(); alike != "" {
			e.payment = j.digest("payment", alike)
		}
	}
	return e
}

// total tells whether the first cell of a row that is not blank says that the row sums up others, and gives the cell.
func total(cells []string) (name string, ok bool) {
	first := slices.IndexFunc(cells, func(cell string) bool { return !field.Blank(cell) })
	if first < 0 {
		return "", false
	}
	name = strings.TrimSpace(cells[first])
	switch strings.ToLower(strings.TrimRight(strings.Join(strings.Fields(name), ""), ":：")) {
	case "合计", "总计", "小计", "共计", "总共", "total", "subtotal", "grandtotal", "sum":
		return name, true
	}
	return "", false
}

// asks tells whether a question is there and wants this kind of answer.
func (j *Job) asks(question string, kind field.Type) bool {
	q, ok := j.Template.Find(question)
	return ok && q.Type == kind
}

// asksYesNo reports whether the answer to a question may be yes or no.
func (j *Job) asksYesNo(question string) bool {
	q, ok := j.Template.Find(question)
	return ok && q.YesNo()
}

// dayCount gives what is wrong with a date: that it is a number without the format of a date, if it is one.
func dayCount(row answers.Row, p *field.Problem) *field.Problem {
	text, _ := p.Args["Value"].(string)
	if date, ok := answers.DayCount(text, row.From1904); ok {
		return field.NewProblem(CodeDayCount, text, map[string]any{"Read": date})
	}
	return p
}

// sort takes the envelope, and what is not read, out of a row's answers, and gives the others the names of their questions.
func (j *Job) sort(e *Entry) (set []answers.Answer, from string, to []string) {
	set = make([]answers.Answer, 0, len(e.Row.Answers))
	for i, a := range e.Row.Answers {
		column, ok := j.Columns[a.Name]
		switch {
		case !ok || !column.read(): // refused with the header, or passed over
		case column.field != "":
			a.Name = column.field
			e.Row.Answers[i] = a // for at
			set = append(set, a)
		case column.role == RoleTo:
			to = append(to, j.addresses(e, i, RoleTo)...)
		case column.role == RoleFrom:
			all := j.addresses(e, i, RoleFrom)
			if len(all) > 1 {
				e.fault(answers.Fault{At: a.At, Name: RoleFrom, Problem: field.NewProblem(CodeSeveral, a.Text, nil)})
			}
			from = strings.Join(all[:min(1, len(all))], "")
		}
	}
	return set, from, to
}

// addresses reads the addresses of a row's answer, none twice.
func (j *Job) addresses(e *Entry, i int, role string) []string {
	a := &e.Row.Answers[i]
	a.Name = role // for at
	if field.Nothing(a.Text) && !j.Addressed {
		e.refuse(role, CodeNothing, a.Text, nil)
		return nil
	}
	var all []string
	for _, text := range field.Addresses(a.Text) {
		v, err := field.Spec{Type: field.Email}.Parse(text, field.Reading{})
		switch {
		case err != nil:
			e.fault(answers.Fault{At: a.At, Name: a.Name, Problem: field.AsProblem(err)})
		case !slices.Contains(all, v.Answer()):
			all = append(all, v.Answer())
		}
	}
	return all
}

// nothing gives what is wrong with an answer. One that only says that there is none belongs into no cell, where that may
// be empty; what is wrong with it as a number or a time would be beside the point. An option that it may be a slip of is not.
func (j *Job) nothing(f answers.Fault) *field.Problem {
	q, ok := j.Template.Find(f.Name)
	text := fmt.Sprint(f.Problem.Args["Value"])
	near, _ := f.Problem.Args["Nearest"].(string)
	switch {
	case !ok || near != "" || !field.Nothing(text):
		return f.Problem
	case q.Optional:
		return field.NewProblem(CodeNothing, text, nil)
	case q.Type == field.Text || q.Type == field.Multiline:
		return field.NewProblem(CodeMissing, text, nil)
	}
	return f.Problem
}

// texts refuses what any text may be and no letter should say: that there is no answer, and labels where only an ID is asked.
func (j *Job) texts(e *Entry) {
	for i := range j.Template.Fields {
		q := &j.Template.Fields[i]
		text, ok := e.Values[q.Name].(field.TextValue)
		switch {
		case !ok:
		case field.Nothing(string(text)) && q.Optional:
			e.refuse(q.Name, CodeNothing, string(text), nil)
		case field.Nothing(string(text)):
			e.refuse(q.Name, CodeMissing, string(text), nil)
		case q.Type == field.Text && slices.Contains(q.Shape, field.DouyinID) && strings.ContainsAny(string(text), ":："):
			e.refuse(q.Name, CodeLabelled, string(text), nil)
		}
	}
}

// missing refuses a row without what a letter needs. A question whose answer was refused is not missing too.
func (j *Job) missing(e *Entry, sheet *letter.Sheet) {
	for i := range j.Template.Fields {
		q := &j.Template.Fields[i]
		if !q.Optional && e.Values[q.Name] == nil && !e.refused(q.Name) && sheet.Holds(q.When) {
			e.refuse(q.Name, CodeMissing, "", nil)
		}
	}
}

func (j *Job) checkFiles(e *Entry, facts []letter.Fact) {
	if len(e.Files) == 0 || j.Files == nil {
		return
	}
	for _, p := range j.Files(e.Files) {
		name := ""
		for _, f := range facts {
			if files, ok := f.Value.(field.FilesValue); ok && slices.Contains(files, p.Path) {
				name = f.Field.Name
			}
		}
		e.fault(answers.Fault{At: e.at(name), Name: name, Problem: p.Problem})
	}
}

// paths are the files that a letter names.
func paths(facts []letter.Fact) []string {
	var all []string
	for _, f := range facts {
		if files, ok := f.Value.(field.FilesValue); ok {
			all = append(all, files...)
		}
	}
	return all
}

// key tells what a letter is about. Where there are order numbers they tell it alone: one order belongs to one account, and
// with another it is a slip, as it is in a second row for another recipient: one cell takes several.
func key(t *letter.Template, e *Entry, facts []letter.Fact) string {
	var b strings.Builder
	for _, f := range facts {
		if f.Field.OrderNumber() {
			b.WriteString(f.Field.Name + "=" + strings.ToUpper(f.Value.Answer()) + "\n")
		}
	}
	if b.Len() == 0 {
		return drafts.Key(t, e.Values)
	}
	return b.String()
}

// Remarks are what is to be said of a good row: what looks wrong in it, what of it is not used, and the checks of the
// template.
func (j *Job) Remarks(e *Entry) []Finding {
	var remarks []Finding
	sheet := j.Template.Sheet(e.Values, j.Now)
	for _, d := range e.Form.Doubts() {
		remarks = append(remarks, Finding{Row: e.Row.Number, At: e.at(d.Field.Name), Field: d.Field.Name, Problem: d.Problem})
	}
	for _, d := range e.Row.Doubts {
		if !j.Columns[d.Name].read() {
			continue
		}
		name := j.Columns.name(d.Name)
		if !slices.ContainsFunc(remarks, func(f Finding) bool { return f.Field == name }) { // which knows more of it
			remarks = append(remarks, Finding{Row: e.Row.Number, At: d.At, Field: name, Problem: d.Problem})
		}
	}
	for _, q := range e.Form.Unused() {
		for _, a := range e.Row.Answers {
			if a.Name == q.Name {
				remarks = append(remarks, Finding{
					Row: e.Row.Number, At: a.At, Field: q.Name, Problem: field.NewProblem(CodeUnused, a.Text, nil),
				})
			}
		}
	}
	if e.samePayment != 0 {
		remarks = append(remarks, e.samePaymentRemark())
	}
	if j.Earlier != nil && e.Before == nil {
		remarks = append(remarks, j.Earlier(e)...)
	}
	for _, c := range sheet.Findings() {
		remarks = append(remarks, e.finding(c))
	}
	return remarks
}

func (e *Entry) finding(c letter.Check) Finding {
	return Finding{Row: e.Row.Number, At: e.at(c.Field), Field: c.Field, Check: &c}
}
