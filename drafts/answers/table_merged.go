package answers

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"draft/drafts/field"
)

const (
	maxMerged   = 1 << 12 // the most merged areas of more than one row
	shownMerged = 3       // the most areas in an error
)

// area is a rectangle of cells.
type area struct {
	ref         string // such as F2:F3
	column      int    // the first one
	first, last int    // rows, or columns where the area has all rows
}

// areaOf parses the reference of an area.
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

// rowOf returns the row in the reference of a cell such as AB12, or 0 if it has none.
func rowOf(cell string) int {
	row, err := strconv.Atoi(strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil {
		return 0
	}
	return row
}

// addMerged records a merged area of more than one row, for checkMerged. A sheet lists merged areas after its rows.
func (s *sheetRecords) addMerged(ref string) error {
	a, err := areaOf(ref)
	if err != nil || a.last <= a.first {
		return err
	}
	if s.merged = append(s.merged, a); len(s.merged) > maxMerged {
		return s.mergedFault(s.merged)
	}
	return nil
}

// checkMerged returns a fault if filled rows below the header share merged cells, and io.EOF otherwise. A spreadsheet shows the text of
// such a cell beside every row, but the file has it only in the first one.
func (s *sheetRecords) checkMerged() error {
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
