package main

import (
	"encoding/json"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
)

// refundAt keeps a refund of an amount at the time of the test, and returns its ID.
func (s *testEnv) refundAt(amount string) string {
	s.t.Helper()
	id := s.newID()
	s.newID = func() string { return id }
	if _, conversation, code := s.run(nil, "refund", "--no-input", "--set", "recharged_at=2026-09-01 20:15", "--set", "method=wechat",
		"--set", "amount="+amount, "--set", "reason=mistake", "--set", "unused=all", "--set", "douyin_id=dy_example88"); code != view.ExitDone {
		s.t.Fatalf("exit %d\n%s", code, conversation)
	}
	return id
}

// shelfOfMatters keeps four refunds: one that is late, one that waits, one that is not submitted and one that is over.
func shelfOfMatters(t *testing.T) *testEnv {
	t.Helper()
	s := newTestEnv(t)
	next := countedIDs()
	for _, c := range []struct {
		amount string
		log    []string
	}{
		{"648", []string{"--via", "app", "--at", "2026-10-20 10:00"}},
		{"50", []string{"--via", "app", "--at", "2026-11-17 10:00"}},
		{"98", nil},
		{"30", []string{"--via", "app", "--state", "withdrawn"}},
	} {
		s.newID = next
		id := s.refundAt(c.amount)
		if c.log == nil {
			continue
		}
		if _, conversation, code := s.run(nil, append([]string{"log", id, "--no-input"}, c.log...)...); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
	}
	s.newID = next
	return s
}

