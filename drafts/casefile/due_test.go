package casefile

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
	"draft/drafts/workday"
)

func TestFindDue(t *testing.T) {
	s := newShelf(t)
	put := s.numbered()
	by := func(date string) cases.Entry {
		return cases.Entry{State: cases.Submitted, Promise: &cases.Promise{On: date}}
	}
	waiting := put(0, cases.Entry{State: cases.Submitted})
	late := put(30, cases.Entry{State: cases.Submitted})
	later := put(10, by("2026-11-18"))
	now := put(1, by("2026-11-20"))
	soon := put(1, by("2026-11-23")) // a Monday, one working day away
	asked := put(1, cases.Entry{State: cases.Submitted}, cases.Entry{State: cases.Asked})
	answered := put(1, cases.Entry{State: cases.Submitted}, cases.Entry{State: cases.Answered})
	put(0)
	put(0, cases.Entry{State: cases.Withdrawn})

	s.now = today
	due, err := FindDue(context.Background(), s.Store, workday.Announced(), today, 0)
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		group   string
		id      string
		last    string
		days    int
		command string
	}
	var got []line
	for _, g := range due {
		for _, c := range g.Cases {
			l := line{string(g.Urgency) + string(g.State), c.Letter.ID, "", c.Days, c.Command}
			if g.Urgency != cases.Yours {
				l.last = c.Deadline.Last.Date.Format(time.DateOnly)
			}
			got = append(got, l)
		}
	}
	want := []line{
		{"late", late, "2026-11-11", -7, "followup"},
		{"late", later, "2026-11-18", -2, "followup"},
		{"today", now, "2026-11-20", 0, ""},
		{"soon", soon, "2026-11-23", 1, ""},
		{"waiting", waiting, "2026-12-11", 15, ""},
		{"yoursasked", asked, "", 0, "supplement"},
		{"yoursanswered", answered, "", 0, "settle"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n%v\nwant\n%v", got, want)
	}

	// A limit cuts each group, not the counts.
	if due, err = FindDue(context.Background(), s.Store, workday.Announced(), today, 1); err != nil {
		t.Fatal(err)
	}
	if due.Count(cases.Late, "") != 2 || due.Count(cases.Yours, cases.Asked) != 1 || due.Count(cases.Yours, "") != 0 {
		t.Errorf("%+v", due)
	}
	if i := slices.IndexFunc(due, func(g DueGroup) bool { return g.Urgency == cases.Late }); i != 0 || len(due[0].Cases) != 1 || due[0].Cases[0].Letter.ID != late {
		t.Errorf("%+v", due[0])
	}
}

// The store holds the clock of a case, running or stopped.
func TestStoredClock(t *testing.T) {
	monday := time.Date(2026, 11, 16, 10, 0, 0, 0, field.Beijing)
	day := workday.Number(monday)
	for name, test := range map[string]struct {
		file cases.Case
		want *store.Clock
	}{
		"none":        {cases.Case{}, nil},
		"days":        {cases.Case{Clock: cases.Clock{From: monday, First: 3, Last: 15}}, &store.Clock{Day: day, First: 3, Last: 15}},
		"a date":      {cases.Case{Clock: cases.Clock{From: monday, By: "2026-11-20"}}, &store.Clock{Day: day, By: day + 4}},
		"no date":     {cases.Case{Clock: cases.Clock{From: monday, By: "soon"}}, nil},
		"stopped":     {cases.Case{Stopped: cases.Clock{From: monday, First: 3, Last: 3}}, &store.Clock{Day: store.Stopped, First: 3, Last: 3}},
		"stopped, on": {cases.Case{Stopped: cases.Clock{From: monday, By: "2026-11-20"}}, &store.Clock{Day: store.Stopped, By: day + 4}},
	} {
		got := storedClock(test.file)
		if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
		if got == nil || got.Day == store.Stopped {
			continue
		}
		back := ClockOf(got)
		if !back.Due(workday.Announced()).Last.Date.Equal(test.file.Clock.Due(workday.Announced()).Last.Date) || back.By != test.file.Clock.By {
			t.Errorf("%s: read as %+v", name, back)
		}
	}
	if d := DeadlineOf(ClockOf(nil), nil, today); !d.IsZero() || d.Urgency != cases.Yours {
		t.Errorf("%+v", d)
	}
}
