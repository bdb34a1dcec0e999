package main

import (
	"slices"
	"strings"
	"testing"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
)

// commandsOfIDs returns the commands whose usage has the ID of a letter.
func commandsOfIDs() []string {
	var names []string
	for _, c := range newRoot(&app{term: &term.Terminal{}, view: &view.View{}, config: &config.Config{}}).Commands() {
		if slices.ContainsFunc(strings.Fields(c.Use)[1:], func(word string) bool { return strings.Trim(word, "[]…") == "ID" || strings.HasPrefix(word, "[ID|") }) {
			names = append(names, c.Name())
		}
	}
	return names
}

// Every command that takes the ID of a letter works without one on a terminal: of several letters it offers those that it can
// take. Elsewhere it says what is missing, and without such letters what to do first.
func TestEveryCommandOffersItsLetters(t *testing.T) {
	s := shelfOfMatters(t)
	next := s.newID
	for _, log := range [][]string{ // so that each command has two letters
		{"--via", "app", "--asked", "请提供UID"}, {"--via", "app", "--asked", "请提供UID"}, {"--via", "app", "--said", "会退"}, {"--via", "app", "--said", "会退"},
	} {
		s.newID = next
		id := s.refundAt("20")
		if _, conversation, code := s.run(nil, append([]string{"log", id}, log...)...); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
	}
	s.newID = next
	s.refundAt("10")
	for _, amount := range []string{"00000007", "00000008"} {
		s.run(nil, "settle", amount, "--amount", "5", "--no-input")
	}
	commands := commandsOfIDs()
	if len(commands) < 11 {
		t.Fatalf("%q", commands)
	}
	for _, name := range commands {
		all := name == "due" || name == "report" // without an ID they are about all cases
		for _, flags := range [][]string{nil, {"--undo"}, {"--shortfall"}} {
			if flags != nil && (name != "settle" || flags[0] != "--shortfall") || all {
				continue
			}
			script := prompttest.New(t, prompttest.Interrupt("Which", ""))
			if _, conversation, code := s.run(script, append([]string{name}, flags...)...); code != view.ExitInterrupted {
				t.Errorf("%s %q ends with %d\n%s", name, flags, code, conversation)
			}
			for _, o := range script.Asked()[0].Options {
				if !strings.HasPrefix(o.Label, "11-20 ") || !strings.Contains(o.Label, "Recharge refund request ") || !strings.HasSuffix(o.Label, ".00 yuan") || o.Description == "" {
					t.Errorf("%s offers %q, %q", name, o.Label, o.Description)
				}
			}
		}
		if all {
			continue
		}
		_, conversation, code := s.run(nil, name, "--no-input")
		if code != view.ExitUsage || !strings.Contains(conversation, "draft "+name) && name != "send" {
			t.Errorf("%s --no-input ends with %d\n%s", name, code, conversation)
		}
		_, conversation, code = newTestEnv(t).run(prompttest.New(t), name)
		if code != view.ExitUsage || !strings.Contains(conversation, "draft") || strings.Contains(conversation, "an argument is missing") {
			t.Errorf("%s without letters ends with %d\n%s", name, code, conversation)
		}
	}
}

// offered returns the amounts of the letters that a command offers.
func (s *testEnv) offered(args ...string) string {
	s.t.Helper()
	script := prompttest.New(s.t, prompttest.Interrupt("", ""))
	s.run(script, args...)
	var amounts []string
	for _, o := range script.Asked()[0].Options {
		amounts = append(amounts, strings.TrimSuffix(o.Label[strings.LastIndex(strings.TrimSuffix(o.Label, " yuan"), " ")+1:], ".00 yuan"))
	}
	return strings.Join(amounts, " ")
}

