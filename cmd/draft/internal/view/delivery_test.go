package view

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

func sendingView() (*View, Sending) {
	return &View{Words: lang.New(lang.English)}, Sending{
		Account: smtp.Account{Name: "work", Host: "smtp.example.com", Port: 465}, Retry: " --account work", RetryQueue: " --account work --rate 30/m",
	}
}

// Each kind of result has its words, in the terminal, in the report of a batch and as data.
func TestSendResult(t *testing.T) {
	v, s := sendingView()
	refused := &outbox.Failure{Stage: outbox.StageRecipient, Reply: outbox.Reply{Code: 550, Text: "no such user"}, Recipient: "x@douyin.com"}
	later := &outbox.Failure{Stage: outbox.StageRecipient, Reply: outbox.Reply{Code: 450, Text: "no such user now"}}
	wait := func(code int, wait time.Duration, lasts outbox.Duration, effect outbox.Effect) *outbox.Failure {
		return &outbox.Failure{
			Stage: outbox.StageDot, Reply: outbox.Reply{Code: code, Text: "odd"}, Advice: outbox.Advice{Effect: effect, Wait: wait, Duration: lasts},
		}
	}
	lost := &outbox.Failure{Stage: outbox.StageDot, Err: errors.New("connection reset")}
	earlier := &delivery.Earlier{AlreadySentError: &outbox.AlreadySentError{ID: "sent000000000001", Status: drafts.StatusSent, At: time.Now(), Same: drafts.KeyOrder}, Short: "sent00"}
	tests := []struct {
		kind    delivery.Kind
		status  drafts.Status
		failure *outbox.Failure
		err     error
		line    string // in the first line
		last    string // in the last one
		state   string
		reason  string
	}{
		{delivery.Sent, drafts.StatusSent, nil, nil, "sent abc", "250 ok", "sent", "250 ok"},
		{delivery.Unrecorded, drafts.StatusSent, nil, errors.New("disk full"), "sent abc", "--resolve sent abc", "sent", "disk full"},
		{delivery.Unknown, drafts.StatusUnknown, lost, nil, "delivery unknown: abc", "connection reset", "unknown", "connection reset"},
		{delivery.Rejected, drafts.StatusFailedPerm, refused, nil, "refused: abc", "", "refused", "no such user"},
		{delivery.Deferred, drafts.StatusFailedTemp, later, nil, "Try again later: draft send abc --account work", "", "not sent yet", "no such user"},
		{delivery.Rejected, drafts.StatusFailedPerm, wait(550, 15*time.Minute, outbox.Passing, outbox.EffectPause), nil, "needs no change; send it again in 15 minutes: draft send abc", "", "refused", "odd"},
		{delivery.Rejected, drafts.StatusFailedPerm, wait(550, 0, outbox.Passing, outbox.EffectStop), nil, "send it again later: draft send abc", "", "refused", "odd"},
		{delivery.Rejected, drafts.StatusFailedPerm, wait(554, 0, outbox.Lasting, outbox.EffectNone), nil, "Correct it and send it again: draft edit abc", "", "refused", "odd"},
		{delivery.Deferred, drafts.StatusFailedTemp, wait(451, 24*time.Hour, outbox.Passing, outbox.EffectStop), nil, "Try again tomorrow: draft send abc", "", "not sent yet", "odd"},
		{delivery.NotTried, drafts.StatusQueued, nil, nil, "still queued: abc", "", "queued", "--rate 30/m"},
		{delivery.NotBegun, drafts.StatusQueued, nil, &outbox.ChangedError{ID: "abc"}, "still queued: abc", "another draft process changed abc", "queued", "--rate 30/m"},
		{delivery.Busy, drafts.StatusSending, nil, &outbox.BusyError{ID: "abc", Status: drafts.StatusSending}, "draft: ", "", "", "abc"},
		{delivery.Duplicate, drafts.StatusQueued, nil, earlier, "abc was not sent: ", "(same order number)", "sent before", "sent00"},
	}
	for _, test := range tests {
		r := delivery.Result{
			Item: &delivery.Item{ID: "abc0000000000000", Subject: "hi", Recipients: []string{"x@douyin.com"}}, ID: "abc",
			Kind: test.kind, Status: test.status, Failure: test.failure, Err: test.err,
		}
		if test.kind == delivery.Duplicate {
			r.Earlier = earlier
		}
		if test.kind == delivery.Sent {
			r.Reply = outbox.Reply{Code: 250, Text: "ok"}
		}
		lines := SendResult(v, r, s)
		if len(lines) == 0 || !strings.Contains(lines[0], test.line) || !strings.Contains(lines[len(lines)-1], test.last) {
			t.Errorf("kind %d: %q", test.kind, lines)
		}
		state, reason := ReportResult(v, r, s)
		if !strings.Contains(state, test.state) || !strings.Contains(reason, test.reason) {
			t.Errorf("kind %d: %q, %q", test.kind, state, reason)
		}
		o := v.SentObject(r, s)
		if o.ID != "abc0000000000000" || o.Status != string(test.status) || (o.Failure == nil) != (test.failure == nil && test.err == nil) || (o.Reply == nil) != (test.kind != delivery.Sent) {
			t.Errorf("kind %d: %+v", test.kind, o)
		}
	}
	for _, failure := range []*outbox.Failure{wait(440, 0, outbox.Lasting, outbox.EffectSender), wait(553, 0, outbox.Lasting, outbox.EffectSender), wait(550, 0, outbox.Lasting, outbox.EffectStop)} {
		kind := map[bool]delivery.Kind{true: delivery.Deferred, false: delivery.Rejected}[failure.Reply.Code < 500]
		r := delivery.Result{Item: &delivery.Item{}, ID: "abc", Kind: kind, Failure: failure}
		if line := SendResult(v, r, s)[0]; strings.Contains(line, "draft ") {
			t.Errorf("%d: a command that does not help: %q", failure.Reply.Code, line)
		}
	}
	if o := v.SentObject(delivery.Result{Item: &delivery.Item{}, Kind: delivery.Deferred, Failure: wait(451, time.Minute, "", "")}, s); o.Failure.RetryAfter != 60 {
		t.Errorf("%+v", o.Failure)
	}
	over := delivery.Result{Item: &delivery.Item{}, Status: drafts.StatusQueued, Limit: &outbox.LimitError{Account: "work", Limit: 3, Sent: 3}}
	if lines := SendResult(v, over, s); len(lines) > 0 {
		t.Errorf("a letter that the end tells of: %q", lines)
	}
	const full = "account work has sent 3 letters today, and its limit is 3; continue tomorrow"
	if o := v.SentObject(over, s); o.Failure.Cause != "daily_limit" || !strings.HasPrefix(o.Failure.Message[0], full) {
		t.Errorf("%+v", o.Failure)
	}
	if state, reason := ReportResult(v, over, s); state != "queued" || !strings.Contains(reason, "--rate 30/m") {
		t.Errorf("%q, %q", state, reason)
	}
	v.OnPage = true
	if lines := SendResult(v, over, s); !slices.Equal(lines, []string{full}) {
		t.Errorf("on a page: %q", lines)
	}
	v.OnPage, s.Summed = false, true
	if lines := SendResult(v, delivery.Result{Kind: delivery.Duplicate, Earlier: earlier}, s); len(lines) > 0 {
		t.Errorf("a letter that the end tells of: %q", lines)
	}
}

