package letter_test

import (
	"slices"
	"strings"
	"testing"

	"draft/drafts/letter"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"":                 nil,
		"没有句号":             {"没有句号"},
		"一。二！三？":           {"一。", "二！", "三？"},
		"他说“退。”然后走了。":      {"他说“退。”", "然后走了。"},
		"真的？！是的。还有":        {"真的？！", "是的。", "还有"},
		"金额50.00元。时间20:15": {"金额50.00元。", "时间20:15"},
	} {
		var got []string
		for _, s := range letter.Sentences(text) {
			got = append(got, s.Text)
			if s.Keep != letter.Need {
				t.Errorf("%q may be left out", s.Text)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
		if whole := letter.Fit(letter.Sentences(text), 8).Whole; whole != text {
			t.Errorf("%q became %q", text, whole)
		}
		if strings.Join(got, "") != text {
			t.Errorf("%q lost something", text)
		}
	}
}
