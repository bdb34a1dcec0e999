package cases

import (
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// Clock is what an answer is waited for by. The zero Clock waits for nobody.
type Clock struct {
	From        time.Time // counted from its date in China
	First, Last int       // working days, both included; 0 where By says
	By          string    // 2026-11-25: a date that was promised
}

// IsZero tells whether nobody is waited for.
func (c Clock) IsZero() bool { return c.First == 0 && c.Last == 0 && c.By == "" }

// waiting is the clock of a letter that support usually answers within some working days.
func waiting(from time.Time, within letter.Workdays) Clock {
	if within == (letter.Workdays{}) {
		return Clock{} // nobody says how long it takes
	}
	return Clock{From: from, First: within.From, Last: within.To}
}

// MostWorkdays is the longest promise in working days, about two years: what exceeds it is a slip.
const MostWorkdays = 500

// promised is the clock that the entry sets; zero where it promises nothing that can be held against a calendar.
func (e Entry) promised() Clock {
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

// Due gives the days between which an answer is due. A promised date is that very day, and never provisional. Of the zero
// Clock it is the zero Range.
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

// dateOf reads a date and gives its first moment in China.
func dateOf(text string) (date time.Time, ok bool) {
	date, err := time.ParseInLocation(time.DateOnly, text, field.Beijing)
	return date, err == nil
}

// Urgency tells how close the last day of a wait is.
type Urgency string

// A wait goes from Waiting over Soon and Today to Late.
const (
	Late    Urgency = "late"    // it has passed
	Today   Urgency = "today"   // it is this one
	Soon    Urgency = "soon"    // it is few working days away
	Waiting Urgency = "waiting" // it is further away
	Yours   Urgency = "yours"   // nobody is waited for: the next step is the user's
)

// Urgencies are all of them, the most pressing first.
func Urgencies() []Urgency { return []Urgency{Late, Today, Soon, Waiting, Yours} }

// SoonDays is how many working days are few.
const SoonDays = 2

// Urgency gives that of a moment. It is Soon as long as at most soon working days are left, the last one counted.
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

// Step is what the user does next.
type Step string

// The steps of a user, from the first one on.
const (
	StepNone     Step = ""         // the case is over
	StepSubmit   Step = "submit"   // hand the letter in
	StepWait     Step = "wait"     // and look into the app now and then
	StepAnswer   Step = "answer"   // take up what support said: note money or a refusal
	StepSupply   Step = "supply"   // hand in what support asked for
	StepRemind   Step = "remind"   // send the next reminder
	StepEscalate Step = "escalate" // turn to somebody else
)

// Steps are all of them but StepNone.
func Steps() []Step {
	return []Step{StepSubmit, StepWait, StepAnswer, StepSupply, StepRemind, StepEscalate}
}

// MostReminders is how many reminders a case gets before it is escalated.
const MostReminders = 3

// Next gives the step that comes next in a case.
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
	return StepWait // submitted, and nobody says how long it takes
}
