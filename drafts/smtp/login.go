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

// mechanisms are the supported ways to log in, the best first. CRAM-MD5 and NTLM are left out, because they are weaker
// than a password inside TLS, and so is channel binding, because servers often get it wrong.
var mechanisms = []struct {
	name string
	auth Auth
	make func(user, secret, host string) gomail.Auth
}{
	{"SCRAM-SHA-256", AuthPassword, func(u, s, _ string) gomail.Auth { return gomail.ScramSHA256Auth(u, s) }},
	{"SCRAM-SHA-1", AuthPassword, func(u, s, _ string) gomail.Auth { return gomail.ScramSHA1Auth(u, s) }},
	// The connection is inside TLS or to this machine by now, so go-mail need not check that before it sends a password.
	{"PLAIN", AuthPassword, func(u, s, h string) gomail.Auth { return gomail.PlainAuth("", u, s, h, true) }},
	{"LOGIN", AuthPassword, func(u, s, h string) gomail.Auth { return gomail.LoginAuth(u, s, h, true) }},
	{"XOAUTH2", AuthXOAUTH2, func(u, s, _ string) gomail.Auth { return gomail.XOAuth2Auth(u, s) }},
}

// codeMechanism is the reply to a mechanism that the server offers, but not to this user.
const codeMechanism = 504

// login logs in if the account needs it.
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
				return asFailure(ctx, outbox.StageAuth, fault)
			}
			c.redactor.add(secret, base64.StdEncoding.EncodeToString([]byte(secret)))
		}
		way := m.make(s.Account.User, secret, c.host)
		err = c.during(ctx, outbox.StageAuth, func() error { return c.authenticate(way) })
		var failure *outbox.Failure
		if err == nil || !errors.As(err, &failure) || failure.Reply.Code != codeMechanism {
			break
		}
	}
	var failure *outbox.Failure
	if errors.As(err, &failure) && failure.Reply.Code/100 == 5 {
		s.forget(secret)
	}
	return err
}

// maxRounds is the most challenges of a login. No mechanism needs that many.
const maxRounds = 8

// authenticate runs a mechanism. It does not use go-mail's Auth, because that answers every failure with "*" and QUIT,
// and discards the challenge of XOAUTH2, which says what is wrong.
func (c *connection) authenticate(way gomail.Auth) error {
	name, first, err := way.Start(&gomail.ServerInfo{Name: c.host})
	if err != nil {
		return c.exchangeError(name, err)
	}
	line := "AUTH " + name
	if len(first) > 0 {
		line += " " + c.encode(first)
	}
	said := ""
	for range maxRounds {
		code, text, err := c.sendLine(line)
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
			return c.exchangeError(name, nil)
		}
		if name == "XOAUTH2" {
			said = string(challenge)
		}
		if !acceptable(challenge) {
			return c.exchangeError(name, nil)
		}
		answer, err := way.Next(challenge, true)
		if err != nil {
			return c.exchangeError(name, err)
		}
		line = c.encode(answer)
	}
	return c.exchangeError(name, nil)
}

// sendLine sends a line and returns the reply, whatever its code is.
func (c *connection) sendLine(line string) (int, string, error) {
	if err := c.unasked(); err != nil {
		return 0, "", err
	}
	id, err := c.client.Text.Cmd("%s", line)
	if err != nil {
		return 0, "", err
	}
	c.client.Text.StartResponse(id)
	defer c.client.Text.EndResponse(id)
	return c.client.Text.ReadResponse(0)
}

// encode returns the line of an answer, and has it redacted if the server repeats it.
func (c *connection) encode(answer []byte) string {
	line := base64.StdEncoding.EncodeToString(answer)
	c.redactor.add(line)
	return line
}

// exchangeError returns the error of a server that does not follow a mechanism. It redacts the mechanism's error, which
// quotes the server, which may quote the secret.
func (c *connection) exchangeError(name string, err error) error {
	e := &Error{Code: Exchange, Name: name}
	if err != nil {
		e.Text = c.redactor.text(err.Error())
	}
	return e
}

// maxIterations limits the work that a server may ask for, because it cannot be interrupted. Servers ask for some
// thousands.
const maxIterations = 1_000_000

// acceptable reports whether a challenge asks for no more than maxIterations (RFC 5802: r=…,s=…,i=4096).
func acceptable(challenge []byte) bool {
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

// checkSecret returns an error if no mechanism can carry a secret.
func checkSecret(secret string) error {
	switch {
	case secret == "":
		return &Error{Code: NoSecret}
	case strings.ContainsFunc(secret, unicode.IsControl):
		return &Error{Code: BadSecret}
	}
	return nil
}
