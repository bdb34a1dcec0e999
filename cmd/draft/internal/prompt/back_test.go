//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

// A Chinese keyboard types 《, 〈 or ＜ with the key of <. Each goes back, at every kind of question.
func TestBackOnAChineseKeyboard(t *testing.T) {
	q := prompt.Question{Message: "问题"}
	for _, sign := range []string{"<", "＜", "《", "〈", " 《 "} {
		for name, c := range map[string]struct {
			ask  questions
			keys string
		}{
			"Line": {line(q), sign + "\r"}, "Text": {text(q), sign + "\r"}, "Choose": {choose(method), strings.TrimSpace(sign) + "\r"},
			"plain Line": {line(q), sign + "\n"}, "plain Choose": {choose(method), sign + "\n"},
		} {
			s := startWith(t, 80, 12, prompt.Options{Plain: strings.HasPrefix(name, "plain")}, c.ask)
			if strings.HasSuffix(name, "Choose") {
				s.See("其他方式")
			} else {
				s.See("问题")
			}
			s.Send(c.keys)
			if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) {
				t.Errorf("%q at %s: %q, %v", sign, name, o.text, o.err)
			}
		}
	}
	s := start(t, 80, 12, line(q))
	s.See("问题")
	s.Send("《说明》\r")
	s.gives("《说明》")
}
