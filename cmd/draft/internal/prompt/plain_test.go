//go:build !windows

package prompt_test

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

func startPlain(t *testing.T, ask questions) *session {
	t.Helper()
	s := startWith(t, 80, 24, prompt.Options{Plain: true, Color: true}, ask)
	t.Cleanup(func() {
		if strings.Contains(s.Output(), "\x1b") {
			t.Errorf("an escape sequence was sent: %q", s.Output())
		}
	})
	return s
}

func TestPlainLine(t *testing.T) {
	q := when
	q.Check = func(s string) error {
		if s == "昨晚" {
			return errors.New("要写到小时")
		}
		return nil
	}
	s := startPlain(t, line(q))
	s.See("[3/9] 充值时间（例如 昨晚八点；? 看说明；输入 < 回上一题）:")
	s.Send("？\n")
	s.See("写充值成功的时间，账单里有。\n[3/9]")
	s.Send("\n")
	s.See("这一项必填\n[3/9]")
	s.Send("昨晚\n")
	s.See("要写到小时\n[3/9]")
	s.Send("昨晚八点\n")
	s.gives("昨晚八点")
}

func TestPlainPrefill(t *testing.T) {
	q := prompt.Question{Message: "备注", Prefill: "旧的", Optional: true}
	for typed, want := range map[string]string{"": "旧的", "-": "", "新的": "新的"} {
		s := startPlain(t, line(q))
		s.See("备注（回车保留 旧的；输入 - 清空；输入 < 回上一题）:")
		s.Send(typed + "\n")
		s.gives(want)
	}
}

func TestPlainText(t *testing.T) {
	q := prompt.Question{Message: "经过", Optional: true}
	s := startPlain(t, text(q))
	s.See("经过（在空行按回车或 Ctrl-D 结束；可不填，回车跳过；输入 < 回上一题）:")
	s.Send("一\n\n二\n.\n")
	s.gives("一\n\n二")
	s = startPlain(t, text(q))
	s.See("经过")
	s.Send("一\n \n二\n")
	s.See("二")
	s.Send("　\n") // an empty line without more input
	s.gives("一\n \n二")
	s = startPlain(t, text(q))
	s.See("经过")
	s.Send("\n")
	s.gives("")
	s = startPlain(t, text(q))
	s.See("经过")
	s.Send("\n一\n\n") // pasted with an empty line before it
	s.gives("一")
	s = startPlain(t, text(prompt.Question{Message: "经过"}))
	s.See("经过")
	s.Send("\n")
	s.See("这一项必填")
	s.Send("一\n\n")
	s.gives("一")
	s = startPlain(t, text(q))
	s.See("经过")
	s.Send("一\n二\n\x04")
	s.gives("一\n二")
	s = startPlain(t, text(q))
	s.See("经过")
	s.Send("\x04")
	s.gives("")
}

func TestPlainKnowsNothing(t *testing.T) {
	for _, c := range []struct {
		ask         questions
		typed, want string
	}{
		{line(spare("")), "没有", ""},
		{line(spare("旧的")), " 没有 ", ""},
		{text(spare("旧的")), "没有", ""},
		{text(spare("")), "没有问题\n没有\n", "没有问题\n没有"},
		{choose(without), "没有", "none"},
	} {
		s := startPlain(t, c.ask)
		s.See("备注")
		s.Send(c.typed + "\n")
		s.gives(c.want)
	}
}

func TestPlainTextAsksAboutEveryLine(t *testing.T) {
	s := startPlain(t, text(evidence))
	s.See("证据")
	s.Send("没有.png\n")
	s.See("找不到 没有.png\n看看拼写\n这一行没有录入，请重新输入")
	s.Send("a.png\n")
	s.See("\na.png")
	s.Send("b.png\n\n")
	s.gives("a.png\nb.png")
	s = startPlain(t, text(evidence))
	s.See("证据")
	s.Send("没有.png\na.png\n\n") // pasted: checked in the end
	s.See("找不到 没有.png\n看看拼写\n证据")
	s.Send("a.png\n\n")
	s.gives("a.png")
}

