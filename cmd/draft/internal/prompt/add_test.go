//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// The sign + asks to add something where the question has it, and is an answer elsewhere. What stood in the field stays for later.
func TestAdd(t *testing.T) {
	q := prompt.Question{Message: "问题", Add: "第2笔", Prefill: "前"}
	choice := method
	choice.Add, choice.NoDefault = "第2笔", true
	for name, test := range map[string]struct {
		ask  questions
		hint string
		keys string
		text string
	}{
		"Line":         {line(q), "? 问题 前\n  回车确定", "\x15＋\r", "前"},
		"Text":         {text(q), "回上一题\n  前", "\x15+\r", "前"},
		"Choose":       {choose(choice), "输入 + 写第2笔", "+\r", ""},
		"plain Line":   {line(q), "输入 + 写第2笔）:", "+\n", "前"},
		"plain Choose": {choose(choice), "输入 + 写第2笔）:", "＋\n", ""},
	} {
		s := startWith(t, 80, 12, prompt.Options{Plain: strings.HasPrefix(name, "plain")}, test.ask)
		s.See(test.hint)
		s.Send(test.keys)
		if o := s.outcome(); !errors.Is(o.err, prompt.ErrAdd) || o.text != test.text {
			t.Errorf("%s: %q, %v", name, o.text, o.err)
		}
	}
	q.Add, q.Prefill = "", ""
	s := start(t, 80, 12, line(q))
	s.See("? 问题")
	s.Send("+\r")
	s.gives("+")
}

// The sign is named while nothing is typed, and what Enter does once it is typed.
func TestAddIsNamed(t *testing.T) {
	s := start(t, 40, 12, line(prompt.Question{Message: "问题", Add: "第2笔", Optional: true}))
	s.See("? 问题\n  可不填，回车跳过 · 输入 < 回上一题\n  输入 + 写第2笔")
	s.Send("+")
	s.See("? 问题 +\n  回车写第2笔")
	s.Send("\x7f<")
	s.See("? 问题 <\n  回车回上一题")
	s.Send("\x03")
	s.outcome()
}
