// Package smtp sends frozen messages through the mailbox of a user. It owns how a mail server is spoken to: TLS, login,
// deadlines, the server's words as text, the presets of providers, and where the secret of an account is kept.
//
// It refuses to know what became of a letter: drafts/outbox promises that none is sent twice, and declares the ports
// that Sender implements. It words nothing for users and rebuilds no message: one that a server cannot take as it is
// does not go. There is no way around TLS but a server on this very machine.
package smtp

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"sync"
	"time"

	"draft/drafts/outbox"
)

// StageQuit is the goodbye. Nothing that happens then is a failure; it only has a deadline of its own.
const StageQuit outbox.Stage = "quit"

// Timeouts are how long the stages of a dialogue may take; those left out keep their default. That of the body is for
// each block of it.
type Timeouts map[outbox.Stage]time.Duration

// defaultTimeouts are those of RFC 5321 (4.5.3.2) once a message is on its way, and shorter before: a person waits.
var defaultTimeouts = Timeouts{
	outbox.StageConnect:   30 * time.Second,
	outbox.StageGreeting:  2 * time.Minute, // some servers make strangers wait
	outbox.StageHello:     time.Minute,
	outbox.StageTLS:       time.Minute,
	outbox.StageAuth:      time.Minute,
	outbox.StageMail:      5 * time.Minute,
	outbox.StageRecipient: 5 * time.Minute,
	outbox.StageData:      2 * time.Minute,
	outbox.StageBody:      3 * time.Minute,
	outbox.StageDot:       10 * time.Minute,
	StageQuit:             3 * time.Second,
}

func (t Timeouts) of(stage outbox.Stage) time.Duration {
	if d := t[stage]; d > 0 {
		return d
	}
	return defaultTimeouts[stage]
}

// Dialer opens a connection, as net.Dialer does.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// Sender connects to the server of an account. It is an outbox.Sender, and may be used by several goroutines.
type Sender struct {
	Account Account
	// Secret gives the password, or the token of XOAUTH2. It is called when a server asks for a login, and once: what
	// it gave is kept until a server refuses it.
	Secret   func(ctx context.Context) (string, error)
	Timeouts Timeouts
	Dial     Dialer         // net.Dialer where nil
	Roots    *x509.CertPool // trusted authorities; nil is those of the system and of the account's CAFile

	mu     sync.Mutex
	secret string
}

var _ outbox.Sender = (*Sender)(nil)

// Connect gives a connection that is logged in. The error is a *outbox.Failure; what no server said is an *Error in it
// where it is ours.
func (s *Sender) Connect(ctx context.Context) (outbox.Connection, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Probe connects, logs in and leaves. It sends nothing, and tells what the server says of itself.
func (s *Sender) Probe(ctx context.Context) (Features, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return Features{}, err
	}
	defer c.Quit()
	return c.server, nil
}

func (s *Sender) connect(ctx context.Context) (*connection, error) {
	c, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.login(ctx, c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// password gives the secret. Connections that are made at the same time ask for it once.
func (s *Sender) password(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.secret != "" {
		return s.secret, nil
	}
	if s.Secret == nil {
		return "", &Error{Code: NoSecret}
	}
	secret, err := s.Secret(ctx)
	if err != nil {
		return "", err
	}
	if err := checkSecret(secret); err != nil {
		return "", err
	}
	s.secret = secret
	return secret, nil
}

// forget has the next login ask for the secret again, if it is still the one that was refused.
func (s *Sender) forget(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.secret == secret {
		s.secret = ""
	}
}

// failed gives an error as a failure at a stage. A person who left is the reason for whatever broke then.
func failed(ctx context.Context, stage outbox.Stage, err error) *outbox.Failure {
	var failure *outbox.Failure
	if errors.As(err, &failure) {
		return failure
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return &outbox.Failure{Stage: stage, Err: err}
}
