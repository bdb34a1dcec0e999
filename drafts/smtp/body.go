package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"net/textproto"
	"os"
	"time"

	"draft/drafts/outbox"
)

// say writes the body of a message, and stops where the server does not wait for its end.
func (c *connection) say(wire []byte) error {
	for at := 0; at < len(wire); at += block {
		c.enter(outbox.StageBody)
		stuff(c.client.Text.W, wire[at:min(at+block, len(wire))], freshAt(wire, at))
		err := c.client.Text.W.Flush()
		if said := c.early(err != nil); said != nil {
			return said
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// freshAt tells whether a line begins there.
func freshAt(wire []byte, at int) bool { return at == 0 || wire[at-1] == '\n' }

// stuff writes a part of a message, with a second dot where a line begins with one. The writer keeps its error.
func stuff(w *bufio.Writer, text []byte, fresh bool) {
	if fresh && bytes.HasPrefix(text, []byte(".")) {
		_ = w.WriteByte('.')
	}
	for {
		end := bytes.Index(text, []byte("\n."))
		if end < 0 {
			break
		}
		_, _ = w.Write(text[:end+1])
		_ = w.WriteByte('.')
		text = text[end+1:]
	}
	_, _ = w.Write(text)
}

// end sends the end of a message in one Write, with what of its body was held back, and with the commands that announce
// the next. Where it fails before the first byte of the end, that belongs to the body. In TLS the end begins a record
// of its own, so that this can be told there too.
func (c *connection) end() error {
	w := c.client.Text.W
	c.wire.gather()
	stuff(w, c.held, true)
	if err := w.Flush(); err != nil {
		c.stage = outbox.StageBody
		return err
	}
	before := c.wire.gathered.Len()
	if !bytes.HasSuffix(c.message.Wire, []byte("\r\n")) {
		_, _ = w.WriteString("\r\n")
	}
	_, _ = w.WriteString(".\r\n")
	for _, next := range c.commands {
		_, _ = w.WriteString(next.line)
	}
	err := w.Flush()
	if err == nil {
		err = c.wire.release()
	}
	if err != nil && c.wire.written <= before {
		c.stage = outbox.StageBody
	}
	return err
}

// moment is how long is waited for words of a server that has begun to speak out of turn.
const moment = 100 * time.Millisecond

// early gives what a server says before the end of a message: a refusal, or that it left. It waits only where the
// connection is broken, or where something came; in TLS that may be none of the server's words.
func (c *connection) early(broken bool) error {
	text := c.client.Text
	if text.R.Buffered() == 0 {
		if !broken && !c.wire.pending() {
			return nil
		}
		_ = c.wire.SetReadDeadline(time.Now().Add(moment))
		_, err := text.R.Peek(1)
		_ = c.wire.SetReadDeadline(time.Now().Add(c.timeouts.of(outbox.StageBody)))
		switch {
		case err != nil && (broken || errors.Is(err, os.ErrDeadlineExceeded)):
			return nil
		case err != nil:
			return err
		}
	}
	code, words, err := text.ReadResponse(0)
	if err != nil {
		return err
	}
	return &textproto.Error{Code: code, Msg: words}
}
