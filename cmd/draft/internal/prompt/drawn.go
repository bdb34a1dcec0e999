package prompt

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"golang.org/x/term"
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
	answer, err := d.run(e)
	switch {
	case err == nil:
		return answer, nil
	case q.isBack(e.buffer.text):
		return q.Prefill, err // the user erased it to type the sign
	}
	return e.buffer.text, err
}

// run asks a question with an editor.
func (d *drawn) run(e *editor) (answer string, err error) {
	err = d.ask(e, &answer, func(ans any) error { return d.view.check(e.question, ans.(string)) })
	switch {
	case err == nil:
	case errors.Is(err, ErrBack):
		e.painter.wipe()
	case e.secret:
		e.forget()
		fallthrough
	default:
		e.painter.leave()
	}
	return answer, err
}

func (d *drawn) Choose(q Question) (string, error) {
	if len(q.Options) == 0 {
		return q.Prefill, fmt.Errorf("the question %q has no options", q.Message)
	}
	if !surveyReadsKeys {
		return d.chooseByNumber(q)
	}
	c := newChoice(d, q)
	var picked int
	err := d.ask(c, &picked, func(ans any) error {
		index := ans.(survey.OptionAnswer).Index
		c.Default = index // selected again if it is refused
		return d.view.check(q, c.options[index].Value)
	})
	if err != nil {
		if errors.Is(err, ErrBack) {
			c.wipe()
		}
		return q.Prefill, err
	}
	return c.options[picked].Value, nil
}

func (d *drawn) Confirm(q Question) (bool, error) {
	value, err := d.Choose(yesNo(q, d.view))
	return err == nil && value == Yes, err
}

func (d *drawn) Key(message string) error {
	d.keys.open()
	defer d.keys.close()
	fd := int(d.keys.in.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return err
	}
	defer func() { _ = term.Restore(fd, state) }() // this fails if the terminal was closed
	enableSequences(d.out)
	width, _ := window(d.out)
	p := painter{out: d.out}
	for {
		body := d.view.rows("?", green, wrap(message, width-1-indent), bold)
		last := len(body) - 1
		p.paint(block{body: body, x: body[last].cells, y: last}, len(body))
		k, err := d.keys.next()
		switch {
		case err != nil:
			p.leave()
			return err
		case k.code == keyInterrupt:
			p.leave()
			return ErrInterrupted
		case k.code == keyResized:
			width, _ = window(d.out)
			continue
		}
		p.wipe()
		if k.code == keyBack {
			return ErrBack
		}
		return nil
	}
}

// chooseByNumber prints the options and asks for the number of one as a line.
func (d *drawn) chooseByNumber(q Question) (string, error) {
	options := d.view.numbered(q)
	enableSequences(d.out)
	d.print(d.view.list(options))
	line := q
	line.Prefill, line.Nothing = "", nil
	for _, o := range options {
		if o.Value == q.Prefill {
			line.Prefill = o.number
		}
	}
	line.Check = func(typed string) error {
		o, err := d.view.pick(options, typed)
		if err != nil {
			return err
		}
		return d.view.check(q, o.Value)
	}
	typed, err := d.Line(line)
	if err != nil {
		return q.Prefill, err
	}
	if typed == "" {
		return "", nil
	}
	o, err := d.view.pick(options, typed)
	return o.Value, err
}

func (d *drawn) print(lines []string) {
	for _, s := range lines {
		_, _ = d.out.WriteString(s + "\r\n")
	}
}

// ask runs a prompt under survey, which asks again until the check passes.
func (d *drawn) ask(p survey.Prompt, answer any, check survey.Validator) error {
	d.keys.open()
	defer d.keys.close()
	return survey.AskOne(p, answer, survey.WithStdio(d.keys.in, d.out, d.out), survey.WithValidator(check))
}

// list returns the options as plain lines.
func (v view) list(options []numberedOption) []string {
	var lines []string
	for _, o := range options {
		s := "  " + o.mark + visible(o.Label)
		if o.Description != "" {
			s += " - " + visible(strings.Join(strings.Fields(o.Description), " "))
		}
		lines = append(lines, s)
	}
	return lines
}

// pick returns the option that a typed text names. It must be exactly one.
func (v view) pick(options []numberedOption, typed string) (numberedOption, error) {
	switch found := match(options, typed); len(found) {
	case 0:
		return numberedOption{}, errors.New(v.say("none"))
	case 1:
		return options[found[0]], nil
	}
	return numberedOption{}, errors.New(v.say("several"))
}
