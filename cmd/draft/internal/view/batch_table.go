package view

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Table words what is found in the table of a batch.
type Table struct {
	View     *View
	Job      *batch.Job
	Name     string      // of the table, in words
	Object   TableObject // how the table was read
	Problems string      // the file for the rows to correct; "" if there is none
}

// ReadHeader records how the table was read: its encoding and its sheet, which may be the wrong ones.
func (t *Table) ReadHeader(read *answers.Table) {
	t.Object.Encoding, t.Object.Sheet, t.Object.Others = read.Encoding(), read.Sheet(), read.OtherSheets()
	if row, above := read.HeaderRow(); above > 0 {
		t.Object.HeaderRow = row
	}
	for _, name := range read.HiddenColumns() {
		if t.Job.Columns.IsRead(name) {
			t.Object.HiddenColumns = append(t.Object.HiddenColumns, name)
		}
	}
	switch read.Separator() {
	case "":
		t.Object.Encoding += " " + read.Sheet()
	case ",":
	case "\t":
		t.Object.Encoding += " TAB"
	default:
		t.Object.Encoding += " " + read.Separator()
	}
}

// ReadError returns an error with the words for why the table cannot be read.
func (t *Table) ReadError(err error) error {
	var header *batch.HeaderError
	var faults answers.Faults
	var none *answers.NoSheetError
	var nobody *batch.NoRowError
	var cut *batch.CutGroupError
	var path *fs.PathError
	switch {
	case errors.As(err, &header):
		return t.HeaderError(header.Err)
	case errors.Is(err, batch.ErrIsFolder):
		return Fail("batch.folder", lang.Args{"Path": t.Name}, nil)
	case errors.Is(err, batch.ErrChanged):
		return Fail("batch.changed", lang.Args{"Path": t.Name}, nil)
	case errors.As(err, &path) && path.Path != t.Name: // the temporary file of batch.Job
		return Fail("error.write", lang.Args{"Path": path.Path}, err)
	case errors.As(err, &none):
		return t.sheetError(none)
	case errors.Is(err, answers.ErrEncoding):
		return Usage("usage.encoding", nil, "draft batch")
	case errors.As(err, &nobody):
		return t.whereError(nobody)
	case errors.As(err, &cut):
		return Usage("usage.rows_cut", lang.Args{"Value": cut.Value, "First": cut.First, "Last": cut.Last, "Next": cut.Last + 1}, "draft batch")
	case errors.As(err, &faults) && faults[0].Problem.Code == batch.CodeGroupApart:
		return &AnswersError{Template: t.Job.Template, Faults: faults, Title: "batch.apart", Hint: "hint.sort"}
	case errors.As(err, &faults):
		return &AnswersError{Template: t.Job.Template, Faults: faults, Hint: tableHint(faults[0].Problem)}
	}
	return Fail("error.read", lang.Args{"Path": t.Name}, err)
}

// tableHint returns the hint for a table that cannot be read: to save it as another kind of file, unless that would not
// help.
func tableHint(p *field.Problem) string {
	switch found := p.Args["Found"]; found {
	case answers.FoundXLS, answers.FoundXLSB, answers.FoundXML, answers.FoundOpenDocument, answers.FoundUOF, answers.FoundSYLK,
		answers.FoundDIF:
		return "hint.table_convert"
	case answers.FoundGzip:
		return "hint.table_gz"
	case answers.FoundJSON:
		return "hint.table_json"
	case nil, answers.FoundEncrypted, answers.FoundSpecial:
	default:
		return "hint.table_new"
	}
	switch p.Code {
	case answers.CodeTableMerged, answers.CodeTableHeaderTwice, answers.CodeTableFormat:
		return "hint.table_mend"
	case answers.CodeTableEmpty:
		return "hint.table_new"
	}
	return "hint.table"
}

// EncodingError returns an error about an encoding that nothing confirms, with a cell that it was used for.
func (t *Table) EncodingError(d *batch.EncodingDoubt) error {
	encoding, _, _ := strings.Cut(t.Object.Encoding, " ")
	return &AnswersError{Template: t.Job.Template, Hint: "hint.encoding", Faults: answers.Faults{{
		At: d.At, Name: d.Field, Problem: field.NewProblem(batch.CodeEncoding, d.Text, map[string]any{"Encoding": encoding}),
	}}}
}

