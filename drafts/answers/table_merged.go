package answers

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"draft/drafts/field"
)

const (
	maxMerged   = 1 << 12 // merged areas of more than one row that a sheet may have
	shownMerged = 3       // that a message names
)

// area is a rectangle of cells.
type area struct {
	ref         string // as a spreadsheet names it, F2:F3
	column      int    // the first one
	first, last int    // rows
}

// areaOf reads the name of an area.
func areaOf(ref string) (area, error) {
	const longest = len("XFD1048576:XFD1048576")
	from, to, _ := strings.Cut(ref, ":")
	column, err := columnOf(from, 0)
	a := area{ref: ref, column: column, first: rowOf(from), last: rowOf(to)}
	if err != nil || len(ref) > longest || a.first < 1 || to != "" && a.last < 1 {
		return area{}, errors.New("merged cells " + strconv.Quote(ref[:min(len(ref), 2*longest)]))
	}
	return a, nil
}

// rowOf reads the row of a cell such as AB12, 0 where it has none.
func rowOf(cell string) int {
	row, err := strconv.Atoi(strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return row
}

// merge keeps an area of merged cells that may matter. They stand after the rows in a sheet, so whether one does is known
// at the end alone.
func (s *sheetRecords) merge(ref string) error {
	a, err := areaOf(ref)
	if err != nil || a.last <= a.first {
		return err
	}
	if s.merged = append(s.merged, a); len(s.merged) > maxMerged {
		return s.mergedFault(s.merged)
	}
	return nil
}

// end ends the table; with a fault where rows below the header share merged cells. A person sees the text of such cells
// beside every row, but the file has it in the first row alone.
func (s *sheetRecords) end() error {
	var split []area
	for _, a := range s.merged {
		if max(a.first, s.header) < min(a.last, s.filled) {
			split = append(split, a)
		}
	}
	if len(split) > 0 {
		return s.mergedFault(split)
	}
	return io.EOF
}

func (s *sheetRecords) mergedFault(split []area) error {
	refs := make([]string, min(len(split), shownMerged))
	for i := range refs {
		refs[i] = split[i].ref
	}
	return Faults{{
		At:      s.book.table.at(split[0].first, split[0].column),
		Problem: field.NewProblem(CodeTableMerged, refs[0], map[string]any{"Areas": refs, "More": len(split) - len(refs)}),
	}}
}
