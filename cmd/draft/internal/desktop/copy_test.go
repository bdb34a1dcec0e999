//go:build !windows

package desktop

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestCopyWithAProgram(t *testing.T) {
	for name, test := range map[string]struct {
		platform string
		env      []string
		has      []string
		want     string
		args     []string
		variable string // that the program needs, with its value
	}{
		"wayland":             {env: []string{"WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0"}, has: []string{"wl-copy", "xclip"}, want: "wl-copy", args: []string{"--type", "text/plain"}},
		"x11":                 {env: []string{"DISPLAY=:0"}, has: []string{"wl-copy", "xclip", "xsel"}, want: "xclip", args: []string{"-in", "-selection", "clipboard"}},
		"x11 in wayland":      {env: []string{"WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0"}, has: []string{"xsel"}, want: "xsel", args: []string{"--input", "--clipboard"}},
		"macos":               {platform: "darwin", has: []string{"pbcopy"}, want: "pbcopy", args: []string{}, variable: "LC_ALL=en_US.UTF-8"},
		"wsl":                 {env: []string{"WSL_DISTRO_NAME=Ubuntu", "DISPLAY=:0"}, has: []string{"powershell.exe", "clip.exe", "xclip"}, want: "powershell.exe", args: []string{"-NoProfile", "-NonInteractive", "-Command", readUTF8}},
		"wsl without interop": {env: []string{"WSL_DISTRO_NAME=Ubuntu", "DISPLAY=:0"}, has: []string{"xclip"}, want: "xclip", args: []string{"-in", "-selection", "clipboard"}},
		"termux":              {env: []string{"TERMUX_VERSION=0.118"}, has: []string{"termux-clipboard-set"}, want: "termux-clipboard-set", args: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			t.Setenv("LC_ALL", "C")
			for _, pair := range test.env {
				key, value, _ := strings.Cut(pair, "=")
				t.Setenv(key, value)
			}
			for _, program := range test.has {
				m.has(program, "read")
			}
			d, console := onTerminal(t)
			d.platform = test.platform
			way, err := d.Copy(ctx, chinese)
			if err != nil || way != (Way{Tool: test.want}) {
				t.Fatalf("%+v, %v", way, err)
			}
			got := m.called(test.want)
			if got.Stdin != chinese || !reflect.DeepEqual(got.Args, test.args) {
				t.Errorf("called with %q and %q", got.Args, got.Stdin)
			}
			if key, value, _ := strings.Cut(test.variable, "="); got.Env[key] != value && key != "" {
				t.Errorf("%s is %q", key, got.Env[key])
			}
			if said := console.Output(); said != "" {
				t.Errorf("the terminal was told %q", said)
			}
		})
	}
}

// TestCopyByTheTerminal checks the bytes that set the clipboard.
func TestCopyByTheTerminal(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(chinese))
	plain := "\x1b]52;c;" + encoded + "\a"
	for name, test := range map[string]struct {
		env  []string
		want string
	}{
		"no display":        {want: plain},
		"over ssh":          {env: []string{"SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22", "DISPLAY=:0"}, want: plain},
		"over ssh to macos": {env: []string{"SSH_TTY=/dev/pts/3"}, want: plain},
		"tmux without its program": {
			env:  []string{"TMUX=/tmp/tmux-0/default,1,0", "TERM=tmux-256color"},
			want: plain + "\x1bPtmux;\x1b" + plain + "\x1b\\",
		},
		"screen":        {env: []string{"STY=1.pts-0", "TERM=screen"}, want: inScreen(encoded)},
		"ssh in screen": {env: []string{"SSH_TTY=/dev/pts/3", "TERM=screen-256color"}, want: inScreen(encoded)},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			m.has("xclip", "read") // must not be called
			for _, pair := range test.env {
				key, value, _ := strings.Cut(pair, "=")
				t.Setenv(key, value)
			}
			d, console := onTerminal(t)
			way, err := d.Copy(ctx, chinese)
			if err != nil || way != (Way{Terminal: true}) {
				t.Fatalf("%+v, %v", way, err)
			}
			console.Wait("the sequence", func() bool { return len(console.Output()) >= len(test.want) })
			if got := console.Output(); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			if _, err := os.Stat(m.calls + "/xclip"); err == nil {
				t.Error("xclip was asked")
			}
		})
	}
}

// inScreen splits the sequence into the pieces that screen forwards.
func inScreen(encoded string) string {
	var pieces []string
	for ; len(encoded) > 76; encoded = encoded[76:] {
		pieces = append(pieces, encoded[:76])
	}
	return "\x1bP\x1b]52;c;" + strings.Join(append(pieces, encoded), "\x1b\\\x1bP") + "\a\x1b\\"
}

func TestCopyInTmux(t *testing.T) {
	m := newMachine(t)
	t.Setenv("TMUX", "/tmp/tmux-0/default,1,0")
	m.has("tmux", "read")
	d, console := onTerminal(t)
	way, err := d.Copy(ctx, chinese)
	if err != nil || way != (Way{Terminal: true, Tool: "tmux"}) {
		t.Fatalf("%+v, %v", way, err)
	}
	got := m.called("tmux")
	if want := []string{"load-buffer", "-w", "-"}; !reflect.DeepEqual(got.Args, want) || got.Stdin != chinese {
		t.Errorf("called with %q and %q", got.Args, got.Stdin)
	}
	if said := console.Output(); said != "" {
		t.Errorf("the terminal was told %q", said)
	}
}