// A letter that another process has is told as far as it has come there. One that is sent, or being sent, is no failure.
func TestResultElsewhere(t *testing.T) {
	v, s := sendingView()
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		status  drafts.Status
		changed bool
		text    string
		state   string
		failure bool
	}{
		{drafts.StatusSent, false, "another draft process sent letter abc on 2026-11-20 10:00, seat left window", "sent elsewhere", false},
		{drafts.StatusSending, false, "is sending letter abc, seat left window;", "being sent", false},
		{drafts.StatusCommitting, false, "is sending letter abc", "waiting for the server", false},
		{drafts.StatusSent, true, "other content in place of abc", "sent before with other wording", true},
		{drafts.StatusUnknown, false, "its delivery is unknown", "delivery unknown", true},
		{drafts.StatusFailedPerm, false, "the server refused it", "refused", true},
		{drafts.StatusFailedTemp, false, "the server refused it", "not sent yet", true},
	} {
		r := delivery.Result{
			Item: &delivery.Item{ID: "abc0000000000000"}, ID: "abc", Kind: delivery.Elsewhere, Status: test.status, Seat: "left window", At: at, Changed: test.changed,
		}
		lines := SendResult(v, r, s)
		if (len(lines) > 0) != test.failure || test.failure && !strings.Contains(lines[0], test.text) {
			t.Errorf("%s: %q", test.status, lines)
		}
		if state, reason := ReportResult(v, r, s); !strings.Contains(state, test.state) || !strings.Contains(reason, test.text) {
			t.Errorf("%s: %q, %q", test.status, state, reason)
		}
		if o := v.SentObject(r, s); !o.Elsewhere || o.Seat != "left window" || o.Status != string(test.status) || (o.Failure != nil) != test.failure || o.Reply != nil {
			t.Errorf("%s: %+v", test.status, o)
		}
	}
}

