package main

import (
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
)

// runSettle runs `draft settle` with a script and returns the state of the case afterwards.
func runSettle(s *testEnv, script *prompttest.Script, args ...string) (state cases.State, conversation string) {
	s.t.Helper()
	_, conversation, code := s.run(script, append([]string{"settle", "test"}, args...)...)
	if code != view.ExitDone {
		s.t.Fatalf("%q: exit %d\n%s", args, code, conversation)
	}
	a := s.app()
	defer a.close()
	c, err := openCase(a, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	return c.State, conversation
}

// newSubmittedCase returns an environment with a stored refund of 50 yuan that was submitted through the app.
func newSubmittedCase(t *testing.T, more ...string) *testEnv {
	t.Helper()
	s := newTestEnv(t)
	s.writeExample("refund", more...)
	if _, conversation, code := s.run(nil, "log", "test", "--via", "app"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	return s
}

// If less than the claimed sum arrived, --done asks for a confirmation, which Enter alone declines.
func TestSettlingWithLessAsks(t *testing.T) {
	for _, test := range []struct {
		args     []string
		sums     string
		received string // "" means that nothing is recorded after a no
	}{
		{[]string{"--done"}, "claimed 50.00 yuan, received 0, missing 50.00", ""},
		{[]string{"--done", "--amount", "30"}, "claimed 50.00 yuan, received 30.00, missing 20.00", "30.00"},
	} {
		for _, answer := range []string{prompt.No, prompt.Yes} {
			s := newSubmittedCase(t)
			script := prompttest.New(t, prompttest.Answer("Close the case anyway?", answer))
			state, conversation := runSettle(s, script, test.args...)
			if asked := script.Asked()[0]; asked.Prefill != prompt.No {
				t.Errorf("Enter alone says %q", asked.Prefill)
			}
			if strings.Count(conversation, test.sums) != 1 {
				t.Errorf("%q: %q is not said once:\n%s", test.args, test.sums, conversation)
			}
			events := len(s.history())
			switch {
			case answer == prompt.Yes && state != cases.Settled, answer == prompt.No && state != cases.Submitted:
				t.Errorf("%q, %s: %s\n%s", test.args, answer, state, conversation)
			case answer == prompt.No && test.received == "" && (events != 1 || !strings.Contains(conversation, "test0000 was not closed")):
				t.Errorf("%q: %d entries\n%s", test.args, events, conversation)
			case answer == prompt.No && test.received != "":
				assertContains(t, conversation, "recorded: 30.00 yuan arrived", "missing 20.00", "It is submitted")
			}
		}
	}
}

// If the request states no sum, settle asks whether the received amount is all. An explicit --done after a received amount
// closes the case.
func TestSettlingWithoutASumAsks(t *testing.T) {
	part := []string{"--set", "unused=part", "--set", "unused_amount="}
	for answer, want := range map[string]cases.State{prompt.Yes: cases.Settled, prompt.No: cases.Submitted} {
		s := newSubmittedCase(t, part...)
		script := prompttest.New(t, prompttest.Answer("Is this the full amount?", answer))
		state, conversation := runSettle(s, script, "--amount", "20")
		if state != want || script.Asked()[0].Prefill != prompt.No {
			t.Errorf("%s: %s\n%s", answer, state, conversation)
		}
		assertContains(t, conversation, "The request states no amount; 20.00 yuan arrived")
		if hints := strings.Contains(conversation, "--done"); hints != (answer == prompt.No) {
			t.Errorf("%s: --done is named: %v\n%s", answer, hints, conversation)
		}
		// Without --amount, settle asks for the amount and adds it to the amounts received before.
		reopen := func() { // a closed case is not closed again
			if answer == prompt.Yes {
				s.run(prompttest.New(t), "log", "test", "--undo")
			}
		}
		reopen()
		script = prompttest.New(t, prompttest.Answer("How many yuan arrived", "5"), prompttest.Answer("When did it", ""), prompttest.Answer("Where did it", ""),
			prompttest.Answer("Is this the full amount", answer))
		if state, conversation = runSettle(s, script); state != want && answer == prompt.Yes {
			t.Errorf("%s: %s\n%s", answer, state, conversation)
		}
		reopen()
		if answer == prompt.Yes { // what arrived was undone with it
			continue
		}
		if state, conversation = runSettle(s, prompttest.New(t), "--done"); state != cases.Settled {
			t.Errorf("%s\n%s", state, conversation)
		}
	}
	s := newSubmittedCase(t, part...)
	script := prompttest.New(t, prompttest.Answer("Close the case anyway", prompt.No))
	if state, conversation := runSettle(s, script, "--done"); state != cases.Submitted {
		t.Errorf("%s\n%s", state, conversation)
	}
}

// whenAndWhere answers only how much money arrived.
func whenAndWhere(amount string) []prompttest.Step {
	return []prompttest.Step{prompttest.Answer("How many yuan arrived", amount), prompttest.Answer("When did it", ""), prompttest.Answer("Where did it", "")}
}

// No confirmation is asked if the full sum arrived, or with --json.
func TestSettlingAsksNothing(t *testing.T) {
	s := newSubmittedCase(t)
	if state, conversation := runSettle(s, prompttest.New(t, whenAndWhere("30")...)); state != cases.Submitted {
		t.Errorf("%s\n%s", state, conversation)
	}
	if state, conversation := runSettle(s, prompttest.New(t, whenAndWhere("20")...)); state != cases.Settled {
		t.Errorf("%s\n%s", state, conversation)
	}
	s = newSubmittedCase(t)
	if state, conversation := runSettle(s, prompttest.New(t), "--done", "--json"); state != cases.Settled || !strings.Contains(conversation, "missing 50.00") {
		t.Errorf("%s\n%s", state, conversation)
	}
}

// Leaving at the confirmation records nothing.
func TestSettlingIsLeft(t *testing.T) {
	s := newSubmittedCase(t)
	script := prompttest.New(t, prompttest.Interrupt("Close the case anyway", ""))
	if _, conversation, code := s.run(script, "settle", "test", "--amount", "30", "--done"); code != view.ExitInterrupted || len(s.history()) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}
