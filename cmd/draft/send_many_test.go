package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp/smtptest"
	"draft/drafts/store"
)

// newQueuedEnv returns an environment with count queued letters.
func newQueuedEnv(t *testing.T, count int, faults ...smtptest.Fault) *mailEnv {
	t.Helper()
	p := newMailEnv(t, faults...)
	p.prepare(fmt.Sprint(count, " queued letters"), func() {
		for i := 2; i <= count; i++ {
			p.writeLetter(fmt.Sprintf("test%012d", i), fmt.Sprint(50+i))
		}
		ids := []string{}
		for i := 1; i <= count; i++ {
			ids = append(ids, fmt.Sprintf("test%012d", i))
		}
		args := append([]string{"send", "--yes", "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"}, ids...) // a port without a server
		if _, conversation, _ := p.run("", nil, args...); p.countStatuses()[drafts.StatusQueued] != count {
			t.Fatalf("not queued:\n%s", conversation)
		}
	})
	return p
}

// countStatuses returns the number of letters per status.
func (p *mailEnv) countStatuses() map[drafts.Status]int {
	p.t.Helper()
	s, err := store.Open(p.store(), store.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test
	counts := map[drafts.Status]int{}
	for l, err := range s.List(p.t.Context(), store.Filter{}) {
		if err != nil {
			p.t.Fatal(err)
		}
		counts[l.Status]++
	}
	return counts
}

// TestFaultMatrixOverGroups injects a fault into the second of four letters, over one and two connections, with and without
// pipelining. Two more runs follow.
func TestFaultMatrixOverGroups(t *testing.T) {
	faults := map[string]smtptest.Fault{
		"drop": {Do: smtptest.Drop}, "lose": {Do: smtptest.Lose}, "hang": {Do: smtptest.Hang},
		"4xx": {Do: smtptest.Code, Reply: "451 4.3.0 try again later"}, "5xx": {Do: smtptest.Code, Reply: "554 5.7.1 refused"},
		"421": {Do: smtptest.Code, Reply: "421 4.7.0 closing"},
	}
	for _, stage := range []smtptest.Stage{smtptest.Mail, smtptest.Rcpt, smtptest.Data, smtptest.Body, smtptest.Dot, smtptest.Quit} {
		for name, fault := range faults {
			for _, connections := range []string{"1", "2"} {
				t.Run(string(stage)+" "+name+" "+connections, func(t *testing.T) {
					t.Parallel()
					fault := fault
					fault.At, fault.N = stage, 2
					p := newQueuedEnv(t, 4, fault)
					for range 3 {
						_, conversation, code := p.run("", nil, "send", "--queued", "--yes", "--connections", connections)
						counts := p.countStatuses()
						if out := counts[drafts.StatusSent]; code == view.ExitDone && out != 4 {
							t.Errorf("exit 0, and %v\n%s", counts, conversation)
						}
						if counts[drafts.StatusSending]+counts[drafts.StatusCommitting] > 0 {
							t.Errorf("left in the middle: %v", counts)
						}
						if counts[drafts.StatusUnknown] > 0 && !strings.Contains(conversation, "--resolve") {
							t.Errorf("the output does not say that one is unknown:\n%s", conversation)
						}
					}
					counts, delivered := p.countStatuses(), p.countDelivered()
					for id, n := range delivered {
						if n > 1 {
							t.Errorf("%s was delivered %d times", id, n)
						}
					}
					if out := len(delivered); out < counts[drafts.StatusSent] || out > counts[drafts.StatusSent]+counts[drafts.StatusUnknown] {
						t.Errorf("%d delivered, and %v", out, counts)
					}
					if counts[drafts.StatusUnknown] > 1 || counts[drafts.StatusSent] < 3 {
						t.Errorf("one fault, and %v", counts)
					}
				})
			}
		}
	}
}

// The output summarizes many letters, but reports each failure.
func TestManyLetters(t *testing.T) {
	p := newQueuedEnv(t, 12, smtptest.Fault{At: smtptest.Rcpt, N: 5, Do: smtptest.Code, Reply: "550 5.1.1 no such user"})
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes", "--connections", "3")
	if code != view.ExitPart || len(p.server.Messages()) != 11 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "12 letters", "12 at douyin.com", "550 5.1.1", "11 of the 12")
	if n := strings.Count(conversation, "\n"); n > 12 {
		t.Errorf("%d lines for 12 letters:\n%s", n, conversation)
	}
}

