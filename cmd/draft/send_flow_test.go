package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/eml"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// This file tests `draft send` and sending from the interview.

// The frozen message is sent once, from the account. A second send reports that it was sent.
func TestALetterIsSent(t *testing.T) {
	p := newMailEnv(t)
	out, conversation, code := p.run("", prompttest.New(t, prompttest.Answer("Send it now?", prompt.Yes)), "send")
	if code != view.ExitDone || out != "" {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	assertContains(t, conversation, "From: <zhangsan@example.com> (account work, 127.0.0.1:",
		"To: feedback@douyin.com", "Subject: 关于充值退款的申请", "connecting to 127.0.0.1", "sent test", "the server said: 250")
	messages := p.server.Messages()
	if len(messages) != 1 || messages[0].From != "zhangsan@example.com" || !messages[0].TLS || messages[0].User != "zhangsan@example.com" {
		t.Fatalf("%+v", messages)
	}
	frozen := p.frozen(firstID)
	if !bytes.Equal(frozen, messages[0].Data) {
		t.Errorf("%q\n%q", frozen, messages[0].Data)
	}
	o, err := eml.Open(frozen)
	if err != nil || o.ID() != "<test000000000001@example.com>" || !o.Date.Equal(today) {
		t.Errorf("%v %+v", err, o)
	}
	_, conversation, code = p.run("", nil, "send", firstID, "--yes")
	if code != view.ExitFailed || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "was sent on 2026-11-20", "not sent again")
}

// Without a confirmation nothing is sent.
func TestNothingIsSentUnasked(t *testing.T) {
	p := newMailEnv(t)
	_, conversation, code := p.run("", prompttest.New(t, prompttest.Answer("Send it now?", prompt.No)), "send")
	if code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "nothing was sent")
	_, conversation, code = p.run("", nil, "send")
	if code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "--yes", "--dry-run")
	_, conversation, code = p.run("", prompttest.New(t, prompttest.Interrupt("Send it now?", "")), "send")
	if code != view.ExitInterrupted {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if l := p.letter(firstID); l.Status != drafts.StatusDraft || len(p.server.Messages()) != 0 {
		t.Errorf("%s, %d delivered", l.Status, len(p.server.Messages()))
	}
}

// send --dry-run logs in, but sends no message and changes no status.
func TestRehearsal(t *testing.T) {
	p := newMailEnv(t)
	_, conversation, code := p.run("", nil, "send", "--dry-run")
	if code != view.ExitDone || p.letter(firstID).Status != drafts.StatusDraft {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "logged in at 127.0.0.1", "nothing was sent")
	for _, verb := range p.server.Verbs() {
		if verb == "MAIL" {
			t.Error(p.server.Verbs())
		}
	}
	out, _, code := p.run("", nil, "send", "--dry-run", "--json")
	var object struct {
		Letters []struct {
			ID, From, Subject string
			To                []string
			Size              int
		}
		Server string
	}
	if err := json.Unmarshal([]byte(out), &object); err != nil || code != view.ExitDone || len(object.Letters) != 1 || object.Letters[0].To[0] != "feedback@douyin.com" {
		t.Errorf("exit %d, %v\n%s", code, err, out)
	}
	p.server.SetFaults(smtptest.Fault{At: smtptest.Auth, Do: smtptest.Code, Reply: "535 5.7.8 authentication failed"})
	_, conversation, code = p.run("", nil, "send", "--dry-run")
	if code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "535 5.7.8 authentication failed")
}

