package view

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// Batch words one batch: what is in its table, and what became of its rows.
type Batch struct {
	View     *View
	Job      *batch.Job
	Table    TableObject
	Output   OutputObject // where letters are written
	Problems string       // the table of rows to correct; "" is none
	ReportTo string       // the table of what became of the rows; "" is none
	Force    bool
	Sending  Sending // with Job.Send

	Summary *batch.Summary // once the table is checked
	Report  *batch.Report  // once letters are written
	Rows    []*BatchRow    // with Job.Send, in the order of the rows
	Stopped bool           // before its end
}

// ReadHeader notes how the table is read, as far as that could be wrong.
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

// TableError says why the table cannot be read.
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

// tableHint is the next step if a table cannot be read: to save it as another kind of file, unless that would not help.
func tableHint(p *field.Problem) string {
	if p.Code == answers.CodeTableMerged || p.Code == answers.CodeTableHeaderTwice || p.Args["Found"] == answers.FoundEncrypted {
		return "hint.table_mend"
	}
	return "hint.table"
}

// sheetError says that the table has no such sheet.
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

// HeaderError says why the header of the table cannot be read.
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

// completeHeaderArgs gives a problem of the header what its words need: what the header of a missing column may be, and how a shell
// takes the name of one that is not to be read.
func (b *Batch) completeHeaderArgs(p *field.Problem) {
	name, _ := p.Args["Value"].(string)
	switch p.Code {
	case batch.CodeUnknownColumn:
		p.Args["Flag"], p.Args["Several"] = Quoted(name), false
	case batch.CodeNoColumn:
		form := drafts.NewForm(b.Job.Template, field.Reading{})
		q, _ := form.Question(name)
		p.Args["Header"], p.Args["Name"] = b.View.ColumnName(form, q), name
		if p.Args["Header"] == name {
			p.Args["Name"] = ""
		}
	}
}

// mergeIgnoreFlags gives the last of several unknown columns one flag for all of them. A column whose name is likely misspelt keeps its
// own, as does one whose name the flag would take apart.
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
	last.Args["Flag"], last.Args["Several"] = Quoted(strings.Join(names, ",")), true
}

// reasonWidth shows most of a reason.
const reasonWidth = 60

// ProblemsTable begins the table of the rows to correct: one column that says why, and then those of the table, so that a row of too
// many cells keeps them all. It has the lists to choose from that the empty table has.
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

// ProblemsRow returns the cells of a row to correct. The first has the row of the table that it was copied from.
func (b *Batch) ProblemsRow(e *batch.Entry, header []answers.Answer) []string {
	why := b.View.Text("batch.reason_row", lang.Args{"Row": e.Row.Number, "Text": b.reason(e.Problems)})
	return append([]string{why}, b.Job.Columns.WithoutReason(e.Row.Cells, header)...)
}

// reason says in one cell what is wrong with a row, or what is to be said of it.
func (b *Batch) reason(findings []batch.Finding) string {
	parts := make([]string, len(findings))
	for i, f := range findings {
		parts[i] = b.labelled(f.Field) + b.findingText(f)
	}
	return strings.Join(parts, b.View.Text("batch.reason_separator", nil))
}

// labelled is what a message about a question begins with.
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

// findingText words what is to be said of a row.
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
			"Value": p.Args["Value"], "Questions": b.View.Deciding(b.Job.Template, q.When),
		}))
	case batch.CodeOtherKind:
		for _, o := range q.Options {
			if o.Value == p.Args["Value"] {
				args["Value"] = b.View.Label(o.Label)
			}
		}
		return b.View.Text("problem."+p.Code, args)
	}
	return b.View.Problem(p)
}

// findingLine is findingText with its place.
func (b *Batch) findingLine(f batch.Finding) string {
	return b.place(f.At, f.Row) + ": " + b.labelled(f.Field) + b.findingText(f)
}

// place is where editors find a row, and its number in a spreadsheet if that is another, after cells of several lines.
func (b *Batch) place(at answers.Place, row int) string {
	if at.Line == row {
		return at.String()
	}
	return b.View.Text("batch.place", lang.Args{"Place": at.String(), "Row": row})
}

// Notes are the remarks on a letter.
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

// RowError says why a letter could not be written, and where.
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

// StopError says why the batch ended before the last row.
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
