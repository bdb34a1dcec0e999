package prompt

import (
	"errors"
	"fmt"
	"os"

	"github.com/AlecAivazis/survey/v2"
)

// drawn is a Prompter for a terminal that can move its cursor.
type drawn struct {
	keys *keyboard
	out  *os.File
	view view
}

func (d *drawn) Line(q Question) (string, error) { return d.edit(q, false) }

func (d *drawn) Text(q Question) (string, error) { return d.edit(q, true) }

func (d *drawn) edit(q Question, lines bool) (string, error) {
	e := newEditor(d, q, lines)
	answer, err := d.ask(e, &e.dialog)
	switch {
	case err == nil:
		return answer, nil
	case q.sign(e.buffer.text) != nil:
		return q.Prefill, err // the user erased it to type the sign
	}
	return e.buffer.text, err
}

func (d *drawn) Choose(q Question) (string, error) {
	if len(q.Options) == 0 {
		return q.Prefill, fmt.Errorf("the question %q has no options", q.Message)
	}
	c := newChoice(d, q)
	value, err := d.ask(c, &c.dialog)
	if err != nil {
		return q.Prefill, err
	}
	return value, nil
}

func (d *drawn) Confirm(q Question) (bool, error) {
	value, err := d.Choose(yesNo(q, d.view))
	return err == nil && value == Yes, err
}

func (d *drawn) Key(message string) error {
	d.keys.open()
	defer d.keys.close()
	g := d.dialog(Question{Message: message})
	err := g.run(g.paintKey, func(k key) (bool, error) {
		switch k.code {
		case keyInterrupt:
			return false, ErrInterrupted
		case keyBack:
			return false, ErrBack
		}
		return k.code != keyResized, nil
	})
	if err == nil || errors.Is(err, ErrBack) {
		g.painter.wipe()
		return err
	}
	g.painter.leave()
	return err
}

// paintKey draws a question that waits for a key.
func (d *dialog) paintKey() {
	width, _ := window(d.painter.out)
	body := d.view.question(d.question, width)
	last := len(body) - 1
	d.painter.paint(block{body: body, x: body[last].cells, y: last}, len(body))
}

// dialog returns the dialog of a question.
func (d *drawn) dialog(q Question) dialog {
	return dialog{keys: d.keys, view: d.view, painter: painter{out: d.out}, question: q}
}

// ask runs the prompt of a dialog under survey, which asks again until the answer is accepted.
func (d *drawn) ask(p survey.Prompt, g *dialog) (answer string, err error) {
	d.keys.open()
	defer d.keys.close()
	check := func(answer any) error { return d.view.check(g.question, answer.(string)) }
	err = survey.AskOne(p, &answer, survey.WithValidator(check))
	switch {
	case err == nil:
	case errors.Is(err, ErrBack), errors.Is(err, ErrAdd):
		g.painter.wipe()
	default:
		g.painter.leave()
	}
	return answer, err
}