// In a pipe the home screen is text: each case with its command, the most urgent first.
func TestHomeInAPipe(t *testing.T) {
	s := shelfOfMatters(t)
	s.run(prompttest.New(t, closureSteps[0], prompttest.Interrupt("Are all instalments", "")), "closure")
	out, conversation, code := s.run(nil, "--no-input")
	const want = `Go on with: Request to close monthly pay  1 answered, saved 2026-11-20 10:00
      draft closure
<11-20 Recharge refund request 648.00 yuan  8 working days late: send a
  reminder  █████ 15/15>
      draft followup 00000001
11-20 Recharge refund request 98.00 yuan  have you pasted it?
      draft log 00000003
11-20 Recharge refund request 50.00 yuan  12 working days left  █░░░░ 3/15
      draft log 00000002

`
	out = strings.NewReplacer("\x1b[31m", "<", "\x1b[0m", ">").Replace(out)
	if code != view.ExitDone || conversation != "" || !strings.HasPrefix(out, want) {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
	out, _, code = s.run(nil, "--json")
	var due view.DueObject
	if err := json.Unmarshal([]byte(out), &due); err != nil || code != view.ExitDone || due.Late != 1 {
		t.Errorf("exit %d, %v\n%s", code, err, out)
	}
}

// Without letters it is the short help.
func TestHomeOfANewcomer(t *testing.T) {
	s := newTestEnv(t)
	if out, _, code := s.run(nil, "--no-input"); code != view.ExitDone || !strings.Contains(out, "draft refund      a recharge") {
		t.Errorf("exit %d\n%s", code, out)
	}
	script := prompttest.New(t, prompttest.Answer("What would you like to do", "2"), prompttest.Interrupt("", ""))
	_, conversation, code := s.run(script)
	asked := script.Asked()
	if code != view.ExitInterrupted || len(asked) != 2 || !asked[0].NoDefault || asked[1].Progress == "" || !strings.Contains(conversation, "Request to close monthly pay") {
		t.Errorf("exit %d, asked %v\n%s", code, asked, conversation)
	}
	for _, o := range asked[0].Options {
		if o.Label == "Support has answered" {
			t.Error("there is nothing to note")
		}
	}
}

// A choice does the next step of a case by its command.
func TestHomeDoesTheNextStep(t *testing.T) {
	s := shelfOfMatters(t)
	choose := func(n string) prompttest.Step { return prompttest.Answer("What would you like to do", n) }
	if _, conversation, code := s.run(prompttest.New(t, choose("1"), prompttest.Answer("Have you submitted it", "pasted"))); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	} else {
		assertContains(t, conversation, "recorded: 00000003", "submitted through the app")
	}
	script := prompttest.New(t, choose("1"), prompttest.Answer("How did you reach support", "phone"), prompttest.Answer("When was it", ""),
		prompttest.Answer("What did support say", "会处理"), prompttest.Answer("What does this mean", "working"), prompttest.Answer("number of the agent", ""),
		prompttest.Answer("number that support gave", ""), prompttest.Answer("When did they promise", "3"))
	if _, conversation, code := s.run(script); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if out, _, _ := s.run(nil, "--no-input"); strings.Count(out, "working days left") != 2 || strings.Contains(out, "pasted") {
		t.Error(out)
	}
	if _, conversation, code := s.run(prompttest.New(t, choose("10"))); code != view.ExitDone || conversation != "" { // quit
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if _, conversation, code := s.run(prompttest.New(t, choose("0"), prompttest.Interrupt("", ""))); code != view.ExitInterrupted || !strings.Contains(conversation, "Reminder") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// A letter that was not handed in goes to its menu, where the ways to do it are.
func TestHomeLeadsToTheMenu(t *testing.T) {
	s := shelfOfMatters(t)
	script := prompttest.New(t, prompttest.Answer("What would you like to do", "1"), prompttest.Answer("Have you submitted it", "not"),
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "submitted"), prompttest.Answer("What next", "done"),
		prompttest.Answer("Save them", prompt.No))
	if _, conversation, code := s.run(script); code != view.ExitDone || !strings.Contains(conversation, "recorded: 00000003") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// Of many cases the most urgent are shown, and the number of the others.
func TestHomeOfMany(t *testing.T) {
	s := newTestEnv(t)
	next := countedIDs()
	for range homeMatters + 3 {
		s.newID = next
		s.refundAt("50")
	}
	out, _, _ := s.run(nil, "--no-input")
	if n := strings.Count(out, "have you pasted it?"); n != homeMatters || !strings.Contains(out, "\n3 more: draft list\n") {
		t.Errorf("%d:\n%s", n, out)
	}
	script := prompttest.New(t, prompttest.Interrupt("What would you like to do", ""))
	s.run(script)
	options := script.Asked()[0].Options
	if all := options[len(options)-2]; all.Label != "All letters" || all.Description != "3 more" {
		t.Errorf("%+v", all)
	}
}

// A reminder that is written is the next step, not another one.
func TestHomeKnowsTheReminder(t *testing.T) {
	s := shelfOfMatters(t)
	s.newID = func() string { return "99999999abcdefgh" }
	if _, conversation, code := s.run(nil, "followup", "00000001", "--no-input"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	out, _, _ := s.run(nil, "--no-input")
	if !strings.Contains(strings.ReplaceAll(out, "\n  ", " "), "8 working days late: Reminder is written; have you pasted it?") || !strings.Contains(out, "draft log 99999999") {
		t.Error(out)
	}
	if _, conversation, code := s.run(nil, "log", "99999999", "--via", "app"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if f, err := openCase(s.app(), "00000001"); err != nil || f.Reminders != 1 {
		t.Errorf("%v", err)
	}
}

// A store that cannot be opened is told; a letter can be written all the same.
func TestHomeWithoutAStore(t *testing.T) {
	s := newTestEnv(t)
	if out, _, code := call(t, "", "--store", "/dev/null/x", "--lang", "en"); code != view.ExitFailed || !strings.Contains(out, "draft refund") {
		t.Errorf("exit %d\n%s", code, out)
	}
	script := prompttest.New(t, prompttest.Answer("What would you like to do", "5"))
	if _, conversation, code := s.run(script, "--store", "/dev/null/x"); code != view.ExitDone || !strings.Contains(conversation, "/dev/null/x") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}
