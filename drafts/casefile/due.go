package casefile

import (
	"cmp"
	"context"
	"slices"
	"time"

	"draft/drafts/cases"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// Due is the cases with an answer to wait for or to react to: first those that wait, by urgency, then those that support
// asked something of, then those that it answered.
type Due []DueGroup

// DueGroup is the cases of one urgency. If the urgency is Yours, State tells Asked and Answered apart.
type DueGroup struct {
	Urgency cases.Urgency
	State   cases.State
	Count   int       // all of them
	Cases   []DueCase // those within the limit
}

// DueCase is a case in which something is due. Its Deadline is zero if the next step is the user's.
type DueCase struct {
	Letter   store.Letter
	Deadline workday.Range
	Days     int    // working days to the deadline; below 0 if it is over
	Command  string // followup, supplement or settle; "" if there is nothing to do yet
}

// Urgencies are the urgencies of cases that wait, in the order of Due.
func Urgencies() []cases.Urgency {
	return []cases.Urgency{cases.Late, cases.Today, cases.Soon, cases.Waiting}
}

// Count returns how many cases have an urgency and, of those that wait for the user, a state.
func (d Due) Count(u cases.Urgency, state cases.State) int {
	for _, g := range d {
		if g.Urgency == u && g.State == state {
			return g.Count
		}
	}
	return 0
}

// FindDue reads what is due. Of each group it returns at most limit cases; 0 is all. The error is that of the store.
func FindDue(ctx context.Context, kept *store.Store, calendar *workday.Calendar, now time.Time, limit int) (Due, error) {
	waits, err := findWaits(ctx, kept, calendar, now)
	if err != nil {
		return nil, err
	}
	var due Due
	for _, urgency := range Urgencies() {
		g := DueGroup{Urgency: urgency}
		for _, w := range waits {
			if w.deadline.Urgency != urgency {
				continue
			}
			g.Count += w.Count
			left := limit - len(g.Cases)
			if limit > 0 && left <= 0 {
				continue
			}
			letters, err := kept.OnClock(ctx, w.Clock, max(left, 0))
			if err != nil {
				return nil, err
			}
			for _, l := range letters {
				g.Cases = append(g.Cases, DueCase{l, w.deadline.Range, w.days, commandFor(urgency, "")})
			}
		}
		due = append(due, g)
	}
	for _, state := range []cases.State{cases.Asked, cases.Answered} {
		g := DueGroup{Urgency: cases.Yours, State: state}
		if g.Count, err = kept.CountInState(ctx, string(state)); err != nil {
			return nil, err
		}
		var letters []store.Letter
		if g.Count > 0 {
			if letters, err = kept.InState(ctx, string(state), limit); err != nil {
				return nil, err
			}
		}
		for _, l := range letters {
			g.Cases = append(g.Cases, DueCase{Letter: l, Command: commandFor(cases.Yours, state)})
		}
		due = append(due, g)
	}
	return due, nil
}

// wait is the cases whose clock is the same.
type wait struct {
	store.ClockCount
	deadline Deadline
	days     int
}

// findWaits returns the clocks that run, the first to end first.
func findWaits(ctx context.Context, kept *store.Store, calendar *workday.Calendar, now time.Time) ([]wait, error) {
	clocks, err := kept.Clocks(ctx)
	if err != nil {
		return nil, err
	}
	waits := make([]wait, len(clocks))
	for i, c := range clocks {
		d := DeadlineOf(ClockOf(&c.Clock), calendar, now)
		waits[i] = wait{c, d, workdaysTo(d.Last.Date, calendar, now)}
	}
	slices.SortStableFunc(waits, func(a, b wait) int {
		return cmp.Or(a.deadline.Last.Date.Compare(b.deadline.Last.Date), cmp.Compare(a.Day, b.Day))
	})
	return waits, nil
}

// workdaysTo returns how many working days there are to a date; below 0 how many it is over.
func workdaysTo(date time.Time, calendar *workday.Calendar, now time.Time) int {
	if n, _ := calendar.Between(date, now); n > 0 {
		return -n
	}
	n, _ := calendar.Between(now, date)
	return n
}

// commandFor returns the command for a case of an urgency, and of a state if the next step is the user's; "" if there is
// nothing to do yet.
func commandFor(u cases.Urgency, state cases.State) string {
	switch {
	case u == cases.Late:
		return "followup"
	case state == cases.Asked:
		return "supplement"
	case u == cases.Yours:
		return "settle"
	}
	return ""
}
