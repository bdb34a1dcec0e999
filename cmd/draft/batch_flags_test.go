package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"draft/cmd/draft/internal/view"
)

// However a table is parted by flags, and whatever they give to its rows, each letter is sent once.
func TestBatchSendParted(t *testing.T) {
	p := newMailEnv(t)
	p.run("", nil, "remove", firstID, "--yes")
	path := filepath.Join(p.folder, "orders.csv")
	text := "douyin_id,recharged_at,method,amount,reason,order_no,part\n" +
		"dy_one,2026-11-18 20:15,wechat,50,mistake,4200002345202611201234567801,a\n" +
		"dy_one,2026-11-18 20:16,wechat,51,mistake,4200002345202611201234567802,a\n" +
		"dy_one,2026-11-18 20:17,wechat,52,mistake,4200002345202611201234567803,b\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	to := []string{"--to", "feedback@douyin.com"}
	for _, test := range []struct {
		flags  []string
		states string
		code   int
		sent   int
	}{
		{[]string{"--where", "part=a", "--rows", "2-2"}, "sent", view.ExitDone, 1},
		{[]string{"--where", "part=a"}, "sent before, sent", view.ExitDone, 2},
		{[]string{"--ignore", "part", "--rows", "2-3"}, "sent before, sent before", view.ExitDone, 2},
		{[]string{"--where", "method=wechat", "--ignore", "part"}, "sent before, sent before, sent", view.ExitDone, 3},
		{[]string{"--where", "part=b"}, "sent before", view.ExitDone, 3},
		{[]string{"--where", "part=b", "--set", "reason=regret"}, "sent before with other wording", view.ExitPart, 3},
		{[]string{"--where", "part=b", "--set", "name=张三"}, "sent before with other wording", view.ExitPart, 3},
	} {
		states, conversation, code := p.runBatch(append(append([]string{path}, test.flags...), to...)...)
		if got := strings.Join(states, ", "); got != test.states || code != test.code || len(p.server.Messages()) != test.sent {
			t.Errorf("%q: exit %d, %q, %d sent\n%s", test.flags, code, got, len(p.server.Messages()), conversation)
		}
	}
	for id, n := range p.countDelivered() {
		if n != 1 {
			t.Errorf("%s was delivered %d times", id, n)
		}
	}
}

// Rows that a filter hides get no letter, which is said with their numbers; hidden columns are read, which is said too.
func TestBatchHidden(t *testing.T) {
	f := excelize.NewFile()
	rows := [][]any{{"抖音号", "充值时间", "充值方式", "充值金额", "退款原因", "备注", "状态"}}
	for _, state := range []string{"待退", "已退", "已退", "待退", "已退", "待退"} {
		minute := len(rows) + 10
		rows = append(rows, []any{"dy_one", "2026-11-18 20:" + string(rune('0'+minute/10)) + string(rune('0'+minute%10)), "微信支付", 50, "误充值", "急", state})
	}
	for i, cells := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &cells); err != nil {
			t.Fatal(err)
		}
		if err := f.SetRowVisible("Sheet1", i+1, cells[6] != "已退"); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.AutoFilter("Sheet1", "A1:G7", []excelize.AutoFilterOptions{{Column: "G", Expression: "x == 待退"}}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetColVisible("Sheet1", "F:G", false); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "orders.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args string
		want []string
		not  string
	}{
		{"", []string{"3 rows, 3 letters", "3 hidden or filtered rows are left out: rows 3-4, 6.", "--hidden", "hidden columns are read too: 备注.", "--ignore 备注"}, "状态."},
		{"--hidden --ignore 备注,状态", []string{"6 rows, 6 letters", "3×, ", "because of --hidden"}, "left out"},
		{"--rows 4-5", []string{"1 rows, 1 letters", "1 hidden or filtered row is left out: row 4."}, "6"},
		{"--where 状态=已退", []string{"left out: rows 3-4, 6", "no rows to write letters for"}, "1 letters"},
	} {
		args := append([]string{"batch", "refund", path, "--lang", "en"}, strings.Fields(test.args)...)
		if !strings.Contains(test.args, "状态") {
			args = append(args, "--ignore", "状态")
		}
		_, conversation, code := callIn(t, folder, "", "", args...)
		conversation = strings.ReplaceAll(conversation, path, "orders.xlsx")
		if code != view.ExitDone || strings.Contains(conversation, test.not) {
			t.Errorf("%q: exit %d\n%s", test.args, code, conversation)
		}
		assertContains(t, conversation, test.want...)
	}
	out, _, code := callIn(t, folder, "", "", "batch", "refund", path, "--ignore", "状态", "--json")
	if code != view.ExitDone {
		t.Errorf("exit %d", code)
	}
	assertContains(t, strings.Join(strings.Fields(out), " "), `"hidden": 3`, `"hidden_rows": [ 3, 4, 6 ]`, `"hidden_columns": [ "备注" ]`)
}
