package interview_test

import (
	"slices"
	"testing"
	"time"

	"draft/drafts/field"
	"draft/drafts/interview"
)

func TestAnswerIsChecked(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	for name, text := range map[string]string{"amount": "-5", "method": "", "evidence": "a.png\nmissing.png", "recharged_at": "2027-01-01"} {
		before := s.State()
		if _, problems := s.Answer(question(t, s, name), text); len(problems) != 1 {
			t.Errorf("%s %q: %v", name, text, problems)
		}
		if _, problems := s.Change(question(t, s, name), text); len(problems) != 1 {
			t.Errorf("%s %q is changed: %v", name, text, problems)
		}
		if after := s.State(); len(after.Forms[0].Answers) != len(before.Forms[0].Answers) || after.Forms[0].Answered != nil {
			t.Errorf("%s %q is taken: %+v", name, text, after)
		}
	}
	if problems := s.Check(question(t, s, "evidence"), "a.png\nmissing.png\nb/missing.png"); len(problems) != 2 || problems[0].Code != "file.missing" {
		t.Errorf("files: %v", problems)
	}
}

// What happened since the interview began is not in the future.
func TestTheClockGoesOn(t *testing.T) {
	o := options()
	at := now
	o.Now = func() time.Time { return at }
	s := interview.New(kind(t, "refund"), o)
	q := question(t, s, "recharged_at")
	if problems := s.Check(q, "2026-11-20 10:05"); problems == nil {
		t.Error("the future is taken")
	}
	at = now.Add(6 * time.Minute)
	reply, problems := s.Answer(q, "2026-11-20 10:05")
	if problems != nil {
		t.Fatal(problems)
	}
	if read, ok := reply.Read.(field.TimeValue); !ok || !read.Time.Equal(now.Add(5*time.Minute)) {
		t.Errorf("read as %v", reply.Read)
	}
	if reply, _ = s.Answer(question(t, s, "reason"), "mistake"); reply.Read != nil {
		t.Errorf("a choice is read as %v", reply.Read)
	}
}

// An answer that a check refuses is asked again with its text; of two that contradict each other either can be changed.
func TestRefusedAnswerIsAskedAgain(t *testing.T) {
	s := open(t, "closure")
	fill(t, s, interview.Sources{Set: set("bill_cleared", "yes", "instalment_cleared", "yes", "undisputed", "yes")})
	s.Begin()
	for next(s) != "opened_by" {
		q, _ := s.Next()
		answer(t, s, q.Name, "")
	}
	answer(t, s, "opened_by", "self")
	reply := answer(t, s, "reason", "opened_unaware")
	if len(reply.Refused) != 1 || next(s) != "opened_by" {
		t.Fatalf("refused: %v, then %s", reply.Refused, next(s))
	}
	q, _ := s.Next()
	if text := s.Question(q).Prefill; text != "self" {
		t.Errorf("asked again with %q", text)
	}
	if back, _ := s.Back(q); back.Name != "reason" {
		t.Errorf("back leads to %s", back.Name)
	}
	if refused := s.Reopen(); refused != nil {
		t.Errorf("refused again: %v", refused)
	}
}

func TestChange(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("unused", "part", "unused_amount", "30")})
	answered := len(s.State().Forms[0].Answered)
	reply, problems := s.Change(question(t, s, "unused"), "all")
	if problems != nil || !slices.Equal(names(reply.Unused), []string{"unused_amount"}) || reply.Used != nil {
		t.Errorf("%v %v %v", problems, names(reply.Unused), names(reply.Used))
	}
	reply, problems = s.Change(question(t, s, "unused"), "part")
	if problems != nil || !slices.Equal(names(reply.Used), []string{"unused_amount"}) || reply.Unused != nil {
		t.Errorf("%v %v %v", problems, names(reply.Unused), names(reply.Used))
	}
	if reply, _ = s.Change(question(t, s, "amount"), "20"); reply.Refused != nil || value(s, "unused_amount") != "30.00" {
		t.Errorf("a change reopens: %v", reply.Refused)
	}
	if got := len(s.State().Forms[0].Answered); got != answered {
		t.Errorf("%d questions are answered, %d before", got, answered)
	}
	if refused := s.Reopen(); len(refused) != 1 || refused[0].Field != "unused_amount" || value(s, "unused_amount") != "" {
		t.Errorf("refused: %v", refused)
	}
}

func TestRemarks(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{
		File: &interview.File{Answers: refund("unused", "all", "unused_amount", "30", "to", "a@example.com")},
		Set:  set("recharged_at", "昨晚八点", "method", "app_store", "description", "密码是 hunter22。"),
	})
	got := codes(s.Remarks())
	for _, want := range []string{interview.CodeUnused, interview.CodeCheck, interview.CodeUnlisted} {
		if !slices.Contains(got, want) {
			t.Errorf("no remark %s among %q", want, got)
		}
	}
	if slices.Contains(got, interview.CodeRelative) {
		t.Error("a date that was given without a file is remarked upon")
	}
	for _, r := range s.Remarks() {
		switch {
		case r.Code == interview.CodeUnlisted && (r.Field != nil || r.Args["Address"] != "a@example.com"):
			t.Errorf("%+v", r)
		case r.Code == interview.CodeUnused && r.Field.Name != "unused_amount":
			t.Errorf("%s is unused", r.Field.Name)
		case r.Code != interview.CodeUnlisted && r.Field == nil:
			t.Errorf("%s is about nothing", r.Code)
		}
	}
	// An answer has the remarks about it, and no others.
	reply, problems := s.Answer(question(t, s, "method"), "app_store")
	if problems != nil || len(reply.Remarks) == 0 {
		t.Fatal(reply.Remarks, problems)
	}
	for _, r := range reply.Remarks {
		if r.Field.Name != "method" {
			t.Errorf("a remark on %s", r.Field.Name)
		}
	}
}
