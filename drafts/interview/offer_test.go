package interview_test

import (
	"strings"
	"testing"

	"draft/drafts/interview"
)

const page = `抖音
-50.00
当前状态 支付成功
支付时间 2026年11月18日 20:15:03
支付方式 零钱
交易单号 4200002345202611181234567890
商户单号 0000000000202611180000000001
`

// atAmount answers the questions of a refund up to the amount.
func atAmount(t *testing.T) *interview.Session {
	t.Helper()
	s := open(t, "refund")
	s.Begin()
	for _, pair := range [][2]string{{"recharged_by", ""}, {"method", "wechat"}, {"recharged_at", "2026-11-18 20:15"}} {
		answer(t, s, pair[0], pair[1])
	}
	return s
}

// offered returns what a text offers at the question that is asked next, as lines. It is nil if the text is an answer.
func offered(s *interview.Session, text string) []string {
	q, _ := s.Next()
	o, ok := s.Offer(q, text)
	if !ok {
		return nil
	}
	lines := []string{}
	for _, a := range o.Answers {
		line := a.Field.Name + "=" + a.Value.Answer()
		if a.Before != nil {
			line += " was " + a.Before.Answer()
		}
		lines = append(lines, line)
	}
	for _, f := range o.Faults {
		lines = append(lines, "! "+f.Name+" "+f.Problem.Code)
	}
	return lines
}

// take takes what a text offers.
func take(t *testing.T, s *interview.Session, text string) interview.Reply {
	t.Helper()
	q, _ := s.Next()
	o, ok := s.Offer(q, text)
	if !ok || len(o.Faults) > 0 {
		t.Fatalf("%s: %v, %v", text, ok, o.Faults)
	}
	return s.Take(o)
}

// Several amounts are offered as payments, and nothing is kept before the offer is taken. The rest of each payment is asked then.
func TestAmountsBecomeRecords(t *testing.T) {
	s := atAmount(t)
	equal(t, "offered", offered(s, "648、328、98"), []string{"amount=648.00", "payments.2.amount=328.00", "payments.3.amount=98.00"})
	l := s.Form().Template().Lists[0]
	if next(s) != "amount" || s.Form().Records(l) != 1 || value(s, "amount") != "" {
		t.Errorf("%s is next, %d records", next(s), s.Form().Records(l))
	}
	take(t, s, "648、328、98")
	if got := value(s, "amount") + value(s, "payments.2.amount") + value(s, "payments.3.amount"); got != "648.00328.0098.00" {
		t.Error(got)
	}
	s = restored(t, s, "refund")
	for _, name := range []string{"order_no", "merchant_no", "payments.2.method", "payments.2.recharged_at", "payments.2.order_no"} {
		if q, _ := s.Next(); q.Name == "payments.2.recharged_at" {
			answer(t, s, name, "2026-11-18 20:20")
		} else if q.Optional {
			answer(t, s, name, "")
		} else {
			answer(t, s, name, "wechat")
		}
	}
	equal(t, "asked", []string{next(s)}, []string{"payments.2.merchant_no"})
	if total := s.Form().Value("payments.total"); total.Answer() != "1074.00" {
		t.Error(total)
	}
}

// Going back from the question after several amounts leads to the first of them.
func TestBackToTheAmount(t *testing.T) {
	s := atAmount(t)
	take(t, s, "6元×3")
	q, _ := s.Next()
	if q, _ = s.Back(q); q.Name != "amount" || s.Question(q).Prefill != "6.00" {
		t.Errorf("%s, %q", q.Name, s.Question(q).Prefill)
	}
}

// What is one amount, or not about the amount of a record, is an answer.
func TestNothingIsOffered(t *testing.T) {
	s := atAmount(t)
	for _, text := range []string{"1,074", "648", "50.00\n元", "x、y", "抖音\n余额", ""} {
		if got := offered(s, text); got != nil {
			t.Errorf("%q: %q", text, got)
		}
	}
	answer(t, s, "amount", "50")
	for _, text := range []string{"648、328", "4200\n0023", "支付失败了\n再付"} {
		if got := offered(s, text); got != nil {
			t.Errorf("%q: %q", text, got)
		}
	}
	own := open(t, "duplicate")
	for _, name := range []string{"amount", "first_at", "method"} {
		if _, ok := own.Offer(question(t, own, name), page); ok {
			t.Errorf("a page is offered at %s", name)
		}
	}
	if _, ok := own.Offer(question(t, own, "amount"), "6元×2"); ok {
		t.Error("two amounts are offered where there is no list")
	}
}

// More amounts than the list has room for are refused.
func TestTooManyAmounts(t *testing.T) {
	equal(t, "offered", offered(atAmount(t), "6元×501"), []string{"! amount list.most"})
	equal(t, "offered", offered(atAmount(t), "6元×500")[499:], []string{"payments.500.amount=6.00"})
}

