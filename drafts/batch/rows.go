package batch

import (
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"draft/drafts/answers"
)

// Range is a range of row numbers, both ends included. The zero value contains all rows.
type Range struct{ From, To int }

// ErrRange is returned for a text that is not a range of rows.
var ErrRange = errors.New("not a range of rows")

// ParseRange parses a range such as 2-100, 2-, -100 or 7.
func ParseRange(text string) (Range, error) {
	from, to, isRange := strings.Cut(strings.TrimSpace(text), "-")
	r := Range{From: 1, To: math.MaxInt}
	if from == "" && to == "" {
		return Range{}, ErrRange
	}
	for _, end := range []struct {
		text string
		into *int
	}{{from, &r.From}, {to, &r.To}} {
		if end.text = strings.TrimSpace(end.text); end.text == "" {
			continue
		}
		n, err := strconv.ParseUint(end.text, 10, 32)
		if err != nil || n == 0 {
			return Range{}, ErrRange
		}
		*end.into = int(n)
	}
	if !isRange {
		r.To = r.From
	}
	if r.To < r.From {
		return Range{}, ErrRange
	}
	return r, nil
}

// Has reports whether r contains a row.
func (r Range) Has(row int) bool { return r.From <= row && (r.To == 0 || row <= r.To) }

// cuts reports whether some of the rows between two are within r, and some are not.
func (r Range) cuts(first, last int) bool {
	meets := r.From <= last && (r.To == 0 || first <= r.To)
	return meets && (!r.Has(first) || !r.Has(last))
}

// chooses reports whether a row is one of Rows and meets the conditions of Where.
func (j *Job) chooses(row answers.Row) bool { return j.Rows.Has(row.Number) && j.meetsConditions(row) }

func (j *Job) meetsConditions(row answers.Row) bool {
	return !slices.ContainsFunc(j.Where, func(c Condition) bool { return !c.holds(row) })
}

// wants reports whether a row is to get a letter.
func (j *Job) wants(row answers.Row) bool { return j.chooses(row) && (j.IncludeHidden || !row.Hidden) }

// until returns a function that reads the rows of t up to the end of Rows, or up to the row last if that is not 0. If wanted is set,
// the function skips the rows that are to get no letter; else, with GroupBy, it reads those after the end of Rows, too, because they may
// belong to a group within.
func (j *Job) until(t Table, wanted bool, last int) func() (answers.Row, error) {
	return func() (answers.Row, error) {
		for {
			row, err := t.Next()
			switch {
			case err != nil:
				return row, err
			case j.Rows.To > 0 && row.Number > j.Rows.To && (wanted || j.GroupBy == nil), last > 0 && row.Number > last:
				return answers.Row{}, io.EOF
			case !wanted || j.wants(row):
				return row, nil
			}
		}
	}
}
