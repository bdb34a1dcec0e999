package batch_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"draft/drafts/answers"
	"draft/drafts/batch"
)

// setting returns answers as --set gives them.
func setting(pairs ...string) []answers.Answer {
	var set []answers.Answer
	for i := 0; i < len(pairs); i += 2 {
		set = append(set, answers.Answer{Name: pairs[i], Text: pairs[i+1], At: answers.Place{Source: "--set"}})
	}
	return set
}

// What flags give stands in place of what the rows say, whatever that is; a row that says something else is remarked on.
func TestGive(t *testing.T) {
	text := "抖音号,充值时间,充值方式,充值金额,备注,收件人,from,charged_at\n" +
		"dy_one,2026-11-18 20:15,wechat,50.00,一,x@douyin.com,me@example.com,\n" +
		"dy_one,2026-11-18 20:16,微信,-5,,,,\n" + // a wrong amount
		"dy_one,2026-11-18 20:17,支付宝,50,,feedback@douyin.com,\"a@example.com, b@example.com\",昨天\n" // two senders, a relative day
	j := &batch.Job{Template: load(t, "refund"), Now: now}
	t.Cleanup(func() { _ = j.Close() })
	set := setting("充值方式", "微信支付", "amount", "50", "reason", "误充值", "备注", "", "收件人", "feedback@douyin.com", "charged_at", "2026-11-18")
	if faults := j.Give(set, "other@example.com", nil); faults != nil {
		t.Fatal(faults)
	}
	var err error
	if j.TableColumns, err = (batch.Header{Template: j.Template, Roles: roles, Given: j.Given}).ReadTable(table(t, text), batch.ColumnOptions{}); err != nil {
		t.Fatal(err)
	}
	remarks := map[int]string{}
	s, err := j.Check(context.Background(), table(t, text), func(e *batch.Entry) error {
		if !e.Good() {
			t.Errorf("row %d: %v", e.Row.Number, e.Problems)
			return nil
		}
		if got := fmt.Sprintf("%v %v %v %s %v", e.Values["method"], e.Values["amount"], e.Values["remark"], e.Envelope.From.Address, e.Envelope.To); got != "微信支付 50.00 <nil> other@example.com [<feedback@douyin.com>]" {
			t.Errorf("row %d: %s", e.Row.Number, got)
		}
		for _, f := range e.Remarks {
			if f.Problem != nil {
				remarks[e.Row.Number] += fmt.Sprintf("%s %s %v=>%v @%d; ", f.Field, strings.TrimPrefix(f.Problem.Code, "batch."), f.Problem.Args["Value"], f.Problem.Args["Given"], f.At.Column)
			}
		}
		return nil
	})
	if err != nil || s.Good != 3 {
		t.Fatal(s, err)
	}
	const unused = "charged_at unused 2026-11-18=><nil> @0; " // of the row: it is asked with another reason
	for row, want := range map[int]string{
		2: "remark replaced 一=> @5; to replaced x@douyin.com=>feedback@douyin.com @6; from replaced me@example.com=>other@example.com @7; " + unused,
		3: "amount replaced -5=>50 @4; " + unused,
		4: "method replaced 支付宝=>微信支付 @3; from replaced a@example.com, b@example.com=>other@example.com @7; charged_at replaced 昨天=>2026-11-18 @8; " + unused,
	} {
		if remarks[row] != want {
			t.Errorf("row %d: %s\nwant %s", row, remarks[row], want)
		}
	}
}

// What is wrong with a flag is said once, before the table is read.
func TestGiveFaults(t *testing.T) {
	for _, test := range []struct {
		set  []answers.Answer
		from string
		to   []string
		want string
	}{
		{setting("amount", "-5"), "", nil, "--set amount money.not_positive"},
		{setting("amuont", "5"), "", nil, "--set amuont unknown_field"},
		{setting("amount", "5", "充值金额", "6"), "", nil, "--set amount given_twice"},
		{setting("recharged_at", "昨天"), "", nil, "--set recharged_at datetime.relative"}, // it would be another day in the next run
		{setting("充值金额", " "), "", nil, "--set amount empty"},
		{setting("remark", "无"), "", nil, "--set remark batch.nothing"},
		{setting("douyin_id", "抖音号：dy_one："), "", nil, "--set douyin_id batch.labelled"},
		{setting("from", "a@example.com;b@example.com"), "", nil, "--set from batch.several"},
		{setting("to", "nobody"), "", nil, "--set to email.no_at"},
		{setting("to", ""), "", nil, "--set to empty"},
		{nil, "me", []string{"a@douyin.com", "x"}, "--from from email.no_at, --to to email.no_at"},
	} {
		j := &batch.Job{Template: load(t, "refund"), Now: now}
		var got []string
		for _, f := range j.Give(test.set, test.from, test.to) {
			got = append(got, f.At.Source+" "+f.Name+" "+f.Problem.Code)
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%v: %s", test, strings.Join(got, ", "))
		}
	}
}
