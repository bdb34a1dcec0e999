//go:build !windows

package main

import (
	"fmt"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt/screentest"
)

// A page that is pasted into a list of options, and amounts that are pasted as lines, are shown, and taken once that is confirmed.
func TestOffersAtTheTerminal(t *testing.T) {
	for name, c := range map[string]struct {
		set                       []string // the answers that are given before
		asked, paste, shown, next string
		kept                      []string
	}{
		"page": {
			nil, "充值方式", paymentPage(t), "2026年11月18日20:15", "使用情况",
			[]string{"50.00元", "4200002345202611181234567890", "1000000000202611180000000001"},
		},
		"amounts": {
			[]string{"--set", "method=wechat", "--set", "recharged_at=2026-11-18 20:15"},
			"充值金额", "648元\r\n328元\r\n", "648.00、328.00，共", "第1笔 订单号",
			[]string{"第1笔", " 648.00元", "第2笔", " 328.00元"},
		},
	} {
		for _, width := range []int{80, 40} {
			t.Run(fmt.Sprint(name, width), func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				console := screentest.New(t, width, 24)
				given := []string{"refund", "--set", "reason=mistake", "--set", "douyin_id=dy_example88", "--set", "recharged_by=self"}
				cmd := draftCommand(t, folder, append(given, c.set...)...)
				console.Run(cmd)
				console.See(c.asked)
				console.Paste(c.paste)
				console.See(c.shown)
				console.See("  2 不")
				console.Send(enter)
				console.See("请先用方向键或编号选择") // Enter alone takes nothing
				console.Send("2" + enter)
				console.See("? 看说明")
				console.Paste(c.paste)
				console.See("  2 不")
				console.Send("1" + enter)
				console.See(c.next)
				console.Send(ctrlC)
				_ = cmd.Wait() // it ends with Ctrl-C
				out, err := draftCommand(t, folder, "show", "test").Output()
				for _, want := range c.kept {
					if !strings.Contains(string(out), want) {
						t.Errorf("%v: %q is not in\n%s", err, want, out)
					}
				}
			})
		}
	}
}
