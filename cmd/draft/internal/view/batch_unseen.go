package view

import (
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/batch"
)

// shownRanges is the number of ranges of hidden rows that are shown.
const shownRanges = 10

// OtherSheets returns the line that says which sheet was read although no flag names it and there are others.
func (t *Table) OtherSheets() []string {
	others := t.Object.Others
	if len(others) == 0 {
		return nil
	}
	return []string{t.View.Text("batch.sheet", lang.Args{"Sheet": t.Object.Sheet, "Others": join(t.View, others), "First": Quote(others[0])})}
}

// Unseen returns the lines about rows and columns that a person may not expect to be read, or not to be read: a header below titles, rows
// that are no rows of the table, hidden rows, which get no letter, rows in no group, and hidden columns,
// which are read.
func (t *Table) Unseen(s *batch.Summary) []string {
	var lines []string
	if row := t.Object.HeaderRow; row > 0 {
		lines = append(lines, t.View.Text("batch.header_row", lang.Args{"Row": row}))
	}
	if len(s.NoRows) > 0 {
		rows, more := firstRanges(s.NoRows)
		lines = append(lines, t.View.Text("batch.no_rows", lang.Args{
			"Count": s.NoRowCount, "Rows": join(t.View, rows), "More": more || s.NoRowCount > len(s.NoRows), "Text": s.NoRowText,
		}))
	}
	if s.Hidden > 0 {
		rows, more := firstRanges(s.HiddenRows)
		lines = append(lines, t.View.Text("batch.hidden", lang.Args{
			"Count": s.Hidden, "Rows": join(t.View, rows), "More": more || s.Hidden > len(s.HiddenRows),
		}))
	}
	if s.Ungrouped > 0 {
		rows, more := firstRanges(s.UngroupedRows)
		lines = append(lines, t.View.Text("batch.ungrouped", lang.Args{
			"Count": s.Ungrouped, "Rows": join(t.View, rows), "More": more || s.Ungrouped > len(s.UngroupedRows), "Column": batch.ShownName(t.Job.GroupBy.Column),
		}))
	}
	if names := t.Object.HiddenColumns; len(names) > 0 {
		flags := make([]string, len(names))
		for i, name := range names {
			flags[i] = "--" + batch.FlagIgnore + " " + Quote(batch.ShownName(name))
		}
		lines = append(lines, t.View.Text("batch.hidden_columns", lang.Args{
			"Columns": join(t.View, headerNames(names)), "Flags": strings.Join(flags, " "),
		}))
	}
	return lines
}

// firstRanges returns the first ranges of rows. more says that there are others.
func firstRanges(rows []int) (ranges []string, more bool) {
	ranges = rowRanges(rows, "-")
	return ranges[:min(len(ranges), shownRanges)], len(ranges) > shownRanges
}

// rowRanges returns rows, which ascend, as ranges such as 4, 7-9.
func rowRanges(rows []int, dash string) (ranges []string) {
	for i := 0; i < len(rows); i++ {
		first := rows[i]
		for i+1 < len(rows) && rows[i+1] == rows[i]+1 {
			i++
		}
		text := strconv.Itoa(first)
		if rows[i] > first {
			text += dash + strconv.Itoa(rows[i])
		}
		ranges = append(ranges, text)
	}
	return ranges
}
