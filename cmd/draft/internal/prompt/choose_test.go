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

var method = prompt.Question{Message: "充值方式", Help: "看账单上的付款方式。", Options: []prompt.Option{
	{Value: "wechat", Label: "微信支付", Description: "账单在微信的“我 - 服务 - 钱包”里"},
	{Value: "alipay", Label: "支付宝"},
	{Value: "bank", Label: "银行卡", Description: "借记卡或信用卡"},
	{Value: "other", Label: "其他方式"},
}}

func TestChooseByArrows(t *testing.T) {
	s := start(t, 80, 12, choose(method))
	s.See("? 充值方式\n  上下键选择 · 打字筛选 · 回车确定 · ? 看说明 · 输入 < 回上一题\n> 1 微信支付  账单在微信的“我 - 服务 - 钱包”里\n  2 支付宝\n  3 银行卡  借记卡或信用卡\n  4 其他方式")
	s.Send("\x1b[B\x1b[B")
	s.See("> 3 银行卡")
	s.Send("\x1bOA") // up in some terminals
	s.See("> 2 支付宝")
	s.Send("\r")
	s.gives("alipay")
	s.Wait("one row", func() bool { return s.String() == "✓ 充值方式 支付宝" })
	s.At(0, 1)
}

func TestChooseByTyping(t *testing.T) {
	for typed, want := range map[string]string{
		"银行": "bank", "信用": "bank", "alipay": "alipay", "2": "alipay", "４": "other", "ＢＡＮＫ": "bank", "宝": "alipay",
	} {
		s := start(t, 40, 12, choose(method))
		s.See("> 1 微信支付")
		s.Send(typed)
		s.Gone("1 微信支付")
		s.Send("\r")
		s.gives(want)
	}
}

// TestChooseMovesInTheList checks the keys that move further than one option, and that a filter keeps the selected option if
// it is left.
func TestChooseMovesInTheList(t *testing.T) {
	const pageUp, pageDown, home, end = "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F"
	for keys, want := range map[string]string{
		pageDown: "原因D", pageDown + pageDown: "原因G", end + pageUp: "原因I", pageDown + pageUp: "原因A", pageUp: "原因A",
		end: "原因L", end + home: "原因A", "\x01": "原因A", "\x05": "原因L", "1": "原因A", "原因" + end: "原因L",
		"\x1b[B\x1b[B原": "原因C", "12\x7f\x7f": "原因A", "C\x1b[B\x15": "原因C",
	} {
		s := start(t, 40, 9, choose(reasons(12)))
		s.See(">  1 原因A\n   2 原因B\n   3 原因C\n  ↓ 还有 9 项")
		s.Send(keys)
		s.Wait(fmt.Sprintf("%q to select %s", keys, want), func() bool {
			_, marked, _ := strings.Cut(s.String(), "\n>")
			marked, _, _ = strings.Cut(marked, "\n")
			return strings.HasSuffix(marked, want)
		})
		s.Send("\r")
		s.outcome()
		s.Wait("one row", func() bool { return s.String() == "✓ 原因 "+want })
	}
}

// TestChooseIsATextField checks that the cursor is where the typed text appears, so that an input method shows its
// candidates there, that a paste is marked, and that Backspace erases a visible character.
func TestChooseIsATextField(t *testing.T) {
	s := start(t, 40, 12, choose(method))
	s.See("> 1 微信支付")
	s.At(11, 0)
	if !s.Mode("?25") || !s.Mode("?2004") {
		t.Error("the cursor is hidden, or a paste is not marked")
	}
	s.Paste("支付e\u0301")
	s.See("✗ 没有符合的选项")
	s.At(16, 0)
	s.Send("\x7f")
	s.See("? 充值方式 支付\n")
	s.Gone("✗")
	s.At(15, 0)
	s.Send("\r")
	s.gives("wechat")
}

// TestChooseForgetsAReason checks that the reason of a refusal goes once another option is selected.
func TestChooseForgetsAReason(t *testing.T) {
	q := method
	q.Check = func(value string) error {
		if value == "wechat" {
			return errors.New("微信暂不支持")
		}
		return nil
	}
	for keys, want := range map[string]string{"\x1b[B": "alipay", "4": "other", "？？3": "bank"} {
		s := start(t, 80, 12, choose(q))
		s.See("> 1 微信支付")
		s.Send("1\r")
		s.See("? 充值方式\n✗ 微信暂不支持\n")
		s.Send(keys)
		s.Gone("✗")
		s.Send("\r")
		s.gives(want)
	}
}

