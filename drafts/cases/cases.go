// Package cases computes the state of a case from its history. A case is a letter and the entries about it; entries are
// only ever added. The package returns the state, the deadline for an answer, the money received, the lines of later
// letters, and calendar events. It uses no disk, no network, and no clock: the caller passes the time.
package cases

import (
	"slices"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// State is the state of a case.
type State string

// A case is Prepared until support has the letter, then Submitted. It is Asked while support waits for something from the
// user, and Answered after support said something else. It ends in one of the last three. It is Submitted again when the
// user hands in what was asked for, or reopens a case that had ended.
const (
	Prepared  State = "prepared"
	Submitted State = "submitted"
	Asked     State = "asked"
	Answered  State = "answered"
	Settled   State = "settled"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// States returns all states, in the order in which a case may go through them.
func States() []State {
	return []State{Prepared, Submitted, Asked, Answered, Settled, Refused, Withdrawn}
}

// Over reports whether the case has ended, so that no answer is due.
func (s State) Over() bool { return s == Settled || s == Refused || s == Withdrawn }

// Via is a channel between the user and support.
type Via string

// The channels that a case distinguishes.
const (
	App   Via = "app"
	Phone Via = "phone"
	Email Via = "email"
	Web   Via = "web"
)

// Vias returns all channels.
func Vias() []Via { return []Via{App, Phone, Email, Web} }

// Entry is an event of a case. Its JSON form is stored, so the tags must never change.
type Entry struct {
	At       time.Time `json:"at,omitzero"`     // when it happened
	Day      bool      `json:"day,omitempty"`   // only the date of At is known
	Noted    time.Time `json:"noted,omitzero"`  // when it was recorded
	State    State     `json:"state,omitempty"` // of the case from then on; "" if it does not change
	Via      Via       `json:"via,omitempty"`
	Said     string    `json:"said,omitempty"`   // by support, word for word
	Asked    string    `json:"asked,omitempty"`  // what support asked for, word for word
	Agent    string    `json:"agent,omitempty"`  // number of the agent
	Ticket   string    `json:"ticket,omitempty"` // number of the case at support
	Promise  *Promise  `json:"promise,omitempty"`
	Paid     *Payment  `json:"paid,omitempty"`
	Letter   string    `json:"letter,omitempty"`   // ID of the letter of the case that was sent, or ""
	Seat     string    `json:"-"`                  // that recorded it, or sent the letter; "" if it has no name
	Number   int       `json:"-"`                  // position among all recorded entries, from 1; 0 for a letter that was mailed
	Takes    int       `json:"takes,omitempty"`    // Number of the entry that this one undoes; all else is empty
	Reminder int       `json:"reminder,omitempty"` // 1, 2, 3 if the letter was a reminder, else 0

	Supplement bool `json:"supplement,omitempty"` // the letter hands in what support asked for
	Submits    bool `json:"-"`                    // as the first contact with support, it submits the case; set by Of
}

// When returns when the entry happened, in China: a date if only that is known.
func (e Entry) When() field.TimeValue {
	return field.TimeValue{Time: e.At.In(field.Beijing).Truncate(time.Minute), Day: e.Day}
}

// Promise is a deadline that support promised: a number of working days from the entry, or a date. If the entry asks for
// something, the working days count from the day on which support receives it.
type Promise struct {
	Workdays int    `json:"workdays,omitempty"`
	On       string `json:"on,omitempty"` // 2026-11-25, in China
}

// Payment is money that was received.
type Payment struct {
	Fen int64  `json:"fen"`
	On  string `json:"on,omitempty"` // 2026-11-25, in China
	To  Target `json:"to,omitempty"`
	For []int  `json:"for,omitempty"` // the numbers of the records of the letter that it is for, ascending; none if that is not known
}

// Target is where money arrived; "" if that is not known.
type Target string

// The targets.
const (
	Original Target = "original" // the way it was paid
	Wallet   Target = "wallet"
)

// Targets returns all targets.
func Targets() []Target { return []Target{Original, Wallet} }

// Case is the state computed from the entries of a case.
type Case struct {
	State     State
	Since     time.Time // when the state began; zero if the case has always been Prepared
	Clock     Clock     // zero if the case is over, or if the next step is the user's
	Entries   []Entry   // by time
	Submitted int       // index of the first contact with support, which submitted the case, or -1
	Promised  int       // index of the last promise, or -1
	Asked     int       // index of the last request by support, or -1
	Reminders int       // number of the last reminder, or 0
	Received  int64     // fen

	Stopped Clock // the clock that starts when support receives what it asked for; zero outside Asked

	lastClock Clock // the last clock that was not zero
	noted     int   // number of all entries, including undone ones
}

// Of returns the case with these entries, which may be in any order: they are sorted by At, then by Noted, and the sort is
// stable. Undone entries are left out. within is the time in which support answers letters of this kind.
func Of(entries []Entry, within letter.Workdays) Case {
	c := Case{State: Prepared, Submitted: -1, Promised: -1, Asked: -1, Entries: withoutUndone(entries), noted: len(entries)}
	slices.SortStableFunc(c.Entries, func(a, b Entry) int {
		if order := a.At.Compare(b.At); order != 0 {
			return order
		}
		return a.Noted.Compare(b.Noted)
	})
	for i, e := range c.Entries {
		c.apply(i, e, within)
	}
	return c
}

// withoutUndone returns the entries that were not undone.
func withoutUndone(entries []Entry) []Entry {
	taken := map[int]bool{}
	for _, e := range entries {
		taken[e.Takes] = true
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Takes != 0 || e.Number != 0 && taken[e.Number] })
}

// Last returns the entry that was recorded last and not undone; ok is false if there is none.
func (c Case) Last() (e Entry, ok bool) {
	for _, one := range c.Entries {
		if one.Number > e.Number {
			e, ok = one, true
		}
	}
	return e, ok
}

// apply updates the case with the next entry. An answer submits a case that was not submitted, because support cannot
// answer a letter that it does not have. A request by support stops the clock. A promise sets the clock unless the case is
// over or support waits for the user: the last promise counts. A reminder that comes before the deadline leaves it as it is.
func (c *Case) apply(i int, e Entry, within letter.Workdays) {
	clock, stopped := c.Clock, c.Stopped
	if e.State != "" {
		c.State, c.Since, c.Clock, c.Stopped = e.State, e.At, Clock{}, Clock{}
	}
	if c.Submitted < 0 && (e.State == Submitted || e.contact()) {
		c.Submitted, c.Entries[i].Submits = i, e.State != Submitted
		if c.State == Prepared {
			c.State, c.Since = Submitted, e.At
		}
	}
	if e.State == Submitted {
		switch {
		case !stopped.IsZero():
			c.Clock = stopped
			c.Clock.From = e.At
		case e.Reminder > 0 && clock.isRunning(e.At):
			c.Clock = clock
		default:
			c.Clock = waiting(e.At, within)
		}
	}
	if e.State == Asked {
		c.Asked, c.Stopped = i, waiting(e.At, within)
	}
	if clock := e.promisedClock(); !clock.IsZero() {
		c.Promised = i
		switch {
		case c.State == Asked:
			c.Stopped = clock
		case !c.State.Over():
			c.Clock = clock
		}
	}
	if !c.Clock.IsZero() {
		c.lastClock = c.Clock
	}
	if e.Paid != nil {
		c.Received += e.Paid.Fen
	}
	c.Reminders = max(c.Reminders, e.Reminder)
}

// contact reports whether support said something about the letter, and so has it.
func (e Entry) contact() bool {
	return e.State == Answered || e.State == Asked || e.State == Refused || e.Said != "" || e.Promise != nil
}

// Outstanding returns what is still owed of an amount: 0 if more was received.
func Outstanding(claimed, received int64) int64 { return max(claimed-received, 0) }
