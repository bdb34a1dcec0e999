package drafts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// refund is a full set of answers, including those that belong to one reason.
var refund = []string{
	"recharged_at", "2026-11-18 20:15", "method", "wechat", "amount", "50", "reason", "not_credited", "charged_at", "2026-11-18 20:16",
	"order_no", "4200002345202611181234567890", "recharged_by", "self", "douyin_id", "dy_example88",
	"description", "当时想查看余额，页面跳转后误点了充值。", "evidence", "支付凭证.png", "name", "张三", "phone", "13812345678",
	"email", "zhangsan@example.com", "remark", "工作日白天方便接听电话。",
}

func load(t testing.TB, kind string) *letter.Template {
	t.Helper()
	k, _, err := templates.Load(kind, "")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// given returns a set of pairs of name and text, each on its own line of a file.
func given(pairs ...string) []answers.Answer {
	var set []answers.Answer
	for i := 0; i < len(pairs); i += 2 {
		set = append(set, answers.Answer{Name: pairs[i], Text: pairs[i+1], At: answers.Place{Source: "a.yaml", Line: i/2 + 1, Column: 1}})
	}
	return set
}

// filled returns a form filled with sets that must have no faults.
func filled(t testing.TB, kind string, sets ...[]string) *drafts.Form {
	t.Helper()
	f := drafts.NewForm(load(t, kind), field.Reading{Now: now})
	for _, set := range sets {
		if faults := f.Fill(given(set...)); faults != nil {
			t.Fatal(faults)
		}
	}
	return f
}

func names(fields []letter.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Name)
	}
	return out
}

// counting returns the active answers of a form as name=answer.
func counting(f *drafts.Form) []string {
	var out []string
	values := f.Values()
	for _, q := range f.Template().Fields {
		if v := values[q.Name]; v != nil {
			out = append(out, q.Name+"="+v.Answer())
		}
	}
	return out
}

