package interview_test

import (
	"errors"
	"slices"
	"testing"

	"draft/drafts"
	"draft/drafts/interview"
)

// A prompt and a browser do the same: they show the question, hand over the text, and save the state. Here each question is
// answered by another process, which has nothing but the state of the one before.
func TestEveryQuestionInAnotherProcess(t *testing.T) {
	texts := map[string]string{
		"method": "wechat", "recharged_at": "昨晚八点", "amount": "50", "reason": "mistake", "douyin_id": "dy_example88",
		"evidence": "支付凭证.png",
	}
	s := open(t, "refund")
	s.Begin()
	for asked := 1; ; asked++ {
		q, ok := s.Next()
		if !ok {
			break
		}
		if p := s.Question(q); asked > 1 && p.First || p.Field.Name != q.Name || p.Number != asked {
			t.Errorf("%s is question %d of %d, first %t; want %d", q.Name, p.Number, p.Count, p.First, asked)
		}
		if _, problems := s.Answer(q, texts[q.Name]); problems != nil {
			t.Fatalf("%s: %v", q.Name, problems)
		}
		s = restored(t, s, "refund")
	}
	if err := s.Ready(); err != nil {
		t.Fatal(err)
	}
	d, err := drafts.Compose(s.Form(), s.Envelope(), drafts.Stamp{ID: "a", At: now})
	if err != nil {
		t.Fatal(err)
	}
	r := s.Record(d)
	if r.Answer("recharged_at") != "2026-11-19 20:00" || r.Answer("evidence") != "/home/zhang/支付凭证.png" || r.Subject != d.Letter.Subject || r.To != nil {
		t.Errorf("%+v", r)
	}
	if again := interview.Edit(r, kind(t, "refund"), options()); value(again, "recharged_at") != "2026-11-19 20:00" || again.Unfinished() {
		t.Errorf("%v is open", names(again.Open()))
	}
}

// Only what was not answered by a source is counted among the questions.
func TestBegin(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: set("method", "wechat", "amount", "50")})
	if s.Begun() || !s.Begin() || !s.Begun() || s.Begin() {
		t.Error("an interview begins once")
	}
	q, _ := s.Next()
	if p := s.Question(q); p.Name != "recharged_by" || p.Number != 1 || p.Count != len(s.Open()) || !p.First {
		t.Errorf("%s is %d of %d, first %t; %d are open", p.Name, p.Number, p.Count, p.First, len(s.Open()))
	}
	if p := s.Question(question(t, s, "amount")); p.Number != 0 || p.Prefill != "50.00" {
		t.Errorf("the amount is question %d with %q", p.Number, p.Prefill)
	}
}

// With an answers file only what a letter cannot do without is asked, and what was taken back.
func TestAnswersFileLeavesTheRequired(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{File: &interview.File{Answers: refund("reason", "other")[:4]}, Set: set("reason", "other")})
	equal(t, "open", names(s.Open()), []string{"reason_detail", "douyin_id"})
	if !s.Unfinished() {
		t.Error("nothing is asked")
	}
	fill(t, s, interview.Sources{File: &interview.File{Answers: refund("remark", "一")}, Set: set("reason", "mistake")})
	if s.Unfinished() || len(s.Open()) > 0 {
		t.Errorf("%q is open", names(s.Open()))
	}
}

func TestBack(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	first, _ := s.Next()
	if q, ok := s.Back(first); !ok || q.Name != first.Name {
		t.Errorf("before the first question there is %s", q.Name)
	}
	answer(t, s, "recharged_by", "minor")
	answer(t, s, "child_age", "9")
	answer(t, s, "guardian", "mother")
	// Who recharged is changed: the questions about the child are pointless, and passed by.
	if _, problems := s.Change(question(t, s, "recharged_by"), "self"); problems != nil {
		t.Fatal(problems)
	}
	q, _ := s.Next()
	s.Leave(q, "we")
	if back, _ := s.Back(q); back.Name != "recharged_by" || s.Question(back).Prefill != "self" || !s.Question(back).First {
		t.Errorf("back leads to %s with %q", back.Name, s.Question(back).Prefill)
	}
	if text := s.Question(q).Prefill; text != "we" {
		t.Errorf("what was typed is %q", text)
	}
	left := s.Left()
	if len(left) != 1 || left[0].Field.Name != q.Name || left[0].Text != "we" {
		t.Errorf("left: %v", left)
	}
	s.Discard(q)
	if text := s.Question(q).Prefill; text != "" || len(s.Left()) != 0 {
		t.Errorf("%q is still there", text)
	}
}

