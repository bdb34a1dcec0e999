package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/cmd/draft/internal/view"
)

// exampleBills are the bills of examples, each with a word for two payments or the only one.
var exampleBills = map[string]struct {
	word    string
	numbers []string // the order number and the merchant's number of the payment of 50 yuan
}{
	"wechat.csv":  {"抖币", []string{"4200002345202611181234567890", "1000000000202611180000000001"}},
	"wechat.xlsx": {"抖币", []string{"4200002345202611181234567890", "1000000000202611180000000001"}},
	"alipay.csv":  {"抖币", []string{"2026111822001412345678901234", "10000000000000000001"}},
	"payment.txt": {"抖币", []string{"4200002345202611181234567890", "1000000000202611180000000001"}},
}

// Every bill of examples is tried, and the table and the letter of it have the numbers of the bill digit for digit.
func TestExampleBills(t *testing.T) {
	files, err := os.ReadDir(filepath.Join(examplesFolder, "bills"))
	if err != nil || len(files) != len(exampleBills) {
		t.Fatal(len(files), err)
	}
	for name, example := range exampleBills {
		path := filepath.Join(examplesFolder, "bills", name)
		for _, ending := range []string{".csv", ".tsv", ".xlsx"} {
			table := filepath.Join(t.TempDir(), "payments"+ending)
			out, conversation, code := call(t, "", "bill", path, "--pick", example.word, "--yes", "-o", table)
			if code != view.ExitDone || out != "" {
				t.Fatalf("%s: exit %d\n%s%s", name, code, out, conversation)
			}
			checkBillTable(t, table, example.numbers)
		}
		out, conversation, code := call(t, "", "refund", "--bill", path, "--pick", "50", "--yes", "--no-input", "--set", "douyin_id=dy_example88", "--set", "reason=mistake", "--json")
		if code != view.ExitDone {
			t.Fatalf("%s: exit %d\n%s%s", name, code, out, conversation)
		}
		o := decode[view.DocumentObject](t, out)
		if got := []string{o.Values["order_no"].(string), o.Values["merchant_no"].(string)}; !slices.Equal(got, example.numbers) || o.Values["amount"] != "50.00" ||
			o.Values["recharged_at"] != "2026-11-18 20:15" {
			t.Errorf("%s: %v", name, o.Values)
		}
	}
}

// Several payments of a bill are one letter, with each number as the bill has it. One payment replaces what was there.
func TestBillOfSeveralPayments(t *testing.T) {
	path := filepath.Join(examplesFolder, "bills", "wechat.csv")
	answers := []string{"--yes", "--no-input", "--set", "douyin_id=dy_example88", "--set", "reason=mistake"}
	out, conversation, code := call(t, "", append([]string{"refund", "--bill", path, "--pick", "抖币", "--json"}, answers...)...)
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	o := decode[view.DocumentObject](t, out)
	if !strings.Contains(o.Letter.Body, "248.00元") {
		t.Error(o.Letter.Body)
	}
	for _, number := range []string{
		"4200002345202611181234567890", "4200002345202611171234567891", "1000000000202611180000000001", "1000000000202611170000000002",
	} {
		if !strings.Contains(o.Letter.Body, number) || !strings.Contains(out, `"`+number+`"`) {
			t.Errorf("%s is missing", number)
		}
	}
	out, conversation, code = call(t, "", append([]string{"refund", "--bill", path, "--pick", "抖币", "--set", "payments.2.amount=6", "--format", "feedback"}, answers...)...)
	if code != view.ExitDone || !strings.Contains(out, "56.00元") {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
}

// checkBillTable checks that batch takes every row of a table, with the numbers of the first one.
func checkBillTable(t *testing.T, path string, numbers []string) {
	t.Helper()
	letters := filepath.Join(t.TempDir(), "letters")
	args := []string{"batch", "refund", path, "--set", "douyin_id=dy_example88", "--set", "reason=mistake", "-o", letters, "--format", "json"}
	if _, conversation, code := call(t, "", args...); code != view.ExitDone {
		t.Fatalf("%s: exit %d\n%s", path, code, conversation)
	}
	written, err := filepath.Glob(filepath.Join(letters, "*.json"))
	if err != nil || len(written) == 0 {
		t.Fatal(written, err)
	}
	text, err := os.ReadFile(written[0])
	if err != nil {
		t.Fatal(err)
	}
	o := decode[view.DocumentObject](t, string(text))
	if got := []string{o.Values["order_no"].(string), o.Values["merchant_no"].(string)}; !slices.Equal(got, numbers) {
		t.Errorf("%s: %q", path, got)
	}
}

// Nothing of the rows that were not chosen is on the disk or in what is printed.
func TestBillKeepsOtherRowsNowhere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(examplesFolder, "bills", "wechat.csv")
	table := filepath.Join(folder, "payments.csv")
	var printed string
	for _, args := range [][]string{
		{"bill", path, "--pick", "50", "--yes", "-o", table},
		{"bill", path, "--pick", "50", "--yes", "-o", table, "--force", "--json"},
		{"bill", path, "--pick", "抖", "-o", filepath.Join(folder, "no.csv")},
		{"bill", path, "--pick", "没有", "--yes", "-o", filepath.Join(folder, "no.csv")},
		{"refund", "--bill", path, "--pick", "50", "--yes", "--no-input", "--set", "douyin_id=dy_example88", "--set", "reason=mistake"},
		{"refund", "--bill", path, "--pick", "50", "--yes", "--no-input"},
	} {
		out, conversation, _ := callIn(t, folder, "", "", args...)
		printed += out + conversation
	}
	all := []byte(printed)
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(all, content...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"餐厅", "双人套餐", "4200002345202611171234567891", "微信红包", "某人", "8.88", "招商银行", "示例"} {
		if strings.Contains(string(all), secret) {
			t.Errorf("%q is kept or printed", secret)
		}
	}
	if !strings.Contains(string(all), "4200002345202611181234567890") {
		t.Error("the payment is missing")
	}
}

// A crafted bill cannot steer the terminal, and writes no formula.
func TestCraftedBill(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "bill.csv")
	content := "交易时间,交易对方,商品,收/支,金额(元),当前状态,交易单号,商户单号\n" +
		"2026-11-18 20:15,\x1b[2J抖音\u202e,\"=cmd|' /C calc'!A0\nb\x07\",支出,50,支付成功,4200002345202611181234567890,A1B2C3D4E5\n" +
		"2026-11-18 20:16,抖音,\x1b]0;x\x07,支出,\x1b[31m50,支付成功,=1+1,+A1B2C3D4E5\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--pick", "2026-11-18", "--yes", "-o", "-"},
		{"--pick", "50", "--yes", "-o", "-"},
		{"--pick", "50", "--yes", "-o", filepath.Join(folder, "a.csv"), "--json"},
		{"--pick", "2026-11-18", "-o", "-"},
	} {
		out, conversation, _ := call(t, "", append([]string{"bill", path}, args...)...)
		if text := out + conversation; strings.ContainsAny(text, "\x1b\x07\u202e") {
			t.Errorf("%q: %q", args, text)
		}
		if slices.Contains(args, "-") && (strings.Contains(out, "calc") || strings.Contains(out, ",=1") || strings.Contains(out, ",+A1")) {
			t.Errorf("%q: %q", args, out)
		}
	}
}
