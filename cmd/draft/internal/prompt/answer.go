package prompt

import (
	"errors"
	"strings"
)

// answer is what a typed text comes to.
func (q Question) answer(text string) string {
	text = strings.TrimSpace(text)
	if q.Optional && q.Nothing != nil && text != "" && q.Nothing(text) {
		return ""
	}
	return text
}

// isBack and isHelp tell that all that is typed is a sign to this question.
func (q Question) isBack(typed string) bool { return !q.First && isBack(typed) }
func (q Question) isHelp(typed string) bool { return q.Help != "" && isHelp(typed) }

// check is what an answer must pass in every kind of question.
func (v voice) check(q Question, answer string) error {
	if strings.TrimSpace(answer) == "" {
		if q.Optional {
			return nil
		}
		return errors.New(v.say("required"))
	}
	if q.Check == nil {
		return nil
	}
	return q.Check(answer)
}
