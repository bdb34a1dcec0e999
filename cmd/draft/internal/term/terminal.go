// Package term owns the streams of a run: the only package that prints, asks and starts programs on the terminal. The
// product goes to standard output. The conversation (questions, notes, progress) goes to standard error, each line wrapped
// to the window; with --json there is none. Control characters in it are escaped, so that text from outside cannot steer
// the terminal. It knows no command and no letter.
package term

import (
	"context"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
)

// Terminal is the streams, the window and the prompter of a run.
type Terminal struct {
	In   io.Reader
	Out  io.Writer // the product
	Err  io.Writer // the conversation
	Env  func(string) string
	View *view.View
	// NewPrompter returns the prompter that asks questions; nil if nobody can answer.
	NewPrompter func(*Terminal) prompt.Prompter
	// OutWidth and ErrWidth return the number of columns of the window that Out or Err is, or 0 if it is not a window.
	OutWidth func() int
	ErrWidth func() int
	// OutHeight returns the number of rows of the window that Out is, or 0 if it is not a window.
	OutHeight func() int
	// Machine starts other programs of the user's machine.
	Machine Machine
	// Dumb is set if the window does not obey escape sequences.
	Dumb bool
	// Locale is the language of the system where no variable of the environment has it, such as en-US.
	Locale string
	// Log is where --debug writes the steps of the program; nil if it was not given. It is English, for developers. It gets no
	// secret, no answer and no letter.
	Log *slog.Logger
	// The global flags --json, --no-input and --quiet.
	JSON    bool
	NoInput bool
	Quiet   bool

	prompter prompt.Prompter // from NewPrompter; there is one, because it holds what was typed ahead
	printed  map[string]bool // lines that PrintOnce has printed
	held     []string        // lines that --quiet keeps back until a question needs them
	Wrote    bool            // whether a file was written
}

// System returns the terminal of this process.
func System(env func(string) string) *Terminal {
	t := &Terminal{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: env,
		OutWidth:  func() int { width, _ := window(os.Stdout); return width },
		ErrWidth:  func() int { width, _ := window(os.Stderr); return width },
		OutHeight: func() int { _, height := window(os.Stdout); return height },
		Machine:   desktop.Desktop{In: os.Stdin, Out: os.Stdout, Err: os.Stderr},
		Dumb:      !obeysSequences(os.Stdout) || !obeysSequences(os.Stderr),
		Locale:    systemLocale(),
	}
	if term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())) {
		t.NewPrompter = terminalPrompter
	}
	return t
}

// Machine does what needs another program of the user's machine. desktop.Desktop implements it.
type Machine interface {
	// Copy puts text on the clipboard.
	Copy(ctx context.Context, text string) (desktop.Way, error)
	// Editor returns the name of the editor if Edit runs it in the terminal (vi, nano, or other), else "".
	Editor() string
	// Edit opens a file in the editor and waits for it.
	Edit(path string) error
	// Open opens a file with the program that the system has for it.
	Open(path string) error
	// Browse opens the address of a page in the browser.
	Browse(address string) error
	// Browses reports whether Browse can open a page that the user sees.
	Browses() bool
	// Tunnel returns the command that brings a port of this machine to the one that the user sits at; "" if the user sits at this one.
	Tunnel(port int) string
	// Page shows text in a pager, and reports whether it did.
	Page(text, hint string) (bool, error)
	// Fetch returns the command that copies files to the machine that the user sits at; "" if the user sits at this one.
	Fetch(paths []string) string
	// Means returns the programs that the other methods would use.
	Means() desktop.Means
	// Shows reports whether the machine has a display to open pictures on.
	Shows() bool
}

// window returns the size of the window that f is, or zeros if it is not a window.
func window(f *os.File) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, 0
	}
	return width, height
}

// Plain reports whether the terminal is read line by line: it is a dumb one, or the user asked for it, for a screen reader.
func (t *Terminal) Plain() bool {
	return t.Dumb || t.Env("TERM") == "dumb" || t.Env("DRAFT_PLAIN") != "" || t.Env("ACCESSIBLE") != ""
}

// Interactive reports whether questions can be asked.
func (t *Terminal) Interactive() bool { return t.NewPrompter != nil && !t.NoInput }

