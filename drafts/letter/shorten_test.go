package letter_test

import (
	"strings"
	"testing"

	"draft/drafts/field"
	"draft/drafts/letter"
)

// words is a template with questions for a person's own words.
func words() *letter.Template {
	return &letter.Template{Fields: []letter.Field{
		{Spec: field.Spec{Name: "reason", Type: field.Text}},
		{Spec: field.Spec{Name: "description", Type: field.Multiline}},
		{Spec: field.Spec{Name: "remark", Type: field.Multiline}},
	}}
}

func TestShorten(t *testing.T) {
	for name, c := range map[string]struct {
		sentences []letter.Sentence
		limit     int
		values    letter.Values
		field     string
		by        int
		longest   string
	}{
		"all fits": {
			parseSentences("need:您好。", "want:情况：点错了。"), 20, letter.Values{"description": field.TextValue("点错了")}, "", 0, "",
		},
		"no limit": {
			parseSentences("need:您好。", "want:情况：点错了。"), 0, letter.Values{"description": field.TextValue("点错了")}, "", 0, "",
		},
		// 3 + 4 + 9 = 16; what is nice would give way to the shorter story.
		"a story, not what is nice": {
			parseSentences("need:您好。", "want:情况：孩子拿手机误点。", "nice:如需。"), 12, letter.Values{"description": field.TextValue("孩子拿手机误点")}, "description", 2, "孩子拿手机误点",
		},
		"a remark behind a story that fits": {
			parseSentences("need:您好。", "want:点错了。", "nice:备注：请快一点。"), 12, letter.Values{"description": field.TextValue("点错了"), "remark": field.TextValue("请快一点")}, "remark", 3, "请快一点",
		},
		"too little room for a word": {
			parseSentences("need:您好。", "want:情况：点错了。"), 6, letter.Values{"description": field.TextValue("点错了")}, "", 0, "",
		},
		"only what the template says is left out": {
			parseSentences("need:您好。", "want:点错了。", "nice:如需补充材料请告知。"), 8, letter.Values{"description": field.TextValue("点错了")}, "", 0, "",
		},
		"a sentence over the limit": {
			parseSentences("need:您好。", "need:原因：主播说买了就送礼物结果没有送。"), 20, letter.Values{"reason": field.TextValue("主播说买了就送礼物结果没有送")}, "reason", 1, "主播说买了就送礼物结果没有送",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := letter.Shorten(c.sentences, c.limit, words(), c.values)
			if ok != (c.field != "") {
				t.Fatalf("%+v, %v", got, ok)
			}
			if ok && (got.Field.Name != c.field || got.By != c.by || got.Longest != c.longest) {
				t.Errorf("%s by %d: %q", got.Field.Name, got.By, got.Longest)
			}
		})
	}
}

// An answer that is shortened by that many characters fits, and by one less it does not.
func TestShortenByNoMoreThanNeeded(t *testing.T) {
	text := "昨天孩子拿我的手机看直播，一下子点了好多次。我不知道密码怎么来的。平台没有提醒。"
	sentences := func(text string) []letter.Sentence {
		all := parseSentences("need:您好，申请退款：充值50元。", "want:电话：13812345678。")
		for i, s := range letter.Sentences("情况：" + text) {
			s.Keep = letter.Want
			if i < 2 {
				s.Continued = s.Text
			}
			all = append(all, s)
		}
		return append(all, parseSentences("need:请退款。谢谢。", "nice:如不能退款请说明原因。")...)
	}
	const longest = "昨天孩子拿我的手机看直播，一下子点了好多次"
	all := letter.Length(letter.Fit(sentences(text), 0).Whole)
	for limit := all - 18; limit <= all; limit++ {
		got, ok := letter.Shorten(sentences(text), limit, words(), letter.Values{"description": field.TextValue(text)})
		fits := func(by int) bool {
			short := strings.Replace(text, longest, string([]rune(longest)[by:]), 1)
			return strings.Contains(letter.Fit(sentences(short), limit).Whole, "平台没有提醒")
		}
		if ok == fits(0) || ok && (!fits(got.By) || fits(got.By-1) || got.Longest != longest) {
			t.Errorf("limit %d: %+v, %v", limit, got, ok)
		}
	}
}
