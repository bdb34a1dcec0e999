package casefile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"draft/drafts/cases"
	"draft/drafts/field"
)

// NoteOptions is what a person notes of a contact with support, as typed. All of it is optional.
type NoteOptions struct {
	Via      cases.Via
	State    string
	Said     string
	Asked    string
	Agent    string
	Ticket   string
	Promised string // a date, or a number of working days
	At       string // now if empty
}

// NotableStates are the states that may be noted.
func NotableStates() []cases.State {
	return slices.DeleteFunc(cases.States(), func(s cases.State) bool { return s == cases.Prepared })
}

// Meaning is what words of support mean, as a person is asked.
type Meaning string

// The meanings. A case is answered by the first two.
const (
	Agrees  Meaning = "agreed"
	Working Meaning = "working"
	Wants   Meaning = "asked"
	Refuses Meaning = "refused"
)

// Meanings returns all of them.
func Meanings() []Meaning { return []Meaning{Agrees, Working, Wants, Refuses} }

// state returns the state into which words with a meaning bring a case.
func (m Meaning) state() cases.State {
	switch m {
	case Wants:
		return cases.Asked
	case Refuses:
		return cases.Refused
	}
	return cases.Answered
}

// Mean sets which of the Meanings the words of support have.
func (o *NoteOptions) Mean(meaning Meaning) {
	words := o.Said + o.Asked
	o.Said, o.Asked, o.State = words, "", ""
	switch {
	case words == "", meaning == Refuses:
		o.State = string(meaning.state())
	case meaning == Wants:
		o.Said, o.Asked = "", words
	}
}

// ParseNote returns the entry of a note. Refusals tells all that the error refuses.
func ParseNote(o NoteOptions, now time.Time) (cases.Entry, error) {
	e := cases.Entry{
		At: now.UTC(), Via: o.Via, State: cases.State(o.State), Said: strings.TrimSpace(o.Said), Asked: strings.TrimSpace(o.Asked),
		Agent: strings.TrimSpace(o.Agent), Ticket: strings.TrimSpace(o.Ticket),
	}
	var wrong refusals
	switch {
	case e.Asked != "" && (e.Said != "" || e.State != "" && e.State != cases.Asked):
		wrong.add(refuse(CodeAskedOnly))
	case o.State != "" && !slices.Contains(NotableStates(), e.State):
		wrong.add(refuse(CodeState, "Value", o.State))
	}
	wrong.add(setTime(&e, o.At, now))
	if o.Promised != "" {
		p, err := ParsePromise(o.Promised, e.At)
		wrong.add(err)
		e.Promise = p
	}
	return e, wrong.errorOrNil()
}

// setTime sets the time of an entry to a moment of the past, as typed. An empty text leaves the entry as it is, and so does one that is
// refused.
func setTime(e *cases.Entry, text string, now time.Time) error {
	if text == "" {
		return nil
	}
	spec := field.Spec{Name: "at", Type: field.Datetime, Direction: field.Past}
	v, err := spec.Parse(text, field.Reading{Now: now})
	if err != nil {
		return refuse(CodePastTime, "Problem", field.AsProblem(err))
	}
	at := v.(field.TimeValue)
	if today := now.In(field.Beijing); at.Day && at.Time.Equal(field.Midnight(today)) {
		at.Time = today // so that the entry comes after what was noted today
	}
	e.At, e.Day = at.Time.UTC(), at.Day
	return nil
}

// mostPromised is the longest promise in working days that may be noted. A year has fewer.
const mostPromised = 250

