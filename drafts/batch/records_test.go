package batch_test

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/answers"
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

// The columns of later records may have the labels that the program prints for them, in either language, or in another spelling.
func TestLabelsOfRecords(t *testing.T) {
	const others = ",抖音号,充值时间,充值方式,充值金额,退款原因\n"
	for name, want := range map[string]string{
		"第2笔 充值金额": "payments.2.amount", "第2笔充值金额": "payments.2.amount", "第二笔充值金额": "payments.2.amount", "第２笔：充值金额（元）": "payments.2.amount",
		"* 第 2 笔_充值金额": "payments.2.amount", "Payment 2: Amount": "payments.2.amount", "Payment 2 amount": "payments.2.amount",
		"PAYMENT 2 - order_no": "payments.2.order_no", "第十二笔 充值方式": "payments.12.method", "充值记录.2.充值金额(元)": "payments.2.amount", "第1笔 订单号": "order_no",
		"第2笔充值金颔": "batch.unknown_column 第2笔 充值金额", "Payment 2: Amuont": "batch.unknown_column payments.2.amount", "第2笔备注": "batch.unknown_column ",
		"payments.2.amuont": "batch.unknown_column payments.2.amount", "第0笔充值金额": "batch.unknown_column 充值金额", "第笔充值金额": "batch.unknown_column 充值金额",
		"第2笔": "batch.unknown_column ", "第2次充值金额": "batch.unknown_column 充值金额", "第2笔充值金额(美元)": "batch.column_note 美元", "第1笔充值金额": "batch.column_twice",
	} {
		read, err := batch.Header{Template: load(t, "refund"), Roles: roles}.ReadTable(table(t, name+others), batch.ColumnOptions{})
		got := read.Columns.Question(name)
		var faults answers.Faults
		if errors.As(err, &faults) {
			args := faults[0].Problem.Args
			got = strings.TrimSuffix(fmt.Sprint(faults[0].Problem.Code, " ", cmp.Or(args["Note"], args["Nearest"])), " <nil>")
		}
		if got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	var unknown *batch.UnknownQuestionError
	_, err := batch.Header{Template: load(t, "refund"), Roles: roles}.ReadTable(table(t, "x"+others), batch.ColumnOptions{Mapped: []string{"x=payments.2.amuont"}})
	if !errors.As(err, &unknown) || unknown.Nearest != "payments.2.amount" {
		t.Error(err)
	}
	checkRow(t, "第二笔充值时间,第2笔充值方式,Payment 2: Amount"+others+"2026-11-18 20:16,支付宝,-6,dy_a,2026-11-18 20:15,微信支付,5,误充值\n", "payments.2.amount money.not_positive")
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
