package autosave

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"draft/drafts"
	"draft/drafts/interview"
)

// asChild in the environment makes the test binary do one thing with the folder of its first argument, as a process
// that can be killed.
const asChild = "DRAFT_TEST_AUTOSAVE"

var children = map[string]func(folder string) error{
	// Save without end, a longer letter each time, and name the number of each that is safely on disk.
	"loop": func(folder string) error {
		s, err := Claim(folder, "refund")
		if err != nil {
			return err
		}
		for n := 1; ; n++ {
			if err := s.Save(counted(n)); err != nil {
				return err
			}
			fmt.Println(n)
		}
	},
	// Save once, and live until standard input ends.
	"hold": func(folder string) error {
		s, err := Claim(folder, "refund")
		if err != nil {
			return err
		}
		if err := s.Save(letter("of the child")); err != nil {
			return err
		}
		fmt.Println("saved")
		_, err = io.Copy(io.Discard, os.Stdin)
		return err
	},
}

func TestMain(m *testing.M) {
	do, ok := children[os.Getenv(asChild)]
	if !ok {
		os.Exit(m.Run())
	}
	if os.Getenv(asChild+"_NO_LOCKS") != "" {
		withoutLocks()
	}
	if err := do(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func withoutLocks() {
	tryLock = func(*flock.Flock) (bool, error) { return false, errors.ErrUnsupported }
}

// child is a process that does one of children.
type child struct {
	*exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Scanner
	last  string // line
}

func start(t *testing.T, what, folder string, env ...string) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0], folder)}
	c.Env = append(append(os.Environ(), asChild+"="+what), env...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.stdin, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	c.lines = bufio.NewScanner(out)
	return c
}

// line waits for the next line that the child prints.
func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.lines.Scan() {
		t.Fatal("the child says nothing", c.lines.Err())
	}
	c.last = c.lines.Text()
	return c.last
}

// kill ends the child as kill -9 does, and reads what it said until then.
func (c *child) kill(t *testing.T) {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for c.lines.Scan() {
		c.last = c.lines.Text()
	}
	_ = c.Wait()
}

var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func letter(text string) interview.State {
	return interview.State{
		Version: Version, Kind: "refund", Saved: monday,
		Forms: []interview.FormState{{Kind: "refund", Answers: []drafts.Answer{{Name: "description", Text: text}}}},
	}
}

// counted is a letter that shows whether it is whole.
func counted(n int) interview.State {
	return letter(strconv.Itoa(n) + strings.Repeat("字", n%3000))
}

func claim(t *testing.T, folder, key string) *Slot {
	t.Helper()
	s, err := Claim(folder, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Release)
	return s
}

func save(t *testing.T, s *Slot, l interview.State) {
	t.Helper()
	if err := s.Save(l); err != nil {
		t.Fatal(err)
	}
}

// offers wants the text of the letter that a slot found; "" is none.
func offers(t *testing.T, s *Slot, want string) {
	t.Helper()
	l, ok := s.Found()
	switch {
	case !ok && want != "":
		t.Errorf("found nothing, want %.20q", want)
	case ok && l.Forms[0].Answers[0].Text != want:
		t.Errorf("found %.20q, want %.20q", l.Forms[0].Answers[0].Text, want)
	}
}
