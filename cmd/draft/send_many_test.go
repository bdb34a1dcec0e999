package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/smtp/smtptest"
	"draft/drafts/store"
)

// newQueuedEnv gives a mailroom whose letters wait to be sent together.
func newQueuedEnv(t *testing.T, count int, faults ...smtptest.Fault) *mailEnv {
	t.Helper()
	p := newMailEnv(t, faults...)
	for i := 2; i <= count; i++ {
		p.writeLetter(fmt.Sprintf("test%012d", i), fmt.Sprint(50+i))
	}
	ids := []string{}
	for i := 1; i <= count; i++ {
		ids = append(ids, fmt.Sprintf("test%012d", i))
	}
	args := append([]string{"send", "--yes", "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"}, ids...) // where nobody listens
	if _, conversation, _ := p.run("", nil, args...); p.countStatuses()[drafts.StatusQueued] != count {
		t.Fatalf("not queued:\n%s", conversation)
	}
	return p
}

// countStatuses counts the letters by how far they have come.
func (p *mailEnv) countStatuses() map[drafts.Status]int {
	p.t.Helper()
	s, err := store.Open(p.folder+"/data/draft", store.Options{})
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

// The fault matrix over groups: the second of four letters meets a fault, over one connection and over two, where the
// server takes commands together and where it does not. Two more runs follow.
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
							t.Errorf("nobody said that one is unknown:\n%s", conversation)
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

// Many letters are told of together; what is wrong with one is still told by itself.
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

// A server that has had enough ends the run: the others stay as they are.
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

// A server that leaves the end of one letter after another without an answer gets no more of them; nothing invites to send
// again what may have arrived.
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
	assertContains(t, conversation, "in a row", "look into", "to go on with those that wait: draft send --queued")
	if strings.Contains(conversation, "try again") {
		t.Errorf("it invites to send what may have arrived:\n%s", conversation)
	}
	for _, once := range []string{"--resolve sent", "draft send --queued"} {
		if n := strings.Count(conversation, once); n != 1 {
			t.Errorf("%s is said %d times:\n%s", once, n, conversation)
		}
	}
	_, conversation, _ = p.run("", nil, "list", "--status", "draft")
	assertContains(t, conversation, "whether 3 letters arrived:")
	if n := strings.Count(conversation, "\n"); n > 6 || strings.Count(conversation, "--resolve sent") != 1 {
		t.Errorf("%d lines:\n%s", n, conversation)
	}
	if out, conversation, _ := p.run("", nil, "list", "--status", "unknown"); strings.Contains(conversation, "take care") || strings.Count(out, "\n") < 3 {
		t.Errorf("the list of them warns of them:\n%s%s", out, conversation)
	}
}

