package drafts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
)

// payment returns the answers about a payment, each with a name that begins with prefix.
func payment(prefix, method, at, amount, order string) []string {
	return []string{prefix + "method", method, prefix + "recharged_at", at, prefix + "amount", amount, prefix + "order_no", order}
}

// others are the required answers besides a payment.
var others = []string{"reason", "mistake", "douyin_id", "dy_example88"}

// three are three payments, the earliest last.
var three = slices.Concat(others,
	payment("", "wechat", "2026-11-18 20:15", "50", "4200002345202611181234567890"),
	payment("payments.2.", "alipay", "2026-11-18 20:16", "6", ""),
	payment("payments.3.", "wechat", "2026-11-17 08:00", "0.30", "4200002345202611171234567890"),
)

func answersOf(f *drafts.Form) string {
	var b strings.Builder
	for _, a := range f.Given() {
		fmt.Fprintf(&b, "%s=%s ", a.Name, a.Text)
	}
	return b.String()
}

func TestRecordsOfForm(t *testing.T) {
	f := filled(t, "refund", three)
	l := f.Template().Lists[0]
	if f.Records(l) != 3 || len(f.Missing()) > 0 {
		t.Fatalf("%d records, missing %v", f.Records(l), names(f.Missing()))
	}
	q, _ := f.Question("payments.1.amount")
	if q.Name != "amount" || q.Path() != "payments.1.amount" || q.Label.ZH != "第1笔 充值金额" || q.OwnLabel().ZH != "充值金额" {
		t.Errorf("%s, %s, %s", q.Name, q.Path(), q.Label.ZH)
	}
	for name, want := range map[string]string{"充值记录.2.充值金额": "payments.2.amount", "第3笔 订单号": "payments.3.order_no", "充值金额": "amount"} {
		if q, _ := f.Question(name); q.Name != want {
			t.Errorf("%s is %q", name, q.Name)
		}
	}
	claim, _ := f.Claim()
	if claim.String() != "56.30" || f.Value("payments.total") != claim {
		t.Errorf("claimed %s", claim)
	}
	f.RemoveRecord(l, 1)
	if got := answersOf(f); !strings.Contains(got, "method=alipay ") || !strings.Contains(got, "payments.2.amount=0.30 ") || strings.Contains(got, "payments.3.") || f.Records(l) != 2 {
		t.Errorf("%d: %s", f.Records(l), got)
	}
	if n := f.AddRecord(l); n != 3 || f.Records(l) != 3 || len(f.Missing()) != 3 {
		t.Errorf("record %d, missing %v", n, names(f.Missing()))
	}
	f.RemoveRecord(l, 3)
	f.RemoveRecord(l, 2)
	if q, _ := f.Question("amount"); f.Records(l) != 1 || q.Path() != "amount" || q.Label.ZH != "充值金额" || f.Value("amount").String() != "6.00" {
		t.Errorf("%d records, %s", f.Records(l), q.Label.ZH)
	}
}

// The conditions of a record are about its own answers.
func TestConditionsOfRecords(t *testing.T) {
	f := filled(t, "refund", three, []string{"payments.2.method", "other"})
	asked := names(f.Asked())
	if slices.Contains(asked, "method_detail") || !slices.Contains(asked, "payments.2.method_detail") || slices.Contains(asked, "payments.3.method_detail") {
		t.Error(asked)
	}
}

