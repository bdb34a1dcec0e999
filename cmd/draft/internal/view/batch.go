package view

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Batch words a batch: its table, its problems and the results of its rows.
type Batch struct {
	View     *View
	Job      *batch.Job
	Table    TableObject
	Output   OutputObject // where letters are written
	Problems string       // the file for the rows to correct; "" if there is none
	ReportTo string       // the file for the results of the rows; "" if there is none
	Force    bool
	Sending  Sending // with Job.Send

	Summary *batch.Summary // nil until the table is checked
	Report  *batch.Report  // nil until letters are written
	Rows    []*BatchRow    // with Job.Send, in the order of the rows
	Stopped bool           // whether it ended before the last row
}

// ReadHeader records how the table was read: its encoding and its sheet, which may be the wrong ones.
func (b *Batch) ReadHeader(t *answers.Table) {
	b.Table.Encoding, b.Table.Sheet, b.Table.Others = t.Encoding(), t.Sheet(), t.OtherSheets()
	switch t.Separator() {
	case "":
		b.Table.Encoding += " " + t.Sheet()
	case ",":
	case "\t":
		b.Table.Encoding += " TAB"
	default:
		b.Table.Encoding += " " + t.Separator()
	}
}

// TableError returns an error with the words for why the table cannot be read.
func (b *Batch) TableError(err error) error {
	var faults answers.Faults
	var none *answers.NoSheetError
	var path *fs.PathError
	switch {
	case errors.Is(err, batch.ErrIsFolder):
		return Fail("batch.folder", lang.Args{"Path": b.Table.Path}, nil)
	case errors.Is(err, batch.ErrChanged):
		return Fail("batch.changed", lang.Args{"Path": b.Table.Path}, nil)
	case errors.As(err, &path) && path.Path != b.Table.Path: // the temporary file of batch.Job
		return Fail("error.write", lang.Args{"Path": path.Path}, err)
	case errors.As(err, &none):
		return b.sheetError(none)
	case errors.As(err, &faults):
		return &AnswersError{Template: b.Job.Template, Faults: faults, Hint: tableHint(faults[0].Problem)}
	}
	return Fail("error.read", lang.Args{"Path": b.Table.Path}, err)
}

// tableHint returns the hint for a table that cannot be read: to save it as another kind of file, unless that would not
// help.
func tableHint(p *field.Problem) string {
	if p.Code == answers.CodeTableMerged || p.Code == answers.CodeTableHeaderTwice || p.Args["Found"] == answers.FoundEncrypted {
		return "hint.table_mend"
	}
	return "hint.table"
}

// sheetError returns an error about a sheet that the table does not have.
func (b *Batch) sheetError(none *answers.NoSheetError) error {
	id := "usage.sheet_unknown"
	if len(none.Sheets) == 0 {
		id = "usage.sheet_text"
	}
	return Usage(id, lang.Args{
		"Value": none.Sheet, "Path": b.Table.Path, "Nearest": field.Nearest(none.Sheet, none.Sheets), "Known": b.View.join(none.Sheets),
	}, "draft batch")
}

func (v *View) join(texts []string) string { return strings.Join(texts, v.Text("list.separator", nil)) }

// HeaderError returns an error with the words for why the header of the table cannot be read.
func (b *Batch) HeaderError(err error) error {
	var faults answers.Faults
	var unknown *batch.UnknownIgnoreError
	var read *batch.ReadIgnoreError
	switch {
	case errors.As(err, &unknown):
		return Usage("usage.ignore_unknown", lang.Args{
			"Value": unknown.Name, "Nearest": field.Nearest(unknown.Name, unknown.Header), "Known": b.View.join(unknown.Header),
		}, "draft batch")
	case errors.As(err, &read):
		return Usage("usage.ignore_known", lang.Args{"Value": read.Name}, "draft batch")
	case errors.As(err, &faults):
		for _, f := range faults {
			b.completeHeaderArgs(f.Problem)
		}
		mergeIgnoreFlags(faults)
		return &AnswersError{Template: b.Job.Template, Faults: faults, Hint: "hint.header"}
	}
	return b.TableError(err)
}

