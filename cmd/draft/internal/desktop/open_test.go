//go:build !windows

package desktop

import (
	"errors"
	"io/fs"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func TestOpen(t *testing.T) {
	for name, test := range map[string]struct {
		env      map[string]string
		platform string
		has      map[string]string
		want     string
		path     string // the file if empty
	}{
		"linux":  {env: map[string]string{"DISPLAY": ":0"}, has: map[string]string{"xdg-open": "read print=noise"}, want: "xdg-open"},
		"macos":  {platform: "darwin", has: map[string]string{"open": "read"}, want: "open"},
		"termux": {env: map[string]string{"TERMUX_VERSION": "0.118"}, has: map[string]string{"termux-open": "read"}, want: "termux-open"},
		"wsl":    {env: map[string]string{"WSL_INTEROP": "/run/WSL/1"}, has: map[string]string{"wslview": "read"}, want: "wslview"},
		"wsl, as it comes": {
			env: map[string]string{"WSL_INTEROP": "/run/WSL/1"}, want: "explorer.exe", path: `\\wsl$\信.png`,
			has: map[string]string{"wslpath": `print=\\wsl$\信.png`, "explorer.exe": "read exit=1"},
		},
		"wsl with windows of its own": {
			env: map[string]string{"WSL_INTEROP": "/run/WSL/1", "DISPLAY": ":0"}, want: "xdg-open",
			has: map[string]string{"xdg-open": "read"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			for program, acts := range test.has {
				m.has(program, acts)
			}
			d, console := onTerminal(t)
			d.platform = test.platform
			path := letterFile(t, "-我的 二维码.png")
			t.Chdir(filepath.Dir(path))
			if err := d.Open(filepath.Base(path)); err != nil {
				t.Fatal(err)
			}
			if test.path == "" {
				test.path = path
			}
			got := m.called(test.want)
			if !reflect.DeepEqual(got.Args, []string{test.path}) || !reflect.DeepEqual(got.TTYs, []bool{false, false, false}) {
				t.Errorf("called with %q; on a terminal: %v", got.Args, got.TTYs)
			}
			if said := console.Output(); said != "" {
				t.Errorf("noise: %q", said)
			}
		})
	}
}

func TestOpenFails(t *testing.T) {
	for name, test := range map[string]struct {
		env      map[string]string
		platform string
		acts     string // of xdg-open
		want     Error
	}{
		"no display":     {acts: "read", want: Error{Code: NoDisplay}},
		"macos over ssh": {env: map[string]string{"SSH_TTY": "/dev/ttys1"}, platform: "darwin", want: Error{Code: NoDisplay}},
		"no viewer":      {env: map[string]string{"DISPLAY": ":0"}, want: Error{Code: NotFound, Name: "xdg-open"}},
		"none in wsl":    {env: map[string]string{"WSL_DISTRO_NAME": "Debian"}, want: Error{Code: NotFound, Name: "wslview, explorer.exe"}},
		"it cannot":      {env: map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, acts: "print=noise exit=3", want: Error{Code: Failed, Name: "xdg-open", Exit: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			if test.acts != "" {
				m.has("xdg-open", test.acts)
			}
			d, _ := onTerminal(t)
			d.platform = test.platform
			wantError(t, d.Open(letterFile(t, "a.png")), test.want)
		})
	}
	if err := (Desktop{}).Open(filepath.Join(t.TempDir(), "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestBrowse checks that an address reaches the program of the browser as it is, and not a user at another machine.
func TestBrowse(t *testing.T) {
	const address = "http://127.0.0.1:8765/?token=ABC"
	for name, test := range map[string]struct {
		env      map[string]string
		platform string
		has      string
		args     []string
		want     Code
	}{
		"linux":  {env: map[string]string{"DISPLAY": ":0"}, has: "xdg-open", args: []string{address}},
		"macos":  {platform: "darwin", has: "open", args: []string{address}},
		"termux": {env: map[string]string{"TERMUX_VERSION": "0.118"}, has: "termux-open", args: []string{address}},
		"wsl":    {env: map[string]string{"WSL_INTEROP": "/run/WSL/1"}, has: "wslview", args: []string{address}},
		"wsl, as it comes": {
			env: map[string]string{"WSL_INTEROP": "/run/WSL/1"}, has: "rundll32.exe", args: []string{"url.dll,FileProtocolHandler", address},
		},
		"no browser":     {env: map[string]string{"DISPLAY": ":0"}, want: NotFound},
		"no display":     {has: "xdg-open", want: NoDisplay},
		"ssh with X11":   {env: map[string]string{"DISPLAY": ":10", "SSH_TTY": "/dev/pts/1"}, has: "xdg-open", want: NoDisplay},
		"ssh to a mac":   {env: map[string]string{"SSH_CONNECTION": "10.0.0.9 1 10.0.0.2 22"}, platform: "darwin", has: "open", want: NoDisplay},
		"ssh to windows": {env: map[string]string{"SSH_CONNECTION": "10.0.0.9 1 10.0.0.2 22"}, platform: "windows", want: NoDisplay},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			if test.has != "" {
				m.has(test.has, "read print=noise")
			}
			d, console := onTerminal(t)
			d.platform = test.platform
			err := d.Browse(address)
			if d.Browses() != (test.want != NoDisplay) {
				t.Errorf("it browses: %v", d.Browses())
			}
			if test.want != "" {
				if !isCode(err, test.want) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := m.called(test.has); !reflect.DeepEqual(got.Args, test.args) {
				t.Errorf("called with %q", got.Args)
			}
			if said := console.Output(); said != "" {
				t.Errorf("noise: %q", said)
			}
		})
	}
}

// TestOpenDoesNotWait checks that a viewer that keeps running stays open when draft goes on, and when draft exits.
func TestOpenDoesNotWait(t *testing.T) {
	m := newMachine(t)
	m.has("xdg-open", "child=hold hold")
	held, free := m.pipe()
	if err := startViewer(tool{name: "xdg-open"}, "信.png", time.Millisecond); err != nil {
		t.Fatal(err)
	}
	held(2)
	m.endGroup()
	free()
}
