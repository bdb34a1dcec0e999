package field

import (
	"slices"
	"strings"
	"unicode"
)

// becauseWords introduce a reason, and are none.
var becauseWords = []string{"是因为", "因为", "由于", "原因是", "理由是"}

// withoutBecause removes 因为 and similar words from the beginning of a reason. A text of such words only is returned as it is.
func withoutBecause(text string) string {
	for _, word := range becauseWords {
		if rest, ok := strings.CutPrefix(text, word); ok {
			rest = strings.TrimLeft(rest, "，,：: \u3000")
			if rest != "" {
				return withoutBecause(rest)
			}
		}
	}
	return text
}

// givesNoReason reports whether a whole text says that there is no reason (无, 不知道), says nothing (因为， or an emoji), or only repeats the
// request or threatens (请退款, 我要投诉你们). 充错了，请退款 gives a reason.
func givesNoReason(text string) bool {
	if Nothing(text) {
		return true
	}
	bare := strings.Map(func(r rune) rune {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return -1
		}
		return unicode.ToLower(r)
	}, fold(text))
	for changed := true; changed; {
		changed = false
		for _, word := range slices.Concat(becauseWords, fillers) {
			if rest := strings.ReplaceAll(bare, word, ""); rest != bare {
				bare, changed = rest, true
			}
		}
	}
	return bare == "" || slices.Contains(demands, bare)
}

// fillers are words around a demand. Without them a text is the demand itself, or a reason.
var fillers = []string{
	"我要求", "我想要", "我要", "我想", "要求", "申请", "希望", "麻烦", "请求", "必须", "马上", "立即", "立刻", "赶紧", "尽快", "快点", "今天", "现在", "给我", "帮我",
	"把钱", "你们", "客服", "平台", "抖音", "全部", "全额", "一下", "请", "就", "要", "快", "我", "的", "了", "吧", "啊", "钱款", "款项", "充值",
	"please", "iwant", "iwanta", "mymoney", "themoney",
}

// demands are requests and threats without a reason.
var demands = []string{
	"退钱", "退款", "退费", "退回", "退还", "退", "还钱", "退钱退款", "投诉", "举报", "曝光", "起诉", "报警", "其他", "其它", "其他原因", "其它原因", "原因", "理由", "如题",
	"refund", "arefund", "refundback", "back", "moneyback", "other", "complain", "complaint",
}
