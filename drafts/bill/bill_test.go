package bill_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"draft/drafts/answers"
	"draft/drafts/bill"
)

// read reads a bill from its content.
func read(name, content string) (*bill.Bill, error) {
	return bill.Read(context.Background(), file(name, content))
}

func file(name, content string) bill.File {
	return bill.File{Name: name, Content: strings.NewReader(content), Size: int64(len(content))}
}

func readFile(t *testing.T, path string) *bill.Bill {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := read(filepath.Base(path), string(content))
	if err != nil {
		t.Fatal(path, err)
	}
	return b
}

// show returns a bill as lines: its payments, the rows that were left out, and the rows that could not be read.
func show(b *bill.Bill, err error) []string {
	if err != nil {
		return faultLines(err)
	}
	lines := []string{}
	for _, p := range b.Payments {
		line := fmt.Sprintf("%d", p.Row)
		for _, a := range p.Answers() {
			if a.Text != "" {
				line += " " + a.Text
			}
		}
		line += " " + p.Merchant + "/" + p.Goods
		if p.Refunded > 0 {
			line += " -" + p.Refunded.String()
		}
		lines = append(lines, line)
		for _, f := range p.Faults {
			lines = append(lines, fmt.Sprintf("! %d:%d %s %s", f.At.Line, f.At.Column, f.Name, f.Problem.Code))
		}
	}
	for _, reason := range b.LeftOutReasons() {
		lines = append(lines, fmt.Sprintf("%s %d", reason, b.LeftOut[reason]))
	}
	for _, at := range b.Unreadable {
		lines = append(lines, fmt.Sprintf("? %d", at.Line))
	}
	for _, line := range b.Unplaced {
		lines = append(lines, "~ "+line)
	}
	return lines
}

func faultLines(err error) []string {
	var faults answers.Faults
	if !errors.As(err, &faults) {
		return []string{"error " + err.Error()}
	}
	lines := []string{}
	for _, f := range faults {
		lines = append(lines, fmt.Sprintf("!! %d %s %v", f.At.Line, f.Problem.Code, f.Problem.Args))
	}
	return lines
}

