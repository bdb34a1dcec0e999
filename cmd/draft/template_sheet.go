package main

import (
	"bytes"
	"io"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
)

// sheetOutput says where the empty table of a kind is written, and in which format.
type sheetOutput struct {
	csv, xlsx bool
	path      string // "" and - are standard output
	force     bool
}

// format returns the format of the table: that of a flag, or of the file name's extension; "" if neither says one.
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

// writeFieldsTable writes an empty table for `draft batch`, which has only a header.
func writeFieldsTable(a *app, kind string, out sheetOutput) error {
	printed := out.path == "" || out.path == view.Stdio
	switch {
	case out.csv && out.xlsx:
		return view.Usage("usage.two_tables", nil, "draft template fields")
	case out.format() == "":
		return view.Usage("usage.table_ending", lang.Args{"Path": out.path}, "draft template fields")
	case printed && out.format() == answers.XLSX && a.term.OutWidth() > 0:
		return view.Usage("usage.sheet_terminal", lang.Args{"Kind": kind}, "")
	}
	t, err := a.config.LoadStandalone("", kind)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := writeSheet(&b, out.format(), view.SheetColumns(a.view, t)); err != nil {
		return err
	}
	if printed {
		return a.term.Product(b.String())
	}
	if err := a.term.CheckWritable(out.path, out.force); err != nil {
		return err
	}
	if err := a.term.WriteFile(out.path, b.Bytes(), out.force); err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(map[string]string{"kind": kind, "path": out.path, "format": out.format()})
	}
	a.term.SaySaved(out.path)
	a.term.Say("template.sheet_next", lang.Args{"Kind": kind, "Path": view.Quote(out.path)})
	return nil
}

func writeSheet(w io.Writer, format string, columns []answers.Column) error {
	table, err := answers.NewTableWriter(w, format, columns)
	if err != nil {
		return err
	}
	return table.Close()
}