func wants(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestFill(t *testing.T) {
	tests := []struct {
		name string
		sets [][]string
		want []string
	}{
		{"names", [][]string{{"amount", "50", "method", "wechat"}}, []string{"method=wechat", "amount=50.00"}},
		{"Chinese labels", [][]string{{"充值金额", "50元", "充值方式", "微信支付"}}, []string{"method=wechat", "amount=50.00"}},
		{"English labels", [][]string{{"Amount", "50", "payment METHOD", "WeChat Pay"}}, []string{"method=wechat", "amount=50.00"}},
		{"full-width and spaces", [][]string{{" Ａmount ", "５０"}}, []string{"amount=50.00"}},
		{"blank is not given", [][]string{{"amount", " \n", "method", ""}}, nil},
		{"a later set overrides", [][]string{{"amount", "50", "method", "wechat"}, {"充值金额", "60"}}, []string{"method=wechat", "amount=60.00"}},
		{"a later blank takes back", [][]string{{"amount", "50"}, {"amount", ""}}, nil},
		{"any order", [][]string{{"reason_detail", "选错", "reason", "other"}}, []string{"reason=other", "reason_detail=选错"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wants(t, "the answers", counting(filled(t, "refund", test.sets...)), test.want...)
		})
	}
}

// TestFillFaults checks that every fault of a set is found, with its place, and that the other answers are set.
func TestFillFaults(t *testing.T) {
	f := filled(t, "refund", []string{"amount", "50"})
	faults := f.Fill(given("ammount", "1", "amount", "-5", "充值金额", "6", "Amount", "7", "zzzz", "1", "method", "cash", "reason", "mistake", "充值时问", "x", "a\x1b[2J", "x"))
	var got []string
	for _, fault := range faults {
		line := fmt.Sprintf("%d %q %s", fault.At.Line, fault.Name, fault.Problem.Code)
		for _, arg := range []string{"Nearest", "First"} {
			if v, ok := fault.Problem.Args[arg]; ok {
				line += fmt.Sprintf(" %s=%v", arg, v)
			}
		}
		got = append(got, line)
		if strings.Contains(fmt.Sprint(fault.Problem.Args["Value"]), "\x1b") {
			t.Errorf("%v steers the terminal", fault.Problem.Args)
		}
	}
	wants(t, "the faults", got,
		`1 "ammount" unknown_field Nearest=amount`,
		`2 "amount" money.not_positive`,
		`3 "amount" given_twice First=a.yaml:2`,
		`4 "amount" given_twice First=a.yaml:2`,
		`5 "zzzz" unknown_field Nearest=`,
		`6 "method" choice.unknown Nearest=`,
		`8 "充值时问" unknown_field Nearest=充值时间`,
		`9 "a\x1b[2J" unknown_field Nearest=`,
	)
	wants(t, "the answers", counting(f), "amount=50.00", "reason=mistake")
	if !strings.Contains(faults.Error(), "a.yaml:2: amount: money.not_positive") {
		t.Errorf("the faults read %q", faults)
	}
}

// TestGivenTwiceBlank checks that two answers to a question are a fault even if one is blank.
func TestGivenTwiceBlank(t *testing.T) {
	f := filled(t, "refund")
	faults := f.Fill(given("amount", "", "充值金额", "5"))
	if len(faults) != 1 || faults[0].Problem.Code != drafts.CodeGivenTwice || faults[0].Name != "amount" {
		t.Errorf("got %v", faults)
	}
}

// TestChangedMind checks that a changed answer makes others inactive, and that they become active if it changes back.
func TestChangedMind(t *testing.T) {
	f := filled(t, "refund", []string{"reason", "other", "reason_detail", "选错", "unused", "part", "unused_amount", "5"})
	wants(t, "unused at first", names(f.Unused()))
	answer(t, f, "reason", "mistake")
	answer(t, f, "unused", "all")
	wants(t, "unused after the change", names(f.Unused()), "reason_detail", "unused_amount")
	wants(t, "the answers", counting(f), "reason=mistake", "unused=all")
	answer(t, f, "reason", "其他原因")
	wants(t, "unused after one change back", names(f.Unused()), "unused_amount")
	wants(t, "the answers", counting(f), "reason=other", "reason_detail=选错", "unused=all")
}

func answer(t *testing.T, f *drafts.Form, name, text string) {
	t.Helper()
	q, ok := f.Question(name)
	if !ok {
		t.Fatalf("no question %s", name)
	}
	if p := f.Answer(q, text); p != nil {
		t.Fatal(p)
	}
}

// TestRefusedAnswer checks that a refused answer does not change the form, nor what was skipped.
func TestRefusedAnswer(t *testing.T) {
	f := filled(t, "refund", []string{"amount", "50"})
	q, _ := f.Question("amount")
	if p := f.Answer(q, "much"); p == nil || p.Code != "money.unreadable" {
		t.Errorf("the problem is %v", p)
	}
	wants(t, "the answers", counting(f), "amount=50.00")
	order, _ := f.Question("order_no")
	f.Skip(order)
	if p := f.Answer(order, "号码"); p == nil {
		t.Error("a wrong number was taken")
	}
	if slices.Contains(names(f.Open()), "order_no") {
		t.Error("a skipped question is open again after a wrong answer")
	}
}

func TestSkip(t *testing.T) {
	f := filled(t, "refund", []string{"order_no", "4200002345202611181234567890"})
	order, _ := f.Question("order_no")
	f.Skip(order)
	wants(t, "the answers", counting(f))
	if slices.Contains(names(f.Open()), "order_no") || !slices.Contains(names(f.Asked()), "order_no") {
		t.Error("a skipped question is asked, and not open")
	}
	answer(t, f, "order_no", "4200002345202611181234567890")
	wants(t, "answered after all", counting(f), "order_no=4200002345202611181234567890")
	f.Skip(order)
	reason, _ := f.Question("reason")
	f.Skip(reason)
	if !slices.Contains(names(f.Missing()), "reason") {
		t.Error("a question that a letter cannot do without is not missing once it is skipped")
	}
}

// TestReopen checks that a reopened question is asked again, even if it was skipped.
func TestReopen(t *testing.T) {
	f := filled(t, "refund", []string{"amount", "50"})
	amount, _ := f.Question("amount")
	order, _ := f.Question("order_no")
	f.Skip(order)
	f.Reopen(amount)
	f.Reopen(order)
	if open := names(f.Open()); counting(f) != nil || !slices.Contains(open, "amount") || !slices.Contains(open, "order_no") {
		t.Errorf("open are %q with %q", open, counting(f))
	}
}

// TestOpenAndMissing checks that both are in the order of the questions.
func TestOpenAndMissing(t *testing.T) {
	f := filled(t, "closure")
	wants(t, "missing at first", names(f.Missing()), "bill_cleared", "instalment_cleared", "undisputed", "reason", "douyin_id")
	wants(t, "open at first", names(f.Open()), "bill_cleared", "instalment_cleared", "undisputed", "pending", "opened_by", "reason",
		"douyin_id", "douyin_uid", "description", "evidence", "name", "phone", "email", "remark")
	f = filled(t, "closure", []string{"reason", "other", "email", "a@example.com", "undisputed", "是"})
	wants(t, "missing", names(f.Missing()), "bill_cleared", "instalment_cleared", "reason_detail", "douyin_id")
	wants(t, "open", names(f.Open()), "bill_cleared", "instalment_cleared", "pending", "opened_by", "reason_detail", "douyin_id", "douyin_uid", "description",
		"evidence", "name", "phone", "remark")
	wants(t, "asked", names(f.Asked()), "bill_cleared", "instalment_cleared", "undisputed", "pending", "opened_by", "reason", "reason_detail",
		"douyin_id", "douyin_uid", "description", "evidence", "name", "phone", "email", "remark")
	answer(t, f, "reason", "leaving")
	if slices.Contains(names(f.Asked()), "reason_detail") {
		t.Error("the detail is asked without its reason")
	}
}

// TestAnswersWithTheirLabel checks that a label copied with an answer is removed.
func TestAnswersWithTheirLabel(t *testing.T) {
	f := drafts.NewForm(load(t, "refund"), field.Reading{Now: now})
	for _, c := range []struct{ name, text, want string }{
		{"douyin_id", "抖音号：dy_lab", "dy_lab"},
		{"douyin_id", " Douyin ID : dy_lab", "dy_lab"},
		{"douyin_id", "抖音号:：dy_lab", "dy_lab"},
		{"douyin_id", "昵称：dy_lab", "昵称：dy_lab"},
		{"douyin_id", "抖音号 dy_lab", "dy_lab"},
		{"douyin_id", "抖音号\u3000dy_lab", "dy_lab"},
		{"douyin_id", "douyin id dy_lab", "dy_lab"},
		{"douyin_id", "ID:dy_lab", "dy_lab"},
		{"douyin_id", "id ：dy_lab", "dy_lab"},
		{"douyin_id", "ID dy_lab", "ID dy_lab"},
		{"name", "Name Li", "Name Li"},
		{"name", "姓名 小明", "小明"},
		{"douyin_id", "抖音号dy", "抖音号dy"},
		{"order_no", "订单号：4200002345202611181234567891", "4200002345202611181234567891"},
		{"order_no", "order number: 4200002345202611181234567891", "4200002345202611181234567891"},
		{"description", "What happened is that 误点了", "What happened is that 误点了"},
		{"description", "情况说明：误点了。\n抖音号：dy_lab", "误点了。\n抖音号：dy_lab"},
	} {
		q, _ := f.Question(c.name)
		v, problem := f.Read(q, c.text)
		if problem != nil || v.Answer() != c.want {
			t.Errorf("%s: %v %v, want %s", c.text, v, problem, c.want)
		}
	}
	faults := f.Fill([]answers.Answer{{Name: "douyin_id", Text: "dy_lab"}, {Name: "name", Text: " 姓名： "}})
	faults = append(faults, f.Fill([]answers.Answer{{Name: "douyin_id", Text: "抖音号："}})...)
	if given := f.Given(); len(faults) > 0 || len(given) > 0 {
		t.Errorf("a label alone is an answer: %v %v", given, faults)
	}
}

// The way to try before a letter is known when the questions that decide it are answered or skipped. A way of these answers is told
// there, so none is.
func TestFirstStop(t *testing.T) {
	for _, c := range []struct {
		kind    string
		answers []string
		skip    string
		want    string
	}{
		{"closure", nil, "", "app-monthly-pay"},
		{"refund", nil, "", ""},
		{"refund", []string{"recharged_by", "self"}, "", ""},
		{"refund", []string{"recharged_by", "self", "method", "wechat"}, "", "app-order"},
		{"refund", []string{"method", "wechat"}, "recharged_by", "app-order"},
		{"refund", []string{"recharged_by", "minor", "method", "wechat"}, "", ""},
		{"refund", []string{"recharged_by", "self", "method", "app_store"}, "", ""},
		{"duplicate", []string{"method", "alipay"}, "", "app-order"},
	} {
		f := filled(t, c.kind, c.answers)
		if c.skip != "" {
			q, _ := f.Question(c.skip)
			f.Skip(q)
		}
		if got, ok := f.FirstStop(); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %v: %q, %v", c.kind, c.answers, got, ok)
		}
	}
}