// A page answers what it says, at every question of the payment, and what was answered otherwise is told.
func TestPageAnswersAPayment(t *testing.T) {
	all := []string{
		"method=wechat", "recharged_at=2026-11-18 20:15:03", "amount=50.00", "order_no=4200002345202611181234567890",
		"merchant_no=0000000000202611180000000001",
	}
	s := open(t, "refund")
	s.Begin()
	s.Leave(question(t, s, "amount"), "5x")
	if got := offered(s, page); got != nil {
		t.Errorf("before the payment: %q", got)
	}
	answer(t, s, "recharged_by", "")
	equal(t, "at the method", offered(s, page), all)
	answer(t, s, "method", "alipay")
	answer(t, s, "recharged_at", "2026-11-18 20:15")
	changed := append([]string{"method=wechat was alipay"}, all[1:]...)
	equal(t, "at the amount", offered(s, page), changed)
	take(t, s, strings.NewReplacer("-50.00", "-60.00", "交易单号", "备注", "商户单号", "标签").Replace(page))
	if p := s.Question(question(t, s, "amount")).Prefill; p != "60.00" || next(s) != "order_no" {
		t.Errorf("%q stands in the field, %s is next", p, next(s))
	}
	answer(t, s, "order_no", "")
	equal(t, "at the last number", offered(s, page)[2:3], []string{"amount=50.00 was 60.00"})
	take(t, s, page)
	if next(s) != "reason" || value(s, "method") != "wechat" || value(s, "merchant_no") != "0000000000202611180000000001" {
		t.Errorf("%s is next, by %s", next(s), value(s, "method"))
	}
	q, _ := s.Next()
	var back []string
	for range 5 {
		q, _ = s.Back(q)
		back = append(back, q.Name)
	}
	equal(t, "back", back, []string{"merchant_no", "order_no", "amount", "recharged_at", "method"})
}

// A page fills the record whose question it stands at, and what it does not say is asked.
func TestPageOfALaterRecord(t *testing.T) {
	s := openSecond(t)
	take(t, s, strings.Replace(page, "商户单号 ", "备注 ", 1))
	if next(s) != "payments.2.merchant_no" || value(s, "payments.2.order_no") == "" || value(s, "order_no") != "" {
		t.Errorf("%s is next", next(s))
	}
}

// A page at the question for another record makes one, which going back takes away again.
func TestPageOfAnotherRecord(t *testing.T) {
	s := openSecond(t)
	take(t, s, page)
	if next(s) != "payments" {
		t.Fatalf("%s is next", next(s))
	}
	other := strings.NewReplacer("4200002345202611181234567890", "4200002345202611181234567899", "商户单号", "备注", "20:15", "20:20").Replace(page)
	take(t, s, other)
	if next(s) != "payments.3.merchant_no" || value(s, "payments.3.recharged_at") != "2026-11-18 20:20:03" {
		t.Errorf("%s is next", next(s))
	}
	q, _ := s.Next()
	for range 4 {
		q, _ = s.Back(q)
	}
	if _, ok := s.Back(q); ok || q.Name != "payments.3.method" || next(s) != "payments" || s.Form().Records(q.List) != 2 {
		t.Errorf("before %s comes %s, with %d records", q.Name, next(s), s.Form().Records(q.List))
	}
}

// A page of a payment that is there already is asked for again.
func TestPageTwice(t *testing.T) {
	s := open(t, "refund")
	s.Begin()
	answer(t, s, "recharged_by", "")
	take(t, s, page)
	s.Form().AddRecord(s.Form().Template().Lists[0])
	reply := take(t, s, page)
	if len(reply.Refused) != 1 || next(s) != "payments.2.order_no" {
		t.Errorf("%v, then %s", reply.Refused, next(s))
	}
	q, _ := s.Next()
	q, _ = s.Back(q)
	if q, _ = s.Back(q); q.Name != "payments.2.amount" {
		t.Errorf("back leads to %s", q.Name)
	}
}

// A page whose payment cannot come back, or that cannot be read, is offered with what is wrong, and not taken.
func TestPageThatIsRefused(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"当前状态 支付成功", "当前状态 已全额退款", "!  bill.status"},
		{"-50.00", "+50.00", "!  bill.incoming"},
		{"2026年11月18日", "2027年11月18日", "! recharged_at datetime.future"},
		{"4200002345202611181234567890", "4.2E+27", "! order_no number.exponent"},
		{"商户单号 ", "交易单号 4200002345202611181234567891\n商户单号 ", "!  bill.several"},
	} {
		s := atAmount(t)
		text := strings.Replace(page, test.from, test.to, 1)
		if got := strings.Join(offered(s, text), "\n"); !strings.Contains(got, test.want) {
			t.Errorf("%s: %s", test.to, got)
		}
		q, _ := s.Next()
		o, _ := s.Offer(q, text)
		if s.Take(o); next(s) != "amount" || value(s, "order_no") != "" {
			t.Errorf("%s was taken", test.to)
		}
	}
	if got := offered(atAmount(t), "-50.00\n已全额退款"); len(got) != 2 {
		t.Errorf("%q", got)
	}
	voucher := open(t, "refund")
	o, ok := voucher.Offer(question(t, voucher, "amount"), page+"商户全称 抖音生活服务商家\n")
	if !ok || !o.Page.IsVoucher() {
		t.Error("the voucher is not told")
	}
}

// The charges of a renewal are payments, too.
func TestOffersOfARenewal(t *testing.T) {
	s := open(t, "renewal")
	if interview.TakesPage(question(t, s, "service")) || !interview.TakesPage(question(t, s, "amount")) {
		t.Error("a page belongs to the questions about the charge")
	}
	if o, ok := s.Offer(question(t, s, "amount"), "25+25"); !ok || len(o.Answers) != 2 {
		t.Error(o)
	}
}
