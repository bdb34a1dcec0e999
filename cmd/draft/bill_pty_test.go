//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
)

// Payments are chosen from the list of a bill, several at once, and the voucher is not among all.
func TestBillAsksAtTheTerminal(t *testing.T) {
	for _, width := range []int{80, 40} {
		folder := t.TempDir()
		console := screentest.New(t, width, 24)
		cmd := draftCommand(t, folder, "bill", absolute(t, examplesFolder, "bills", "wechat.csv"), "-o", "payments.csv")
		console.Run(cmd)
		console.See("要退哪几笔？（共 4 笔）")
		console.See("[ ] 3 2026-11-15 12:00      49.50")
		console.Send("抖音*\x15")
		console.See("[x] 2 2026-11-17 21:02     198.00")
		console.See("[ ] 3 2026-11-15 12:00")
		console.Send("\x1b[F \x1b[F ") // tick the last one, and not any more
		console.Send(enter)
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v\n%s", err, console)
		}
		table, err := os.ReadFile(filepath.Join(folder, "payments.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if text := string(table); strings.Count(text, "\n") != 3 || !strings.Contains(text, "=\"\"4200002345202611171234567891\"\"") || strings.Contains(text, "49.50") {
			t.Error(text)
		}
	}
}

// Payments are chosen for a letter, a damaged one is refused, and the interview asks for the rest and keeps the answers.
func TestRefundFromABillAtTheTerminal(t *testing.T) {
	folder := t.TempDir()
	content, err := os.ReadFile(absolute(t, examplesFolder, "bills", "wechat.csv"))
	if err != nil {
		t.Fatal(err)
	}
	damaged := strings.Replace(string(content), "4200002345202611171234567891\t", "4.20000234520261E+27", 1)
	if err := os.WriteFile(filepath.Join(folder, "bill.csv"), []byte(damaged), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--set", "douyin_id=dy_example88", "--set", "reason=mistake"}
	console := screentest.New(t, 80, 24)
	cmd := draftCommand(t, folder, append([]string{"refund", "--bill", "bill.csv", "-o", "letter.txt"}, args...)...)
	console.Run(cmd)
	console.See("要退哪几笔？（共 4 笔）")
	console.Send(enter)
	console.See("请先用方向键或编号选择")
	console.Send("198" + enter)
	console.See("bill.csv:19: 订单号: “4.20000234520261E+27”")
	console.Send("50.00 \x15餐厅 " + enter)
	console.See("充值人")
	console.Send(ctrlC)
	if err := cmd.Wait(); err == nil {
		t.Errorf("it did not end with Ctrl-C:\n%s", console)
	}
	out, err := draftCommand(t, folder, "list", "--status", "unfinished", "--json").Output()
	if err != nil || !strings.Contains(string(out), `"kind": "refund"`) {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = draftCommand(t, folder, "show", "test").Output()
	if err != nil || !strings.Contains(string(out), "4200002345202611181234567890") || !strings.Contains(string(out), "4200002345202611141234567894") ||
		strings.Contains(string(out), "餐厅") || strings.Contains(string(out), "49.50") {
		t.Errorf("%v\n%s", err, out)
	}
}
