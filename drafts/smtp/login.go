package smtp

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail/smtp"

	"draft/drafts/outbox"
)

// mechanisms are our ways to log in, the best first. CRAM-MD5 and NTLM are not among them: they are weaker than a
// password inside TLS. Nor is channel binding: servers get it wrong more often than it helps.
var mechanisms = []struct {
	name string
	auth Auth
	make func(user, secret, host string) gomail.Auth
}{
	{"SCRAM-SHA-256", AuthPassword, func(u, s, _ string) gomail.Auth { return gomail.ScramSHA256Auth(u, s) }},
	{"SCRAM-SHA-1", AuthPassword, func(u, s, _ string) gomail.Auth { return gomail.ScramSHA1Auth(u, s) }},
	// Whether a password may be said is decided before: inside TLS, or to this machine.
	{"PLAIN", AuthPassword, func(u, s, h string) gomail.Auth { return gomail.PlainAuth("", u, s, h, true) }},
	{"LOGIN", AuthPassword, func(u, s, h string) gomail.Auth { return gomail.LoginAuth(u, s, h, true) }},
	{"XOAUTH2", AuthXOAUTH2, func(u, s, _ string) gomail.Auth { return gomail.XOAuth2Auth(u, s) }},
}

// codeNotThis is the answer to a mechanism that the server offers and does not do for this user.
const codeNotThis = 504

// login logs in, if the account does.
func (s *Sender) login(ctx context.Context, c *connection) error {
	if !s.Account.NeedsLogin() {
		return nil
	}
	auth := s.Account.Auth
	if auth == "" {
		auth = AuthPassword
	}
	offered := c.server.Mechanisms
	err := error(&outbox.Failure{
		Stage: outbox.StageAuth, Err: &Error{Code: NoMechanism, Offered: offered}, Final: true,
	})
	var secret string
	for _, m := range mechanisms {
		if m.auth != auth || !slices.Contains(offered, m.name) {
			continue
		}
		if secret == "" {
			var fault error
			if secret, fault = s.password(ctx); fault != nil {
				return failed(ctx, outbox.StageAuth, fault)
			}
			c.discreet.keep(secret, base64.StdEncoding.EncodeToString([]byte(secret)))
		}
		way := m.make(s.Account.User, secret, c.host)
		err = c.during(ctx, outbox.StageAuth, func() error { return c.converse(way) })
		var failure *outbox.Failure
		if err == nil || !errors.As(err, &failure) || failure.Reply.Code != codeNotThis {
			break
		}
	}
	var failure *outbox.Failure
	if errors.As(err, &failure) && failure.Reply.Code/100 == 5 {
		s.forget(secret)
	}
	return err
}

// maxRounds is more than any mechanism needs.
const maxRounds = 8

// converse goes through the exchange of a mechanism. go-mail's own Auth is not used: it answers every failure with a
// "*" and a QUIT that nobody asked for, and throws the challenge of XOAUTH2 away, which says what is wrong.
func (c *connection) converse(way gomail.Auth) error {
	name, first, err := way.Start(&gomail.ServerInfo{Name: c.host})
	if err != nil {
		return c.exchange(name, err)
	}
	line := "AUTH " + name
	if len(first) > 0 {
		line += " " + c.encode(first)
	}
	said := ""
	for range maxRounds {
		code, text, err := c.ask(line)
		if err != nil {
			return err
		}
		switch code {
		case 235:
			return nil
		case 334:
		default:
			if said != "" {
				text += "\n" + said
			}
			return &textproto.Error{Code: code, Msg: text}
		}
		challenge, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return c.exchange(name, nil)
		}
		if name == "XOAUTH2" {
			said = string(challenge)
		}
		if !modest(challenge) {
			return c.exchange(name, nil)
		}
		answer, err := way.Next(challenge, true)
		if err != nil {
			return c.exchange(name, err)
		}
		line = c.encode(answer)
	}
	return c.exchange(name, nil)
}

// ask says a line and gives the answer, whatever it is.
func (c *connection) ask(line string) (int, string, error) {
	id, err := c.client.Text.Cmd("%s", line)
	if err != nil {
		return 0, "", err
	}
	c.client.Text.StartResponse(id)
	defer c.client.Text.EndResponse(id)
	return c.client.Text.ReadResponse(0)
}

// encode gives the line of an answer. A server that repeats it tells the secret.
func (c *connection) encode(answer []byte) string {
	line := base64.StdEncoding.EncodeToString(answer)
	c.discreet.keep(line)
	return line
}

// exchange is a server that does not follow a mechanism. The mechanism's own words quote the server, which may quote
// the secret.
func (c *connection) exchange(name string, err error) error {
	e := &Error{Code: Exchange, Name: name}
	if err != nil {
		e.Text = c.discreet.text(err.Error())
	}
	return e
}

// maxIterations bounds the work that a server may ask for; it is not interrupted. Servers ask for some thousands.
const maxIterations = 1_000_000

// modest tells whether a challenge asks for a bearable amount of work (RFC 5802: r=…,s=…,i=4096).
func modest(challenge []byte) bool {
	if !bytes.HasPrefix(challenge, []byte("r=")) {
		return true
	}
	for part := range strings.SplitSeq(string(challenge), ",") {
		if text, ok := strings.CutPrefix(part, "i="); ok {
			if n, err := strconv.Atoi(text); err != nil || n < 1 || n > maxIterations {
				return false
			}
		}
	}
	return true
}

// checkSecret refuses what no mechanism can carry.
func checkSecret(secret string) error {
	switch {
	case secret == "":
		return &Error{Code: NoSecret}
	case strings.ContainsFunc(secret, unicode.IsControl):
		return &Error{Code: BadSecret}
	}
	return nil
}
