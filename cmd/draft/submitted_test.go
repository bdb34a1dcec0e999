package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
)

// menuOffersLog returns for each menu of a script whether it has the entry that records a submission.
func menuOffersLog(script *prompttest.Script) []bool {
	var all []bool
	for _, q := range script.Asked() {
		if !strings.Contains(q.Message, "What next") {
			continue
		}
		has := false
		for _, o := range q.Options {
			has = has || o.Value == nextLog
			if o.Value == nextLog && q.Prefill == nextLog {
				panic("it is preselected") // a question of fact must not have a preselected answer
			}
		}
		all = append(all, has)
	}
	return all
}

// history returns the events of the only letter.
func (s *testEnv) history() []any {
	s.t.Helper()
	out, conversation, code := s.run(nil, "store", "export")
	if code != view.ExitDone {
		s.t.Fatalf("exit %d\n%s", code, conversation)
	}
	var letter map[string]any
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&letter); err != nil { // an unfinished letter comes after it
		s.t.Fatalf("%v\n%s", err, out)
	}
	events, _ := letter["events"].([]any)
	return events
}

// The menu records a submission through the app like `draft log ID --via app`, and offers this once.
func TestMenuNotesThatItWasSubmitted(t *testing.T) {
	s := newTestEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, reviewSteps("copy", "submitted", "txt", "done")...)...)
	_, conversation, code := s.run(script, "closure")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "recorded: test0000, 2026-11-20 10:00, submitted through the app", "It is submitted; a reply is expected 2026-1",
		"saved as test0000 and recorded the day you submitted it")
	if strings.Contains(conversation, "after you submit") || strings.Contains(conversation, "record it with") {
		t.Errorf("it is to be noted twice:\n%s", conversation)
	}
	if got, want := menuOffersLog(script), []bool{true, true, false, false}; !reflect.DeepEqual(got, want) {
		t.Errorf("offered %v, want %v", got, want)
	}

	other := newTestEnv(t)
	other.run(prompttest.New(t, concatSteps(closureSteps, reviewSteps("done")...)...), "closure")
	if _, conversation, code := other.run(nil, "log", "test", "--via", "app"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if got, want := s.history(), other.history(); len(got) != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("noted %v, want %v", got, want)
	}

	// The entry is not offered again after a change or in a later edit.
	script = prompttest.New(t, append(reviewSteps("change"), prompttest.Answer("Which answer", "reason"), prompttest.Answer("Reason", "leaving"),
		prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "done"), prompttest.Answer("Save them", prompt.No))...)
	if _, conversation, code = s.run(script, "edit", "test"); code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	if got := menuOffersLog(script); !reflect.DeepEqual(got, []bool{false, false}) {
		t.Errorf("offered %v", got)
	}
	if got := s.history(); len(got) != 1 {
		t.Errorf("noted %v", got)
	}
}

// A change after a recorded submission does not create another letter, and the entry is not offered again.
func TestMenuNotesItOnceForAChangedLetter(t *testing.T) {
	s := newTestEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, append(reviewSteps("submitted", "change"), prompttest.Answer("Which answer", "reason"),
		prompttest.Answer("Reason", "leaving"), prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "done"))...)...)
	_, conversation, code := s.run(script, "closure")
	if got := menuOffersLog(script); code != view.ExitDone || !reflect.DeepEqual(got, []bool{true, false, false}) || len(s.history()) != 1 {
		t.Errorf("exit %d, offered %v, noted %v\n%s", code, got, s.history(), conversation)
	}
}

// With --no-keep a submission cannot be recorded, so the entry is offered only after the letter is stored.
func TestMenuNotesNothingOfALetterThatIsNotKept(t *testing.T) {
	script := prompttest.New(t, concatSteps(closureSteps, reviewSteps("keep", "done")...)...)
	_, conversation, code := runOnce(t, script, "closure", "--no-keep")
	if got := menuOffersLog(script); code != view.ExitDone || !reflect.DeepEqual(got, []bool{false, true}) {
		t.Errorf("exit %d, offered %v\n%s", code, got, conversation)
	}

	// If the store cannot be opened, this is reported, the menu continues, and the command fails.
	s := newTestEnv(t)
	if err := os.WriteFile(filepath.Join(s.folder, "data"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	script = prompttest.New(t, concatSteps(closureSteps, reviewSteps("submitted", "txt", "done")...)...)
	_, conversation, code = s.run(script, "closure")
	if got := menuOffersLog(script); code != view.ExitFailed || !reflect.DeepEqual(got, []bool{true, true, true}) {
		t.Errorf("exit %d, offered %v\n%s", code, got, conversation)
	}
	assertContains(t, conversation, "saved to", "not a folder")
	if strings.Contains(conversation, "noted: ") {
		t.Errorf("it was noted:\n%s", conversation)
	}
}

// After a letter was sent by mail, the menu does not offer to record a submission.
func TestMenuNotesNothingOfALetterThatWasSent(t *testing.T) {
	p := newMailEnv(t)
	script := prompttest.New(t, concatSteps(closureSteps, prompttest.Answer("Is everything correct", "write"), prompttest.Answer("What next", "send"),
		prompttest.Answer("To which address?", "feedback@douyin.com"), prompttest.Answer("Send it now?", prompt.Yes),
		prompttest.Answer("What next", "done"), prompttest.Answer("Save them", prompt.No))...)
	_, conversation, code := p.run("test000000000002", script, "closure")
	if got := menuOffersLog(script); code != view.ExitDone || !reflect.DeepEqual(got, []bool{true, false}) || p.letter("test000000000002").Status != drafts.StatusSent {
		t.Errorf("exit %d, offered %v\n%s", code, got, conversation)
	}
}

// A recorded submission is kept after Ctrl-C.
func TestWhatWasNotedOutlivesAnInterruption(t *testing.T) {
	s := newTestEnv(t)
	script := prompttest.New(t, append(concatSteps(closureSteps, reviewSteps("submitted")...), prompttest.Interrupt("What next", ""))...)
	_, conversation, code := s.run(script, "closure")
	if code != view.ExitInterrupted || len(s.history()) != 1 {
		t.Errorf("exit %d, noted %v\n%s", code, s.history(), conversation)
	}
}