// completeHeaderArgs adds the arguments that the words for a problem of the header need: possible names of a missing
// column, and the name of an unknown column as a shell needs it.
func (b *Batch) completeHeaderArgs(p *field.Problem) {
	name, _ := p.Args["Value"].(string)
	switch p.Code {
	case batch.CodeUnknownColumn:
		p.Args["Flag"], p.Args["Several"] = Quote(name), false
	case batch.CodeNoColumn:
		form := drafts.NewForm(b.Job.Template, field.Reading{})
		q, _ := form.Question(name)
		p.Args["Header"], p.Args["Name"] = b.View.ColumnName(form, q), name
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
func (b *Batch) ProblemsTable(w io.Writer, header []answers.Answer) (*answers.TableWriter, error) {
	form := drafts.NewForm(b.Job.Template, field.Reading{})
	columns := []answers.Column{{Name: b.View.Text("batch.reason_column", nil), Width: reasonWidth}}
	for _, cell := range header {
		if b.Job.Columns.IsReason(cell.Name) { // of an earlier run
			continue
		}
		c := answers.Column{Name: cell.Name}
		if q, ok := form.Question(b.Job.Columns.Question(cell.Name)); ok {
			c = b.View.SheetColumn(form, q)
			c.Name = cell.Name
		}
		columns = append(columns, c)
	}
	format, _ := answers.TableFormat(b.Problems)
	return answers.NewTableWriter(w, format, columns)
}

// ProblemsRow returns the cells of a row to correct. The first one names the row of the table that it was copied from.
func (b *Batch) ProblemsRow(e *batch.Entry, header []answers.Answer) []string {
	why := b.View.Text("batch.reason_row", lang.Args{"Row": e.Row.Number, "Text": b.reason(e.Problems)})
	return append([]string{why}, b.Job.Columns.WithoutReason(e.Row.Cells, header)...)
}

// reason returns the words for the findings of a row, for one cell.
func (b *Batch) reason(findings []batch.Finding) string {
	parts := make([]string, len(findings))
	for i, f := range findings {
		parts[i] = b.labelled(f.Field) + b.findingText(f)
	}
	return strings.Join(parts, b.View.Text("batch.reason_separator", nil))
}

// labelled returns the label of a question before a message about it, or "" if the message concerns none.
func (b *Batch) labelled(name string) string {
	q, ok := b.Job.Template.Find(name)
	switch {
	case ok:
		return b.View.Label(q.Label) + ": "
	case name == batch.RoleTo, name == batch.RoleFrom:
		return b.View.Text("batch."+name, nil) + ": "
	case name != "":
		return name + ": "
	}
	return ""
}

// findingText returns the words for a finding.
func (b *Batch) findingText(f batch.Finding) string {
	if f.Check != nil {
		return b.View.Label(f.Check.Say)
	}
	q, _ := b.Job.Template.Find(f.Field)
	p := f.Problem
	args := b.View.Printable(p.Args)
	switch p.Code {
	case batch.CodeMissing:
		return b.View.Text("problem.batch.missing", lang.Args{"Value": p.Args["Value"], "Values": b.View.Values(q), "Type": string(q.Type)})
	case batch.CodeUnused:
		return b.View.Text("problem.batch.unused", b.View.Printable(map[string]any{
			"Value": p.Args["Value"], "Questions": b.View.ConditionFields(b.Job.Template, q.When),
		}))
	case batch.CodeOtherKind:
		for _, o := range q.Options {
			if o.Value == p.Args["Value"] {
				args["Value"] = b.View.Label(o.Label)
			}
		}
		return b.View.Text("problem."+p.Code, args)
	case batch.CodeSimilarLetter:
		args["At"] = b.View.Moment(p.Args["At"].(time.Time))
		return b.View.Text("problem."+p.Code, args)
	}
	return b.View.Problem(p)
}

// findingLine returns the words for a finding with its place.
func (b *Batch) findingLine(f batch.Finding) string {
	return b.place(f.At, f.Row) + ": " + b.labelled(f.Field) + b.findingText(f)
}

// place returns the line of a row as editors count it, and the number of the row if that is another because of cells with
// several lines.
func (b *Batch) place(at answers.Place, row int) string {
	if at.Line == row {
		return at.String()
	}
	return b.View.Text("batch.place", lang.Args{"Place": at.String(), "Row": row})
}

// Notes returns the remarks on the letter of a row.
func (b *Batch) Notes(e *batch.Entry) []Note {
	var notes []Note
	for _, f := range b.Job.Remarks(e) {
		n := Note{Level: letter.Warn, Field: f.Field, Code: "check", Text: b.findingText(f)}
		if f.Check != nil {
			n.Level = f.Check.Level
		} else {
			n.Code = f.Problem.Code
		}
		if q, ok := b.Job.Template.Find(f.Field); ok {
			n.Label = b.View.Label(q.Stated())
		}
		notes = append(notes, n)
	}
	return notes
}

// RowError returns an error with the row and the words for why its letter could not be written.
func (b *Batch) RowError(o batch.Outcome) error {
	return Fail("batch.row", lang.Args{
		"Place": b.place(o.Entry.Row.At, o.Entry.Row.Number), "Detail": strings.Join(b.View.Lines(b.letterError(o)), "\n"),
	}, o.Err)
}

func (b *Batch) letterError(o batch.Outcome) error {
	var (
		known   CLIError
		file    *attach.Error
		message *delivery.MessageError
		kept    *batch.StoreError
		path    *fs.PathError
		err     = o.Err
	)
	if errors.As(err, &message) {
		err = b.View.MessageError(message.Err)
	}
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, batch.ErrChanged):
		return b.TableError(err)
	case errors.As(err, &file):
		return AttachmentError(err)
	case errors.As(err, &kept):
		return StoreError(kept.Err, b.Sending.Folder)
	case errors.Is(err, fs.ErrExist):
		return Fail("error.exists_batch", lang.Args{"Path": filepath.Join(b.Output.Path, o.Entry.Name)}, err)
	case errors.As(err, &path):
		return Fail("error.write", lang.Args{"Path": filepath.Join(b.Output.Path, path.Path)}, err)
	}
	return Fail("error.template", nil, err)
}

// StopError returns an error with the words for why the batch ended before the last row.
func (b *Batch) StopError(err error) error {
	var row *batch.RowError
	switch {
	case errors.As(err, &row):
		return b.RowError(row.Outcome)
	case errors.Is(err, batch.ErrChanged):
		return b.TableError(err)
	}
	return err
}