func TestChooseBearsEveryKey(t *testing.T) {
	s := start(t, 80, 12, choose(method))
	s.See("> 1 微信支付")
	s.Send("没有这个")
	s.See("? 充值方式 没有这个\n✗ 没有符合的选项，回车或 Esc 清空\n  上下键选择 · 打字筛选 · 回车确定 · ? 看说明 · 输入 < 回上一题\n> 1 微信支付")
	s.Send("\x04\x1bb\x1b[15~\x1b\x1b[C\x7f\x7f") // Ctrl-D with no match; Alt-b; F5; Esc, right
	s.See("? 充值方式 没有\n✗")
	s.Send("\x04\r\x1b[A\x1b[B卡") // Enter clears; arrows
	s.See("? 充值方式 卡\n")
	s.See("> 3 银行卡")
	s.Send("\x04\x15")
	s.See("2 支付宝")
	s.Paste("支付\n宝")
	s.See("? 充值方式 支付 宝")
	s.Send("\x17银行\r")
	s.gives("bank")
}

func TestChooseListsAllWhereNothingMatches(t *testing.T) {
	const noMatch, all = "? 充值方式 没有 1x\n✗ 没有符合的选项，回车或 Esc 清空\n", "> 1 微信支付\n  2 支付宝\n  3 银行卡\n  4 其他方式"
	q := prompt.Question{Message: "充值方式"}
	for _, o := range method.Options {
		q.Options = append(q.Options, prompt.Option{Value: o.Value, Label: o.Label})
	}
	for name, c := range map[string]struct{ keys, see, want string }{
		"Enter":     {"\r", all, "wechat"},
		"Esc":       {"\x1b", all, "wechat"},
		"Ctrl-U":    {"\x15", all, "wechat"},
		"Backspace": {strings.Repeat("\x7f", 5), all, "wechat"},
		"down":      {"\x1b[B", "\n> 2 支付宝\n  3", "alipay"}, // moves in the whole list
		"up":        {"\x1b[A", "\n> 4 其他方式", "other"},
		"number":    {"３", "? 充值方式 3\n", "bank"}, // replaces the filter
	} {
		s := start(t, 80, 12, choose(q))
		s.See("? 充值方式\n")
		s.Send("没有 1x")
		s.See(noMatch)
		s.See("输入 < 回上一题\n" + all)
		s.Send(c.keys)
		s.Gone("✗")
		s.See(c.see)
		s.Send("\r")
		s.gives(c.want)
		s.Wait("one row after "+name, func() bool { return !strings.Contains(s.String(), "\n") })
	}
}

// TestChooseTakesNoPartOfANumber checks that the last digit of a number without an option does not select one.
func TestChooseTakesNoPartOfANumber(t *testing.T) {
	s := start(t, 80, 12, choose(method))
	s.See("> 1 微信支付")
	for _, digit := range []string{"4", "2", "0", "2"} {
		s.Send(digit)
	}
	s.See("? 充值方式 4202\n✗ 没有符合的选项")
	s.Send("\r")
	s.See("? 充值方式\n")
	s.Send("2\r")
	s.gives("alipay")
}

// TestChooseTakesADigitOfALabel checks that a digit goes on with a filter that matches, instead of being the number of an option.
func TestChooseTakesADigitOfALabel(t *testing.T) {
	q := prompt.Question{Message: "面值", Options: []prompt.Option{{Value: "card", Label: "月卡"}, {Value: "one", Label: "面值1元"}}}
	s := start(t, 40, 12, choose(q))
	s.See("> 1 月卡")
	s.Send("值")
	s.Gone("月卡")
	s.Send("1")
	s.See("? 面值 值1\n")
	s.Send("\r")
	s.gives("one")
}

func TestChooseKnowsOtherWords(t *testing.T) {
	q := prompt.Question{Message: "接下来", Options: []prompt.Option{
		{Value: "stop", Label: "停下", Also: []string{"n", "不继续"}}, {Value: "go", Label: "写信", Also: []string{"y", "Yes", "好", "继续"}},
	}}
	for _, typed := range []string{"y", "ＹＥＳ", "好", "继续", "继"} {
		s := start(t, 80, 12, choose(q))
		s.See("> 1 停下")
		s.Send(typed)
		s.See("> 2 写信")
		s.Gone("停下")
		s.Send("\r")
		s.gives("go")
	}
}

func TestChooseHelps(t *testing.T) {
	for _, sign := range []string{"?", "？", "\x1bOP"} {
		s := start(t, 80, 12, choose(method))
		s.See("> 1 微信支付")
		s.Send(sign)
		s.See("? 充值方式\n  看账单上的付款方式。\n  上下键")
		s.Send("\r")
		s.gives("wechat")
		s.Wait("one row", func() bool { return s.String() == "✓ 充值方式 微信支付" })
	}
}

