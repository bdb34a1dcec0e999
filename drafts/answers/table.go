package answers

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"draft/drafts/field"
)

// Codes of what can be wrong with a table. Every one has the argument Value, the cell as it was read or the formula that
// was not, and those that its comment names. At.Line and At.Column say where; a column is counted from 1, and ColumnLetters gives its letters.
const (
	CodeTableFormat      = "table.format"       // not a table we read. Found: one of the Found constants
	CodeTableEmpty       = "table.empty"        // not even a header
	CodeTableDamaged     = "table.damaged"      // Detail
	CodeTableTooLarge    = "table.too_large"    // a cell, a row or a part of the file. Limit in bytes
	CodeTableQuote       = "table.quote"        // a quoted cell that does not end, or that something follows
	CodeTableMixed       = "table.mixed"        // lines in UTF-8 among lines in GB18030
	CodeTableUndecodable = "table.undecodable"  // Encoding
	CodeTableRagged      = "table.ragged"       // more or fewer cells than the header. Cells, Columns
	CodeTableHeaderTwice = "table.header_twice" // First: the column that has the name first
	CodeTableMerged      = "table.merged"       // rows that share merged cells. Areas: the first of them, F2:F3; More: how many others
	CodeTableNoHeader    = "table.no_header"    // a filled cell in a column whose header is blank
	CodeTableLost        = "table.lost"         // question marks in place of Chinese, of a header or a cell
	CodeTableExponent    = "table.exponent"     // 1.38E+10: digits are lost
	CodeTableDigits      = "table.digits"       // a number of more than 15 digits, which a spreadsheet has rounded
	CodeTableErrorCell   = "table.error_cell"   // #N/A and its kind, or ##### for a column too narrow
	CodeTableFormula     = "table.formula"      // a formula in a text, which has no results
	CodeTableNoResult    = "table.no_result"    // a formula that was saved without its result
	CodeTableMoving      = "table.moving"       // a formula with NOW() or TODAY(): its result is not what it was
	CodeTableUnread      = "table.unread"       // the mark of a cell that an earlier reading refused, see Row.Cells
	CodeTableDate        = "table.date"         // no date that spreadsheets know
	CodeTableBoolean     = "table.boolean"      // TRUE or FALSE; after a yes/no question it is an answer all the same
	CodeTableZeros       = "table.zeros"        // doubt: of 16 digits or more, all after the 15th are zeros
	CodeTableHidden      = "table.hidden"       // doubt: the row is hidden, by a filter perhaps. No Value
)

// What a file is that is no table we read.
const (
	FoundXLS          = "xls"
	FoundXLSB         = "xlsb"
	FoundXML          = "xml" // of Excel 2003
	FoundOpenDocument = "ods" // or .fods
	FoundEncrypted    = "encrypted"
	FoundWebPage      = "html"
	FoundArchive      = "zip"
	FoundSpecial      = "special" // no regular file
)

// maxColumns is how many columns a spreadsheet has.
const maxColumns = 16384

// Row is one row of a table that holds anything.
type Row struct {
	// Number is the row as a spreadsheet counts it, blank rows too. At.Line of its answers is what file:line means in
	// an editor: of a CSV file the line where the row begins, else the same number.
	Number int
	At     Place
	// Answers are the cells that are not blank, under the names of their columns. A cell with a fault is among them, so
	// that it does not count as missing, unless it could not be read.
	Answers []Answer
	Faults  Faults // what is wrong with the row as a row of a table
	Doubts  Faults // what may be wrong
	// Cells are all cells in the order of the header, as they were read. A TableWriter writes them so that they are read
	// as the same again, and those with a fault have it again. One that could not be read is a mark, so that it is not
	// taken for a blank one until somebody fills it in: #= and the formula.
	Cells []string
	// From1904 tells that the days of the table's dates are counted from 1904, see DayCount.
	From1904 bool
}

// record is one row as a format has it, before it has names.
type record struct {
	number, line int
	cells        []string
	faults       []cellFault
	hidden       bool
}

type cellFault struct {
	column int
	code   string
	args   map[string]any
}

// faulty tells whether a fault of a column is known.
func (rec *record) faulty(column int) bool {
	return slices.ContainsFunc(rec.faults, func(f cellFault) bool { return f.column == column })
}

// records are the rows of one format, also blank ones where the format has them. The errors are io.EOF, those of the
// disk, and Faults.
type records interface {
	next() (record, error)
}

