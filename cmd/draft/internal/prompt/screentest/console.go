//go:build !windows

// Package screentest has a terminal for tests: a pseudo-terminal with a screen that knows the width of Chinese characters.
// Its methods wait for a condition; none sleeps.
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

// timeout limits how long a condition may take on a slow machine.
const timeout = 20 * time.Second

// T is the part of *testing.T that a Console uses.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Console is a terminal and its user.
type Console struct {
	// TTY is the slave end, which a program reads and writes.
	TTY *os.File

	t      T
	master *os.File // the other end of the pseudo-terminal
	screen *screen
	hangUp func()
}

// New opens a terminal that closes with the test.
func New(t T, width, height int) *Console {
	t.Helper()
	master, tty, err := open()
	if err != nil {
		t.Fatalf("no pseudo-terminal: %v", err)
	}
	c := &Console{TTY: tty, t: t, master: master, screen: newScreen(width, height)}
	c.setSize(width, height)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		data := make([]byte, 4096)
		for {
			n, err := master.Read(data)
			_, _ = c.screen.Write(data[:n])
			if err != nil {
				return
			}
		}
	}()
	c.hangUp = sync.OnceFunc(func() {
		_ = master.Close()
		<-finished
	})
	t.Cleanup(func() {
		// The master is closed first, because this ends a pending read of the slave.
		c.hangUp()
		_ = tty.Close()
	})
	return c
}

// open returns both ends. It duplicates the master without blocking mode, because closing the file of the pty package would
// wait for a pending read.
func open() (master, tty *os.File, err error) {
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

// Run starts a program in the terminal, with all its streams and signals. The caller waits for the program.
func (c *Console) Run(cmd *exec.Cmd) {
	c.t.Helper()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.TTY, c.TTY, c.TTY
	c.Attach(cmd)
	if err := cmd.Start(); err != nil {
		c.t.Fatalf("start %s: %v", cmd, err)
	}
}

// Attach makes the terminal the controlling terminal of a program. At least one of its streams must be the terminal.
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

// Send types keys.
func (c *Console) Send(keys string) {
	c.t.Helper()
	if _, err := c.master.WriteString(keys); err != nil {
		c.t.Fatalf("send %q: %v", keys, err)
	}
}

// Paste sends a text as a bracketed paste.
func (c *Console) Paste(text string) {
	c.t.Helper()
	c.Send("\x1b[200~" + text + "\x1b[201~")
}

// Wait waits until the screen meets a condition.
func (c *Console) Wait(what string, met func() bool) {
	c.t.Helper()
	deadline := time.After(timeout)
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

// See waits until the screen shows a text. Rows are joined by newlines.
func (c *Console) See(text string) {
	c.t.Helper()
	c.Wait(fmt.Sprintf("%q", text), func() bool { return strings.Contains(c.String(), text) })
}

// Gone waits until the screen does not show a text.
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

// Cursor returns the cell of the cursor, counted from 0.
func (c *Console) Cursor() (x, y int) {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return c.screen.x, c.screen.y
}

// String returns the text on the screen, without trailing spaces and empty rows.
func (c *Console) String() string { return c.screen.String() }

// Output returns all bytes that the screen has received.
func (c *Console) Output() string {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return string(c.screen.log)
}

// Mode reports whether a private mode is set: "?25" is the visible cursor, "?7" wrapping, "?2004" bracketed paste.
func (c *Console) Mode(name string) bool {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return c.screen.modes[name]
}

// Asked returns the first query that was sent to the terminal, or "". The screen does not reply.
func (c *Console) Asked() string {
	c.screen.mu.Lock()
	defer c.screen.mu.Unlock()
	return c.screen.asked
}

// Resize changes the size of the window. The system notifies a program that Run started; a test that asks within its own
// process sends itself SIGWINCH.
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
