package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
)

// app is what every command needs from the world. Tests hand in their own.
type app struct {
	in     io.Reader
	out    io.Writer // the product
	err    io.Writer // the conversation
	env    func(string) string
	now    func() time.Time
	newID  func() string
	config func() (string, error) // the user's folder for settings
	state  func() (string, error) // and the one for what is not finished
	// newPrompter gives who asks questions; nil where nobody can answer.
	newPrompter func(*app) prompt.Prompter
	// outWidth and errWidth are the number of columns of the window that out or err is; 0 where it is no window.
	outWidth func() int
	errWidth func() int
	// outHeight is the number of rows of the window that out is; 0 where it is no window.
	outHeight func() int
	// machine are the programs of the user's machine.
	machine machine

	words   *lang.Catalogue
	asking  prompt.Prompter // from newPrompter; there is one, for it holds what was typed ahead
	helpErr error           // of printing help
	told    map[string]bool // what need not be said again
	kept    string          // the command that goes on with an interview that was left
	wrote   bool            // a file was written
	// The global flags.
	json    bool
	noInput bool
}

// system is the real world.
func system() *app {
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		env: os.Getenv, now: time.Now, newID: newID,
		config: configFolder, state: stateFolder,
		outWidth:  func() int { width, _ := window(os.Stdout); return width },
		errWidth:  func() int { width, _ := window(os.Stderr); return width },
		outHeight: func() int { _, height := window(os.Stdout); return height },
		machine:   desktop.Desktop{In: os.Stdin, Out: os.Stdout, Err: os.Stderr},
	}
	if term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())) {
		a.newPrompter = terminalPrompter
	}
	return a
}

// machine does what needs another program, or the terminal itself.
type machine interface {
	Copy(ctx context.Context, text string) (desktop.Way, error)
	// Editor names the program that Edit starts where it takes the terminal: vi, nano, or other; "" where it does not.
	Editor() string
	Edit(path string) error
	Open(path string) error
	Page(text, hint string) (bool, error)
	Shows() bool
}

// window measures the window that a file is; 0 where it is none.
func window(f *os.File) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, 0
	}
	return width, height
}

// newID gives 80 random bits in lower-case letters and digits: it names a draft, and the message it becomes, without
// saying anything of this machine.
func newID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// configFolder follows XDG on Linux and the platform's own rule elsewhere.
func configFolder() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "draft"), nil
}

// stateFolder is where interviews are kept that are not finished: XDG's on Linux and its like, and on Windows the one that
// stays on this machine, for the roaming one is copied to others.
func stateFolder() (string, error) {
	if folder := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "draft"), nil
	}
	switch runtime.GOOS {
	case "windows":
		folder, err := os.UserCacheDir() // %LocalAppData%
		if err != nil {
			return "", err
		}
		return filepath.Join(folder, "draft", "state"), nil
	case "darwin":
		folder, err := configFolder()
		if err != nil {
			return "", err
		}
		return filepath.Join(folder, "state"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "state", "draft"), nil
}

// templateFolder holds template files of one's own; "" where the platform knows no such place.
func (a *app) templateFolder() string {
	folder, err := a.config()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "templates")
}

// plain tells whether the terminal is read line by line, by a screen reader or because it can do no more.
func (a *app) plain() bool {
	return a.env("TERM") == "dumb" || a.env("DRAFT_PLAIN") != "" || a.env("ACCESSIBLE") != ""
}

// interactive tells whether questions can be asked.
func (a *app) interactive() bool { return a.newPrompter != nil && !a.noInput }

func (a *app) prompter() prompt.Prompter {
	if a.asking == nil {
		a.asking = a.newPrompter(a)
	}
	return a.asking
}

// text is a message in the user's language.
func (a *app) text(id string, args lang.Args) string { return a.words.Text(id, args) }

// product writes to standard output.
func (a *app) product(text string) error {
	if _, err := io.WriteString(a.out, text); err != nil {
		return failed(a, "error.write", lang.Args{"Path": "stdout"}, err)
	}
	return nil
}

// toRead prints a text that a person reads from its beginning: a window at a time where it is long.
func (a *app) toRead(text string) error {
	if a.outWidth() > 0 && a.interactive() && !a.plain() {
		paged, err := a.machine.Page(text, a.text("preview.pager", nil))
		if err != nil {
			a.say("preview.no_pager", lang.Args{"Detail": a.desktopCause(err)})
		}
		if paged {
			return nil
		}
	}
	return a.product(text)
}

// say writes one line of the conversation. With --json there is none: the result holds it.
func (a *app) say(id string, args lang.Args) {
	if !a.json {
		a.printErr(a.text(id, args))
	}
}

// sayOnce says what need not be said twice in a run.
func (a *app) sayOnce(id string, args lang.Args) { a.printOnce(a.text(id, args)) }

func (a *app) printOnce(line string) {
	if a.json || a.told[line] {
		return
	}
	if a.told == nil {
		a.told = map[string]bool{}
	}
	a.told[line] = true
	a.printErr(line)
}

// printErr writes to the conversation. What came from outside (a file's name, a message of the system) must not steer
// the terminal.
func (a *app) printErr(line string) {
	_, _ = io.WriteString(a.err, wrap(field.Harmless(line), a.errWidth())+"\n")
}
