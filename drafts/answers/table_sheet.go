package answers

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"draft/drafts/field"
)

const maxRows = 1 << 20 // the number of rows of a spreadsheet

// sheetRecords reads the rows of a sheet. It keeps no blank rows or cells.
type sheetRecords struct {
	book     *workbook
	part     *partReader
	number   int
	header   int            // the row of the header
	filled   int            // the last row so far that is not blank
	merged   []area         // the merged areas of more than one row
	hidden   []area         // columns
	volatile map[int]string // the beginnings of the shared formulas that change by themselves, by their numbers
}

func (w *workbook) openSheet(part string) (records, error) {
	p, err := w.open(part, maxSheet)
	if err == nil && p == nil {
		err = w.table.fault(0, CodeTableDamaged, map[string]any{"Detail": part + " is not there"})
	}
	return &sheetRecords{book: w, part: p, volatile: map[int]string{}}, err
}

func (s *sheetRecords) next() (record, error) {
	for {
		token, err := s.part.next()
		if errors.Is(err, io.EOF) {
			return record{}, s.checkMerged()
		}
		start, ok := token.(xml.StartElement)
		switch {
		case err != nil || !ok:
		case start.Name.Local == "col": // they come before the rows
			if isTrue(attribute(start, "hidden")) || isZero(attribute(start, "width")) {
				s.addHidden(attribute(start, "min"), attribute(start, "max"))
			}
		case start.Name.Local == "mergeCell":
			err = s.addMerged(attribute(start, "ref"))
		case start.Name.Local == "row":
			var rec record
			if rec, err = s.row(start); err != nil {
				break
			}
			if len(rec.cells) > 0 {
				s.filled = rec.number
			}
			return rec, nil
		}
		if err != nil {
			return record{}, s.book.table.partFault(s.number, err)
		}
	}
}

// row reads a row after its start element.
func (s *sheetRecords) row(start xml.StartElement) (record, error) {
	number := s.number + 1
	if r := attribute(start, "r"); r != "" {
		given, err := strconv.Atoi(r)
		if err != nil || given < number || given > maxRows {
			return record{}, errors.New("row " + strconv.Quote(r) + " out of order")
		}
		number = given
	}
	s.number = number
	rec := record{number: number, line: number, hidden: isTrue(attribute(start, "hidden")) || isZero(attribute(start, "ht"))}
	column, size := 0, 0
	for {
		token, err := s.part.next()
		if err != nil {
			return rec, unexpected(err)
		}
		switch token := token.(type) {
		case xml.EndElement:
			if token.Name.Local == "row" {
				return rec, nil
			}
		case xml.StartElement:
			if token.Name.Local != "c" {
				continue
			}
			if column, err = columnOf(attribute(token, "r"), column); err != nil {
				return rec, err
			}
			text, problem, err := s.cell(token)
			if err != nil {
				return rec, err
			}
			if size += len(text); size > MaxFile && problem == nil {
				text, problem = "", &cellFault{0, CodeTableTooLarge, map[string]any{"Limit": MaxFile}}
			}
			rec.set(column, text, problem)
		}
	}
}

// addHidden records hidden columns. A reference that is no number hides none.
func (s *sheetRecords) addHidden(first, last string) {
	from, errFrom := strconv.Atoi(first)
	to, errTo := strconv.Atoi(last)
	if errFrom == nil && errTo == nil && len(s.hidden) < maxColumns {
		s.hidden = append(s.hidden, area{first: from, last: to})
	}
}

// isZero reports whether a height or a width is 0, which hides as the attribute hidden does.
func isZero(size string) bool {
	n, err := strconv.ParseFloat(size, 64)
	return err == nil && n == 0
}

// set sets the cell of a column, unless it is blank.
func (rec *record) set(column int, text string, problem *cellFault) {
	if problem != nil {
		problem.column = column
		rec.faults = append(rec.faults, *problem)
	}
	if problem == nil && field.Blank(text) {
		return
	}
	for len(rec.cells) < column {
		rec.cells = append(rec.cells, "")
	}
	rec.cells[column-1] = text
}

// columnOf returns the column in the reference of a cell such as AB12. A cell without a reference follows the column before.
func columnOf(cell string, before int) (int, error) {
	column := 0
	for i := 0; i < len(cell) && cell[i] >= 'A' && cell[i] <= 'Z' && column <= maxColumns; i++ {
		column = column*26 + int(cell[i]-'A') + 1
	}
	if cell == "" {
		column = before + 1
	}
	if column <= before || column > maxColumns {
		return 0, errors.New("cell " + strconv.Quote(cell) + " out of order")
	}
	return column, nil
}

// cell reads a cell after its start element and returns what a spreadsheet shows. A formula whose result is an empty text has the type
// of a text; otherwise an empty result means that the program that wrote the file did not calculate it.
func (s *sheetRecords) cell(start xml.StartElement) (string, *cellFault, error) {
	kind, style := attribute(start, "t"), attribute(start, "s")
	var text, formula string
	var hasFormula, volatile, hasValue bool
	for {
		token, err := s.part.next()
		if err != nil {
			return "", nil, unexpected(err)
		}
		switch token := token.(type) {
		case xml.EndElement:
			if token.Name.Local != "c" {
				continue
			}
			code := ""
			switch {
			case volatile:
				code = CodeTableVolatile
			case hasFormula && (!hasValue || kind != "str" && field.Blank(text)):
				code = CodeTableNoResult
			default:
				return s.value(kind, style, text)
			}
			return "", &cellFault{code: code, args: map[string]any{"Value": formula}}, nil
		case xml.StartElement:
			switch token.Name.Local {
			case "f":
				hasFormula = true
				formula, volatile, err = s.formula(token)
			case "v":
				hasValue = true
				text, err = s.part.characters("v")
			case "is":
				hasValue = true
				text, err = s.part.richText("is")
			}
			if err != nil {
				return "", nil, err
			}
		}
	}
}

// value returns what a spreadsheet shows for the stored value of a cell.
func (s *sheetRecords) value(kind, style, text string) (string, *cellFault, error) {
	format := s.book.format(style)
	switch kind {
	case "inlineStr":
	case "str":
		text = lineFeeds(unescape(text))
	case "e": // Table.answer finds it by its text
		return text, nil, nil
	case "s":
		if text == "" {
			return "", nil, nil
		}
		i, err := strconv.Atoi(strings.TrimSpace(text))
		shared, ok := s.book.shared.text(i)
		if err != nil || !ok {
			return "", nil, errors.New("no shared string " + strconv.Quote(text))
		}
		text = shared
	case "b":
		return strings.ToUpper(strconv.FormatBool(isTrue(text))), nil, nil
	default:
		if text = strings.TrimSpace(text); text == "" {
			return "", nil, nil
		}
		if kind == "d" {
			shown, fault := format.isoDate(text)
			return shown, fault, nil
		}
		shown, fault := format.number(text, s.book.table.from1904)
		return shown, fault, nil
	}
	shown, fault := format.words(text)
	return shown, fault, nil
}

// format returns the format of a style; a style that does not exist is General.
func (w *workbook) format(style string) *cellFormat {
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(w.styles) {
		return w.styles[i]
	}
	return &w.plain
}