// TestPlainTextTakesAPaste pastes 5 KB with empty lines, which arrive whole, and a line that is longer than a terminal
// delivers, which is reported.
func TestPlainTextTakesAPaste(t *testing.T) {
	q := prompt.Question{Message: "经过"}
	paste := strings.TrimSuffix(strings.Repeat(strings.Repeat("我在昨天晚上充值了五十元，没有到账。", 5)+"\n\n", 20), "\n\n")
	s := startPlain(t, text(q))
	s.See("经过")
	s.Send(paste + "\n.\n")
	s.gives(paste)

	s = startPlain(t, text(q))
	s.See("经过")
	s.Send("a" + strings.Repeat("长", 2000) + "\n")
	s.See("最多能输入 ")
	s.Send("剩下的\n.\n")
	o := s.outcome()
	first, rest, _ := strings.Cut(o.text, "\n")
	if o.err != nil || rest != "剩下的" || len(first) < 1000 || strings.Trim(first, "a长") != "" {
		t.Errorf("%d bytes, %q, %v", len(first), o.text, o.err)
	}
}

// TestPlainGoesBackByKey checks that the Enter that delivers the key does not answer the next question.
func TestPlainGoesBackByKey(t *testing.T) {
	q := prompt.Question{Message: "备注", Optional: true}
	s := startPlain(t, func(p prompt.Prompter) (string, error) {
		if _, err := p.Line(q); !errors.Is(err, prompt.ErrBack) {
			return "", fmt.Errorf("%w, want ErrBack", err)
		}
		return p.Line(prompt.Question{Message: "金额", Optional: true})
	})
	s.See("备注")
	s.Send("\x1b[Z\n")
	s.See("金额")
	s.Send("50\n")
	s.gives("50")
}

// TestPlainKey checks that Key waits for Enter.
func TestPlainKey(t *testing.T) {
	s := startPlain(t, pressed)
	s.See("扫好了（按回车）:")
	s.Send("x\n")
	s.gives("")
	s = startPlain(t, pressed)
	s.See("扫好了")
	s.Send("<\n")
	if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) {
		t.Error(o.err)
	}
	s = startPlain(t, pressed)
	s.See("扫好了")
	signalSelf(t, syscall.SIGINT)
	if o := s.outcome(); !errors.Is(o.err, prompt.ErrInterrupted) {
		t.Error(o.err)
	}
}

func TestPlainChoose(t *testing.T) {
	for typed, want := range map[string]string{"2": "alipay", "银行": "bank", "wechat": "wechat"} {
		s := startPlain(t, choose(method))
		s.See("  1 微信支付 - 账单在微信的“我 - 服务 - 钱包”里\n  2 支付宝\n  3 银行卡 - 借记卡或信用卡\n  4 其他方式\n充值方式（输入编号或文字；? 看说明；输入 < 回上一题）:")
		s.Send("支付\n")
		s.See("符合的选项不止一个")
		s.Send("没有\n")
		s.See("没有符合的选项")
		s.Send(typed + "\n")
		s.gives(want)
	}
	q := method
	q.Optional = true
	s := startPlain(t, choose(q))
	s.See("0 跳过")
	s.Send("0\n")
	s.gives("")
	q.Prefill = "bank"
	s = startPlain(t, choose(q))
	s.See("回车保留 银行卡")
	s.Send("\n")
	s.gives("bank")
}

func TestPlainConfirm(t *testing.T) {
	s := startPlain(t, confirm(prompt.Question{Message: "现在发送吗？", Prefill: prompt.No}))
	s.See("  1 是\n  2 否\n现在发送吗？")
	s.Send("好\n")
	s.gives(prompt.Yes)
}

func TestPlainLeaves(t *testing.T) {
	for name, ask := range map[string]questions{
		"Line": line(prompt.Question{Message: "问题"}), "Text": text(prompt.Question{Message: "问题"}), "Confirm": confirm(prompt.Question{Message: "问题"}),
	} {
		s := startPlain(t, ask)
		s.See("问题（")
		s.Send("＜\n")
		if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) {
			t.Errorf("%s: %v", name, o.err)
		}
		for _, leave := range []func(*session){
			func(s *session) { signalSelf(t, syscall.SIGINT) }, // sent by the terminal for Ctrl-C
			func(s *session) { signalSelf(t, syscall.SIGTERM) },
			func(s *session) { s.Send("\x04") },
		} {
			s := startPlain(t, ask)
			s.See("问题（")
			leave(s)
			if o := s.outcome(); !errors.Is(o.err, prompt.ErrInterrupted) {
				t.Errorf("%s: %v", name, o.err)
			}
		}
	}
}
