package main

import (
	"errors"
	"fmt"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// sayResult tells what became of one letter.
func (s *sendOptions) sayResult(o *outgoing, r outbox.Result) {
	if s.app.term.JSON {
		return
	}
	args := lang.Args{
		"ID": o.letter.Short, "Subject": o.subject, "To": strings.Join(o.recipients, ", "), "Reply": view.OneLine(r.Reply.String()), "By": s.sameWay(),
		"Summed": s.summed(), "Sender": false,
	}
	if r.Failure != nil { // then it is not the letter that is to be mended
		args["Sender"] = r.Failure.Stage == outbox.StageMail && smtp.Explain(r.Failure, s.mailbox) != smtp.CauseSize
	}
	if o.letter.Short == "" {
		args["ID"] = s.app.short(o.letter.ID)
	}
	var before *outbox.AlreadySentError
	var busy *outbox.BusyError
	switch {
	case errors.As(r.Err, &before) && s.summed():
		s.twins = append(s.twins, args["ID"].(string))
		return
	case errors.As(r.Err, &before):
		s.app.term.Say("send.before_refused", lang.Args{"ID": args["ID"], "Detail": s.beforeText(before), "By": args["By"]})
		return
	case errors.As(r.Err, &busy):
		s.app.term.Complain(s.app.storeError(r.Err))
		return
	}
	switch r.Status {
	case drafts.StatusSent:
		s.app.term.Say("send.sent", args)
	case drafts.StatusUnknown:
		s.app.term.Say("send.unknown", args)
	case drafts.StatusFailedPerm:
		s.app.term.Say("send.failed_perm", args)
	case drafts.StatusFailedTemp:
		s.app.term.Say("send.failed_temp", args)
	default:
		s.app.term.Say("send.queued", args)
	}
	if r.Failure != nil {
		lines := s.app.view.Explain(r.Failure, s.mailbox)
		if r.Failure.Unanswered() {
			lines = lines[:len(lines)-1] // what to do was said, or is said at the end
		}
		for _, line := range lines {
			s.app.term.PrintErr("  " + line)
		}
	}
	if r.Err != nil {
		args["Detail"] = strings.Join(s.app.view.Lines(s.app.storeError(r.Err)), "\n")
		if r.Status == drafts.StatusSent {
			s.app.term.Say("send.unnoted", args)
		} else {
			s.app.term.PrintErr(args["Detail"].(string))
		}
	}
}

// undelivered is letters that did not all get through. What became of each was said when it happened.
type undelivered struct {
	sending *sendOptions
	results []outbox.Result
	sent    int
	exit    int
	cause   error
}

func (u *undelivered) Error() string {
	if u.cause != nil {
		return u.cause.Error()
	}
	return fmt.Sprintf("%d letters, exit %d", len(u.results), u.exit)
}
func (u *undelivered) Unwrap() error { return u.cause }
func (u *undelivered) ExitCode() int { return u.exit }
func (u *undelivered) ErrorCode() string {
	switch u.exit {
	case view.ExitPart:
		return "part"
	case view.ExitUnknown:
		return "unknown"
	case view.ExitInterrupted:
		return "interrupted"
	}
	return "failed"
}

func (u *undelivered) Detail(_ *view.View, o *view.ErrorObject) {
	o.Results = u.sending.resultObjects(u.results)
}

func (u *undelivered) Lines(v *view.View) []string {
	s := u.sending
	all := len(s.letters) + s.skipped + s.held
	var lines []string
	switch u.exit {
	case view.ExitPart:
		lines = append(lines, v.Text("send.part", lang.Args{"Count": all, "Sent": u.sent, "Above": !v.AsData}))
	case view.ExitUnknown:
		lines = append(lines, v.Text("send.ends_unknown", lang.Args{"Above": !v.AsData}))
		if s.summed() && !s.table {
			lines = append(lines, v.Text("send.find_out", lang.Args{"By": s.sameWay()}))
		}
	case view.ExitInterrupted:
		lines = append(lines, v.Text("send.stopped", lang.Args{"Sent": u.sent, "Left": len(s.letters) - u.sent}))
	default:
		lines = append(lines, v.Text("send.none", lang.Args{"Count": all}))
	}
	if count := len(s.twins); count > 0 {
		const named = 20
		ids := strings.Join(s.twins, " ")
		if count > named {
			ids = ""
		}
		lines = append(lines, v.Text("send.twins", lang.Args{"Count": count, "IDs": ids}))
	}
	var halted *outbox.HaltedError
	if errors.As(u.cause, &halted) {
		lines = append(lines, v.Text("send.halted", nil))
	}
	var silent *outbox.NoReplyError
	if errors.As(u.cause, &silent) {
		lines = append(lines, v.Text("send.silent", nil))
	}
	var barred *outbox.SenderRejectedError
	if errors.As(u.cause, &barred) {
		lines = append(lines, v.Text("send.barred", lang.Args{"From": barred.From}))
	}
	if (s.summed() || halted != nil || silent != nil || barred != nil) && !s.table && u.waits() {
		lines = append(lines, v.Text("send.go_on", lang.Args{"By": s.queueWay()}))
	}
	return lines
}

// waits tells whether the queue would try a letter of this run again.
func (u *undelivered) waits() bool {
	waiting := len(u.sending.letters) + u.sending.held
	for _, r := range u.results {
		if r.Err != nil || !goesAgain(r.Status) {
			waiting--
		}
	}
	return waiting > 0
}

func (s *sendOptions) sentObject(l store.Letter) view.SentObject {
	o := view.SentObject{ID: l.ID, Status: string(l.Status), Subject: l.Subject, To: append([]string{}, l.To...)}
	if l.Frozen != nil {
		o.MessageID = l.Frozen.MessageID
	}
	return o
}

func (s *sendOptions) resultObjects(results []outbox.Result) []view.SentObject {
	objects := []view.SentObject{}
	of := map[string]outbox.Result{}
	for _, r := range results {
		of[r.ID] = r
	}
	for _, o := range s.letters {
		objects = append(objects, s.resultObject(o, of[o.letter.ID]))
	}
	return objects
}

// resultObject is what became of one letter; a result of nothing is that of one whose turn did not come.
func (s *sendOptions) resultObject(o *outgoing, r outbox.Result) view.SentObject {
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
		object.Reply = view.ReplyOf(r.Reply)
	}
	object.Failure = s.failureObject(r)
	return object
}

func (s *sendOptions) failureObject(r outbox.Result) *view.FailureObject {
	switch {
	case r.Failure != nil:
		return &view.FailureObject{
			Stage: string(r.Failure.Stage), Reply: view.ReplyOf(r.Failure.Reply),
			Cause: string(smtp.Explain(r.Failure, s.mailbox)), Message: s.app.view.Explain(r.Failure, s.mailbox),
		}
	case r.Err != nil:
		var before *outbox.AlreadySentError
		if errors.As(r.Err, &before) {
			return &view.FailureObject{Cause: "sent_before", Message: []string{s.beforeText(before)}}
		}
		return &view.FailureObject{Message: s.app.view.Lines(s.app.storeError(r.Err))}
	}
	return nil
}

// rehearsalObject is what a rehearsal found.
func (s *sendOptions) rehearsalObject(f smtp.Features) map[string]any {
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
