// Package smtp sends frozen messages through the mailbox of a user. It implements TLS, login, deadlines and the reading
// of replies on top of go-mail's client, and has the presets of providers and the places of secrets.
//
// It does not record what became of a letter: drafts/outbox does, and declares the interfaces that Sender implements.
// It has no text for users, and never changes a message: one that a server cannot take as it is is not sent. TLS is
// required unless the server is on this machine.
package smtp

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"draft/drafts/outbox"
)

// StageQuit is QUIT. It has a deadline of its own, but its errors are ignored.
const StageQuit outbox.Stage = "quit"

// Timeouts are how long the stages of a dialogue may take. A stage that is missing has its default. That of the body
// applies to each block.
type Timeouts map[outbox.Stage]time.Duration

// defaultTimeouts are those of RFC 5321 (4.5.3.2) from MAIL on, and shorter before, because a person waits.
var defaultTimeouts = Timeouts{
	outbox.StageConnect:   30 * time.Second,
	outbox.StageGreeting:  2 * time.Minute, // some servers delay unknown clients
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

// Dialer opens a connection, as net.Dialer.DialContext does.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// Sender connects to the server of an account. It is an outbox.Sender, and safe for concurrent use.
type Sender struct {
	Account Account
	// Secret returns the password, or the token of XOAUTH2. It is called at the first login, and again only after a
	// server has refused the secret.
	Secret   func(ctx context.Context) (string, error)
	Timeouts Timeouts
	Dial     Dialer         // nil is net.Dialer
	Roots    *x509.CertPool // trusted authorities; nil is those of the system and the CAFile
	Log      *slog.Logger   // gets the stages, without secrets and letters; nil is nowhere

	mu     sync.Mutex
	secret string
}

var _ outbox.Sender = (*Sender)(nil)

// Connect returns a connection that is logged in. The error is an *outbox.Failure, which may wrap an *Error.
func (s *Sender) Connect(ctx context.Context) (outbox.Connection, error) {
	c, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Probe connects, logs in and quits, and returns the features of the server. It sends no message.
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

// password returns the secret. Concurrent connections ask for it once.
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

// forget drops a secret that was refused, so that the next login asks for it again.
func (s *Sender) forget(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.secret == secret {
		s.secret = ""
	}
}

// asFailure returns an error as a failure at a stage. If ctx was cancelled, that is the error.
func asFailure(ctx context.Context, stage outbox.Stage, err error) *outbox.Failure {
	var failure *outbox.Failure
	if errors.As(err, &failure) {
		return failure
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return &outbox.Failure{Stage: stage, Err: err}
}
