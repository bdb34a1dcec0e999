// Package prompt asks one question at a time on a terminal and gives back the text of the answer. It is the only
// package that knows survey. It owns how a question looks, which keys edit it and in what state the terminal is
// left; it knows no letter, and it never decides whether a question is asked or what becomes of the answer.
package prompt

import (
	"errors"
	"os"

	"draft/cmd/draft/internal/lang"
)

// Question is what is asked. The zero value of everything but Message is fine.
type Question struct {
	Message  string   // the question
	Progress string   // "3/9", or empty
	Hint     string   // an example, shown while nothing is typed
	Help     string   // shown on ?
	Prefill  string   // the answer so far: editable text, or the Value of an Option
	Options  []Option // of Choose
	First    bool     // there is no question to go back to: ErrBack is not given
	Optional bool     // Enter alone leaves it empty; Confirm has no empty answer and ignores it
	// NoDefault makes Choose select no option until the person moves to one or types: Enter before that is refused. It
	// is for questions of fact, because Enter alone must not state one. A Prefill that names an Option is selected all
	// the same, and so is the entry that skips an Optional question.
	NoDefault bool
	// Check says in the user's words why an answer cannot be taken. The answer stays editable. It is not asked
	// about the empty answer to an optional question; an empty answer to any other is refused before.
	Check func(text string) error
	// CheckLine says it of a single line of Text as soon as Enter ends it, without the space round it. It is not asked
	// about empty lines, nor about what is pasted: Check sees all in the end.
	CheckLine func(line string) error
	// Nothing tells of an answer to an optional Line or Text whether it says in words that there is none. It then
	// counts as the empty answer.
	Nothing func(text string) bool
}

// Option is one answer of Choose.
type Option struct {
	Value       string // what Choose gives
	Label       string
	Description string   // shown after the label as far as the window allows
	Also        []string // other words that name the option: y, 好
}

// The values that Confirm knows, also as its Prefill.
const (
	Yes = "yes"
	No  = "no"
)

// Prompter asks. An error is ErrBack, one that wraps ErrInterrupted, or a fault of the terminal. Next to an error
// stands what was in the field at that moment, not checked, so that it can be kept and offered again as Prefill.
type Prompter interface {
	// Line asks for one line. Surrounding space is taken off.
	Line(Question) (string, error)
	// Text asks for any number of lines; Enter on an empty line ends them. Surrounding space and empty lines are taken
	// off; a paste may hold empty lines.
	Text(Question) (string, error)
	// Secret asks for one line that is never shown, on the screen or next to an error. It has no Prefill and knows no
	// words for nothing. Surrounding space, which a copied password often has, is taken off.
	Secret(Question) (string, error)
	// Choose gives the Value of one of the Options, or "" if the question is optional and was skipped. Next to an
	// error stands the Prefill.
	Choose(Question) (string, error)
	// Confirm asks for yes or no. Enter alone takes the Prefill, and yes where there is none: a question whose
	// yes cannot be undone wants the Prefill No.
	Confirm(Question) (bool, error)
	// Key waits for any key; one that goes back is ErrBack.
	Key(message string) error
}

var (
	// ErrBack is the wish to see the question before this one.
	ErrBack = errors.New("back to the question before")
	// ErrInterrupted is Ctrl-C, a signal that ends the program, or a terminal that went away. What else is
	// known of the cause is wrapped with it.
	ErrInterrupted = errors.New("interrupted")
)

// Options are the ways in which terminals and users differ.
type Options struct {
	Texts *lang.Catalogue
	Color bool
	// Plain asks without moving the cursor: for TERM=dumb, and for whoever reads the terminal line by line.
	Plain bool
}

// New gives a Prompter on a terminal. Both files must be that terminal; out is where questions are drawn.
// What was typed ahead of a question is kept for it.
func New(in, out *os.File, o Options) Prompter {
	keys := newKeyboard(in)
	voice := voice{texts: o.Texts, color: o.Color && !o.Plain}
	if o.Plain {
		return &plain{keys: keys, out: out, voice: voice}
	}
	return &drawn{keys: keys, out: out, voice: voice}
}
