package smtp

import (
	"bytes"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"draft/drafts/outbox"
)

// command is one that announces a message.
type command struct {
	stage     outbox.Stage
	line      string
	yes       int    // the code that agrees, or the digits that it begins with
	recipient string // whom it names, if anybody
}

const reset = "RSET\r\n"

// announce puts together what announces a message.
func (c *connection) announce(m outbox.Message) {
	c.commands = c.commands[:0]
	if c.refused {
		c.commands = append(c.commands, command{outbox.StageMail, reset, 250, ""})
	}
	from := "MAIL FROM:<" + m.From + ">"
	if known, _ := c.client.Extension("SIZE"); known {
		from += " SIZE=" + strconv.FormatInt(size(m.Wire), 10)
	}
	if c.server.EightBit {
		from += " BODY=8BITMIME"
	}
	if c.server.UTF8 && wide(m) {
		from += " SMTPUTF8"
	}
	c.commands = append(c.commands, command{outbox.StageMail, from + "\r\n", 250, ""})
	for _, to := range m.To {
		c.commands = append(c.commands, command{outbox.StageRecipient, "RCPT TO:<" + to + ">\r\n", 25, to})
	}
	c.commands = append(c.commands, command{outbox.StageData, "DATA\r\n", 354, ""})
}

// agree has the server take an envelope: one command after another, or all at once where it takes that; then they may
// have been sent before. The first refusal is the one that counts, and every answer is read, so that none is taken for
// that to another command.
func (c *connection) agree(sent bool) error {
	c.phase, c.refused = idle, false
	if c.server.Pipelining && !sent {
		if err := c.tell(c.commands...); err != nil {
			return err
		}
	}
	var refusal *outbox.Failure
	var err error
	for _, next := range c.commands {
		c.enter(next.stage)
		if !c.server.Pipelining {
			if err = c.tell(next); err != nil {
				return err
			}
		}
		if _, _, err = c.client.Text.ReadResponse(next.yes); err == nil {
			continue
		}
		if next.line == reset { // what is wrong has nothing to do with this message
			c.Abort()
			return &outbox.Failure{Stage: next.stage, Err: err}
		}
		failure := c.discreet.failure(next.stage, err)
		failure.Recipient = next.recipient
		if refusal == nil {
			refusal = failure
		}
		if failure.Reply.Code == 0 || failure.Reply.Code == codeClosing {
			c.Abort()
			return refusal
		}
		if !c.server.Pipelining {
			break
		}
	}
	if refusal == nil {
		return nil
	}
	if err == nil { // the server waits for a message that must not be sent, and any end could be one
		c.Abort()
	}
	c.refused = true
	return refusal
}

// tell sends commands in one Write.
func (c *connection) tell(commands ...command) error {
	w := c.client.Text.W
	c.wire.gather()
	for _, next := range commands {
		_, _ = w.WriteString(next.line) // its error comes with Flush
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return c.wire.release()
}

// same tells whether a message is the one whose envelope was sent.
func same(sent, m outbox.Message) bool {
	return sent.ID == m.ID && sent.From == m.From && slices.Equal(sent.To, m.To) && len(sent.Wire) == len(m.Wire)
}

// fits tells why a message cannot go to this server as it is. It is never changed to fit: what was previewed and
// frozen is what goes.
func (c *connection) fits(m outbox.Message) error {
	f := &c.server
	for address := range addresses(m) {
		if !isAddress(address) {
			return &Error{Code: BadAddress, Name: shorten(strings.ToValidUTF8(address, "?"), maxAddress)}
		}
	}
	switch n := size(m.Wire); {
	case len(m.To) == 0:
		return &Error{Code: NoRecipient}
	case f.Size > 0 && n > f.Size:
		return &Error{Code: TooLarge, Size: n, Limit: f.Size}
	case !f.UTF8 && wide(m):
		return &Error{Code: Unsupported, Name: "SMTPUTF8"}
	case !f.EightBit && eightBit(m.Wire):
		return &Error{Code: Unsupported, Name: "8BITMIME"}
	case !goodLines(m.Wire):
		return &Error{Code: BadLines}
	}
	return nil
}

// addresses are those of the envelope.
func addresses(m outbox.Message) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(m.From) {
			return
		}
		for _, to := range m.To {
			if !yield(to) {
				return
			}
		}
	}
}

// size is that of a message as RFC 1870 counts it: with its line ends, without the dots that are stuffed.
func size(wire []byte) int64 {
	n := int64(len(wire))
	if !bytes.HasSuffix(wire, []byte("\r\n")) {
		n += 2
	}
	return n
}

// wide tells whether an address of the envelope is not ASCII.
func wide(m outbox.Message) bool {
	for address := range addresses(m) {
		if strings.ContainsFunc(address, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return true
		}
	}
	return false
}

func eightBit(wire []byte) bool {
	for _, b := range wire {
		if b >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// goodLines tells whether every CR has its LF and every LF its CR. A lone one is changed on the way, and some servers
// take it for the end of a line, and what follows for the end of the message.
func goodLines(wire []byte) bool {
	ends := bytes.Count(wire, []byte("\r\n"))
	return bytes.Count(wire, []byte("\r")) == ends && bytes.Count(wire, []byte("\n")) == ends
}