func TestFillWithRecords(t *testing.T) {
	listed := func(pairs ...string) []answers.Answer {
		set := given(pairs...)
		for i := range set {
			set[i].Listed = strings.Contains(set[i].Name, ".")
		}
		return set
	}
	for name, test := range map[string]struct {
		set  []answers.Answer
		want string // of the records
		bad  string
	}{
		"a list": {append([]answers.Answer{{Name: "payments", Records: 2}}, listed("payments.1.amount", "5", "payments.2.amount", "7")...), "amount=5.00 payments.2.amount=7.00 ", ""},
		"a list by its label, and labels in it": {
			append([]answers.Answer{{Name: "充值记录", Records: 2}}, listed("充值记录.1.充值金额", "5", "充值记录.2.充值金额", "7")...), "amount=5.00 payments.2.amount=7.00 ", "",
		},
		"no payment":          {[]answers.Answer{{Name: "payments"}}, "", ""},
		"a list and its part": {append([]answers.Answer{{Name: "payments", Records: 1}}, append(listed("payments.1.amount", "5"), given("order_no", "4200002345202611181234567890")...)...), "amount=5.00 ", drafts.CodeListTwice},
		"a list and the same beside it": {
			slices.Concat([]answers.Answer{{Name: "payments", Records: 1}}, listed("payments.1.充值金额", "5", "payments.1.method", "微信"), given("amount", "5.00", "method", "wechat")), "method=wechat amount=5.00 ", "",
		},
		"a list and another answer beside it": {
			slices.Concat([]answers.Answer{{Name: "payments", Records: 1}}, listed("payments.1.amount", "5"), given("amount", "6")), "amount=5.00 ", drafts.CodeListTwice,
		},
		"not a list":        {given("payments", "50"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", drafts.CodeNotList},
		"one answer":        {given("payments.2.amount", "9"), "amount=1.00 payments.2.amount=9.00 payments.3.amount=3.00 ", ""},
		"the first":         {given("payments.1.amount", "9"), "amount=9.00 payments.2.amount=2.00 payments.3.amount=3.00 ", ""},
		"one more":          {given("payments.4.amount", "9"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 payments.4.amount=9.00 ", ""},
		"two more, turned":  {given("payments.5.amount", "9", "payments.4.amount", "8"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 payments.4.amount=8.00 payments.5.amount=9.00 ", ""},
		"a gap":             {given("payments.5.amount", "9"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", drafts.CodeRecordGap},
		"nothing in a gap":  {given("payments.5.amount", ""), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", ""},
		"too many":          {given("payments.501.amount", "9"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", drafts.CodeRecordMost},
		"the record zero":   {given("payments.0.amount", "9"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", drafts.CodeUnknownField},
		"no question":       {given("payments.2.amout", "9"), "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", drafts.CodeUnknownField},
		"a list for a text": {[]answers.Answer{{Name: "remark", Records: 1}, {Name: "remark.1.x", Text: "y", Listed: true}}, "amount=1.00 payments.2.amount=2.00 payments.3.amount=3.00 ", answers.CodeNested},
		"the same twice":    {given("amount", "4", "payments.1.amount", "5"), "amount=4.00 payments.2.amount=2.00 payments.3.amount=3.00 ", drafts.CodeGivenTwice},
	} {
		f := filled(t, "refund", []string{"amount", "1", "payments.2.amount", "2", "payments.3.amount", "3"})
		faults := f.Fill(test.set)
		if got := answersOf(f); got != test.want {
			t.Errorf("%s: %s", name, got)
		}
		switch {
		case test.bad == "" && len(faults) > 0, test.bad != "" && (len(faults) != 1 || faults[0].Problem.Code != test.bad):
			t.Errorf("%s: %v, want %s", name, faults, test.bad)
		case test.bad == drafts.CodeUnknownField && name == "no question" && faults[0].Problem.Args["Nearest"] != "payments.2.amount":
			t.Errorf("%s: %v", name, faults)
		}
	}
}

// The keys of a letter are those of the letters about each payment.
func TestKeysOfRecords(t *testing.T) {
	f := filled(t, "refund", three)
	got := drafts.Keys(f.Template(), f.Values())
	for i, one := range [][]string{
		payment("", "wechat", "2026-11-18 20:15", "50", "4200002345202611181234567890"), payment("", "alipay", "2026-11-18 20:16", "6", ""),
		payment("", "bank", "2026-11-17 08:00", "0.30", "4200002345202611171234567890"),
	} {
		single := filled(t, "refund", others, one)
		for _, k := range drafts.Keys(single.Template(), single.Values()) {
			if !slices.Contains(got, k) {
				t.Errorf("payment %d: no key %v in %v", i+1, k, got)
			}
		}
	}
	if len(got) != 5 {
		t.Errorf("%d keys: %v", len(got), got)
	}
}

func TestRepeatedPayments(t *testing.T) {
	for name, test := range map[string]struct {
		second []string
		field  string // of the check
	}{
		"another":                    {payment("payments.2.", "wechat", "2026-11-18 20:16", "50", ""), ""},
		"the same number":            {payment("payments.2.", "wechat", "2026-11-18 20:16", "6", "4200002345202611181234567890"), "payments.2.order_no"},
		"the same minute and amount": {payment("payments.2.", "alipay", "2026-11-18 20:15", "50", ""), ""},
	} {
		f := filled(t, "refund", others, payment("", "wechat", "2026-11-18 20:15", "50", "4200002345202611181234567890"), test.second)
		checkRepeat(t, name, f, test.field)
	}
	for name, test := range map[string]struct{ at, field string }{
		"without numbers": {"2026-11-18 20:15", "payments.2.order_no"}, "on one day": {"2026-11-18", ""},
	} {
		f := filled(t, "refund", others, payment("", "wechat", test.at, "50", ""), payment("payments.2.", "alipay", test.at, "50", ""))
		checkRepeat(t, name, f, test.field)
	}
}

func checkRepeat(t *testing.T, name string, f *drafts.Form, want string) {
	t.Helper()
	got := ""
	for _, c := range f.Findings() {
		if c.Problem != nil && c.Problem.Code == drafts.CodeRepeated && c.Problem.Args["Record"] == 2 && c.Problem.Args["First"] == 1 {
			got = c.Field
		}
	}
	if got != want {
		t.Errorf("%s: %q, want %q", name, got, want)
	}
}

// Two payments of one sum go on as the letter about a duplicate, others stay a refund.
func TestSwitchWithRecords(t *testing.T) {
	second := func(method, amount string) []string {
		return payment("payments.2.", method, "2026-11-17 08:00", amount, "4200002345202611171234567890")
	}
	first := slices.Concat(payment("", "wechat", "2026-11-18 20:15", "50", "4200002345202611181234567890"), []string{"reason", "duplicate", "douyin_id", "dy_example88"})
	for name, test := range map[string]struct {
		more []string
		want string
	}{
		"one":         {nil, "first_order_no=4200002345202611181234567890 first_at=2026-11-18 20:15 amount=50.00 method=wechat douyin_id=dy_example88 "},
		"two":         {second("wechat", "50"), "first_order_no=4200002345202611171234567890 first_at=2026-11-17 08:00 second_order_no=4200002345202611181234567890 second_at=2026-11-18 20:15 amount=50.00 method=wechat douyin_id=dy_example88 "},
		"two sums":    {second("wechat", "60"), ""},
		"two methods": {second("alipay", "50"), ""},
		"three":       {append(second("wechat", "50"), payment("payments.3.", "wechat", "2026-11-17 08:01", "50", "")...), ""},
	} {
		f := filled(t, "refund", first, test.more)
		b, _, ok := f.Switch()
		if ok != (test.want != "") {
			t.Errorf("%s: goes on: %t", name, ok)
		}
		if ok {
			if got := answersOf(f.Carry(b, load(t, "duplicate"))); got != test.want {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
	f := filled(t, "refund", first, second("alipay", "60"), []string{"kept", "last"})
	if claim, ok := f.Claim(); !ok || claim.String() != "60.00" { // the latest one is of 50 yuan
		t.Errorf("%s is claimed", claim)
	}
	renewal := filled(t, "refund", three, []string{"reason", "renewal"})
	b, _, _ := renewal.Switch()
	if next := renewal.Carry(b, load(t, "renewal")); next.Records(next.Template().Lists[0]) != 3 || next.Value("payments.total").String() != "56.30" {
		t.Error(answersOf(next))
	}
}

// A letter that was kept gives the same form again.
func TestRecordWithRecords(t *testing.T) {
	f := filled(t, "refund", three)
	q, _ := f.Question("payments.2.order_no")
	f.Skip(q)
	d, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: now})
	if err != nil {
		t.Fatal(err)
	}
	r := drafts.RecordOf(f, d)
	again := r.Form(f.Template(), now)
	if answersOf(again) != answersOf(f) || !slices.Equal(slices.Sorted(slices.Values(again.Skipped())), slices.Sorted(slices.Values(drafts.LeftOpen(f)))) {
		t.Errorf("%s\n%s\n%v", answersOf(f), answersOf(again), again.Skipped())
	}
}

func TestManyRecords(t *testing.T) {
	set := slices.Clone(others)
	for i := range 500 {
		set = append(set, payment(fmt.Sprintf("payments.%d.", i+1), "wechat", fmt.Sprintf("2026-10-%02d %02d:15", i/24+1, i%24), "0.01", fmt.Sprintf("4200002345202610%012d", i))...)
	}
	f := filled(t, "refund", set)
	if v, ok := f.Value("payments.total").(field.MoneyValue); !ok || v != 500 || len(drafts.Keys(f.Template(), f.Values())) != 1000 {
		t.Errorf("%v, %d keys", v, len(drafts.Keys(f.Template(), f.Values())))
	}
	if _, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: now}); err != nil {
		t.Error(err)
	}
}

// A sum that is edited in the words of a letter about several payments is told, that of one payment and the total.
func TestDriftOfPayments(t *testing.T) {
	f := filled(t, "refund", three)
	d, err := drafts.Compose(f, drafts.Envelope{}, drafts.Stamp{At: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range [][3]string{{"56.30元", "65.30元", "充值金额合计"}, {"支付宝，6.00元", "支付宝，16.00元", "第3笔 充值金额"}, {"1181234567890", "1181234567899", "第2笔 订单号"}} {
		drifts := letter.Drifts(d.Facts, d.Letter.Body, strings.ReplaceAll(d.Letter.Body, test[0], test[1]))
		if len(drifts) != 1 || drifts[0].Field == nil || drifts[0].Field.Label.ZH != test[2] {
			t.Errorf("%s: %v", test[2], drifts)
		}
	}
}
