package batch

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// GroupColumn is the column by which rows are grouped: neighbouring rows that show the same text there make one letter, and each is a
// record of the kind's first list. Case and white space do not matter. A row whose cell is blank makes a letter of its own.
type GroupColumn struct {
	Column string // its header
	index  int
}

// Codes of problems with groups of rows.
const (
	CodeGroupApart   = "batch.apart"   // an earlier group has the same text, and other rows are between. First: the first row of that group; Column
	CodeGroupDiffers = "batch.differs" // an answer that a letter has once, and that another row of it answers differently. First: that row; Other: its answer
	CodeGroupMost    = "batch.most"    // more payments than a letter may have. Value: what the group shows; Last: its last row; Most
)

// ErrNoList reports that rows are to be grouped, and that a letter of the kind is about one thing only.
var ErrNoList = errors.New("the letter kind has no list")

// CutGroupError reports that Job.Rows has some rows of a letter, but not all.
type CutGroupError struct {
	Value       string // what the group shows
	First, Last int    // its rows
}

func (e *CutGroupError) Error() string {
	return fmt.Sprintf("rows %d to %d are one letter", e.First, e.Last)
}

// key returns what the rows of a letter have in common; "" for a row that is a letter of its own.
func (g *GroupColumn) key(row answers.Row) string {
	text := g.shown(row)
	if text == "" || field.Nothing(text) || isMachineWord(&letter.Field{Spec: field.Spec{Type: field.Text}}, text, field.Reading{}) {
		return ""
	}
	return strings.ToLower(text)
}

// shown returns what a row shows in the column.
func (g *GroupColumn) shown(row answers.Row) string { return Condition{index: g.index}.shown(row) }

// inGroup reports whether a row may be in a letter with others: hidden rows, and those that Where leaves out, neither belong to a letter
// nor separate its rows.
func (j *Job) inGroup(row answers.Row) bool {
	return j.GroupBy != nil && (j.IncludeHidden || !row.Hidden) && j.meetsConditions(row)
}

// letters returns a function that reads the rows of the next letter and appends them to a slice: one row, or with GroupBy a group.
func (j *Job) letters(next func() (answers.Row, error)) func([]answers.Row) ([]answers.Row, error) {
	if j.GroupBy == nil {
		return func(rows []answers.Row) ([]answers.Row, error) {
			row, err := next()
			if err != nil {
				return rows, err
			}
			return append(rows, row), nil
		}
	}
	return (&grouper{job: j, next: next, most: j.Template.Lists[0].Most}).letter
}

// grouper collects the rows of one letter at a time.
type grouper struct {
	job  *Job
	next func() (answers.Row, error)
	most int // the most rows of a letter

	rows []answers.Row // of the letter that is read
	key  string
	err  error // of next
}

// letter appends the rows of the next letter. A row that is in no group is returned before the group that it stands in.
func (g *grouper) letter(rows []answers.Row) ([]answers.Row, error) {
	for g.err == nil {
		row, err := g.next()
		if err != nil {
			g.err = err
			break
		}
		if !g.job.inGroup(row) {
			return append(rows, row), nil
		}
		key := g.job.GroupBy.key(row)
		if key != "" && key == g.key {
			g.add(row)
			continue
		}
		begun := len(g.rows) > 0
		rows = append(rows, g.rows...)
		g.rows, g.key = append(g.rows[:0], row), key
		if begun {
			return rows, nil
		}
	}
	if len(g.rows) > 0 && errors.Is(g.err, io.EOF) { // else the group may not be whole
		rows = append(rows, g.rows...)
		g.rows = nil
		return rows, nil
	}
	return rows, g.err
}

// add adds a row to the group. Of a group with too many rows only the first ones and the last are kept, because such a group may be the
// whole table.
func (g *grouper) add(row answers.Row) {
	if len(g.rows) <= g.most {
		g.rows = append(g.rows, row)
		return
	}
	g.rows[g.most] = row
}

