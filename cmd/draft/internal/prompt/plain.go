package prompt

import (
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"draft/cmd/draft/internal/lang"
)

// plain is a Prompter that prints a line for each question and reads lines that the terminal edits. It sends no escape
// sequences.
type plain struct {
	keys *keyboard
	out  *os.File
	view view
}

func (p *plain) Line(q Question) (string, error) {
	return p.ask(q, nil, func(prompt string) (string, error) {
		p.print(prompt + ": ")
		return p.readLine(q)
	})
}

func (p *plain) Text(q Question) (string, error) {
	return p.ask(q, []string{p.view.say("hint.finish")}, func(prompt string) (string, error) {
		p.print(prompt + ":\n")
		return p.readLines(q)
	})
}

func (p *plain) Choose(q Question) (string, error) {
	options := p.view.numbered(q)
	choose := q
	choose.Prefill, choose.Nothing = "", nil
	for _, o := range options {
		if o.Value == q.Prefill && o.Value != "" {
			choose.Prefill = o.Label
		}
	}
	var picked numberedOption
	choose.Check = func(typed string) (err error) {
		if picked, err = p.view.pick(options, typed); err != nil {
			return err
		}
		return p.view.check(q, picked.Value)
	}
	list := strings.Join(p.view.list(options), "\n") + "\n"
	typed, err := p.ask(choose, []string{p.view.say("plain.number")}, func(prompt string) (string, error) {
		p.print(list + prompt + ": ")
		return p.readLine(q)
	})
	switch {
	case err != nil:
		return q.Prefill, err
	case typed == "", q.isMore(typed):
		return typed, nil
	}
	return picked.Value, nil
}

func (p *plain) Confirm(q Question) (bool, error) {
	value, err := p.Choose(yesNo(q, p.view))
	return err == nil && value == Yes, err
}

// Key waits for Enter, because the terminal delivers whole lines only.
func (p *plain) Key(message string) error {
	p.keys.open()
	defer p.keys.close()
	p.print(visible(message) + p.view.inBrackets(p.view.say("plain.enter")) + ": ")
	typed, err := p.readLine(Question{})
	switch {
	case err != nil:
		p.print("\n")
		return err
	case isBack(typed):
		return ErrBack
	}
	return nil
}

// unbroken is a width at which no line is wrapped; the terminal does it.
const unbroken = 1 << 16

// ask repeats a question until the answer is accepted. With an error it returns what was typed last.
func (p *plain) ask(q Question, hints []string, read func(prompt string) (string, error)) (string, error) {
	p.keys.open()
	defer p.keys.close()
	prompt := visible(progress(q) + q.Message)
	if hints = p.hints(q, hints); len(hints) > 0 {
		prompt += p.view.inBrackets(hints...)
	}
	last := q.Prefill
	for {
		typed, err := read(prompt)
		typed = strings.TrimSpace(typed)
		switch {
		case err != nil:
			p.print("\n")
			if typed != "" {
				last = typed
			}
			return last, err
		case q.sign(typed) != nil:
			return last, q.sign(typed)
		case q.isHelp(typed):
			p.print(strings.Join(wrapped(q.Help, unbroken), "\n") + "\n")
			continue
		case typed == "":
			typed = q.Prefill
		case typed == "-" && q.Optional && q.Prefill != "":
			return "", nil
		}
		typed = q.answer(typed)
		if whole, err := p.keys.whole(typed, q); err != nil || whole != typed {
			return whole, err
		}
		if err := p.view.check(q, typed); err != nil {
			p.refuse(err)
			last = typed
			continue
		}
		return typed, nil
	}
}

// hints returns what can be typed besides an answer.
func (p *plain) hints(q Question, hints []string) []string {
	switch {
	case q.Prefill != "":
		kept := cut(strings.Join(strings.Fields(q.Prefill), " "), 40)
		hints = append(hints, p.view.texts.Text("prompt.plain.keep", lang.Args{"Text": kept}))
		if q.Optional {
			hints = append(hints, p.view.say("plain.clear"))
		}
	case q.Optional:
		hints = append(hints, p.view.say("plain.enter_empty"))
	}
	if q.Hint != "" {
		example := visible(strings.Join(strings.Fields(q.Hint), " "))
		hints = append(hints, p.view.texts.Text("prompt.example", lang.Args{"Text": example}))
	}
	return append(hints, p.view.leaving(q, false)...)
}

func (p *plain) refuse(err error) { p.print(strings.Join(wrapped(err.Error(), unbroken), "\n") + "\n") }

func (p *plain) print(s string) { _, _ = p.out.WriteString(s) }

// readLine reads up to Enter. It drops keys that the terminal did not handle.
func (p *plain) readLine(q Question) (string, error) {
	var line strings.Builder
	back := false // the terminal delivers the key together with Enter
	for {
		k, err := p.keys.next()
		if err != nil {
			return line.String(), err
		}
		switch k.code {
		case keyText:
			line.WriteString(k.text)
		case keyPaste:
			line.WriteString(pasted(k.text, false))
		case keyTab:
			line.WriteByte(' ')
		case keyBack:
			back = !q.First
		case keyEnter:
			if back {
				return line.String(), ErrBack
			}
			return line.String(), nil
		}
	}
}

// readLines reads up to a line with only a full stop, to Ctrl-D, or to an empty line, unless more input follows it at once as
// in a paste. The signs for help and to go back count only as the first line.
func (p *plain) readLines(q Question) (string, error) {
	var lines []string
	for {
		line, err := p.readLine(q)
		switch {
		case errors.Is(err, io.EOF) && len(lines)+len(line) > 0:
			return strings.Join(append(lines, line), "\n"), nil
		case errors.Is(err, io.EOF) && q.Optional && q.Prefill == "":
			return "", nil
		case err != nil:
			return strings.Join(append(lines, line), "\n"), err
		case strings.TrimSpace(line) == ".":
			return strings.Join(lines, "\n"), nil
		case len(lines) == 0 && (q.sign(line) != nil || q.isHelp(line)):
			return line, nil
		case len(lines) == 0 && strings.TrimSpace(line) == "-" && q.Prefill != "":
			return line, nil
		case strings.TrimSpace(line) == "" && !p.keys.more():
			return strings.Join(lines, "\n"), nil
		case len(lines) == 0 && q.answer(line) == "" && !p.keys.more():
			return line, nil
		case strings.TrimSpace(line) != "" && q.CheckLine != nil && !p.keys.more():
			if err := q.CheckLine(strings.TrimSpace(line)); err != nil {
				p.refuse(err)
				p.print(p.view.say("plain.again") + "\n")
				continue
			}
		}
		lines = append(lines, line)
		if limit := longestLine(); len(line) > limit-utf8.UTFMax {
			p.print(p.view.texts.Text("prompt.plain.cut", lang.Args{"Bytes": limit, "End": tail(line)}) + "\n")
		}
	}
}

// tail returns the last characters of a line.
func tail(line string) string {
	characters := []rune(line)
	return string(characters[max(0, len(characters)-10):])
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
