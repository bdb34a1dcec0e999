package answers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"draft/drafts/field"
)

// Codes of problems with a table. All have the argument Value, which is the text of the cell, or its formula if the cell has no valid
// result; other arguments are named here. The column of a place is counted from 1, see ColumnLetters.
const (
	CodeTableFormat      = "table.format"       // not a supported table. Found: one of the Found constants
	CodeTableEmpty       = "table.empty"        // no header
	CodeTableDamaged     = "table.damaged"      // Detail
	CodeTableTooLarge    = "table.too_large"    // a cell, a row or a part of the file. Limit in bytes
	CodeTableQuote       = "table.quote"        // a quoted cell without an end, or with text after it
	CodeTableMixed       = "table.mixed"        // lines in UTF-8 among lines in GB18030
	CodeTableUndecodable = "table.undecodable"  // Encoding
	CodeTableRagged      = "table.ragged"       // more or fewer cells than the header. Cells, Columns
	CodeTableHeaderTwice = "table.header_twice" // two columns have one name. First: the first of them
	CodeTableMerged      = "table.merged"       // rows that share merged cells. Areas: the first areas, such as F2:F3; More: the number of others
	CodeTableNoHeader    = "table.no_header"    // a filled cell in a column whose header is blank
	CodeTableLostText    = "table.lost"         // question marks in place of Chinese, in the header or a cell
	CodeTableExponent    = "table.exponent"     // a number such as 1.38E+10, which has lost digits
	CodeTableDigits      = "table.digits"       // a number of more than 15 digits, which a spreadsheet has rounded
	CodeTableErrorCell   = "table.error_cell"   // an error such as #N/A, or ##### from a column that was too narrow
	CodeTableFormula     = "table.formula"      // a formula in a text file, which has no results
	CodeTableNoResult    = "table.no_result"    // a formula without a saved result
	CodeTableVolatile    = "table.moving"       // a formula with NOW() or TODAY(), whose result changes
	CodeTableUnread      = "table.unread"       // the mark of a cell that could not be read, see Row.Cells
	CodeTableDate        = "table.date"         // a date that does not exist
	CodeTableUncertain   = "table.uncertain"    // a number format of which it is not certain what it shows. Value is what is stored; Format
	CodeTableRoundedCell = "table.rounded"      // a number that its format rounds. Value is what is stored; Shown, Format
	CodeTableBoolean     = "table.boolean"      // TRUE or FALSE, which the caller may accept as yes or no
	CodeTableRounded     = "table.zeros"        // doubt: a number of 16 digits or more with only zeros after the 15th
	CodeTableHidden      = "table.hidden"       // doubt: a hidden row. No Value
)

// maxColumns is the number of columns of a spreadsheet.
const maxColumns = 16384

// Row is a row that is not blank.
type Row struct {
	// Number is the number of the row in a spreadsheet, which counts blank rows, too.
	Number int
	// At is the place of the row. Its line is the first line of the row in a text file, and Number in a workbook.
	At Place
	// Answers are the cells that are not blank, under the names of their columns. A cell with a fault is among them, unless it could
	// not be read, so that its answer does not count as missing.
	Answers []Answer
	Faults  Faults // problems with the cells of the row
	Doubts  Faults // possible problems
	// Cells are all cells in the order of the header. A TableWriter writes them so that OpenTable reads the same cells with the same
	// faults. In place of a cell that could not be read there is #= and its formula, so that the cell is not taken for a blank one.
	Cells []string
	// Hidden says that a spreadsheet does not show the row: somebody hid it, or a filter did.
	Hidden bool
	// From1904 is set if the dates of the table are counted from 1904, see DayCount.
	From1904 bool
}

// record is a row without the names of its columns.
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

// isFaulty reports whether there is a fault in a column.
func (rec *record) isFaulty(column int) bool {
	return slices.ContainsFunc(rec.faults, func(f cellFault) bool { return f.column == column })
}

// records reads the rows of a table in one format. next may return blank rows. Its errors are io.EOF, errors of the disk, and Faults.
type records interface {
	next() (record, error)
}

// Table reads a table with one set of answers per row. It is not safe for concurrent use; its rows are.
type Table struct {
	source    string
	file      io.Closer
	rows      records
	options   TableOptions
	header    []Answer
	headerRow int
	above     int      // rows above the header that are not blank
	ahead     []record // rows that were read to find the header
	aheadErr  error    // of reading the row after them
	encoding  string
	guessed   bool // the encoding
	separator string
	sheet     string
	book      *workbook // nil if it is a text file
	from1904  bool
	err       error
}

