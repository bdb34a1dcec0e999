//go:build !windows

package prompt_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"draft/cmd/draft/internal/prompt"
)

func TestTextTakesLines(t *testing.T) {
	s := start(t, 80, 10, text(prompt.Question{Message: "经过", Optional: true}))
	s.See("? 经过\n  可不填，回车跳过 · 可写多行 · 输入 < 回上一题")
	s.At(2, 2)
	s.Send("第一段\r\r第二段")
	s.See("  回车换行 · 在空行按回车或 Ctrl-D 结束 · 清空后回车跳过 · Shift-Tab 回上一题\n  第一段\n\n  第二段")
	s.At(8, 4)
	s.Send("\x1b[A\x1b[A\x1b[D改\x1b[B\x1b[B。\x04")
	s.gives("第一改段\n\n第二段。")
	s.See("✓ 经过 第一改段 第二段。")
}

func TestTextEndsAtAnEmptyLine(t *testing.T) {
	for _, c := range []struct{ prefill, keys, want string }{
		{"", "第一行\r", "第一行"},
		{"", "第一行\r  \u3000", "第一行"},
		{"", "第一行\r\r第二段\r", "第一行\n\n第二段"},
		{"写好的", "\r", "写好的"},
		{"写好的\n", "", "写好的"},
		{"一\n三", "\x1b[A\r二\x1b[B\r", "一\n二\n三"},     // in the middle, Enter is a line end
		{"一\n三", "\x1b[A\r\r二\x1b[B\r", "一\n\n二\n三"}, // also on an empty line
		{"一\n\n\n", "\x1b[A\x1b[A", "一"},             // only empty lines below
	} {
		s := start(t, 40, 12, text(prompt.Question{Message: "经过", Prefill: c.prefill}))
		s.See("? 经过")
		s.Send(c.keys + "\x1b[15~") // F5 does nothing
		s.Send("\r")
		s.gives(c.want)
	}
}

func TestTextIsRefusedAtItsEnd(t *testing.T) {
	q := prompt.Question{Message: "经过", Check: func(s string) error {
		if s != "好" {
			return errors.New("不好")
		}
		return nil
	}}
	s := start(t, 40, 12, text(q))
	s.See("? 经过")
	s.Send("\r")
	s.See("✗ 这一项必填")
	s.Send("坏\r")
	s.At(2, 5)
	s.Send("\r")
	s.See("✗ 不好")
	s.At(4, 4) // after the refused line
	s.Send("\x7f好\r")
	s.At(2, 5)
	s.Send("\r")
	s.gives("好")
}

// evidence is a question for one file on each line.
var evidence = prompt.Question{
	Message: "证据", CheckLine: found, Check: func(s string) error {
		for line := range strings.SplitSeq(s, "\n") {
			if err := found(line); err != nil {
				return err
			}
		}
		return nil
	},
}

func found(name string) error {
	if strings.HasPrefix(name, "没有") {
		return errors.New("找不到 " + name + "\n看看拼写")
	}
	return nil
}

func TestTextAsksAboutALineAtOnce(t *testing.T) {
	s := start(t, 40, 12, text(evidence))
	s.See("? 证据")
	s.Send(" 没有.png ")
	s.Send("\r")
	s.See("✗ 找不到 没有.png\n  看看拼写\n")
	s.See("\n   没有.png")
	s.At(12, 5)
	s.Send("\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\r") // between 没有 and .png: breaks the line without a check
	s.Send("\x7f\x15a")
	s.See("\n  a.png")
	s.Send("\x05")
	s.Send("\r")
	s.Gone("✗")
	s.Send("没有2\r")
	s.See("✗ 找不到 没有2")
	s.Send("\x7f\x7f\x7f")
	s.At(2, 6)
	s.Send("\r")
	s.gives("a.png")
}

