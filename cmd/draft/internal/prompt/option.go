package prompt

import (
	"slices"
	"strings"

	"golang.org/x/text/width"
)

type numberedOption struct {
	Option
	number string
	mark   string // the number as it is shown, with space round it
}

// match gives the options that a typed text can mean. One that is named in full, by number, label, value or
// another word, wins over those that only contain the text: 1 is the first option, not the first and the tenth. Of
// the other words the text must be the beginning: what is in the middle of one can mean another option, as 要 in 不要.
func match(options []numberedOption, typed string) []int {
	typed = folded(typed)
	var named, holding []int
	for i, o := range options {
		names := append([]string{o.number, o.Label, o.Value}, o.Also...)
		if slices.ContainsFunc(names, func(s string) bool { return folded(s) == typed }) {
			named = append(named, i)
		}
		begins := func(s string) bool { return strings.HasPrefix(folded(s), typed) }
		text := strings.Join([]string{o.Label, o.Description, o.Value}, "\n")
		if strings.Contains(folded(text), typed) || slices.ContainsFunc(o.Also, begins) {
			holding = append(holding, i)
		}
	}
	if named != nil {
		return named
	}
	return holding
}

// folded makes full-width and half-width, upper and lower case the same: only for comparing.
func folded(text string) string { return strings.ToLower(width.Fold.String(strings.TrimSpace(text))) }

// The signs that help and go back when they are all that is typed. A Chinese keyboard gives the wide ones.
func isHelp(typed string) bool { return folded(typed) == "?" }
func isBack(typed string) bool { return folded(typed) == "<" }

// yesNo makes a question of Confirm one of Choose. Both languages' words are taken in both.
func yesNo(q Question, v voice) Question {
	q.Optional = false
	if q.Prefill == "" {
		q.Prefill = Yes
	}
	q.Options = []Option{
		{Value: Yes, Label: v.say("yes"), Also: Words(Yes)},
		{Value: No, Label: v.say("no"), Also: Words(No)},
	}
	return q
}

// Words are how people say Yes or No.
func Words(answer string) []string {
	if answer == Yes {
		return []string{"yes", "y", "是", "是的", "好", "好的", "对", "行", "可以", "嗯"}
	}
	return []string{"no", "n", "否", "不", "不是", "不要", "不好", "不行", "不用"}
}
