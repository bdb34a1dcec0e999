package field

import (
	"slices"
	"strings"
	"unicode"
)

// Nothing reports whether a whole text says that there is no answer, such as 没有, 不知道, n/a or -. People write it in place of an empty
// answer, and it must not be in a letter. It is for free text only, because 不确定 may be an option, and 否 an answer to a yes/no
// question.
func Nothing(text string) bool {
	const longest = 64 // bytes
	text = strings.TrimSpace(text)
	if text == "" || len(text) > longest {
		return false
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) && r != '/' || strings.ContainsRune("~`´", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, fold(text))
	return strings.Trim(text, "/") == "" || slices.Contains(noAnswerWords, text)
}

// noAnswerWords are in lower case, without spaces and punctuation. n/a keeps its slash, because Na is a name.
var noAnswerWords = []string{
	"没有", "没", "没有了", "没了", "没有啦", "没啦", "沒有", "木有", "无", "無", "暂无", "暂时没有", "目前没有", "都没有", "并没有", "空", "空白",
	"无单号", "没有单号", "没单号", "暂无单号", "无订单号", "没有订单号", "没订单号", "暂无订单号",
	"没什么", "没别的", "没有别的", "没有其他", "没有其它", "没其他", "无其他", "没有备注", "无备注", "没有补充", "无补充",
	"不知道", "我不知道", "不晓得", "不清楚", "我不清楚", "不太清楚", "不确定", "不详", "未知", "不懂", "说不清", "找不到", "查不到", "没找到",
	"忘了", "忘记了", "忘记", "不记得", "不记得了", "记不得", "记不得了", "记不清", "记不清了", "想不起来",
	"跳过", "略", "略过", "不填", "不写", "不用", "不用了", "不需要", "不必", "不要", "不方便", "不提供",
	"none", "no", "nope", "nothing", "nothingelse", "n/a", "notapplicable", "notavailable", "null", "nil", "empty", "blank",
	"skip", "pass", "unknown", "dontknow", "idontknow", "donotknow", "idonotknow", "dunno", "idk", "notsure", "noidea",
	"dontremember", "idontremember", "cantremember", "icantremember", "forgot", "iforgot", "donthave", "donthaveit", "idonthaveit", "idonthaveone",
}