// NoSheetError is returned if a table has no visible sheet of a name.
type NoSheetError struct {
	Sheet  string
	Sheets []string // the visible sheets; none if it is a text file
}

func (e *NoSheetError) Error() string { return "no sheet " + strconv.Quote(e.Sheet) }

// TableOptions say how to read a table. The zero value reads the first sheet, and takes its first row for the header.
type TableOptions struct {
	// Sheet is the name of a visible sheet; "" means the first one that is not empty.
	Sheet string
	// Encoding is the name of the encoding of a text file, such as Big5; "" means to detect it.
	Encoding string
	// Known reports whether a cell is the name of a column. If it is set, the header is the row with the most of them, and at least two,
	// among the first rows; else the first row that is not blank.
	Known func(cell string) bool
}

// ErrEncoding is returned if TableOptions has an encoding that nobody knows.
var ErrEncoding = errors.New("unknown encoding")

// OpenTable opens a CSV, TSV or XLSX file and reads its header. It stops if ctx ends, and so do the methods of the table. The error is one
// of the disk, of ctx, of type Faults, ErrEncoding, or a *NoSheetError if there is no such sheet.
func OpenTable(ctx context.Context, path string, o TableOptions) (*Table, error) {
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
		t, err = NewTable(ctx, path, file, info.Size(), o)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	t.file = file
	return t, nil
}

