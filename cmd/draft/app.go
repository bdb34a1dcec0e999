package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// app is what every command needs from the world. Tests hand in their own.
type app struct {
	term    *Terminal
	view    *view.View
	config  *config.Config
	now     func() time.Time
	newID   func() string
	network network

	helpErr       error        // of printing help
	resumeCommand string       // the command that goes on with an interview that was left; "" if nothing was kept
	opened        *store.Store // the kept letters, once somebody wants them
	// showsUnknown tells that the command itself lists the letters of which nobody knows whether they arrived.
	showsUnknown bool
	// committed is told that the end of a letter is about to be sent; nil tells nobody.
	committed func(id string)
}

// Terminal is the streams of a run: what is printed, and who is asked.
type Terminal struct {
	in   io.Reader
	out  io.Writer // the product
	err  io.Writer // the conversation
	env  func(string) string
	view *view.View
	// newPrompter returns who asks questions; nil if nobody can answer.
	newPrompter func(*Terminal) prompt.Prompter
	// outWidth and errWidth are the number of columns of the window that out or err is; 0 if it is no window.
	outWidth func() int
	errWidth func() int
	// outHeight is the number of rows of the window that out is; 0 if it is no window.
	outHeight func() int
	// machine are the programs of the user's machine.
	machine machine
	// The global flags --json and --no-input.
	json    bool
	noInput bool

	asking prompt.Prompter // from newPrompter; there is one, because it holds what was typed ahead
	told   map[string]bool // lines that need not be printed again
	wrote  bool            // a file was written
}

// system is the real world.
func system() *app {
	var ids idMaker
	return &app{
		term: systemTerminal(environment()), view: &view.View{}, config: config.SystemConfig(),
		now: time.Now, newID: func() string { return ids.next(time.Now()) },
	}
}

// systemTerminal returns the terminal of this process.
func systemTerminal(env func(string) string) *Terminal {
	t := &Terminal{
		in: os.Stdin, out: os.Stdout, err: os.Stderr, env: env,
		outWidth:  func() int { width, _ := window(os.Stdout); return width },
		errWidth:  func() int { width, _ := window(os.Stderr); return width },
		outHeight: func() int { _, height := window(os.Stdout); return height },
		machine:   desktop.Desktop{In: os.Stdin, Out: os.Stdout, Err: os.Stderr},
	}
	if term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())) {
		t.newPrompter = terminalPrompter
	}
	return t
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
// 2093, and 8 that are random. No two have one step, so that the letters of a batch, which are made faster, are told apart
// by eight characters too: their steps run ahead of the clock. An ID names a letter, and the message it becomes; of the
// letters of different minutes the first five characters differ. It says nothing of this machine.
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

// plain tells whether the terminal is read line by line, by a screen reader or because it can do no more.
func (t *Terminal) plain() bool {
	return t.env("TERM") == "dumb" || t.env("DRAFT_PLAIN") != "" || t.env("ACCESSIBLE") != ""
}

// interactive tells whether questions can be asked.
func (t *Terminal) interactive() bool { return t.newPrompter != nil && !t.noInput }

func (t *Terminal) prompter() prompt.Prompter {
	if t.asking == nil {
		t.asking = t.newPrompter(t)
	}
	return t.asking
}

// product writes to standard output.
func (t *Terminal) product(text string) error {
	if _, err := io.WriteString(t.out, text); err != nil {
		return view.Fail("error.write", lang.Args{"Path": "stdout"}, err)
	}
	return nil
}

// toRead prints a text that a person reads from its beginning: a window at a time where it is long.
func (t *Terminal) toRead(text string) error {
	if t.outWidth() > 0 && t.interactive() && !t.plain() {
		paged, err := t.machine.Page(text, t.view.Text("preview.pager", nil))
		if err != nil {
			t.say("preview.no_pager", lang.Args{"Detail": t.view.DesktopCause(err)})
		}
		if paged {
			return nil
		}
	}
	return t.product(text)
}

// say writes one line of the conversation. With --json there is none: the result holds it.
func (t *Terminal) say(id string, args lang.Args) {
	if !t.json {
		t.printErr(t.view.Text(id, args))
	}
}

// sayOnce says what need not be said twice in a run.
func (t *Terminal) sayOnce(id string, args lang.Args) { t.printOnce(t.view.Text(id, args)) }

func (t *Terminal) printOnce(line string) {
	if t.json || t.told[line] {
		return
	}
	if t.told == nil {
		t.told = map[string]bool{}
	}
	t.told[line] = true
	t.printErr(line)
}

// printErr writes to the conversation. What came from outside (a file's name, a message of the system) must not steer
// the terminal.
func (t *Terminal) printErr(line string) {
	_, _ = io.WriteString(t.err, view.Wrap(field.Harmless(line), t.errWidth())+"\n")
}
