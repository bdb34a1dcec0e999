package field

import "testing"

func TestReason(t *testing.T) {
	s := Spec{Type: Text, Reason: true}
	for text, want := range map[string]string{
		"给家人充值时选错了账号": "给家人充值时选错了账号", "因为充错了": "充错了", "由于，充错了": "充错了", "是因为因为充错了": "充错了", "，充错了，；": "，充错了，；", "😭充错了": "😭充错了",
		"充错了，请退款": "充错了，请退款", "孩子以为是免费的！": "孩子以为是免费的！", "客服让我申请退款": "客服让我申请退款", "不想要了": "不想要了", "重复充值": "重复充值",
	} {
		if v, err := s.Parse(text, Reading{}); err != nil || v.Answer() != want {
			t.Errorf("%s: %v, %v; want %s", text, v, err, want)
		}
	}
	for text, want := range map[string]string{
		"无": codeTextNoReason, "没有": codeTextNoReason, "不知道": codeTextNoReason, "退钱": codeTextNoReason, "请退款": codeTextNoReason, "我要退款！": codeTextNoReason,
		"我要投诉你们": codeTextNoReason, "必须今天退": codeTextNoReason, "refund": codeTextNoReason, "请马上把钱退给我": codeTextNoReason, "其他": codeTextNoReason,
		"因为": codeTextNoReason, "因为，": codeTextNoReason, "是因为：": codeTextNoReason, "因为要退款": codeTextNoReason, "😭😭": codeTextNoReason,
		"+": codeTextMarks, "￥": codeTextMarks, "=，=": codeTextMarks, "由于……": codeTextMarks, "^|": codeTextMarks,
		",": codeTextMarks, "。。。": codeTextMarks, "——": codeTextMarks, " ？！": codeTextMarks,
	} {
		if _, err := s.Parse(text, Reading{}); code(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for _, other := range []Spec{{Type: Text}, {Type: Multiline}} {
		if _, err := other.Parse("，", Reading{}); code(err) != codeTextMarks {
			t.Errorf("%s: %v", other.Type, err)
		}
		if _, err := other.Parse("= + ￥", Reading{}); code(err) != codeTextMarks {
			t.Errorf("%s: %v", other.Type, err)
		}
		if v, err := other.Parse("🌸", Reading{}); err != nil || v.Answer() != "🌸" { // a name
			t.Errorf("%s: %v, %v", other.Type, v, err)
		}
		if v, err := other.Parse("因为充错了，", Reading{}); err != nil || v.Answer() != "因为充错了，" {
			t.Errorf("%s: the words are changed: %v, %v", other.Type, v, err)
		}
	}
}

func TestAge(t *testing.T) {
	s := Spec{Type: Age, Max: 17}
	for text, want := range map[string]string{"9": "9", "９岁": "9", "九岁": "9", "十二周岁": "12", "12 岁": "12", "0": "0", "17": "17", "8 years old": "8"} {
		v, err := s.Parse(text, Reading{})
		if err != nil || v.Answer() != want || v.String() != want+"岁" {
			t.Errorf("%s: %v, %v; want %s", text, v, err, want)
		}
	}
	for text, want := range map[string]string{
		"18": codeAgeTooOld, "三十": codeAgeTooOld, "九岁半": codeAgeUnreadable, "-1": codeAgeUnreadable, "8.5": codeAgeUnreadable, "岁": codeAgeUnreadable,
		"1e1": codeAgeUnreadable, "小学三年级": codeAgeUnreadable, "9999": codeAgeUnreadable,
	} {
		if _, err := s.Parse(text, Reading{}); code(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