// A recipient outside the official domains needs a confirmation or --unlisted.
func TestAnUnlistedRecipient(t *testing.T) {
	p := newMailEnv(t)
	p.writeLetter(firstID, "50")
	if _, conversation, code := p.run("", nil, "edit", firstID, "--to", "kefu@xn--fiqs8s.example"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code := p.run("", nil, "send", "--yes")
	if code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "--unlisted", "xn--fiqs8s.example")
	_, conversation, code = p.run("", prompttest.New(t, prompttest.Answer("Do you mean", prompt.No)), "send")
	if code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "中国.example", "not an official domain")
	_, conversation, code = p.run("", prompttest.New(t, prompttest.Answer("Do you mean", prompt.Yes), prompttest.Answer("Send it now?", prompt.Yes)), "send")
	if code != view.ExitDone || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	p.writeLetter("test000000000002", "70")
	if _, conversation, code = p.run("", nil, "edit", "test000000000002", "--to", "kefu@example.org"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code = p.run("", nil, "send", "--yes", "--unlisted"); code != view.ExitDone || len(p.server.Messages()) != 2 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// A second letter with the same key and recipient needs a confirmation, which names the date of the first.
func TestAKeyIsSentOnce(t *testing.T) {
	p := newMailEnv(t)
	if _, conversation, code := p.run("", nil, "send", "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	p.writeLetter("test000000000002", "50")
	if _, conversation, code := p.run("", nil, "edit", "test000000000002", "--set", "description=换了说法"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code := p.run("", nil, "send", "--yes")
	if code != view.ExitFailed || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "about the same matter", "2026-11-20")
	_, conversation, code = p.run("", prompttest.New(t, prompttest.Answer("Send another", prompt.Yes)), "send", "--yes")
	if code != view.ExitDone || len(p.server.Messages()) != 2 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	p.writeLetter("test000000000003", "60") // another amount is another matter
	if _, conversation, code := p.run("", nil, "send", "--yes"); code != view.ExitDone || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// A letter to which a number was added is not sent again unasked; a second order of the same minute and amount is another payment.
func TestAnAddedNumber(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	const one, two = "4200002345202611181234567801", "4200002345202611181234567802"
	for i, c := range []struct {
		number   string
		code     int
		messages int
		said     string
	}{
		{"", view.ExitDone, 1, ""},
		{one, view.ExitFailed, 1, "(same time and amount)"},
		{two, view.ExitFailed, 1, "(same time and amount)"},
	} {
		p.send(t, fmt.Sprintf("test00000000001%d", i), "50", c.number, c.code, c.messages, c.said)
	}
	p.send(t, "test000000000020", "70", one, view.ExitDone, 2, "")
	p.send(t, "test000000000021", "70", two, view.ExitDone, 3, "")
	p.send(t, "test000000000022", "70", two, view.ExitFailed, 3, "(same order number)")
	p.send(t, "test000000000023", "80", two, view.ExitFailed, 3, "(same order number)")
}

// A list with a payment that a letter was sent about is not sent unasked, wherever in the list it is.
func TestListsThatOverlap(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	for i, c := range []struct {
		first, second string // the amounts of two payments, each with its time
		code          int
		messages      int
	}{
		{"50", "6", view.ExitDone, 1},
		{"51", "6", view.ExitFailed, 1},
		{"50", "7", view.ExitFailed, 1},
		{"51", "7", view.ExitDone, 2},
	} {
		id := fmt.Sprintf("test00000000003%d", i)
		p.writeLetter(id, c.first)
		if _, conversation, code := p.run("", nil, "edit", id, "--set", "payments.2.method=alipay", "--set", "payments.2.recharged_at=2026-11-17 20:00",
			"--set", "payments.2.amount="+c.second); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		_, conversation, code := p.run("", nil, "send", id, "--yes")
		if code != c.code || len(p.server.Messages()) != c.messages || strings.Contains(conversation, "(same time and amount)") != (code == view.ExitFailed) {
			t.Errorf("%+v: exit %d, %d messages\n%s", c, code, len(p.server.Messages()), conversation)
		}
	}
}

// send writes a letter and sends it.
func (p *mailEnv) send(t *testing.T, id, amount, number string, code, messages int, said string) {
	t.Helper()
	p.writeLetter(id, amount)
	if number != "" {
		if _, conversation, code := p.run("", nil, "edit", id, "--set", "order_no="+number); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
	}
	_, conversation, got := p.run("", nil, "send", id, "--yes")
	if got != code || len(p.server.Messages()) != messages || !strings.Contains(conversation, said) {
		t.Errorf("%s: exit %d, want %d; %d messages, want %d\n%s", id, got, code, len(p.server.Messages()), messages, conversation)
	}
}

// A letter without a recipient asks for one, and keeps the answer.
func TestARecipientIsAskedFor(t *testing.T) {
	p := newMailEnv(t)
	if _, conversation, code := p.run("", nil, "edit", firstID, "--set", "amount=51"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	out, conversation, code := p.run("test000000000002", nil, "closure", "--set", "bill_cleared=yes", "--set", "instalment_cleared=yes",
		"--set", "undisputed=yes", "--set", "reason=unused", "--set", "douyin_id=dy_example88", "--json")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	_, conversation, code = p.run("", nil, "send", "test000000000002", "--yes")
	if code != view.ExitAnswers {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "has no recipient", "--to ADDRESS")
	script := prompttest.New(t, prompttest.Refused("To which address?", "feedback", "@"), prompttest.Answer("To which address?", "feedback@douyin.com"))
	_, conversation, code = p.run("", script, "send", "test000000000002", "--yes")
	if code != view.ExitDone || len(p.server.Messages()) != 1 {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if l := p.letter("test000000000002"); len(l.To) != 1 || l.To[0] != "feedback@douyin.com" {
		t.Errorf("%+v", l)
	}
}

// Several letters share one connection; the failure of one does not stop the others.
func TestSeveralLetters(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Rcpt, N: 2, Do: smtptest.Code, Reply: "550 5.1.1 no such user"})
	p.writeLetter("test000000000002", "60")
	p.writeLetter("test000000000003", "70")
	out, conversation, code := p.run("", nil, "send", "test000000000001", "test000000000002", "test000000000003", "--yes", "--json")
	if code != view.ExitPart || len(p.server.Messages()) != 2 {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	var object struct {
		Error struct {
			Code    string
			Exit    int
			Results []view.SentObject
		}
	}
	if err := json.Unmarshal([]byte(out), &object); err != nil || object.Error.Code != "part" || len(object.Error.Results) != 3 {
		t.Fatalf("%v\n%s", err, out)
	}
	if r := object.Error.Results[1]; r.Status != "failed-perm" || r.Failure == nil || r.Failure.Reply == nil || r.Failure.Reply.Code != 550 || r.Failure.Stage != "rcpt" {
		t.Errorf("%+v", r)
	}
	if r := object.Error.Results[2]; r.Status != "sent" || r.Reply == nil || r.Reply.Code != 250 || r.MessageID == "" {
		t.Errorf("%+v", r)
	}
	_, conversation, code = p.run("", nil, "send", "test000000000001", "test000000000001", "--yes")
	if code != view.ExitFailed { // reported as sent before it is reported as a duplicate argument
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// An .eml file written by draft is sent as its stored letter; an .eml file of another program is sent unchanged.
func TestFilesAreSent(t *testing.T) {
	p := newMailEnv(t)
	t.Chdir(t.TempDir())
	_, conversation, code := p.run("test000000000002", nil, "refund", "--set", "recharged_at=2026-11-18 20:15", "--set", "method=wechat", "--set", "amount=80",
		"--set", "reason=mistake", "--set", "douyin_id=dy_example88", "--to", "feedback@douyin.com", "--from", "zhangsan@example.com", "-o", "mine.eml")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code = p.run("", nil, "send", "mine.eml", "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	mine, err := os.ReadFile("mine.eml")
	if err != nil {
		t.Fatal(err)
	}
	if got := p.server.Messages()[0].Data; !bytes.Equal(append([]byte("X-Unsent: 1\r\n"), got...), mine) {
		t.Errorf("sent\n%s\nof\n%s", got, mine)
	}
	if l := p.letter("test000000000002"); l.Status != drafts.StatusSent {
		t.Error(l.Status)
	}
	_, conversation, code = p.run("", nil, "send", "mine.eml", "--yes")
	if code != view.ExitFailed || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	foreign := "From: zhangsan@example.com\nTo: x@bytedance.com\nBcc: me@douyin.com\nX-Unsent: 1\nSubject: hi\n\n.\nbody\n"
	if err := os.WriteFile("other.eml", []byte(foreign), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, conversation, code = p.run("test000000000003", nil, "send", "other.eml", "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	last := p.server.Messages()[1]
	if string(last.Data) != "From: zhangsan@example.com\r\nTo: x@bytedance.com\r\nSubject: hi\r\n\r\n.\r\nbody\r\n" || len(last.To) != 2 {
		t.Errorf("%+v\n%s", last, last.Data)
	}
	if err := os.WriteFile("bad.eml", []byte("no message\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, conversation, code = p.run("", nil, "send", "bad.eml", "--yes")
	if code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "bad.eml", "line 1 is not a valid message header: no message")
}

// --resolve=sent and --resolve=resend resolve an unknown outcome; until then every later run warns of it.
func TestResolve(t *testing.T) {
	for _, way := range []string{"sent", "resend"} {
		p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Lose})
		_, conversation, code := p.run("", nil, "send", "--yes")
		if code != view.ExitUnknown {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		_, conversation, _ = p.run("test000000000002", nil, "closure", "--set", "bill_cleared=yes", "--set", "instalment_cleared=yes",
			"--set", "undisputed=yes", "--set", "reason=unused", "--set", "douyin_id=dy_example88", "-o", "-")
		assertContains(t, conversation, "warning: the delivery of", "--resolve") // any later run says so
		_, conversation, code = p.run("", nil, "send", "--resolve", way, "--yes")
		if code != view.ExitDone {
			t.Errorf("exit %d\n%s", code, conversation)
		}
		want := 0
		if way == "resend" {
			want = 1
		}
		if n := len(p.server.Messages()); n != want || p.letter(firstID).Status != drafts.StatusSent {
			t.Errorf("%s: %d delivered, %s", way, n, p.letter(firstID).Status)
		}
		_, conversation, code = p.run("", nil, "send", "--resolve", way)
		if code != view.ExitUsage {
			t.Errorf("exit %d\n%s", code, conversation)
		}
	}
}

// send --queued sends all queued letters.
func TestQueuedLetters(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Greeting, N: 1, Do: smtptest.Code, Reply: "421 busy"})
	p.writeLetter("test000000000002", "60")
	if _, conversation, code := p.run("", nil, "send", "test000000000001", "test000000000002", "--yes"); code != view.ExitFailed {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if a, b := p.letter(firstID).Status, p.letter("test000000000002").Status; a != drafts.StatusQueued || b != drafts.StatusQueued {
		t.Fatalf("%s, %s", a, b)
	}
	if _, conversation, code := p.run("", nil, "send", "--queued", "--yes"); code != view.ExitDone || len(p.server.Messages()) != 2 {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	if code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// What is sent is the file that was attached, whatever became of it since.
func TestAnAttachmentThatIsGone(t *testing.T) {
	p := newMailEnv(t)
	t.Chdir(t.TempDir())
	write := func(data string) {
		if err := os.WriteFile("shot.pdf", []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("%PDF-1 one")
	if _, conversation, code := p.run("", nil, "edit", firstID, "--attach", "shot.pdf"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	write("%PDF-1 two!")
	p.writeLetter("test000000000002", "90")
	if _, conversation, code := p.run("", nil, "edit", "test000000000002", "--attach", "shot.pdf"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if err := os.Remove("shot.pdf"); err != nil {
		t.Fatal(err)
	}
	for n, id := range []string{firstID, "test000000000002"} {
		_, conversation, code := p.run("", nil, "send", id, "--yes")
		if code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		assertContains(t, conversation, "Attachment: 01_shot.pdf ("+[]string{"10 B", "11 B"}[n]+")")
		e, err := enmime.ReadEnvelope(bytes.NewReader(p.server.Messages()[n].Data))
		if want := []string{"%PDF-1 one", "%PDF-1 two!"}[n]; err != nil || len(e.Attachments) != 1 || string(e.Attachments[0].Content) != want {
			t.Errorf("%v, %s", err, p.server.Messages()[n].Data)
		}
	}
	p.writeLetter("test000000000003", "80")
	if _, conversation, code := p.run("", nil, "edit", "test000000000003", "--attach", "shot.pdf"); code != view.ExitAnswers {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// The interview's menu sends the letter, which can then not be edited.
func TestTheMenuSends(t *testing.T) {
	p := newMailEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "send"),
		prompttest.Answer("To which address?", "feedback@douyin.com"), prompttest.Answer("Send it now?", prompt.Yes),
		prompttest.Answer("What next", "done"), prompttest.Answer("Save them", prompt.No))...)
	out, conversation, code := p.run("test000000000002", script, "closure")
	if code != view.ExitDone || len(p.server.Messages()) != 1 {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	if l := p.letter("test000000000002"); l.Status != drafts.StatusSent {
		t.Error(l.Status)
	}
	if _, conversation, code := p.run("", nil, "edit", "test000000000002", "--set", "reason=leaving"); code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// Changing an answer after the letter was sent creates a new letter, which is stored.
func TestTheMenuGoesOnAfterASend(t *testing.T) {
	p := newMailEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "send"),
		prompttest.Answer("To which address?", "feedback@douyin.com"), prompttest.Answer("Send it now?", prompt.Yes),
		prompttest.Answer("What next", "change"), prompttest.Answer("Which answer", "reason"), prompttest.Answer("Reason", "leaving"),
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "done"), prompttest.Answer("Save them", prompt.No))...)
	_, conversation, code := p.run("test000000000002", script, "closure")
	if code != view.ExitDone || strings.Contains(conversation, "could not be saved") {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if a, b := p.letter("test000000000002").Status, p.letter("test000000000099").Status; a != drafts.StatusSent || b != drafts.StatusDraft {
		t.Errorf("%s, %s", a, b)
	}
}

// A letter with a permanent failure can be edited and is sent with a new Message-ID.
func TestARefusedLetterIsMended(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Code, Reply: "554 DT:SPM 163 smtp"})
	_, conversation, code := p.run("", nil, "send", "--yes")
	if code != view.ExitFailed || p.letter(firstID).Status != drafts.StatusFailedPerm {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "refused: test", "554 DT:SPM")
	if _, conversation, code = p.run("", nil, "edit", firstID, "--set", "description=说明经过。"); code != view.ExitDone || p.letter(firstID).Status != drafts.StatusDraft {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code = p.run("", nil, "send", "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if m := p.server.Messages(); len(m) != 1 || m[0].ID == "<test000000000001@example.com>" {
		t.Errorf("%+v", m)
	}
}

// An .eml file of another program is not sent twice and is queued as one letter.
func TestAForeignFileIsSentOnce(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Greeting, N: 1, Do: smtptest.Code, Reply: "421 busy"}, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Lose})
	t.Chdir(t.TempDir())
	text := "From: zhangsan@example.com\nTo: x@bytedance.com\nSubject: =?utf-8?q?hello=0ATo:_feedback@douyin.com?=\n\nbody\n"
	if err := os.WriteFile("f.eml", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{view.ExitFailed, view.ExitUnknown, view.ExitFailed, view.ExitFailed} { // the server is busy, then loses the letter; after that the letter may not be sent
		_, conversation, code := p.run("test00000000001"+string(rune('1'+i)), nil, "send", "f.eml", "--yes")
		if code != want {
			t.Errorf("run %d: exit %d\n%s", i+1, code, conversation)
		}
		if strings.Contains(conversation, "\nTo: feedback@douyin.com") {
			t.Errorf("a subject forges a line:\n%s", conversation)
		}
	}
	if n := len(p.server.Messages()); n != 0 {
		t.Errorf("%d delivered", n)
	}
}

// A file with the Message-ID of a stored letter but another content does not change that letter, and its own content is
// shown.
func TestAFileThatIsNotTheLetter(t *testing.T) {
	p := newMailEnv(t)
	t.Chdir(t.TempDir())
	forged := "From: zhangsan@example.com\nTo: other@douyin.com\nMessage-ID: <test000000000001@example.com>\nSubject: forged\n\nbody\n"
	if err := os.WriteFile("forged.eml", []byte(forged), 0o600); err != nil {
		t.Fatal(err)
	}
	_, conversation, code := p.run("test000000000009", nil, "send", "forged.eml", "--yes")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "Subject: forged", "To: other@douyin.com")
	if l := p.letter(firstID); l.Status != drafts.StatusDraft {
		t.Error(l.Status)
	}
}

// A letter with the same key needs a confirmation if it shares a recipient with a sent letter.
func TestOneMoreRecipientIsStillTheSame(t *testing.T) {
	p := newMailEnv(t)
	if _, conversation, code := p.run("", nil, "send", "--yes"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	p.writeLetter("test000000000002", "50")
	if _, conversation, code := p.run("", nil, "edit", "test000000000002", "--to", "feedback@douyin.com", "--to", "kefu@bytedance.com"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code := p.run("", nil, "send", "--yes"); code != view.ExitFailed || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// send --resolve=resend does not change an unknown letter if it is a dry run or not confirmed.
func TestResendIsConfirmedFirst(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Lose})
	if _, conversation, code := p.run("", nil, "send", "--yes"); code != view.ExitUnknown {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code := p.run("", nil, "send", "--resolve", "resend", "--dry-run"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code := p.run("", prompttest.New(t, prompttest.Answer("Send it now?", prompt.No)), "send", "--resolve", "resend"); code != view.ExitFailed {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code := p.run("", nil, "send", "--resolve", "resend", firstID, "nobody"); code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if l := p.letter(firstID); l.Status != drafts.StatusUnknown || len(p.server.Messages()) != 0 {
		t.Errorf("%s, %d delivered", l.Status, len(p.server.Messages()))
	}
}

// A letter that another process changed during the confirmation is not sent.
func TestALetterThatChangesMeanwhile(t *testing.T) {
	p := newMailEnv(t)
	meanwhile := prompttest.New(t, prompttest.Answer("Send it now?", prompt.Yes))
	_, conversation, code := p.run("", confirmHook{meanwhile, func() {
		if _, conversation, code := p.run("", nil, "edit", firstID, "--set", "amount=60"); code != view.ExitDone {
			t.Errorf("exit %d\n%s", code, conversation)
		}
	}}, "send")
	if code != view.ExitFailed || len(p.server.Messages()) != 0 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "another draft process changed")
}

// confirmHook calls onConfirm before it answers a confirmation.
type confirmHook struct {
	*prompttest.Script
	onConfirm func()
}

func (d confirmHook) Confirm(q prompt.Question) (bool, error) {
	d.onConfirm()
	return d.Script.Confirm(q)
}

// Words edited after a failed send are sent the next time, to the recipient that was asked for.
func TestTheMenuAfterAFailedSend(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Greeting, N: 1, Do: smtptest.Code, Reply: "421 busy"})
	machine := &fakeMachine{edit: func(text string) string { return strings.Replace(text, "您好！", "您好，打扰了！", 1) }}
	p.machine = machine
	script := prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "send"),
		prompttest.Answer("To which address?", "feedback@douyin.com"), prompttest.Answer("Send it now?", prompt.Yes),
		prompttest.Answer("What next", "words"), prompttest.Answer("What next", "done"), prompttest.Answer("Save them", prompt.No))...)
	if _, conversation, code := p.run("test000000000002", script, "closure"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code := p.run("", nil, "send", "test000000000002", "--yes")
	if code != view.ExitDone || len(p.server.Messages()) != 1 {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if o, err := eml.Open(p.server.Messages()[0].Data); err != nil || !strings.Contains(o.Text, "打扰了") {
		t.Errorf("%v\n%s", err, o.Text)
	}
}

// A damaged queued letter does not stop the other queued letters.
func TestOneOfTheQueuedCannotGo(t *testing.T) {
	needsFolder(t)
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Greeting, N: 1, Do: smtptest.Code, Reply: "421 busy"})
	p.writeLetter("test000000000002", "60")
	if _, conversation, code := p.run("", nil, "send", firstID, "test000000000002", "--yes"); code != view.ExitFailed {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	files, err := filepath.Glob(filepath.Join(p.storeFolder(), "messages", firstID+"*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	if err := os.Remove(files[0]); err != nil {
		t.Fatal(err)
	}
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	if code != view.ExitPart || len(p.server.Messages()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "damaged or missing")
}

// The secret is removed from the process environment, so that other programs do not inherit it.
func TestTheSecretLeavesTheEnvironment(t *testing.T) {
	t.Setenv(smtp.SecretVariable, secret)
	if a := system(); os.Getenv(smtp.SecretVariable) != "" || a.term.Env(smtp.SecretVariable) != secret {
		t.Errorf("%q, %q", os.Getenv(smtp.SecretVariable), a.term.Env(smtp.SecretVariable))
	}
}
