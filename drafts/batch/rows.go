package batch

import (
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"draft/drafts/answers"
)

// Range are rows by their numbers, both ends included. The zero value is all of them.
type Range struct{ From, To int }

// ErrRange is a text that names no rows.
var ErrRange = errors.New("not a range of rows")

// ParseRange reads 2-100, 2-, -100 or 7.
func ParseRange(text string) (Range, error) {
	from, to, several := strings.Cut(strings.TrimSpace(text), "-")
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
	if !several {
		r.To = r.From
	}
	if r.To < r.From {
		return Range{}, ErrRange
	}
	return r, nil
}

// Has tells whether a row is one of them.
func (r Range) Has(row int) bool { return r.From <= row && (r.To == 0 || row <= r.To) }

// until gives the rows of a table up to the last of the range, or up to another where that is not 0; only those of the
// range where the ones before are of no use.
func (r Range) until(t Table, only bool, last int) func() (answers.Row, error) {
	return func() (answers.Row, error) {
		for {
			row, err := t.Next()
			switch {
			case err != nil:
				return row, err
			case r.To > 0 && row.Number > r.To, last > 0 && row.Number > last:
				return answers.Row{}, io.EOF
			case !only || r.Has(row.Number):
				return row, nil
			}
		}
	}
}
