//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

func several(q prompt.Question) questions {
	return func(p prompt.Prompter) (string, error) {
		values, err := p.ChooseSeveral(q)
		return strings.Join(values, " "), err
	}
}

func TestChooseSeveral(t *testing.T) {
	s := start(t, 80, 12, several(method))
	s.See("? 充值方式\n  上下键选择 · 打字筛选 · 空格勾选 · * 全选 · 回车确定 · ? 看说明\n  输入 < 回上一题\n> [ ] 1 微信支付")
	s.Send(" ")
	s.See("> [x] 1 微信支付")
	s.Send("银行 ")
	s.See("? 充值方式 银行\n")
	s.See("> [x] 3 银行卡")
	s.Send("\r")
	s.gives("wechat bank")
	s.Wait("one row", func() bool { return s.String() == "✓ 充值方式 微信支付, 银行卡" })
}

func TestChooseSeveralByKeys(t *testing.T) {
	for keys, want := range map[string]string{
		"\r": "wechat", "\x1b[B\r": "alipay", "*\r": "wechat alipay bank other", "** \r": "wechat", "  \r": "wechat", "　\r": "wechat",
		"支付*\r": "wechat alipay", "支付*\x15\x1b[F \r": "wechat alipay other", "* \r": "alipay bank other", "没有 *\r\r": "wechat", "4 \r": "other",
	} {
		s := start(t, 80, 12, several(method))
		s.See("> [ ] 1 微信支付")
		s.Send(keys)
		s.gives(want)
	}
	q := method
	q.NoDefault = true
	q.Check = func(values string) error {
		if strings.Count(values, "\n") != 1 {
			return errors.New("要选两项")
		}
		return nil
	}
	s := start(t, 80, 12, several(q))
	s.See("  [ ] 1 微信支付")
	s.Send(" \r")
	s.See("✗ 请先用方向键或编号选择")
	s.Send("2 \r")
	s.See("✗ 要选两项")
	s.Send("3 \r")
	s.gives("alipay bank")
	s = start(t, 80, 12, several(q))
	s.See("  [ ] 1 微信支付")
	s.Send("<\r")
	if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) {
		t.Errorf("%+v", o)
	}
}

// An option that is ticked alone is not ticked with all.
func TestChooseSeveralAlone(t *testing.T) {
	q := method
	q.Options = append([]prompt.Option{{Value: "voucher", Label: "券", Alone: true}}, method.Options...)
	for keys, want := range map[string]string{"*\r": "wechat alipay bank other", "* \r": "voucher wechat alipay bank other"} {
		s := start(t, 80, 12, several(q))
		s.See("> [ ] 1 券")
		s.Send(keys)
		s.gives(want)
	}
	for typed, want := range map[string]string{"*": "wechat alipay bank other", "1-2": "wechat", "1,2": "voucher wechat"} {
		s := startPlain(t, several(q))
		s.See("充值方式")
		s.Send(typed + "\n")
		s.gives(want)
	}
}

func TestPlainChooseSeveral(t *testing.T) {
	for typed, want := range map[string]string{"1,3": "wechat bank", "2-4": "alipay bank other", "４、１": "wechat other", "*": "wechat alipay bank other", "宝": "alipay"} {
		s := startPlain(t, several(method))
		s.See("充值方式（输入编号，可以多个，例如 1,3-5；* 是全部；")
		s.Send("9\n")
		s.See("9: 没有符合的选项，请重新输入")
		s.Send(typed + "\n")
		s.gives(want)
	}
}

// An optional question is skipped with Enter, and skipping is never among the answers.
func TestChooseSeveralOptional(t *testing.T) {
	q := method
	q.Optional = true
	for keys, want := range map[string]string{"\r": "", "1 \r": "wechat", "*\r": "wechat alipay bank other"} {
		s := start(t, 80, 12, several(q))
		s.See("> [ ] 0 跳过")
		s.Send(keys)
		s.gives(want)
	}
}
