package interview_test

import "testing"

// A UID at the question for the Douyin ID is refused with the name of its own question, and offered there.
func TestUIDIsOffered(t *testing.T) {
	s := open(t, "refund")
	q := question(t, s, "douyin_id")
	problems := s.Check(q, "UID：1234567890123456")
	if len(problems) != 1 || problems[0].Args["Question"] != question(t, s, "douyin_uid").Label {
		t.Fatal(problems)
	}
	if got := s.Question(question(t, s, "douyin_uid")).Prefill; got != "1234567890123456" {
		t.Errorf("%q is offered", got)
	}
	other := open(t, "closure")
	if problems := other.Check(question(t, other, "douyin_id"), "UID：1234567890123456"); len(problems) != 1 {
		t.Error(problems)
	}
}
