package prompt

import (
	"github.com/AlecAivazis/survey/v2"
	"golang.org/x/term"
)

// dialog is a question on the screen: what the editor of a text and the list of a choice have in common.
type dialog struct {
	keys     *keyboard
	view     view
	painter  painter
	question Question
	reason   string // why the answer was refused
	helped   bool   // the help text is shown
}

// run draws the question again before each key, until press reports that it is answered. The terminal is in raw mode
// meanwhile.
func (d *dialog) run(paint func(), press func(key) (done bool, err error)) error {
	fd := int(d.keys.in.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return err
	}
	defer func() { _ = term.Restore(fd, state) }() // this fails if the terminal was closed
	d.painter.write(pasteOn)
	defer d.painter.write(pasteOff)
	for {
		paint()
		k, err := d.keys.next()
		if err != nil {
			return err
		}
		if done, err := press(k); err != nil || done {
			return err
		}
	}
}

// Error receives why the answer was refused. It is a method of survey.Prompt; survey then asks again.
func (d *dialog) Error(_ *survey.PromptConfig, err error) error {
	d.reason = err.Error()
	return nil
}

// replace replaces the question by one row with the answer.
func (d *dialog) replace(answer string) {
	width, _ := window(d.painter.out)
	d.painter.wipe()
	d.painter.write(d.view.answered(d.question.Message, answer, width))
}

// toggleHelp shows the help text, or hides it.
func (d *dialog) toggleHelp() { d.helped = d.question.Help != "" && !d.helped }