// If the server limits the rate, the run ends and the remaining letters stay queued.
func TestTooMany(t *testing.T) {
	p := newQueuedEnv(t, 5, smtptest.Fault{At: smtptest.Mail, N: 3, Do: smtptest.Code, Reply: "450 4.7.1 too many messages, try again later"})
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	counts := p.countStatuses()
	if code != view.ExitPart || counts[drafts.StatusSent] != 2 || counts[drafts.StatusQueued] != 2 || counts[drafts.StatusFailedTemp] != 1 {
		t.Errorf("exit %d, %v\n%s", code, counts, conversation)
	}
	assertContains(t, conversation, "draft send --queued", "--rate")
	if _, conversation, code := p.run("", nil, "send", "--queued", "--yes"); code != view.ExitDone || len(p.server.Messages()) != 5 {
		t.Errorf("later: exit %d\n%s", code, conversation)
	}
}

// If the server does not answer after the data of several letters in a row, no more are sent. The output does not suggest
// sending a letter with an unknown outcome again.
func TestSilentServer(t *testing.T) {
	var faults []smtptest.Fault
	for n := 2; n <= 8; n++ {
		faults = append(faults, smtptest.Fault{At: smtptest.Dot, N: n, Do: smtptest.Drop})
	}
	p := newQueuedEnv(t, 8, faults...)
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	counts := p.countStatuses()
	if code != view.ExitUnknown || counts[drafts.StatusSent] != 1 || counts[drafts.StatusUnknown] != 3 || counts[drafts.StatusQueued] != 4 {
		t.Errorf("exit %d, %v\n%s", code, counts, conversation)
	}
	assertContains(t, conversation, "in a row", "check whether", "to continue with the queued letters: draft send --queued")
	if strings.Contains(conversation, "try again") {
		t.Errorf("it invites to send what may have arrived:\n%s", conversation)
	}
	for _, once := range []string{"--resolve sent", "draft send --queued"} {
		if n := strings.Count(conversation, once); n != 1 {
			t.Errorf("%s is said %d times:\n%s", once, n, conversation)
		}
	}
	_, conversation, _ = p.run("", nil, "list", "--status", "draft")
	assertContains(t, conversation, "3 letters have unknown delivery:")
	if n := strings.Count(conversation, "\n"); n > 6 || strings.Count(conversation, "--resolve sent") != 1 {
		t.Errorf("%d lines:\n%s", n, conversation)
	}
	if out, conversation, _ := p.run("", nil, "list", "--status", "unknown"); strings.Contains(conversation, "take care") || strings.Count(out, "\n") < 3 {
		t.Errorf("the list of them warns of them:\n%s%s", out, conversation)
	}
}

// send --queued skips letters with an unknown outcome and counts them in its last line.
func TestQueueTellsOfUnknown(t *testing.T) {
	p := newQueuedEnv(t, 3, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Drop})
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	if code != view.ExitUnknown || strings.Contains(conversation, "of an earlier run") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	p.writeLetter("test000000000009", "90")
	unreachable := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
	_, conversation, _ = p.run("", nil, "send", "--yes", unreachable, "test000000000009")
	assertContains(t, conversation, "Try again: draft send test000000000009 "+unreachable+"\n")
	_, conversation, code = p.run("", nil, "send", "--queued", "--yes")
	if lines := strings.Split(strings.TrimSpace(conversation), "\n"); code != view.ExitDone || !strings.Contains(lines[len(lines)-1], "1 letter of an earlier run") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// Queued duplicates of sent letters are told where letters are listed and sent, and one command removes them all, and only them.
