package cases

import (
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// Clock is the deadline of an answer. It is zero if no answer is due.
type Clock struct {
	From        time.Time // counted from its date in China
	First, Last int       // working days, both included; 0 if By is set
	By          string    // 2026-11-25: a date that was promised
}

// IsZero reports whether no answer is due.
func (c Clock) IsZero() bool { return c.First == 0 && c.Last == 0 && c.By == "" }

// waiting returns the clock of a letter that support usually answers within some working days.
func waiting(from time.Time, within letter.Workdays) Clock {
	if within == (letter.Workdays{}) {
		return Clock{} // the time is not known
	}
	return Clock{From: from, First: within.From, Last: within.To}
}

// MostWorkdays is the longest promise in working days, about two years. A longer one is taken for a typing error.
const MostWorkdays = 500

// promisedClock returns the clock of the promise in an entry; zero if there is none, or if it is invalid.
func (e Entry) promisedClock() Clock {
	switch p := e.Promise; {
	case p == nil:
		return Clock{}
	case p.On != "":
		if _, ok := dateOf(p.On); !ok {
			return Clock{}
		}
		return Clock{From: e.At, By: p.On}
	case 0 < p.Workdays && p.Workdays <= MostWorkdays:
		return Clock{From: e.At, First: p.Workdays, Last: p.Workdays}
	}
	return Clock{}
}

// Due returns the days between which an answer is due. A promised date is a single day and never provisional. For the zero
// Clock it returns the zero Range.
func (c Clock) Due(cal *workday.Calendar) workday.Range {
	switch {
	case c.IsZero():
		return workday.Range{}
	case c.By != "":
		date, _ := dateOf(c.By)
		day := workday.Day{Date: date}
		return workday.Range{First: day, Last: day}
	}
	return cal.Within(c.From, c.First, c.Last)
}

// isRunning reports whether a clock has certainly not run out at a moment: a promised date is not over, or no more calendar days have passed
// than there are working days. The store counts so too, because it knows no working days.
func (c Clock) isRunning(at time.Time) bool {
	last := field.Midnight(c.From).AddDate(0, 0, c.Last)
	if c.By != "" {
		last, _ = dateOf(c.By)
	}
	return !c.IsZero() && !field.Midnight(at).After(last)
}

// dateOf parses a date and returns its first moment in China.
func dateOf(text string) (date time.Time, ok bool) {
	date, err := time.ParseInLocation(time.DateOnly, text, field.Beijing)
	return date, err == nil
}

// Urgency is how close the last day of a clock is.
type Urgency string

// The urgency goes from Waiting over Soon and Today to Late.
const (
	Late    Urgency = "late"    // the last day has passed
	Today   Urgency = "today"   // it is the last day
	Soon    Urgency = "soon"    // few working days are left
	Waiting Urgency = "waiting" // more working days are left
	Yours   Urgency = "yours"   // no answer is due: the next step is the user's
)

// Urgencies returns all values, the most urgent first.
func Urgencies() []Urgency { return []Urgency{Late, Today, Soon, Waiting, Yours} }

// SoonDays is the usual number of working days for Soon.
const SoonDays = 2

// Urgency returns the urgency at a moment. It is Soon if at most soon working days are left, including the last one.
func (c Clock) Urgency(cal *workday.Calendar, now time.Time, soon int) Urgency {
	if c.IsZero() {
		return Yours
	}
	today, last := field.Midnight(now), c.Due(cal).Last.Date
	switch {
	case today.After(last):
		return Late
	case today.Equal(last):
		return Today
	case last.Before(cal.Add(now, soon+1).Date):
		return Soon
	}
	return Waiting
}

// Step is the next step of the user.
type Step string

// The steps, in the usual order.
const (
	StepNone     Step = ""         // the case is over
	StepSubmit   Step = "submit"   // hand the letter in
	StepWait     Step = "wait"     // wait, and look into the app now and then
	StepAnswer   Step = "answer"   // act on what support said: record money or a refusal
	StepSupply   Step = "supply"   // hand in what support asked for
	StepRemind   Step = "remind"   // send the next reminder
	StepEscalate Step = "escalate" // complain elsewhere
)

// Steps returns all steps but StepNone.
func Steps() []Step {
	return []Step{StepSubmit, StepWait, StepAnswer, StepSupply, StepRemind, StepEscalate}
}

// MostReminders is the number of reminders before a case is escalated.
const MostReminders = 3

// Next returns the next step in a case.
func Next(state State, u Urgency, reminders int) Step {
	switch {
	case state == Settled, state == Withdrawn:
		return StepNone
	case state == Refused:
		return StepEscalate
	case state == Asked:
		return StepSupply
	case state == Prepared && (u == Late || u == Yours):
		return StepSubmit
	case u == Late && reminders < MostReminders:
		return StepRemind
	case u == Late:
		return StepEscalate
	case u != Yours:
		return StepWait
	case state == Answered:
		return StepAnswer
	}
	return StepWait // submitted, and the time is not known
}
