// Package outbox sends frozen messages, and never one twice unasked. SMTP cannot promise that a message arrives exactly
// once: between its last byte and the answer to it a connection may break, and then only a person can find out. So the
// outbox promises that before that byte is sent a durable record says so, and that a message which may have arrived is
// not sent again by itself.
//
// It knows neither a disk nor a network: a Journal remembers, a Sender speaks to a server.
package outbox

import (
	"context"
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
	Size    int64  // of them; letters whose size is known are begun several at a time
	Account string // that sends, for the record
}

// Journal remembers what became of letters.
type Journal interface {
	// Begin makes letters this process's alone, notes that they are being sent, and gives the message of each as it was
	// frozen, in the order asked. That outlives a crash of the process. An error is a fault of the journal; then no letter
	// is begun.
	Begin(ctx context.Context, orders []Order) ([]Begun, error)
	// Note writes down how far begun letters have come, all of it or nothing. It outlives a crash of the machine once Note
	// returns, and with it all that was noted before. Any status but Committing ends what Begin began.
	Note(ctx context.Context, entries []Entry) error
}

// Begun is a letter that this process has for itself; Err is why it has not.
type Begun struct {
	Message
	Err error // a *Busy, an *AlreadySentError, a *Changed or an *Unsendable
}

// Entry is what is noted of a letter.
type Entry struct {
	ID      string
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

// AlreadySentError reports an earlier letter with the same key, to one of the same addresses, that was sent or may have been.
// Another one is sent only if a person asks for it.
type AlreadySentError struct {
	ID     string // of the earlier one; "" where only the fact is left
	Status drafts.Status
	At     time.Time
}

func (b *AlreadySentError) Error() string {
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
	// Data gives the server the envelope and the text of a message, but not the dot that ends it. Whatever goes wrong, the
	// server does not have the message. If the EndData before sent the envelope along, Data reads the replies to it.
	Data(ctx context.Context, m Message) error
	// EndData sends the dot, and returns the reply of a server that took the message. If next is not nil, its envelope may
	// go along in the same write; the next call of Data must be for that message, and returns what the server says to it.
	EndData(ctx context.Context, next *Message) (Reply, error)
	// Quit says QUIT and closes the connection. It has no error, because the messages are where they are by then.
	Quit()
	// Close closes the connection without a QUIT, because in the middle of a message a server may take that for its end.
	Close()
}

// Result is what became of a letter in this run.
type Result struct {
	Entry
	// Err says that what became of the letter could not be noted, or that it was not begun.
	Err error
}

// Outbox sends letters through a Sender and has a Journal remember it.
type Outbox struct {
	Journal Journal
	Sender  Sender
	// Connections is how many there are at once; 0 is one.
	Connections int
	// Pace waits until the next letter may go, or until ctx ends. Nil never waits.
	Pace func(ctx context.Context) error
	// Halt tells that after such a refusal there is no use in trying others for now. Nil always goes on.
	Halt func(*Failure) bool
	// GracePeriod ends the wait for the reply to a dot, which the context of Send does not end, because the letter is unknown
	// then. Nil waits as long as the Sender does.
	GracePeriod context.Context //nolint:containedctx // a second, later cancellation than that of Send
	// Committed is called right before the dot of a letter is sent. Nil calls nothing.
	Committed func(id string)
}

// maxNoReply bounds the letters in a row of which nobody knows whether they arrived.
const maxNoReply = 3

// Silent ends a run after several letters in a row whose end no answer came to: the others would meet the same, and of
// each a person would have to find out what became of it.
type Silent struct{ *Failure }

func (s *Silent) Error() string { return "again and again: " + s.Failure.Error() }
func (s *Silent) Unwrap() error { return s.Failure }

// maxSenderRejected bounds the refusals of one sender in a row.
const maxSenderRejected = 3

// Barred ends a run after a server refused the same sender several times in a row, for good: the others would meet the same.
type Barred struct {
	*Failure
	From string
}

func (b *Barred) Error() string { return "again and again: " + b.Failure.Error() }
func (b *Barred) Unwrap() error { return b.Failure }

// Halted ends a run after a refusal that all letters would meet for now.
type Halted struct{ *Failure }

func (h *Halted) Error() string { return "for now: " + h.Failure.Error() }
func (h *Halted) Unwrap() error { return h.Failure }
