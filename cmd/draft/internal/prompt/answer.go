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
