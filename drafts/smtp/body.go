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

// writeBody writes the text of a message, and does not wait until the server has it.
func (c *connection) writeBody(wire []byte) error {
	w := c.client.Text.W
	for at := 0; at < len(wire); at += block {
		c.enter(outbox.StageBody)
		writeStuffed(w, wire[at:min(at+block, len(wire))], at == 0 || wire[at-1] == '\n')
		err := w.Flush()
		if early := c.earlyReply(err != nil); early != nil {
			return early
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeStuffed writes a part of a message, and doubles a dot at the beginning of a line (RFC 5321, 4.5.2). It returns no
// error, because Flush returns that of the writer.
func writeStuffed(w *bufio.Writer, text []byte, atLineStart bool) {
	if atLineStart && bytes.HasPrefix(text, []byte(".")) {
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

// writeDot writes the dot, and the commands of the next envelope, in one write. If it fails before the first byte was
// written, that is a failure of the body. In TLS the dot begins a record of its own, so this holds there too.
func (c *connection) writeDot() error {
	w := c.client.Text.W
	if !bytes.HasSuffix(c.message.Wire, []byte("\r\n")) {
		_, _ = w.WriteString("\r\n")
	}
	_, _ = w.WriteString(".\r\n")
	for _, next := range c.commands {
		_, _ = w.WriteString(next.line)
	}
	err := w.Flush()
	if err != nil && c.wire.written == 0 {
		c.stage = outbox.StageBody
	}
	return err
}

// earlyReplyWait is how long to wait for a reply once a server has begun to send one before the dot.
const earlyReplyWait = 100 * time.Millisecond

// earlyReply returns what a server says before it is asked: a refusal, or that it closed the connection. It waits only if
// the connection is broken, or if something arrived; in TLS that may be something else than a reply.
func (c *connection) earlyReply(broken bool) error {
	text := c.client.Text
	if !c.replies.begun() {
		if !broken && !c.wire.pending() {
			return nil
		}
		_ = c.wire.SetReadDeadline(time.Now().Add(earlyReplyWait))
		_, err := text.R.Peek(1)
		_ = c.wire.SetReadDeadline(time.Now().Add(c.timeouts.of(c.stage)))
		late := errors.Is(err, os.ErrDeadlineExceeded)
		switch {
		case err != nil && broken, late && !c.replies.begun():
			return nil
		case err != nil && !late:
			return err
		}
	}
	code, words, err := text.ReadResponse(0)
	if err != nil {
		return err
	}
	return &textproto.Error{Code: code, Msg: words}
}

// unasked returns what a server says between two messages, where it may only say that it closes the connection. Any other
// reply would be taken for that to the next command, and all later ones for those to the commands after it.
func (c *connection) unasked() error {
	err := c.earlyReply(false)
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code != codeClosing {
		return textproto.ProtocolError(reply.Error())
	}
	return err
}