// TestCopyGoesOn checks that the next program is tried after one that fails, and then the terminal.
func TestCopyGoesOn(t *testing.T) {
	m := newMachine(t)
	t.Setenv("WAYLAND_DISPLAY", "wayland-0")
	t.Setenv("DISPLAY", ":0")
	m.has("wl-copy", "exit=1")
	m.has("xclip", "exit=1")
	d, console := onTerminal(t)
	way, err := d.Copy(ctx, chinese)
	if err != nil || way != (Way{Terminal: true}) {
		t.Errorf("all fail: %+v, %v", way, err)
	}
	console.Wait("the sequence", func() bool { return strings.HasPrefix(console.Output(), "\x1b]52;") })
	m.has("xsel", "read")
	way, err = d.Copy(ctx, chinese)
	if err != nil || way != (Way{Tool: "xsel"}) {
		t.Errorf("the last works: %+v, %v", way, err)
	}
}

func TestCopyRefused(t *testing.T) {
	long := strings.Repeat("退", maxTerminalText/3)
	for name, test := range map[string]struct {
		env   []string
		acts  string // of xclip
		blind bool   // no stream is a terminal
		text  string
		want  Error
	}{
		"no terminal":          {blind: true, text: chinese, want: Error{Code: NoTerminal}},
		"over ssh, none":       {env: []string{"SSH_TTY=/dev/pts/3", "DISPLAY=:0"}, acts: "read", blind: true, text: chinese, want: Error{Code: NoTerminal}},
		"dumb":                 {env: []string{"TERM=dumb"}, text: chinese, want: Error{Code: Plain, Name: "dumb"}},
		"no TERM":              {env: []string{"TERM="}, text: chinese, want: Error{Code: Plain}},
		"text console":         {env: []string{"TERM=linux"}, text: chinese, want: Error{Code: Plain, Name: "linux"}},
		"too long":             {text: long + "款", want: Error{Code: TooLong, Size: maxTerminalText + 3, Limit: maxTerminalText}},
		"a program that fails": {env: []string{"DISPLAY=:0", "TERM=dumb"}, acts: "exit=3", text: chinese, want: Error{Code: Failed, Name: "xclip", Exit: 3}},
		"one that is killed":   {env: []string{"DISPLAY=:0"}, acts: "die", blind: true, text: chinese, want: Error{Code: Killed, Name: "xclip"}},
		"one that is missing":  {env: []string{"DISPLAY=:0"}, blind: true, text: chinese, want: Error{Code: NoTerminal}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for _, pair := range test.env {
				key, value, _ := strings.Cut(pair, "=")
				t.Setenv(key, value)
			}
			if test.acts != "" {
				m.has("xclip", test.acts)
			}
			d, console := onTerminal(t)
			if test.blind {
				d = Desktop{}
			}
			_, err := d.Copy(ctx, test.text)
			wantError(t, err, test.want)
			if said := console.Output(); said != "" {
				t.Errorf("the terminal was told %q", said)
			}
		})
	}
	// The longest text makes a sequence of the size that terminals accept.
	if n := len(Desktop{Env: nothing}.sequence(long)); n != 100_000 {
		t.Errorf("the longest sequence has %d bytes", n)
	}
}

func nothing(string) (string, bool) { return "", false }

// TestCopyGivesUp checks that a program that hangs is killed with its child.
func TestCopyGivesUp(t *testing.T) {
	m := newMachine(t)
	t.Setenv("DISPLAY", ":0")
	m.has("xclip", "child=hold hold")
	held, free := m.pipe()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		held(2)
		cancel()
	}()
	d, console := onTerminal(t)
	if way, err := d.Copy(ctx, strings.Repeat(chinese, 400)); !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", way, err)
	}
	free()
	if said := console.Output(); said != "" {
		t.Errorf("the terminal was told %q", said)
	}
}

// TestCopyInTime checks the timeout of a program.
func TestCopyInTime(t *testing.T) {
	m := newMachine(t)
	m.has("xclip", "child=hold hold")
	_, free := m.pipe()
	err := pipeTo(ctx, 100*time.Millisecond, tool{name: "xclip"}, chinese)
	wantError(t, err, Error{Code: Hung, Name: "xclip"})
	free()
}

// TestCopyLeavesTheServer checks that a child that serves the clipboard keeps running in its own session.
func TestCopyLeavesTheServer(t *testing.T) {
	m := newMachine(t)
	t.Setenv("DISPLAY", ":0")
	m.has("xclip", "read child=hold")
	held, free := m.pipe()
	way, err := Desktop{}.Copy(ctx, chinese)
	if err != nil || way.Tool != "xclip" {
		t.Fatalf("%+v, %v", way, err)
	}
	held(1)
	m.endGroup()
	free()
}
