package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/batch"
	"draft/drafts/eml"
	"draft/drafts/field"
)

const groupHeader = "家庭,抖音号,充值时间,充值方式,充值金额,退款原因,订单号,姓名,收件人,状态\n"

// payment returns a row of a group. n makes its time and its order number.
func payment(group, account string, n int, rest string) string {
	return fmt.Sprintf("%s,%s,2026-11-18 20:%02d,微信支付,%d,%s", group, account, n, 5+n, strings.Replace(rest, "#", fmt.Sprintf("420000234520261118%010d", n), 1))
}

// checkGroups returns a line for each letter of a table: its rows and its problems, with their rows and questions.
func checkGroups(t *testing.T, j *batch.Job, text string) (lines []string, s *batch.Summary, err error) {
	t.Helper()
	s, err = j.Check(t.Context(), table(t, text), func(e *batch.Entry) error {
		line := fmt.Sprint(e.Row.Number)
		if last := e.LastRow(); last != e.Row.Number {
			line += fmt.Sprint("-", last)
		}
		for _, p := range e.Problems {
			code := "check"
			if p.Problem != nil {
				code = p.Problem.Code
			} else if p.Check.Problem != nil {
				code = p.Check.Problem.Code
			}
			if p.At.Line != p.Row {
				t.Errorf("row %d is at line %d", p.Row, p.At.Line)
			}
			line += fmt.Sprintf(" %d:%s %s", p.Row, p.Field, code)
		}
		lines = append(lines, line)
		return nil
	})
	return lines, s, err
}

