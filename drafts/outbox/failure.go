package outbox

import (
	"fmt"
	"strings"
	"time"

	"draft/drafts"
)

// Stage is a step of an SMTP dialogue.
type Stage string

// The stages, in their order.
const (
	StageConnect   Stage = "connect" // TCP, and implicit TLS
	StageGreeting  Stage = "greeting"
	StageHello     Stage = "ehlo"
	StageTLS       Stage = "starttls"
	StageAuth      Stage = "auth"
	StageMail      Stage = "mail"
	StageRecipient Stage = "rcpt"
	StageData      Stage = "data"
	StageBody      Stage = "body"
	StageDot       Stage = "dot" // the dot that ends a message, and the reply to it
)

// Reply is the reply of a server to a command.
type Reply struct {
	Code int    // of RFC 5321; 0 if there was no reply
	Text string // without the code; lines are separated by LF
}

func (r Reply) String() string {
	return strings.TrimSpace(fmt.Sprint(r.Code, " ", r.Text))
}

// Effect is what a refusal means for the other letters of a run.
type Effect string

// The effects. If it is none of them, the code decides.
const (
	EffectNone      Effect = "none"      // it concerns this letter only
	EffectSender    Effect = "sender"    // all letters of this sender are refused
	EffectReconnect Effect = "reconnect" // this connection has carried as many letters as it may
	EffectPause     Effect = "pause"     // all letters are refused until Advice.Wait is over
	EffectStop      Effect = "stop"      // all letters are refused for now
)

// Duration says how long a refusal lasts.
type Duration string

// The durations. If it is none of them, the code decides.
const (
	Passing Duration = "passing" // the same letter may be taken later
	Lasting Duration = "lasting" // something must be changed first
)

// Advice is what the words of a server say beyond its code. It never changes the status of a letter, which is that of the
// code.
type Advice struct {
	Effect   Effect
	Wait     time.Duration // until another try may help; 0 if the server does not say
	Duration Duration
}

// Failure says why a message was not sent, or a connection not made. A Sender returns no other errors.
type Failure struct {
	Stage Stage
	// Reply is the refusal. Its code is 0 if the connection failed, or if the message was not offered to the server.
	Reply  Reply
	Advice Advice
	// Recipient is the recipient that the server refused, at StageRecipient.
	Recipient string
	// Err is the error if there was no reply.
	Err error
	// Final says that another try of the same message will fail too, although no server has refused it.
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

// Unanswered reports whether the dot was sent and got no valid reply, so that the server may have the message.
func (f *Failure) Unanswered() bool { return f.status() == drafts.StatusUnknown }

// RejectsSender reports whether the server rejects the sender for good, and not the letter. A 552 at MAIL is about the size
// of the letter.
func (f *Failure) RejectsSender() bool {
	if f.Advice.Effect != "" {
		return f.Advice.Effect == EffectSender
	}
	return f.Stage == StageMail && f.Reply.Code/100 == 5 && f.Reply.Code != 552
}

// Lasts reports whether another try of the same letter will fail too, unless something is changed first.
func (f *Failure) Lasts() bool {
	if f.Advice.Duration != "" {
		return f.Advice.Duration == Lasting
	}
	return f.status() == drafts.StatusFailedPerm
}

// MustChange reports whether the letter itself must be changed before another try. It need not if the server refused the
// sender or the account, or only wants to wait.
func (f *Failure) MustChange() bool {
	return f.Lasts() && (f.Advice.Effect == EffectNone || f.Advice.Effect == "" && !f.RejectsSender())
}

// status returns the status of a message that failed.
func (f *Failure) status() drafts.Status {
	switch class := f.Reply.Code / 100; {
	case class == 5 || f.Final:
		return drafts.StatusFailedPerm
	case class == 4 || f.Stage != StageDot:
		return drafts.StatusFailedTemp
	}
	return drafts.StatusUnknown // no reply, or not a valid one
}