func TestTextAsksAboutNoLineOfAPaste(t *testing.T) {
	for name, paste := range map[string]func(s *session, text string){
		"marked":   func(s *session, text string) { s.Paste(text) },
		"unmarked": func(s *session, text string) { s.Send(text) },
	} {
		s := start(t, 40, 12, text(evidence))
		s.See("? 证据")
		paste(s, "没有1\ra")
		s.See("  没有1\n  a")
		if screen := s.String(); strings.Contains(screen, "✗") {
			t.Errorf("%s: refused before its end:\n%s", name, screen)
		}
		s.Send("\r")
		s.At(2, 5)
		s.Send("\r")
		s.See("✗ 找不到 没有1") // the whole text is checked
		s.Send("\x1b[A\x05\x15b\x04")
		s.gives("b\na")
	}
}

// TestTextTakesEmptyLinesOfAnUnmarkedPaste checks that empty lines of a paste that is not marked do not end the text,
// however the paste is split.
func TestTextTakesEmptyLinesOfAnUnmarkedPaste(t *testing.T) {
	s := start(t, 40, 12, text(prompt.Question{Message: "备注", Optional: true}))
	s.See("? 备注")
	s.Send("\r\r一\r\r二")
	s.See("二")
	s.Send("\x04")
	s.gives("一\n\n二")
}

func TestTextIsSkippedOnlyWhereItMayBe(t *testing.T) {
	s := start(t, 80, 10, text(prompt.Question{Message: "备注", Optional: true}))
	s.See("? 备注")
	s.Send("\x04")
	s.gives("")
	s = start(t, 80, 10, text(prompt.Question{Message: "备注", Optional: true}))
	s.See("? 备注")
	s.Send("\r")
	s.gives("")
	s.See("✓ 备注 （未填）")
	s = start(t, 80, 10, text(prompt.Question{Message: "经过"}))
	s.See("? 经过")
	s.Send("\x04")
	s.See("✗ 这一项必填")
	s.Send("有了\x1b\r") // Alt-Enter submits too
	s.gives("有了")
}

func TestTextTakesAPasteWhole(t *testing.T) {
	paragraph := strings.Repeat("我在昨天晚上充值了五十元，没有到账。", 12)
	var paragraphs []string
	for i := range 8 {
		paragraphs = append(paragraphs, fmt.Sprintf("%d %s", i, paragraph))
	}
	for _, end := range []string{"\n", "\r", "\r\n"} {
		s := start(t, 40, 12, text(prompt.Question{Message: "经过"}))
		s.See("? 经过")
		// Control characters in a paste do not act as keys.
		s.Paste(strings.Join(paragraphs, end+end+end) + "\x04\x03")
		s.See("行 · 回车换行")
		s.Send("\x04")
		s.gives(strings.Join(paragraphs, "\n\n\n"))
	}
	// A terminal that does not mark a paste sends it as keys.
	s := start(t, 40, 12, text(prompt.Question{Message: "经过"}))
	s.See("? 经过")
	s.Send(strings.Join(paragraphs, "\r\r\r") + "\x04")
	s.gives(strings.Join(paragraphs, "\n\n\n"))
}

func TestTextIsWindowedRoundTheCursor(t *testing.T) {
	var rows []string
	for i := range 30 {
		rows = append(rows, fmt.Sprintf("第%02d行的经过", i+1))
	}
	s := start(t, 40, 10, text(prompt.Question{Message: "经过", Progress: "9/9", Prefill: strings.Join(rows, "\n")}))
	s.See("? [9/9] 经过\n  第 30/30 行")
	s.See("第30行的经过")
	s.Send(strings.Repeat("\x1b[A", 20) + "改")
	s.See("第 10/30 行")
	s.See("  第10行的经过改\n  第11行")
	s.Send("\x1b[1;5H")
	s.See("Shift-Tab 回上一题\n  第01行的经过\n  第02行")
	s.Send("首\x1b[1;5F\r尾")
	s.See("第 31/31 行")
	s.See("  第30行的经过\n  尾")
	// Up to the end of the 20th row, which is joined with the 21st; the 19th is cleared.
	s.Send(strings.Repeat("\x1b[A", 11) + "\x05\x1b[3~\x1b[A\x05\x15")
	s.See("第18行的经过\n\n  第20行的经过第21行的经过\n  第22行")
	s.Send("\x04")
	rows[0], rows[9] = "首"+rows[0], rows[9]+"改"
	rows[18], rows[19] = "", rows[19]+rows[20]
	rows = slices.Delete(rows, 20, 21)
	s.gives(strings.Join(append(rows, "尾"), "\n"))
	s.See("✓ 经过 首第01行的经过 第02行")
}

