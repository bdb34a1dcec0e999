// Package desktop uses the programs of the user's machine: the clipboard, the editor, the viewer, the pager. It words
// nothing for the user: it tells what was used, and a failure is an *Error with a code.
package desktop

import (
	"os"
	"runtime"
	"slices"

	"golang.org/x/term"
)

// Desktop is the machine as one run of draft sees it. The zero value has no terminal.
type Desktop struct {
	In, Out, Err *os.File // nil where a stream is no file
	// Env is os.LookupEnv where nil. It decides what is used; a program is looked for and started with the
	// environment of this process.
	Env func(string) (string, bool)

	platform string // runtime.GOOS where empty; a test may play another
}

// env gives a variable, empty where it is not set.
func (d Desktop) env(name string) string {
	value, _ := d.lookup(name)
	return value
}

func (d Desktop) lookup(name string) (string, bool) {
	if d.Env == nil {
		return os.LookupEnv(name)
	}
	return d.Env(name)
}

func (d Desktop) is(platform string) bool {
	if d.platform == "" {
		return platform == runtime.GOOS
	}
	return platform == d.platform
}

// remote tells that the user sits at another machine than the one draft runs on.
func (d Desktop) remote() bool { return d.env("SSH_CONNECTION") != "" || d.env("SSH_TTY") != "" }

// wsl tells that this Linux runs inside Windows, whose programs it can start.
func (d Desktop) wsl() bool { return d.env("WSL_DISTRO_NAME") != "" || d.env("WSL_INTEROP") != "" }

// display tells that windows can be opened for the user to see.
func (d Desktop) display() bool {
	switch {
	case d.is("windows"), d.is("darwin"):
		return !d.remote()
	default:
		return d.env("DISPLAY") != "" || d.env("WAYLAND_DISPLAY") != ""
	}
}

// terminal is the one that draft was started in, as far as it still holds a stream of it. Output is the stream most
// often led elsewhere, so it comes after the conversation.
func (d Desktop) terminal() *os.File {
	for _, f := range []*os.File{d.Err, d.Out, d.In} {
		if isTerminal(f) {
			return f
		}
	}
	return nil
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// plain tells that the terminal obeys no escape sequences, or that nobody knows whether it does.
func (d Desktop) plain(more ...string) bool {
	name := d.env("TERM")
	return name == "dumb" || name == "" && !d.is("windows") || slices.Contains(more, name)
}
