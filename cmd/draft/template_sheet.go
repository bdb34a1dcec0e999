package main

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// sheetOutput is where the empty table of a kind goes, and in which form.
type sheetOutput struct {
	csv, xlsx bool
	path      string // "" and - are standard output
	force     bool
}

// format of the table; empty where none is wanted. The ending of a file's name says it too.
func (s *sheetOutput) format() string {
	switch {
	case s.csv:
		return answers.CSV
	case s.xlsx:
		return answers.XLSX
	}
	format, _ := answers.TableFormat(s.path)
	return format
}

// fieldsTable writes the table that `draft batch` reads, with its header alone.
func (a *app) fieldsTable(kind string, out sheetOutput) error {
	printed := out.path == "" || out.path == "-"
	switch {
	case out.csv && out.xlsx:
		return &usageError{id: "usage.two_tables", command: "draft template fields"}
	case out.format() == "":
		return &usageError{id: "usage.table_ending", args: lang.Args{"Path": out.path}, command: "draft template fields"}
	case printed && out.format() == answers.XLSX && a.outWidth() > 0:
		return &usageError{id: "usage.sheet_terminal", args: lang.Args{"Kind": kind}}
	}
	t, err := a.loadTemplate("", kind)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := writeSheet(&b, out.format(), a.sheetColumns(t)); err != nil {
		return err
	}
	if printed {
		return a.product(b.String())
	}
	if err := a.free(out.path, out.force); err != nil {
		return err
	}
	if err := a.writeFile(out.path, b.Bytes(), out.force); err != nil {
		return err
	}
	if a.json {
		return a.printJSON(map[string]string{"kind": kind, "path": out.path, "format": out.format()})
	}
	a.say("write.saved", lang.Args{"Path": out.path})
	a.say("template.sheet_next", lang.Args{"Kind": kind, "Path": quoted(out.path)})
	return nil
}

func writeSheet(w io.Writer, format string, columns []answers.Column) error {
	table, err := answers.NewTableWriter(w, format, columns)
	if err != nil {
		return err
	}
	return table.Close()
}

// sheetColumns are the questions of a kind in the user's language, each with what it takes, and the envelope.
func (a *app) sheetColumns(t *letter.Template) []answers.Column {
	form := drafts.NewForm(t, field.Reading{})
	var columns []answers.Column
	for _, q := range t.Fields {
		columns = append(columns, a.sheetColumn(form, q))
	}
	for _, role := range []string{batch.RoleTo, batch.RoleFrom} {
		columns = append(columns, answers.Column{Name: a.text("batch."+role, nil), Note: a.text("batch.note_"+role, nil)})
	}
	return columns
}

// sheetColumn is the column of a question.
func (a *app) sheetColumn(form *drafts.Form, q letter.Field) answers.Column {
	c := answers.Column{Name: a.columnName(form, q), Note: a.sheetNote(q)}
	for _, o := range field.Offered(q.Options) {
		if !slices.ContainsFunc(q.Switches, func(b letter.KindSwitch) bool { return b.Option == o.Value }) { // a row cannot become another letter
			c.Choices = append(c.Choices, a.label(o.Label))
		}
	}
	if q.Type == field.YesNo {
		c.Choices = []string{a.text("word.yes", nil), a.text("word.no", nil)}
	}
	return c
}

// columnName is what the column of a question is called: its label, unless that is another's too.
func (a *app) columnName(form *drafts.Form, q letter.Field) string {
	label := a.label(q.Label)
	if known, ok := form.Question(label); !ok || known.Name != q.Name {
		return q.Name
	}
	return label
}

// sheetNote says what goes into a cell.
func (a *app) sheetNote(q letter.Field) string {
	id := "word.required"
	switch {
	case q.Optional:
		id = "word.optional"
	case q.When.Source != "":
		id = "word.required_when"
	}
	parts := []string{a.text(id, nil)}
	switch {
	case q.Type == field.Datetime: // a table takes no 昨晚八点
		parts = append(parts, a.text("values.sheet_datetime", nil))
	case len(q.Options) == 0:
		parts = append(parts, a.text("values."+string(q.Type), nil))
	}
	help := q.SheetHelp
	if help == (field.Label{}) {
		help = q.Help
	}
	if text := a.label(help); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n")
}
