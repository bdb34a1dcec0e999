package smtp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail/smtp"

	"draft/drafts/outbox"
)

// connection is one to a server, on go-mail's client. What it does is interrupted by closing the wire, never by
// go-mail's Close, which waits for the lock that a blocked read holds.
type connection struct {
	wire     *wire
	client   *gomail.Client
	timeouts Timeouts
	host     string
	discreet discreet
	body     io.WriteCloser // of the message that is offered; closing it ends the message
}

var _ outbox.Connection = (*connection)(nil)

// Features are what a server says of itself.
type Features struct {
	TLS        uint16   // the version, as crypto/tls has it; 0 for clear text
	Mechanisms []string // of AUTH, in capitals
	Size       int64    // of the largest message in bytes; 0 where it says none
	Pipelining bool
	EightBit   bool // 8BITMIME
	UTF8       bool // SMTPUTF8
}

func (c *connection) features() Features {
	var f Features
	if state, ok := c.client.TLSConnectionState(); ok {
		f.TLS = state.Version
	}
	_, names := c.client.Extension("AUTH")
	f.Mechanisms = strings.Fields(strings.ToUpper(names))
	if _, size := c.client.Extension("SIZE"); size != "" {
		f.Size, _ = strconv.ParseInt(size, 10, 64) // what is no number is no limit
	}
	f.Pipelining, _ = c.client.Extension("PIPELINING")
	f.EightBit, _ = c.client.Extension("8BITMIME")
	f.UTF8, _ = c.client.Extension("SMTPUTF8")
	return f
}

// Offer gives the server a message but for its end.
func (c *connection) Offer(ctx context.Context, m outbox.Message) error {
	if c.body != nil {
		c.Abort() // go-mail would end the message before the next command
		return &outbox.Failure{Stage: outbox.StageMail, Err: &Error{Code: BadOrder}}
	}
	if err := c.fits(m); err != nil {
		return &outbox.Failure{Stage: outbox.StageMail, Err: err, Final: true}
	}
	c.client.SkipSMTPUTF8(!wide(m))
	from := "<" + m.From + ">"
	if known, _ := c.client.Extension("SIZE"); known {
		from += " SIZE=" + strconv.FormatInt(size(m.Wire), 10)
	}
	if err := c.during(ctx, outbox.StageMail, func() error { return c.client.Mail(from) }); err != nil {
		return err
	}
	for _, to := range m.To {
		err := c.during(ctx, outbox.StageRecipient, func() error { return c.client.Rcpt("<" + to + ">") })
		if err != nil {
			var failure *outbox.Failure
			if errors.As(err, &failure) {
				failure.Recipient = to
			}
			return err
		}
	}
	err := c.during(ctx, outbox.StageData, func() (err error) {
		c.body, err = c.client.Data()
		return err
	})
	if err != nil {
		return err
	}
	return c.say(ctx, m.Wire)
}

// say writes the body of a message, and stops where the server does not wait for its end.
func (c *connection) say(ctx context.Context, wire []byte) error {
	for rest := wire; len(rest) > 0; {
		piece := rest[:min(len(rest), block)]
		rest = rest[len(piece):]
		err := c.during(ctx, outbox.StageBody, func() error {
			_, err := c.body.Write(piece)
			if err == nil {
				err = c.client.Text.W.Flush()
			}
			if err != nil {
				if said := c.early(true); said != nil {
					return said
				}
				return err
			}
			return c.early(false)
		})
		if err != nil {
			return err
		}
	}
	return nil
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

// Commit sends the end of what was offered. A failure before the first byte of it has left is one of the body: then
// the server has nothing.
func (c *connection) Commit(ctx context.Context) (outbox.Reply, error) {
	if c.body == nil {
		return outbox.Reply{}, &outbox.Failure{Stage: outbox.StageBody, Err: &Error{Code: BadOrder}}
	}
	err := c.during(ctx, outbox.StageBody, func() error { return c.early(false) })
	if err != nil {
		return outbox.Reply{}, err
	}
	body := c.body
	c.body = nil
	if err := c.during(ctx, outbox.StageDot, body.Close); err != nil {
		var failure *outbox.Failure
		if errors.As(err, &failure) && failure.Reply.Code == 0 && c.wire.written == 0 {
			failure.Stage = outbox.StageBody
		}
		return outbox.Reply{}, err
	}
	reply := outbox.Reply{Code: 250}
	if said, ok := body.(interface{ ServerResponse() string }); ok {
		reply.Text = c.discreet.text(said.ServerResponse())
	}
	return reply, nil
}

// Quit says goodbye, unless a message is not ended: go-mail would end it.
func (c *connection) Quit() {
	if c.body != nil {
		c.Abort()
		return
	}
	_ = c.during(context.Background(), StageQuit, c.client.Quit)
	c.wire.cut()
}

// Abort closes the connection without a word, without waiting, and drops what has not left yet.
func (c *connection) Abort() { c.wire.abort() }

// fits tells why a message cannot go to this server as it is. It is never changed to fit: what was previewed and
// frozen is what goes.
func (c *connection) fits(m outbox.Message) error {
	f := c.features()
	for _, address := range append([]string{m.From}, m.To...) {
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
	for _, address := range append([]string{m.From}, m.To...) {
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
