package answers

import (
	"bufio"
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// Column is a column of a table to be written.
type Column struct {
	Name    string
	Choices []string // of a workbook: a list to choose from; other texts may be typed
	Note    string   // of a workbook: shown beside the cell that is being filled
	Width   int      // of a workbook: in digits; 0 is made from the name
}

// TableWriter writes a table for people to open in a spreadsheet, and for OpenTable to read.
//
// CSV and TSV are UTF-8 with a mark, with CRLF between the rows, as Excel wants them. No cell is taken for a formula: one
// that might be has a ' before it, and digits that a spreadsheet would spoil are written as ="00123". OpenTable takes
// off both. In a workbook all cells are text, so neither is needed.
type TableWriter struct {
	rows rowWriter
}

type rowWriter interface {
	write(cells []string) error
	close() error
}

// The formats of a TableWriter.
const (
	CSV  = "csv"
	TSV  = "tsv"
	XLSX = "xlsx"
)

// TableFormat finds the format of a file by the ending of its name.
func TableFormat(name string) (format string, ok bool) {
	switch format = strings.ToLower(strings.TrimPrefix(filepath.Ext(name), ".")); format {
	case CSV, TSV, XLSX:
		return format, true
	}
	return "", false
}

// NewTableWriter begins a table with its header. The caller closes the writer, then w.
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

// Write adds a row.
func (w *TableWriter) Write(cells []string) error { return w.rows.write(cells) }

// Close ends the table; without it a workbook cannot be read.
func (w *TableWriter) Close() error { return w.rows.close() }

type textWriter struct {
	out       *bufio.Writer
	separator byte
}

func newTextWriter(w io.Writer, separator byte) (*textWriter, error) {
	t := &textWriter{bufio.NewWriter(w), separator}
	_, err := t.out.WriteString(utf8Text().mark)
	return t, err
}

func (t *textWriter) write(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = t.out.WriteByte(t.separator) // an error stays with the writer
		}
		if cell = wrap(guard(cell)); strings.ContainsAny(cell, "\"\r\n "+string(rune(t.separator))) || cell == "" && len(cells) == 1 {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		_, _ = t.out.WriteString(cell)
	}
	_, err := t.out.WriteString("\r\n")
	return err
}

func (t *textWriter) close() error { return t.out.Flush() }