// Table is a table of answers, a set to a row, read as a stream. It is not for use by several goroutines; its rows are.
type Table struct {
	source    string
	file      io.Closer
	rows      records
	header    []Answer
	encoding  string
	separator string
	sheet     string
	book      *workbook // nil of a text
	from1904  bool
	err       error
}

// NoSheetError says that a table has no sheet of a name.
type NoSheetError struct {
	Sheet  string
	Sheets []string // that can be seen; none of a text
}

func (e *NoSheetError) Error() string { return "no sheet " + strconv.Quote(e.Sheet) }

// OpenTable opens a CSV, TSV or XLSX file and reads its header. The errors are those of the disk, and Faults.
func OpenTable(path string) (*Table, error) { return OpenSheet(path, "") }

// OpenSheet is OpenTable for the sheet of a name, among those that can be seen; "" is the first that holds anything.
// Where there is none the error is a *NoSheetError.
func OpenSheet(path, sheet string) (*Table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = tableFault(Place{Source: path}, CodeTableFormat, "", map[string]any{"Found": FoundSpecial})
	}
	var t *Table
	if err == nil {
		t, err = newTable(path, file, info.Size(), sheet)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	t.file = file
	return t, nil
}

// NewTable is OpenTable for what is open already: file stays the caller's to close. source is its name for places.
// What the file is, its content decides.
func NewTable(source string, file io.ReaderAt, size int64) (*Table, error) {
	return newTable(source, file, size, "")
}

