//go:build !windows

package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
)

// reasons returns more options than a low window shows.
func reasons(n int) prompt.Question {
	q := prompt.Question{Message: "原因"}
	for i := range n {
		q.Options = append(q.Options, prompt.Option{Value: fmt.Sprintf("v%c", 'a'+i), Label: "原因" + string(rune('A'+i))})
	}
	return q
}

func TestChooseSaysWhatIsNotShown(t *testing.T) {
	s := start(t, 40, 9, choose(reasons(12)))
	s.See("? 原因\n  上下键选择 · 打字筛选 · 回车确定\n  输入 < 回上一题\n>  1 原因A\n   2 原因B\n   3 原因C\n  ↓ 还有 9 项")
	s.Send("\x1b[B\x1b[B\x1b[B")
	s.See("? 原因\n  上下键选择 · 打字筛选 · 回车确定\n  输入 < 回上一题\n  ↑ 还有 2 项\n   3 原因C\n>  4 原因D\n   5 原因E\n  ↓ 还有 7 项")
	s.Send("\x1b[A\x1b[A\x1b[A\x1b[A")
	s.See("输入 < 回上一题\n  ↑ 还有 9 项\n  10 原因J\n  11 原因K\n> 12 原因L")
	s.Gone("↓")
	s.Send("\x15没有")
	s.See("✗ 没有符合的选项，回车或 Esc 清空\n")
	s.See("\n  ↑ 还有 ")
	s.Send("\x15C")
	s.See(">  3 原因C")
	s.Gone("项")
	s.Send("\r")
	s.gives("vc")
	s.Wait("one row", func() bool { return s.String() == "✓ 原因 原因C" })

	s = start(t, 80, 24, choose(reasons(13)))
	s.See("12 原因L\n  ↓ 还有 1 项")
	s.Send("\x03")
	s.outcome()

	s = startWith(t, 80, 24, prompt.Options{Texts: lang.New(lang.English)}, choose(reasons(14)))
	s.See("12 原因L\n  ↓ 2 more")
	s.Send("\x03")
	s.outcome()

	s = start(t, 40, 6, choose(reasons(4))) // no rows for the number of hidden options
	s.See("> 1 原因A\n  2 原因B")
	if screen := s.String(); strings.Contains(screen, "还有") {
		t.Errorf("more rows than the window has:\n%s", screen)
	}
	s.Send("4\r")
	s.gives("vd")
}

func TestChooseNumbersAreWhole(t *testing.T) {
	q := reasons(12)
	s := start(t, 40, 9, choose(q)) // not all fit
	s.See(">  1 原因A")
	s.Send("1")
	s.Gone("原因B")
	s.Gone("10 原因J")
	s.Send("0")
	s.See("> 10 原因J")
	s.Send("\r")
	s.gives("vj")
	s = start(t, 40, 9, choose(q))
	s.Send("\x1b[A")
	s.See("> 12 原因L")
	s.See("? 原因\n")
	s.Send("\r")
	s.gives("vl")
}

// A description that has no room beside its label is shown below it, if all are to be read whole. The rows of an option stay together.
func TestChooseShowsDescriptionsWhole(t *testing.T) {
	q := prompt.Question{Message: "哪一封", First: true, Whole: true, Options: []prompt.Option{
		{Value: "a", Label: "11-20 充值退款申请", Description: "粘贴了吗？"},
		{Value: "b", Label: "11-20 充值退款申请 50.00 元", Description: "还有 12 个工作日", Color: "31"},
		{Value: "c", Label: "11-19 充值退款申请 648.00 元", Description: "逾期 2 个工作日：进展询问写好了，粘贴了吗？"},
	}}
	s := start(t, 40, 12, choose(q))
	s.See("> 1 11-20 充值退款申请  粘贴了吗？\n  2 11-20 充值退款申请 50.00 元\n    还有 12 个工作日\n" +
		"  3 11-19 充值退款申请 648.00 元\n    逾期 2 个工作日：进展询问写好了，粘\n    贴了吗？")
	s.Send("\x03")
	s.outcome()

	s = start(t, 40, 8, choose(q))
	s.See("2 11-20 充值退款申请 50.00 元\n    还有 12 个工作日\n  ↓ 还有 1 项")
	s.Send("\x1b[B\x1b[B")
	s.See("↑ 还有 2 项\n> 3 11-19 充值退款申请 648.00 元\n    逾期 2 个工作日：进展询问写好了，粘\n    贴了吗？")
	s.Send("\r")
	s.gives("c")
}
