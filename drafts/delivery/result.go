package delivery

import (
	"context"
	"errors"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Kind says what became of a letter.
type Kind int

// The kinds of results.
const (
	NotTried   Kind = iota // its turn did not come, or it was put back into the queue
	Sent                   // the server took it
	Unrecorded             // the server took it, but that could not be recorded: later runs will call it unknown
	Unknown                // its end was sent and no reply came
	Rejected               // refused for good
	Deferred               // refused for now
	Duplicate              // an earlier letter shares a key
	Busy                   // it was sent meanwhile, or another process is sending it
	Elsewhere              // as Busy, with SendOptions.Shared: another process sends it, has sent it or has tried to, as Status says
	NotBegun               // it could not be begun; Err says why
)

// Result is what became of one letter.
type Result struct {
	Item    *Item
	Kind    Kind
	ID      string // of the letter, as it is typed
	Status  drafts.Status
	Reply   outbox.Reply
	Failure *outbox.Failure
	Err     error    // the result could not be recorded, or the letter was not begun
	Earlier *Earlier // of a Duplicate
	// Limit is set of a letter that was NotTried because its account may send no more today.
	Limit *outbox.LimitError

	Seat    string    // that sends it, or has tried to; "" if it has no name; of one Elsewhere
	At      time.Time // since when it has the status; of one Elsewhere
	Changed bool      // another process has put other bytes in its place; of one Elsewhere
}

// classify gives a result of the outbox its kind.
func (p *Plan) classify(ctx context.Context, item *Item, r outbox.Result) Result {
	result := Result{Item: item, ID: item.Short, Status: r.Status, Reply: r.Reply, Failure: r.Failure, Err: r.Err}
	if result.ID == "" { // a file of another program gets its ID when it is frozen
		result.ID = p.shortID(ctx, item.ID)
	}
	if result.Status == "" {
		result.Status = drafts.StatusQueued
	}
	var earlier *outbox.AlreadySentError
	var busy *outbox.BusyError
	switch {
	case errors.As(r.Err, &result.Limit):
		result.Err = nil
	case errors.As(r.Err, &earlier):
		result.Kind, result.Earlier = Duplicate, p.earlier(ctx, earlier)
	case errors.As(r.Err, &busy):
		result.Kind, result.Status = Busy, busy.Status
	case r.Status == drafts.StatusSent && r.Err != nil:
		result.Kind = Unrecorded
	case r.Status == drafts.StatusSent:
		result.Kind = Sent
	case r.Status == drafts.StatusUnknown:
		result.Kind = Unknown
	case r.Status == drafts.StatusFailedPerm:
		result.Kind = Rejected
	case r.Status == drafts.StatusFailedTemp:
		result.Kind = Deferred
	case r.Status == "" && r.Err != nil:
		result.Kind = NotBegun
	}
	return result
}

// Waits reports whether `draft send --queued` tries the letter again.
func (r Result) Waits() bool { return r.Err == nil && r.Status.Waits() }

// Delivered reports whether the server took the letter.
func (r Result) Delivered() bool { return r.Kind == Sent || r.Kind == Unrecorded }

// SentElsewhere reports whether another process has sent the letter as it was to be sent here.
func (r Result) SentElsewhere() bool {
	return r.Kind == Elsewhere && !r.Changed && r.Status == drafts.StatusSent
}

// Counts counts results.
type Counts struct {
	Sent      int
	Already   int // an earlier letter was sent
	Elsewhere int // another process has sent it meanwhile
	Changed   int // another process has put another letter in its place
	Unknown   int
	Busy      int // it, or an earlier letter, is being sent by another process
	Refused   int // by a server, here or in another process
	Deferred  int // of Refused
	NotTried  int
}

// Add counts a result.
func (c *Counts) Add(r Result) {
	switch r.Kind {
	case Sent:
		c.Sent++
	case Unrecorded, Unknown:
		c.Unknown++
	case Duplicate:
		switch r.Earlier.Status {
		case drafts.StatusSent: // since the plan was made, or the letter was purged
			c.Already++
		case drafts.StatusUnknown:
			c.Unknown++
		default:
			c.Busy++
		}
	case Busy:
		c.Busy++
	case Elsewhere:
		c.addElsewhere(r)
	case Deferred:
		c.Refused++
		c.Deferred++
	case Rejected, NotBegun:
		c.Refused++
	case NotTried:
		c.NotTried++
	}
}

func (c *Counts) addElsewhere(r Result) {
	switch {
	case r.Status == drafts.StatusUnknown:
		c.Unknown++
	case r.Changed:
		c.Changed++
	case r.Status == drafts.StatusSent:
		c.Elsewhere++
	case r.Status.Out():
		c.Busy++
	default:
		c.Refused++
	}
}
