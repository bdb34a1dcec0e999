package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/smtp"
)

// asDraft is the environment variable that makes the test binary run as draft, for tests that need a separate process. It
// also does if it is called draft.
const asDraft = "DRAFT_TEST_AS_DRAFT"

// withClock is the environment variable that gives a process of a test the real clock and IDs of its own.
const withClock = "DRAFT_TEST_CLOCK"

func TestMain(m *testing.M) {
	if os.Getenv(asDraft) != "" || filepath.Base(os.Args[0]) == "draft" {
		os.Exit(run(context.Background(), os.Args[1:], withFixedWorld(system())))
	}
	debug.SetGCPercent(400) // the tests leave much garbage and keep little
	// Processes that tests start exit at once: under the race detector each would sleep a second.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// today is the fixed time of all tests, a Friday.
var today = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// withFixedWorld sets a fixed clock, fixed IDs and a local network, so that every run gives the same output.
func withFixedWorld(a *app) *app {
	a.term.View = a.view
	if a.network.keyring == nil {
		a.network.keyring = noKeyring{} // nil selects the keyring of the machine
	}
	if a.network.lookupMX == nil {
		a.network.lookupMX = noMX
	}
	if a.network.dial == nil {
		a.network.dial = dialHere
	}
	if a.clicked == nil {
		a.clicked = func() bool { return false }
	}
	if a.term.Env != nil && a.term.Env(withClock) != "" { // the clock and the IDs of system
		return a
	}
	a.now = func() time.Time { return today }
	a.sleep = func(context.Context, time.Duration) error { return nil }
	a.newID = func() string {
		if id := a.term.Env("DRAFT_TEST_ID"); id != "" { // set by scripts that write several letters
			return id
		}
		return "test000000000000"
	}
	if a.term.Env != nil && a.term.Env("DRAFT_TEST_KILL") == "committed" {
		a.onCommitting = func(string) { killSelf() }
	}
	return a
}

// noKeyring is the keyring of a machine without a keyring service.
type noKeyring struct{}

func (noKeyring) Get(_, _ string) (string, error) { return "", smtp.ErrNotKept }
func (noKeyring) Set(_, _, _ string) error        { return errors.New("no keyring") }
func (noKeyring) Delete(_, _ string) error        { return smtp.ErrNotKept }

// noMX is a resolver that finds no MX records.
func noMX(context.Context, string) ([]*net.MX, error) {
	return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
}

// dialHere connects only to this machine. Every other host is unknown.
func dialHere(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}

// call runs draft in this process, not interactive, and returns its output and exit code.
func call(t *testing.T, stdin string, args ...string) (out, conversation string, code int) {
	t.Helper()
	return callIn(t, t.TempDir(), "", stdin, args...)
}

// newTestTerminal returns a terminal that is not a window, with an empty environment.
func newTestTerminal(stdin string, out, conversation io.Writer) *term.Terminal {
	none := func() int { return 0 }
	return &term.Terminal{
		In: strings.NewReader(stdin), Out: out, Err: conversation, Env: func(string) string { return "" },
		OutWidth: none, ErrWidth: none, OutHeight: none, Machine: &fakeMachine{},
	}
}

// foldersIn returns settings whose folders are in a folder: config, state and data.
func foldersIn(folder string) *config.Config {
	in := func(name string) func() (string, error) {
		return func() (string, error) { return filepath.Join(folder, name), nil }
	}
	return &config.Config{SettingsDir: in("config"), StateDir: in("state"), DataDir: in("data")}
}

// callIn is like call, but uses the given folder and ID for the letter; an empty ID selects the default one.
func callIn(t *testing.T, folder, id, stdin string, args ...string) (out, conversation string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := withFixedWorld(&app{
		term: newTestTerminal(stdin, &stdout, &stderr),
		view: &view.View{},
		config: &config.Config{
			SettingsDir: func() (string, error) { return folder, nil },
			StateDir:    func() (string, error) { return folder, nil },
			DataDir:     func() (string, error) { return filepath.Join(folder, "data"), nil },
		},
	})
	a.term.Env = func(name string) string {
		if name == "DRAFT_TEST_ID" {
			return id
		}
		return ""
	}
	code = run(context.Background(), args, a)
	return stdout.String(), stderr.String(), code
}

// killSelf ends this process like kill -9.
func killSelf() {
	if p, err := os.FindProcess(os.Getpid()); err == nil {
		_ = p.Kill()
	}
	select {}
}
