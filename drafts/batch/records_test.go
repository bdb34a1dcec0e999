package batch_test

import (
	"testing"

	"draft/drafts"
	"draft/drafts/batch"
)

const recordsHeader = "抖音号,充值时间,充值方式,充值金额,退款原因,payments.2.recharged_at,充值记录.2.充值方式,payments.2.amount,payments.2.order_no,订单号\n"

func TestColumnsOfRecords(t *testing.T) {
	for row, want := range map[string]string{
		"dy_a,2026-11-18 20:15,微信支付,5,误充值,2026-11-18 20:16,支付宝,6,,\n": "",
		"dy_a,2026-11-18 20:15,微信支付,5,误充值,,,,,\n":                     "",
		"dy_a,2026-11-18 20:15,微信支付,5,误充值,昨天,支付宝,6,,\n":               "payments.2.recharged_at datetime.relative",
		"dy_a,2026-11-18 20:15,微信支付,5,误充值,,支付宝,6,,\n":                 "payments.2.recharged_at " + batch.CodeMissing,
	} {
		checkRow(t, recordsHeader+row, want)
	}
	number := "4200002345202611181234567890"
	e := checkRow(t, recordsHeader+"dy_a,2026-11-18 20:15,微信支付,5,误充值,2026-11-18 20:16,支付宝,6,"+number+","+number+"\n", "payments.2.order_no ")
	if c := e.Problems[0].Check; c == nil || c.Problem.Code != drafts.CodeRepeated || e.Problems[0].At.Column == 0 {
		t.Errorf("%+v", e.Problems)
	}
	table := table(t, "抖音号,充值金额,payments.1.amount\n")
	_, faults := batch.Header{Template: load(t, "refund"), Roles: roles}.Read(table.Header())
	found := false
	for _, f := range faults {
		found = found || f.Problem.Code == batch.CodeColumnTwice
	}
	if !found {
		t.Error(faults)
	}
}

func checkRow(t *testing.T, text, want string) *batch.Entry {
	t.Helper()
	var entry *batch.Entry
	if _, err := newJob(t, text).Check(t.Context(), table(t, text), func(e *batch.Entry) error { entry = e; return nil }); err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, p := range entry.Problems {
		got = p.Field + " "
		if p.Problem != nil {
			got += p.Problem.Code
		}
	}
	if got != want {
		t.Errorf("%s: %s, want %s", text, got, want)
	}
	return entry
}
