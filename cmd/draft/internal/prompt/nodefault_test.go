//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// factual is a question of fact, without a default.
func factual() prompt.Question {
	q := method
	q.NoDefault = true
	return q
}

const unselected = "\n  1 微信支付  账单在微信的“我 - 服务 - 钱包”里\n  2 支付宝\n  3 银行卡  借记卡或信用卡\n  4 其他方式"

// TestChooseWithoutADefault checks that Enter takes no option until the user has moved to one.
func TestChooseWithoutADefault(t *testing.T) {
	for name, c := range map[string]struct{ keys, see, want string }{
		"down":           {"\x1b[B", "> 1 微信支付", "wechat"},
		"down twice":     {"\x1b[B\x1b[B", "> 2 支付宝", "alipay"},
		"tab":            {"\t", "> 1 微信支付", "wechat"},
		"up":             {"\x1b[A", "> 4 其他方式", "other"},
		"number":         {"3", "> 3 银行卡", "bank"},
		"filter":         {"宝", "> 2 支付宝", "alipay"},
		"lost, down":     {"没有\x1b[B", "> 1 微信支付", "wechat"},
		"lost, up":       {"没有\x1b[A", "> 4 其他方式", "other"},
		"help, then up":  {"?\x1b[A", "> 4 其他方式", "other"},
		"erased, then 2": {"宝\x7f2", "> 2 支付宝", "alipay"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, 80, 12, choose(factual()))
			s.See("输入 < 回上一题" + unselected)
			s.Send("\r\r\r")
			s.See("? 充值方式\n✗ 请先用方向键或编号选择\n")
			s.See("输入 < 回上一题" + unselected)
			s.Send(c.keys)
			s.See(c.see)
			s.Gone("✗")
			s.Send("\r")
			s.gives(c.want)
			s.Wait("one row", func() bool { return !strings.Contains(s.String(), "\n") })
		})
	}
}

// TestChooseWithoutADefaultForgetsAFilter checks that neither an erased filter nor one without a match selects an option.
func TestChooseWithoutADefaultForgetsAFilter(t *testing.T) {
	for _, keys := range []string{"宝\x7f", "宝\x15", "没有这个\r"} {
		s := start(t, 80, 12, choose(factual()))
		s.See("? 充值方式\n")
		s.Send(keys + "\r")
		s.See("✗ 请先用方向键或编号选择\n")
		s.See("输入 < 回上一题" + unselected)
		s.Send("<\r")
		if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) || o.text != "" {
			t.Errorf("%q, %v", o.text, o.err)
		}
	}
}

// TestChooseWithoutADefaultTakesANumber checks that a number replaces a filter without a match.
func TestChooseWithoutADefaultTakesANumber(t *testing.T) {
	s := start(t, 80, 12, choose(factual()))
	s.See("? 充值方式\n")
	s.Send("没有")
	s.See("? 充值方式 没有\n✗ 没有符合的选项")
	s.See("输入 < 回上一题" + unselected)
	s.Send("2")
	s.See("> 2 支付宝")
	s.Send("\r")
	s.gives("alipay")
}

// TestChooseWithoutADefaultKeepsAnAnswer checks that an earlier answer is selected, and so is the entry that skips an
// optional question.
func TestChooseWithoutADefaultKeepsAnAnswer(t *testing.T) {
	q := factual()
	q.Prefill = "bank"
	s := start(t, 80, 12, choose(q))
	s.See("> 3 银行卡")
	s.Send("\r")
	s.gives("bank")

	q = factual()
	q.Optional = true
	s = start(t, 80, 12, choose(q))
	s.See("> 0 跳过")
	s.Send("\r")
	s.gives("")
}

// TestChooseWithoutADefaultKeepsARefusedOption checks that a refused option stays selected.
func TestChooseWithoutADefaultKeepsARefusedOption(t *testing.T) {
	q := factual()
	q.Check = func(value string) error {
		if value == "bank" {
			return errors.New("银行卡暂不支持")
		}
		return nil
	}
	s := start(t, 80, 12, choose(q))
	s.See("? 充值方式\n")
	s.Send("3\r")
	s.See("✗ 银行卡暂不支持\n")
	s.See("> 3 银行卡")
	s.Send("\x1b[B\r")
	s.gives("other")
}

// TestPlainChooseWithoutADefault checks that an empty line is not an answer in the plain mode.
func TestPlainChooseWithoutADefault(t *testing.T) {
	s := startPlain(t, choose(factual()))
	s.See("充值方式（输入编号或文字")
	s.Send("\n")
	s.See("这一项必填\n  1 微信支付")
	s.Send("2\n")
	s.gives("alipay")
}
