//go:build !windows

package prompt_test

import (
	"errors"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// spare is an optional question that can be skipped in words. As an answer these words would be refused.
func spare(prefill string) prompt.Question {
	refuse := func(text string) error {
		if text == "没有" {
			return errors.New("不收")
		}
		return nil
	}
	return prompt.Question{
		Message: "备注", Optional: true, Prefill: prefill, CheckLine: refuse, Check: refuse,
		Nothing: func(text string) bool { return text == "没有" },
	}
}

// without is a choice with an option for nothing.
var without = prompt.Question{
	Message: "备注", Optional: true, Nothing: func(text string) bool { return text == "没有" },
	Options: []prompt.Option{{Value: "some", Label: "有"}, {Value: "none", Label: "没有"}},
}

func TestNothingIsTheEmptyAnswer(t *testing.T) {
	for name, ask := range map[string]questions{"Line": line(spare("")), "Text": text(spare(""))} {
		for _, keys := range []string{" 没有 \r", "没有\x04"} {
			s := start(t, 40, 12, ask)
			s.See("? 备注")
			s.Send(keys)
			s.gives("")
			s.Wait("one row of "+name, func() bool { return s.String() == "✓ 备注 （未填）" })
		}
	}
	s := start(t, 40, 12, choose(without))
	s.See("2 没有")
	s.Send("没有\r")
	s.gives("none")
}

func TestNothingIsAnAnswerWhereOneIsRequired(t *testing.T) {
	q := spare("")
	q.Optional, q.CheckLine, q.Check = false, nil, nil
	s := start(t, 40, 12, text(q))
	s.See("? 备注")
	s.Send("没有")
	s.Send("\r")
	s.At(2, 4)
	s.Send("\r")
	s.gives("没有")
}

// TestNothingIsNotOneOfManyLines checks that Nothing is called with the whole text only.
func TestNothingIsNotOneOfManyLines(t *testing.T) {
	q := spare("")
	q.CheckLine = nil
	s := start(t, 40, 12, text(q))
	s.See("? 备注")
	s.Send("一\r没有")
	s.Send("\r")
	s.At(2, 5)
	s.Send("\r")
	s.gives("一\n没有")
}
