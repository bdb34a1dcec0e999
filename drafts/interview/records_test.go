package interview_test

import (
	"slices"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/interview"
	"draft/drafts/letter"
)

// openSecond answers the questions about one payment and opens another.
func openSecond(t *testing.T) *interview.Session {
	t.Helper()
	s := open(t, "refund")
	s.Begin()
	for _, pair := range [][2]string{{"recharged_by", ""}, {"method", "wechat"}, {"recharged_at", "2026-11-18 20:15"}, {"amount", "50"}, {"order_no", ""}, {"merchant_no", ""}} {
		answer(t, s, pair[0], pair[1])
	}
	addSecond(t, s)
	return s
}

// addSecond opens a second payment from the question that comes after the first.
func addSecond(t *testing.T, s *interview.Session) {
	t.Helper()
	q, _ := s.Next()
	another := s.Question(q).Another
	if q.Name != "reason" || another == nil || another.Label.ZH != "还有别的充值吗？" {
		t.Fatalf("%s is next", q.Name)
	}
	if _, problems := s.Answer(*another, "yes"); problems != nil || next(s) != "payments.2.method" {
		t.Fatalf("%v, then %s", problems, next(s))
	}
}

// answerSecond answers the questions about a second payment.
func answerSecond(t *testing.T, s *interview.Session) {
	t.Helper()
	answer(t, s, "payments.2.method", "alipay")
	answer(t, s, "payments.2.recharged_at", "2026-11-17 20:31")
	answer(t, s, "payments.2.amount", "328")
	answer(t, s, "payments.2.order_no", "")
	answer(t, s, "payments.2.merchant_no", "")
}

// payments is the list of a refund.
func payments(s *interview.Session) *letter.List { return s.Form().Template().Lists[0] }

// The questions of a second payment come after those of the first, after a restart too. Going back past the first of them takes the
// payment back, and what was answered stands in the fields when it is added again.
func TestSecondRecord(t *testing.T) {
	s := openSecond(t)
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
	if now, _ = s.Back(now); now.Name != "payments.2.method" {
		t.Errorf("back leads to %s", now.Name)
	}
	if _, ok := s.Back(now); ok || next(s) != "reason" || s.Form().Records(payments(s)) != 1 {
		t.Errorf("%s is next, with %d payments", next(s), s.Form().Records(payments(s)))
	}
	addSecond(t, s)
	method, _ := s.Next()
	if s.Question(method).Prefill != "alipay" || s.Question(question(t, s, "payments.2.recharged_at")).Prefill != "昨晚" {
		t.Errorf("%q stands in the field", s.Question(method).Prefill)
	}
}

// After one payment, nothing is asked; after each later one, whether there is another, which going back leads to as well.
func TestAnotherRecord(t *testing.T) {
	s := openSecond(t)
	answerSecond(t, s)
	answer(t, s, "payments", "yes")
	answer(t, s, "payments.3.method", "wechat")
	answer(t, s, "payments.3.recharged_at", "2026-11-18 21:15")
	answer(t, s, "payments.3.amount", "98")
	answer(t, s, "payments.3.order_no", "")
	answer(t, s, "payments.3.merchant_no", "")
	s = restored(t, s, "refund")
	answer(t, s, "payments", "no")
	s = restored(t, s, "refund")
	q, _ := s.Next()
	if q.Name != "reason" || s.Question(q).Another != nil {
		t.Errorf("%s is next", q.Name)
	}
	var walk []string
	for range 16 {
		now, ok := s.Back(q)
		if !ok {
			now, _ = s.Next()
		}
		q, walk = now, append(walk, now.Name)
	}
	third := []string{"payments.3.merchant_no", "payments.3.order_no", "payments.3.amount", "payments.3.recharged_at", "payments.3.method"}
	second := []string{"payments.2.merchant_no", "payments.2.order_no", "payments.2.amount", "payments.2.recharged_at", "payments.2.method"}
	equal(t, "back", walk, slices.Concat([]string{"payments"}, third, []string{"payments"}, second, []string{"payments", "merchant_no", "order_no", "amount"}))
	if n := s.Form().Records(payments(s)); n != 3 {
		t.Errorf("%d payments", n)
	}
}

