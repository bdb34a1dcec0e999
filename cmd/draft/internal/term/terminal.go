// Package term owns the streams of a run. It is the only package that prints, and it knows who is asked and which files were
// written. The product goes to standard output; the conversation (questions, notes, progress) goes to standard error, each
// line broken to the window; with --json there is no conversation. Text from outside never steers the terminal.
package term

import (
	"context"
	"io"
	"os"

	"golang.org/x/term"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
)

// Terminal is the streams of a run: what is printed, and who is asked.
type Terminal struct {
	In   io.Reader
	Out  io.Writer // the product
	Err  io.Writer // the conversation
	Env  func(string) string
	View *view.View
	// NewPrompter returns who asks questions; nil if nobody can answer.
	NewPrompter func(*Terminal) prompt.Prompter
	// OutWidth and errWidth are the number of columns of the window that out or err is; 0 if it is no window.
	OutWidth func() int
	ErrWidth func() int
	// OutHeight is the number of rows of the window that out is; 0 if it is no window.
	OutHeight func() int
	// Machine are the programs of the user's machine.
	Machine machine
	// The global flags --json and --no-input.
	JSON    bool
	NoInput bool

	prompter prompt.Prompter // from newPrompter; there is one, because it holds what was typed ahead
	printed  map[string]bool // lines that need not be printed again
	Wrote    bool            // a file was written
}

// System returns the terminal of this process.
func System(env func(string) string) *Terminal {
	t := &Terminal{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: env,
		OutWidth:  func() int { width, _ := window(os.Stdout); return width },
		ErrWidth:  func() int { width, _ := window(os.Stderr); return width },
		OutHeight: func() int { _, height := window(os.Stdout); return height },
		Machine:   desktop.Desktop{In: os.Stdin, Out: os.Stdout, Err: os.Stderr},
	}
	if term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stderr.Fd())) {
		t.NewPrompter = terminalPrompter
	}
	return t
}

// Machine does what needs another program, or the terminal itself.
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

// Plain tells whether the terminal is read line by line, by a screen reader or because it can do no more.
func (t *Terminal) Plain() bool {
	return t.Env("TERM") == "dumb" || t.Env("DRAFT_PLAIN") != "" || t.Env("ACCESSIBLE") != ""
}

// Interactive tells whether questions can be asked.
func (t *Terminal) Interactive() bool { return t.NewPrompter != nil && !t.NoInput }

func (t *Terminal) Prompter() prompt.Prompter {
	if t.prompter == nil {
		t.prompter = t.NewPrompter(t)
	}
	return t.prompter
}

// Product writes to standard output.
func (t *Terminal) Product(text string) error {
	if _, err := io.WriteString(t.Out, text); err != nil {
		return view.Fail("error.write", lang.Args{"Path": "stdout"}, err)
	}
	return nil
}

// Page prints a text that a person reads from its beginning: a window at a time where it is long.
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

// Say writes one line of the conversation. With --json there is none: the result holds it.
func (t *Terminal) Say(id string, args lang.Args) {
	if !t.JSON {
		t.PrintErr(t.View.Text(id, args))
	}
}

// SayOnce says what need not be said twice in a run.
func (t *Terminal) SayOnce(id string, args lang.Args) { t.PrintOnce(t.View.Text(id, args)) }

func (t *Terminal) PrintOnce(line string) {
	if t.JSON || t.printed[line] {
		return
	}
	if t.printed == nil {
		t.printed = map[string]bool{}
	}
	t.printed[line] = true
	t.PrintErr(line)
}

// PrintErr writes to the conversation. What came from outside (a file's name, a message of the system) must not steer
// the terminal.
func (t *Terminal) PrintErr(line string) {
	_, _ = io.WriteString(t.Err, view.Wrap(field.Harmless(line), t.ErrWidth())+"\n")
}

// terminalPrompter asks on the real terminal, and draws on stderr: stdout may be going somewhere.
func terminalPrompter(t *Terminal) prompt.Prompter {
	return prompt.New(os.Stdin, os.Stderr, prompt.Options{Texts: t.View.Words, Color: t.Env("NO_COLOR") == "" && !t.Plain(), Plain: t.Plain()})
}

func (t *Terminal) PrintJSON(v any) error {
	data, err := view.EncodeJSON(v)
	if err != nil {
		return err
	}
	return t.Product(string(data))
}

// Complain says what is wrong, on the conversation.
func (t *Terminal) Complain(err error) {
	for i, line := range t.View.Lines(err) {
		if i == 0 {
			line = "draft: " + line
		}
		t.PrintErr(line)
	}
}