func check(t *testing.T, about string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", about, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// wechatPayments and alipayPayments are the payments of the examples, without the numbers of their rows.
var (
	wechatPayments = []string{
		"wechat 2026-11-18 20:15 50.00 4200002345202611181234567890 1000000000202611180000000001 抖音/抖币充值",
		"wechat 2026-11-17 21:02 198.00 4200002345202611171234567891 1000000000202611170000000002 抖音/抖币充值",
		"wechat 2026-11-15 12:00 49.50 4200002345202611151234567893 1000000000202611150000000004 抖音生活服务商家/双人套餐",
		"wechat 2026-11-14 08:01 30.00 4200002345202611141234567894 1000000000202611140000000005 某餐厅/总共消费:30.00",
		"incoming 1", "neutral 1", "refunded 1",
	}
	alipayPayments = []string{
		"alipay 2026-11-18 20:15 50.00 2026111822001412345678901234 10000000000000000001 抖音/抖币充值",
		"alipay 2026-11-17 09:05 198.00 2026111722001412345678901235 10000000000000000002 抖音/抖币充值",
		"alipay 2026-11-15 12:00 19.00 2026111522001412345678901237 某餐厅/午餐",
		"closed 1", "refund 1",
	}
)

// unnumbered removes the numbers of the rows.
func unnumbered(lines []string) []string {
	for i, line := range lines {
		if number, rest, ok := strings.Cut(line, " "); ok && strings.Trim(number, "0123456789") == "" {
			lines[i] = rest
		}
	}
	return lines
}

// A bill has the same payments as it comes and as a spreadsheet saved it again.
func TestBills(t *testing.T) {
	for _, kind := range []struct {
		name string
		want []string
	}{{"wechat", wechatPayments}, {"alipay", alipayPayments}} {
		as, err := filepath.Glob("../../examples/bills/" + kind.name + ".*")
		saved, err2 := filepath.Glob("testdata/" + kind.name + "*")
		if err != nil || err2 != nil || len(as) == 0 || len(saved) < 4 {
			t.Fatal("no bills", err, err2)
		}
		for _, path := range append(as, saved...) {
			check(t, path, unnumbered(show(readFile(t, path), nil)), kind.want)
		}
	}
}

const wechatHeader = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"

// wechatRow returns a row of a bill of WeChat with other cells in place of the given ones.
func wechatRow(change ...string) string {
	row := "2026-11-18 20:15:03,商户消费,抖音,抖币充值,支出,¥50.00,零钱,支付成功,4200002345202611181234567890\t,1000000000202611180000000001\t,/\n"
	return strings.NewReplacer(change...).Replace(row)
}

const good = "2 wechat 2026-11-18 20:15 50.00 4200002345202611181234567890 1000000000202611180000000001 抖音/抖币充值"

// What spreadsheets and people change does not change the payment.
func TestChangedBills(t *testing.T) {
	text := wechatHeader + wechatRow()
	utf16le := func(text string) string {
		out := []byte("\xff\xfe")
		for _, unit := range utf16.Encode([]rune(text)) {
			out = append(out, byte(unit), byte(unit>>8))
		}
		return string(out)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("微信支付账单明细\n" + text)
	if err != nil {
		t.Fatal(err)
	}
	above := func(text string) string { return "微信支付账单明细\n微信昵称：[示例]\n\n" + text }
	for about, content := range map[string]string{
		"header first":         text,
		"a byte order mark":    "\ufeff" + text,
		"CRLF":                 strings.ReplaceAll(text, "\n", "\r\n"),
		"retyped dates":        strings.ReplaceAll(text, "2026-11-18 20:15:03", "2026/11/18 20:15"),
		"a day number":         strings.ReplaceAll(text, "2026-11-18 20:15:03", "46344.84378"),
		"semicolons":           strings.ReplaceAll(text, ",", ";"),
		"TABs":                 strings.ReplaceAll(strings.ReplaceAll(text, "\t", ""), ",", "\t"),
		"UTF-16 with TABs":     utf16le(strings.ReplaceAll(strings.ReplaceAll(text, "\t", ""), ",", "\t")),
		"sep=":                 "sep=;\n" + strings.ReplaceAll(text, ",", ";"),
		"amount without sign":  strings.ReplaceAll(text, "¥50.00", "50"),
		"full-width sign":      strings.ReplaceAll(text, "¥", "￥"),
		"blanks":               strings.ReplaceAll(text, "¥50.00", " ¥50.00 "),
		"full-width brackets":  strings.ReplaceAll(text, "金额(元)", "金额（元）"),
		"quotes":               strings.ReplaceAll(text, "4200002345202611181234567890\t", "\"4200002345202611181234567890\"\t"),
		"protected digits":     strings.ReplaceAll(text, "4200002345202611181234567890\t", `="4200002345202611181234567890"`),
		"cells cut at the end": wechatHeader + strings.TrimSuffix(wechatRow(), ",/\n") + "\n",
	} {
		check(t, about, show(read("a.csv", content)), []string{good})
	}
	// Rows above the header without a separator do not hide it.
	for about, content := range map[string]string{
		"commas": above(text), "semicolons": above(strings.ReplaceAll(text, ",", ";")),
		"TABs":             above(strings.ReplaceAll(strings.ReplaceAll(text, "\t", ""), ",", "\t")),
		"TABs in UTF-16":   utf16le(above(strings.ReplaceAll(strings.ReplaceAll(text, "\t", ""), ",", "\t"))),
		"commas, GB18030":  gb,
		"full-width comma": above(strings.ReplaceAll(text, ",", "，")),
	} {
		check(t, "below other rows, "+about, unnumbered(show(read("a.csv", content))), unnumbered([]string{good}))
	}
	// Columns are found by their names.
	moved := "交易单号,备注,当前状态,金额(元),收/支,交易时间\n4200002345202611181234567890,/,支付成功,50.00,支出,2026-11-18 20:15:03\n"
	check(t, "moved columns", show(read("a.csv", moved)), []string{"2 wechat 2026-11-18 20:15 50.00 4200002345202611181234567890 /"})
}

// A payment whose cells a spreadsheet has damaged is refused with its row; the others are not.
func TestRuinedNumbers(t *testing.T) {
	for _, test := range []struct{ from, to, fault string }{
		{"4200002345202611181234567890\t", "4.20000234520261E+27", "! 3:9 order_no table.exponent"},
		{"4200002345202611181234567890\t", "4200002345202610000000000000", "! 3:9 order_no bill.ruined"},
		{"4200002345202611181234567890\t", "########", "! 3:9 order_no table.error_cell"},
		{"1000000000202611180000000001\t", "1E+27", "! 3:10 merchant_no table.exponent"},
		{"¥50.00", "¥-50.00", "! 3:6 amount money.not_positive"},
		{"¥50.00", "", "! 3:6 amount empty"},
		{"2026-11-18 20:15:03", "########", "! 3:1 recharged_at table.error_cell"},
		{"2026-11-18 20:15:03", "11-18 20:15", "! 3:1 recharged_at datetime.relative"},
	} {
		lines := show(read("a.csv", wechatHeader+wechatRow()+wechatRow(test.from, test.to, "4200002345202611181234567890", "4200002345202611181234567891")))
		if len(lines) != 3 || lines[0] != good || lines[2] != test.fault {
			t.Errorf("%s: %s", test.to, strings.Join(lines, "\n"))
		}
	}
}

func TestWhichRows(t *testing.T) {
	number := "4200002345202611181234567890"
	for _, test := range []struct {
		about, row string
		want       []string
	}{
		{"refunded in full", wechatRow("支付成功", "已全额退款"), []string{"refunded 1"}},
		{"refunded in full, in figures", wechatRow("支付成功", "已退款(￥50.00)"), []string{"refunded 1"}},
		{"refunded without figures", wechatRow("支付成功", "已退款"), []string{"refunded 1"}},
		{"refunded in part", wechatRow("支付成功", "已退款(￥20.50)"), []string{strings.Replace(good, "50.00", "29.50", 1) + " -20.50"}},
		{"refunded in part, no brackets", wechatRow("支付成功", "已退款¥20.50"), []string{strings.Replace(good, "50.00", "29.50", 1) + " -20.50"}},
		{"a refund", wechatRow("支出", "收入", "商户消费", "商户消费-退款", "支付成功", "已全额退款"), []string{"refund 1"}},
		{
			"a refund that the status tells, too", wechatRow("支付成功", "已退款(￥20.50)") + wechatRow("支出", "收入", "商户消费", "抖音-退款", "¥50.00", "¥20.50", "支付成功", "已退款￥20.50"),
			[]string{strings.Replace(good, "50.00", "29.50", 1) + " -20.50", "refund 1"},
		},
		{
			"/ for nothing", wechatRow("抖音,抖币充值", "/,/", "1000000000202611180000000001\t", "/\t"),
			[]string{"2 wechat 2026-11-18 20:15 50.00 4200002345202611181234567890 /"},
		},
		{"income", wechatRow("支出", "收入"), []string{"incoming 1"}},
		{"neutral", wechatRow("支出", "/"), []string{"neutral 1"}},
		{"neutral in words", wechatRow("支出", "中性交易"), []string{"neutral 1"}},
		{"closed", wechatRow("支付成功", "支付失败"), []string{"closed 1"}},
		{"another status", wechatRow("支付成功", "等待确认收货"), []string{"other_status 1"}},
		{"twice", wechatRow() + wechatRow(), []string{good, "repeated 1"}},
		{"no status", wechatRow("支付成功", ""), []string{"? 2"}},
		{"no direction", wechatRow("支出", "抖音"), []string{"? 2"}},
		{"a cell too many", wechatRow("¥50.00", "¥1,050.00"), []string{"? 2"}},
		{"a line below", wechatRow() + "共1笔记录\n", []string{good}},
		{
			"another account", wechatRow() + "\n支付宝账户：example@example.com\n交易时间,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号,,,\n" +
				"2026-11-18 20:15:03,抖音,抖币充值,支出,6.00,交易成功," + number[2:] + ",1\t,,,\n",
			[]string{good, "6 alipay 2026-11-18 20:15 6.00 00002345202611181234567890 抖音/抖币充值", "! 6:8 merchant_no number.too_short"},
		},
	} {
		check(t, test.about, show(read("a.csv", wechatHeader+test.row)), test.want)
	}
}

// Refunds of Alipay are rows of their own, above or below their payment, and several may belong to one.
func TestAlipayRefunds(t *testing.T) {
	header := "交易时间,交易分类,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号,\n"
	pay := func(amount, order, merchant string) string {
		return "2026-11-18 20:15:03,文化休闲,抖音,抖币充值,支出," + amount + ",交易成功," + order + "\t," + merchant + "\t,\n"
	}
	back := func(amount, order, merchant string) string {
		return "2026-11-19 20:15:03,退款,抖音,退款-抖币充值,不计收支," + amount + ",退款成功," + order + "\t," + merchant + "\t,\n"
	}
	for _, test := range []struct {
		about, rows string
		want        []string
	}{
		{"in full", back("50.00", "20261118001_9", "M0001") + pay("50.00", "20261118001", "M0001"), []string{"refunded 1", "refund 1"}},
		{
			"in part, twice", pay("50.00", "20261118001", "M0001") + back("10.00", "20261118001_9", "M0001") + back("5.50", "20261118001*8", ""),
			[]string{"2 alipay 2026-11-18 20:15 34.50 20261118001 M0001 抖音/抖币充值 -15.50", "refund 2"},
		},
		{
			"by the number of the merchant", pay("50.00", "20261118001", "M0001") + pay("50.00", "20261118002", "M0002") + back("10.00", "77777", "M0002"),
			[]string{"2 alipay 2026-11-18 20:15 50.00 20261118001 M0001 抖音/抖币充值", "3 alipay 2026-11-18 20:15 40.00 20261118002 M0002 抖音/抖币充值 -10.00", "refund 1"},
		},
		{
			"of a payment before the bill", pay("50.00", "20261118001", "") + back("10.00", "20261017001_9", ""),
			[]string{"2 alipay 2026-11-18 20:15 50.00 20261118001 抖音/抖币充值", "refund 1"},
		},
		{
			"with a ruined number", pay("50.00", "20261118001", "") + back("10.00", "2.02611E+27", ""),
			[]string{"2 alipay 2026-11-18 20:15 50.00 20261118001 抖音/抖币充值", "refund 1", "? 3"},
		},
	} {
		check(t, test.about, show(read("a.csv", header+test.rows)), test.want)
	}
}

func TestOtherFiles(t *testing.T) {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	if _, err := w.Create("微信支付账单.csv"); err != nil || w.Close() != nil {
		t.Fatal("no archive")
	}
	locked := bytes.Clone(archive.Bytes())
	locked[6] |= 1
	for _, test := range []struct{ about, content, want string }{
		{"PDF", "%PDF-1.7\n", "!! 0 bill.format map[Found:pdf Value:]"},
		{"PNG", "\x89PNG\r\n\x1a\n", "!! 0 bill.format map[Found:picture Value:]"},
		{"JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF", "!! 0 bill.format map[Found:picture Value:]"},
		{"HEIC", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "!! 0 bill.format map[Found:picture Value:]"},
		{"an archive with a password", string(locked), "!! 0 bill.format map[Found:zip_locked Value:]"},
		{"an archive", archive.String(), "!! 0 bill.format map[Found:zip Value:]"},
		{"another table", "姓名,电话\n张三,13800001234\n", "!! 0 bill.no_header map[Value:]"},
		{"nothing", "", "!! 0 table.empty map[Value:]"},
		{"columns deleted", "交易时间,交易对方,商品,金额(元)\n2026-11-18 20:15:03,抖音,抖币充值,50.00\n", "!! 1 bill.columns map[Missing:[收/支 当前状态] Value:]"},
		{"an open quote", wechatHeader + wechatRow() + wechatRow("抖币充值", "\"秘密"), "!! 3 bill.quote map[Value:]"},
	} {
		check(t, test.about, show(read("a.csv", test.content)), []string{test.want})
	}
}

// No error and no count has the text of a row, except the faults of the payment itself.
func TestNothingOfOtherRows(t *testing.T) {
	secret := "秘密"
	for _, row := range []string{
		wechatRow("抖币充值", "\""+secret), wechatRow("支出", secret), wechatRow("支付成功", secret), wechatRow("抖币充值", secret+",x"),
		wechatRow("支出", "收入", "抖币充值", secret),
	} {
		b, err := read("a.csv", wechatHeader+wechatRow()+row)
		if text := strings.Join(show(b, err), "\n"); strings.Contains(text, secret) {
			t.Error(text)
		}
	}
}

// A large bill is read in linear time and little memory, and one without end is refused.
func TestLargeBill(t *testing.T) {
	var content bytes.Buffer
	content.WriteString(wechatHeader)
	for i := range bill.MaxRows {
		content.WriteString(wechatRow("1234567890", fmt.Sprintf("%010d", i), "抖音", strings.Repeat("抖音", 1+i%3)))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b, err := read("a.csv", content.String())
	if err != nil || len(b.Payments) != bill.MaxRows {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if per := int64(after.HeapAlloc-before.HeapAlloc) / bill.MaxRows; per > 700 {
		t.Errorf("a payment takes %d bytes", per)
	}
	runtime.KeepAlive(b)
	income := "交易时间,收/支,金额,交易状态\n" + strings.Repeat(",收入,1,x\n", bill.MaxRows+1)
	check(t, "one more", show(read("a.csv", income)), []string{"!! 100002 bill.too_many map[Limit:100000 Value:]"})
}

func TestPick(t *testing.T) {
	b := readFile(t, "../../examples/bills/wechat.csv")
	for _, test := range []struct {
		words    string
		rows     []int
		vouchers int
	}{
		{"抖音", []int{18, 19}, 1},
		{"抖币", []int{18, 19}, 0},
		{"ＤＯＵ", nil, 0},
		{"50", []int{18}, 0},
		{"¥198.00", []int{19}, 0},
		{"49.5", nil, 1},
		{"2026-11-17", []int{19}, 0},
		{"2026/11/17", []int{19}, 0},
		{"2026-11", []int{18, 19, 22}, 1},
		{"抖音 50", []int{18}, 0},
		{"4200002345202611171234567891", []int{19}, 0},
		{"1000000000202611170000000002", []int{19}, 0},
		{"4200002345", nil, 0},
		{"2", nil, 0},
		{"", []int{18, 19, 21, 22}, 0},
	} {
		picked, vouchers := bill.Pick(b.Payments, strings.Fields(test.words))
		var got []int
		for _, p := range picked {
			got = append(got, p.Row)
		}
		if !slices.Equal(got, test.rows) || vouchers != test.vouchers {
			t.Errorf("%q picks %v and %d vouchers, want %v and %d", test.words, got, vouchers, test.rows, test.vouchers)
		}
	}
	if p := (bill.Payment{Goods: "抖音生活服务-双人套餐"}); !p.IsVoucher() {
		t.Error("the goods are no voucher")
	}
	if total := bill.Total(b.Payments[:2]); total.String() != "248.00" {
		t.Error(total)
	}
}

func TestAnswers(t *testing.T) {
	b := readFile(t, "../../examples/bills/alipay.csv")
	show := func(set []answers.Answer) (lines []string) {
		for _, a := range set {
			lines = append(lines, fmt.Sprintf("%s %s=%s %d %v", a.At, a.Name, a.Text, a.Records, a.Listed))
		}
		return lines
	}
	check(t, "one", show(b.Payments[2].Answers()), []string{
		"alipay.csv:30 method=alipay 0 false", "alipay.csv:30 recharged_at=2026-11-15 12:00 0 false", "alipay.csv:30 amount=19.00 0 false",
		"alipay.csv:30 order_no=2026111522001412345678901237 0 false", "alipay.csv:30 merchant_no= 0 false",
	})
	several := show(bill.ListAnswers(b.Payments[1:]))
	check(t, "several", []string{several[0], several[1], several[len(several)-1]}, []string{
		"alipay.csv:27 payments= 2 false", "alipay.csv:27 payments.1.method=alipay 0 true",
		"alipay.csv:30 payments.2.order_no=2026111522001412345678901237 0 true",
	})
	if set := bill.ListAnswers(nil); set != nil {
		t.Error(set)
	}
}

// Several bills are one: a payment that two of them have is there once, with what either tells of refunds, and all are in the order of
// their times. Two order numbers are two payments, though the number of the merchant is the same.
func TestSeveralBills(t *testing.T) {
	const header = "交易时间,交易对方,商品,收/支,金额(元),当前状态,交易单号,商户单号\n"
	const alipayHeader = "交易时间,交易对方,商品说明,收/支,金额,交易状态,交易订单号,商家订单号\n"
	older := file("older.csv", header+
		"2026-11-18 20:15:03,抖音,抖币,支出,¥50.00,支付成功,4200002345202611181234567801,M000001\n"+
		"2026-11-17 21:02:40,抖音,抖币,支出,¥198.00,支付成功,4200002345202611181234567802,M000002\n"+
		"2026-11-16 18:30:11,抖音,抖币,支出,¥30.00,支付成功,4200002345202611181234567803,M000003\n")
	newer := file("newer.csv", header+
		"2026-11-19 08:00:00,抖音,抖币,支出,¥6.00,支付成功,4200002345202611181234567804,M000004\n"+
		"2026-11-18 20:15:03,抖音,抖币,支出,¥50.00,支付成功,4200002345202611181234567801,M000001\n"+
		"2026-11-17 21:02:40,抖音,抖币,支出,¥198.00,已退款(￥20.50),4200002345202611181234567802,M000002\n"+
		"2026-11-16 18:30:11,抖音,抖币,支出,¥30.00,已全额退款,4200002345202611181234567803,M000003\n")
	alipay := file("alipay.csv", alipayHeader+
		"2026-11-18 20:16:00,抖音,抖币,支出,50.00,交易成功,2026111822001412345678901201,M000001\n"+
		"2026-11-10 10:00:00,抖音,抖币,支出,40.00,交易成功,2026111022001412345678901202,M000009\n")
	later := file("later.csv", alipayHeader+
		"2026-12-01 10:00:00,抖音,退款-抖币,不计收支,15.00,退款成功,2026111022001412345678901202_1,M000009\n"+
		"2026-11-10 10:00:00,抖音,抖币,支出,40.00,交易成功,2026111022001412345678901202,M000009\n")
	page := file("page.txt", "抖音\n-6.00\n当前状态 支付成功\n支付时间 2026年11月19日 08:00:00\n商户单号 M000004\n")
	want := []string{
		"4 alipay 2026-11-10 10:00 25.00 2026111022001412345678901202 M000009 抖音/抖币 -15.00",
		"3 wechat 2026-11-17 21:02 177.50 4200002345202611181234567802 M000002 抖音/抖币 -20.50",
		"2 wechat 2026-11-18 20:15 50.00 4200002345202611181234567801 M000001 抖音/抖币",
		"2 alipay 2026-11-18 20:16 50.00 2026111822001412345678901201 M000001 抖音/抖币",
		"2 wechat 2026-11-19 08:00 6.00 4200002345202611181234567804 M000004 抖音/抖币",
	}
	for _, files := range [][]bill.File{{older, newer, page, alipay, later}, {later, page, newer, older, alipay, later}} {
		b, err := bill.Read(t.Context(), files...)
		var got []string
		for i, line := range show(b, err)[:len(want)] {
			got = append(got, line)
			if want := strings.Fields(want[i])[1:]; !slices.Equal(strings.Fields(line)[1:], want) { // the row is that of the bill which is read
				t.Errorf("%s, want %s", line, want)
			}
		}
		if err != nil || len(b.Payments) != len(want) || b.LeftOut[bill.Refunded] != 1 || b.LeftOut[bill.Repeated] < 5 {
			t.Errorf("%d payments, %v, %v\n%s", len(b.Payments), b.LeftOut, err, strings.Join(got, "\n"))
		}
	}
	_, err := bill.Read(t.Context(), older, file("other.csv", "姓名,电话\n张三,13800001234\n"))
	if lines := strings.Join(faultLines(err), " "); !strings.Contains(lines, bill.CodeNoHeader) {
		t.Error(lines)
	}
}