// grouped returns a job that groups the rows of a table by a column.
func grouped(t *testing.T, text, column string) *batch.Job {
	t.Helper()
	o := batch.ColumnOptions{GroupBy: column, Ignore: []string{"状态"}}
	if column != "家庭" {
		o.Ignore = append(o.Ignore, "家庭")
	}
	j, err := choosing(t, text, o)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

const (
	whole = "误充值,#,张三,feedback@douyin.com,\n"
	blank = ",#,,,\n"
)

func TestGroups(t *testing.T) {
	text := groupHeader + payment("张家", "dy_a", 1, whole) + payment(" 张家 ", "dy_a", 2, whole) + payment("张家", "", 3, blank) + // 2-4
		payment("", "dy_b", 4, whole) + payment("", "dy_b", 5, whole) + payment("NULL", "dy_b", 6, whole) + payment("nan", "dy_b", 7, whole) + payment("无", "dy_b", 11, whole) + payment("无", "dy_b", 12, whole) + // 5 to 10
		payment("Li", "", 8, ",#,,x@douyin.com,\n") + payment("LI", "dy_c", 9, "mistake,#,李四,,\n") + payment("li", "dy_c", 10, "误充值,#,李四,X@douyin.com,\n") // 11-13
	for _, column := range []string{"家庭", "抖音号", "douyin_id", "Douyin ID"} {
		j := grouped(t, text, column)
		lines, s, err := checkGroups(t, j, text)
		want := "2-4|5|6|7|8|9|10|11-13"
		if column != "家庭" { // row 4 has no account then, and row 11
			want = "2-3|4 4:reason batch.missing 4:douyin_id batch.missing|5-10|11 11:reason batch.missing 11:douyin_id batch.missing|12-13"
		}
		if got := strings.Join(lines, "|"); got != want || err != nil || s.Rows != 12 || s.Good+s.Bad != len(lines) || column == "家庭" && fmt.Sprint(s.Ungrouped, s.UngroupedRows) != "6 [5 6 7 8 9 10]" {
			t.Errorf("by %s: %s, %v; %d rows", column, got, err, s.Rows)
		}
	}
	var unknown *batch.UnknownColumnError
	if _, err := choosing(t, text, batch.ColumnOptions{GroupBy: "客户"}); !errors.As(err, &unknown) || unknown.Flag != batch.FlagGroupBy {
		t.Error(err)
	}
	if _, err := (batch.Header{Template: load(t, "closure"), Roles: roles}).ReadTable(table(t, text), batch.ColumnOptions{GroupBy: "家庭"}); !errors.Is(err, batch.ErrNoList) {
		t.Error(err)
	}
}

// What is wrong with a group is told at its row, under the question of its record. Problems in one group do not concern others.
func TestProblemsInGroups(t *testing.T) {
	a := payment("张家", "dy_a", 1, whole)
	for rows, want := range map[string]string{
		a + payment("张家", "dy_b", 2, "后悔了,#,张三,x@douyin.com,\n"):                           "2-3 3:douyin_id batch.differs 3:reason batch.differs 3:to batch.differs",
		a + payment("张家", "", 2, blank) + payment("张家", "", 3, ",#,李四,,\n"):                "2-4 4:name batch.differs",
		a + "张家,,昨天,微信支付,-5,,,,,\n" + "张家,,,,,,,,,x\n":                                     "2-4 3:payments.2.recharged_at datetime.relative 3:payments.2.amount money.not_positive 4:payments.3.method batch.missing 4:payments.3.recharged_at batch.missing 4:payments.3.amount batch.missing",
		a + strings.Replace(payment("张家", "", 2, blank), "0000000002", "0000000001", 1):    "2-3 3:payments.2.order_no list.repeated",
		a + payment("李家", "dy_b", 2, whole) + payment("李家", "dy_b", 1, blank):              "2|3-4 4: batch.duplicate",
		a + payment("张家", "", 2, blank) + payment("李家", "dy_b", 2, whole):                  "2-3|4 4: batch.duplicate",
		a + "张家,,2026-11-18 20:09,微信支付,5,,1.38E+10,,,\n":                                   "2-3 3:payments.2.order_no table.exponent",
		payment("张家", "dy_a", 2, "误充值,#,NULL,,\n") + a:                                     "2-3",
		a + "张家,,2026-11-18 20:09,微信支付,5,NULL,,,,\n":                                       "2-3",
		a + "张家,,2026-11-18 20:09,微信支付\n" + payment("李家", "dy_b", 2, whole):                "2-3 3: table.ragged|4",
		payment("", "dy_a", 1, whole) + "合计,,,,100,,,,,\n" + payment("", "dy_a", 2, whole): "2|4",
	} {
		text := groupHeader + rows
		lines, _, err := checkGroups(t, grouped(t, text, "家庭"), text)
		if got := strings.Join(lines, "|"); got != want || err != nil {
			t.Errorf("%s%s, want %s, %v", rows, got, want, err)
		}
	}
}

// Rows of one group that stand apart end the check, with both places, whether or not all of them are wanted.
func TestGroupsApart(t *testing.T) {
	a, b := payment("张家", "dy_a", 1, whole), payment("李家", "dy_b", 2, whole)
	text := groupHeader + a + b + payment("张家", "dy_a", 3, whole) + payment("李家", "dy_b", 4, whole) + payment("王家", "dy_c", 5, whole)
	j := grouped(t, text, "家庭")
	for rows, want := range map[batch.Range]string{
		{}: "[4→2 5→3]", {From: 2, To: 2}: "[4→2]", {From: 5}: "[5→3]", {From: 6, To: 6}: "[]",
	} {
		j.Rows = rows
		_, _, err := checkGroups(t, j, text)
		var faults answers.Faults
		errors.As(err, &faults)
		got := []string{}
		for _, f := range faults {
			got = append(got, fmt.Sprintf("%d→%d", f.At.Line, f.Problem.Args["First"]))
			if f.Problem.Code != batch.CodeGroupApart || f.Problem.Args["Column"] != "家庭" {
				t.Errorf("%+v", f)
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("rows %v: %s, want %s", rows, got, want)
		}
	}
	text = groupHeader
	for i := range 60 {
		text += payment([]string{"张家", "李家"}[i%2], "dy_a", i%50, whole)
	}
	var faults answers.Faults
	if _, _, err := checkGroups(t, grouped(t, text, "家庭"), text); !errors.As(err, &faults) || len(faults) != 20 {
		t.Errorf("%d places, %v", len(faults), err)
	}
}

// Rows that a condition leaves out neither belong to a letter nor separate its rows. A range of rows must have whole letters.
func TestChosenGroups(t *testing.T) {
	text := groupHeader + payment("张家", "dy_a", 1, "误充值,#,,,待退\n") + payment("李家", "dy_b", 2, "误充值,#,,,已退\n") + payment("张家", "dy_a", 3, "误充值,#,,,已退\n") +
		payment("张家", "dy_a", 4, "误充值,#,,,待退\n") + payment("王家", "dy_c", 5, "误充值,#,,,待退\n") // 2 and 5, 6
	j, err := choosing(t, text, batch.ColumnOptions{GroupBy: "家庭", Where: []string{"状态=待退"}})
	if err != nil {
		t.Fatal(err)
	}
	for rows, want := range map[batch.Range]string{
		{}: "2-5|6", {From: 6}: "6", {To: 5}: "2-5", {From: 3}: "rows 2 to 5 are one letter", {To: 4}: "rows 2 to 5 are one letter",
		{From: 3, To: 4}: "rows 2 to 5 are one letter", {From: 1, To: 100}: "2-5|6",
	} {
		j.Rows = rows
		lines, _, err := checkGroups(t, j, text)
		got := strings.Join(lines, "|")
		if cut := (*batch.CutGroupError)(nil); errors.As(err, &cut) {
			got = cut.Error()
		}
		if got != want {
			t.Errorf("rows %v: %s, want %s", rows, got, want)
		}
	}
}

// A group with more rows than a letter may have payments is not kept whole, and is no letter; others are written.
func TestTooManyInGroup(t *testing.T) {
	var b strings.Builder
	b.WriteString(groupHeader)
	for i := range 700 {
		fmt.Fprintf(&b, "张家,dy_a,2026-11-18 20:15,微信支付,5,误充值,420000234520261118%010d,,,\n", i)
	}
	b.WriteString(payment("李家", "dy_b", 1, "误充值,,,,\n"))
	text := b.String()
	j := grouped(t, text, "家庭")
	s, err := j.Check(t.Context(), table(t, text), func(e *batch.Entry) error {
		if e.Good() != (e.Row.Number == 702) || len(e.Rows) > 501 || e.Correctable() {
			t.Errorf("row %d: %d rows, %v", e.Row.Number, len(e.Rows), e.Problems)
		}
		return nil
	})
	if err != nil || s.Good != 1 || s.Bad != 1 || s.Problems[0].Problem.Code != batch.CodeGroupMost || s.Problems[0].Problem.Args["Last"] != 701 {
		t.Errorf("%+v, %v", s, err)
	}
	twice := strings.Replace(groupHeader, "状态", "payments.2.amount", 1)
	for i := range 300 {
		twice += fmt.Sprintf("张家,dy_a,2026-11-18 20:15,微信支付,5,误充值,420000234520261118%010d,,,6\n", i)
	}
	j, err = choosing(t, twice, batch.ColumnOptions{GroupBy: "家庭"})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := j.Check(t.Context(), table(t, twice), func(*batch.Entry) error { return nil }); err != nil || s.Bad != 1 || s.Problems[0].Problem.Code != batch.CodeGroupMost {
		t.Errorf("%+v, %v", s, err)
	}
}

// What flags give stands in place of the answers of each row, also of those about its payment.
func TestGivenToGroups(t *testing.T) {
	text := groupHeader + payment("张家", "dy_a", 1, whole) + payment("张家", "dy_a", 2, blank)
	j := &batch.Job{Template: load(t, "refund"), Now: now}
	t.Cleanup(func() { _ = j.Close() })
	if faults := j.Give(setting("充值方式", "支付宝", "姓名", "王五", "merchant_no", "DY2026"), "", []string{"a@douyin.com"}); faults != nil {
		t.Fatal(faults)
	}
	var err error
	j.TableColumns, err = batch.Header{Template: j.Template, Roles: roles, Given: j.Given}.ReadTable(table(t, text), batch.ColumnOptions{GroupBy: "家庭", Ignore: []string{"状态"}})
	if err != nil {
		t.Fatal(err)
	}
	lines, s, err := checkGroups(t, j, text)
	if err != nil || strings.Join(lines, "|") != "2-3" {
		t.Fatal(lines, err)
	}
	for name, want := range map[string]string{
		"method": "alipay", "payments.2.method": "alipay", "payments.2.merchant_no": "DY2026", "name": "王五", "payments.2.amount": "7.00",
	} {
		if got := s.First.Values[name]; got == nil || got.Answer() != want {
			t.Errorf("%s is %v", name, got)
		}
	}
	if fmt.Sprint(s.First.Envelope.To) != "[<a@douyin.com>]" {
		t.Error(s.First.Envelope.To)
	}
}

// A letter of a group is, byte for byte, the letter of an answers file with the same list.
func TestGroupIsList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		text := strings.Replace(groupHeader, "状态", "payments.2.recharged_at,payments.2.method,payments.2.amount", 1)
		var want []string
		for group := range 4 {
			list := []answers.Answer{{Name: "payments"}}
			rows := 1 + random.IntN(4)
			for row := range rows {
				records := 1 + random.IntN(2)
				line := fmt.Sprintf("%d家,dy_%d", group, group)
				for record := range records {
					minute, method, amount := fmt.Sprintf("2026-11-%02d 2%d:%02d", 10+random.IntN(9), record, random.IntN(60)), []string{"微信支付", "alipay"}[random.IntN(2)], strconv.Itoa(1+random.IntN(2000))
					list[0].Records++
					n := strconv.Itoa(list[0].Records)
					for name, value := range map[string]string{"recharged_at": minute, "method": method, "amount": amount} {
						list = append(list, answers.Answer{Name: "payments." + n + "." + name, Text: value, Listed: true})
					}
					switch record {
					case 0:
						order := fmt.Sprintf("420000234520261118%010d", random.IntN(1<<30))
						line += "," + strings.Join([]string{minute, method, amount}, ",")
						list = append(list, answers.Answer{Name: "payments." + n + ".order_no", Text: order, Listed: true})
						line += []string{",", ",误充值"}[max(0, 1-row)] + "," + order + ",,"
					case 1:
						line += "," + strings.Join([]string{minute, method, amount}, ",")
					}
				}
				text += line + "\n"
				if records == 1 {
					text = text[:len(text)-1] + ",,,\n"
				}
			}
			form := drafts.NewForm(load(t, "refund"), field.Reading{Now: now, Absolute: true})
			if faults := form.Fill(append(list, setting("douyin_id", fmt.Sprint("dy_", group), "reason", "误充值")...)); faults != nil {
				t.Fatal(faults)
			}
			d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{ID: "test", At: now})
			if err != nil {
				t.Fatal(err)
			}
			m, err := eml.Freeze(d, nil)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, string(m.Unsent()))
		}
		j, err := choosing(t, text, batch.ColumnOptions{GroupBy: "家庭"})
		if err != nil {
			t.Fatal(err)
		}
		if lines, s, err := checkGroups(t, j, text); err != nil || s.Bad > 0 {
			t.Fatal(text, lines, err)
		}
		var got sinkOfTexts
		if _, err := j.Write(t.Context(), table(t, text), func() string { return "test" }, &got, func(o batch.Outcome) error { return o.Err }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s\n%s\nwant\n%s", text, got, want)
		}
	}
}

