package interview_test

import (
	"slices"
	"testing"

	"draft/drafts/interview"
)

// warned returns the codes of the warning about a text.
func warned(s *interview.Session, name, text string) (codes []string, w interview.Warning) {
	q, _ := s.Form().Question(name)
	w, _ = s.Warning(q, text)
	for _, r := range w.Remarks {
		codes = append(codes, r.Code)
	}
	return codes, w
}

func TestWarning(t *testing.T) {
	for name, c := range map[string]struct {
		field, text string
		codes       []string
		masked      string
	}{
		"nothing":     {"description", "点错了，请核实", nil, ""},
		"empty":       {"description", "", nil, ""},
		"a fraud":     {"description", "找了代退", nil, ""},
		"an identity": {"remark", "身份证110101199003077715", []string{"text.identity"}, "身份证110****7715"},
		"a card":      {"streamer", "卡4111111111111111", []string{"text.card"}, "卡411****1111"},
		"a password":  {"description", "密码是abc12345", []string{"text.password"}, ""},
		"a code":      {"description", "验证码：839201", []string{"text.verification"}, ""},
		"an insult":   {"description", "你们都是骗子", []string{"text.anger"}, ""},
		"two": {
			"description", "密码是abc12345，卡4111111111111111", []string{"text.password", "text.card"}, "密码是abc12345，卡411****1111",
		},
		"an order": {"order_no", "4111111111111111", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, "refund")
			fill(t, s, interview.Sources{Set: refund()})
			codes, w := warned(s, c.field, c.text)
			if !slices.Equal(codes, c.codes) || w.Masked != c.masked {
				t.Errorf("%v, masked %q", codes, w.Masked)
			}
		})
	}
}

// What a person keeps is not asked about again, also not if it was answered in an earlier run; another text is.
func TestWarningAboutKeptText(t *testing.T) {
	const text = "你们都是骗子"
	s := open(t, "refund")
	fill(t, s, interview.Sources{Set: refund()})
	q := question(t, s, "remark")
	s.Keep(q, text)
	if codes, _ := warned(s, "remark", " "+text); codes != nil {
		t.Errorf("kept, and asked again: %v", codes)
	}
	if codes, _ := warned(s, "description", text); codes == nil {
		t.Error("another answer was kept too")
	}
	if _, problems := s.Change(q, text); problems != nil {
		t.Fatal(problems)
	}
	later, _ := open(t, "refund").Restore(s.State(), load)
	if codes, _ := warned(later, "remark", text); codes != nil {
		t.Errorf("after a resume: %v", codes)
	}
	if codes, _ := warned(later, "remark", text+"！"); codes == nil {
		t.Error("another text is not asked about")
	}
}
