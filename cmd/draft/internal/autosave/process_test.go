package autosave

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/gofrs/flock"
)

// kill -9 at any moment: the letter is one that was saved, whole, and at most one save behind.
func TestKilledWhileSaving(t *testing.T) {
	folder := t.TempDir()
	for round := range 10 {
		c := start(t, "loop", folder)
		for range 1 + round*3 {
			c.line(t)
		}
		c.kill(t)
		said, err := strconv.Atoi(c.last)
		if err != nil {
			t.Fatal(err)
		}
		s := claim(t, folder, "refund")
		l, ok := s.Found()
		if !ok || s.Aside() != "" {
			t.Fatalf("nothing found; set aside: %q", s.Aside())
		}
		var n int
		for _, r := range l.Forms[0].Answers[0].Text {
			if r < '0' || r > '9' {
				break
			}
			n = n*10 + int(r-'0')
		}
		if n < said || l.Forms[0].Answers[0].Text != counted(n).Forms[0].Answers[0].Text {
			t.Errorf("letter %d after %d was saved: %.30q", n, said, l.Forms[0].Answers[0].Text)
		}
		left, err := filepath.Glob(filepath.Join(folder, "*", ".draft-*"))
		if err != nil || len(left) > 0 {
			t.Errorf("half-written files stay: %v, %v", left, err)
		}
		s.Release()
	}
}

func TestTwoProcesses(t *testing.T) {
	for name, env := range map[string][]string{"locks": nil, "no locks": {asChild + "_NO_LOCKS=1"}} {
		t.Run(name, func(t *testing.T) {
			if env != nil {
				withoutLocks()
				t.Cleanup(func() { tryLock = (*flock.Flock).TryLock })
			}
			folder := t.TempDir()
			first, second := start(t, "hold", folder, env...), start(t, "hold", folder, env...)
			first.line(t)
			second.line(t)
			own := claim(t, folder, "refund")
			offers(t, own, "")
			own.Release()

			first.kill(t)
			own = claim(t, folder, "refund")
			offers(t, own, "of the child")
			save(t, own, letter("mine"))
			other := claim(t, folder, "refund")
			offers(t, other, "") // the second child lives

			if err := second.stdin.Close(); err != nil {
				t.Fatal(err)
			}
			if err := second.Wait(); err != nil {
				t.Fatal(err)
			}
			offers(t, claim(t, folder, "refund"), "of the child")
			if data, err := os.ReadFile(own.dir.letter()); err != nil || len(data) == 0 {
				t.Errorf("mine: %v", err)
			}
		})
	}
}

// Where there are no locks, a letter is found by the next process all the same, and nothing but it stays behind.
func TestNoLocks(t *testing.T) {
	withoutLocks()
	t.Cleanup(func() { tryLock = (*flock.Flock).TryLock })
	folder := t.TempDir()
	start(t, "loop", folder, asChild+"_NO_LOCKS=1").kill(t)
	c := start(t, "hold", folder, asChild+"_NO_LOCKS=1")
	c.line(t)
	c.kill(t)
	s := claim(t, folder, "refund")
	offers(t, s, "of the child")
	if err := s.Clear(); err != nil {
		t.Fatal(err)
	}
	s.Release()
	if names, err := os.ReadDir(folder); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}
