package batch_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/answers"
	"draft/drafts/attach"
	"draft/drafts/batch"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// header and row format a table of refunds in which every row is good.
const (
	header = "抖音号,充值时间,充值方式,充值金额,退款原因,订单号,情况说明,姓名,联系电话,联系邮箱,收件人\n"
	row    = "dy_a%07d,2026-11-18 20:%02d,微信支付,%d.50,误充值,42000023452026%014d,当时想查看余额，误点了充值，没有使用过。,张三,13812345678,zhangsan@example.com,feedback@douyin.com\n"
)

var roles = map[string]string{"收件人": batch.RoleTo, "to": batch.RoleTo, "from": batch.RoleFrom, "to correct": batch.RoleReason}

func load(t testing.TB, kind string) *letter.Template {
	t.Helper()
	k, _, err := templates.Load(kind, "")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func table(t testing.TB, text string) *answers.Table {
	t.Helper()
	r, err := answers.NewTable(t.Context(), "orders.csv", strings.NewReader(text), int64(len(text)), answers.TableOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// newJob returns a job for a table of refunds.
func newJob(t testing.TB, text string) *batch.Job {
	t.Helper()
	j := &batch.Job{Template: load(t, "refund"), Now: now}
	columns, faults := batch.Header{Template: j.Template, Roles: roles}.Read(table(t, text).Header())
	if faults != nil {
		t.Fatal(faults)
	}
	j.Columns = columns
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// check returns the codes of the problems of each bad row, by its number, and the numbers of the good rows.
func check(t testing.TB, j *batch.Job, text string) (problems map[int]string, good []int) {
	t.Helper()
	problems = map[int]string{}
	last := 0
	_, err := j.Check(context.Background(), table(t, text), func(e *batch.Entry) error {
		if e.Row.Number <= last {
			t.Errorf("row %d comes after %d", e.Row.Number, last)
		}
		last = e.Row.Number
		if e.Good() {
			good = append(good, e.Row.Number)
			return nil
		}
		var codes []string
		for _, f := range e.Problems {
			if f.Row != e.Row.Number || f.At.Source != "orders.csv" || f.At.Line == 0 {
				t.Errorf("row %d: a problem at %v, row %d", e.Row.Number, f.At, f.Row)
			}
			code := "check"
			if f.Problem != nil {
				code = f.Problem.Code
			}
			codes = append(codes, strings.TrimSpace(f.Field+" "+code))
		}
		problems[e.Row.Number] = strings.Join(codes, ", ")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return problems, good
}

const short = "抖音号,充值时间,充值方式,充值金额,退款原因,订单号,unused,unused_amount,evidence,from,to\n"

func TestCheck(t *testing.T) {
	text := short +
		"dy_one,2026-11-18 20:15,wechat,50,误充值,4200002345202611181234567890,,,,a@example.com,x@douyin.com;y@douyin.com\n" +
		"dy_two,昨天,wechat,-5,误充值,4200002345202611181234567891,,,,,\n" + // a relative date
		",2026-11-18,wechat,5,,4200002345202611181234567892,,,,,\n" +
		"dy_two,2026-11-18,wechat,5,订单重复,4200002345202611181234567893,,,,,\n" +
		"dy_two,2026-11-18,wechat,5,误充值,4200002345202611181234567893,part,6,,,\n" +
		"dy_other,2026-11-18,wechat,5,误充值,4200002345202611181234567890,,,,,x@douyin.com;y@douyin.com\n" + // the order of row 2
		"dy_other,2026-11-18,wechat,5,误充值,4200002345202611181234567890,,,,,z@douyin.com\n" + // another recipient
		"dy_other,2026-11-18,wechat,5,误充值,1.38E+10,,,,,\n" +
		"dy_other,2026-11-18,wechat,5,误充值,,,,a.png,a@example.com;b@example.com,nobody\n" +
		"dy_other,2026-11-18,wechat,5,误充值\n" +
		"dy_two,2026-11-18 20:20,wechat,5,误充值,,,,,,\n" +
		"dy_two,2026-11-18 20:20,wechat,5.00,误充值,,,,,,\n"
	j := newJob(t, text)
	folder, err := attach.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close() //nolint:errcheck // a test
	j.Evidence = folder
	problems, good := check(t, j, text)
	for number, want := range map[int]string{
		3: "recharged_at datetime.relative, amount money.not_positive", 4: "reason batch.missing, douyin_id batch.missing",
		5: "reason batch.becomes", 6: "unused_amount check", 7: "batch.duplicate", 8: "batch.duplicate", 9: "order_no table.exponent",
		10: "from batch.several, to email.no_at, evidence file.missing", 11: "table.ragged", 13: "batch.duplicate",
	} {
		if problems[number] != want {
			t.Errorf("row %d: %q, want %q", number, problems[number], want)
		}
	}
	if !slices.Equal(good, []int{2, 12}) {
		t.Errorf("good are %v", good)
	}
}

// A word for "none" and a label are refused, because they must not be in a letter.
func TestNoAnswer(t *testing.T) {
	text := "抖音号,充值时间,充值方式,充值金额,退款原因,订单号,使用情况,姓名,情况说明\n"
	for _, row := range []string{
		"dy_one,,,没有,不知道", "dy_one,,,,没了", "dy_one,,,姓名：无,", "dy_one,无单号,没有,,", "dy_one,暂无,无,,", // 2 to 6
		"无,,,,", "抖音号：,,,,", "抖音号：-,,,,", "昵称：小明 抖音号：dy_one,,,,", "抖音号：dy_one 昵称：小明,,,,", // to 11
		"ID:dy_one,,,,", "抖音号 dy_two,,全部未使用,无名,没有用过",
	} {
		id, rest, _ := strings.Cut(row, ",")
		text += id + ",2026-11-18 20:15,wechat,50,误充值," + rest + "\n"
	}
	problems, good := check(t, newJob(t, text), text)
	for number, want := range map[int]string{
		2: "description batch.nothing, name batch.nothing", 3: "description batch.nothing", 4: "name batch.nothing",
		5: "order_no batch.nothing, unused batch.nothing", 6: "order_no batch.nothing, unused batch.nothing",
		7: "douyin_id batch.missing", 8: "douyin_id batch.missing", 9: "douyin_id batch.missing",
		10: "douyin_id batch.labelled", 11: "douyin_id batch.labelled",
	} {
		if got := problems[number]; got != want {
			t.Errorf("row %d: %q, want %q", number, got, want)
		}
	}
	if !slices.Equal(good, []int{12, 13}) {
		t.Errorf("good are %v", good)
	}
}

// Rows that sum up others, footers, repeated headers and rows without anything that every letter needs are no rows of the table. A row that
// is half filled is one. A Douyin ID may be the word for a total.
func TestRowsThatAreNone(t *testing.T) {
	text := "抖音号,充值时间,充值方式,充值金额,退款原因,订单号\n" +
		"dy_one,2026-11-18 20:15,wechat,50,误充值,\n" +
		"合 计：,,,50,,\n" + "小计,,50\n" + ",Total,,x,,\n" + "总计,1,2,3,4,5,6\n" + // 3 to 6
		"total,2026-11-18 20:16,wechat,50,误充值,\n" + "total,2026-11-18 20:16,wechat,-5,误充值,\n" + "dy_two,合计,,50,,\n" +
		"\"共 3 笔，合计 150 元\"\n" + "制表人：张三,,审核人：李四,,,\n" + ",,,,,4200002345202611181234567890\n" + // 10 to 12
		"抖音号,充值时间,充值方式,充值金额,退款原因,订单号\n" + "dy_three,,,,,\n" + ",,,50,,\n" + // 13 to 15
		"甲,2026-11-18x,微信x,50x,手滑,\n"
	j := newJob(t, text)
	problems, good := check(t, j, text)
	for number, want := range map[int]string{
		3: "", 4: "", 5: "", 6: "", 8: "amount money.not_positive",
		9:  "recharged_at datetime.unreadable, method batch.missing, reason batch.missing",
		10: "", 11: "", 12: "", 13: "", 14: "recharged_at batch.missing, method batch.missing, amount batch.missing, reason batch.missing",
		15: "douyin_id batch.missing, recharged_at batch.missing, method batch.missing, reason batch.missing",
	} {
		if got := sorted(problems[number]); got != sorted(want) {
			t.Errorf("row %d: %q, want %q", number, got, want)
		}
	}
	if problems[16] == "" { // all of it is wrong, but it is filled
		t.Error("row 16 has no problems")
	}
	if !slices.Equal(good, []int{2, 7}) {
		t.Errorf("good are %v", good)
	}
	s, err := j.Check(t.Context(), table(t, text), func(e *batch.Entry) error {
		if e.NoRow {
			t.Errorf("row %d is visited", e.Row.Number)
		}
		return nil
	})
	if err != nil || s.NoRowCount != 8 || !slices.Equal(s.NoRows, []int{3, 4, 5, 6, 10, 11, 12, 13}) || s.NoRowText != "合 计：" || s.Bad != 5 {
		t.Errorf("%v: %d %v %q, %d bad", err, s.NoRowCount, s.NoRows, s.NoRowText, s.Bad)
	}
}

// sorted returns a list in one order.
func sorted(list string) string {
	parts := strings.Split(list, ", ")
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// Words that programs write where there is no value are no answers, nor is a 0 where none can be 0. A number keeps its digits without .0.
func TestMachineWords(t *testing.T) {
	const header = "抖音号,充值时间,充值方式,充值金额,退款原因,订单号,姓名,联系电话,收件人,情况说明\n"
	for _, word := range []string{"NULL", "None", "undefined", "unknown", `\N`, "nan", "NaN", "N/A", "<NA>", "-", "－", "(null)", "0", "0.0", "０"} {
		text := header + "dy_one,2026-11-18 20:15,wechat,50,误充值," + word + "," + word + "," + word + "," + word + "," + word + "\n"
		j := newJob(t, text)
		s, err := j.Check(t.Context(), table(t, text), func(e *batch.Entry) error {
			for _, name := range []string{"order_no", "name", "phone", "description"} {
				if e.Values[name] != nil {
					t.Errorf("%s is an answer to %s", word, name)
				}
			}
			return nil
		})
		if err != nil || s.Good != 1 || s.NoRecipient != 1 || s.RemarkKinds.Kind("name batch.machine") == nil {
			t.Errorf("%s: %v, %+v", word, err, s.Problems)
		}
		text = header + word + ",2026-11-18 20:15,wechat,50,误充值,,,,,\n"
		if problems, _ := check(t, newJob(t, text), text); problems[2] != "douyin_id batch.missing" {
			t.Errorf("%s as an ID: %q", word, problems[2])
		}
	}
	for text, want := range map[string]string{
		"123456789.0": "123456789", "123456789012345.00": "123456789012345", "1234567890123456.0": "", "dy.0": "dy.0", "1.5": "1.5", "Nan0": "Nan0",
	} {
		table1 := header + text + ",2026-11-18 20:15,wechat,50,误充值,,Nan,13800001234.0,,\n"
		j := newJob(t, table1)
		_, err := j.Check(t.Context(), table(t, table1), func(e *batch.Entry) error {
			switch {
			case want == "" && !e.HasProblem(batch.CodeInexact), want != "" && !e.Good():
				t.Errorf("%s: %v", text, e.Problems)
			case want != "" && (e.Values["douyin_id"].Answer() != want || e.Values["name"].Answer() != "Nan" || e.Values["phone"].Answer() != "13800001234"):
				t.Errorf("%s: %v", text, e.Values)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	text := strings.Replace(header, "情况说明", "使用情况", 1) + "dy_one,2026-11-18 20:15,wechat,0,误充值,,,,,0\n" // an amount and a choice may be 0, or not be known
	if problems, _ := check(t, newJob(t, text), text); problems[2] != "amount money.not_positive, unused choice.unknown" {
		t.Errorf("%q", problems[2])
	}
}

// TRUE, as a spreadsheet writes it, is an answer only to a yes/no question.
func TestTruthValues(t *testing.T) {
	text := "douyin_id,bill_cleared,instalment_cleared,undisputed,reason\ndy_one,TRUE,TRUE,TRUE,unused\nTRUE,TRUE,FALSE,TRUE,unused\n"
	j := &batch.Job{Template: load(t, "closure"), Now: now}
	columns, faults := batch.Header{Template: j.Template, Roles: roles}.Read(table(t, text).Header())
	if faults != nil {
		t.Fatal(faults)
	}
	j.Columns = columns
	t.Cleanup(func() { _ = j.Close() })
	problems, good := check(t, j, text)
	if !slices.Equal(good, []int{2}) || !strings.HasPrefix(problems[3], "douyin_id table.boolean") || strings.Count(problems[3], "table.boolean") != 1 {
		t.Errorf("%v, good %v", problems, good)
	}
}

// A recipient that cannot be parsed is not reported as missing, too, whatever the header of its column.
func TestUnreadableRecipient(t *testing.T) {
	for _, cell := range []string{"nobody", ";", "；，"} {
		text := header + strings.Replace(fmt.Sprintf(row, 1, 1, 5, 1), "feedback@douyin.com", cell, 1)
		j := newJob(t, text)
		j.RequireAddresses = true
		if problems, _ := check(t, j, text); problems[2] != "to email.no_at" {
			t.Errorf("%q: %v", cell, problems)
		}
	}
}

// The column of a corrected table that says what was wrong is not read.
func TestReasonIsIgnored(t *testing.T) {
	text := "to correct," + header + "no such thing," + fmt.Sprintf(row, 1, 1, 5, 1)
	if problems, good := check(t, newJob(t, text), text); len(good) != 1 {
		t.Error(problems)
	}
}

func TestReadHeader(t *testing.T) {
	k := load(t, "refund")
	for text, want := range map[string][]string{
		header: nil,
		"douyin_id,recharged_at,method,amount,reason,抖音号\n":       {"batch.column_twice"},
		"douyin_id,recharged_at,method,amount,reason,Amuont,to\n": {"batch.unknown_column"},
		"序号,douyin_id,recharged_at,method,amount,reason,部门\n":     {"batch.unknown_column"},
		"douyin_id,recharged_at,收件人,to,amount,reason\n":           {"batch.column_twice", "batch.no_column"},
	} {
		_, faults := batch.Header{Template: k, Roles: roles, Ignore: []string{"序号"}}.Read(table(t, text).Header())
		var codes []string
		for _, f := range faults {
			codes = append(codes, f.Problem.Code)
		}
		if !slices.Equal(codes, want) {
			t.Errorf("%q: %q, want %q", text, codes, want)
		}
	}
}

// Two rows are about the same payment if they share an order number, or the time and the amount unless both have order numbers. Check and
// Write agree about that.
func TestSharedKeys(t *testing.T) {
	const one, two, three = "4200002345202611181234567890", "4200002345202611181234567891", "4200002345202611181234567892"
	line := func(account, minute, number string) string {
		return fmt.Sprintf("%s,2026-11-18 20:%s,wechat,5,误充值,%s,,,,,\n", account, minute, number)
	}
	for name, c := range map[string]struct {
		rows []string
		bad  map[int]string // the earlier row, and what is the same
	}{
		"a number was added":      {[]string{line("dy_one", "15", ""), line("dy_one", "15", one)}, map[int]string{3: "2 payment"}},
		"a number was dropped":    {[]string{line("dy_one", "15", one), line("dy_one", "15", "")}, map[int]string{3: "2 payment"}},
		"no numbers":              {[]string{line("dy_one", "15", ""), line("dy_one", "15", "")}, map[int]string{3: "2 payment"}},
		"two orders":              {[]string{line("dy_one", "15", one), line("dy_one", "15", two), line("dy_one", "15", three)}, nil},
		"one order":               {[]string{line("dy_one", "15", one), line("dy_one", "15", two), line("dy_one", "16", one)}, map[int]string{4: "2 order"}},
		"another account":         {[]string{line("dy_one", "15", one), line("dy_two", "15", "")}, nil},
		"two orders and a third":  {[]string{line("dy_one", "15", one), line("dy_one", "15", two), line("dy_one", "15", "")}, map[int]string{4: "2 payment"}},
		"another time":            {[]string{line("dy_one", "15", ""), line("dy_one", "16", one), line("dy_one", "17", "")}, nil},
		"the order of an account": {[]string{line("dy_one", "15", one), line("dy_two", "15", one)}, map[int]string{3: "2 order"}},
	} {
		text := short + strings.Join(c.rows, "")
		j := newJob(t, text)
		got := map[int]string{}
		_, err := j.Check(t.Context(), table(t, text), func(e *batch.Entry) error {
			for _, f := range e.Problems {
				same := "order"
				if f.Problem.Args["Payment"] == true {
					same = "payment"
				}
				got[e.Row.Number] = fmt.Sprint(f.Problem.Args["First"], " ", same)
			}
			return nil
		})
		if err != nil || !maps.Equal(got, c.bad) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.bad)
		}
		j.Name = batch.DefaultPattern(j.Template)
		sink, _ := folder(t)
		rows, results, err := write(t.Context(), t, j, text, sink)
		if err != nil || len(rows) != len(c.rows) {
			t.Errorf("%s: %v, %v", name, rows, err)
		}
		for i, row := range rows {
			if _, bad := c.bad[row]; bad != (results[i] == batch.CodeDuplicate) {
				t.Errorf("%s: row %d is written as %s", name, row, results[i])
			}
		}
	}
}

// Rows outside of Rows are not visited, but a duplicate of one of them is found.
func TestRows(t *testing.T) {
	text := header + fmt.Sprintf(row, 1, 1, 5, 1) + fmt.Sprintf(row, 1, 1, 5, 2) + fmt.Sprintf(row, 1, 1, 5, 1) + ",,,,,,,,,,\n" + "x" + strings.Repeat(",", 10) + "\n"
	j := newJob(t, text)
	j.Rows = batch.Range{From: 3, To: 4}
	problems, good := check(t, j, text)
	if !slices.Equal(good, []int{3}) || problems[4] != "batch.duplicate" || len(problems) != 1 {
		t.Errorf("%v, good %v", problems, good)
	}
}

func TestRemarks(t *testing.T) {
	text := short + "dy_one,2026-11-18 20:15,wechat,5000,误充值,4200000000000000000000000000,,,,,\n"
	j := newJob(t, text)
	var codes []string
	if _, err := j.Check(context.Background(), table(t, text), func(e *batch.Entry) error {
		for _, f := range e.Remarks {
			if f.Check != nil {
				codes = append(codes, f.Field+" "+string(f.Check.Level))
			} else {
				codes = append(codes, f.Field+" "+f.Problem.Code)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"order_no number.zeros", "amount note"}; !slices.Equal(codes, want) {
		t.Errorf("%q, want %q", codes, want)
	}
}
