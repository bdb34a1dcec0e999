package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// sayResult tells what became of one letter.
func (s *sending) sayResult(o *outgoing, r outbox.Result) {
	if s.json {
		return
	}
	args := lang.Args{
		"ID": o.letter.Short, "Subject": o.subject, "To": strings.Join(o.recipients, ", "), "Reply": oneLine(r.Reply.String()), "By": s.sameWay(),
		"Summed": s.summed(), "Sender": false,
	}
	if r.Failure != nil { // then it is not the letter that is to be mended
		args["Sender"] = r.Failure.Stage == outbox.StageMail && smtp.Explain(r.Failure, s.mailbox) != smtp.CauseSize
	}
	if o.letter.Short == "" {
		args["ID"] = s.short(o.letter.ID)
	}
	var before *outbox.AlreadySentError
	var busy *outbox.BusyError
	switch {
	case errors.As(r.Err, &before) && s.summed():
		s.twins = append(s.twins, args["ID"].(string))
		return
	case errors.As(r.Err, &before):
		s.say("send.before_refused", lang.Args{"ID": args["ID"], "Detail": s.beforeText(before), "By": args["By"]})
		return
	case errors.As(r.Err, &busy):
		s.complain(s.storeError(r.Err))
		return
	}
	switch r.Status {
	case drafts.StatusSent:
		s.say("send.sent", args)
	case drafts.StatusUnknown:
		s.say("send.unknown", args)
	case drafts.StatusFailedPerm:
		s.say("send.failed_perm", args)
	case drafts.StatusFailedTemp:
		s.say("send.failed_temp", args)
	default:
		s.say("send.queued", args)
	}
	if r.Failure != nil {
		lines := s.explain(r.Failure, s.mailbox)
		if r.Failure.Unanswered() {
			lines = lines[:len(lines)-1] // what to do was said, or is said at the end
		}
		for _, line := range lines {
			s.printErr("  " + line)
		}
	}
	if r.Err != nil {
		args["Detail"] = strings.Join(s.known(s.storeError(r.Err)).lines(s.app), "\n")
		if r.Status == drafts.StatusSent {
			s.say("send.unnoted", args)
		} else {
			s.printErr(args["Detail"].(string))
		}
	}
}

// undelivered is letters that did not all get through. What became of each was said when it happened.
type undelivered struct {
	sending *sending
	results []outbox.Result
	sent    int
	code_   int //nolint:revive // exit is the method
	cause   error
}

func (u *undelivered) Error() string {
	if u.cause != nil {
		return u.cause.Error()
	}
	return fmt.Sprintf("%d letters, exit %d", u.sending.sent+len(u.results), u.code_)
}
func (u *undelivered) Unwrap() error { return u.cause }
func (u *undelivered) exit() int     { return u.code_ }
func (u *undelivered) code() string {
	switch u.code_ {
	case exitPart:
		return "part"
	case exitUnknown:
		return "unknown"
	case exitInterrupted:
		return "interrupted"
	}
	return "failed"
}

func (u *undelivered) lines(a *app) []string {
	s := u.sending
	all := len(s.letters) + s.skipped + s.held
	var lines []string
	switch u.code_ {
	case exitPart:
		lines = append(lines, a.text("send.part", lang.Args{"Count": all, "Sent": u.sent, "Above": !a.json}))
	case exitUnknown:
		lines = append(lines, a.text("send.ends_unknown", lang.Args{"Above": !a.json}))
		if s.summed() && !s.table {
			lines = append(lines, a.text("send.find_out", lang.Args{"By": s.sameWay()}))
		}
	case exitInterrupted:
		lines = append(lines, a.text("send.stopped", lang.Args{"Sent": u.sent, "Left": len(s.letters) - u.sent}))
	default:
		lines = append(lines, a.text("send.none", lang.Args{"Count": all}))
	}
	if count := len(s.twins); count > 0 {
		const named = 20
		ids := strings.Join(s.twins, " ")
		if count > named {
			ids = ""
		}
		lines = append(lines, a.text("send.twins", lang.Args{"Count": count, "IDs": ids}))
	}
	var halted *outbox.HaltedError
	if errors.As(u.cause, &halted) {
		lines = append(lines, a.text("send.halted", nil))
	}
	var silent *outbox.NoReplyError
	if errors.As(u.cause, &silent) {
		lines = append(lines, a.text("send.silent", nil))
	}
	var barred *outbox.SenderRejectedError
	if errors.As(u.cause, &barred) {
		lines = append(lines, a.text("send.barred", lang.Args{"From": barred.From}))
	}
	if (s.summed() || halted != nil || silent != nil || barred != nil) && !s.table && u.waits() {
		lines = append(lines, a.text("send.go_on", lang.Args{"By": s.queueWay()}))
	}
	return lines
}

