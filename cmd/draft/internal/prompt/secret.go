package prompt

import (
	"strings"

	"golang.org/x/term"
)

// hidden stands for a secret that was given, whatever its length.
const hidden = "••••"

func (d *drawn) Secret(q Question) (string, error) {
	e := newEditor(d, q.secret(), false)
	e.secret = true
	answer, err := d.run(e)
	if err != nil {
		return "", err
	}
	return answer, nil
}

// secret leaves out what a question of a secret does not have.
func (q Question) secret() Question {
	q.Prefill, q.Nothing = "", nil
	return q
}

// dots is a text with a dot for every character.
func dots(text string) string {
	n := 0
	for range glyphs(text) {
		n++
	}
	return strings.Repeat("•", n)
}

// shown gives the text as it is drawn, and the cursor in it.
func (e *editor) shown() buffer {
	if !e.secret {
		return e.buffer
	}
	return buffer{text: dots(e.buffer.text), at: len(dots(e.buffer.text[:e.buffer.at]))}
}

// forget takes a secret off the screen when its question ends without an answer.
func (e *editor) forget() {
	e.buffer, e.reason = newBuffer(""), ""
	e.paint()
}

func (p *plain) Secret(q Question) (string, error) {
	answer, err := p.ask(q.secret(), []string{p.voice.say("plain.hidden")}, func(prompt string) (string, error) {
		return p.readSecret(q, prompt)
	})
	if err != nil {
		return "", err
	}
	return answer, nil
}

// readSecret reads up to Enter while the terminal shows nothing of it.
func (p *plain) readSecret(q Question, prompt string) (string, error) {
	fd := int(p.keys.in.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	p.print(prompt + ": ")
	typed, err := p.secretKeys(q)
	_ = term.Restore(fd, state) // a terminal that went away cannot be restored, and needs not
	if err == nil {
		p.print("\n")
	}
	return typed, err
}

func (p *plain) secretKeys(q Question) (string, error) {
	var secret buffer
	for {
		k, err := p.keys.next()
		if err != nil {
			return "", err
		}
		switch k.code {
		case keyInterrupt:
			return "", ErrInterrupted
		case keyFinish: // on an empty line it is the end of the input, as in the questions that are shown
			if secret.text == "" {
				return "", ErrInterrupted
			}
		case keyBack:
			if !q.First {
				return "", ErrBack
			}
		case keyEnter:
			return secret.text, nil
		case keyPaste:
			secret.insert(pasted(k.text, false))
		default:
			secret.edit(k)
		}
	}
}
