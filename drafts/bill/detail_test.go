package bill_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"draft/drafts/bill"
)

// showDetail returns a pasted text as lines: what was placed, its faults, what was not understood.
func showDetail(d bill.Detail) []string {
	line := ""
	for _, a := range d.Answers() {
		if a.Text != "" {
			line += a.Name + "=" + a.Text + " "
		}
	}
	lines := []string{line + d.Merchant + "/" + d.Goods}
	for _, f := range d.Faults {
		lines = append(lines, fmt.Sprintf("! %d %s %s", f.At.Line, f.Name, f.Problem.Code))
	}
	for _, l := range d.Unplaced {
		lines = append(lines, "~ "+l)
	}
	return lines
}

const wechatDetail = "method=wechat recharged_at=2026-11-18 20:15:03 amount=50.00 order_no=4200002345202611181234567890 merchant_no=1000000000202611180000000001 抖音/抖币充值"

func TestParseDetail(t *testing.T) {
	for _, test := range []struct {
		about, text string
		want        []string
	}{
		{
			"WeChat, labels beside values",
			"抖音\n-50.00\n当前状态 支付成功\n支付时间 2026年11月18日 20:15:03\n商品 抖币充值\n商户全称 抖音\n收单机构 财付通支付科技有限公司\n支付方式 招商银行(0000)\n" +
				"交易单号 4200002345202611181234567890\n商户单号 1000000000202611180000000001\n账单服务\n对此订单有疑问\n",
			[]string{wechatDetail, "~ 抖音"},
		},
		{
			"WeChat, labels above values, another order, full-width signs",
			"商户单号\n1000000000202611180000000001\n交易单号\n4200002345202611181234567890\n支付方式：零钱\n商品：抖币充值\n商户全称：抖音\n付款金额：￥５０．００\n支付时间\n2026-11-18 20:15:03\n",
			[]string{wechatDetail},
		},
		{
			"WeChat on one line with blanks and CRLF", "支付时间2026-11-18 20:15:03\r\n交易单号4200002345202611181234567890\r\n金额\t¥50.00\r\n",
			[]string{"method=wechat recharged_at=2026-11-18 20:15:03 amount=50.00 order_no=4200002345202611181234567890 /"},
		},
		{
			"Alipay",
			"抖音\n-198.00\n交易成功\n创建时间 2026-11-17 09:05:08\n付款方式 招商银行储蓄卡(0000)&红包\n支付时间 2026-11-17 09:05:10\n商品说明 抖币充值\n收款方全称 北京某公司\n" +
				"订单号 2026111722001412345678901235\n商家订单号 10000000000000000002\n账单分类 文化休闲\n",
			[]string{
				"method=alipay recharged_at=2026-11-17 09:05:10 amount=198.00 order_no=2026111722001412345678901235 merchant_no=10000000000000000002 北京某公司/抖币充值",
				"~ 抖音",
			},
		},
		{
			"Douyin", "订单编号：7400000000000000001\n下单时间：2026-11-18 20:14\n支付方式：抖音支付\n实付款：¥6\n商品名称：60抖币\n订单状态：已完成\n",
			[]string{"method=douyin_pay recharged_at=2026-11-18 20:14 amount=6.00 order_no=7400000000000000001 /60抖币", "~ 订单状态 已完成"},
		},
		{
			"Douyin with the number of WeChat", "订单号 7400000000000000001\n支付方式 微信支付\n交易单号 4200002345202611181234567890\n",
			[]string{"method=wechat order_no=4200002345202611181234567890 /", "~ 订单号 7400000000000000001"},
		},
		{"Apple", "充值方式 App Store\n金额 30.00元\n", []string{"method=app_store amount=30.00 /"}},
		{"a card", "支付方式 银行卡\n金额 30\n", []string{"method=bank amount=30.00 /"}},
		{"a method unknown", "支付方式 云闪付\n金额 30\n", []string{"amount=30.00 /", "~ 支付方式 云闪付"}},
		{"refunded in part", "金额 50\n当前状态 已退款(￥20.00)\n", []string{"amount=30.00 /"}},
		{"refunded", "-50.00\n已全额退款\n", []string{"amount=50.00 /", "! 2  bill.status"}},
		{"closed", "-50.00\n交易关闭\n", []string{"amount=50.00 /", "! 2  bill.status"}},
		{"income", "+50.00\n", []string{"amount=50.00 /", "! 1  bill.incoming"}},
		{"income with labels", "收/支 收入\n金额 50.00\n", []string{"amount=50.00 /", "! 1  bill.incoming"}},
		{
			"two payments", "-50.00\n支付时间 2026-11-18 20:15\n交易单号 4200002345202611181234567890\n-60.00\n支付时间 2026-11-18 20:16\n交易单号 4200002345202611181234567891\n",
			[]string{"method=wechat recharged_at=2026-11-18 20:15 amount=50.00 order_no=4200002345202611181234567890 /", "! 5  bill.several"},
		},
		{"two labels for a time", "付款时间 2026-11-18 20:15\n交易时间 2026-11-18 20:16\n", []string{"recharged_at=2026-11-18 20:15 /", "~ 交易时间 2026-11-18 20:16"}},
		{"a faulty number and time", "交易单号 4.2E+27\n支付时间 昨天\n", []string{"method=wechat /", "! 2 recharged_at datetime.relative", "! 1 order_no number.exponent"}},
		{"said twice", "金额 50\n金额 60\n金额 50\n", []string{"amount=50.00 /", "~ 金额 60"}},
		{"a word that begins like a label", "商品房 100.00\n", []string{"/", "~ 商品房 100.00"}},
		{"what no letter needs", "收单机构 财付通\n账单分类 文化休闲\n备注\n送给朋友\n金额 30\n", []string{"amount=30.00 /"}},
		{"nothing", "你好\n", []string{"/", "~ 你好"}},
	} {
		got := bill.ParseDetail("粘贴", test.text)
		check(t, test.about, showDetail(got), test.want)
		if nothing := test.about == "a word that begins like a label" || test.about == "nothing"; got.Found() == nothing {
			t.Errorf("%s: found %v", test.about, got.Found())
		}
	}
	check(t, "too long", showDetail(bill.ParseDetail("粘贴", strings.Repeat("x", bill.MaxDetail+1))), []string{"/", "! 0  answers.too_large"})
}

