// Package desktop uses the programs of the user's machine: the clipboard, the editor, the viewer, the pager. It prints no
// messages. It returns what was used, and each exitError is an *Error with a code.
package desktop

import (
	"os"
	"runtime"
	"slices"

	"golang.org/x/term"
)

// Desktop describes the machine of one run of draft: its streams, environment and platform. The zero value has no
// terminal.
type Desktop struct {
	In, Out, Err *os.File // nil if a stream is not a file
	// Env looks up a variable; nil is os.LookupEnv. It selects the program to use. The program itself is searched for and
	// started with the environment of this process.
	Env func(string) (string, bool)

	platform string // runtime.GOOS if empty; tests set others
}

// env returns a variable, empty if it is not set.
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

// isRemote reports whether the user sits at another machine than the one that draft runs on.
func (d Desktop) isRemote() bool { return d.env("SSH_CONNECTION") != "" || d.env("SSH_TTY") != "" }

// isWSL reports whether this Linux runs inside Windows and can start its programs.
func (d Desktop) isWSL() bool { return d.env("WSL_DISTRO_NAME") != "" || d.env("WSL_INTEROP") != "" }

// hasDisplay reports whether a program can open a window that the user sees.
func (d Desktop) hasDisplay() bool {
	switch {
	case d.is("windows"), d.is("darwin"):
		return !d.isRemote()
	default:
		return d.env("DISPLAY") != "" || d.env("WAYLAND_DISPLAY") != ""
	}
}

// terminal returns the first stream that is a terminal, or nil. The error stream is tried first, because it is redirected
// least often.
func (d Desktop) terminal() *os.File {
	for _, f := range []*os.File{d.Err, d.Out, d.In} {
		if isTerminal(f) {
			return f
		}
	}
	return nil
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// isPlain reports whether the terminal does not obey escape sequences, or may not. It is also true if TERM is one of more.
func (d Desktop) isPlain(more ...string) bool {
	name := d.env("TERM")
	return name == "dumb" || name == "" && !d.is("windows") || slices.Contains(more, name)
}