func TestTextMovesByRowsOfTheWindow(t *testing.T) {
	s := start(t, 40, 12, text(prompt.Question{Message: "经过", Prefill: strings.Repeat("一二三四五六七八九十", 5)}))
	s.See("? 经过")
	s.At(30, 5) // 37 cells a row hold 18 characters: 18, 18 and 14
	s.Send("\x1b[A")
	s.At(30, 4)
	s.Send("\x1b[A\x1b[A\x1b[A")
	s.At(30, 3)
	s.Send("\x1b[H\x1b[B")
	s.At(2, 4)
	s.Send("\x1b[F")
	s.At(30, 5)
	s.Send("\x04")
	s.gives(strings.Repeat("一二三四五六七八九十", 5))
}

func TestTextKeepsARefusedTextAndItsHelp(t *testing.T) {
	q := prompt.Question{Message: "经过", Help: "写时间、经过和结果。", Check: func(s string) error {
		if len([]rune(s)) < 6 {
			return errors.New("至少写六个字")
		}
		return nil
	}}
	s := start(t, 80, 12, text(q))
	s.See("? 看说明")
	s.Send("？")
	s.See("? 经过\n  写时间、经过和结果。\n  回车换行")
	s.Send("太短\x04")
	s.See("? 经过\n✗ 至少写六个字\n  写时间、经过和结果。\n  回车换行 · 在空行按回车或 Ctrl-D 结束 · F1 看说明 · Shift-Tab 回上一题\n  太短")
	s.Send("\r\r补充完了\x04")
	s.gives("太短\n\n补充完了")
}

func TestResizeWhileEditing(t *testing.T) {
	long := strings.Repeat("我昨天晚上充值了五十元", 6)
	for name, ask := range map[string]func(prompt.Question) questions{"Line": line, "Text": text} {
		s := start(t, 80, 16, ask(prompt.Question{Message: "经过", Prefill: long}))
		painted := 0
		// Each event is painted once, because a block painted for another width would garble the screen.
		settled := func() {
			t.Helper()
			painted++
			s.Wait("the paint", func() bool { return strings.Count(s.Output(), "\x1b[?25h") == painted })
			screen := s.String()
			if !strings.HasPrefix(screen, "? 经过") || strings.Count(screen, "我") != 6 || strings.Count(screen, "回上一题") != 1 {
				t.Fatalf("%s: not one clean block:\n%s", name, screen)
			}
		}
		settled()
		for _, width := range []int{40, 31, 100, 57} {
			s.Resize(width, 16)
			signalSelf(t, syscall.SIGWINCH)
			settled()
			for _, k := range []string{"\x1b[H", "\x1b[C", "\x1b[B"} {
				s.Send(k)
				settled()
			}
		}
		s.Send("\x1b[F完\x04")
		s.gives(long + "完")
		s.Wait("one row of "+name, func() bool { return !strings.Contains(s.String(), "\n") })
	}
}

func TestTinyWindow(t *testing.T) {
	q := prompt.Question{Message: "请写一下充值以后发生了什么", Progress: "9/9", Help: strings.Repeat("说明", 40), Prefill: "前"}
	s := start(t, 12, 3, text(q))
	s.See("前")
	s.Send("\x1bOP")
	s.Send("\r后\x04")
	s.gives("前\n后")
}