func TestSwitch(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	answer(t, s, "recharged_by", "")
	answer(t, s, "method", "wechat")
	answer(t, s, "recharged_at", "2026-11-18 20:15")
	answer(t, s, "amount", "50")
	answer(t, s, "order_no", "")
	answer(t, s, "merchant_no", "")
	answer(t, s, "reason", "duplicate")
	b, q, ok := s.Form().Switch()
	var not *interview.NotReadyError
	if err := s.Ready(); !ok || !errors.As(err, &not) || not.Switch.Kind != "duplicate" || not.Field.Name != q.Name || !s.Unfinished() {
		t.Fatalf("%v %v", b, err)
	}
	facts := s.Switch(b, kind(t, b.Kind))
	if len(facts) != 3 || facts[0].Field.Name != "first_at" || s.Begun() || s.Begin() {
		t.Errorf("carried %v, begun %t", facts, s.Begun())
	}
	s = restored(t, s, "refund")
	if s.Form().Template().Kind != "duplicate" || value(s, "amount") != "50.00" {
		t.Fatalf("goes on as %s", s.Form().Template().Kind)
	}
	now, _ := s.Next()
	if p := s.Question(now); now.Name != "first_order_no" || p.First {
		t.Errorf("%s is first: %t", now.Name, p.First)
	}
	s.Leave(now, "42")
	back, _ := s.Back(now)
	if back.Name != "reason" || s.Form().Template().Kind != "refund" || s.Question(back).Prefill != "duplicate" {
		t.Errorf("back leads to %s of %s", back.Name, s.Form().Template().Kind)
	}
	if _, problems := s.Answer(back, "mistake"); problems != nil || next(s) != "unused" {
		t.Errorf("%v, then %s", problems, next(s))
	}
}

// A letter that is changed begins at its end.
func TestReview(t *testing.T) {
	s := open(t, "closure")
	fill(t, s, interview.Sources{Set: set("bill_cleared", "yes", "remark", "一")})
	s.Review()
	s.ReopenLast()
	q := question(t, s, "remark")
	if value(s, "remark") != "" || s.Question(q).Prefill != "一" {
		t.Errorf("the last answer is %q, offered again with %q", value(s, "remark"), s.Question(q).Prefill)
	}
	empty := open(t, "closure")
	empty.ReopenLast() // there is none
	if len(empty.State().Forms[0].Answers) != 0 {
		t.Error("an answer came from nowhere")
	}
}

func TestReady(t *testing.T) {
	s := open(t, "refund")
	var not *interview.NotReadyError
	if err := s.Ready(); !errors.As(err, &not) || !slices.Contains(names(not.Missing), "amount") || not.Stops != nil || not.Switch != nil {
		t.Fatal(err)
	}
	fill(t, s, interview.Sources{Set: refund("unused", "part", "unused_amount", "60")})
	if err := s.Ready(); !errors.As(err, &not) || len(not.Stops) != 1 || not.Stops[0].Field != "unused_amount" || not.Missing != nil {
		t.Fatal(err)
	}
	fill(t, s, interview.Sources{Set: set("unused_amount", "30")})
	if err := s.Ready(); err != nil {
		t.Fatal(err)
	}
}

func TestStrength(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund()})
	points, err := s.Strength(200)
	if err != nil || len(points) == 0 {
		t.Fatal(points, err)
	}
	lacks := func() bool {
		points, _ := s.Strength(200)
		for _, p := range points {
			if p.Field == "evidence" {
				return !p.Met
			}
		}
		t.Fatal("nothing is said of evidence")
		return false
	}
	if !lacks() {
		t.Error("there is evidence")
	}
	fill(t, s, interview.Sources{Set: set("evidence", "支付凭证.png")})
	if lacks() {
		t.Error("there is no evidence")
	}
}

func TestAboutKey(t *testing.T) {
	s := open(t, "followup")
	if key := interview.AboutKey(s.Form(), "x"); key.Text != "followup\nx" {
		t.Errorf("%+v", key)
	}
	fill(t, s, interview.Sources{Case: set("nth", "second")})
	if key := interview.AboutKey(s.Form(), "x"); key.Text != "followup\nx\nsecond" {
		t.Errorf("%+v", key)
	}
}

// A number in a story is offered at its question, and is no answer before it is given.
func TestQuestionFindsItsAnswerInAStory(t *testing.T) {
	const story = "点错了，电话13812345678，邮箱zhangsan@example.com，抖音号：dy_example88"
	at := func(name string, from ...string) interview.Question {
		s := open(t, "refund")
		fill(t, s, interview.Sources{Set: set(from...)})
		s.UseProfile(map[string]string{"email": "other@example.com"}, true)
		if v := s.Form().Values()[name]; v != nil && len(from) == 2 {
			t.Errorf("%s was answered: %s", name, v.Answer())
		}
		return s.Question(question(t, s, name))
	}
	for _, name := range []string{"description", "remark"} {
		q := at("phone", name, story)
		if q.Prefill != "13812345678" || q.FoundIn == nil || q.FoundIn.Name != name {
			t.Errorf("phone in %s: %q in %v", name, q.Prefill, q.FoundIn)
		}
	}
	if q := at("douyin_id", "description", story); q.Prefill != "dy_example88" || q.FoundIn == nil {
		t.Errorf("Douyin ID: %q in %v", q.Prefill, q.FoundIn)
	}
	if q := at("phone", "description", story, "phone", "13900001234"); q.Prefill != "13900001234" || q.FoundIn != nil {
		t.Errorf("instead of the answer: %q in %v", q.Prefill, q.FoundIn)
	}
	if q := at("email", "description", story); q.Prefill != "other@example.com" || q.FoundIn != nil || !q.FromProfile {
		t.Errorf("instead of the profile: %q in %v", q.Prefill, q.FoundIn)
	}
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: set("description", story)})
	phone := question(t, s, "phone")
	if s.Leave(phone, "13812345678"); len(s.State().Forms[0].Pending) != 0 {
		t.Error("what was only offered is kept as what was typed")
	}
	if s.Leave(phone, "1381234567"); s.Question(phone).Prefill != "1381234567" || s.Question(phone).FoundIn != nil {
		t.Errorf("%+v", s.Question(phone))
	}
}
