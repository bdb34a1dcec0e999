package smtptest

import (
	"bufio"
	"crypto/tls"
	"io"
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
	tls    bool
	user   string
	mail   *Message // the envelope so far
}

func (c *session) use(conn net.Conn, tls bool) {
	c.conn, c.in, c.tls = conn, bufio.NewReader(conn), tls
}

// secure goes on in TLS.
func (c *session) secure() bool {
	config := &tls.Config{
		Certificates: []tls.Certificate{*c.server.config.Certificate},
		MinVersion:   tls.VersionTLS10, //nolint:gosec // old versions are what is tested
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
	_, err := io.WriteString(c.conn, reply+"\r\n")
	return err == nil
}

// answer gives the usual reply at a stage, or fails as it is told. It tells whether the usual reply was given, and
// whether the connection goes on.
func (c *session) answer(at Stage, usual string) (ok, on bool) {
	f, failing := c.server.fault(at)
	if !failing {
		sent := c.say(usual)
		return sent, sent
	}
	switch f.Do {
	case Code:
		on = c.say(f.Reply) && !strings.HasPrefix(f.Reply, "421")
		return strings.HasPrefix(f.Reply, usual[:1]), on
	case Slow:
		sent := c.server.wait(max(f.Delay, time.Millisecond)) && c.say(usual)
		return sent, sent
	case Hang:
		c.server.wait(0)
	}
	return false, false
}

func (c *session) run() {
	if ok, on := c.answer(Greeting, "220 test ESMTP"); !ok || !on {
		return
	}
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		verb = strings.ToUpper(verb)
		c.server.verb(verb)
		if !c.obey(verb, rest) {
			return
		}
	}
}

// obey does what a command says, and tells whether the connection goes on.
func (c *session) obey(verb, rest string) bool {
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
	ok, on := c.answer(StartTLS, usual)
	if !ok {
		return on
	}
	c.mail, c.user = nil, ""
	return c.secure()
}
