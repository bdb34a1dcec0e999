//go:build !windows

// Package screentest gives tests a terminal: a pseudo-terminal with a screen that knows how wide Chinese is.
// Everything waits for a condition; nothing sleeps.
package screentest

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
)

// patience is how long a condition may take on a slow, busy machine.
const patience = 20 * time.Second

// T is what a Console needs of a *testing.T.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Console is a terminal and the hands on it.
type Console struct {
	// TTY is the end that a program reads and writes.
	TTY *os.File

	t      T
	hands  *os.File // the other end
	screen *screen
	hangUp func()
}

// New opens a terminal that closes with the test.
func New(t T, width, height int) *Console {
	t.Helper()
	hands, tty, err := open()
	if err != nil {
		t.Fatalf("no pseudo-terminal: %v", err)
	}
	c := &Console{TTY: tty, t: t, hands: hands, screen: newScreen(width, height)}
	c.setSize(width, height)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		data := make([]byte, 4096)
		for {
			n, err := hands.Read(data)
			_, _ = c.screen.Write(data[:n])
			if err != nil {
				return
			}
		}
	}()
	c.hangUp = sync.OnceFunc(func() {
		_ = hands.Close()
		<-finished
	})
	t.Cleanup(func() {
		// This end first: it ends a read that is still waiting at the other.
		c.hangUp()
		_ = tty.Close()
	})
	return c
}

// open gives the two ends. The pty package leaves the hands' end in a state in which closing it would wait for the
// read that is under way; a copy of it is not.
func open() (hands, tty *os.File, err error) {
	blocking, tty, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = blocking.Close() }()
	fd, err := syscall.Dup(int(blocking.Fd()))
	if err != nil {
		return nil, nil, err
	}
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fd), blocking.Name()), tty, nil
}

// Run starts a program with the terminal as its own: input, output, errors, signals. The caller waits for it.
func (c *Console) Run(cmd *exec.Cmd) {
	c.t.Helper()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.TTY, c.TTY, c.TTY
	c.Attach(cmd)
	if err := cmd.Start(); err != nil {
		c.t.Fatalf("start %s: %v", cmd, err)
	}
}

// Attach makes the terminal the one that controls a program, which must have it as one of its three streams; the
// others are the caller's.
func (c *Console) Attach(cmd *exec.Cmd) {
	descriptor := 0
	switch any(c.TTY) {
	case cmd.Stdin:
	case cmd.Stdout:
		descriptor = 1
	case cmd.Stderr:
		descriptor = 2
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: descriptor}
}

// Send types.
func (c *Console) Send(keys string) {
	c.t.Helper()
	if _, err := c.hands.WriteString(keys); err != nil {
		c.t.Fatalf("send %q: %v", keys, err)
	}
}

// Paste sends a text as a terminal sends what is pasted.
func (c *Console) Paste(text string) {
	c.t.Helper()
	c.Send("\x1b[200~" + text + "\x1b[201~")
}

// Wait waits for a condition of the screen.
func (c *Console) Wait(what string, met func() bool) {
	c.t.Helper()
	deadline := time.After(patience)
	for !met() {
		select {
		case <-c.screen.changed:
		case <-deadline:
			x, y := c.Cursor()
			c.t.Fatalf("waited in vain for %s; the cursor is at %d,%d of\n%s", what, x, y, c)
			return
		}
	}
}

// See waits until the screen shows a text; rows are joined by newlines.
func (c *Console) See(text string) {
	c.t.Helper()
	c.Wait(fmt.Sprintf("%q", text), func() bool { return strings.Contains(c.String(), text) })
}

// Gone waits until the screen shows a text no more.
func (c *Console) Gone(text string) {
	c.t.Helper()
	c.Wait(fmt.Sprintf("%q to go", text), func() bool { return !strings.Contains(c.String(), text) })
}

// At waits until the cursor is at a cell, counted from 0.
func (c *Console) At(x, y int) {
	c.t.Helper()
	c.Wait(fmt.Sprintf("the cursor at %d,%d", x, y), func() bool {
		a, b := c.Cursor()
		return a == x && b == y
	})
}

// Cursor is the cell of the cursor, counted from 0.
func (c *Console) Cursor() (x, y int) {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return c.screen.x, c.screen.y
}

// String is what the screen shows, without the space at the right and below.
func (c *Console) String() string { return c.screen.String() }

// Output is all bytes that the screen has received.
func (c *Console) Output() string {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return string(c.screen.log)
}

// Mode tells whether a private mode is set: "?25" is the visible cursor, "?7" wrapping, "?2004" marked pastes.
func (c *Console) Mode(name string) bool {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return c.screen.modes[name]
}

// Asked is the first query that was sent to the terminal, or empty. The screen answers none.
func (c *Console) Asked() string {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return c.screen.asked
}

// Resize gives the window another size. A program that Run started is told by the system; a test that asks within
// its own process sends itself SIGWINCH.
func (c *Console) Resize(width, height int) {
	c.t.Helper()
	c.screen.resize(width, height)
	c.setSize(width, height)
}

func (c *Console) setSize(width, height int) {
	c.t.Helper()
	if err := pty.Setsize(c.TTY, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		c.t.Fatalf("set the window's size: %v", err)
	}
}

// HangUp closes the terminal, as closing its window does.
func (c *Console) HangUp() { c.hangUp() }
