//go:build !windows

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
)

// threePayments are the facts that somebody types below.
const threePayments = `recharged_by: self
payments:
  - {method: wechat, recharged_at: 2026-11-18 20:05, amount: 648}
  - {method: alipay, recharged_at: 2026-11-18 20:31, amount: 328, order_no: "2026111822001450531412345678"}
  - {method: wechat, recharged_at: 2026-11-18 21:12, amount: 98}
reason: mistake
douyin_id: dy_example88
`

// another is the last option of the question whether there is another payment.
const another = "4 删除一条"

// typedPayments type two payments, correct the second, remove a third, walk back over the second, and begin the third.
var typedPayments = []screenStep{
	{"[1/16] 充值人", "1" + enter},
	{"先写第一笔", "微信" + enter},
	{"充值时间", "2026-11-18 20:05" + enter},
	{"[4/16] 充值金额", "648" + enter},
	{"[5/16] 订单号", enter},
	{"[6/16] 商户单号", enter},
	{"[7/16] 退款原因", "+"},
	{"回车写第2笔", enter},
	{"1 微信支付  和第1笔一样", enter}, // nothing is chosen yet
	{"请先用方向键或编号选择", "支付宝" + enter},
	{"第2笔 充值时间 2026-11-18", "20:31" + enter},
	{"[9/21] 第2笔 充值金额", "382" + enter},
	{"[10/21] 第2笔 订单号", "2026111822001450531412345678" + enter},
	{"[11/21] 第2笔 商户单号", enter},
	{another, "3" + enter},
	{"改哪一条", "2" + enter},
	{"改哪一项", "金额" + enter},
	{"第2笔 充值金额 382.00", clear + "328" + enter},
	{"976.00元", ""},
	{another, "有" + enter},
	{"第3笔 充值方式", "1" + enter},
	{"第3笔 充值时间", "21:00" + enter},
	{"第3笔 充值金额", "6" + enter},
	{"第3笔 订单号", enter},
	{"第3笔 商户单号", enter},
	{"982.00元", ""},
	{another, "4" + enter},
	{"删除哪一条", "3" + enter},
	{"976.00元", ""},
	{another, "2" + enter},
	{"? [12/26] 第3笔 充值方式", "1" + enter},
	{"? [13/26] 第3笔 充值时间", shiftTab},
	{"? [12/26] 第3笔 充值方式", shiftTab},
	{another, "<" + enter},
	{"? [11/21] 第2笔 商户单号", shiftTab},
	{"? [10/21] 第2笔 订单号", enter},
	{another, "2" + enter},
	{"> 1 微信支付", enter}, // as it was chosen
	{"? [13/26] 第3笔 充值时间", ""},
}

// restOfPayments finish the third payment and the letter in another process.
var restOfPayments = []screenStep{
	{"2 重新开始", enter},
	{"第3笔 充值时间 2026-11-18", "21:12" + enter},
	{"第3笔 充值金额", "98" + enter},
	{"第3笔 订单号", enter},
	{"第3笔 商户单号", enter},
	{"1074.00元", ""},
	{another, "没有" + enter},
	{"退款原因", "误充值" + enter},
	{"使用情况", enter},
	{"抖音号", "dy_example88" + enter},
	{"抖音UID", enter},
	{"情况说明", finish},
	{"证据材料", finish},
	{"姓名", enter},
	{"联系电话", enter},
	{"联系邮箱", enter},
	{"备注", finish},
	{"都对吗", enter},
	{"保存吗", enter},
}

// Three payments typed, the second corrected, one removed, back across payments, killed in the third and resumed: the letter is the one
// that the answers file gives.
func TestThreePaymentsAtTheTerminal(t *testing.T) {
	for _, width := range []int{80, 40} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			console := screentest.New(t, width, 24)
			cmd := draftCommand(t, folder, "refund", "-o", "typed.eml")
			console.Run(cmd)
			play(console, typedPayments)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			console = screentest.New(t, width, 24)
			cmd = draftCommand(t, folder, "refund", "-o", "typed.eml")
			console.Run(cmd)
			play(console, restOfPayments)
			if err := cmd.Wait(); err != nil {
				t.Fatalf("%v\n%s", err, console)
			}
			if err := os.WriteFile(filepath.Join(folder, "three.yaml"), []byte(threePayments), 0o600); err != nil {
				t.Fatal(err)
			}
			mustRun(t, folder, "refund", "--answers", "three.yaml", "-o", "file.eml")
			compareFiles(t, filepath.Join(folder, "typed.eml"), filepath.Join(folder, "file.eml"))
		})
	}
}

// play waits for each step and types its keys.
func play(console *screentest.Console, steps []screenStep) {
	for _, step := range steps {
		console.See(step.waitFor)
		console.Send(step.keys)
	}
}
