package smtp

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"draft/drafts/outbox"
)

// command is one of those that make an envelope.
type command struct {
	stage     outbox.Stage
	line      string
	code      int    // of a positive reply, or the digits that it begins with
	recipient string // of RCPT
}

const reset = "RSET\r\n"

// setEnvelope fills c.commands with those of a message.
func (c *connection) setEnvelope(m outbox.Message) {
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
	if c.server.UTF8 && needsUTF8(m) {
		from += " SMTPUTF8"
	}
	c.commands = append(c.commands, command{outbox.StageMail, from + "\r\n", 250, ""})
	for _, to := range m.To {
		c.commands = append(c.commands, command{outbox.StageRecipient, "RCPT TO:<" + to + ">\r\n", 25, to})
	}
	c.commands = append(c.commands, command{outbox.StageData, "DATA\r\n", 354, ""})
}

// agree sends the commands of an envelope, unless they were sent before, and reads the replies. With PIPELINING all
// commands are sent in one write, else one after another. It reads the reply to every command that was sent, so that none
// is taken for the reply to another, and returns the first refusal.
func (c *connection) agree(sent bool) error {
	c.phase, c.refused = idle, false
	if !sent {
		if err := c.unasked(); err != nil {
			return err
		}
	}
	if c.server.Pipelining && !sent {
		if err := c.writeCommands(c.commands...); err != nil {
			return err
		}
	}
	var refusal *outbox.Failure
	var err error
	for _, next := range c.commands {
		c.enter(next.stage)
		if !c.server.Pipelining {
			if err = c.writeCommands(next); err != nil {
				return err
			}
		}
		if _, _, err = c.client.Text.ReadResponse(next.code); err == nil {
			continue
		}
		if next.line == reset { // its failure has nothing to do with this message
			c.Close()
			return &outbox.Failure{Stage: next.stage, Err: err}
		}
		failure := c.redactor.failure(next.stage, err)
		failure.Recipient = next.recipient
		if refusal == nil || isProtocol(failure) { // then the refusal may have been the reply to something else
			refusal = failure
		}
		if failure.Reply.Code == 0 || failure.Reply.Code == codeClosing {
			c.Close()
			return refusal
		}
		if !c.server.Pipelining {
			break
		}
	}
	if refusal == nil {
		return nil
	}
	if err == nil { // DATA was accepted after a refusal: the message must not be sent, and any end could be its dot
		c.Close()
	}
	c.refused = true
	return refusal
}

func isProtocol(f *outbox.Failure) bool {
	var own *Error
	return errors.As(f.Err, &own) && own.Code == Protocol
}

// writeCommands sends commands in one write.
func (c *connection) writeCommands(commands ...command) error {
	w := c.client.Text.W
	for _, next := range commands {
		_, _ = w.WriteString(next.line) // Flush returns its error
	}
	return w.Flush()
}

// sameEnvelope reports whether a message is the one whose envelope was sent.
func sameEnvelope(sent, m outbox.Message) bool {
	return sent.ID == m.ID && sent.From == m.From && slices.Equal(sent.To, m.To) && len(sent.Wire) == len(m.Wire)
}

// checkMessage returns an error if a message cannot go to this server as it is. The message is never changed to fit,
// because a person has seen and confirmed it.
func (c *connection) checkMessage(m outbox.Message) error {
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
	case !f.UTF8 && needsUTF8(m):
		return &Error{Code: Unsupported, Name: "SMTPUTF8"}
	case !f.EightBit && eightBit(m.Wire):
		return &Error{Code: Unsupported, Name: "8BITMIME"}
	case !goodLines(m.Wire):
		return &Error{Code: BadLines}
	}
	return nil
}

// addresses returns those of the envelope.
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

// size returns the size of a message as RFC 1870 counts it: with line ends, without the doubled dots.
func size(wire []byte) int64 {
	n := int64(len(wire))
	if !bytes.HasSuffix(wire, []byte("\r\n")) {
		n += 2
	}
	return n
}

// needsUTF8 reports whether an address of the envelope is not ASCII.
func needsUTF8(m outbox.Message) bool {
	for address := range addresses(m) {
		if strings.ContainsFunc(address, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return true
		}
	}
	return false
}

// eightBit reports whether a message is not ASCII.
func eightBit(wire []byte) bool {
	for _, b := range wire {
		if b >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// goodLines reports whether every CR is followed by an LF and every LF follows a CR. Servers change a lone one, and some
// take it for a line end, and a dot after it for the end of the message (SMTP smuggling).
func goodLines(wire []byte) bool {
	ends := bytes.Count(wire, []byte("\r\n"))
	return bytes.Count(wire, []byte("\r")) == ends && bytes.Count(wire, []byte("\n")) == ends
}
