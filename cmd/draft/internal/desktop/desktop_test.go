//go:build !windows

package desktop

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/term"

	"draft/cmd/draft/internal/prompt/screentest"
)

// TestMain lets the test binary act as every program that is searched for: it is called by the program's name, and a
// variable of that name holds what it does. It also acts as draft in its own terminal.
func TestMain(m *testing.M) {
	name := filepath.Base(os.Args[0])
	if acts, ok := os.LookupEnv("ACT_" + variable(name)); ok {
		act(name, strings.Fields(acts))
	}
	if os.Getenv("PLAY") != "" {
		play(os.Getenv("PLAY"))
	}
	os.Exit(m.Run())
}

func variable(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' {
			return '_'
		}
		return r
	}, name)
}

// call records how a program was called.
type call struct {
	Args  []string
	Stdin string
	Env   map[string]string
	TTYs  []bool // which of its three streams are a terminal
}

// act executes the words that a test gave to a program.
func act(name string, acts []string) {
	for _, word := range acts {
		what, value, _ := strings.Cut(word, "=")
		switch what {
		case "read": // the whole input
			said := call{Args: os.Args[1:], Env: map[string]string{}}
			if !term.IsTerminal(0) {
				data, err := io.ReadAll(os.Stdin)
				must(err)
				said.Stdin = string(data)
			}
			for fd := range 3 {
				said.TTYs = append(said.TTYs, term.IsTerminal(fd))
			}
			for _, pair := range os.Environ() {
				key, value, _ := strings.Cut(pair, "=")
				said.Env[key] = value
			}
			data, err := json.Marshal(said)
			must(err)
			must(os.WriteFile(filepath.Join(os.Getenv("CALLS"), name), data, 0o600))
		case "print":
			_, _ = fmt.Println(value)
		case "append": // to the last argument, which is a file
			f, err := os.OpenFile(os.Args[len(os.Args)-1], os.O_APPEND|os.O_WRONLY, 0)
			must(err)
			_, err = f.WriteString(value)
			must(err)
			must(f.Close())
		case "exit":
			code, err := strconv.Atoi(value)
			must(err)
			os.Exit(code)
		case "raw":
			_, err := term.MakeRaw(0)
			must(err)
		case "die":
			must(syscall.Kill(os.Getpid(), syscall.SIGKILL))
			forever()
		case "interrupt": // wait for Ctrl-C
			c := make(chan os.Signal, 1)
			signal.Notify(c, syscall.SIGINT)
			_, _ = fmt.Println("waiting")
			<-c
			_, _ = fmt.Println("caught")
		case "child": // have one that does something else
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "ACT_"+variable(name)+"="+value)
			must(cmd.Start())
			group := strconv.Itoa(syscall.Getpgrp())
			must(os.WriteFile(filepath.Join(os.Getenv("CALLS"), "group"), []byte(group), 0o600))
		case "hold": // the pipe, for ever
			pipe, err := os.OpenFile(filepath.Join(os.Getenv("CALLS"), "pipe"), os.O_WRONLY, 0)
			must(err)
			_, err = pipe.WriteString("held\n")
			must(err)
			forever()
		}
	}
	os.Exit(0)
}

func forever() {
	for {
		time.Sleep(time.Hour)
	}
}

func must(err error) {
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "fake program:", err)
		os.Exit(99)
	}
}

// play does one thing in the terminal that it was started in, and prints the result.
func play(what string) {
	d := Desktop{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	action, value, _ := strings.Cut(what, "=")
	switch action {
	case "edit":
		fmt.Printf("edit: %v\n", d.Edit(value))
	case "page":
		paged, err := d.Page(longText, "空格翻页，q 结束？100% (.)")
		fmt.Printf("paged: %v, %v\n", paged, err)
	}
	os.Exit(0)
}

// machine is a PATH that holds only fake programs, and an environment without the developer's settings.
type machine struct {
	t     *testing.T
	calls string
	bin   string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	m := &machine{t: t, calls: t.TempDir(), bin: t.TempDir()}
	for _, name := range []string{
		"DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY", "TMUX", "STY", "WSL_DISTRO_NAME", "WSL_INTEROP",
		"TERMUX_VERSION", "VISUAL", "EDITOR", "PAGER", "LESS", "LESSKEY", "LESSOPEN",
	} {
		if value, set := os.LookupEnv(name); set {
			t.Setenv(name, value) // restores it afterwards
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Setenv("TERM", "xterm-256color")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("PATH", m.bin)
	t.Setenv("CALLS", m.calls)
	return m
}

// has adds a program.
func (m *machine) has(name, acts string) {
	m.t.Helper()
	self, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(m.bin, name)); err != nil {
		m.t.Fatal(err)
	}
	m.t.Setenv("ACT_"+variable(filepath.Base(name)), acts)
}

// called returns how a program was called.
func (m *machine) called(name string) call {
	m.t.Helper()
	data, err := os.ReadFile(filepath.Join(m.calls, name))
	if err != nil {
		m.t.Fatalf("%s was not called: %v", name, err)
	}
	var c call
	if err := json.Unmarshal(data, &c); err != nil {
		m.t.Fatal(err)
	}
	return c
}

// endGroup kills the process group that a program left running. It must not be the group of this process.
func (m *machine) endGroup() {
	m.t.Helper()
	data, err := os.ReadFile(filepath.Join(m.calls, "group"))
	if err != nil {
		m.t.Fatal(err)
	}
	group, err := strconv.Atoi(string(data))
	if err != nil || group == syscall.Getpgrp() {
		m.t.Fatalf("it is in our own group: %d, %v", group, err)
	}
	if err := syscall.Kill(-group, syscall.SIGKILL); err != nil {
		m.t.Errorf("it does not live: %v", err)
	}
}

// onTerminal returns a Desktop whose streams are all a terminal.
func onTerminal(t *testing.T) (Desktop, *screentest.Console) {
	t.Helper()
	console := screentest.New(t, 80, 24)
	return Desktop{In: console.TTY, Out: console.TTY, Err: console.TTY}, console
}

// wantError checks an *Error except its cause.
func wantError(t *testing.T, err error, want Error) {
	t.Helper()
	var got *Error
	if !errors.As(err, &got) {
		t.Fatalf("got %v, want %v", err, &want)
	}
	bare := *got
	bare.Err = nil
	if bare != want {
		t.Errorf("got %+v, want %+v", bare, want)
	}
	if !strings.Contains(err.Error(), string(want.Code)) || !strings.Contains(err.Error(), want.Name) {
		t.Errorf("%q does not name %q", err, want.Name)
	}
}

// pipe makes a named pipe that programs hold open while they run. held waits until n programs hold it, free until none
// does.
func (m *machine) pipe() (held func(n int), free func()) {
	m.t.Helper()
	path := filepath.Join(m.calls, "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		m.t.Fatal(err)
	}
	// Opened for reading and writing, it opens at once, and does not end before the programs hold it.
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		_ = f.Close()
		_ = reader.Close()
	})
	lines := bufio.NewReader(reader)
	held = func(n int) {
		for range n {
			if _, err := lines.ReadString('\n'); err != nil {
				m.t.Errorf("the programs did not start: %v", err)
			}
		}
	}
	free = func() {
		_ = f.Close()
		if _, err := io.Copy(io.Discard, lines); err != nil {
			m.t.Error(err)
		}
	}
	return held, free
}

var ctx = context.Background()

const chinese = "2026年11月18日20:15通过微信在抖音内充值50.00元，误充值，申请退款。\n订单号4200002345202611181234567890。😀"