// Colors reports whether a window that is width columns wide shows colours.
func (t *Terminal) Colors(width int) bool { return width > 0 && t.Env("NO_COLOR") == "" && !t.Plain() }

// Prompter returns the prompter of the run, to ask a question with. It must be called only if Interactive. What --quiet has kept
// back is printed, because the question may be about it.
func (t *Terminal) Prompter() prompt.Prompter {
	for _, line := range t.held {
		t.print(line)
	}
	t.held = nil
	if t.prompter == nil {
		t.prompter = t.NewPrompter(t)
	}
	return t.prompter
}

// StartLog makes Trace and Log write to standard error.
func (t *Terminal) StartLog() {
	t.Log = slog.New(slog.NewTextHandler(t.Err, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Trace logs a step of the program. See Log.
func (t *Terminal) Trace(step string, args ...any) {
	if t.Log != nil {
		t.Log.Debug(step, args...)
	}
}

// Product writes text to standard output as it is.
func (t *Terminal) Product(text string) error {
	if _, err := io.WriteString(t.Out, text); err != nil {
		return view.Fail("error.write", lang.Args{"Path": "stdout"}, err)
	}
	return nil
}

// Page prints a text that a person reads from its beginning. If it is long and there is a person, a pager shows it.
func (t *Terminal) Page(text string) error {
	if t.OutWidth() > 0 && t.Interactive() && !t.Plain() {
		paged, err := t.Machine.Page(text, t.View.Text("preview.pager", nil))
		if err != nil {
			t.Say("preview.no_pager", lang.Args{"Detail": t.View.DesktopCause(err)})
		}
		if paged {
			return nil
		}
	}
	return t.Product(text)
}

// Say prints a message of the conversation. With --json it prints nothing, because the result holds it.
func (t *Terminal) Say(id string, args lang.Args) {
	if !t.JSON {
		t.PrintErr(t.View.Text(id, args))
	}
}

// SayOnce prints a message unless the run has printed the same one with SayOnce or PrintOnce. With --json it prints
// nothing.
func (t *Terminal) SayOnce(id string, args lang.Args) { t.PrintOnce(t.View.Text(id, args)) }

// PrintOnce prints a line of the conversation like SayOnce.
func (t *Terminal) PrintOnce(line string) {
	if !t.printed[line] {
		t.PrintAgain(line)
	}
}

// PrintAgain prints a line of the conversation even if it was printed before; PrintOnce does not print it any more.
func (t *Terminal) PrintAgain(line string) {
	if t.JSON {
		return
	}
	if t.printed == nil {
		t.printed = map[string]bool{}
	}
	t.printed[line] = true
	t.PrintErr(line)
}

// PrintErr prints a line of the conversation, with control characters escaped and wrapped to the window. It prints with
// --json too. With --quiet it is printed only if a question follows.
func (t *Terminal) PrintErr(line string) {
	if t.Quiet {
		t.held = append(t.held, line)
		return
	}
	t.print(line)
}

func (t *Terminal) print(line string) { _, _ = io.WriteString(t.Err, t.shown(line)+"\n") }

func (t *Terminal) shown(line string) string { return view.Wrap(field.Harmless(line), t.ErrWidth()) }

// terminalPrompter returns a prompter on stdin and stderr, because stdout may be redirected.
func terminalPrompter(t *Terminal) prompt.Prompter {
	return prompt.New(os.Stdin, os.Stderr, prompt.Options{Texts: t.View.Words, Color: t.Colors(t.ErrWidth()), Plain: t.Plain()})
}

// PrintJSON writes v to standard output as indented JSON.
func (t *Terminal) PrintJSON(v any) error {
	data, err := view.EncodeJSON(v)
	if err != nil {
		return err
	}
	return t.Product(string(data))
}

// Complain prints the lines of an error to standard error, after the name of the program.
func (t *Terminal) Complain(err error) {
	for n, line := range t.View.Complaint(err) {
		line = t.shown(line)
		if n == 0 && t.Colors(t.ErrWidth()) {
			line = view.Alarm.Paint(line)
		}
		_, _ = io.WriteString(t.Err, line+"\n")
	}
}