// A file with the text of a page is read like a bill.
func TestDetailFile(t *testing.T) {
	check(t, "page", show(readFile(t, "../../examples/bills/payment.txt"), nil), []string{
		"0 wechat 2026-11-18 20:15 50.00 4200002345202611181234567890 1000000000202611180000000001 抖音/抖币充值", "~ 抖音",
	})
	b, err := read("a.txt", "\n抖音\n\n支付时间 昨天\n")
	check(t, "lines are those of the file", show(b, err), []string{"0 /", "! 4:0 recharged_at datetime.relative", "~ 抖音"})
}

func FuzzRead(f *testing.F) {
	for _, path := range []string{
		"../../examples/bills/wechat.csv", "../../examples/bills/wechat.xlsx", "../../examples/bills/alipay.csv", "../../examples/bills/payment.txt", "testdata/wechat-quoted.csv",
		"testdata/alipay-saved-utf16.csv",
	} {
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(content))
	}
	f.Fuzz(func(t *testing.T, content string) {
		if d := bill.ParseDetail("a", content); d.Refunded < 0 || d.Amount < 0 {
			t.Errorf("%+v", d)
		}
		b, err := read("a.csv", content)
		if err != nil {
			return
		}
		orders := map[string]bool{}
		for _, p := range b.Payments {
			if len(p.Faults) > 0 {
				continue
			}
			if p.OrderNo != "" && orders[p.OrderNo] {
				t.Errorf("the order %s is there twice", p.OrderNo)
			}
			orders[p.OrderNo] = true
			if p.Row > 0 && (p.Amount <= 0 || p.Time.Time.IsZero() || p.Method == "") || p.Amount < 0 || p.Refunded < 0 {
				t.Errorf("%+v", p)
			}
			for _, a := range p.Answers() {
				if strings.ContainsFunc(a.Text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
					t.Errorf("%q", a.Text)
				}
			}
		}
	})
}
