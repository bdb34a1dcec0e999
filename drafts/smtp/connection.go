package smtp

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail/smtp"

	"draft/drafts/outbox"
)

// connection is a connection to a server, on go-mail's client. To interrupt it, the wire is closed; go-mail's Close
// would wait for the lock that a blocked read holds.
type connection struct {
	wire     *wire
	tls      *tls.Conn    // over wire; nil in clear text
	replies  *replyReader // over both
	client   *gomail.Client
	timeouts Timeouts
	log      *slog.Logger // nil is nowhere
	host     string
	redactor redactor
	server   Features
	stage    outbox.Stage // of the current step

	phase    phase
	commands []command      // of the envelope of message
	message  outbox.Message // whose envelope or data was sent
	refused  bool           // the server refused an envelope, and may still hold the part of it that it accepted
}

// phase is the state of a connection between two calls.
type phase int

const (
	idle     phase = iota // between two messages
	envelope              // the envelope of message was sent, and the replies to it are not read
	data                  // the data of message was sent, and the server waits for the dot
	closed
)

var _ outbox.Connection = (*connection)(nil)

// Features are what a server offers in its reply to EHLO.
type Features struct {
	TLS        uint16   // the version, as in crypto/tls; 0 for clear text
	Mechanisms []string // of AUTH, in capitals
	Size       int64    // of the largest message in bytes; 0 if the server does not say
	Pipelining bool
	EightBit   bool // 8BITMIME
	UTF8       bool // SMTPUTF8
}

func (c *connection) features() Features {
	var f Features
	if c.tls != nil {
		f.TLS = c.tls.ConnectionState().Version
	}
	_, names := c.client.Extension("AUTH")
	f.Mechanisms = strings.Fields(strings.ToUpper(names))
	if _, size := c.client.Extension("SIZE"); size != "" {
		f.Size, _ = strconv.ParseInt(size, 10, 64) // if it is not a number, there is no limit
	}
	f.Pipelining, _ = c.client.Extension("PIPELINING")
	f.EightBit, _ = c.client.Extension("8BITMIME")
	f.UTF8, _ = c.client.Extension("SMTPUTF8")
	return f
}

// codeClosing is the reply of a server that closes the connection.
const codeClosing = 421

// Data gives the server the envelope and the text of a message. See outbox.Connection.
func (c *connection) Data(ctx context.Context, m outbox.Message) error {
	sent := c.phase == envelope
	switch {
	case c.phase == closed:
		return &outbox.Failure{Stage: outbox.StageMail, Err: net.ErrClosed}
	case c.phase == data, sent && !sameEnvelope(c.message, m):
		c.Close()
		return &outbox.Failure{Stage: outbox.StageMail, Err: &Error{Code: BadOrder}}
	case !sent:
		if err := c.checkMessage(m); err != nil {
			return &outbox.Failure{Stage: outbox.StageMail, Err: err, Final: true}
		}
		c.setEnvelope(m)
	}
	if err := c.during(ctx, outbox.StageMail, func() error { return c.agree(sent) }); err != nil {
		return err
	}
	c.phase, c.message = data, m
	if err := c.during(ctx, outbox.StageBody, func() error { return c.writeBody(m.Wire) }); err != nil {
		c.Close() // even after a refusal, because the server still waits for the dot
		return err
	}
	return nil
}

// EndData sends the dot, and the envelope of next along with it if the server has PIPELINING. A failure before the first
// byte of the dot was written is one of the body, because then the server does not have the message.
func (c *connection) EndData(ctx context.Context, next *outbox.Message) (outbox.Reply, error) {
	if c.phase != data {
		return outbox.Reply{}, &outbox.Failure{Stage: outbox.StageBody, Err: &Error{Code: BadOrder}}
	}
	c.commands = c.commands[:0]
	if next != nil && c.server.Pipelining && c.checkMessage(*next) == nil { // else Data returns what is wrong with it
		c.setEnvelope(*next)
	}
	var reply outbox.Reply
	err := c.during(ctx, outbox.StageBody, func() error {
		if err := c.earlyReply(false); err != nil {
			c.Close()
			return err
		}
		c.enter(outbox.StageDot)
		if err := c.writeDot(); err != nil {
			defer c.Close()
			if early := c.earlyReply(true); early != nil {
				return early
			}
			return err
		}
		c.phase = idle
		if len(c.commands) > 0 {
			c.phase, c.message = envelope, *next
		}
		var err error
		reply.Code, reply.Text, err = c.client.Text.ReadResponse(250)
		return err
	})
	if err != nil {
		return outbox.Reply{}, err
	}
	reply.Text = c.redactor.text(reply.Text)
	return reply, nil
}

// Quit says QUIT, unless the server waits for the rest of a message, because it could take the QUIT for its text.
func (c *connection) Quit() {
	switch c.phase {
	case closed:
	case envelope, data:
		c.Close()
	case idle:
		_ = c.during(context.Background(), StageQuit, c.client.Quit)
		c.phase = closed
		c.wire.cut()
	}
}

// Close closes the connection at once, and discards what the system has not sent yet.
func (c *connection) Close() {
	c.phase = closed
	c.wire.abort()
}