// After a payment was removed, the question whether there is another is asked again, as long as there are several.
func TestAnotherRecordAfterOneIsRemoved(t *testing.T) {
	s := openSecond(t)
	answerSecond(t, s)
	answer(t, s, "payments", "yes")
	for _, pair := range [][2]string{{"method", "wechat"}, {"recharged_at", "2026-11-18 21:15"}, {"amount", "98"}, {"order_no", ""}, {"merchant_no", ""}} {
		answer(t, s, "payments.3."+pair[0], pair[1])
	}
	s.RemoveRecord(payments(s), 3)
	if next(s) != "payments" {
		t.Errorf("%s is next", next(s))
	}
	s.RemoveRecord(payments(s), 1)
	q, _ := s.Next()
	if q.Name != "reason" || s.Question(q).Another == nil || value(s, "amount") != "328.00" {
		t.Errorf("%s is next", q.Name)
	}
	for _, want := range []string{"merchant_no", "order_no", "amount", "recharged_at", "method", "recharged_by"} {
		if now, ok := s.Back(q); !ok || now.Name != want {
			t.Errorf("back leads to %s, want %s", now.Name, want)
		}
	}
}

// The question whether there is another payment is not asked if a source gave all of them, nor when a letter is changed.
func TestAnotherRecordIsNotAskedOfSources(t *testing.T) {
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund("payments.2.method", "alipay", "payments.2.recharged_at", "2026-11-18 21:00", "payments.2.amount", "5")})
	s.Begin()
	answer(t, s, "recharged_by", "")
	for _, name := range []string{"order_no", "merchant_no", "payments.2.order_no"} {
		answer(t, s, name, "")
	}
	if q, _ := s.Next(); q.Name != "payments.2.merchant_no" || s.Question(q).Another != nil {
		t.Errorf("%s is next", q.Name)
	}
	answer(t, s, "payments.2.merchant_no", "")
	answer(t, s, "payments", "no")
	s.Review()
	s.ReopenLast()
	if next(s) == "payments" {
		t.Error("asked of a letter that is complete")
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
	answer(t, s, "payments", "no")
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

// A payment is offered the day of the one before, and its way of payment is marked and not chosen. Text that was put there is not
// taken for what a person left.
func TestRepeatedAnswers(t *testing.T) {
	s := openSecond(t)
	method, at := question(t, s, "payments.2.method"), question(t, s, "payments.2.recharged_at")
	if m, a := s.Question(method), s.Question(at); m.Prefill != "" || m.Repeated != "wechat" || a.Prefill != "2026-11-18 " || a.Repeated != "" {
		t.Errorf("%q, %q, %q", m.Prefill, m.Repeated, a.Prefill)
	}
	s.Leave(at, "2026-11-18 ")
	if left := s.Left(); left != nil {
		t.Errorf("left %v", left)
	}
	s.Leave(at, "2026-11-18 20")
	if left := s.Left(); len(left) != 1 || s.Question(at).Prefill != "2026-11-18 20" {
		t.Errorf("left %v", left)
	}
	if q := s.Question(question(t, s, "payments.2.amount")); q.Prefill != "" {
		t.Errorf("the amount is %q", q.Prefill)
	}
}

// Whoever types another day behind the one that stands there means the other one; a time alone is on the one that stands there.
func TestAnotherDay(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-11-18 20:31": "2026-11-18 20:31", "2026-11-18 11月17日20:31": "2026-11-17 20:31", "2026-11-18 2026-11-19 21:00:05": "2026-11-19 21:00:05",
		"2026-11-18": "2026-11-18", "昨晚八点": "2026-11-19 20:00", "2026-11-18 昨晚八点": "2026-11-19 20:00",
		"20:31": "2026-11-18 20:31",
	} {
		s := openSecond(t)
		answer(t, s, "payments.2.method", "wechat")
		answer(t, s, "payments.2.recharged_at", typed)
		if got := value(s, "payments.2.recharged_at"); got != want {
			t.Errorf("%q is %s, want %s", typed, got, want)
		}
	}
	s := openSecond(t)
	at := question(t, s, "payments.2.recharged_at")
	for _, typed := range []string{"2026-11-18 支付宝", "2026-11-18 2027-01-01", "2026年11月", "x"} {
		if problems := s.Check(at, typed); len(problems) != 1 || problems[0].Args["Value"] != typed {
			t.Errorf("%q: %v", typed, problems)
		}
	}
}

// A payment that is removed takes its place in the walk along.
func TestRemoveRecord(t *testing.T) {
	s := openSecond(t)
	answer(t, s, "payments.2.method", "alipay")
	now, _ := s.Next()
	s.Leave(now, "昨晚")
	s.RemoveRecord(payments(s), 1)
	if next(s) != "recharged_at" || value(s, "method") != "alipay" || s.Form().Records(payments(s)) != 1 {
		t.Errorf("%s is next after %s", next(s), value(s, "method"))
	}
	q, _ := s.Next()
	if asked := s.Question(q); asked.Prefill != "昨晚" || asked.Label.ZH != "充值时间" {
		t.Errorf("%q, %s", asked.Prefill, asked.Label.ZH)
	}
	if back, _ := s.Back(q); back.Name != "method" {
		t.Errorf("back leads to %s", back.Name)
	}
}