// NewTable is like OpenTable for an open file, which the caller closes. source is the file name in places. The format is detected from
// the content.
func NewTable(ctx context.Context, source string, file io.ReaderAt, size int64, o TableOptions) (*Table, error) {
	file = untilDone{ctx, file}
	t := &Table{source: source, options: o}
	start := make([]byte, min(size, startSize))
	if _, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var err error
	switch {
	case strings.HasPrefix(string(start), zipStart):
		err = t.openWorkbook(file, size)
	case strings.HasPrefix(string(start), compoundStart):
		err = t.fault(0, CodeTableFormat, map[string]any{"Found": foundInCompound(file)})
	case foundByStart(start) != "":
		err = t.fault(0, CodeTableFormat, map[string]any{"Found": foundByStart(start)})
	case o.Sheet != "":
		err = &NoSheetError{Sheet: o.Sheet}
	default:
		err = t.openText(file, size)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// untilDone is a file that cannot be read any more when a context ends.
type untilDone struct {
	ctx  context.Context
	file io.ReaderAt
}

func (u untilDone) ReadAt(b []byte, at int64) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.file.ReadAt(b, at)
}

// EncodingGuessed reports whether nothing but its bytes says what the encoding of a text file is, and they may be in another one, too.
func (t *Table) EncodingGuessed() bool { return t.guessed }

// Encoding returns the encoding of a text file, such as UTF-8, or XLSX.
func (t *Table) Encoding() string { return t.encoding }

// Separator returns the text between the cells of a text file; it is empty for a workbook.
func (t *Table) Separator() string { return t.separator }

// isText reports whether the table is a text file and not a workbook.
func (t *Table) isText() bool { return t.separator != "" }

// Sheet returns the name of the sheet that is read; it is empty for a text file.
func (t *Table) Sheet() string { return t.sheet }

// OtherSheets returns the names of the visible sheets that are not empty, without the one that is read. It leaves out sheets that
// cannot be read, because nobody asked for them.
func (t *Table) OtherSheets() []string {
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
		if _, err := other.nextFilled(); err == nil {
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

// Next returns the next row that is not blank. After an error, which may be io.EOF, there are no more rows. Problems with a row are in
// its Faults. Only merged cells are an error, and it is returned after the last row.
func (t *Table) Next() (Row, error) {
	if t.err != nil {
		return Row{}, t.err
	}
	rec, err := t.nextFilled()
	if err != nil {
		t.err = err
		return Row{}, err
	}
	return t.row(rec), nil
}

// nextFilled returns the next record that is not blank, with its cells unescaped.
func (t *Table) nextFilled() (record, error) {
	switch {
	case len(t.ahead) > 0:
		rec := t.ahead[0]
		t.ahead = t.ahead[1:]
		return rec, nil
	case t.aheadErr != nil:
		return record{}, t.aheadErr
	}
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
			rec.unescapeCells()
		}
		blank := len(rec.faults) == 0
		for i, cell := range rec.cells {
			if !t.isText() {
				rec.cells[i] = unescapeFormula(cell)
			}
			blank = blank && field.Blank(rec.cells[i])
		}
		if !blank {
			return rec, nil
		}
	}
}

// row checks the cells of a record and names them.
func (t *Table) row(rec record) Row {
	row := Row{Number: rec.number, At: t.at(rec.line, 0), Cells: rec.cells, Hidden: rec.hidden, From1904: t.from1904}
	for _, f := range rec.faults {
		row.Faults = append(row.Faults, t.cellFault(rec, f.column, f.code, f.args))
	}
	if rec.hidden {
		row.Doubts = append(row.Doubts, Fault{At: row.At, Problem: &field.Problem{Code: CodeTableHidden}})
	}
	row.Cells = t.fit(row.Cells)
	if columns := len(t.header); t.isText() && len(row.Cells) != columns {
		args := map[string]any{"Cells": len(row.Cells), "Columns": columns}
		row.Faults = append(row.Faults, t.cellFault(rec, min(len(row.Cells), columns)+1, CodeTableRagged, args))
	}
	row.Answers = make([]Answer, 0, len(row.Cells))
	for i, cell := range row.Cells {
		if !field.Blank(cell) {
			t.answer(&row, rec, i, cell)
		}
	}
	for _, f := range rec.faults { // after the loop above, so that the marks do not become answers
		if f.column >= 1 && f.column <= len(row.Cells) && row.Cells[f.column-1] == "" {
			formula, _ := f.args["Value"].(string)
			row.Cells[f.column-1] = unreadMark + strings.TrimPrefix(formula, "=")
		}
	}
	return row
}

// fit returns the cells of a row without blank ones beyond the header, and with blank ones that it may lack: a row of a sheet ends at its
// last filled cell, and one of a text file may end before columns without a name.
func (t *Table) fit(cells []string) []string {
	for len(cells) > len(t.header) && field.Blank(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	if t.isText() && slices.ContainsFunc(t.header[min(len(cells), len(t.header)):], func(a Answer) bool { return a.Name != "" }) {
		return cells
	}
	for len(cells) < len(t.header) {
		cells = append(cells, "")
	}
	return cells
}

// answer adds a cell to the answers of a row, and its faults and doubts.
func (t *Table) answer(row *Row, rec record, i int, cell string) {
	if strings.HasPrefix(cell, unreadMark) {
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
	case rec.isFaulty(i + 1):
	case isExponent(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableExponent, nil))
	case isErrorCell(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableErrorCell, nil))
	case isLostText(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableLostText, nil))
	case isBoolean(cell):
		row.Faults = append(row.Faults, t.cellFault(rec, i+1, CodeTableBoolean, nil))
	case t.isText() && isRounded(cell):
		row.Doubts = append(row.Doubts, t.cellFault(rec, i+1, CodeTableRounded, nil))
	}
}

func (t *Table) at(line, column int) Place {
	return Place{Source: t.source, Line: line, Column: column}
}

// fault returns an error about the table.
func (t *Table) fault(line int, code string, args map[string]any) error {
	return tableFault(t.at(line, 0), code, "", args)
}

// TooLarge returns the Faults of a table with more than limit bytes.
func TooLarge(source string, limit int64) error {
	return tableFault(Place{Source: source}, CodeTableTooLarge, "", map[string]any{"Limit": limit})
}

func tableFault(at Place, code, value string, args map[string]any) Faults {
	return Faults{{At: at, Problem: field.NewProblem(code, value, args)}}
}

// cellFault returns a fault of a cell, or of the row if there is no such cell.
func (t *Table) cellFault(rec record, column int, code string, args map[string]any) Fault {
	f := Fault{At: t.at(rec.line, column)}
	value, _ := args["Value"].(string) // the formula of a cell without a valid result
	if value == "" && column >= 1 && column <= len(rec.cells) {
		value = rec.cells[column-1]
	}
	if column >= 1 && column <= len(t.header) {
		f.Name = t.header[column-1].Name
	}
	f.Problem = field.NewProblem(code, value, args)
	return f
}