// sheetError returns an error about a sheet that the table does not have.
func (t *Table) sheetError(none *answers.NoSheetError) error {
	id := "usage.sheet_unknown"
	if len(none.Sheets) == 0 {
		id = "usage.sheet_text"
	}
	return Usage(id, lang.Args{
		"Value": none.Sheet, "Path": t.Name, "Nearest": field.Nearest(none.Sheet, none.Sheets), "Known": join(t.View, none.Sheets),
	}, "draft batch")
}

// whereError returns an error about conditions that no row meets.
func (t *Table) whereError(e *batch.NoRowError) error {
	c := e.Condition
	if c.Column == "" {
		return Usage("usage.where_none", lang.Args{"Rows": t.Job.Rows != batch.Range{}, "Several": len(t.Job.Where) > 1}, "draft batch")
	}
	known := make([]string, len(e.Values))
	for i, value := range e.Values {
		known[i] = field.Excerpt(value)
	}
	return Usage("usage.where_value", lang.Args{
		"Column": c.Column, "Value": c.Value, "Nearest": field.Nearest(c.Value, e.Values), "Known": join(t.View, known), "More": e.More,
		"Rows": t.Job.Rows != batch.Range{},
	}, "draft batch")
}

// join joins texts as the language lists them.
func join(v *View, texts []string) string { return strings.Join(texts, v.Text("list.separator", nil)) }

// HeaderError returns an error with the words for why the header of the table cannot be read.
func (t *Table) HeaderError(err error) error {
	var faults answers.Faults
	var unknown *batch.UnknownColumnError
	var question *batch.UnknownQuestionError
	var half *batch.NoValueError
	switch {
	case errors.Is(err, batch.ErrNoList):
		return Usage("usage.group_list", lang.Args{"Kind": t.Job.Template.Kind}, "draft batch")
	case errors.As(err, &unknown):
		return Usage("usage.column_unknown", lang.Args{
			"Flag": unknown.Flag, "Value": unknown.Name, "Nearest": field.Nearest(unknown.Name, unknown.Header), "Known": join(t.View, headerNames(unknown.Header)),
		}, "draft batch")
	case errors.As(err, &question):
		return Usage("usage.column_question", lang.Args{
			"Value": question.Name, "Nearest": question.Nearest, "Kind": t.Job.Template.Kind,
		}, "draft batch")
	case errors.As(err, &half):
		return Usage("usage.column_half", lang.Args{"Flag": half.Flag, "Value": half.Text, "Where": half.Flag == batch.FlagWhere}, "draft batch")
	case errors.As(err, &faults):
		for _, f := range faults {
			t.completeHeaderArgs(f.Problem)
		}
		mergeIgnoreFlags(faults)
		hint := "hint.header"
		if t.Job.EncodingGuessed {
			hint = "hint.header_encoding"
		}
		return &AnswersError{Template: t.Job.Template, Faults: faults, Hint: hint}
	}
	return t.ReadError(err)
}

