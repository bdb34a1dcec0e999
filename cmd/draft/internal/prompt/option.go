package prompt

import (
	"slices"
	"strings"

	"golang.org/x/text/width"
)

type numberedOption struct {
	Option
	number string
	mark   string // the number with padding
}

// match returns the indexes of the options that a typed text may mean. If the text is the whole number, label, value or
// other word of an option, those that only contain it are left out: 1 is the first option, not also the tenth. The text
// must be the beginning of another word (Also), because its middle can mean the opposite, as 要 in 不要.
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

// folded returns a text for comparing: half-width and in lower case.
func folded(text string) string { return strings.ToLower(width.Fold.String(strings.TrimSpace(text))) }

// isHelp, isBack and isAdd report whether the whole text is ?, < or +, which may be full-width on a Chinese keyboard; its
// key for < types 《 or 〈.
func isHelp(typed string) bool { return folded(typed) == "?" }

func isBack(typed string) bool {
	return slices.Contains([]string{"<", "《", "〈", "‹", "«"}, folded(typed))
}
func isAdd(typed string) bool { return folded(typed) == "+" }

// yesNo turns a question of Confirm into one of Choose. It accepts the words of both languages.
func yesNo(q Question, v view) Question {
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

// Words returns the words for Yes or No.
func Words(answer string) []string {
	if answer == Yes {
		return []string{"yes", "y", "是", "是的", "好", "好的", "对", "行", "可以", "嗯"}
	}
	return []string{"no", "n", "否", "不", "不是", "不要", "不好", "不行", "不用"}
}
