package smtptest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// path parses <address> and the parameters after it.
func path(rest, word string) (address, params string, ok bool) {
	if len(rest) < len(word) || !strings.EqualFold(rest[:len(word)], word) {
		return "", "", false
	}
	address, params, ok = strings.Cut(rest[len(word):], ">")
	if !ok || !strings.HasPrefix(address, "<") {
		return "", "", false
	}
	return address[1:], strings.TrimSpace(params), true
}

func (c *session) mailFrom(rest string) bool {
	address, params, ok := path(rest, "FROM:")
	switch size := c.server.config.Size; {
	case !ok:
		return c.say("501 5.5.4 syntax")
	case len(c.server.config.Mechanisms) > 0 && c.user == "":
		return c.say("530 5.7.0 Authentication required")
	case size > 0 && declared(params) > size:
		return c.say("552 5.3.4 Message size exceeds fixed limit")
	}
	class, on := c.answer(Mail, "250 2.1.0 ok")
	if class == '2' {
		c.mail = &Message{From: address, Params: params, User: c.user, TLS: c.tls}
	}
	return on
}

// declared returns the size in the parameters of MAIL.
func declared(params string) int {
	for param := range strings.FieldsSeq(params) {
		if text, ok := strings.CutPrefix(strings.ToUpper(param), "SIZE="); ok {
			n, _ := strconv.Atoi(text)
			return n
		}
	}
	return 0
}

func (c *session) rcptTo(rest string) bool {
	address, _, ok := path(rest, "TO:")
	if !ok || c.mail == nil {
		return c.say("503 5.5.1 MAIL first")
	}
	class, on := c.answer(Rcpt, "250 2.1.5 ok")
	if class == '2' {
		c.mail.To = append(c.mail.To, address)
	}
	return on
}

func (c *session) data() bool {
	usual := "354 go ahead"
	if c.mail == nil || len(c.mail.To) == 0 {
		usual = "503 5.5.1 RCPT first"
	}
	if f, failing := c.server.fault(Body, c.seen, false); failing && f.Do == Hang {
		// A small buffer, so that a long message blocks the client.
		if tcp, ok := c.raw.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(1 << 12)
		}
	}
	if class, on := c.answer(Data, usual); class != '3' {
		return on
	}
	var m Message // without an envelope if a fault accepts DATA without one
	if c.mail != nil {
		m, c.mail = *c.mail, nil
	}
	var on bool
	if m.Data, on = c.body(); !on {
		return false
	}
	m.ID = messageID(m.Data)
	return c.dot(m)
}

// body reads a message up to its dot, which must be between two CRLFs. The bytes are valid until the next call.
func (c *session) body() ([]byte, bool) {
	data := c.text[:0]
	defer func() { c.text = data }()
	fresh := true // at the beginning of a line
	for n := 0; ; n++ {
		line, err := c.in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, false
		}
		ended := fresh && string(line) == ".\r\n"
		if fresh && line[0] == '.' {
			line = line[1:]
		}
		if !ended {
			data = append(data, line...)
			fresh = bytes.HasSuffix(data, []byte("\r\n"))
		}
		if n == 0 && !c.interrupt() {
			return nil, false
		}
		if ended {
			return data, true
		}
	}
}

// interrupt applies a fault in the middle of a message, and reports whether to go on.
func (c *session) interrupt() bool {
	f, failing := c.fault(Body)
	if !failing {
		return true
	}
	switch f.Do {
	case Code:
		c.say(f.Reply)
	case Cut:
		_, _ = c.out.WriteString(f.Reply)
	case Slow:
		return c.server.wait(max(f.Delay, time.Millisecond))
	case Hang:
		c.server.wait(0)
	}
	return false
}

// dot takes a message and replies, or applies a fault.
func (c *session) dot(m Message) bool {
	f, failing := c.fault(Dot)
	if failing && f.Do == Lose {
		return false
	}
	if failing && f.Do == Code && !strings.HasPrefix(f.Reply, "2") {
		return c.say(f.Reply) && !strings.HasPrefix(f.Reply, "421")
	}
	place := c.server.take(m)
	reply := fmt.Sprintf("250 2.0.0 queued as %d", place+1)
	if failing {
		switch f.Do {
		case Code:
			reply = f.Reply
		case DropLate:
			c.skipTo("DATA")
			return false
		case Drop:
			return false
		case Cut:
			_, _ = c.out.WriteString(f.Reply)
			return false
		case Hang:
			c.server.wait(0)
			return false
		case Slow:
			if !c.server.wait(max(f.Delay, time.Millisecond)) {
				return false
			}
		}
	}
	on := c.say(reply) && c.out.Flush() == nil
	if on {
		c.server.answered(place)
	}
	return on
}

// skipTo reads commands up to one.
func (c *session) skipTo(last string) {
	for {
		verb, _, err := c.command()
		if err != nil || verb == last {
			return
		}
	}
}

// messageID returns the Message-ID of a message.
func messageID(data []byte) string {
	header, _, _ := bytes.Cut(data, []byte("\r\n\r\n"))
	for line := range strings.SplitSeq(string(header), "\r\n") {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Message-ID") {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
