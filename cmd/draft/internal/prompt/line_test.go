//go:build !windows

package prompt_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
)

var when = prompt.Question{Message: "充值时间", Progress: "3/9", Hint: "昨晚八点", Help: "写充值成功的时间，账单里有。"}

func TestLineTakesAnAnswer(t *testing.T) {
	s := start(t, 80, 10, line(when))
	s.See("? [3/9] 充值时间 例如 昨晚八点\n  回车确定 · ? 看说明 · 输入 < 回上一题")
	s.At(17, 0)
	s.Send("昨晚八点")
	s.See("充值时间 昨晚八点\n  回车确定 · F1 看说明 · Shift-Tab 回上一题")
	s.At(25, 0)
	s.Send("\r")
	s.gives("昨晚八点")
	s.Wait("one row", func() bool { return s.String() == "✓ 充值时间 昨晚八点" })
	s.At(0, 1)
}

func TestLineSpeaksEnglish(t *testing.T) {
	s := startWith(t, 80, 10, prompt.Options{Texts: lang.New(lang.English)}, line(prompt.Question{Message: "Remark", Optional: true}))
	s.See("? Remark\n  optional, Enter skips · < to go back")
	s.Send("\r")
	s.gives("")
	s.See("✓ Remark (empty)")
}

func TestLineEditsInTheMiddleOfSeveralRows(t *testing.T) {
	for _, width := range []int{80, 40} {
		s := start(t, width, 12, line(prompt.Question{Message: "经过"}))
		s.See("? 经过")
		long := strings.Repeat("昨天晚上充值", 12)
		s.Send(long)
		s.Wait("the text", func() bool { return strings.Count(s.String(), "昨") == 12 })
		s.Send("\x1b[H始\x1b[F终")                // Home, End
		s.Send("\x1b[A\x1b[D\x1b[D\x1b[3~\x7f") // up, left twice, Delete, Backspace
		s.Send("\x01" + "\x06\x06" + "插" + "\x02" + "\x05")
		s.Wait("the edits", func() bool { return strings.Contains(s.String(), "始昨插天") })
		s.Send("\r")
		o := s.outcome()
		if got, want := len([]rune(o.text)), 12*6+3-2; o.err != nil || got != want || !strings.HasPrefix(o.text, "始昨插天") || !strings.HasSuffix(o.text, "终") {
			t.Errorf("width %d: %d characters, want %d: %q %v", width, got, want, o.text, o.err)
		}
	}
}

func TestLineShrinksWithoutTraces(t *testing.T) {
	s := start(t, 40, 12, line(prompt.Question{Message: "经过"}))
	s.See("? 经过")
	s.Send(strings.Repeat("昨天晚上", 10))
	s.Wait("the text", func() bool { return strings.Count(s.String(), "昨") == 10 })
	s.Send(strings.Repeat("\x7f", 36))
	s.See("? 经过 昨天晚上\n  回车确定")
	s.At(15, 0)
	s.Send("\x15")
	s.Gone("昨")
	s.Send("好\r")
	s.gives("好")
}

func TestLineIgnoresKeysThatMeanNothing(t *testing.T) {
	s := start(t, 80, 10, line(prompt.Question{Message: "备注"}))
	s.See("? 备注")
	s.Send("前")
	// Alt-b, Alt-字, F2, F5, F12, Page Up, Ctrl-Shift-Up, Alt-Left, Insert, Ctrl-Z, Ctrl-L, Ctrl-S, F1 of Linux
	for _, k := range []string{"\x1bb", "\x1b字", "\x1bOQ", "\x1b[15~", "\x1b[24~", "\x1b[5~", "\x1b[1;6A", "\x1b\x1b[D", "\x1b[2~", "\x1a", "\x0c", "\x13", "\x1b[[A"} {
		s.Send(k)
	}
	s.Send("\x1b[F后")
	s.See("备注 前后")
	s.Send("\x1b") // Esc, then the late rest of an arrow
	s.Send("[D中\r")
	s.gives("前中后")
}

func TestLineMovesByWhatLooksLikeACharacter(t *testing.T) {
	s := start(t, 80, 10, line(prompt.Question{Message: "名字", Prefill: "小👨‍👩‍👧明e\u0301"}))
	s.See("名字 小")
	s.At(14, 0)
	s.Send("\x7f\x1b[D\x7f") // é, over 明, the family
	s.See("名字 小明\n")
	s.Send("\r")
	s.gives("小明")
}

