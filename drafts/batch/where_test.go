package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"draft/drafts/answers"
	"draft/drafts/batch"
)

// choosing returns a job for a table, whose header is read with flags.
func choosing(t *testing.T, text string, o batch.ColumnOptions) (*batch.Job, error) {
	t.Helper()
	j := &batch.Job{Template: load(t, "refund"), Now: now}
	t.Cleanup(func() { _ = j.Close() })
	var err error
	j.TableColumns, err = batch.Header{Template: j.Template, Roles: roles}.ReadTable(table(t, text), o)
	return j, err
}

const stateTable = "抖音号,充值时间,充值方式,充值金额,退款原因,订单号,状态,批=次\n" +
	"dy_one,2026-11-18 20:15,微信支付,50,误充值,4200002345202611181234567801,待退,1\n" +
	"dy_one,昨天,微信支付,50,误充值,4200002345202611181234567802,已退,1\n" + // bad, and not chosen below
	"dy_one,2026-11-18 20:16,微信支付,50,误充值,4200002345202611181234567803, 待退 ,2\n" +
	"dy_one,2026-11-18 20:17,微信支付,50,误充值,4200002345202611181234567804,,2\n" +
	"dy_one,2026-11-18 20:15,微信支付,50,误充值,4200002345202611181234567801,Paid  Back,2\n" + // the order of row 2
	"dy_one,2026-11-18 20:19,支付宝,50,误充值,2026111822001412345678901234,待退,3\n"

// Rows are chosen by what a cell shows. A column is named by its header or its question, and need not be one that letters use.
func TestWhere(t *testing.T) {
	for where, want := range map[string]string{
		"状态=待退": "[2 4 7] map[]", " 状态 = 待退 ": "[2 4 7] map[]", "状态=": "[5] map[]", "状态=paid back": "[] map[6:batch.duplicate]",
		"状态=已退": "[] map[3:recharged_at datetime.relative]", "批=次=2": "[4 5] map[6:batch.duplicate]", "method=支付宝": "[7] map[]",
		"Payment method=微信支付|状态=待退": "[2 4] map[]", "状态=待退|批=次=3": "[7] map[]", "充值方式=支付宝": "[7] map[]",
	} {
		o := batch.ColumnOptions{Where: strings.Split(where, "|"), Ignore: []string{"状态,批=次"}}
		j, err := choosing(t, stateTable, o)
		if err != nil {
			t.Fatal(where, err)
		}
		problems, good := check(t, j, stateTable)
		if got := fmt.Sprint(good, problems); got != want {
			t.Errorf("%s chooses %s, want %s", where, got, want)
		}
	}
	// A column that only chooses rows is none that is not known; the others are.
	var faults answers.Faults
	if _, err := choosing(t, stateTable, batch.ColumnOptions{Where: []string{"状态=待退"}}); !errors.As(err, &faults) || len(faults) != 1 || faults[0].Problem.Args["Value"] != "批=次" {
		t.Errorf("%v", err)
	}
	var unknown *batch.UnknownColumnError
	if _, err := choosing(t, stateTable, batch.ColumnOptions{Where: []string{"情形=待退"}}); !errors.As(err, &unknown) || unknown.Name != "情形" || unknown.Flag != batch.FlagWhere {
		t.Errorf("%v", err)
	}
}

// With --rows and a limit, rows are chosen among those of the range, and the limit counts letters.
func TestWhereRowsLimit(t *testing.T) {
	j, err := choosing(t, stateTable, batch.ColumnOptions{Where: []string{"状态=待退"}, Ignore: []string{"批=次"}})
	if err != nil {
		t.Fatal(err)
	}
	j.Rows, j.Limit, j.IncludeBeyondLimit = batch.Range{From: 3, To: 7}, 1, true
	if problems, good := check(t, j, stateTable); fmt.Sprint(good, problems) != "[4 7] map[]" {
		t.Errorf("%v, %v", good, problems)
	}
	var written, beyond []int
	_, err = j.Write(context.Background(), table(t, stateTable), func() string { return "1" }, nopSink{}, func(o batch.Outcome) error {
		if o.BeyondLimit {
			beyond = append(beyond, o.Entry.Row.Number)
		} else {
			written = append(written, o.Entry.Row.Number)
		}
		return nil
	})
	if err != nil || !slices.Equal(written, []int{4}) || !slices.Equal(beyond, []int{7}) {
		t.Errorf("written %v, beyond the limit %v, %v", written, beyond, err)
	}
}

type nopSink struct{}

func (nopSink) Prepare(*batch.Letter) (func() (string, error), error) {
	return func() (string, error) { return "", nil }, nil
}

