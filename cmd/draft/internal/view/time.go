package view

import (
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/workday"
)

// When returns the time or the date of an entry.
func (v *View) When(e cases.Entry) string { return shown(v, e.When()) }

// Stamp returns a time for --json: RFC 3339, in Beijing.
func Stamp(t time.Time) string { return t.In(field.Beijing).Format(time.RFC3339) }

// Minute returns a time in Beijing as it is in lists of facts.
func Minute(t time.Time) string { return t.In(field.Beijing).Format("2006-01-02 15:04") }

// StampOrNone returns a time for --json like Stamp, or nil if it is zero.
func StampOrNone(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := Stamp(t)
	return &text
}

// timeStamp returns a time or a date for --json.
func timeStamp(t field.TimeValue) string {
	if t.Day {
		return t.Time.Format(time.DateOnly)
	}
	return Stamp(t.Time)
}

// DeadlineOf returns the object of a deadline for --json, or nil if it is zero.
func DeadlineOf(r workday.Range) *DeadlineObject {
	if r.Last.Date.IsZero() {
		return nil
	}
	return &DeadlineObject{
		First: r.First.Date.Format(time.DateOnly), Last: r.Last.Date.Format(time.DateOnly), Provisional: r.Last.Provisional,
	}
}

// DeadlineObject is the range of dates in China, both ends included, on which an answer is due.
type DeadlineObject struct {
	First       string `json:"first"`
	Last        string `json:"last"`
	Provisional bool   `json:"provisional"` // the holidays of that year are not announced yet
}

// Moment returns a point in time in the form of an answer, in Beijing time.
func (v *View) Moment(at time.Time) string {
	return shown(v, field.TimeValue{Time: at.In(field.Beijing).Truncate(time.Minute)})
}
