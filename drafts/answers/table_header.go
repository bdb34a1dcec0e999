package answers

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// Header returns the names of the columns, without spaces around them, and their places. In a column with a blank name all cells must
// be blank.
func (t *Table) Header() []Answer { return t.header }

// HeaderRow returns the number of the row of the header, as a spreadsheet counts, and the number of rows above it that are not blank.
func (t *Table) HeaderRow() (row, above int) { return t.headerRow, t.above }

// HiddenColumns returns the names of the columns that a spreadsheet does not show. Their cells are read like others.
func (t *Table) HiddenColumns() []string {
	sheet, ok := t.rows.(*sheetRecords)
	if !ok {
		return nil
	}
	var names []string
	for i, cell := range t.header {
		hides := func(a area) bool { return a.first <= i+1 && i+1 <= a.last }
		if cell.Name != "" && slices.ContainsFunc(sheet.hidden, hides) {
			names = append(names, cell.Name)
		}
	}
	return names
}

// headerRows is the number of the first rows among which the header may be.
const headerRows = 60

// leastKnown is the least number of names of columns in a header that is not the first row.
const leastKnown = 2

// known returns the number of cells of a record that are names of columns.
func (t *Table) known(rec record) int {
	if t.options.Known == nil {
		return leastKnown
	}
	names := map[string]bool{}
	for _, cell := range rec.cells {
		if cell = strings.TrimSpace(cell); cell != "" && len(cell) < 1<<10 && t.options.Known(cell) {
			names[cell] = true
		}
	}
	return len(names)
}

// findHeader returns the record of the header. Titles and remarks may stand above it.
func (t *Table) findHeader() (record, error) {
	first, err := t.nextFilled()
	if err != nil {
		return first, err
	}
	t.setHeaderRow(first.number)
	if t.known(first) >= leastKnown {
		return first, nil
	}
	rows, best, most := []record{first}, 0, leastKnown-1
	for len(rows) < headerRows {
		rec, err := t.nextFilled()
		if err != nil {
			t.aheadErr = err
			break
		}
		if rows = append(rows, rec); rec.number > headerRows {
			break
		}
		if n := t.known(rec); n > most {
			best, most = len(rows)-1, n
			t.setHeaderRow(rec.number)
		}
	}
	t.ahead, t.above = rows[best+1:], best
	return rows[best], nil
}

// setHeaderRow sets the row of the header. It may be the last row, after which merged cells are checked.
func (t *Table) setHeaderRow(number int) {
	t.headerRow = number
	if sheet, ok := t.rows.(*sheetRecords); ok {
		sheet.header = number
	}
}

// readHeader reads the header.
func (t *Table) readHeader() error {
	rec, err := t.findHeader()
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
		case isLostText(name):
			return Faults{t.cellFault(rec, i+1, CodeTableLostText, nil)} // one fault is enough, because the other names are probably lost, too
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