// A value that no row has is an error with the values that there are.
func TestWhereNobody(t *testing.T) {
	for _, test := range []struct {
		where  string
		rows   batch.Range
		column string
		values []string
	}{
		{"状态=代退", batch.Range{}, "状态", []string{"待退", "已退", "Paid Back"}},
		{"批=次=1|状态=代退", batch.Range{}, "状态", []string{"待退", "已退", "Paid Back"}},
		{"批=次=3|状态=已退", batch.Range{}, "", nil},
		{"批=次=3", batch.Range{From: 2, To: 3}, "批=次", []string{"1"}},
		{"批=次=1", batch.Range{From: 4, To: 9}, "", nil},
		{"联系邮箱=a", batch.Range{}, "", nil},
	} {
		j, err := choosing(t, stateTable, batch.ColumnOptions{Where: strings.Split(test.where, "|"), Ignore: []string{"状态", "批=次"}})
		if strings.HasPrefix(test.where, "联系邮箱") {
			if !errors.As(err, new(*batch.UnknownColumnError)) {
				t.Errorf("%s: %v", test.where, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		j.Rows = test.rows
		_, err = j.Check(context.Background(), table(t, stateTable), func(*batch.Entry) error { return nil })
		var nobody *batch.NoRowError
		if !errors.As(err, &nobody) || nobody.Condition.Column != test.column || !slices.Equal(nobody.Values, test.values) {
			t.Errorf("%s: %#v", test.where, err)
		}
	}
	many := "抖音号,充值时间,充值方式,充值金额,退款原因,状态\n"
	for i := range 40 {
		many += fmt.Sprintf("dy_one,2026-11-18 20:15,微信支付,50,误充值,%d\n", i%25)
	}
	j, err := choosing(t, many, batch.ColumnOptions{Where: []string{"状态=x"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = j.Check(context.Background(), table(t, many), func(*batch.Entry) error { return nil })
	var nobody *batch.NoRowError
	if !errors.As(err, &nobody) || len(nobody.Values) != 20 || !nobody.More {
		t.Errorf("%#v", err)
	}
}

// Rows that a spreadsheet hides, by hand or by a filter, get no letter unless they are wanted, and are counted.
func TestHiddenRows(t *testing.T) {
	text := workbook(t, func(f *excelize.File) error {
		return errors.Join(
			f.AutoFilter("Sheet1", "A1:H7", []excelize.AutoFilterOptions{{Column: "G", Expression: "x == 待退"}}),
			f.SetRowVisible("Sheet1", 3, false), f.SetRowVisible("Sheet1", 5, false), f.SetRowHeight("Sheet1", 6, 0),
			f.SetColVisible("Sheet1", "C", false), f.SetColVisible("Sheet1", "G:H", false), f.SetColWidth("Sheet1", "E", "E", 0),
		)
	})
	for _, test := range []struct {
		where  string
		hidden bool
		want   string
	}{
		{"", false, "[2 4 7] map[] hidden 3 [3 5 6]"},
		{"", true, "[2 4 5 7] map[3:recharged_at datetime.relative 6:batch.duplicate] hidden 0 []"},
		{"批=次=2", false, "[4] map[] hidden 2 [5 6]"},
		{"状态=已退", false, "[] map[] hidden 1 [3]"},
	} {
		o := batch.ColumnOptions{Ignore: []string{"状态", "批=次"}}
		if test.where != "" {
			o.Where = []string{test.where}
		}
		open := func() *answers.Table {
			table, err := answers.NewTable(t.Context(), "orders.csv", strings.NewReader(text), int64(len(text)), answers.TableOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return table
		}
		j := &batch.Job{Template: load(t, "refund"), Now: now, IncludeHidden: test.hidden}
		var err error
		if j.TableColumns, err = (batch.Header{Template: j.Template, Roles: roles}).ReadTable(open(), o); err != nil {
			t.Fatal(err)
		}
		if columns := open().HiddenColumns(); !slices.Equal(columns, []string{"充值方式", "退款原因", "状态", "批=次"}) {
			t.Errorf("hidden columns %q", columns)
		}
		var good []int
		problems := map[int]string{}
		s, err := j.Check(context.Background(), open(), func(e *batch.Entry) error {
			if e.Good() {
				good = append(good, e.Row.Number)
			}
			for _, p := range e.Problems {
				problems[e.Row.Number] = strings.TrimSpace(p.Field + " " + p.Problem.Code)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(good, problems, " hidden ", s.Hidden, s.HiddenRows); strings.Join(strings.Fields(got), " ") != test.want {
			t.Errorf("%v: %s", test, got)
		}
		_ = j.Close()
	}
}

// workbook returns stateTable as a workbook that change has changed.
func workbook(t *testing.T, change func(*excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(stateTable), "\n") {
		cells := strings.Split(line, ",")
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
