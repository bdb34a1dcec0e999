package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"draft/cmd/draft/internal/view"
)

// writeSheets writes a workbook with the named sheets in the given order and returns its path.
func writeSheets(t *testing.T, names []string, rows map[string][]string) string {
	t.Helper()
	f := excelize.NewFile()
	for _, name := range names {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows[name] {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), new(strings.Split(row, ","))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// If no sheet is chosen and the workbook has several, the output names the sheet that was read. The first sheet is
// always read, even if only another one has a matching header.
func TestBatchSheets(t *testing.T) {
	const (
		head  = "抖音号,充值时间,充值方式,充值金额,退款原因"
		order = "dy_%s,2026-11-18 20:15,微信支付,50,误充值"
	)
	rows := map[string][]string{
		"十月": {head, fmt.Sprintf(order, "oct")}, "十一月": {head, fmt.Sprintf(order, "nov")}, "说明": {"请填下一张"}, "空的": nil,
	}
	batchOf := func(path string, more ...string) (string, string, int) {
		return call(t, "", append([]string{"--lang", "zh", "batch", "refund", path}, more...)...)
	}

	two := writeSheets(t, []string{"十月", "十一月", "空的"}, rows)
	out, conversation, code := batchOf(two)
	if code != view.ExitDone || !strings.Contains(out, "dy_oct") || !strings.Contains(conversation, "读取的是工作表“十月”；没有读取：十一月。要读另一张：--sheet 十一月\n") {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
	_, conversation, code = batchOf(two, "-o", filepath.Join(t.TempDir(), "letters"))
	if code != view.ExitDone || !strings.Contains(conversation, "读取的是工作表“十月”") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	out, conversation, code = batchOf(two, "--sheet", "十一月")
	if code != view.ExitDone || !strings.Contains(out, "dy_nov") || strings.Contains(conversation, "没有读") {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
	_, conversation, code = batchOf(two, "--sheet", "十二月")
	if code != view.ExitUsage || !strings.Contains(conversation, "里没有工作表“十二月”；有 十月、十一月、空的") {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	out, _, _ = batchOf(two, "--json")
	var data struct {
		Table struct {
			Sheet  string   `json:"sheet"`
			Others []string `json:"other_sheets"`
		} `json:"table"`
	}
	if err := json.Unmarshal([]byte(out), &data); err != nil || data.Table.Sheet != "十月" || fmt.Sprint(data.Table.Others) != "[十一月]" {
		t.Errorf("%v\n%s", err, out)
	}

	_, conversation, code = batchOf(writeSheets(t, []string{"说明", "十月"}, rows))
	if code != view.ExitAnswers || !strings.Contains(conversation, "充值金额: 缺少这一列") {
		t.Errorf("exit %d\n%s", code, conversation)
	}

	// The option lists of an empty table are on a hidden sheet, which is not reported as unread.
	empty := filepath.Join(t.TempDir(), "empty.xlsx")
	if _, conversation, code = call(t, "", "--lang", "zh", "template", "fields", "refund", "-o", empty); code != view.ExitDone {
		t.Fatal(conversation)
	}
	if _, conversation, _ = batchOf(empty); strings.Contains(conversation, "没有读") {
		t.Error(conversation)
	}
}

// The --problems table names the row number and problem in a wide first column and has the option lists of the empty table.
func TestMendWorkbook(t *testing.T) {
	path := writeSheets(t, []string{"十月"}, map[string][]string{"十月": {
		"序号,抖音号,需要改正,充值时间,充值方式,充值金额,退款原因", "1,dy_a,,2026-11-18 20:15,微信支付,50,误充值", "2,dy_b,以前的,2026-11-18 20:15,微信支付,-5,误充值",
	}})
	mend := filepath.Join(t.TempDir(), "mend.xlsx")
	if _, conversation, code := call(t, "", "--lang", "zh", "batch", "refund", path, "--ignore", "序号", "--problems", mend); code != view.ExitAnswers {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	f, err := excelize.OpenFile(mend)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Sheet1")
	if err != nil || len(rows) != 2 || strings.Join(rows[0], " ") != "需要改正 序号 抖音号 充值时间 充值方式 充值金额 退款原因" ||
		!strings.HasPrefix(rows[1][0], "第 3 行：充值金额: ") || rows[1][5] != "-5" {
		t.Errorf("%v %q", err, rows)
	}
	if width, err := f.GetColWidth("Sheet1", "A"); err != nil || width != 60 {
		t.Error(width, err)
	}
	choices, err := f.GetCols("Choices")
	if err != nil || len(choices) != 7 || choices[4][0] != "微信支付" || choices[6][0] != "误充值" {
		t.Errorf("%v %q", err, choices)
	}
	lists, err := f.GetDataValidations("Sheet1")
	if err != nil || len(lists) != 5 || lists[2].Formula1 != "Choices!$E$1:$E$7" || !strings.HasPrefix(lists[2].Sqref, "E2:") {
		t.Errorf("%v", err)
		for _, l := range lists {
			t.Log(l.Sqref, l.Formula1)
		}
	}
}