// waits tells whether the queue would try a letter of this run again.
func (u *undelivered) waits() bool {
	waiting := len(u.sending.letters) + u.sending.held - u.sending.sent
	for _, r := range u.results {
		if r.Err != nil || !goesAgain(r.Status) {
			waiting--
		}
	}
	return waiting > 0
}

// sentObject is what became of one letter.
type sentObject struct {
	Row       int            `json:"row,omitempty"`    // of the table of a batch
	Before    string         `json:"before,omitempty"` // same or changed: somebody has or may have this letter already, and nothing was sent
	ID        string         `json:"id"`
	Status    string         `json:"status"`
	Subject   string         `json:"subject"`
	To        []string       `json:"to"`
	MessageID string         `json:"message_id,omitempty"`
	Reply     *replyObject   `json:"reply,omitempty"` // of the server that took it
	Failure   *failureObject `json:"failure,omitempty"`
}

type failureObject struct {
	Stage   string       `json:"stage,omitempty"`
	Reply   *replyObject `json:"reply,omitempty"` // of the server that refused it
	Cause   string       `json:"cause,omitempty"`
	Message []string     `json:"message"`
}

func (s *sending) sentObject(l store.Letter) sentObject {
	o := sentObject{ID: l.ID, Status: string(l.Status), Subject: l.Subject, To: append([]string{}, l.To...)}
	if l.Frozen != nil {
		o.MessageID = l.Frozen.MessageID
	}
	return o
}

func (s *sending) resultObjects(results []outbox.Result) []sentObject {
	return slices.AppendSeq([]sentObject{}, s.eachResult(results))
}

func (s *sending) eachResult(results []outbox.Result) iter.Seq[sentObject] {
	return func(yield func(sentObject) bool) {
		of := map[string]outbox.Result{}
		for _, r := range results {
			of[r.ID] = r
		}
		for _, o := range s.letters {
			if !yield(s.resultObject(o, of[o.letter.ID])) {
				return
			}
		}
	}
}

// printResults prints what printJSON would of {"results": [...]}, one object at a time, because there may be many.
func (s *sending) printResults(results []outbox.Result) error {
	before := "{\n  \"results\": [\n    "
	for object := range s.eachResult(results) {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("    ", "  ")
		if err := e.Encode(object); err != nil {
			return err
		}
		if err := s.product(before + strings.TrimSuffix(b.String(), "\n")); err != nil {
			return err
		}
		before = ",\n    "
	}
	return s.product("\n  ]\n}\n")
}

// resultObject is what became of one letter; a result of nothing is that of one whose turn did not come.
func (s *sending) resultObject(o *outgoing, r outbox.Result) sentObject {
	object := s.sentObject(o.letter)
	object.Subject, object.To, object.MessageID = o.subject, append([]string{}, o.recipients...), o.gist.id
	var busy *outbox.BusyError
	switch {
	case errors.As(r.Err, &busy):
		object.Status = string(busy.Status)
	case r.Status == "":
		object.Status = string(drafts.StatusQueued)
	default:
		object.Status = string(r.Status)
	}
	if r.Status == drafts.StatusSent {
		object.Reply = replied(r.Reply)
	}
	object.Failure = s.failureObject(r)
	return object
}

func (s *sending) failureObject(r outbox.Result) *failureObject {
	switch {
	case r.Failure != nil:
		return &failureObject{
			Stage: string(r.Failure.Stage), Reply: replied(r.Failure.Reply),
			Cause: string(smtp.Explain(r.Failure, s.mailbox)), Message: s.explain(r.Failure, s.mailbox),
		}
	case r.Err != nil:
		var before *outbox.AlreadySentError
		if errors.As(r.Err, &before) {
			return &failureObject{Cause: "sent_before", Message: []string{s.beforeText(before)}}
		}
		return &failureObject{Message: s.known(s.storeError(r.Err)).lines(s.app)}
	}
	return nil
}

// rehearsalObject is what a rehearsal found.
func (s *sending) rehearsalObject(f smtp.Features) map[string]any {
	letters := []map[string]any{}
	for _, o := range s.letters {
		names := []string{}
		for _, a := range o.attachment {
			names = append(names, a.Name)
		}
		letters = append(letters, map[string]any{
			"id": o.letter.ID, "from": o.gist.from, "to": append([]string{}, o.recipients...), "subject": o.letter.Subject,
			"attachments": names, "size": o.gist.size,
		})
	}
	return map[string]any{"letters": letters, "server": s.mailbox.URL(), "pipelining": f.Pipelining, "size_limit": f.Size}
}

// replied is what a server said, as data; nil where it said nothing.
func replied(r outbox.Reply) *replyObject {
	if r.Code == 0 {
		return nil
	}
	return &replyObject{Code: r.Code, Text: field.Harmless(r.Text)}
}