// groupCheck finds the groups that cannot be letters because of where their rows are.
type groupCheck struct {
	job    *Job
	faults answers.Faults // groups with the same text
}

// maxApart is the most places where groups stand apart that are told: one cause and one remedy has them all.
const maxApart = 20

// add looks at the next letter. An error ends the check of the table.
func (c *groupCheck) add(e *Entry) error {
	j := c.job
	if j.GroupBy == nil || e.NoRow || !j.inGroup(e.Row) {
		return nil
	}
	first, last := e.Row.Number, e.LastRow()
	if j.Rows.cuts(first, last) {
		return &CutGroupError{Value: field.Excerpt(j.GroupBy.shown(e.Row)), First: first, Last: last}
	}
	key := j.GroupBy.key(e.Row)
	if key == "" {
		return nil
	}
	earlier, err := j.index.add(j.digest("group", key), first)
	if err != nil || earlier == first || !j.Rows.Has(first) && !j.Rows.Has(earlier) {
		return err
	}
	c.faults = append(c.faults, answers.Fault{At: e.Row.At, Problem: field.NewProblem(
		CodeGroupApart, j.GroupBy.shown(e.Row), map[string]any{"First": earlier, "Column": ShownName(j.GroupBy.Column)},
	)})
	if len(c.faults) == maxApart {
		return c.faults
	}
	return nil
}

// err returns the groups that stand apart, or nil.
func (c *groupCheck) err() error {
	if len(c.faults) == 0 {
		return nil
	}
	return c.faults
}

// countRecords counts the records of each row of a group: one, or more if the table has columns of later records. It reports whether a
// letter may have so many.
func (j *Job) countRecords(e *Entry) bool {
	l := j.Template.Lists[0]
	e.before = make([]int, len(e.Rows))
	total := 0
	for i := range e.Rows {
		e.before[i] = total
		records := 1
		for _, a := range slices.Concat(e.Rows[i].Answers, j.Given.Answers) {
			name := a.Name
			if c, ok := j.Columns[name]; ok {
				name = c.field
			}
			if list, record, _, ok := j.Template.ParsePath(name); ok && list == l && !field.Blank(a.Text) {
				records = max(records, record)
			}
		}
		total += records
	}
	if total > l.Most {
		e.refuse("", CodeGroupMost, j.GroupBy.shown(e.Row), map[string]any{"Last": e.LastRow(), "Most": l.Most})
		return false
	}
	e.Form.OpenRecords([]string{l.Path(total, j.Template.Fields[l.Begin].Name)})
	return true
}

// questionOf returns the question that a row of a letter answers in a column: in the first row that of the column, in a later one the
// same question of a later record. isShared says that a letter has the question only once.
func (j *Job) questionOf(e *Entry, row int, column string) (name string, isShared bool) {
	if len(e.Rows) == 1 {
		return column, false
	}
	l := j.Template.Lists[0]
	list, record, item, ok := j.Template.ParsePath(column)
	if !ok {
		list, record, item = l, 1, column
	}
	if list != l || !slices.Contains(l.Items(j.Template), item) {
		return column, true
	}
	return l.Path(e.before[row]+record, item), false
}

// isRepeated reports whether an earlier row of the letter answers the question, or the role, of an answer. If it answers something else,
// that is a problem.
func (j *Job) isRepeated(e *Entry, row int, c column, a answers.Answer) bool {
	for i := range row {
		for _, other := range e.Rows[i].Answers {
			if other.Name != a.Name || slices.ContainsFunc(e.emptied, func(b answers.Answer) bool { return b.At == other.At }) {
				continue
			}
			if !j.sameAnswer(e, c, other.Text, a.Text) {
				e.addFault(answers.Fault{At: a.At, Name: a.Name, Problem: field.NewProblem(
					CodeGroupDiffers, a.Text, map[string]any{"First": e.Rows[i].Number, "Other": field.Excerpt(other.Text)},
				)})
			}
			return true
		}
	}
	return false
}
