// Package cases follows what happens after a letter was written: a case is the letter it began with and a history that
// is only ever added to. From the history it tells how the case stands, until when an answer is waited for and what is
// still owed, and it gives the lines of later letters and the entries of a calendar. It is pure: it knows no disk, no
// network and no clock but the one it is handed.
package cases

import (
	"slices"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// State tells how far a case has come.
type State string

// A case goes from Prepared to Submitted when support has the letter, to Asked when support waits for something from the
// user, to Answered when support has said something else, and ends in one of the last three. It may go back: it is Submitted
// again when the user has handed in what was asked for, or takes up a case that had ended.
const (
	Prepared  State = "prepared"
	Submitted State = "submitted"
	Asked     State = "asked"
	Answered  State = "answered"
	Settled   State = "settled"
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// States are all of them, in the order in which a case may go through them.
func States() []State {
	return []State{Prepared, Submitted, Asked, Answered, Settled, Refused, Withdrawn}
}

// Over tells whether the case has ended: nobody is waited for any more.
func (s State) Over() bool { return s == Settled || s == Refused || s == Withdrawn }

// Via is the way by which user and support spoke.
type Via string

// The ways to reach support that a case tells apart.
const (
	App   Via = "app"
	Phone Via = "phone"
	Email Via = "email"
	Web   Via = "web"
)

// Vias are all of them.
func Vias() []Via { return []Via{App, Phone, Email, Web} }

// Entry is one thing that happened. Its JSON form is kept for good, so that a tag never changes.
type Entry struct {
	At       time.Time `json:"at,omitzero"`     // when it happened
	Day      bool      `json:"day,omitempty"`   // only the date of At is known
	Noted    time.Time `json:"noted,omitzero"`  // when it was written down
	State    State     `json:"state,omitempty"` // that the case is in from then on; "" where it stays
	Via      Via       `json:"via,omitempty"`
	Said     string    `json:"said,omitempty"`   // by support, word for word
	Asked    string    `json:"asked,omitempty"`  // what support asked for, word for word
	Agent    string    `json:"agent,omitempty"`  // number of the agent
	Ticket   string    `json:"ticket,omitempty"` // number that support gave the matter
	Promise  *Promise  `json:"promise,omitempty"`
	Paid     *Payment  `json:"paid,omitempty"`
	Letter   string    `json:"letter,omitempty"`   // ID of the letter of the case that went out; "" else
	Number   int       `json:"-"`                  // its place among all that were noted, from 1; 0 of a letter that was mailed
	Takes    int       `json:"takes,omitempty"`    // Number of the entry that this one takes back; it says nothing else
	Reminder int       `json:"reminder,omitempty"` // 1, 2, 3 where that letter was a reminder; 0 else

	Supplement bool `json:"supplement,omitempty"` // that letter hands in what support asked for
	Submits    bool `json:"-"`                    // it is the first contact with support, so that it submits the case; set by Of
}

// When returns when the entry happened, in China: a date if only that is known.
func (e Entry) When() field.TimeValue {
	return field.TimeValue{Time: e.At.In(field.Beijing), Day: e.Day}
}

// Promise is what support promised to keep to: a number of working days from the entry, or else a date. Of an entry that
// asks for something the working days count from the day on which support has it.
type Promise struct {
	Workdays int    `json:"workdays,omitempty"`
	On       string `json:"on,omitempty"` // 2026-11-25, in China
}

// Payment is money that arrived.
type Payment struct {
	Fen int64  `json:"fen"`
	On  string `json:"on,omitempty"` // 2026-11-25, in China
	To  Target `json:"to,omitempty"`
}

// Target is where money arrived; "" where nobody said.
type Target string

// Money comes back by one of these.
const (
	Original Target = "original" // the way it was paid
	Wallet   Target = "wallet"
)

// Targets are all of them.
func Targets() []Target { return []Target{Original, Wallet} }

// Case is how a matter stands.
type Case struct {
	State     State
	Since     time.Time // when it came into the state; zero of a case that was never anything but Prepared
	Clock     Clock     // zero where it is over, or the user's turn
	Entries   []Entry   // by time
	Submitted int       // index of the first contact with support, which submitted it; -1 where there was none
	Promised  int       // index of the last promise; -1 where there is none
	Asked     int       // index of what support asked for last; -1 where it asked for nothing
	Reminders int       // number of the last reminder; 0 where none went out
	Received  int64     // fen

	Stopped Clock // what counts once support has what it asked for, from that day on; zero outside Asked

	waited Clock // the last one that was not zero
	noted  int   // entries in all, those that were taken back too
}

// Of gives how a case stands after its entries, which may come in any order: they are put in that of At, of Noted where
// that is the same, and left in theirs where both are. What was taken back is left out. within is what the letter kind says
// of when support answers.
func Of(entries []Entry, within letter.Workdays) Case {
	c := Case{State: Prepared, Submitted: -1, Promised: -1, Asked: -1, Entries: withoutTaken(entries), noted: len(entries)}
	slices.SortStableFunc(c.Entries, func(a, b Entry) int {
		if order := a.At.Compare(b.At); order != 0 {
			return order
		}
		return a.Noted.Compare(b.Noted)
	})
	for i, e := range c.Entries {
		c.add(i, e, within)
	}
	return c
}

// withoutTaken gives the entries that were not taken back.
func withoutTaken(entries []Entry) []Entry {
	taken := map[int]bool{}
	for _, e := range entries {
		taken[e.Takes] = true
	}
	return slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Takes != 0 || e.Number != 0 && taken[e.Number] })
}

// Last is the entry that was noted last of those that were not taken back; ok is false where there is none.
func (c Case) Last() (e Entry, ok bool) {
	for _, one := range c.Entries {
		if one.Number > e.Number {
			e, ok = one, true
		}
	}
	return e, ok
}

// add takes up the entry that comes next. An answer before anything was noted as submitted submits the case, because support
// cannot answer what it does not have. What support asks for stops the clock. A promise sets it in any other state, unless
// the case is over: what support owes from then on is what it said last.
func (c *Case) add(i int, e Entry, within letter.Workdays) {
	stopped := c.Stopped
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
		c.Clock = waiting(e.At, within)
		if !stopped.IsZero() {
			c.Clock = stopped
			c.Clock.From = e.At
		}
	}
	if e.State == Asked {
		c.Asked, c.Stopped = i, waiting(e.At, within)
	}
	if clock := e.promised(); !clock.IsZero() {
		c.Promised = i
		switch {
		case c.State == Asked:
			c.Stopped = clock
		case !c.State.Over():
			c.Clock = clock
		}
	}
	if !c.Clock.IsZero() {
		c.waited = c.Clock
	}
	if e.Paid != nil {
		c.Received += e.Paid.Fen
	}
	c.Reminders = max(c.Reminders, e.Reminder)
}

// contact reports whether support said something, which it can only do of what it has.
func (e Entry) contact() bool {
	return e.State == Answered || e.State == Asked || e.State == Refused || e.Said != "" || e.Promise != nil
}

// Rest is what is still owed of an amount. Nothing is owed where more arrived.
func Rest(claimed, received int64) int64 { return max(claimed-received, 0) }
