package casefile

import (
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// Deadline is when an answer is due, and how near that is. The Range is zero if no answer is awaited.
type Deadline struct {
	workday.Range
	Urgency cases.Urgency
}

// IsZero reports whether no answer is awaited.
func (d Deadline) IsZero() bool { return d.Last.Date.IsZero() }

// DeadlineOf returns the deadline of a clock. The calendar may be nil if the clock is zero.
func DeadlineOf(c cases.Clock, calendar *workday.Calendar, now time.Time) Deadline {
	return Deadline{c.Due(calendar), c.Urgency(calendar, now, cases.SoonDays)}
}

// TooEarly reports whether a letter of a kind reminds of an answer that is not late yet: it can be written, but mostly is of no use.
func (d Deadline) TooEarly(kind string) bool {
	return kind == cases.KindFollowup && !d.IsZero() && d.Urgency != cases.Late
}

// storedClock returns the clock of a case, running or stopped, as the store has it; nil if there is none.
func storedClock(c cases.Case) *store.Clock {
	clock, stopped := c.Clock, false
	if clock.IsZero() {
		clock, stopped = c.Stopped, true
	}
	kept := &store.Clock{First: clock.First, Last: clock.Last}
	switch {
	case clock.IsZero():
		return nil
	case clock.By != "":
		day, err := time.ParseInLocation(time.DateOnly, clock.By, field.Beijing)
		if err != nil {
			return nil
		}
		kept.By = workday.Number(day)
	}
	kept.Day = store.Stopped
	if !stopped {
		kept.Day = workday.Number(clock.From)
	}
	return kept
}

// ClockOf returns a running clock of the store as a case has it. It is zero for nil.
func ClockOf(c *store.Clock) cases.Clock {
	if c == nil {
		return cases.Clock{}
	}
	clock := cases.Clock{From: workday.Date(c.Day), First: c.First, Last: c.Last}
	if c.By != 0 {
		clock.By = workday.Date(c.By).Format(time.DateOnly)
	}
	return clock
}
