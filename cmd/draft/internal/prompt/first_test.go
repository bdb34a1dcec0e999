//go:build !windows

package prompt_test

import (
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// TestFirstQuestionDoesNotGoBack checks that the first question has no key and no sign to go back, and offers none.
func TestFirstQuestionDoesNotGoBack(t *testing.T) {
	q := prompt.Question{Message: "问题", First: true}
	options := q
	options.Options = []prompt.Option{{Value: "a", Label: "甲"}, {Value: "b", Label: "乙"}}
	for name, c := range map[string]struct {
		ask             questions
		see, keys, want string
	}{
		"Line":         {line(q), "? 问题\n  回车确定", "\x1b[Z＜\r", "＜"},
		"Text":         {text(q), "? 问题\n  回车换行 · 在空行按回车或 Ctrl-D 结束", "\x1b[Z<\x04", "<"},
		"Choose":       {choose(options), "? 问题\n  上下键选择 · 打字筛选 · 回车确定\n> 1 甲", "\x1b[Z<\r2\r", "b"},
		"Confirm":      {confirm(q), "? 问题\n  上下键选择 · 打字筛选 · 回车确定\n> 1 是", "\x1b[Z<\r2\r", prompt.No},
		"plain Line":   {line(q), "问题: ", "<\x1b[Z\n", "<"},
		"plain Text":   {text(q), "问题（在空行按回车或 Ctrl-D 结束）:", "<\n\x1b[Z\n", "<"},
		"plain Choose": {choose(options), "  1 甲\n  2 乙\n问题（输入编号或文字）: ", "<\n2\n", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			s := startWith(t, 80, 12, prompt.Options{Plain: strings.HasPrefix(name, "plain")}, c.ask)
			s.See(strings.TrimSuffix(c.see, " "))
			if strings.Contains(s.String(), "回上一题") {
				t.Errorf("offers to go back:\n%s", s)
			}
			s.Send(c.keys)
			s.gives(c.want)
		})
	}
}

// TestFirstQuestionKeepsTheSign checks that an error comes with the text of the field, even if it is a sign.
func TestFirstQuestionKeepsTheSign(t *testing.T) {
	s := start(t, 80, 10, line(prompt.Question{Message: "问题", First: true, Prefill: "5"}))
	s.See("问题 5")
	s.Send("\x15<\x03")
	if o := s.outcome(); o.text != "<" {
		t.Errorf("%q, %v", o.text, o.err)
	}
}