// ParsePromise reads a date or a number of working days that support promised at a moment.
func ParsePromise(text string, at time.Time) (*cases.Promise, error) {
	text = strings.TrimSpace(text)
	if n, ok := promisedDays(text); ok {
		if n < 1 || n > mostPromised {
			return nil, refuse(CodePromiseDays, "Value", text, "Most", mostPromised)
		}
		return &cases.Promise{Workdays: int(n)}, nil
	}
	spec := field.Spec{Name: "promised", Type: field.Datetime, Precision: field.Day}
	v, err := spec.Parse(text, field.Reading{Now: at.In(field.Beijing)})
	if err != nil {
		return nil, refuse(CodePromiseTime, "Problem", field.AsProblem(err))
	}
	on := v.(field.TimeValue).Time
	if on.Before(field.Midnight(at.In(field.Beijing))) {
		return nil, refuse(CodePromiseOver, "Value", text)
	}
	return &cases.Promise{On: on.Format(time.DateOnly)}, nil
}

// workingDays matches a number of working days as people say it: 3, 三个工作日内, within 3 working days.
var workingDays = regexp.MustCompile(`(?i)^(?:within\s+|in\s+)?(-?\d{1,9}|[零〇一二两三四五六七八九十百]+)\s*(?:个?工作日|(?:working|business)\s+days?)?\s*(?:以内|之内|内)?$`)

// promisedDays returns the number in a text that says a number of working days.
func promisedDays(text string) (n int64, ok bool) {
	match := workingDays.FindStringSubmatch(text)
	if match == nil {
		return 0, false
	}
	if n, err := strconv.ParseInt(match[1], 10, 64); err == nil {
		return n, true
	}
	return field.Numeral(match[1])
}

// CheckTime returns an *Error if an entry is older than the case, or if it is an answer to a request that was submitted later: it would
// become the first contact, of which later letters name the time.
func (f *File) CheckTime(e cases.Entry) error {
	if f.Submitted >= 0 && (e.Said != "" || e.Asked != "" || e.Promise != nil) {
		first := f.Entries[f.Submitted]
		limit := first.At
		if e.Day || first.Day {
			limit = field.Midnight(limit.In(field.Beijing))
		}
		if e.At.Before(limit) {
			return refuse(CodeUnsubmitted, "ID", f.Letter.Short, "At", e.When(), "Submitted", first.When())
		}
	}
	if earliest := f.EarliestDate(); !earliest.IsZero() && e.At.Before(field.Midnight(earliest)) {
		return refuse(CodeTooEarly, "ID", f.Letter.Short, "At", e.When(), "Earliest", field.TimeValue{Time: earliest.In(field.Beijing), Day: true})
	}
	return nil
}

// checkTime adds what CheckTime refuses of an entry to what was refused when it was read, unless its time was.
func (f *File) checkTime(e cases.Entry, err error) error {
	wrong := refusals(Refusals(err))
	if !slices.ContainsFunc(wrong, func(r *Error) bool { return r.Question() == QuestionAt }) {
		wrong.add(f.CheckTime(e))
	}
	return wrong.errorOrNil()
}

// Complete returns a note with the state that it brings the case into, and with the letter that it submits. A note of a case
// that has ended brings it into no state.
func (f *File) Complete(e cases.Entry) cases.Entry {
	switch {
	case e.State != "":
	case e.Asked != "":
		e.State = cases.Asked
	case f.State.Over():
	case e.Said != "" || e.Agent != "" || e.Promise != nil:
		e.State = cases.Answered
	default:
		e.State = cases.Submitted
	}
	if e.State == cases.Submitted && f.Named.About != "" { // a letter about the case was pasted
		e.Letter, e.Reminder, e.Supplement = f.Named.ID, reminderNumber(f.Named), f.Named.Kind == cases.KindSupplement
	}
	return e
}

// Note returns the complete entry of a note of this case. Refusals tells all that the error refuses.
func (f *File) Note(o NoteOptions, now time.Time) (cases.Entry, error) {
	e, err := ParseNote(o, now)
	return f.Complete(e), f.checkTime(e, err)
}

// Undo returns the entry that takes back what was noted last. The history keeps both.
func (f *File) Undo() (cases.Entry, error) {
	last, ok := f.Last()
	if !ok {
		return cases.Entry{}, refuse(CodeNothingToUndo, "ID", f.Letter.Short)
	}
	return cases.Entry{At: last.At, Day: last.Day, Takes: last.Number}, nil
}