// headerNames returns the names of columns in one line each, without blank ones.
func headerNames(header []string) []string {
	var names []string
	for _, name := range header {
		if name = field.OneLine(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// completeHeaderArgs adds the arguments that the words for a problem of the header need: possible names of a missing
// column, and the name of an unknown column as a shell needs it.
func (t *Table) completeHeaderArgs(p *field.Problem) {
	name, _ := p.Args["Value"].(string)
	switch p.Code {
	case batch.CodeUnknownColumn:
		p.Args["Flag"], p.Args["Several"] = Quote(name), false
	case batch.CodeColumnNote:
		form := drafts.NewForm(t.Job.Template, field.Reading{})
		column, _ := p.Args["Column"].(string)
		q, ok := form.Question(column)
		if p.Args["Flag"], p.Args["Header"] = Quote(name), ColumnName(t.View, form, q); !ok {
			p.Args["Header"] = column
		}
	case batch.CodeColumnTwice:
		p.Args["Flag"] = Quote(name)
	case batch.CodeNoColumn:
		form := drafts.NewForm(t.Job.Template, field.Reading{})
		q, _ := form.Question(name)
		p.Args["Header"], p.Args["Name"] = ColumnName(t.View, form, q), name
		if p.Args["Header"] == name {
			p.Args["Name"] = ""
		}
	}
}

// mergeIgnoreFlags gives the last of several unknown columns one flag that ignores all of them. A column keeps its own flag
// if its name is likely misspelt, or if the flag would split the name.
func mergeIgnoreFlags(faults answers.Faults) {
	var together []*field.Problem
	var names []string
	for _, f := range faults {
		name, _ := f.Problem.Args["Value"].(string)
		if f.Problem.Code == batch.CodeUnknownColumn && f.Problem.Args["Nearest"] == "" && !strings.ContainsAny(name, batch.NameSeparators) {
			together, names = append(together, f.Problem), append(names, name)
		}
	}
	if len(together) < 2 {
		return
	}
	for _, p := range together {
		p.Args["Flag"] = ""
	}
	last := together[len(together)-1]
	last.Args["Flag"], last.Args["Several"] = Quote(strings.Join(names, ",")), true
}

// reasonWidth is the width of the column of reasons in characters. It shows most of a reason.
const reasonWidth = 60

// ProblemsTable starts the table of the rows to correct: a column with the reason, then the columns of the table, so that a
// row with too many cells keeps them all. It has the same choices as the empty table.
func (t *Table) ProblemsTable(w io.Writer, header []answers.Answer) (*answers.TableWriter, error) {
	form := drafts.NewForm(t.Job.Template, field.Reading{})
	columns := []answers.Column{{Name: t.View.Text("batch.reason_column", nil), Width: reasonWidth}}
	for _, cell := range header {
		if t.Job.Columns.IsReason(cell.Name) { // of an earlier run
			continue
		}
		c := answers.Column{Name: cell.Name}
		if q, ok := form.Question(t.Job.Columns.Question(cell.Name)); ok {
			c = SheetColumn(t.View, form, q)
			c.Name = cell.Name
		}
		columns = append(columns, c)
	}
	format, _ := TableFormat(t.Problems)
	return answers.NewTableWriter(w, format, columns)
}

// WriteProblems writes the rows of a letter to the table of ProblemsTable if they belong there. header is that of the table.
func (t *Table) WriteProblems(w *answers.TableWriter, e *batch.Entry, header []answers.Answer) error {
	if !e.Correctable() {
		return nil
	}
	for _, row := range t.ProblemsRows(e, header) {
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// ProblemsRows returns the cells of the rows of a letter to correct: of all its rows, because they are needed to write it. The first cell
// names the row of the table that was copied, and its own problems.
func (t *Table) ProblemsRows(e *batch.Entry, header []answers.Answer) [][]string {
	rows := make([][]string, len(e.Rows))
	for i, row := range e.Rows {
		own := slices.DeleteFunc(slices.Clone(e.Problems), func(f batch.Finding) bool { return f.Row != row.Number })
		text := t.reason(own)
		if len(own) == 0 {
			text = t.View.Text("batch.reason_other", nil)
		}
		why := t.View.Text("batch.reason_row", lang.Args{"Row": row.Number, "Text": text})
		rows[i] = append([]string{why}, t.Job.Columns.WithoutReason(row.Cells, header)...)
	}
	return rows
}

// ProblemCell is a cell with a problem, or a row if the problem is about none of its cells.
type ProblemCell struct {
	Row   int
	At    string // the row, and the column or the question
	Value string // what is in the cell, if the problem has it
	Text  string // what is wrong, and what to write
}

// ProblemCells returns at most most of the problems of the rows, with their cells.
func (b *Batch) ProblemCells(header []answers.Answer, most int) []ProblemCell {
	found := b.Summary.Problems
	cells := make([]ProblemCell, min(len(found), most))
	for i, f := range found[:len(cells)] {
		c := &cells[i]
		where := strings.TrimSuffix(b.Table.labelled(f.Field), ": ")
		if column := f.At.Column; column > 0 && column <= len(header) {
			where = answers.ColumnLetters(column) + " " + field.OneLine(header[column-1].Name)
		}
		c.Row, c.At, c.Text = f.Row, b.View.Text("batch.cell", lang.Args{"Row": f.Row, "Where": where}), b.Table.findingText(f)
		if f.Problem != nil {
			value, _ := f.Problem.Args["Value"].(string)
			c.Value = field.Excerpt(value)
		}
	}
	return cells
}

// reason returns the words for the findings of a row, for one cell.
func (t *Table) reason(findings []batch.Finding) string {
	parts := make([]string, len(findings))
	for i, f := range findings {
		parts[i] = t.labelled(f.Field) + t.findingText(f)
	}
	return strings.Join(parts, t.View.Text("batch.reason_separator", nil))
}

// labelled returns the label of a question before a message about it, or "" if the message concerns none.
func (t *Table) labelled(name string) string {
	q, ok := t.Job.Template.Find(name)
	list := t.Job.Template.List(name)
	switch {
	case list != nil:
		return t.View.Label(list.Label) + ": "
	case ok:
		return t.View.Label(q.Label) + ": "
	case name == batch.RoleTo, name == batch.RoleFrom:
		return t.View.Text("batch."+name, nil) + ": "
	case name != "":
		return name + ": "
	}
	return ""
}

// findingText returns the words for a finding.
func (t *Table) findingText(f batch.Finding) string {
	if f.Check != nil {
		return t.View.Check(*f.Check)
	}
	q, _ := t.Job.Template.Find(f.Field)
	p := f.Problem
	args := t.View.Printable(p.Args)
	switch p.Code {
	case batch.CodeMissing:
		return t.View.Text("problem.batch.missing", lang.Args{"Value": p.Args["Value"], "Values": t.View.Values(q), "Type": string(q.Type)})
	case batch.CodeUnused:
		return t.View.Text("problem.batch.unused", t.View.Printable(map[string]any{
			"Value": p.Args["Value"], "Questions": ConditionFields(t.View, t.Job.Template, q.When),
		}))
	case batch.CodeOtherKind:
		for _, o := range q.Options {
			if o.Value == p.Args["Value"] {
				args["Value"] = t.View.Label(o.Label)
			}
		}
		return t.View.Text("problem."+p.Code, args)
	}
	return t.View.Problem(p)
}

// findingLine returns the words for a finding with its place.
func (t *Table) findingLine(f batch.Finding) string {
	return t.place(f.At, f.Row) + ": " + t.labelled(f.Field) + t.findingText(f)
}

// rowPlace returns the place of a row. A page, which shows one table, has only its number.
func (t *Table) rowPlace(at answers.Place) string {
	if t.View.OnPage {
		return t.View.Text("batch.cell", lang.Args{"Row": at.Line})
	}
	return at.String()
}

// place returns the line of a row as editors count it, and the number of the row if that is another because of cells with
// several lines.
func (t *Table) place(at answers.Place, row int) string {
	if at.Line == row || t.View.OnPage {
		return t.rowPlace(answers.Place{Source: at.Source, Line: row})
	}
	return t.View.Text("batch.place", lang.Args{"Place": at.String(), "Row": row})
}

// letterPlace returns the place of the first row of a letter, and, if it has several, their numbers.
func (t *Table) letterPlace(e *batch.Entry) string {
	if len(e.Rows) == 1 {
		return t.place(e.Row.At, e.Row.Number)
	}
	return t.View.Text("batch.place_rows", lang.Args{"Place": e.Row.At.String(), "Rows": letterRows(t.View, e)})
}

// letterRows returns the numbers of the rows of a letter: 2–4. A spreadsheet would take 2-4 for a date.
func letterRows(v *View, e *batch.Entry) string { return join(v, rowRanges(rowNumbers(e), "–")) }

// Notes returns the remarks on the letter of a row.
func (t *Table) Notes(e *batch.Entry) []Note {
	var notes []Note
	for _, f := range t.Job.Remarks(e) {
		n := Note{Level: letter.Warn, Field: f.Field, Code: "check", Text: t.findingText(f)}
		if f.Check != nil {
			n.Level = f.Check.Level
		} else {
			n.Code = f.Problem.Code
		}
		if q, ok := t.Job.Template.Find(f.Field); ok {
			n.Label = t.View.Label(q.Stated())
		}
		notes = append(notes, n)
	}
	return notes
}
