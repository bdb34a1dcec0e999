package smtp

import (
	"context"
	"net"
	"strconv"
	"strings"

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
	server   Features
	stage    outbox.Stage // of the step that is taken

	phase    phase
	commands []command      // of the envelope of message
	message  outbox.Message // that is announced or open
	held     []byte         // of its body: what goes with its end
	refused  bool           // an envelope was refused, and what the server took of it is there still
}

// phase is where a connection is between two calls.
type phase int

const (
	idle      phase = iota // between two messages
	announced              // the envelope of message has gone, and the answers to it are not read
	open                   // the server waits for the end of message
	gone                   // nothing more is said
)

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

// codeClosing is said by a server that leaves.
const codeClosing = 421

// maxHeld is the largest message that waits for its end, so that both go in one Write.
const maxHeld = block

// Offer gives the server a message but for its end. A small one whose envelope went along with the end of another waits
// here for its own.
func (c *connection) Offer(ctx context.Context, m outbox.Message) error {
	grouped := c.phase == announced
	switch {
	case c.phase == gone:
		return &outbox.Failure{Stage: outbox.StageMail, Err: net.ErrClosed}
	case c.phase == open, grouped && !same(c.message, m):
		c.Abort()
		return &outbox.Failure{Stage: outbox.StageMail, Err: &Error{Code: BadOrder}}
	case !grouped:
		if err := c.fits(m); err != nil {
			return &outbox.Failure{Stage: outbox.StageMail, Err: err, Final: true}
		}
		c.announce(m)
	}
	if err := c.during(ctx, outbox.StageMail, func() error { return c.agree(grouped) }); err != nil {
		return err
	}
	c.phase, c.message, c.held = open, m, nil
	if grouped && len(m.Wire) <= maxHeld {
		c.held = m.Wire
		return nil
	}
	if err := c.during(ctx, outbox.StageBody, func() error { return c.say(m.Wire) }); err != nil {
		c.Abort() // also where it is a refusal: the server waits for the end still
		return err
	}
	return nil
}

// Commit sends the end of what was offered, and with it the envelope of next where the server takes several commands at
// once. A failure before the first byte of the end has left is one of the body: then the server has nothing.
func (c *connection) Commit(ctx context.Context, next *outbox.Message) (outbox.Reply, error) {
	if c.phase != open {
		return outbox.Reply{}, &outbox.Failure{Stage: outbox.StageBody, Err: &Error{Code: BadOrder}}
	}
	c.commands = c.commands[:0]
	if next != nil && c.server.Pipelining && c.fits(*next) == nil { // else Offer says what is wrong with it
		c.announce(*next)
	}
	var reply outbox.Reply
	err := c.during(ctx, outbox.StageBody, func() error {
		if err := c.early(false); err != nil {
			c.Abort()
			return err
		}
		c.enter(outbox.StageDot)
		if err := c.end(); err != nil {
			defer c.Abort()
			if said := c.early(true); said != nil {
				return said
			}
			return err
		}
		c.phase = idle
		if len(c.commands) > 0 {
			c.phase, c.message = announced, *next
		}
		var err error
		reply.Code, reply.Text, err = c.client.Text.ReadResponse(250)
		return err
	})
	if err != nil {
		return outbox.Reply{}, err
	}
	reply.Text = c.discreet.text(reply.Text)
	return reply, nil
}

// Quit says goodbye, unless the server waits for the end of a message: it could take the goodbye for it.
func (c *connection) Quit() {
	switch c.phase {
	case gone:
	case announced, open:
		c.Abort()
	case idle:
		_ = c.during(context.Background(), StageQuit, c.client.Quit)
		c.phase = gone
		c.wire.cut()
	}
}

// Abort closes the connection without a word, without waiting, and drops what has not left yet.
func (c *connection) Abort() {
	c.phase = gone
	c.wire.abort()
}
