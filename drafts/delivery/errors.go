package delivery

import (
	"errors"
	"fmt"

	"draft/drafts/store"
)

// Reason says why a letter may not be sent.
type Reason int

// The reasons.
const (
	Removed Reason = iota
	AlreadySent
	OutcomeUnknown
	Closed // another process is sending it, or its outcome is known and it cannot be resolved
)

// NotSendableError reports a letter that may not be sent as it stands.
type NotSendableError struct {
	Letter store.Letter
	Reason Reason
}

func (e *NotSendableError) Error() string {
	return fmt.Sprintf("letter %s is %s and cannot be sent", e.Letter.ID, e.Letter.Status)
}

// Missing is what a letter lacks.
type Missing string

// What a letter may lack.
const (
	MissingSender    Missing = "sender"
	MissingRecipient Missing = "recipient"
)

// IncompleteError reports a letter without a sender or a recipient.
type IncompleteError struct {
	Name    string // of the item
	Missing Missing
}

func (e *IncompleteError) Error() string { return "letter " + e.Name + " has no " + string(e.Missing) }

// BadFileError reports a file that is not a message that can be sent. Err joins a *field.Problem for each fault.
type BadFileError struct {
	Path string
	Err  error
}

func (e *BadFileError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *BadFileError) Unwrap() error { return e.Err }

// MessageError reports a letter that cannot become a message. Err joins a *field.Problem for each fault.
type MessageError struct{ Err error }

func (e *MessageError) Error() string { return e.Err.Error() }
func (e *MessageError) Unwrap() error { return e.Err }

// DailyLimitError reports an account that may send nothing more today.
type DailyLimitError struct{ DailyLimit }

func (e *DailyLimitError) Error() string {
	return "account " + e.Account + " has reached its daily limit"
}

// NothingToSendError reports that there is no letter to choose.
type NothingToSendError struct {
	Out bool // a letter is being sent, or its outcome is unknown
}

func (e *NothingToSendError) Error() string { return "no letter can be sent" }

// NamedTwiceError reports a letter that was named twice.
type NamedTwiceError struct{ Name string }

func (e *NamedTwiceError) Error() string { return "letter " + e.Name + " was named twice" }

// ErrNothingWaits reports that no letter is frozen and waits.
var ErrNothingWaits = errors.New("no letter waits")
