// Package prompt asks one question at a time on a terminal and returns the text of the answer. It is the only package that
// imports survey. It decides how a question looks and which keys edit the answer, and it restores the terminal. Which
// question is asked, and what is done with the answer, is decided by its caller.
package prompt

import (
	"errors"
	"os"

	"draft/cmd/draft/internal/lang"
)

// Question is a question. Only Message is required.
type Question struct {
	Message  string   // the question
	Progress string   // "3/9", or empty
	Hint     string   // an example, shown while the field is empty
	Help     string   // shown on ?
	Prefill  string   // the answer so far: editable text, or the Value of an Option
	Options  []Option // of Choose
	Add      string   // what the sign + alone adds instead of an answer, with ErrAdd; if it is empty, + is an answer
	First    bool     // there is no question to go back to; ErrBack is not returned
	Optional bool     // Enter alone gives the empty answer; Confirm ignores it
	// NoDefault makes Choose select no option until the user moves to one or types; Enter before that is refused. It is for
	// questions of fact, because Enter alone must not state one. An Option named by Prefill is still selected, and so is the
	// entry that skips an Optional question.
	NoDefault bool
	// Whole makes Choose show every Label and Description whole, in further rows if there is no room in one.
	Whole bool
	// Check returns why an answer is refused, in the user's language. The answer stays editable. Check is not called for
	// empty answers: they are accepted if the question is optional, and refused otherwise.
	Check func(text string) error
	// CheckLine returns why a line of Text is refused. It is called when Enter ends the line, with the line without
	// surrounding space, but not for empty or pasted lines: Check sees the whole text in the end.
	CheckLine func(line string) error
	// More reports whether a text says more than an answer to the question. Line and Choose ask it about a paste, with its lines, and Line
	// about the whole field too; such a text ends the question and is returned as it is, without Check.
	More func(text string) bool
	// Nothing reports whether an answer to an optional Line or Text says in words that there is none. It then counts as
	// the empty answer.
	Nothing func(text string) bool
}

// Option is an answer of Choose.
type Option struct {
	Value       string // returned by Choose
	Label       string
	Description string   // shown after the label if the window is wide enough
	Color       string   // of the label and the description: parameters of the escape sequence; "" is none
	Also        []string // other words that name the option: y, 好
	Alone       bool     // in ChooseSeveral, it is ticked only by itself, never with all
}

// The answers of Confirm, also as its Prefill.
const (
	Yes = "yes"
	No  = "no"
)

// Prompter asks questions. An error is ErrBack or ErrAdd, wraps ErrInterrupted, or comes from the terminal. The text returned with an
// error is what was in the field, unchecked, so that the caller can keep it and offer it again as Prefill.
type Prompter interface {
	// Line asks for one line. Surrounding space is removed.
	Line(Question) (string, error)
	// Text asks for any number of lines; Enter on an empty line ends them. Surrounding space and empty lines are removed.
	// A paste may contain empty lines.
	Text(Question) (string, error)
	// Secret asks for one line that is never shown, and not returned with an error. It ignores Prefill and Nothing.
	// Surrounding space is removed, because a copied password often has some.
	Secret(Question) (string, error)
	// Choose returns the Value of one of the Options, "" if the question is optional and was skipped, or a text that says More. With
	// an error it returns the Prefill.
	Choose(Question) (string, error)
	// ChooseSeveral returns the Values of one or more Options, in their order. Prefill and the text of Check have one Value per line.
	ChooseSeveral(Question) ([]string, error)
	// Confirm asks for yes or no. Enter alone takes the Prefill, or yes if there is none. A question whose yes cannot be
	// undone needs the Prefill No.
	Confirm(Question) (bool, error)
	// Key waits for any key. If that is the key to go back, it returns ErrBack.
	Key(message string) error
}

var (
	// ErrBack reports that the user wants to return to the previous question.
	ErrBack = errors.New("back to the question before")
	// ErrAdd reports that the user wants to add something before the question is answered.
	ErrAdd = errors.New("something is to be added first")
	// ErrInterrupted reports Ctrl-C, a signal that ends the program, or a closed terminal. The cause is wrapped with it if
	// there is one.
	ErrInterrupted = errors.New("interrupted")
)

// Options configure a Prompter.
type Options struct {
	Texts *lang.Catalogue
	Color bool
	// Plain asks without moving the cursor, for TERM=dumb and for screen readers.
	Plain bool
}

// New returns a Prompter on a terminal. Both files must be that terminal; questions are drawn on out. What was typed ahead
// of a question is kept for it.
func New(in, out *os.File, o Options) Prompter {
	keys := newKeyboard(in)
	view := view{texts: o.Texts, color: o.Color && !o.Plain}
	if o.Plain {
		return &plain{keys: keys, out: out, view: view}
	}
	return &drawn{keys: keys, out: out, view: view}
}
