package field

import "strings"

// YesNoValue is the answer to a question of fact.
type YesNoValue bool

// String is how a letter states the answer: 是 or 否.
func (v YesNoValue) String() string {
	if v {
		return "是"
	}
	return "否"
}

// Answer is yes or no, which templates compare with.
func (v YesNoValue) Answer() string {
	if v {
		return "yes"
	}
	return "no"
}

// parseYesNo takes only words that mean the same after every question. 没有 does not: after “无争议？” it may say that
// there is no dispute.
func parseYesNo(text string) (YesNoValue, *Problem) {
	switch strings.ToLower(fold(text)) {
	case "yes", "y", "true", "1", "是", "是的", "对", "对的", "好", "好的":
		return true, nil
	case "no", "n", "false", "0", "否", "不", "不是", "不对":
		return false, nil
	}
	return false, refuse(codeYesNoUnknown, text, nil)
}
