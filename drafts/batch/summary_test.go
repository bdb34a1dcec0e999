package batch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"draft/drafts/batch"
)

// A summary counts rows, what is wrong with them, and where letters go.
func TestSummary(t *testing.T) {
	text := header +
		fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 2, 2, 6, 2) + fmt.Sprintf(row, 3, 3, 7, 1) + // the order of the first
		fmt.Sprintf(row, 4, 4, 7, 4) + strings.Replace(fmt.Sprintf(row, 5, 5, 7, 5), "误充值", "手滑", 1) +
		"合计,,,18.50,,,,,,,\n"
	j := newJob(t, text)
	j.Limit, j.NameTaken = 1, func(name string) bool { return strings.Contains(name, "dy_a0000004") }
	j.Name = batch.DefaultPattern(j.Template)
	s, err := j.Check(context.Background(), table(t, text), func(*batch.Entry) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if s.Good != 2 || s.Bad != 3 || s.DuplicateRows != 1 || s.NoRowCount != 1 || s.NoRows[0] != 7 || s.NoRowText != "合计" || s.NamesTaken != 1 || s.ToCorrect != 1 {
		t.Errorf("%+v", s)
	}
	if s.Letters() != 1 || s.BeyondLimit() != 1 || s.Visited() != 1 || s.Amount.String() != "12.00" || s.First.Row.Number != 2 {
		t.Errorf("%+v, %d letters, %d beyond", s, s.Letters(), s.BeyondLimit())
	}
	if len(s.Problems) != 3 || s.ProblemCount != 3 || len(s.ProblemKinds.Keys()) != 3 || s.NoRecipient != 0 {
		t.Errorf("%+v", s.Problems)
	}
	if keys := s.Domains.Keys(); len(keys) != 1 || keys[0] != "douyin.com" || s.Domains.Kind("douyin.com").Count != 2 {
		t.Errorf("%q", keys)
	}
}

// Findings of one kind are counted together, the commonest first, with the first places.
func TestCounter(t *testing.T) {
	text := header + strings.Replace(fmt.Sprintf(row, 0, 1, 5, 0), "微信支付", "白条", 1)
	for i := range 7 {
		text += strings.Replace(fmt.Sprintf(row, i, 1, 5, i+1), "误充值", "手滑", 1)
	}
	s, err := newJob(t, text).Check(context.Background(), table(t, text), func(*batch.Entry) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	keys := s.ProblemKinds.Keys()
	if len(keys) != 2 {
		t.Fatalf("%q", keys)
	}
	if k := s.ProblemKinds.Kind(keys[0]); k.Count != 7 || len(k.Places) != 5 || k.First.Field != "reason" || k.Places[0].Line != 3 {
		t.Errorf("%+v", k)
	}
}

// An error of visit ends the check.
func TestCheckStops(t *testing.T) {
	text := benchRows(1000)
	full := errors.New("full")
	n := 0
	_, err := newJob(t, text).Check(context.Background(), table(t, text), func(*batch.Entry) error {
		n++
		return full
	})
	if !errors.Is(err, full) || n != 1 {
		t.Errorf("%v, %d rows", err, n)
	}
}

// A letter that cannot be written, or a row that has changed, ends the batch unless it is to go on. What was written is counted.
func TestReport(t *testing.T) {
	text := benchRows(200)
	broken := errors.New("broken")
	for _, keepGoing := range []bool{false, true} {
		j := newJob(t, text)
		j.KeepGoing = keepGoing
		check(t, j, text)
		sink := &batch.Mbox{W: io.Discard, Render: func(l *batch.Letter) ([]byte, error) {
			if l.Row.Number == 11 {
				return nil, broken
			}
			return renderEML(l)
		}}
		r, err := j.Write(context.Background(), table(t, text), func() string { return "id" }, sink, func(batch.Outcome) error { return nil })
		if err != nil || r.Failed != 1 || len(r.Failures) != 1 || r.Failures[0].Entry.Row.Number != 11 || r.Failures[0].State() != batch.Failed {
			t.Errorf("%v, %+v", err, r)
		}
		var stop *batch.RowError
		if errors.As(r.Stop, &stop) == keepGoing || (r.LastRow == 201) != keepGoing || r.Written != r.LastRow-2 {
			t.Errorf("keep going %v: %+v", keepGoing, r)
		}
	}
	j := newJob(t, text)
	check(t, j, text)
	full := errors.New("full")
	r, err := j.Write(context.Background(), table(t, text), func() string { return "id" }, &batch.Mbox{W: io.Discard, Render: renderEML}, func(batch.Outcome) error { return full })
	if err != nil || !errors.Is(r.Stop, full) || r.LastRow == 201 {
		t.Errorf("%v, %+v", err, r)
	}
	other := strings.Replace(text, "误充值", "手滑", 3)
	j = newJob(t, text)
	check(t, j, text)
	r, err = j.Write(context.Background(), table(t, other), func() string { return "id" }, &batch.Mbox{W: io.Discard, Render: renderEML}, func(batch.Outcome) error { return nil })
	if err != nil || !errors.Is(r.Stop, batch.ErrChanged) {
		t.Errorf("%v, %+v", err, r)
	}
}
