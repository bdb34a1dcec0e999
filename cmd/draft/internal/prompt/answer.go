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

// sign returns the error that a typed text asks for, if it is the sign to go back or to add something and the question has these.
func (q Question) sign(typed string) error {
	switch {
	case !q.First && isBack(typed):
		return ErrBack
	case q.Add != "" && isAdd(typed):
		return ErrAdd
	}
	return nil
}

// isHelp reports whether a typed text is the sign to show the help, and the question has one.
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
