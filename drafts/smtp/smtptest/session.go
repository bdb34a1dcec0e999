package smtptest

import (
	"bufio"
	"crypto/tls"
	"net"
	"strconv"
	"strings"
	"time"
)

// session is one connection.
type session struct {
	server *Server
	raw    net.Conn
	conn   net.Conn
	in     *bufio.Reader
	out    *bufio.Writer // is flushed before the next read, so that commands sent together get their replies together
	tls    bool
	user   string
	mail   *Message      // the envelope so far
	text   []byte        // buffer of body
	seen   map[Stage]int // occurrences of each stage in this connection
}

// window is the size of a read buffer.
const window = 64 << 10

func (c *session) use(conn net.Conn, tls bool) {
	c.conn, c.tls = conn, tls
	c.in, c.out = bufio.NewReaderSize(flushing{c}, window), bufio.NewWriter(conn)
}

// flushing flushes the replies before it reads.
type flushing struct{ c *session }

func (a flushing) Read(p []byte) (int, error) {
	if err := a.c.out.Flush(); err != nil {
		return 0, err
	}
	return a.c.conn.Read(p)
}

// fault counts an occurrence of a stage and returns its fault, if there is one. It flushes the replies before a fault.
func (c *session) fault(at Stage) (Fault, bool) {
	if hook := c.server.config.Hook; hook != nil {
		hook(at)
	}
	f, failing := c.server.fault(at, c.seen, true)
	if failing {
		_ = c.out.Flush() // an error comes again
	}
	return f, failing
}

// secure performs the TLS handshake.
func (c *session) secure() bool {
	if c.out.Flush() != nil {
		return false
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{*c.server.config.Certificate},
		MinVersion:   tls.VersionTLS10, //nolint:gosec // tests refuse old versions
		MaxVersion:   c.server.config.MaxTLS,
	}
	conn := tls.Server(c.raw, config)
	if conn.Handshake() != nil {
		return false
	}
	c.use(conn, true)
	return true
}

func (c *session) say(reply string) bool {
	_, _ = c.out.WriteString(reply)
	_, err := c.out.WriteString("\r\n")
	return err == nil
}

// answer sends the usual reply of a stage, or applies a fault. It returns the first digit of the reply, or 0 if there
// was none, and whether the connection goes on.
func (c *session) answer(at Stage, usual string) (class byte, on bool) {
	reply := usual
	if f, failing := c.fault(at); failing {
		switch f.Do {
		case Code:
			reply = f.Reply
		case Slow:
			if !c.server.wait(max(f.Delay, time.Millisecond)) {
				return 0, false
			}
		case Hang:
			c.server.wait(0)
			return 0, false
		case Drop, DropLate, Lose:
			return 0, false
		case Cut:
			_, _ = c.out.WriteString(f.Reply)
			return 0, false
		}
	}
	if reply != "" {
		class = reply[0]
	}
	return class, c.say(reply) && !strings.HasPrefix(reply, "421")
}

func (c *session) run() {
	defer func() { _ = c.out.Flush() }() // c.out changes with TLS
	if class, on := c.answer(Greeting, "220 test ESMTP"); class != '2' || !on {
		return
	}
	for {
		verb, rest, err := c.command()
		if err != nil || !c.handle(verb, rest) {
			return
		}
	}
}

func (c *session) command() (verb, rest string, err error) {
	line, err := c.in.ReadString('\n')
	if err != nil {
		return "", "", err
	}
	verb, rest, _ = strings.Cut(strings.TrimRight(line, "\r\n"), " ")
	verb = strings.ToUpper(verb)
	c.server.verb(verb)
	return verb, rest, nil
}

// handle handles a command, and reports whether the connection goes on.
func (c *session) handle(verb, rest string) bool {
	var on bool
	switch verb {
	case "EHLO":
		_, on = c.answer(Hello, c.hello())
	case "HELO":
		_, on = c.answer(Hello, "250 test")
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.auth(rest)
	case "MAIL":
		return c.mailFrom(rest)
	case "RCPT":
		return c.rcptTo(rest)
	case "DATA":
		return c.data()
	case "RSET":
		c.mail = nil
		_, on = c.answer(Reset, "250 2.0.0 ok")
	case "NOOP":
		on = c.say("250 2.0.0 ok")
	case "QUIT":
		c.answer(Quit, "221 2.0.0 bye")
		return false
	default:
		on = c.say("502 5.5.1 unknown command")
	}
	return on
}

func (c *session) hello() string {
	config := &c.server.config
	lines := append([]string{"test"}, config.Extensions...)
	if config.Size > 0 {
		lines = append(lines, "SIZE "+strconv.Itoa(config.Size))
	}
	if config.Security == STARTTLS && !c.tls {
		lines = append(lines, "STARTTLS")
	}
	if len(config.Mechanisms) > 0 && (config.Security != STARTTLS || c.tls) {
		lines = append(lines, "AUTH "+strings.Join(config.Mechanisms, " "))
	}
	last := len(lines) - 1
	for i := range last {
		lines[i] = "250-" + lines[i]
	}
	lines[last] = "250 " + lines[last]
	return strings.Join(lines, "\r\n")
}

func (c *session) startTLS() bool {
	if c.server.config.Security != STARTTLS || c.tls {
		return c.say("503 5.5.1 no TLS here")
	}
	usual := "220 2.0.0 go ahead"
	if inject := c.server.config.Inject; inject != "" {
		usual += "\r\n" + strings.TrimSuffix(inject, "\r\n")
	}
	class, on := c.answer(StartTLS, usual)
	if class != '2' {
		return on
	}
	c.mail, c.user = nil, ""
	return c.secure()
}
