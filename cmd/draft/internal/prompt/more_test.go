//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

const page = "抖音\r\n-50.00\r\n\r\n支付时间\t2026-11-18 20:15:03\r\n交易单号 4200002345202611181234567890\r\n"

// pageLines is page as it is handed over.
const pageLines = "抖音\n-50.00\n\n支付时间 2026-11-18 20:15:03\n交易单号 4200002345202611181234567890"

// withMore adds to a question that a text with an order number, or with 、, says more than an answer.
func withMore(q prompt.Question) prompt.Question {
	q.More = func(text string) bool {
		return strings.Contains(text, "\n交易单号") || strings.Contains(text, "、") && !strings.Contains(text, "\n")
	}
	q.Check = func(string) error { return errors.New("看不懂") }
	return q
}

// A paste that says more than an answer ends the question with all its lines, whatever is in the field, and leaves nothing on the screen.
func TestPasteThatSaysMore(t *testing.T) {
	for _, width := range []int{80, 40} {
		q := withMore(when)
		q.Prefill = "2026-11-18 "
		s := start(t, width, 12, line(q))
		s.See("充值时间 2026-11-18")
		s.Paste(page)
		s.gives(pageLines)
		s.Wait("an empty screen", func() bool { return s.String() == "" })
		s = start(t, width, 12, choose(withMore(method)))
		s.See("1 微信支付")
		s.Paste(page)
		s.gives(pageLines)
		s.Wait("an empty screen", func() bool { return s.String() == "" })
	}
}

// Any other paste is edited like before, and a line that says more is taken with Enter.
func TestLineThatSaysMore(t *testing.T) {
	s := start(t, 80, 12, line(withMore(when)))
	s.See("充值时间")
	s.Paste("11月18日\n20:15")
	s.See("充值时间 11月18日 20:15")
	s.Send("\r")
	s.See("✗ 看不懂")
	s.Send("\x15648、328\r")
	s.gives("648、328")
	s.Wait("an empty screen", func() bool { return s.String() == "" })
	s = start(t, 80, 12, choose(withMore(method)))
	s.See("1 微信支付")
	s.Paste("银行\n卡")
	s.See("? 充值方式 银行 卡")
	s.Send("、")
	s.See("? 充值方式 银行 卡、") // typed, it only filters
	s = start(t, 80, 12, text(withMore(prompt.Question{Message: "经过"})))
	s.See("经过")
	s.Paste("一、二")
	s.See("\n  一、二") // where any number of lines is asked for, it is an answer
}

// A terminal that does not mark pastes sends the lines one after the other.
func TestUnmarkedPasteThatSaysMore(t *testing.T) {
	s := start(t, 80, 12, line(withMore(when)))
	s.See("充值时间")
	s.Send(strings.ReplaceAll(page, "\n", ""))
	s.gives(pageLines)
	likeOne := withMore(method) // the first line names an option
	likeOne.Check, likeOne.Options = nil, append([]prompt.Option{{Value: "douyin_pay", Label: "抖音支付"}}, method.Options...)
	s = startPlain(t, choose(likeOne))
	s.See("回上一题")
	s.Send(strings.ReplaceAll(page, "\r", ""))
	s.gives(pageLines)
	for refusal, ask := range map[string]questions{"看不懂": line(withMore(when)), "没有符合的选项": choose(withMore(method))} {
		s = startPlain(t, ask)
		s.See("回上一题")
		s.Send("不是\n")
		s.See(refusal)
		s.Send(strings.ReplaceAll(page, "\r", ""))
		s.gives(pageLines)
	}
}

// What was typed ahead of the next question is not taken for a paste.
func TestTypedAheadIsNoPaste(t *testing.T) {
	s := startPlain(t, func(p prompt.Prompter) (string, error) {
		first, err := p.Line(withMore(when))
		if err != nil {
			return "", err
		}
		second, err := p.Line(prompt.Question{Message: "备注"})
		return first + "|" + second, err
	})
	s.See("充值时间")
	s.Send("昨晚\n一、二\n好\n")
	s.gives("一、二|好")
}