func TestLineJoinsPastedLines(t *testing.T) {
	s := start(t, 80, 10, line(prompt.Question{Message: "备注"}))
	s.See("? 备注")
	s.Send("前")
	s.Paste("一\r\n 二\r\r三\x1b[A")
	s.See("前一 二 三[A")
	s.Send("\r")
	s.gives("前一 二 三[A")
}

func TestLineKeepsARefusedAnswer(t *testing.T) {
	q := prompt.Question{Message: "金额", Check: func(s string) error {
		if s != "50" {
			return errors.New("“" + s + "”不是金额，写成 50 或 50.10")
		}
		return nil
	}}
	s := start(t, 40, 10, line(q))
	s.See("? 金额")
	s.Send("\r")
	s.See("✗ 这一项必填")
	s.Send("5o\r")
	s.See("? 金额 5o\n✗ “5o”不是金额，写成 50 或 50.10\n  回车确定")
	s.At(9, 0)
	s.Send("\x7f0\r")
	s.gives("50")
	s.See("✓ 金额 50")
	s.Gone("✗")
}

// TestLineSaysHowToSkipWhatIsFilled checks the hint that a filled field must be cleared before Enter skips the question.
func TestLineSaysHowToSkipWhatIsFilled(t *testing.T) {
	q := prompt.Question{Message: "邮箱", Optional: true, Prefill: "没有", Check: func(string) error { return errors.New("不是邮箱") }}
	s := start(t, 40, 10, line(q))
	s.See("? 邮箱 没有\n  回车确定 · 清空后回车跳过\n  Shift-Tab 回上一题")
	s.Send("\r")
	s.See("✗ 不是邮箱\n  回车确定 · 清空后回车跳过\n")
	s.Send("\x15")
	s.See("✗ 不是邮箱\n  可不填，回车跳过 · 输入 < 回上一题")
	s.Send("\r")
	s.gives("")
}

func TestLineHelps(t *testing.T) {
	for _, sign := range []string{"?", "？", "\x1bOP"} {
		s := start(t, 80, 10, line(when))
		s.See("例如")
		s.Send(sign)
		s.See("  写充值成功的时间，账单里有。\n  回车确定")
		s.Send("真的？\r")
		s.gives("真的？")
	}
}

func TestEveryQuestionGoesBack(t *testing.T) {
	option := []prompt.Option{{Value: "a", Label: "甲"}}
	for name, ask := range map[string]questions{
		"Line":    line(prompt.Question{Message: "问题"}),
		"Text":    text(prompt.Question{Message: "问题"}),
		"Choose":  choose(prompt.Question{Message: "问题", Options: option}),
		"Confirm": confirm(prompt.Question{Message: "问题"}),
	} {
		for _, keys := range []string{"<\r", "＜\r", "\x1b[Z"} {
			s := start(t, 80, 10, ask)
			s.See("? 问题")
			s.Send(keys)
			if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) {
				t.Errorf("%s, %q: %v", name, keys, o.err)
			}
			s.Wait("an empty screen", func() bool { return s.String() == "" })
			s.At(0, 0)
		}
	}
}

func TestEveryQuestionIsInterrupted(t *testing.T) {
	option := []prompt.Option{{Value: "a", Label: "甲"}}
	for name, ask := range map[string]questions{
		"Line":    line(prompt.Question{Message: "问题"}),
		"Text":    text(prompt.Question{Message: "问题"}),
		"Choose":  choose(prompt.Question{Message: "问题", Options: option}),
		"Confirm": confirm(prompt.Question{Message: "问题"}),
	} {
		for _, press := range []func(*session){
			func(s *session) { s.Send("\x03") },
			func(s *session) { signalSelf(t, syscall.SIGTERM) },
			func(s *session) { signalSelf(t, syscall.SIGHUP) },
		} {
			s := start(t, 80, 10, ask)
			s.See("? 问题")
			s.See("回上一题")
			press(s)
			if o := s.outcome(); !errors.Is(o.err, prompt.ErrInterrupted) {
				t.Errorf("%s: %v", name, o.err)
			}
			s.Wait("the cursor on a fresh line", func() bool {
				x, y := s.Cursor()
				return x == 0 && y > strings.Count(s.String(), "\n")
			})
		}
	}
}

