package field

import "testing"

func TestNothing(t *testing.T) {
	for _, text := range []string{
		"没有", "没有。", " 没 有！", "没", "无", "「无」", "（无）", "暂无", "不知道", "不清楚…", "不记得了", "忘了", "跳过", "略", "不填", "不方便",
		"-", "--", "—", "——", "/", "／", "。", "...", "_", "～", "none", "None.", "NO", "ｎｏ", "n/a", "N/A", "Ｎ／Ａ", "nothing", "skip", "Don't know",
		"don’t know", "I don't know.", "not sure", "No idea!", "沒有", "\n没有\n",
		"无单号", "没有单号。", "暂无订单号",
	} {
		if !Nothing(text) {
			t.Errorf("%q is an answer", text)
		}
	}
	for _, text := range []string{
		"", " \n", "没有用过", "没有收到验证码", "无锡", "无单号的订单", "无名氏", "不知道怎么扣的款", "no refund", "None of it arrived", "Na", "No.1", "0", "否", "是",
		"👍", "1/2", "没有没有没有没有没有没有没有没有没有没有没有没有", "wu@example.com", "13812345678",
	} {
		if Nothing(text) {
			t.Errorf("%q is no answer", text)
		}
	}
}

// Nothing ignores spaces around a text, and returns false for any text with a digit.
func FuzzNothing(f *testing.F) {
	f.Add("没有。")
	f.Add(" n/a ")
	f.Fuzz(func(t *testing.T, text string) {
		nothing := Nothing(text)
		if nothing != Nothing(" "+text+"\n") {
			t.Errorf("%q: spaces change it", text)
		}
		if Nothing(text + "1") {
			t.Errorf("%q with a number says nothing", text)
		}
		if nothing && Blank(text) {
			t.Errorf("%q is blank", text)
		}
	})
}