// sinkOfTexts is a Sink that keeps the messages.
type sinkOfTexts []string

func (s *sinkOfTexts) Prepare(l *batch.Letter) (func() (string, error), error) {
	data, err := renderEML(l)
	return func() (string, error) { *s = append(*s, string(data)); return "", nil }, err
}

// groupsOf returns a table of n groups of three rows.
func groupsOf(n int) string {
	var b bytes.Buffer
	b.WriteString(groupHeader)
	for i := range 3 * n {
		fmt.Fprintf(&b, "%d家,dy_%d,2026-11-18 20:%02d,微信支付,5,误充值,420000234520261118%010d,,,\n", i/3, i/3, i%60, i)
	}
	return b.String()
}

// Remarks and problems that are alike are counted together, in whichever row of a letter they are.
func TestKindsInGroups(t *testing.T) {
	text := strings.ReplaceAll(groupsOf(4), "2026-11-18", "2026-10-01") // long ago, which is a remark
	_, s, err := checkGroups(t, grouped(t, text, "家庭"), text)
	if keys := s.RemarkKinds.Keys(); err != nil || len(keys) != 1 || s.RemarkKinds.Kind(keys[0]).Count != 4 {
		t.Error(keys, err)
	}
	text = strings.ReplaceAll(groupsOf(4), "微信支付", "白条")
	_, s, err = checkGroups(t, grouped(t, text, "家庭"), text)
	if keys := s.ProblemKinds.Keys(); err != nil || len(keys) != 1 || s.ProblemKinds.Kind(keys[0]).Count != 12 {
		t.Error(keys, err)
	}
}

