package interview_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/templates"
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

// However a person walks through an interview, forwards, back and by changing answers, the process that goes on with it has
// all of it, and the end is a letter.
func TestWalks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range templates.Builtin() {
		for range 40 {
			s := open(t, name)
			s.Begin()
			for range 40 {
				walk(t, random, s)
				state := s.State()
				s = restored(t, s, name)
				if again := s.State(); !reflect.DeepEqual(again, state) {
					t.Fatalf("got  %+v\nwant %+v", again, state)
				}
			}
			last := ""
			for n := 0; s.Unfinished(); n++ {
				q, _ := s.Next()
				if last = q.Name; n == 200 {
					t.Fatalf("%s: %s is asked for ever", name, last)
				}
				step(t, s, q, sample(random, q, false))
			}
			if err := s.Ready(); err != nil {
				t.Fatalf("%s after %s: %#v", name, last, err)
			}
		}
	}
}

// walk makes one step in any direction.
func walk(t *testing.T, random *rand.Rand, s *interview.Session) {
	t.Helper()
	q, ok := s.Next()
	asked := s.Form().Asked()
	switch random.IntN(10) {
	case 0:
		s.Leave(q, "x")
		back, ok := s.Back(q)
		if !ok {
			return
		}
		if p := s.Question(back); back.Name != q.Name && (p.Number == 0 || s.Form().Values()[back.Name] != nil && p.Prefill == "") {
			t.Fatalf("back leads to %s, %d of %d, with %q", back.Name, p.Number, p.Count, p.Prefill)
		}
		step(t, s, back, sample(random, back, back.Optional))
	case 1:
		s.ReopenLast()
	case 2:
		changed := asked[random.IntN(len(asked))]
		if _, problems := s.Change(changed, sample(random, changed, changed.Optional)); problems != nil {
			t.Fatalf("%s: %v", changed.Name, problems)
		}
		settle(t, s)
	case 3:
		if another := s.Question(q).Another; another != nil {
			step(t, s, *another, "yes")
		}
	case 4:
		for _, l := range s.Form().Template().Lists {
			if n := s.Form().Records(l); n > l.Least {
				s.RemoveRecord(l, random.IntN(n)+1)
				settle(t, s)
			}
		}
	default:
		if ok {
			step(t, s, q, sample(random, q, q.Optional))
		}
	}
}

// step answers a question.
func step(t *testing.T, s *interview.Session, q letter.Field, text string) {
	t.Helper()
	reply, problems := s.Answer(q, text)
	if problems != nil {
		t.Fatalf("%s %q: %v", q.Name, text, problems)
	}
	for _, c := range reply.Refused {
		if value(s, c.Field) != "" {
			t.Fatalf("%s is refused and stays", c.Field)
		}
	}
	settle(t, s)
}

// settle goes on with another letter if that is what the answers make, and asks again what a check refuses.
func settle(t *testing.T, s *interview.Session) {
	t.Helper()
	if b, _, ok := s.Form().Switch(); ok {
		s.Switch(b, kind(t, b.Kind))
		s.Begin()
	}
	s.Reopen()
}

// sample is an answer that the question takes, or an empty one.
func sample(random *rand.Rand, q letter.Field, empty bool) string {
	if empty && random.IntN(3) == 0 {
		return ""
	}
	switch q.Type {
	case field.Choice:
		offered := field.Offered(q.Options)
		return offered[random.IntN(len(offered))].Value
	case field.YesNo:
		return []string{"yes", "no"}[random.IntN(2)]
	}
	switch item := q.List != nil; { // no two records are the same payment
	case item && q.Type == field.Money:
		return strconv.Itoa(100 + random.IntN(100_000))
	case item && q.Type == field.Number:
		return strconv.Itoa(random.IntN(100_000)) + q.Sample
	}
	return q.Sample
}