// TestAnyKeyGoesOn checks that any key ends Key, that the keys that leave a question do so, and that nothing stays on the
// screen.
func TestAnyKeyGoesOn(t *testing.T) {
	for keys, want := range map[string]error{
		" ": nil, "\r": nil, "好": nil, "\x1b[B": nil, "\x1b[Z": prompt.ErrBack, "\x03": prompt.ErrInterrupted,
	} {
		s := start(t, 80, 10, pressed)
		s.See("? 扫好了")
		s.Resize(40, 10)
		signalSelf(t, syscall.SIGWINCH)
		s.Send(keys)
		if o := s.outcome(); !errors.Is(o.err, want) {
			t.Errorf("%q: %v", keys, o.err)
		}
		if !errors.Is(want, prompt.ErrInterrupted) {
			s.Gone("扫好了")
		}
	}
}

func TestHalfTypedTextIsKept(t *testing.T) {
	for _, keys := range []string{"\x03", "\x1b[Z"} {
		s := start(t, 80, 10, line(prompt.Question{Message: "金额", Prefill: "5"}))
		s.See("金额 5")
		s.Send("0 ")
		s.See("Shift-Tab")
		s.Send(keys)
		if o := s.outcome(); o.err == nil || o.text != "50 " {
			t.Errorf("%q: %q, %v", keys, o.text, o.err)
		}
	}
	s := start(t, 80, 10, line(prompt.Question{Message: "金额", Prefill: "5"}))
	s.See("金额 5")
	s.Send("\x15<")
	s.See("回车回上一题")
	s.Send("\r")
	if o := s.outcome(); !errors.Is(o.err, prompt.ErrBack) || o.text != "5" {
		t.Errorf("%q, %v", o.text, o.err)
	}
}

func TestClosedTerminalIsAnError(t *testing.T) {
	s := start(t, 80, 10, line(prompt.Question{Message: "金额"}))
	s.See("? 金额")
	s.Send("5")
	s.See("金额 5")
	s.HangUp()
	if o := <-s.done; !errors.Is(o.err, prompt.ErrInterrupted) || o.text != "5" {
		t.Errorf("%q, %v", o.text, o.err)
	}
}

func TestTypedAheadIsForTheNextQuestion(t *testing.T) {
	s := start(t, 80, 10, func(p prompt.Prompter) (string, error) {
		first, err := p.Line(prompt.Question{Message: "甲"})
		if err != nil {
			return "", err
		}
		second, err := p.Choose(prompt.Question{Message: "乙", Options: []prompt.Option{{Value: "a", Label: "子"}, {Value: "b", Label: "丑"}}})
		return first + second, err
	})
	s.See("? 甲")
	s.Send("一\r2\r")
	s.gives("一b")
	s.See("✓ 甲 一\n✓ 乙 丑")
}

func TestEscapesAreShownNotSent(t *testing.T) {
	evil := "红\x1b[31m\u202e\u200b\u009b"
	s := start(t, 80, 10, line(prompt.Question{Message: "备注" + evil, Prefill: evil, Help: evil}))
	s.See(`? 备注红\x1b[31m\u202e\u200b\x9b 红\x1b[31m\u202e\u200b\x9b`)
	s.Send("\x1bOP\r")
	s.gives(evil)
	s.See(`✓ 备注红\x1b[31m`)
	if strings.Contains(s.Output(), "\x1b[31m") {
		t.Error("an escape sequence was sent")
	}
}

func TestColourOnlyWhereAllowed(t *testing.T) {
	for _, color := range []bool{true, false} {
		for name, ask := range map[string]questions{"Line": line(when), "Confirm": confirm(when)} {
			s := startWith(t, 80, 10, prompt.Options{Color: color}, ask)
			s.See("充值时间")
			s.Send("\x03")
			s.outcome()
			if got := strings.Contains(s.Output(), "m充值时间") || strings.Contains(s.Output(), "m[3/9] 充值时间"); got != color {
				t.Errorf("%s: colour %v, want %v: %q", name, got, color, s.Output())
			}
		}
	}
}
