package batch

import (
	"fmt"
	"slices"
	"strings"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// readRows reads and checks the rows of one letter without regard to other letters. It is safe for concurrent use.
func (j *Job) readRows(rows []answers.Row) *Entry {
	e := &Entry{Row: rows[0], Rows: rows, Form: drafts.NewForm(j.Template, j.reading())}
	if len(rows) > 1 && !j.countRecords(e) {
		return e
	}
	ragged := false
	for i := range rows {
		ragged = j.readFaults(e, i) || ragged
	}
	formAnswers, from, to := j.splitColumns(e)
	for _, f := range e.Form.Fill(formAnswers) {
		if e.refused(f.Name) { // the problem that the table found is more exact
			continue
		}
		f.Problem = j.noAnswerProblem(f)
		if q, ok := j.Template.Find(f.Name); ok && q.Type == field.Datetime {
			f.Problem = dayCountProblem(e.Row, f.Problem)
		}
		e.addFault(f)
	}
	e.Values = e.Form.Values()
	j.checkTexts(e)
	sheet := j.Template.Sheet(e.Values, j.Now)
	facts := sheet.Facts()
	if !ragged { // in a ragged row the missing answers are probably in other columns
		j.checkMissing(e, sheet)
	}
	e.Files = filePaths(facts)
	j.checkFiles(e, facts)
	if b, q, ok := e.Form.Switch(); ok {
		e.refuse(q.Name, CodeOtherKind, b.Option, map[string]any{"Kind": b.Kind})
	}
	if j.RequireAddresses && len(to) == 0 && !e.refused(RoleTo) {
		e.refuse(RoleTo, CodeNoRecipient, "", nil)
	}
	for _, c := range e.Form.Findings() {
		if c.Level == letter.Stop {
			e.Problems = append(e.Problems, e.finding(c))
		}
	}
	if !e.Good() && j.isNoRow(e, ragged) {
		e.NoRow, e.Problems = true, nil
	}
	if e.Good() {
		j.complete(e, from, to)
	}
	return e
}

// readFaults adds the faults that the table found in a row of a letter, and reports whether the row is ragged.
func (j *Job) readFaults(e *Entry, row int) (ragged bool) {
	for _, f := range e.Rows[row].Faults {
		switch {
		case f.Problem.Code == answers.CodeTableRagged: // it is about the row, not about a cell
			f.Name, ragged = "", true
		case !j.Columns[f.Name].isRead():
			continue
		default:
			f.Name, _ = j.questionOf(e, row, j.Columns.name(f.Name))
		}
		if f.Problem.Code == answers.CodeTableBoolean && j.asksYesNo(f.Name) {
			continue
		}
		e.addFault(f)
	}
	return ragged
}

// complete gives a good row its envelope, the name of its file, and the digests by which it is compared with other rows.
func (j *Job) complete(e *Entry, from string, to []string) {
	if from == "" {
		from = j.Sender
	}
	e.Envelope = drafts.NewEnvelope(from, to, e.Values)
	if j.RequireAddresses && e.Envelope.From == nil {
		e.refuse(RoleFrom, CodeNoSender, "", nil)
	}
	if j.Name != nil {
		e.Name = j.Name.name(e.Values, e.Row.Number)
	}
	for _, k := range drafts.RecordKeys(j.Template, e.Values) {
		e.keys = append(e.keys, j.rowKey(k.Key, e.Rows[e.rowOfRecord(k.Record)].Number))
	}
}

// rowKey returns a key of a row with its digests. In one table an order number counts without the account, because an order belongs to
// one account.
func (j *Job) rowKey(k drafts.Key, row int) rowKey {
	key := rowKey{Key: k, row: row}
	switch {
	case k.Kind == drafts.KeyOrder:
		key.digest = j.digest("order", k.Text[strings.LastIndexByte(k.Text, '\n'):])
	case k.Kind == drafts.KeyOther:
		key.digest = j.digest("other", k.Text)
	case k.Numbered:
		key.digest, key.counterpart = j.digest("numbered", k.Text), j.digest("payment", k.Text)
	default:
		key.digest, key.counterpart = j.digest("payment", k.Text), j.digest("numbered", k.Text)
	}
	return key
}

// asksYesNo reports whether the answer to a question may be yes or no.
func (j *Job) asksYesNo(question string) bool {
	q, ok := j.Template.Find(question)
	return ok && q.YesNo()
}

// dayCountProblem returns a CodeDayCount problem in place of p if the refused date is a spreadsheet's day number.
func dayCountProblem(row answers.Row, p *field.Problem) *field.Problem {
	text, _ := p.Args["Value"].(string)
	if date, ok := answers.DayCount(text, row.From1904); ok {
		return field.NewProblem(CodeDayCount, text, map[string]any{"Read": date})
	}
	return p
}

// noAnswerProblem returns the problem of f, or, if the answer is a word for "none", a problem that says so: that such a word is
// not a number or a date does not help. If the word may be a misspelt option, the problem of f is kept.
func (j *Job) noAnswerProblem(f answers.Fault) *field.Problem {
	q, ok := j.Template.Find(f.Name)
	text := fmt.Sprint(f.Problem.Args["Value"])
	nearest, _ := f.Problem.Args["Nearest"].(string)
	switch {
	case !ok || nearest != "" || !field.Nothing(text):
		return f.Problem
	case q.Optional:
		return field.NewProblem(CodeNoAnswer, text, nil)
	case q.Type == field.Text || q.Type == field.Multiline:
		return field.NewProblem(CodeMissing, text, nil)
	}
	return f.Problem
}

// checkTexts refuses texts that are valid and must not be in a letter.
func (j *Job) checkTexts(e *Entry) {
	questions := e.Form.Questions()
	for i := range questions {
		q := &questions[i]
		if p := textProblem(q, e.Values[q.Name]); p != nil {
			e.addFault(answers.Fault{At: e.place(q.Name), Name: q.Name, Problem: p})
		}
	}
}

// textProblem returns why a valid text must not be in a letter: it is a word for "none", or an ID with a label. It returns nil if
// nothing is wrong.
func textProblem(q *letter.Field, v field.Value) *field.Problem {
	value, ok := v.(field.TextValue)
	text := string(value)
	switch {
	case !ok:
	case field.Nothing(text) && q.Optional:
		return field.NewProblem(CodeNoAnswer, text, nil)
	case field.Nothing(text):
		return field.NewProblem(CodeMissing, text, nil)
	case q.Type == field.Text && slices.Contains(q.Shape, field.DouyinID) && strings.ContainsAny(text, ":："):
		return field.NewProblem(CodeHasLabel, text, nil)
	}
	return nil
}

// checkMissing adds a problem for each required answer that is missing. An answer that was refused is not reported as missing.
func (j *Job) checkMissing(e *Entry, sheet *letter.Sheet) {
	questions := e.Form.Questions()
	for i := range questions {
		q := &questions[i]
		if !q.Optional && e.Values[q.Name] == nil && !e.refused(q.Name) && sheet.Holds(q.When) {
			e.refuse(q.Name, CodeMissing, e.wasEmptied(q.Name), nil)
		}
	}
}

// checkFiles adds the problems of the row's files.
func (j *Job) checkFiles(e *Entry, facts []letter.Fact) {
	for _, p := range j.fileProblems(e.Files) {
		name := ""
		for _, f := range facts {
			if files, ok := f.Value.(field.FilesValue); ok && slices.Contains(files, p.Path) {
				name = f.Field.Name
			}
		}
		e.addFault(answers.Fault{At: e.place(name), Name: name, Problem: p.Problem})
	}
}

// fileProblems returns the files that cannot be sent.
func (j *Job) fileProblems(paths []string) []attach.Problem {
	if j.Evidence != nil {
		return attach.Check(paths, j.Evidence, j.KeepMetadata)
	}
	var problems []attach.Problem
	for _, path := range paths {
		problems = append(problems, attach.Problem{Path: path, Problem: field.NewProblem("file.no_root", path, nil)})
	}
	return problems
}

// filePaths returns the paths of the files that a letter names.
func filePaths(facts []letter.Fact) []string {
	var all []string
	for _, f := range facts {
		if files, ok := f.Value.(field.FilesValue); ok {
			all = append(all, files.Paths()...)
		}
	}
	return all
}

// Remarks returns the remarks on a good row: doubtful answers, answers that are not used, and the findings of the template's checks.
func (j *Job) Remarks(e *Entry) []Finding {
	var remarks []Finding
	for _, d := range e.Form.Doubts() {
		at := e.place(d.Field.Name)
		remarks = append(remarks, Finding{Row: e.rowAt(at), At: at, Field: d.Field.Name, Problem: d.Problem})
	}
	for row := range e.Rows {
		for _, d := range e.Rows[row].Doubts {
			if !j.Columns[d.Name].isRead() {
				continue
			}
			name, _ := j.questionOf(e, row, j.Columns.name(d.Name))
			if !slices.ContainsFunc(remarks, func(f Finding) bool { return f.Field == name }) { // the form's doubt is more exact
				remarks = append(remarks, Finding{Row: e.Rows[row].Number, At: d.At, Field: name, Problem: d.Problem})
			}
		}
	}
	remarks = append(remarks, j.replacedRemarks(e)...)
	remarks = append(remarks, e.emptiedRemarks()...)
	for _, q := range e.Form.Unused() {
		at, text := e.Row.At, ""
		if given := j.Given.answer(&q); given != nil {
			text = given.Text
		} else if a := e.answer(q.Name); a != nil {
			at, text = a.At, a.Text
		}
		remarks = append(remarks, Finding{Row: e.rowAt(at), At: at, Field: q.Name, Problem: field.NewProblem(CodeUnused, text, nil)})
	}
	for _, c := range e.Form.Findings() {
		remarks = append(remarks, e.finding(c))
	}
	return remarks
}

func (e *Entry) finding(c letter.Check) Finding {
	at := e.place(c.Field)
	return Finding{Row: e.rowAt(at), At: at, Field: c.Field, Check: &c}
}
