package cases

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"

	"draft/drafts/field"
	"draft/drafts/workday"
)

// Event is the entry of a calendar for the last day of a wait. Its texts are the caller's.
type Event struct {
	ID                   string // of the case: a second import replaces what the first one brought
	Sequence             int    // grows with every change
	Summary, Description string
	From, To             time.Time // days in China, both included
	Alarm                time.Time // day of the first alarm, the other is on To; zero where that is the only one
	Cancelled            bool      // nobody is waited for any more: it is taken out of a calendar that has it
}

// Event gives the entry of a case for a calendar, without texts; ok is false where nobody was ever waited for. The first
// alarm is on the working day before the last one, unless the wait began no earlier. Once nobody is waited for any more,
// the entry is the one of the last wait, cancelled.
func (c Case) Event(id string, cal *workday.Calendar) (e Event, ok bool) {
	if c.waited.IsZero() {
		return Event{}, false
	}
	last := c.waited.Due(cal).Last.Date
	e = Event{ID: id, Sequence: c.noted, From: last, To: last, Cancelled: c.Clock.IsZero()}
	if before := workdayBefore(cal, last); before.After(field.Midnight(c.waited.From)) {
		e.Alarm = before
	}
	return e, true
}

// workdayBefore gives the last working day before a date.
func workdayBefore(cal *workday.Calendar, date time.Time) time.Time {
	for n := 0; n == 0; {
		date = date.AddDate(0, 0, -1)
		n, _ = cal.Between(date.AddDate(0, 0, -1), date)
	}
	return date
}

// alarmHour is the hour of a day at which it is called to mind.
const alarmHour = 9

// ICS writes a calendar (RFC 5545) of all-day events with alarms in the morning. stamp is the moment it is written at.
// Days have no zone and alarms count from them, so that a calendar abroad shows the date in China.
func ICS(w io.Writer, stamp time.Time, events []Event) error {
	c := ics.NewCalendar()
	c.SetProductId("-//draft//draft//ZH")
	c.SetMethod(ics.MethodPublish)
	for _, e := range events {
		c.AddVEvent(e.event(stamp))
	}
	if err := c.SerializeTo(w, ics.WithNewLine("\r\n")); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

func (e Event) event(stamp time.Time) *ics.VEvent {
	from, to := field.Midnight(e.From), field.Midnight(e.To)
	v := ics.NewEvent(e.ID + "@draft.invalid")
	v.SetDtStampTime(stamp)
	v.SetSequence(e.Sequence)
	v.SetAllDayStartAt(from)
	v.SetAllDayEndAt(to.AddDate(0, 0, 1)) // the first day that is not part of it
	v.SetSummary(plain(e.Summary))
	if e.Description != "" {
		v.SetDescription(plain(e.Description))
	}
	v.SetTimeTransparency(ics.TransparencyTransparent) // it takes no time
	if e.Cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
		return v
	}
	v.SetStatus(ics.ObjectStatusConfirmed)
	days := []time.Time{to}
	if !e.Alarm.IsZero() {
		days = []time.Time{field.Midnight(e.Alarm), to}
	}
	for _, day := range days {
		a := v.AddAlarm()
		a.SetAction(ics.ActionDisplay)
		a.SetTrigger(duration(day.Add(alarmHour * time.Hour).Sub(from)))
		a.SetDescription(plain(e.Summary))
	}
	return v
}

// duration writes whole hours as RFC 5545 has them.
func duration(d time.Duration) string {
	if d < 0 {
		return fmt.Sprintf("-PT%dH", -d/time.Hour)
	}
	return fmt.Sprintf("PT%dH", d/time.Hour)
}

// plain leaves out what a calendar may not hold, and gives every line break as one character.
func plain(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}