// Each end has its exit code, its code and its words.
func TestUndelivered(t *testing.T) {
	v, s := sendingView()
	failure := &outbox.Failure{Stage: outbox.StageDot}
	tests := []struct {
		report delivery.Report
		exit   int
		code   string
		words  []string
		never  string
	}{
		{delivery.Report{End: delivery.EndNone, Total: 1}, ExitFailed, "failed", []string{"it was not sent"}, "--queued"},
		{delivery.Report{End: delivery.EndPart, Total: 3, Sent: 1, Waits: true}, ExitPart, "part", []string{"1 of the 3 letters"}, "--queued"},
		{delivery.Report{End: delivery.EndUnknown, Total: 1}, ExitUnknown, "unknown", []string{"don't know whether some letters arrived"}, "--queued"},
		{delivery.Report{End: delivery.EndInterrupted, Total: 1}, ExitInterrupted, "interrupted", []string{"stopped"}, "--queued"},
		{delivery.Report{End: delivery.EndNone, Total: 2, Waits: true, Cause: &outbox.HaltedError{Failure: failure}}, ExitFailed, "failed", []string{"for the same reason", "in an hour, more slowly", "draft send --queued --account work --rate 30/m"}, ""},
		{delivery.Report{End: delivery.EndNone, Total: 2, Waits: true, Cause: &outbox.HaltedError{Failure: &outbox.Failure{Advice: outbox.Advice{Wait: 24 * time.Hour}}}}, ExitFailed, "failed", []string{"continue tomorrow\n"}, "in an hour"},
		{delivery.Report{End: delivery.EndNone, Total: 2, Waits: true, Cause: &outbox.HaltedError{Failure: &outbox.Failure{Advice: outbox.Advice{Duration: outbox.Lasting}}}}, ExitFailed, "failed", []string{"first follow the advice above\n"}, "in an hour"},
		{delivery.Report{End: delivery.EndNone, Total: 2, Waits: true, Cause: &outbox.NoReplyError{Failure: failure}}, ExitFailed, "failed", []string{"without confirming them", "--queued"}, ""},
		{delivery.Report{End: delivery.EndNone, Total: 2, Waits: true, Cause: &outbox.SenderRejectedError{Failure: failure, From: "a@example.com"}}, ExitFailed, "failed", []string{"refused the sender a@example.com", "--queued"}, ""},
	}
	for _, test := range tests {
		e := &UndeliveredError{Report: test.report, Sending: s}
		lines := strings.Join(e.Lines(v), "\n")
		if e.ExitCode() != test.exit || e.ErrorCode() != test.code || test.never != "" && strings.Contains(lines, test.never) {
			t.Errorf("end %d: exit %d, %s\n%s", test.report.End, e.ExitCode(), e.ErrorCode(), lines)
		}
		for _, want := range test.words {
			if !strings.Contains(lines, want) {
				t.Errorf("end %d does not say %q:\n%s", test.report.End, want, lines)
			}
		}
	}
	s.Summed = true
	shared := delivery.Report{End: delivery.EndPart, Total: 30, Sent: 9, Elsewhere: 18, Busy: 2}
	if lines := (&UndeliveredError{Report: shared, Sending: s}).Lines(v); len(lines) != 2 ||
		lines[0] != "sent now: 9; sent elsewhere meanwhile: 18; being sent elsewhere: 2 (draft list --status sending)" || !strings.Contains(lines[1], "9 of the 10 letters") {
		t.Errorf("%q", lines)
	}
	report := delivery.Report{End: delivery.EndPart, Total: 30, Sent: 1, Waits: true, Duplicates: 1}
	lines := strings.Join((&UndeliveredError{Report: report, Sending: s}).Lines(v), "\n")
	if !strings.Contains(lines, "draft remove --leftovers") || !strings.Contains(lines, "--queued") {
		t.Error(lines)
	}
	s.Table = true
	report.Duplicates = 21
	lines = strings.Join((&UndeliveredError{Report: report, Sending: s}).Lines(v), "\n")
	if !strings.Contains(lines, "draft remove --leftovers") || strings.Contains(lines, "--queued") {
		t.Error(lines)
	}
}

