// Package outbox sends frozen messages, and never sends one twice unasked. SMTP cannot promise that a message arrives
// exactly once: if the connection breaks between the dot that ends the message and the reply to it, only a person can
// find out whether it arrived. So the outbox makes a durable record before each dot, and does not send a message again
// by itself if it may have arrived.
//
// A record is made only when the server waits for the dot, so a crash leaves at most one message per connection unknown.
//
// The package uses neither disk nor network: a Journal stores the records, and a Sender connects to a server.
package outbox

import (
	"context"
	"fmt"
	"time"

	"draft/drafts"
)

// Message is a frozen letter and its envelope. It never changes between two tries.
type Message struct {
	ID   string // of the letter
	From string // From and To are bare addresses, with A-labels
	To   []string
	Wire []byte // the bytes that are sent, with CRLF line ends
}

// Order is the order to send a letter.
type Order struct {
	ID      string
	Digest  string // SHA-256 of the bytes that a person confirmed, in hexadecimal; "" accepts any
	Size    int64  // of these bytes; letters of unknown size (0) are begun one at a time
	Account string // that sends the letter, for the record
	// Daily is how many letters the account may send on the day that began at Today; 0 is any number.
	Daily int
	Today time.Time
	// Try is which try of the letter this is, from 1. If a server has refused the letter in another process since that was counted, it is
	// busy and not tried again. 0 is any.
	Try int
}

// Journal records the progress of letters.
type Journal interface {
	// Begin claims letters for this process, records them as sending, and returns the frozen message of each, in the
	// order of the orders. The record survives a crash of the process. An error is one of the journal; then no letter
	// is begun.
	Begin(ctx context.Context, orders []Order) ([]Begun, error)
	// Note records the progress of begun letters: all entries or none. Once it returns, these and all earlier records
	// survive a crash of the machine. Any status except Committing ends the claim of Begin.
	Note(ctx context.Context, entries []Entry) error
}

// Begun is a letter that this process has claimed, or the reason in Err why it could not.
type Begun struct {
	Message
	Err error // a *BusyError, *AlreadySentError, *ChangedError, *LimitError or *UnsendableError
}

// Entry is a record of the progress of a letter.
type Entry struct {
	ID      string
	Status  drafts.Status
	Reply   Reply    // of the server that took it
	Failure *Failure // why it was not sent
}

// BusyError is a letter that cannot be begun in its status, for example because it was sent or another process is
// sending it, or has just tried to.
type BusyError struct {
	ID     string
	Status drafts.Status
}

func (b *BusyError) Error() string { return fmt.Sprintf("letter %s is %s", b.ID, b.Status) }

// AlreadySentError is an earlier letter to one of the same recipients that shares a key and was sent, or may have been. A person must ask for another one.
type AlreadySentError struct {
	ID     string // of the earlier letter; "" if it was purged
	Status drafts.Status
	At     time.Time
	Same   drafts.KeyKind // what is the same; "" if it is the Message-ID
}

func (b *AlreadySentError) Error() string {
	return fmt.Sprintf("letter %s about the same matter is %s", b.ID, b.Status)
}

// ChangedError is a letter that another process has changed since a person confirmed it.
type ChangedError struct{ ID string }

func (c *ChangedError) Error() string { return "letter " + c.ID + " is not what was shown" }

// LimitError is a letter that was not begun because its account may send no more today. It waits for the next day.
type LimitError struct {
	ID      string
	Account string
	Limit   int
	Sent    int // today, with those that are being sent
}

func (l *LimitError) Error() string {
	return fmt.Sprintf("account %q has sent %d letters today, and its limit is %d", l.Account, l.Sent, l.Limit)
}

// UnsendableError is a letter that cannot be sent, for a reason that does not concern the others.
type UnsendableError struct {
	ID  string
	Err error
}

func (u *UnsendableError) Error() string {
	return "letter " + u.ID + " cannot be sent: " + u.Err.Error()
}
func (u *UnsendableError) Unwrap() error { return u.Err }

// Sender connects to a mail server.
type Sender interface {
	// Connect returns a connection that is logged in. The error is a *Failure.
	Connect(ctx context.Context) (Connection, error)
}

// Connection carries messages one after another. Errors are *Failure.
type Connection interface {
	// Data gives the server the envelope and the text of a message, but not the dot that ends it. Whatever goes wrong,
	// the server does not have the message. If the EndData before sent the envelope along, Data reads the replies to
	// it.
	Data(ctx context.Context, m Message) error
	// EndData sends the dot, and returns the reply of a server that took the message. If next is not nil, its envelope
	// may go along in the same write; the next call of Data must be for that message, and returns what the server says
	// to it.
	EndData(ctx context.Context, next *Message) (Reply, error)
	// Quit says QUIT and closes the connection. It has no error, because the messages are where they are by then.
	Quit()
	// Close closes the connection without a QUIT, because in the middle of a message a server may take that for its end.
	Close()
}

// Result is the result of a letter in one call of Send.
type Result struct {
	Entry
	// Err says why the letter was not begun, or why its last entry could not be recorded.
	Err error
}

// Outbox sends letters through a Sender and records them in a Journal.
type Outbox struct {
	Journal Journal
	Sender  Sender
	// Connections is the number of concurrent connections; 0 is one.
	Connections int
	// Pace waits until the next letter may be sent, or until ctx ends. Another error ends the run. Nil never waits.
	Pace func(ctx context.Context) error
	// Pause waits as long as a server wants no letters, or until ctx ends. Nil waits without a word.
	Pause func(ctx context.Context, wait time.Duration) error
	// GracePeriod ends the wait for the reply to a dot, which the context of Send does not end, because the letter is
	// unknown then. Nil waits as long as the Sender does.
	GracePeriod context.Context //nolint:containedctx // a second, later cancellation than that of Send
	// Committed is called right before the dot of a letter is sent. Nil calls nothing.
	Committed func(id string)
}

// maxNoReply is after how many dots in a row without a reply a run ends.
const maxNoReply = 3

// NoReplyError ends a run after several dots in a row got no reply, because the other letters would become unknown too.
type NoReplyError struct{ *Failure }

func (s *NoReplyError) Error() string { return "again and again: " + s.Failure.Error() }
func (s *NoReplyError) Unwrap() error { return s.Failure }

// maxSenderRejected is after how many rejections of the same sender in a row a run ends.
const maxSenderRejected = 3

// SenderRejectedError ends a run after a server rejected the same sender several times in a row for good, because it
// would reject the other letters too.
type SenderRejectedError struct {
	*Failure
	From string
}

func (b *SenderRejectedError) Error() string { return "again and again: " + b.Failure.Error() }
func (b *SenderRejectedError) Unwrap() error { return b.Failure }

// HaltedError ends a run after a server said that it takes no more letters for now.
type HaltedError struct{ *Failure }

func (h *HaltedError) Error() string { return "for now: " + h.Failure.Error() }
func (h *HaltedError) Unwrap() error { return h.Failure }