// A limit counts letters; a run that follows begins with the next group. The names of files have the number of the first row.
func TestLimitOfGroups(t *testing.T) {
	text := groupsOf(5) // rows 2-4, 5-7, 8-10, 11-13, 14-16
	j := grouped(t, text, "家庭")
	j.Limit, j.Name = 2, batch.DefaultPattern(j.Template)
	for _, want := range []string{"2-4|5-7", "8-10|11-13", "14-16"} {
		if _, err := j.Check(t.Context(), table(t, text), func(*batch.Entry) error { return nil }); err != nil {
			t.Fatal(err)
		}
		var rows []string
		r, err := j.Write(t.Context(), table(t, text), func() string { return "test" }, new(sinkOfTexts), func(o batch.Outcome) error {
			rows = append(rows, fmt.Sprintf("%d-%d", o.Entry.Row.Number, o.Entry.LastRow()))
			if !strings.HasPrefix(o.Entry.Name, fmt.Sprintf("%05d-", o.Entry.Row.Number)) {
				t.Error(o.Entry.Name)
			}
			return o.Err
		})
		if got := strings.Join(rows, "|"); err != nil || got != want {
			t.Fatalf("%s, want %s, %v", got, want, err)
		}
		j.Rows = batch.Range{From: r.LastRow + 1}
	}
}

// brokenTable is a table that cannot be read to its end.
type brokenTable struct {
	batch.Table
	rows int
	err  error
}

func (b *brokenTable) Next() (answers.Row, error) {
	if b.rows--; b.rows < 0 {
		return answers.Row{}, b.err
	}
	return b.Table.Next()
}

// A group that is not read to its end makes no letter.
func TestHalfGroup(t *testing.T) {
	text := groupsOf(3)
	j := grouped(t, text, "家庭")
	if _, err := j.Check(t.Context(), table(t, text), func(*batch.Entry) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, failure := range []error{io.ErrUnexpectedEOF, context.Canceled} {
		var got sinkOfTexts
		r, err := j.Write(t.Context(), &brokenTable{table(t, text), 5, failure}, func() string { return "test" }, &got, func(o batch.Outcome) error { return o.Err })
		if !errors.Is(err, failure) || len(got) != 1 || r.LastRow != 4 {
			t.Errorf("%v: %d letters to row %d, %v", failure, len(got), r.LastRow, err)
		}
	}
}