// The queue passes by letters of which nobody knows whether they arrived, and says so at its end.
func TestQueueTellsOfUnknown(t *testing.T) {
	p := newQueuedEnv(t, 3, smtptest.Fault{At: smtptest.Dot, N: 1, Do: smtptest.Drop})
	_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
	if code != view.ExitUnknown || strings.Contains(conversation, "of an earlier run") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	p.writeLetter("test000000000009", "90")
	away := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
	_, conversation, _ = p.run("", nil, "send", "--yes", away, "test000000000009")
	assertContains(t, conversation, "Try again: draft send test000000000009 "+away+"\n")
	_, conversation, code = p.run("", nil, "send", "--queued", "--yes")
	if lines := strings.Split(strings.TrimSpace(conversation), "\n"); code != view.ExitDone || !strings.Contains(lines[len(lines)-1], "1 letter of an earlier run") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// Letters that wait although somebody has one about the same are counted once, with the way to be rid of them.
func TestQueueHasTwins(t *testing.T) {
	for _, count := range []int{2, 12} {
		p := newQueuedEnv(t, count)
		away := "--smtp=smtp://zhangsan%40example.com@127.0.0.1:1"
		sent, twins := []string{"send", "--yes"}, []string{}
		for i := range count {
			amount, id := fmt.Sprint(300+i), fmt.Sprintf("same%012d", i)
			p.writeLetter(id, amount)
			p.run("", nil, "send", "--yes", away, id)
			p.writeLetter(fmt.Sprintf("twin%012d", i), amount)
			p.run("", nil, "send", "--yes", away, fmt.Sprintf("twin%012d", i))
			sent, twins = append(sent, id), append(twins, fmt.Sprintf("twin%012d", i))
		}
		if _, conversation, code := p.run("", nil, sent...); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		_, conversation, code := p.run("", nil, "send", "--queued", "--yes")
		if code != view.ExitPart || strings.Count(conversation, "draft remove") != 1 || strings.Contains(conversation, "To send it all the same") {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		_, after, found := strings.Cut(conversation, fmt.Sprintf("%d letters were not sent: others about the same", count))
		_, ids, _ := strings.Cut(after, "draft remove ")
		ids, _, _ = strings.Cut(ids, "\n")
		if _, conversation, code := p.run("", nil, append([]string{"remove", "--yes"}, strings.Fields(ids)...)...); !found || code != view.ExitDone {
			t.Errorf("%q, exit %d\n%s", ids, code, conversation)
		}
		for _, id := range twins {
			if l := p.letter(id); l.Removed.IsZero() {
				t.Errorf("%s is still there", id)
			}
		}
	}
}

// An empty queue is no command line that wants explaining.
func TestNothingQueued(t *testing.T) {
	_, conversation, code := newMailEnv(t).run("", nil, "send", "--queued", "--yes")
	if code != view.ExitUsage || conversation != "draft: no letter is waiting to be sent\n" {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// captureInterrupts gives what presses Ctrl-C: it returns once the signal has come, and none ends the test.
func captureInterrupts(t *testing.T) (press func()) {
	t.Helper()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	t.Cleanup(func() { signal.Stop(signals) })
	me, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := me.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		<-signals
	}
}

// On a terminal the answer to Ctrl-C stands on a line of its own.
func TestLeavingBeginsALine(t *testing.T) {
	press := captureInterrupts(t)
	var said syncBuffer
	a := withFixedWorld(&app{
		term:   &term.Terminal{Err: &said, ErrWidth: func() int { return 80 }},
		view:   &view.View{Words: lang.New(lang.English)},
		config: &config.Config{},
	})
	ctx, _, stop := a.term.Interruptible(t.Context(), "send.leaving")
	for ctx.Err() == nil {
		press()
	}
	stop()
	if !strings.HasPrefix(said.text.String(), "\nstopping") {
		t.Errorf("%q", said.text.String())
	}
}

// The first Ctrl-C waits for the answer to a letter that is out, also where a batch around it was cancelled by the same one.
func TestFirstCtrlCWaits(t *testing.T) {
	press := captureInterrupts(t)
	var said syncBuffer
	a := withFixedWorld(&app{
		term:   &term.Terminal{Err: &said, ErrWidth: func() int { return 0 }},
		view:   &view.View{Words: lang.New(lang.English)},
		config: &config.Config{},
	})
	parent, cancel := context.WithCancel(t.Context())
	cancel()
	_, patience, stop := a.term.Interruptible(parent, "send.leaving")
	for patience.Err() == nil {
		press()
	}
	stop()
	if !strings.HasPrefix(said.text.String(), "stopping") {
		t.Errorf("it gave the letter up at once: %q", said.text.String())
	}
}

// A refusal after the end of a letter is told as what it is.
func TestRefusedAtTheEnd(t *testing.T) {
	p := newMailEnv(t, smtptest.Fault{At: smtptest.Dot, Do: smtptest.Code, Reply: "554 5.7.1 refused"})
	_, conversation, code := p.run("", nil, "send", "--yes")
	if code != view.ExitFailed || strings.Contains(conversation, "was not confirmed") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the message was not taken", "554 5.7.1 refused")
}

// An account that may send so many a day sends no more.
func TestDaily(t *testing.T) {
	p := newQueuedEnv(t, 5)
	_, conversation, code := p.run("", nil, "account", "add", "zhangsan@example.com", "--name", "work", "--host", p.server.Host,
		"--port", fmt.Sprint(p.server.Port), "--tls", "starttls", "--user", "zhangsan@example.com", "--ca-file", smtptest.CAFile(t), "--daily", "3", "--force", "--no-test")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code = p.run("", nil, "send", "--queued", "--yes")
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
