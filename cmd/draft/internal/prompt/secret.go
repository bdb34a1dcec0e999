package prompt

import (
	"strings"

	"golang.org/x/term"
)

// hidden is shown for an accepted secret of any length.
const hidden = "••••"

func (d *drawn) Secret(q Question) (string, error) {
	e := newEditor(d, q.secret(), false)
	e.secret = true
	answer, err := d.ask(e, &e.dialog)
	if err != nil {
		return "", err
	}
	return answer, nil
}

// secret returns the question without what a Secret ignores.
func (q Question) secret() Question {
	q.Prefill, q.Nothing = "", nil
	return q
}

// dots returns a dot for every character of a text.
func dots(text string) string {
	n := 0
	for range glyphs(text) {
		n++
	}
	return strings.Repeat("•", n)
}

// shown returns the text as it is drawn, with the cursor.
func (e *editor) shown() buffer {
	if !e.secret {
		return e.buffer
	}
	return buffer{text: dots(e.buffer.text), at: len(dots(e.buffer.text[:e.buffer.at]))}
}

// forget removes the dots of a secret from the screen if its question ends without an answer.
func (e *editor) forget() {
	e.buffer, e.reason = newBuffer(""), ""
	e.paint()
}

func (p *plain) Secret(q Question) (string, error) {
	answer, err := p.ask(q.secret(), []string{p.view.say("plain.hidden")}, func(prompt string) (string, error) {
		return p.readSecret(q, prompt)
	})
	if err != nil {
		return "", err
	}
	return answer, nil
}

// readSecret reads up to Enter without echo.
func (p *plain) readSecret(q Question, prompt string) (string, error) {
	fd := int(p.keys.in.Fd())
	state, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	p.print(prompt + ": ")
	typed, err := p.secretKeys(q)
	_ = term.Restore(fd, state) // this fails if the terminal was closed
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
		case keyFinish: // Ctrl-D on an empty line is the end of the input, as in the other questions
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
