package interview_test

import (
	"slices"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/interview"
)

// openSecond answers the questions about one payment and opens another.
func openSecond(t *testing.T) *interview.Session {
	t.Helper()
	s := open(t, "refund")
	s.Begin()
	for _, pair := range [][2]string{{"recharged_by", ""}, {"method", "wechat"}, {"recharged_at", "2026-11-18 20:15"}, {"amount", "50"}, {"order_no", ""}, {"merchant_no", ""}} {
		answer(t, s, pair[0], pair[1])
	}
	if record := s.Form().AddRecord(s.Form().Template().Lists[0]); record != 2 {
		t.Fatalf("record %d", record)
	}
	return s
}

// The questions of a second payment come after those of the first, and going back leads from one to the other, after a restart too.
func TestSecondRecord(t *testing.T) {
	s := openSecond(t)
	if next(s) != "payments.2.method" {
		t.Fatalf("%s is next", next(s))
	}
	q, _ := s.Next()
	if asked := s.Question(q); asked.Label.ZH != "第2笔 充值方式" || asked.Number == 0 {
		t.Errorf("%s, number %d", asked.Label.ZH, asked.Number)
	}
	answer(t, s, "payments.2.method", "alipay")
	now, _ := s.Next()
	s.Leave(now, "昨晚")
	s = restored(t, s, "refund")
	now, _ = s.Next()
	if now.Name != "payments.2.recharged_at" || s.Question(now).Prefill != "昨晚" {
		t.Errorf("%s is next", now.Name)
	}
	for _, want := range []string{"payments.2.method", "merchant_no", "order_no"} {
		if now = s.Back(now); now.Name != want {
			t.Errorf("back leads to %s, want %s", now.Name, want)
		}
	}
	if now.Label.ZH != "第1笔 订单号" {
		t.Error(now.Label.ZH)
	}
}

// A payment that is named twice is asked for again, as soon as nothing else can tell it from the first.
func TestRepeatIsAskedAgain(t *testing.T) {
	s := openSecond(t)
	answer(t, s, "payments.2.method", "wechat")
	answer(t, s, "payments.2.recharged_at", "2026-11-18 20:15")
	answer(t, s, "payments.2.amount", "50")
	answer(t, s, "payments.2.order_no", "")
	q, _ := s.Next()
	reply, problems := s.Answer(q, "")
	if problems != nil || len(reply.Refused) != 1 || next(s) != "payments.2.order_no" {
		t.Fatalf("%v, %v, then %s", reply.Refused, problems, next(s))
	}
	answer(t, s, "payments.2.order_no", "4200002345202611181234567890")
	if next(s) != "reason" {
		t.Errorf("%s is next", next(s))
	}
}

// Faults and missing answers are named by their records.
func TestFaultsNameTheirRecords(t *testing.T) {
	s := open(t, "refund")
	set := []answers.Answer{{Name: "payments", Records: 2}, {Name: "payments.1.amount", Text: "-5", Listed: true}, {Name: "payments.2.amount", Text: "x", Listed: true}}
	faults := s.Fill(interview.Sources{File: &interview.File{Answers: set}})
	if len(faults) != 2 || faults[0].Name != "payments.1.amount" || faults[1].Name != "payments.2.amount" {
		t.Error(faults)
	}
	var missing []string
	for _, q := range s.Form().Missing() {
		missing = append(missing, q.Path())
	}
	if got := strings.Join(missing, " "); !strings.HasPrefix(got, "payments.1.method payments.1.recharged_at payments.1.amount payments.2.method") {
		t.Error(got)
	}
	if slices.Contains(missing, "amount") {
		t.Error(missing)
	}
}

// A record that is added is offered the choice and the day of the last one; one that is removed takes its place in the walk along.
func TestAddAndRemoveRecord(t *testing.T) {
	s := openSecond(t)
	l := s.Form().Template().Lists[0]
	s.RemoveRecord(l, 2)
	if record := s.AddRecord(l); record != 2 {
		t.Fatalf("record %d", record)
	}
	method, _ := s.Form().Question("payments.2.method")
	at, _ := s.Form().Question("payments.2.recharged_at")
	if s.Question(method).Prefill != "wechat" || s.Question(at).Prefill != "2026-11-18 " {
		t.Errorf("%q, %q", s.Question(method).Prefill, s.Question(at).Prefill)
	}
	answer(t, s, "payments.2.method", "alipay")
	s.RemoveRecord(l, 1)
	if next(s) != "recharged_at" || value(s, "method") != "alipay" || s.Form().Records(l) != 1 {
		t.Errorf("%s is next after %s", next(s), value(s, "method"))
	}
	q, _ := s.Next()
	if asked := s.Question(q); asked.Prefill != "2026-11-18 " || asked.Label.ZH != "充值时间" {
		t.Errorf("%q, %s", asked.Prefill, asked.Label.ZH)
	}
	if back := s.Back(q); back.Name != "method" {
		t.Errorf("back leads to %s", back.Name)
	}
}
