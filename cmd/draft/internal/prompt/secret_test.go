//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

var password = prompt.Question{Message: "授权码", Help: "在邮箱的设置里。", Prefill: "旧的", Check: func(s string) error {
	if strings.HasPrefix(s, "bad") {
		return errors.New("登录不了")
	}
	return nil
}}

func secret(q prompt.Question) questions {
	return func(p prompt.Prompter) (string, error) { return p.Secret(q) }
}

// startSecret also checks that no byte sent to the terminal is part of a secret of these tests.
func startSecret(t *testing.T, plain bool, q prompt.Question) *session {
	t.Helper()
	s := startWith(t, 80, 10, prompt.Options{Plain: plain}, secret(q))
	t.Cleanup(func() {
		for _, word := range []string{"badpass", "hunter", "旧的", "码", "?x"} {
			if sent := strings.ReplaceAll(s.Output(), "授权码", ""); strings.Contains(sent, word) {
				t.Errorf("%q was sent to the terminal: %q", word, sent)
			}
		}
	})
	return s
}

func TestSecretIsNeverShown(t *testing.T) {
	s := startSecret(t, false, password)
	s.See("? 授权码\n  回车确定 · F1 看说明 · Shift-Tab 回上一题")
	s.Send("badpass码")
	s.See("? 授权码 ••••••••\n  回车确定")
	s.At(17, 0)
	s.Send("\x1bOP\r")
	s.See("? 授权码 ••••••••\n✗ 登录不了\n  在邮箱的设置里。\n")
	s.Send("\x15\x1b[A\r")
	s.See("✗ 这一项必填")
	s.Paste(" hunter2\n")
	s.See("? 授权码 •••••••\n")
	s.Send("\x1b[D3\r")
	s.gives("hunter32")
	s.Wait("one row", func() bool { return s.String() == "✓ 授权码 ••••" })
}

// TestSecretKnowsNoSigns checks that a password may begin with ? or <.
func TestSecretKnowsNoSigns(t *testing.T) {
	for _, typed := range []string{"?", "<", "?x"} {
		s := startSecret(t, false, password)
		s.See("? 授权码")
		for _, key := range typed {
			s.Send(string(key))
		}
		s.See("•\n")
		s.Send("\r")
		s.gives(typed)
	}
}

func TestSecretLeavesNothing(t *testing.T) {
	for name, leave := range map[string]func(*session){
		"Ctrl-C":    func(s *session) { s.Send("\x03") },
		"Shift-Tab": func(s *session) { s.Send("\x1b[Z") },
		"SIGTERM":   func(s *session) { signalSelf(t, syscall.SIGTERM) },
	} {
		for _, plain := range []bool{false, true} {
			if plain && name == "SIGTERM" {
				continue // the test cannot know when the input before it was read
			}
			s := startSecret(t, plain, password)
			s.See("授权码")
			s.Send("hunter")
			if !plain {
				s.See("••••••")
			}
			leave(s)
			if o := s.outcome(); o.err == nil || o.text != "" {
				t.Errorf("%s: %q, %v", name, o.text, o.err)
			}
			s.Gone("•")
		}
	}
}

func TestSecretMayBeSkipped(t *testing.T) {
	q := password
	q.Optional = true
	for _, plain := range []bool{false, true} {
		s := startSecret(t, plain, q)
		s.See("可不填，回车跳过")
		s.Send("\r")
		s.gives("")
		if !plain {
			s.See("✓ 授权码 （未填）")
		}
	}
}

func TestPlainSecret(t *testing.T) {
	s := startSecret(t, true, password)
	s.See("授权码（输入时不显示；? 看说明；输入 < 回上一题）:")
	s.Send("?\r")
	s.See("在邮箱的设置里。\n授权码（")
	s.Send("badpass\r")
	s.See("登录不了\n授权码（")
	s.Send("\r")
	s.See("这一项必填\n授权码（")
	s.Send(" huntex\x7fr2 \r")
	s.gives("hunter2")
	if strings.Contains(s.Output(), "\x1b") {
		t.Errorf("an escape sequence was sent: %q", s.Output())
	}
	s = startSecret(t, true, password)
	s.See("授权码")
	s.Send("\x04")
	if o := s.outcome(); !errors.Is(o.err, prompt.ErrInterrupted) {
		t.Error(o.err)
	}
	q := password
	q.First = true
	s = startSecret(t, true, q)
	s.See("授权码（输入时不显示；? 看说明）:")
	s.Send("\x1b[Zhunter\r")
	s.gives("hunter")
}