// A command offers only what it can take; a single letter is taken and named.
func TestACommandOffersWhatItTakes(t *testing.T) {
	s := shelfOfMatters(t)
	for _, c := range []struct{ command, want string }{
		{"show", "30 98 50 648"},
		{"edit", "30 98 50 648"},
		{"remove", "30 98 50 648"},
		{"log", "648 98 50"},
		{"settle", "648 98 50"},
		{"followup", "648 50"},
		{"escalate", "648 50"},
		{"send", "30 98 50 648"},
	} {
		if got := s.offered(c.command); got != c.want {
			t.Errorf("%s offers %s, want %s", c.command, got, c.want)
		}
	}
	if _, conversation, code := s.run(prompttest.New(t, prompttest.Answer("Which letter", "2"), prompttest.Answer("Remove", prompt.Yes)), "remove"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code := s.run(prompttest.New(t), "remove", "--undo")
	if code != view.ExitDone {
		t.Errorf("exit %d", code)
	}
	assertContains(t, conversation, "11-20 Recharge refund request 50.00 yuan (00000002)", "00000002")
	_, conversation, code = s.run(prompttest.New(t), "settle", "--shortfall")
	if code != view.ExitUsage {
		t.Errorf("exit %d", code)
	}
	assertContains(t, conversation, "no case is partly paid")
	s.run(prompttest.New(t, closureSteps[0], prompttest.Interrupt("Are all instalments", "")), "closure")
	script := prompttest.New(t, prompttest.Answer("Which letter", "0"))
	if out, _, code := s.run(script, "show"); code != view.ExitDone || !strings.Contains(out, "unfinished (saved") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// What was answered before is asked again by whoever goes back; a flag skips its question.
func TestLogAsksInTurn(t *testing.T) {
	s := shelfOfMatters(t)
	script := prompttest.New(t, prompttest.Answer("How did you reach support", "app"), prompttest.Refused("When was it", "2026-08-01", "before"),
		prompttest.Answer("When was it", "2026-11-19"), prompttest.Answer("What did support say", "请提供UID"), prompttest.Back("What does this mean", ""),
		prompttest.Answer("What did support say", "请提供UID和截图"), prompttest.Answer("What does this mean", "asked"), prompttest.Answer("number that support gave", "GD1"),
		prompttest.Refused("When did they promise", "gestern", "cannot be read"), prompttest.Answer("When did they promise", "3"))
	if _, conversation, code := s.run(script, "log", "00000001", "--agent", "1024"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	asked := script.Asked()
	if again := asked[4]; again.Prefill != "请提供UID" || !asked[0].First || asked[1].First || !asked[0].NoDefault || !asked[3].NoDefault {
		t.Errorf("%+v", asked)
	}
	f, err := openCase(s.app(), "00000001")
	if err != nil {
		t.Fatal(err)
	}
	e, _ := f.Last()
	if e.Via != "app" || e.Asked != "请提供UID和截图" || e.Said != "" || e.Agent != "1024" || e.Ticket != "GD1" || e.Promise == nil || e.Promise.Workdays != 3 || !e.Day {
		t.Errorf("%+v", e)
	}
	// Nothing was said: only how and when is asked.
	if _, conversation, code := s.run(prompttest.New(t, prompttest.Answer("How did you", "phone"), prompttest.Answer("When", ""), prompttest.Answer("What did", "")), "log", "00000003"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// An amount that was asked for is asked about further: when it arrived, and where.
func TestSettleAsksInTurn(t *testing.T) {
	s := shelfOfMatters(t)
	script := prompttest.New(t, prompttest.Answer("Which case", "2"), prompttest.Answer("How many yuan arrived", "50"), prompttest.Refused("When did it arrive", "2026-08-01", "before"),
		prompttest.Answer("When did it arrive", "2026-11-19"), prompttest.Back("Where did it arrive", ""), prompttest.Answer("When did it arrive", "2026-11-18"),
		prompttest.Answer("Where did it arrive", "wallet"))
	if _, conversation, code := s.run(script, "settle"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	f, err := openCase(s.app(), "00000002")
	if err != nil {
		t.Fatal(err)
	}
	if e, _ := f.Last(); e.Paid == nil || e.Paid.On != "2026-11-18" || e.Paid.To != "wallet" || e.State != "settled" {
		t.Errorf("%+v", e)
	}
	// A flag skips all.
	if _, conversation, code := s.run(prompttest.New(t), "settle", "00000001", "--amount", "648"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// A reminder before the deadline is asked about first.
func TestAnEarlyReminderIsAskedAboutFirst(t *testing.T) {
	s := shelfOfMatters(t)
	_, conversation, code := s.run(prompttest.New(t, prompttest.Answer("Write a reminder now", prompt.No)), "followup", "00000002")
	if code != view.ExitDone || strings.Contains(conversation, "questions") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	// The first contact carried an answer: it submitted the letter, so the case gives when and how.
	if _, conversation, code := s.run(nil, "log", "00000003", "--via", "phone", "--said", "会处理", "--promised", "3"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	script := prompttest.New(t, prompttest.Answer("Write a reminder now", prompt.Yes), prompttest.Interrupt("", ""))
	_, _, code = s.run(script, "followup", "00000003")
	if first := script.Asked()[1]; code != view.ExitInterrupted || strings.Contains(first.Message, "first request") || !strings.HasPrefix(first.Progress, "1/") || len(first.Progress) != 3 {
		t.Errorf("exit %d, asked %+v", code, first)
	}
}

// A refusal is recorded by an answer, without a flag. A reply that is older than the submission would become the first contact.
func TestLogAsksWhatAReplyMeans(t *testing.T) {
	s := shelfOfMatters(t)
	script := prompttest.New(t, prompttest.Answer("How did you reach support", "app"), prompttest.Answer("When was it", ""),
		prompttest.Answer("What did support say", "不符合退款条件"), prompttest.Answer("What does this mean", "refused"), prompttest.Answer("number of the agent", ""),
		prompttest.Answer("number that support gave", ""), prompttest.Answer("When did they promise", ""))
	_, conversation, code := s.run(script, "log", "00000001")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "It is refused")
	if _, conversation, code := s.run(prompttest.New(t), "log", "00000003", "--via", "app"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	_, conversation, code = s.run(prompttest.New(t), "log", "00000003", "--via", "phone", "--said", "会处理", "--at", "2026-11-19 08:00")
	if code != view.ExitUsage {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "would be earlier than the first submission")
}
