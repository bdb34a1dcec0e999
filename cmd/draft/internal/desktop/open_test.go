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
