package field

import "strings"

// YesNoValue is the answer to a yes/no question.
type YesNoValue bool

// String returns 是 or 否.
func (v YesNoValue) String() string {
	if v {
		return "是"
	}
	return "否"
}

// Answer returns yes or no, as templates compare it.
func (v YesNoValue) Answer() string {
	if v {
		return "yes"
	}
	return "no"
}

// parseYesNo accepts only words that mean the same for every question. 没有 is not one of them: as the answer to “无争议？” it may mean yes.
func parseYesNo(text string) (YesNoValue, *Problem) {
	switch strings.ToLower(fold(text)) {
	case "yes", "y", "true", "1", "是", "是的", "对", "对的", "好", "好的":
		return true, nil
	case "no", "n", "false", "0", "否", "不", "不是", "不对":
		return false, nil
	}
	return false, newProblem(codeYesNoUnknown, text, nil)
}
