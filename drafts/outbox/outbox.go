// Package outbox sends frozen messages, and never one twice unasked. SMTP cannot promise that a message arrives exactly
// once: between its last byte and the answer to it a connection may break, and then only a person can find out. So the
// outbox promises that before that byte is sent a durable record says so, and that a message which may have arrived is
// not sent again by itself.
//
// It knows neither a disk nor a network: a Journal remembers, a Sender speaks to a server.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"draft/drafts"
)

// Message is a frozen letter with its envelope. None of it changes between two tries.
type Message struct {
	ID   string // of the letter
	From string // bare addresses, in A-labels
	To   []string
	Wire []byte // what is sent, with CRLF line ends
}

// Order is a letter that is to be sent.
type Order struct {
	ID      string
	Digest  string // of the bytes that were shown, SHA-256 in hexadecimal; "" takes whatever is frozen
	Account string // that sends, for the record
}

// Journal remembers what became of letters. What Note has noted outlives a crash of the machine once it returns, and with
// it all that was noted before. What Begin has noted outlives one of the process.
type Journal interface {
	// Begin makes a letter this process's alone, notes that it is being sent, and gives its message as it was frozen.
	// The error is a *Busy, a *Before, a *Changed or an *Unsendable, all of which are of that letter alone, or a fault of
	// the journal.
	Begin(ctx context.Context, o Order) (Message, error)
	// Note writes down how far a begun letter has come. Any status but Committing ends what Begin began.
	Note(ctx context.Context, id string, e Entry) error
}

// Entry is what is noted of a letter.
type Entry struct {
	Status  drafts.Status
	Reply   Reply    // of the server that took it
	Failure *Failure // why it did not get through
}

// Busy is a letter that cannot be begun as it stands: it was sent, or another process is at it.
type Busy struct {
	ID     string
	Status drafts.Status
}

func (b *Busy) Error() string { return fmt.Sprintf("letter %s is %s", b.ID, b.Status) }

// Before is a letter about the same matter, to one of the same addresses, that somebody has or may have. To send another
// is to be asked for.
type Before struct {
	ID     string // of the earlier one; "" where only the fact is left
	Status drafts.Status
	At     time.Time
}

func (b *Before) Error() string {
	return fmt.Sprintf("letter %s about the same matter is %s", b.ID, b.Status)
}

// Changed is a letter that is not what was shown: another process changed it.
type Changed struct{ ID string }

func (c *Changed) Error() string { return "letter " + c.ID + " is not what was shown" }

// Unsendable is a letter that cannot be sent, whatever becomes of the others.
type Unsendable struct {
	ID  string
	Err error
}

func (u *Unsendable) Error() string { return "letter " + u.ID + " cannot be sent: " + u.Err.Error() }
func (u *Unsendable) Unwrap() error { return u.Err }

// Sender connects to a server that takes mail.
type Sender interface {
	// Connect gives a connection that is logged in. The error is a *Failure.
	Connect(ctx context.Context) (Connection, error)
}

// Connection carries messages one after another. Errors are *Failure.
type Connection interface {
	// Offer gives the server a message but for its end, so that whatever goes wrong, the server has nothing.
	Offer(ctx context.Context, m Message) error
	// Commit sends the end of what was offered, and gives the answer of a server that took the message.
	Commit(ctx context.Context) (Reply, error)
	// Quit says goodbye. The messages are where they are, so nothing that happens then matters.
	Quit()
	// Abort closes the connection without a word: after a goodbye in the middle of a message a server may take it for
	// a whole one.
	Abort()
}

// Result is what became of a letter in this run.
type Result struct {
	ID string
	Entry
	// Err says that what became of the letter could not be noted, or that it was not begun.
	Err error
}

// Outbox sends letters through a Sender and has a Journal remember it.
type Outbox struct {
	Journal Journal
	Sender  Sender
	// Patience ends the wait for the answer to the end of a message, which no cancelled context does: a person who
	// leaves then leaves the letter unknown. Nil waits as long as the Sender does.
	Patience context.Context //nolint:containedctx // a second, later cancellation than that of Send
	// Committed is told that the end of a letter is about to be sent. Nil tells nobody.
	Committed func(id string)

	connection Connection
	carried    int // messages that this connection has carried
}

// Send sends letters one after another over one connection, and tells what became of each. It stops where there is no
// connection to be had, where the journal cannot be written, and between two letters once ctx is cancelled; the
// letters after that stay as they are. The error is the reason for that, and for nothing else.
func (o *Outbox) Send(ctx context.Context, orders []Order, tell func(Result)) error {
	defer o.leave()
	for _, order := range orders {
		if err := ctx.Err(); err != nil {
			return err
		}
		result, err := o.send(ctx, order)
		tell(result)
		if err != nil {
			return err
		}
	}
	return nil
}

