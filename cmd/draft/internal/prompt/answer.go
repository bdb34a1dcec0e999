package prompt

import (
	"errors"
	"strings"
)

// answer returns the answer that a typed text stands for, without surrounding space.
func (q Question) answer(text string) string {
	text = strings.TrimSpace(text)
	if q.Optional && q.Nothing != nil && text != "" && q.Nothing(text) {
		return ""
	}
	return text
}

// isBack and isHelp report whether the typed text is the sign to go back or to show the help, and the question has these.
func (q Question) isBack(typed string) bool { return !q.First && isBack(typed) }
func (q Question) isHelp(typed string) bool { return q.Help != "" && isHelp(typed) }

// isMore reports whether a text says more than an answer.
func (q Question) isMore(text string) bool { return q.More != nil && q.More(text) }

// check returns why an answer of any kind of question is refused.
func (v view) check(q Question, answer string) error {
	if strings.TrimSpace(answer) == "" {
		if q.Optional {
			return nil
		}
		return errors.New(v.say("required"))
	}
	if q.Check == nil || q.isMore(answer) {
		return nil
	}
	return q.Check(answer)
}