func TestQueueHasTwins(t *testing.T) {
	for _, count := range []int{1, 12} {
		p := newQueuedEnv(t, count)
		unreachable := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
		sent, twins := []string{"send", "--yes"}, []string{}
		for i := range count {
			amount, id := fmt.Sprint(300+i), fmt.Sprintf("same%012d", i)
			p.writeLetter(id, amount)
			p.run("", nil, "send", "--yes", unreachable, id)
			p.writeLetter(fmt.Sprintf("twin%012d", i), amount)
			p.run("", nil, "send", "--yes", unreachable, fmt.Sprintf("twin%012d", i))
			sent, twins = append(sent, id), append(twins, fmt.Sprintf("twin%012d", i))
		}
		if _, conversation, code := p.run("", nil, "remove", "--leftovers", "--yes"); code != view.ExitDone || !strings.Contains(conversation, "there are no leftover letters") {
			t.Errorf("before any was sent: exit %d\n%s", code, conversation)
		}
		if _, conversation, code := p.run("", nil, sent...); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		p.checkLeftovers(twins)
		_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
		if code != view.ExitPart || strings.Count(conversation, "draft remove --leftovers") != 1 || strings.Contains(conversation, "To send it anyway") {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		p.removeLeftovers(twins)
	}
}

// checkLeftovers checks that the list tells of the letters that are left over.
func (p *mailEnv) checkLeftovers(twins []string) {
	p.t.Helper()
	_, conversation, _ := p.run("", nil, "list")
	if told := strings.Contains(conversation, "draft remove --leftovers"); told != (len(twins) > 0) || told && !strings.Contains(conversation, fmt.Sprintf("%d queued letter", len(twins))) {
		p.t.Errorf("the list says\n%s", conversation)
	}
	out, _, _ := p.run("", nil, "list", "--json")
	if got := strings.Count(out, `"leftover": true`); got != len(twins) {
		p.t.Errorf("%d of the list are left over, want %d", got, len(twins))
	}
}

// removeLeftovers removes the letters that are left over, after it was refused and declined.
func (p *mailEnv) removeLeftovers(twins []string) {
	p.t.Helper()
	before := p.countStatuses()
	_, conversation, code := p.run("", nil, "remove", "--leftovers")
	if code != view.ExitUsage || !strings.Contains(conversation, fmt.Sprintf("would remove %d leftover letter", len(twins))) {
		p.t.Errorf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code = p.run("", prompttest.New(p.t, prompttest.Answer("never be sent", "no")), "remove", "--leftovers"); code != view.ExitDone || !strings.Contains(conversation, "nothing was removed") {
		p.t.Errorf("exit %d\n%s", code, conversation)
	}
	if more := strings.Contains(conversation, "more\n"); more != (len(twins) > mostNamed) {
		p.t.Errorf("%s", conversation)
	}
	p.checkLeftovers(twins)
	out, conversation, code := p.run("", nil, "remove", "--leftovers", "--yes", "--json")
	if code != view.ExitDone || strings.Count(out, `"removed": true`) != len(twins) || conversation != "" {
		p.t.Errorf("exit %d, %s\n%s", code, out, conversation)
	}
	for _, id := range twins {
		if p.letter(id).Removed.IsZero() {
			p.t.Errorf("%s is still there", id)
		}
	}
	if after := p.countStatuses(); after[drafts.StatusSent] != before[drafts.StatusSent] || after[drafts.StatusQueued] != before[drafts.StatusQueued]-len(twins) {
		p.t.Errorf("%v became %v", before, after)
	}
	p.checkLeftovers(nil)
	if out, _, code := p.run("", nil, "remove", "--leftovers", "--json"); code != view.ExitDone || strings.TrimSpace(out) != "[]" {
		p.t.Errorf("exit %d, %s", code, out)
	}
	if _, _, code := p.run("", nil, "remove", "--undo", twins[0]); code != view.ExitDone {
		p.t.Errorf("exit %d", code)
	}
	p.checkLeftovers(twins[:1])
	p.run("", nil, "remove", twins[0], "--yes")
}

// An empty queue is reported without a hint about the usage.
func TestNothingQueued(t *testing.T) {
	_, conversation, code := newMailEnv(t).run("", nil, "send", "--queued", "--yes")
	if code != view.ExitUsage || conversation != "draft: no letter is queued\n" {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// captureInterrupts returns a function that sends SIGINT to this process and waits for it. The signal does not end the test.
func captureInterrupts(t *testing.T) (press func()) {
	t.Helper()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	t.Cleanup(func() { signal.Stop(signals) })
	process, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		<-signals
	}
}

// On a terminal the message after Ctrl-C begins on a new line.
func TestLeavingBeginsALine(t *testing.T) {
	press := captureInterrupts(t)
	var stderr syncBuffer
	a := withFixedWorld(&app{
		term:   &term.Terminal{Err: &stderr, ErrWidth: func() int { return 80 }},
		view:   &view.View{Words: lang.New(lang.English)},
		config: &config.Config{},
	})
	ctx, _, stop := a.term.Interruptible(t.Context(), "send.leaving")
	for ctx.Err() == nil {
		press()
	}
	stop()
	if !strings.HasPrefix(stderr.text.String(), "\nstopping") {
		t.Errorf("%q", stderr.text.String())
	}
}

// The first Ctrl-C waits for the reply to a letter in flight, even if the parent context is already cancelled.
func TestFirstCtrlCWaits(t *testing.T) {
	press := captureInterrupts(t)
	var stderr syncBuffer
	a := withFixedWorld(&app{
		term:   &term.Terminal{Err: &stderr, ErrWidth: func() int { return 0 }},
		view:   &view.View{Words: lang.New(lang.English)},
		config: &config.Config{},
	})
	parent, cancel := context.WithCancel(t.Context())
	cancel()
	_, grace, stop := a.term.Interruptible(parent, "send.leaving")
	for grace.Err() == nil {
		press()
	}
	stop()
	if !strings.HasPrefix(stderr.text.String(), "stopping") {
		t.Errorf("it gave the letter up at once: %q", stderr.text.String())
	}
}

// A rejection after the data is reported as a rejection, not as an unknown outcome.
func TestRefusedAtTheEnd(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, Do: smtptest.Code, Reply: "554 5.7.1 refused"})
	_, conversation, code := p.run("", nil, "send", "--yes")
	if code != view.ExitFailed || strings.Contains(conversation, "did not confirm") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the server refused the message", "554 5.7.1 refused")
}

// setDaily sets the daily limit of the account.
func (p *mailEnv) setDaily(limit int) {
	p.t.Helper()
	_, conversation, code := p.run("", nil, "account", "add", "zhangsan@example.com", "--name", "work", "--host", p.server.Host, "--port", fmt.Sprint(p.server.Port),
		"--tls", "starttls", "--user", "zhangsan@example.com", "--ca-file", smtptest.CAFile(p.t), "--daily", fmt.Sprint(limit), "--force", "--no-test")
	if code != view.ExitDone {
		p.t.Fatalf("exit %d\n%s", code, conversation)
	}
}

// An account does not send more letters than its daily limit.
func TestDaily(t *testing.T) {
	p := newQueuedEnv(t, 5)
	p.setDaily(3)
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	if code != view.ExitPart || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "2 are left for tomorrow")
	_, conversation, code = p.run("", nil, "send", "--queued", "--yes")
	if code != view.ExitFailed || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "has sent 3 letters today")
}