// Each error of the room has its message and its exit code; one that has words keeps them.
func TestDeliveryError(t *testing.T) {
	v, s := sendingView()
	l := store.Letter{ID: "abc0000000000000", Short: "abc", Status: drafts.StatusUnknown}
	bad := errors.Join(field.NewProblem("eml.to", "", nil))
	tests := []struct {
		err  error
		id   string
		exit int
	}{
		{&delivery.NotSendableError{Letter: l, Reason: delivery.Removed}, "store.removed", ExitFailed},
		{&delivery.NotSendableError{Letter: l, Reason: delivery.AlreadySent}, "send.already", ExitFailed},
		{&delivery.NotSendableError{Letter: l, Reason: delivery.OutcomeUnknown}, "send.is_unknown", ExitFailed},
		{&delivery.NotSendableError{Letter: l, Reason: delivery.Closed}, "store.closed", ExitFailed},
		{&delivery.IncompleteError{Name: "abc", Missing: delivery.MissingSender}, "send.no_from", ExitAnswers},
		{&delivery.IncompleteError{Name: "abc", Missing: delivery.MissingRecipient}, "send.no_to", ExitAnswers},
		{&attach.Error{Path: "/x/a.png", Err: attach.ErrChanged}, "evidence.changed", ExitFailed},
		{&attach.Error{Path: "/x/evidence/0123456789abcdef0123456789abcdef/a.png", Err: fs.ErrNotExist}, "evidence.missing", ExitFailed},
		{&attach.Error{Path: "/x/a.png", Err: field.NewProblem("file.too_large", "a.png", map[string]any{"Size": 19, "Limit": 18})}, "problem.file.too_large", ExitFailed},
		{&delivery.BadFileError{Path: "a.eml", Err: bad}, "send.bad_file", ExitFailed},
		{&delivery.MessageError{Err: bad}, "error.message", ExitFailed},
		{&delivery.DailyLimitError{}, "send.no_more_today", ExitFailed},
		{&delivery.NamedTwiceError{Name: "abc"}, "usage.letter_twice", ExitUsage},
		{&attach.Error{Path: "a.png", Err: attach.ErrMetadata}, "problem.file.metadata", ExitFailed},
		{delivery.ErrNothingWaits, "usage.nothing_queued", ExitUsage},
		{&store.ClosedError{ID: "abc"}, "store.closed", ExitFailed},
		{errors.New("other"), "store.failed", ExitFailed},
		{Usage("usage.chars", lang.Args{"Value": -1}, ""), "usage.chars", ExitUsage},
	}
	for _, test := range tests {
		var known *Error
		if err := v.DeliveryError(test.err, s); !errors.As(err, &known) || known.ID != test.id || known.Exit != test.exit {
			t.Errorf("%T: %v", test.err, err)
		} else if text := known.Lines(v)[0]; strings.Contains(text, "<no value>") {
			t.Errorf("%s lacks an argument: %s", known.ID, text)
		}
	}
	if err := v.DeliveryError(nil, s); err != nil {
		t.Errorf("%v", err)
	}
}

// A domain that a mail program would show in other letters is shown both ways, because one may pass for another.
func TestDisplayedDomain(t *testing.T) {
	for domain, want := range map[string]string{"xn--fiq228c.com": "中文.com", "douyin.com": "", "xn--\x00": ""} {
		if got := displayedDomain(domain); got != want {
			t.Errorf("%q is shown as %q, want %q", domain, got, want)
		}
	}
}
