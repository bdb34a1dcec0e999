package batch

import (
	"slices"
	"strings"

	"draft/drafts/answers"
)

// Condition chooses the rows whose cell in a column shows a value. Case and the white space around words do not matter.
type Condition struct {
	Column string // its header
	Value  string // "" chooses blank cells

	index int
}

// shown returns what a row shows in the column.
func (c Condition) shown(row answers.Row) string {
	if c.index >= len(row.Cells) { // a ragged row
		return ""
	}
	return strings.Join(strings.Fields(row.Cells[c.index]), " ")
}

// holds reports whether the condition chooses a row.
func (c Condition) holds(row answers.Row) bool {
	return strings.EqualFold(c.shown(row), strings.Join(strings.Fields(c.Value), " "))
}

// maxValues is the most values of a column that a NoRowError has.
const maxValues = 20

// NoRowError reports that no row is as Job.Where wants it.
type NoRowError struct {
	// Condition is the first that no row meets. It is the zero value if some rows meet each of them, but none within Job.Rows meets all.
	Condition Condition
	Values    []string // the first that the column shows
	More      bool     // it shows others, too
}

func (e *NoRowError) Error() string {
	return "no row has " + e.Condition.Column + "=" + e.Condition.Value
}

// whereCheck finds out which conditions are never met.
type whereCheck struct {
	columns []columnValues
	chosen  bool // a row met all of them
}

// columnValues are what the column of a condition shows.
type columnValues struct {
	Condition
	met    bool
	values []string
	more   bool
}

func newWhereCheck(where []Condition) *whereCheck {
	w := &whereCheck{columns: make([]columnValues, len(where))}
	for i, c := range where {
		w.columns[i].Condition = c
	}
	return w
}

// add records what a row shows. chosen says that the row is within Job.Rows and meets all conditions.
func (w *whereCheck) add(row answers.Row, chosen bool) {
	w.chosen = w.chosen || chosen
	for i := range w.columns {
		c := &w.columns[i]
		shown := c.shown(row)
		switch {
		case c.met:
		case c.holds(row):
			c.met = true
		case shown == "" || slices.Contains(c.values, shown):
		case len(c.values) == maxValues:
			c.more = true
		default:
			c.values = append(c.values, shown)
		}
	}
}

// err returns a *NoRowError if no row was chosen.
func (w *whereCheck) err() error {
	if w.chosen || len(w.columns) == 0 {
		return nil
	}
	for _, c := range w.columns {
		if !c.met {
			return &NoRowError{c.Condition, c.values, c.more}
		}
	}
	return &NoRowError{}
}