// What another process sends meanwhile counts for the daily limit, too: the other letters are left for tomorrow, and are no failures.
func TestDailyWithOthers(t *testing.T) {
	var p *mailEnv
	others := sync.OnceFunc(func() {
		s, err := store.Open(p.storeFolder(), store.Options{})
		if err != nil {
			t.Error(err)
			return
		}
		begun, err := s.Begin(context.Background(), []outbox.Order{{ID: "test000000000005", Account: "work"}, {ID: "test000000000006", Account: "work"}})
		if err != nil || begun[0].Err != nil || begun[1].Err != nil {
			t.Error(begun, err)
		}
		// It is not closed, because its letters are being sent as long as it lives.
		t.Cleanup(func() { _ = s.Close() })
	})
	p = newMailEnvWithHook(t, func(at smtptest.Stage) {
		if at == smtptest.Dot {
			others()
		}
	})
	for i := 2; i <= 6; i++ {
		p.writeLetter(fmt.Sprintf("test%012d", i), fmt.Sprint(50+i))
	}
	p.run("", nil, "send", "--yes", "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1", "test000000000005", "test000000000006")
	p.setDaily(4)
	_, conversation, code := p.run("", nil, "send", "--yes", "--rate", "4/s", "test000000000001", "test000000000002", "test000000000003", "test000000000004")
	sent := len(p.server.Messages())
	if code != view.ExitPart || sent < 2 || sent > 3 || p.countStatuses()[drafts.StatusSent] != sent {
		t.Errorf("exit %d, %d sent\n%s", code, sent, conversation)
	}
	assertContains(t, conversation, "account work can send 4 letters a day", "left for tomorrow: draft send --queued --rate 4/s", fmt.Sprintf("%d of the 4 letters were sent", sent))
	result, _, code := p.run("", nil, "send", "--yes", "--json", "test000000000004")
	if code != view.ExitFailed || !strings.Contains(result, "limit is 4") {
		t.Errorf("exit %d\n%s", code, result)
	}
}

// A second run keeps to the pace of the account, and says what it waits for.
func TestRateOfAnotherRun(t *testing.T) {
	p := newMailEnv(t)
	p.writeLetter("test000000000002", "52")
	for i, id := range []string{"test000000000001", "test000000000002"} {
		start := time.Now()
		_, conversation, code := p.run("", nil, "send", "--yes", "--rate", "1/s", id)
		if code != view.ExitDone || len(p.server.Messages()) != i+1 {
			t.Errorf("exit %d\n%s", code, conversation)
		}
		const waits = "account work has just sent a letter, here or elsewhere; with --rate 1/s the next one goes at "
		if strings.Contains(conversation, waits) != (i == 1) {
			t.Errorf("run %d:\n%s", i, conversation)
		}
		if took := time.Since(start); i == 1 && took < time.Second { // the clock of the test stands still
			t.Errorf("it took %s", took)
		}
	}
}

func TestRate(t *testing.T) {
	p := newQueuedEnv(t, 3)
	start := time.Now()
	if _, conversation, code := p.run("", nil, "send", "--queued", "--yes", "--rate", "10/s"); code != view.ExitDone || len(p.server.Messages()) != 3 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if took := time.Since(start); took < 200*time.Millisecond {
		t.Errorf("three letters at 10 a second took %s", took)
	}
	if _, conversation, code := p.run("", nil, "send", "--queued", "--rate", "30"); code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}
