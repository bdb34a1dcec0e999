package main

import (
	"crypto/rand"
	"encoding/base32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

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
	// newPrompter gives who asks questions; nil where nobody can answer.
	newPrompter func(*app) prompt.Prompter
	// outWidth and errWidth are the number of columns of the window that out or err is; 0 where it is no window.
	outWidth func() int
	errWidth func() int

	words   *lang.Catalogue
	asking  prompt.Prompter // from newPrompter; there is one, for it holds what was typed ahead
	helpErr error           // of printing help
	// The global flags.
	json    bool
	noInput bool
}

// system is the real world.
func system() *app {
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		env: os.Getenv, now: time.Now, newID: newID,
		config:   configFolder,
		outWidth: func() int { return windowWidth(os.Stdout) },
		errWidth: func() int { return windowWidth(os.Stderr) },
	}
	if term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())) {
		a.newPrompter = terminalPrompter
	}
	return a
}

func windowWidth(f *os.File) int {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return width
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

// templateFolder holds template files of one's own; "" where the platform knows no such place.
func (a *app) templateFolder() string {
	folder, err := a.config()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "templates")
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

// say writes one line of the conversation. With --json there is none: the result holds it.
func (a *app) say(id string, args lang.Args) {
	if !a.json {
		a.printErr(a.text(id, args))
	}
}

// printErr writes to the conversation. What came from outside (a file's name, a message of the system) must not steer
// the terminal.
func (a *app) printErr(line string) {
	_, _ = io.WriteString(a.err, wrap(field.Harmless(line), a.errWidth())+"\n")
}
