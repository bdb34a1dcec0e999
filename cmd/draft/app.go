package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/term"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/smtp"
	"draft/drafts/store"
	"draft/drafts/workday"
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
	state  func() (string, error) // the one for what is not finished
	data   func() (string, error) // and the one for letters that are kept
	// newPrompter gives who asks questions; nil where nobody can answer.
	newPrompter func(*app) prompt.Prompter
	// outWidth and errWidth are the number of columns of the window that out or err is; 0 where it is no window.
	outWidth func() int
	errWidth func() int
	// outHeight is the number of rows of the window that out is; 0 where it is no window.
	outHeight func() int
	// machine are the programs of the user's machine.
	machine machine
	network network

	words   *lang.Catalogue
	asking  prompt.Prompter             // from newPrompter; there is one, for it holds what was typed ahead
	helpErr error                       // of printing help
	told    map[string]bool             // what need not be said again
	kept    string                      // the command that goes on with an interview that was left
	wrote   bool                        // a file was written
	opened  *store.Store                // the kept letters, once somebody wants them
	kinds   map[string]*letter.Template // those that were read
	// workdays is the calendar, once somebody wants it.
	workdays *workday.Calendar
	// showsUnknown tells that the command itself lists the letters of which nobody knows whether they arrived.
	showsUnknown bool
	// committed is told that the end of a letter is about to be sent; nil tells nobody.
	committed func(id string)
	// The global flags.
	json       bool
	noInput    bool
	storeDir   string
	configFile string // "" is the usual one
}

// system is the real world.
func system() *app {
	var ids idMaker
	a := &app{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		env: environment(), now: time.Now, newID: func() string { return ids.next(time.Now()) },
		config: configFolder, state: stateFolder, data: dataFolder,
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

// environment gives the variables, and takes the secret out of what the programs that are started get: an editor, a pager
// and a viewer have no use for it.
func environment() func(string) string {
	secret := os.Getenv(smtp.SecretVariable)
	_ = os.Unsetenv(smtp.SecretVariable)
	return func(name string) string {
		if name == smtp.SecretVariable {
			return secret
		}
		return os.Getenv(name)
	}
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

// epoch is when the time in an ID begins.
var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// idMaker makes IDs of 16 characters that sort by time: 8 of the time, in steps of two milliseconds, which last until
// 2093, and 8 that are random. It uses each step once, and runs ahead of the clock if it must, because the first 8
// characters are the short ID of a letter. Two processes may use the same step: the store then gives the later letter a
// longer short ID. An ID also names the message of the letter. It says nothing about this machine.
type idMaker struct {
	mutex sync.Mutex
	step  uint64 // the next one that is free
}

func (m *idMaker) next(now time.Time) string {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz" // 32 in order, without those that look like others
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	m.mutex.Lock()
	defer m.mutex.Unlock()
	step := max(uint64(max(0, now.Sub(epoch).Milliseconds()/2)), m.step)
	m.step = step + 1
	id := make([]byte, 16)
	for i := range 8 {
		id[7-i] = digits[step>>(5*i)&31]
		id[8+i] = digits[random[i]&31]
	}
	return string(id)
}

// configFolder follows XDG on Linux and the platform's own rule elsewhere.
func configFolder() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "draft"), nil
}

// stateFolder is where interviews are kept that are not finished, and dataFolder where letters are.
func stateFolder() (string, error) {
	return ownFolder("XDG_STATE_HOME", filepath.Join(".local", "state"), "state")
}

func dataFolder() (string, error) {
	return ownFolder("XDG_DATA_HOME", filepath.Join(".local", "share"), "store")
}

// ownFolder is a folder of this program's: XDG's on Linux and its like, and on Windows one that stays on this machine, for
// the roaming one is copied to others, which a database does not bear while it is open.
func ownFolder(variable, inHome, elsewhere string) (string, error) {
	if folder := os.Getenv(variable); filepath.IsAbs(folder) {
		return filepath.Join(folder, "draft"), nil
	}
	switch runtime.GOOS {
	case "windows":
		folder, err := os.UserCacheDir() // %LocalAppData%
		if err != nil {
			return "", err
		}
		return filepath.Join(folder, "draft", elsewhere), nil
	case "darwin":
		folder, err := configFolder()
		if err != nil {
			return "", err
		}
		return filepath.Join(folder, elsewhere), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, inHome, "draft"), nil
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