func TestChooseSaysHowToGoBack(t *testing.T) {
	s := start(t, 80, 12, choose(method))
	s.See("> 1 微信支付")
	s.Send("＜")
	s.See("  回车回上一题")
	s.Send("\x7f\r")
	s.gives("wechat")
}

func TestChooseCanBeSkipped(t *testing.T) {
	q := method
	q.Optional = true
	s := start(t, 80, 12, choose(q))
	s.See("> 0 跳过\n  1 微信支付")
	s.Send("\r")
	s.gives("")
	s.See("✓ 充值方式 （未填）")
	q.Prefill = "bank"
	s = start(t, 80, 12, choose(q))
	s.See("> 3 银行卡")
	s.Send("0\r")
	s.gives("")
}

func TestChooseKeepsARefusedOption(t *testing.T) {
	q := method
	q.Prefill = "bank"
	q.Check = func(value string) error {
		if value == "bank" {
			return errors.New("银行卡暂不支持")
		}
		return nil
	}
	s := start(t, 80, 12, choose(q))
	s.See("> 3 银行卡")
	s.Send("\r")
	s.See("? 充值方式\n✗ 银行卡暂不支持\n")
	s.See("> 3 银行卡")
	s.Send("\x1b[B\r")
	s.gives("other")
	s.Wait("one row", func() bool { return s.String() == "✓ 充值方式 其他方式" })
}

func TestChooseFitsANarrowWindow(t *testing.T) {
	q := method
	q.Message = "这一笔是用什么方式充值的，请看账单再选一个最接近的"
	q.Options = append([]prompt.Option{{Value: "x", Label: strings.Repeat("很长的选项", 8), Description: "说明"}}, q.Options...)
	s := start(t, 40, 12, choose(q))
	s.See("> 1 很长的选项很长的选项很长的选项很长…\n  2 微信支付  账单在微信的")
	s.Resize(30, 12)
	signalSelf(t, syscall.SIGWINCH)
	s.See("> 1 很长的选项很长的选项很长…\n  2 微信支付")
	s.Wait("a list without traces", func() bool { return strings.Count(s.String(), "其他方式") == 1 })
	s.Send(strings.Repeat("长", 60)) // no more than fit in the row
	s.See("长")
	s.Send("\x15\x1b[B\r")
	s.gives("wechat")
}

func TestChooseLeavesRoomToType(t *testing.T) {
	q := method
	q.Message, q.Help = strings.Repeat("问", 18), ""
	s := start(t, 40, 12, choose(q))
	s.See("? 问")
	s.Send("支付宝?\u202e")
	s.See("问\n  支付宝?\n")
	s.Send("\x7f\r")
	s.gives("alipay")
	if strings.Contains(s.Output(), "\u202e") {
		t.Error("an invisible character was sent")
	}
}

func TestChooseShowsEscapesAsText(t *testing.T) {
	evil := "红\x1b[31m\x07"
	q := prompt.Question{Message: evil, Help: evil, Options: []prompt.Option{{Value: "a", Label: evil, Description: evil}}}
	s := start(t, 80, 12, choose(q))
	s.Send("?")
	s.See(`? 红\x1b[31m\x07`)
	s.See(`> 1 红\x1b[31m\x07  红\x1b[31m\x07`)
	s.Send("\r")
	s.gives("a")
	if strings.Contains(s.Output(), "\x1b[31m") {
		t.Error("an escape sequence was sent")
	}
}

func TestConfirmKnowsHowPeopleAnswer(t *testing.T) {
	for typed, want := range map[string]string{
		"": prompt.Yes, "是": prompt.Yes, "y": prompt.Yes, "Y": prompt.Yes, "1": prompt.Yes, "好": prompt.Yes, "yes": prompt.Yes,
		"否": prompt.No, "n": prompt.No, "2": prompt.No, "不": prompt.No, "不是": prompt.No, "no": prompt.No, "\x1b[B": prompt.No,
	} {
		s := start(t, 40, 10, confirm(prompt.Question{Message: "现在发送吗？"}))
		s.See("> 1 是\n  2 否")
		s.Send(typed + "\r")
		s.gives(want)
	}
	s := start(t, 40, 10, confirm(prompt.Question{Message: "现在发送吗？", Prefill: prompt.No}))
	s.See("> 2 否")
	s.Send("\r")
	s.gives(prompt.No)
	s.See("✓ 现在发送吗？ 否")
}