func newTable(source string, file io.ReaderAt, size int64, sheet string) (*Table, error) {
	t := &Table{source: source}
	start := make([]byte, min(size, 8))
	if _, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var err error
	switch {
	case strings.HasPrefix(string(start), "PK\x03\x04"):
		err = t.openWorkbook(file, size, sheet)
	case strings.HasPrefix(string(start), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		err = t.fault(0, CodeTableFormat, map[string]any{"Found": oldFormat(file)})
	case sheet != "":
		err = &NoSheetError{Sheet: sheet}
	default:
		err = t.openText(file, size)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Header gives the names of the columns, without spaces around them, and their places. A blank name is a column
// that no row may fill.
func (t *Table) Header() []Answer { return t.header }

// Encoding is that of the text, UTF-8 say, or XLSX.
func (t *Table) Encoding() string { return t.encoding }

// Separator stands between the cells; it is empty for a workbook.
func (t *Table) Separator() string { return t.separator }

// isText tells a table whose cells stand between separators from a workbook.
func (t *Table) isText() bool { return t.separator != "" }

// Sheet is the name of the sheet that is read; empty for a text.
func (t *Table) Sheet() string { return t.sheet }

// Others returns the names of the visible sheets, except the one that is read, that hold anything. A sheet that cannot be
// read is left out, because nobody asked for it.
func (t *Table) Others() []string {
	if t.book == nil {
		return nil
	}
	var others []string
	for _, s := range t.book.visible {
		if s.name == t.sheet {
			continue
		}
		rows, err := t.book.openSheet(s.part)
		if err != nil {
			continue
		}
		other := &Table{source: t.source, rows: rows}
		if _, err := other.filled(); err == nil {
			others = append(others, s.name)
		}
	}
	return others
}

func (t *Table) Close() error {
	if t.file == nil {
		return nil
	}
	return t.file.Close()
}

// Next gives the next row that is not blank. After an error, which may be io.EOF, there are no more rows. What is
// wrong with a row alone is no error but among its Faults; of what is wrong with many, merged cells, a sheet tells after
// its last row.
func (t *Table) Next() (Row, error) {
	if t.err != nil {
		return Row{}, t.err
	}
	rec, err := t.filled()
	if err != nil {
		t.err = err
		return Row{}, err
	}
	return t.row(rec), nil
}

// filled gives the next record that is not blank, its cells as they were meant, see unguard and meant.
func (t *Table) filled() (record, error) {
	for {
		rec, err := t.rows.next()
		var faults Faults
		switch {
		case errors.As(err, &faults), errors.Is(err, io.EOF):
			return rec, err
		case err != nil:
			return rec, fmt.Errorf("%s: %w", t.source, err)
		}
		if t.isText() {
			rec.meant()
		}
		blank := len(rec.faults) == 0
		for i, cell := range rec.cells {
			if !t.isText() {
				rec.cells[i] = unguard(cell)
			}
			blank = blank && field.Blank(rec.cells[i])
		}
		if !blank {
			return rec, nil
		}
	}
}

// readHeader takes the first record that is not blank as the header.
func (t *Table) readHeader() error {
	rec, err := t.filled()
	if errors.Is(err, io.EOF) {
		return t.fault(0, CodeTableEmpty, nil)
	}
	if err != nil {
		return err
	}
	var faults Faults
	for _, f := range rec.faults {
		faults = append(faults, t.cellFault(rec, f.column, f.code, f.args))
	}
	first := map[string]int{}
	t.header = make([]Answer, len(rec.cells))
	for i, cell := range rec.cells {
		name := strings.TrimSpace(cell)
		t.header[i] = Answer{Name: name, At: t.at(rec.line, i+1)}
		switch before, twice := first[name]; {
		case lost(name):
			return Faults{t.cellFault(rec, i+1, CodeTableLost, nil)} // the other names most likely are, too
		case name == "":
		case twice:
			faults = append(faults, t.cellFault(rec, i+1, CodeTableHeaderTwice, map[string]any{"First": before}))
		default:
			first[name] = i + 1
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// row gives a record its names, and looks at its cells.
func (t *Table) row(rec record) Row {
	row := Row{Number: rec.number, At: t.at(rec.line, 0), Cells: rec.cells, From1904: t.from1904}
	for _, f := range rec.faults {
		row.Faults = append(row.Faults, t.cellFault(rec, f.column, f.code, f.args))
	}
	if rec.hidden {
		row.Doubts = append(row.Doubts, Fault{At: row.At, Problem: &field.Problem{Code: CodeTableHidden}})
	}
	if !t.isText() { // the rows of a sheet end at their last cell
		for len(row.Cells) < len(t.header) {
			row.Cells = append(row.Cells, "")
		}
	} else if columns := len(t.header); len(row.Cells) != columns {
		args := map[string]any{"Cells": len(row.Cells), "Columns": columns}
		row.Faults = append(row.Faults, t.cellFault(rec, min(len(row.Cells), columns)+1, CodeTableRagged, args))
	}
	row.Answers = make([]Answer, 0, len(row.Cells))
	for i, cell := range row.Cells {
		if !field.Blank(cell) {
			t.answer(&row, rec, i, cell)
		}
	}
	for _, f := range rec.faults { // of answers such a cell is none
		if f.column >= 1 && f.column <= len(row.Cells) && row.Cells[f.column-1] == "" {
			formula, _ := f.args["Value"].(string)
			row.Cells[f.column-1] = unreadMark + strings.TrimPrefix(formula, "=")
		}
	}
	return row
}

// answer adds a cell to a row.
func (t *Table) answer(row *Row, rec record, i int, cell string) {
	if strings.HasPrefix(cell, unreadMark) { // no answer
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableUnread, nil))
		return
	}
	switch {
	case i < len(t.header) && t.header[i].Name != "":
		row.Answers = append(row.Answers, Answer{Name: t.header[i].Name, Text: cell, At: t.at(rec.line, i+1)})
	case i < len(t.header) || !t.isText():
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableNoHeader, nil))
	}
	switch {
	case rec.faulty(i + 1):
	case exponent(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableExponent, nil))
	case errorCell(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableErrorCell, nil))
	case lost(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableLost, nil))
	case boolean(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableBoolean, nil))
	case t.isText() && zeros(cell):
		row.Doubts = append(row.Doubts, t.cellFault(rec, i+1, CodeTableZeros, nil))
	}
}

func (t *Table) at(line, column int) Place {
	return Place{Source: t.source, Line: line, Column: column}
}

// fault is one that ends the table.
func (t *Table) fault(line int, code string, args map[string]any) error {
	return tableFault(t.at(line, 0), code, "", args)
}

func tableFault(at Place, code, value string, args map[string]any) Faults {
	return Faults{{At: at, Problem: field.NewProblem(code, value, args)}}
}

// cellFault is one of a cell, or of the row where there is no such cell.
func (t *Table) cellFault(rec record, column int, code string, args map[string]any) Fault {
	f := Fault{At: t.at(rec.line, column)}
	value, _ := args["Value"].(string) // of a cell that is blank for its fault
	if value == "" && column >= 1 && column <= len(rec.cells) {
		value = rec.cells[column-1]
	}
	if column >= 1 && column <= len(t.header) {
		f.Name = t.header[column-1].Name
	}
	f.Problem = field.NewProblem(code, value, args)
	return f
}
