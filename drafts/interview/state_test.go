package interview_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/interview"
)

// What is restored is what was saved.
func TestStateIsRestored(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	answer(t, s, "recharged_by", "")
	answer(t, s, "method", "wechat")
	q, _ := s.Next()
	s.Leave(q, "昨晚")
	s.Leave(question(t, s, "amount"), "  ")
	state := s.State()
	state.Sheet = "/x/words.txt"
	if f := state.Forms[0]; state.Kind != "refund" || !state.Saved.Equal(now) || !reflect.DeepEqual(f, interview.FormState{
		Kind: "refund", Answers: []drafts.Answer{{Name: "method", Text: "wechat"}}, Skipped: []string{"recharged_by"},
		Answered: []string{"recharged_by", "method"}, Pending: []drafts.Answer{{Name: "recharged_at", Text: "昨晚"}},
	}) {
		t.Errorf("%+v", state)
	}
	again := restored(t, s, "refund").State()
	again.Sheet = state.Sheet
	if !reflect.DeepEqual(again, state) {
		t.Errorf("got  %+v\nwant %+v", again, state)
	}
}

// The keys are those of the first version, so that what it saved is read.
func TestKeysOfTheState(t *testing.T) {
	const saved = `{"version": 1, "kind": "refund", "saved": "2026-11-20T02:00:00Z", "chapters": [{"kind": "refund",
		"answers": [{"name": "method", "text": "wechat"}, {"name": "colour", "text": "red"}, {"name": "evidence", "text": "/x/missing.png"}],
		"typed": [{"name": "amount", "text": "50."}], "skipped": ["recharged_by", "amount"], "behind": ["recharged_by", "method"]}],
		"words": {"subject": "a", "body": "b", "app": "c", "of": "d"}, "sheet": "/x"}`
	var state interview.State
	d := json.NewDecoder(strings.NewReader(saved))
	d.DisallowUnknownFields()
	if err := d.Decode(&state); err != nil || !state.Valid() || state.Blank() {
		t.Fatal(err)
	}
	s := open(t, "refund")
	fill(t, s, interview.Sources{To: []string{"a@example.com"}})
	r, lost := s.Restore(state, load)
	if r == nil || !reflect.DeepEqual(lost, []drafts.Answer{{Name: "colour", Text: "red"}}) {
		t.Fatalf("lost %v", lost)
	}
	// An answer that is not valid any more is asked again, and a required question is not skipped.
	if value(r, "evidence") != "" || r.Question(question(t, r, "evidence")).Prefill != "/x/missing.png" || next(r) != "recharged_at" {
		t.Errorf("evidence is %q, then %s", value(r, "evidence"), next(r))
	}
	if !r.Begun() || r.Words.Get().App != "c" || len(r.Envelope().To) != 1 {
		t.Errorf("begun %t, %v, %v", r.Begun(), r.Words.Get(), r.Envelope())
	}
	if value(s, "method") != "" || s.Begun() || s.Words.Get() != nil {
		t.Error("the session that it was restored into changed")
	}
}

func TestStateOfAKindThatIsGone(t *testing.T) {
	for _, state := range []interview.State{
		{Kind: "refund"},
		{Kind: "warranty", Forms: []interview.FormState{{Kind: "warranty"}}},
		{Kind: "closure", Forms: []interview.FormState{{Kind: "closure"}}}, // another kind than the one that is written
		{Kind: "warranty", Forms: []interview.FormState{{Kind: "refund"}, {Kind: "warranty"}}},
	} {
		if r, lost := open(t, "refund").Restore(state, load); r != nil || lost != nil {
			t.Errorf("%+v is restored", state)
		}
	}
}

func TestBlankAndValid(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	answer(t, s, "recharged_by", "")
	state := s.State()
	if !state.Blank() || !state.Valid() {
		t.Errorf("blank %t, valid %t", state.Blank(), state.Valid())
	}
	q, _ := s.Next()
	s.Leave(q, " ")
	if state = s.State(); !state.Blank() {
		t.Error("a space is an answer")
	}
	s.Leave(q, "w")
	if state = s.State(); state.Blank() {
		t.Error("what was typed counts for nothing")
	}
	twice := []drafts.Answer{{Name: "a", Text: "b"}, {Name: "a", Text: "c"}}
	for _, wrong := range []interview.State{
		{},
		{Kind: "refund"},
		{Kind: "refund", Forms: []interview.FormState{{}}},
		{Kind: "refund", Forms: []interview.FormState{{Kind: "refund", Answers: twice}}},
		{Kind: "refund", Forms: []interview.FormState{{Kind: "refund", Pending: []drafts.Answer{{Text: "b"}}}}},
	} {
		if wrong.Valid() {
			t.Errorf("%+v is valid", wrong)
		}
	}
}
