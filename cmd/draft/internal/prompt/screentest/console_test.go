//go:build !windows

package screentest

import (
	"os/exec"
	"testing"
)

func TestScreenKnowsWideCells(t *testing.T) {
	s := newScreen(6, 3)
	_, _ = s.Write([]byte("充值时间"))
	if got, want := s.String(), "充值时\n间"; got != want {
		t.Errorf("wrapped: %q, want %q", got, want)
	}
	_, _ = s.Write([]byte("\x1b[1A\r\x1b[2C值\x1b[K"))
	if got, want := s.String(), "充值\n间"; got != want {
		t.Errorf("cleared: %q, want %q", got, want)
	}
	_, _ = s.Write([]byte("\x1b[?7l\r\n\n\nabcdefgh"))
	if got, want := s.String(), "间\n\nabcdeh"; got != want {
		t.Errorf("not wrapped: %q, want %q", got, want)
	}
}

func TestScreenBreaksRowsWhenItNarrows(t *testing.T) {
	s := newScreen(10, 4)
	_, _ = s.Write([]byte("一二三四五\r\nab\x1b[1A\r\x1b[6C"))
	s.resize(5, 4)
	if got, want := s.String(), "一二\n三四\n五\nab"; got != want {
		t.Errorf("broken: %q, want %q", got, want)
	}
	if s.x != 2 || s.y != 1 {
		t.Errorf("the cursor is at %d,%d, want 2,1, with 四", s.x, s.y)
	}
}

func TestRunGivesTheTerminalToAProgram(t *testing.T) {
	c := New(t, 40, 5)
	cmd := exec.Command("sh", "-c", `stty size; read answer; echo "[$answer]"`)
	c.Run(cmd)
	c.See("5 40")
	c.Send("好\r")
	c.See("[好]")
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}
