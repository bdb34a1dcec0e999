package outbox

import (
	"fmt"
	"strings"

	"draft/drafts"
)

// Stage is the step of an SMTP dialogue at which something happened.
type Stage string

// The stages, in their order.
const (
	StageConnect   Stage = "connect" // TCP, and TLS where it comes first
	StageGreeting  Stage = "greeting"
	StageHello     Stage = "ehlo"
	StageTLS       Stage = "starttls"
	StageAuth      Stage = "auth"
	StageMail      Stage = "mail"
	StageRecipient Stage = "rcpt"
	StageData      Stage = "data"
	StageBody      Stage = "body"
	StageDot       Stage = "dot" // the end of the message, and the answer to it
)

// Reply is what a server said.
type Reply struct {
	Code int    // of RFC 5321; 0 where no answer came
	Text string // without the code, lines parted by LF, as it came
}

func (r Reply) String() string {
	return strings.TrimSpace(fmt.Sprint(r.Code, " ", r.Text))
}

// Failure is why a message, or a connection, did not get through. A Sender gives no other error.
type Failure struct {
	Stage Stage
	// Reply is the refusal; its code is 0 where the connection broke, or the message was not offered at all.
	Reply Reply
	// Recipient is whom the server refused, at StageRecipient.
	Recipient string
	// Err is what broke, where there was no answer.
	Err error
	// Final tells that to try again as it is cannot help, though no server said so.
	Final bool
}

func (f *Failure) Error() string {
	switch {
	case f.Reply.Code != 0:
		return string(f.Stage) + ": " + f.Reply.String()
	case f.Err != nil:
		return string(f.Stage) + ": " + f.Err.Error()
	}
	return string(f.Stage)
}

func (f *Failure) Unwrap() error { return f.Err }

// Unanswered tells that the end of a message was sent and no answer came: the server may have it.
func (f *Failure) Unanswered() bool { return f.status() == drafts.StatusUnknown }

// rejectsSender reports whether the server rejects the sender for good. A 552 at MAIL is about the size of the letter.
func (f *Failure) rejectsSender() bool {
	return f.Stage == StageMail && f.Reply.Code/100 == 5 && f.Reply.Code != 552
}

// status is what the failure makes of a message that was on the wire.
func (f *Failure) status() drafts.Status {
	switch class := f.Reply.Code / 100; {
	case class == 5 || f.Final:
		return drafts.StatusFailedPerm
	case class == 4 || f.Stage != StageDot:
		return drafts.StatusFailedTemp
	}
	return drafts.StatusUnknown // an answer that is none of SMTP's, or none at all
}
