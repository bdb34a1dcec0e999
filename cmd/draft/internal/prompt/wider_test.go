//go:build !windows

package prompt_test

import (
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// A window that is made wider at a prompt, once or after it was made narrower, keeps the answered lines above it.
func TestWiderWindowKeepsAnswers(t *testing.T) {
	q := prompt.Question{Message: "订单号", Hint: "4200002345202611181234567890", Help: "账单里有。", Optional: true}
	s := start(t, 44, 16, func(p prompt.Prompter) (string, error) {
		for _, message := range []string{"充值方式", "充值时间", "充值金额"} {
			if _, err := p.Line(prompt.Question{Message: message}); err != nil {
				return "", err
			}
		}
		return p.Line(q)
	})
	for _, answer := range []string{"微信", "昨晚八点", "50"} {
		s.See("回车确定")
		s.Send(answer + "\r")
	}
	s.See("订单号")
	for _, width := range []int{90, 44, 90} {
		s.Resize(width, 16)
		s.See("输入 < 回上一题")
		for _, line := range []string{"✓ 充值方式 微信", "✓ 充值时间 昨晚八点", "✓ 充值金额 50"} {
			if !strings.Contains(s.String(), line) {
				t.Fatalf("at %d columns %q is gone:\n%s", width, line, s)
			}
		}
	}
	s.Send("4200\r")
	s.gives("4200")
}
