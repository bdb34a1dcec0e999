package answers

import (
	"bufio"
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// Column is a column of a table to be written. All fields except Name are for workbooks only.
type Column struct {
	Name    string
	Choices []string // a list to choose from; other texts are allowed
	Note    string   // shown beside the selected cell
	Width   int      // in digits; 0 means a width for the name
}

// TableWriter writes a table for spreadsheets and for OpenTable.
//
// CSV and TSV files are UTF-8 with a byte order mark and CRLF, as Excel expects. A cell that a spreadsheet may take for a formula gets a
// leading ', and digits that a spreadsheet would damage are written as ="00123"; OpenTable removes both. A workbook needs neither,
// because all its cells are text.
type TableWriter struct {
	rows rowWriter
}

type rowWriter interface {
	write(cells []string) error
	close() error
}

// Formats of a TableWriter.
const (
	CSV  = "csv"
	TSV  = "tsv"
	XLSX = "xlsx"
)

// TableFormat returns the format for the ending of a file name.
func TableFormat(name string) (format string, ok bool) {
	switch format = strings.ToLower(strings.TrimPrefix(filepath.Ext(name), ".")); format {
	case CSV, TSV, XLSX:
		return format, true
	}
	return "", false
}

// NewTableWriter returns a writer that has written the header. The caller must close the writer, then w.
func NewTableWriter(w io.Writer, format string, columns []Column) (*TableWriter, error) {
	var rows rowWriter
	var err error
	switch format {
	case CSV:
		rows, err = newTextWriter(w, ',')
	case TSV:
		rows, err = newTextWriter(w, '\t')
	case XLSX:
		rows, err = newSheetWriter(w, columns)
	default:
		err = errors.New("no format of tables: " + format)
	}
	if err != nil {
		return nil, err
	}
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.Name
	}
	return &TableWriter{rows}, rows.write(header)
}

// Write writes a row.
func (w *TableWriter) Write(cells []string) error { return w.rows.write(cells) }

// Close finishes the table. It does not close the underlying writer.
func (w *TableWriter) Close() error { return w.rows.close() }

type textWriter struct {
	out       *bufio.Writer
	separator byte
}

func newTextWriter(w io.Writer, separator byte) (*textWriter, error) {
	t := &textWriter{bufio.NewWriter(w), separator}
	_, err := t.out.WriteString(utf8Text().bom)
	return t, err
}

func (t *textWriter) write(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = t.out.WriteByte(t.separator) // the bufio.Writer keeps the error
		}
		if cell = protectDigits(escapeFormula(cell)); strings.ContainsAny(cell, "\"\r\n "+string(rune(t.separator))) || cell == "" && len(cells) == 1 {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = t.out.WriteString(cell)
	}
	_, err := t.out.WriteString("\r\n")
	return err
}

func (t *textWriter) close() error { return t.out.Flush() }