// leave says goodbye to a connection that is between two messages.
func (o *Outbox) leave() {
	if o.connection != nil {
		o.connection.Quit()
	}
	o.connection, o.carried = nil, 0
}

// drop closes a connection that is in the middle of something.
func (o *Outbox) drop() {
	if o.connection != nil {
		o.connection.Abort()
	}
	o.connection, o.carried = nil, 0
}

// send sends one letter. The error is one that the letters after it would meet too.
func (o *Outbox) send(ctx context.Context, order Order) (Result, error) {
	id := order.ID
	m, err := o.Journal.Begin(ctx, order)
	if err != nil {
		result := Result{ID: id, Err: err}
		if ofOne(err) {
			return result, nil
		}
		return result, err
	}
	if err := o.offer(ctx, m); err != nil {
		return o.refused(ctx, id, err)
	}
	// Here the promise is kept: once this is on disk, the message may be anywhere.
	if err := o.Journal.Note(ctx, id, Entry{Status: drafts.StatusCommitting}); err != nil {
		o.drop()
		err = fmt.Errorf("note the letter before its end: %w", err)
		// The server has nothing, but whether the record is on disk is not known: an older one may still be read.
		return o.note(id, Entry{Status: drafts.StatusQueued}, err)
	}
	if o.Committed != nil {
		o.Committed(id)
	}
	patience := o.Patience
	if patience == nil {
		patience = context.WithoutCancel(ctx)
	}
	reply, err := o.connection.Commit(patience)
	if err != nil {
		failure := asFailure(err, StageDot)
		if failure.status() == drafts.StatusUnknown {
			o.drop()
		} else {
			o.carried++ // a refusal: the connection is as good as before
		}
		return o.note(id, Entry{Status: failure.status(), Failure: failure}, nil)
	}
	o.carried++
	return o.note(id, Entry{Status: drafts.StatusSent, Reply: reply}, nil)
}

// ofOne tells that a letter could not be begun for a reason that the others do not have.
func ofOne(err error) bool {
	var busy *Busy
	var before *Before
	var changed *Changed
	var unsendable *Unsendable
	return errors.As(err, &busy) || errors.As(err, &before) || errors.As(err, &changed) || errors.As(err, &unsendable)
}

// offer connects where there is no connection, and gives the server all but the end of a message. A connection that
// carried messages before may have reached a limit of its server: then another is tried, once.
func (o *Outbox) offer(ctx context.Context, m Message) error {
	for {
		if o.connection == nil {
			c, err := o.Sender.Connect(ctx)
			if err != nil {
				return &unconnected{asFailure(err, StageConnect)}
			}
			o.connection, o.carried = c, 0
		}
		err := o.connection.Offer(ctx, m)
		if err == nil {
			return nil
		}
		failure := asFailure(err, StageMail)
		ended := o.carried > 0 && failure.Stage == StageMail && (failure.Reply.Code == 421 || failure.Reply.Code == 0 && !failure.Final)
		o.drop()
		if !ended || ctx.Err() != nil {
			return failure
		}
	}
}

// unconnected is a failure to connect: nobody has looked at the letter.
type unconnected struct{ failure *Failure }

func (u *unconnected) Error() string { return u.failure.Error() }
func (u *unconnected) Unwrap() error { return u.failure }

// refused notes a letter that the server does not have. One that nobody looked at stays queued.
func (o *Outbox) refused(ctx context.Context, id string, err error) (Result, error) {
	failure := asFailure(err, StageMail)
	entry := Entry{Status: failure.status(), Failure: failure}
	var lost *unconnected
	switch {
	case errors.As(err, &lost):
		entry.Status = drafts.StatusQueued
		result, noted := o.note(id, entry, nil)
		return result, errors.Join(failure, noted)
	case ctx.Err() != nil:
		return o.note(id, Entry{Status: drafts.StatusQueued}, ctx.Err())
	}
	return o.note(id, entry, nil)
}

// note writes down what became of a letter, whatever was cancelled meanwhile. The error is cause, or that of the
// journal, which ends the run.
func (o *Outbox) note(id string, e Entry, cause error) (Result, error) {
	result := Result{ID: id, Entry: e}
	if err := o.Journal.Note(context.Background(), id, e); err != nil {
		result.Err = fmt.Errorf("note what became of the letter: %w", err)
		return result, errors.Join(cause, result.Err)
	}
	return result, cause
}

// asFailure gives an error as the Failure that it should be.
func asFailure(err error, at Stage) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	return &Failure{Stage: at, Err: err}
}
