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

// Event is a calendar event on the last day of a clock. The caller sets its texts.
type Event struct {
	ID                   string // of the case, so that a second import replaces the event of the first
	Sequence             int    // increases with every change
	Summary, Description string
	From, To             time.Time // days in China, both included
	Alarm                time.Time // day of the first of two alarms; zero if there is only the one on To
	Cancelled            bool      // no answer is due any more: calendars remove the event
}

// Event returns the calendar event of a case, without texts; ok is false if no answer was ever due. The first alarm is on
// the working day before the last one, unless the clock started on that day or later. If no answer is due any more, the
// event is that of the last clock, cancelled.
func (c Case) Event(id string, cal *workday.Calendar) (e Event, ok bool) {
	if c.lastClock.IsZero() {
		return Event{}, false
	}
	last := c.lastClock.Due(cal).Last.Date
	e = Event{ID: id, Sequence: c.noted, From: last, To: last, Cancelled: c.Clock.IsZero()}
	if before := workdayBefore(cal, last); before.After(field.Midnight(c.lastClock.From)) {
		e.Alarm = before
	}
	return e, true
}

// workdayBefore returns the last working day before a date.
func workdayBefore(cal *workday.Calendar, date time.Time) time.Time {
	for n := 0; n == 0; {
		date = date.AddDate(0, 0, -1)
		n, _ = cal.Between(date.AddDate(0, 0, -1), date)
	}
	return date
}

// alarmHour is the hour of the alarms.
const alarmHour = 9

// ICS writes a calendar (RFC 5545) of all-day events with alarms in the morning. stamp is the current time. The days have no
// time zone and the alarms are relative to them, so that a calendar abroad shows the date in China.
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
	v.SetAllDayEndAt(to.AddDate(0, 0, 1)) // the end is exclusive
	v.SetSummary(plain(e.Summary))
	if e.Description != "" {
		v.SetDescription(plain(e.Description))
	}
	v.SetTimeTransparency(ics.TransparencyTransparent) // the user is not busy
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

// duration formats whole hours as a duration of RFC 5545.
func duration(d time.Duration) string {
	if d < 0 {
		return fmt.Sprintf("-PT%dH", -d/time.Hour)
	}
	return fmt.Sprintf("PT%dH", d/time.Hour)
}

// plain removes the characters that a calendar must not contain, and turns line breaks into newlines.
func plain(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}
