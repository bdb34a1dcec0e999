package smtp

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"os"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail/smtp"

	"draft/drafts/outbox"
)

// helloName is how we introduce ourselves. The name of the machine would tell every reader of the message's trace
// where it was written, and many a one is no valid name.
const helloName = "[127.0.0.1]"

// open connects as far as one can without a login. go-mail's own dialling is not used: it does not tell at which stage
// it failed, goes on with HELO whatever was wrong with EHLO, and has one deadline for all.
func (s *Sender) open(ctx context.Context) (*connection, error) {
	if faults := s.Account.Check(); len(faults) > 0 {
		errs := make([]error, len(faults))
		for i, f := range faults {
			errs[i] = f
		}
		return nil, &outbox.Failure{Stage: outbox.StageConnect, Err: errors.Join(errs...), Final: true}
	}
	config, err := s.tlsConfig()
	if err != nil {
		return nil, &outbox.Failure{Stage: outbox.StageConnect, Err: err, Final: true}
	}
	c, err := s.dial(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.greet(ctx, s.Account, config); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// tlsConfig is how a server's certificate is checked; nil for clear text.
func (s *Sender) tlsConfig() (*tls.Config, error) {
	if s.Account.Protection() == Clear {
		return nil, nil
	}
	roots := s.Roots
	if roots == nil && s.Account.CAFile != "" {
		var err error
		if roots, err = withFile(s.Account.CAFile); err != nil {
			return nil, err
		}
	}
	return &tls.Config{
		ServerName: s.Account.Host, RootCAs: roots, MinVersion: tls.VersionTLS12,
		DynamicRecordSizingDisabled: true, // a letter is small enough for few records
	}, nil
}

// withFile gives the authorities of the system and those of a file.
func withFile(name string) (*x509.CertPool, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, &Error{Code: BadCAFile, Name: name, Err: err}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without any: the file may be enough
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, &Error{Code: BadCAFile, Name: name}
	}
	return roots, nil
}

// dial makes the TCP connection.
func (s *Sender) dial(ctx context.Context) (*connection, error) {
	dial := s.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	dialling, cancel := context.WithTimeout(ctx, s.Timeouts.of(outbox.StageConnect))
	defer cancel()
	conn, err := dial(dialling, "tcp", net.JoinHostPort(s.Account.Host, strconv.Itoa(s.Account.Port)))
	if err != nil {
		return nil, failed(ctx, outbox.StageConnect, err)
	}
	c := &connection{wire: &wire{Conn: conn}, timeouts: s.Timeouts, host: s.Account.Host}
	if s.Account.Protection() == Clear && !c.wire.isLoopback() {
		c.Close()
		err := &Error{Code: NotLoopback, Name: conn.RemoteAddr().String()}
		return nil, &outbox.Failure{Stage: outbox.StageConnect, Err: err, Final: true}
	}
	return c, nil
}

// greet goes through TLS, the greeting and EHLO.
func (c *connection) greet(ctx context.Context, a Account, config *tls.Config) error {
	conn := net.Conn(c.wire)
	if a.Protection() == Implicit {
		secured := tls.Client(c.wire, config)
		if err := c.during(ctx, outbox.StageConnect, secured.Handshake); err != nil {
			return err
		}
		conn = secured
	}
	err := c.during(ctx, outbox.StageGreeting, func() (err error) {
		c.client, err = gomail.NewClient(conn, c.host)
		return err
	})
	if err != nil {
		return err
	}
	if err := c.hello(ctx); err != nil {
		return err
	}
	if a.Protection() == STARTTLS {
		if err := c.startTLS(ctx, config); err != nil {
			return err
		}
	}
	c.widen()
	c.server = c.features()
	return nil
}

func (c *connection) hello(ctx context.Context) error {
	guard := &noHELO{wire: c.wire}
	c.client.ErrorHandlerRegistry.RegisterHandler(c.host, "ehlo", guard)
	return c.during(ctx, outbox.StageHello, func() error {
		if err := c.client.Hello(helloName); guard.err == nil {
			return err
		}
		return guard.err
	})
}

// noHELO keeps go-mail from trying HELO after a refused or lost EHLO. Without EHLO there is neither TLS nor a login.
type noHELO struct {
	wire *wire
	err  error // of EHLO
}

func (n *noHELO) HandleError(_, _ string, _ *textproto.Conn, err error) error {
	n.err = err
	n.wire.cut()
	return err
}

func (c *connection) startTLS(ctx context.Context, config *tls.Config) error {
	if offered, _ := c.client.Extension("STARTTLS"); !offered {
		return &outbox.Failure{Stage: outbox.StageTLS, Err: &Error{Code: NoTLS}, Final: true}
	}
	before := c.client.Text
	err := c.during(ctx, outbox.StageTLS, func() error { return c.client.StartTLS(config) })
	// go-mail drops what it had read by then; that there was something tells that somebody is in between.
	if before.R.Buffered() > 0 {
		return &outbox.Failure{Stage: outbox.StageTLS, Err: &Error{Code: Injected}, Final: true}
	}
	if err == nil {
		return nil
	}
	// go-mail says EHLO again within the same call.
	var failure *outbox.Failure
	if state, ok := c.client.TLSConnectionState(); ok && state.HandshakeComplete && errors.As(err, &failure) {
		failure.Stage = outbox.StageHello
	}
	return err
}

// block is the buffer of what is written, and the size of the pieces of a body. go-mail's 4 KB make many small
// packets, and TLS records that are a quarter of what they can be.
const block = 64 << 10

// widen gives the client a larger buffer. What TLS it has is behind the old one.
func (c *connection) widen() {
	c.client.Text.W = bufio.NewWriterSize(unbuffered{c.client.Text.W}, block)
}

// unbuffered hands on at once what is written to it.
type unbuffered struct{ to *bufio.Writer }

func (u unbuffered) Write(p []byte) (int, error) {
	n, err := u.to.Write(p)
	if err == nil {
		err = u.to.Flush()
	}
	return n, err
}

// during takes a step of a stage, with its deadline. If ctx is cancelled meanwhile, the connection is closed under it.
// A failure that is no refusal ends the connection.
func (c *connection) during(ctx context.Context, stage outbox.Stage, step func() error) error {
	if err := ctx.Err(); err != nil {
		c.Close()
		return &outbox.Failure{Stage: stage, Err: err}
	}
	c.enter(stage)
	stop := context.AfterFunc(ctx, c.wire.cut)
	err := step()
	interrupted := !stop()
	if err == nil {
		return nil
	}
	failure := c.discreet.failure(c.stage, err)
	if failure.Reply.Code == 0 || failure.Reply.Code == codeClosing {
		c.Close()
	}
	if interrupted && failure.Reply.Code == 0 {
		failure.Err = ctx.Err()
	}
	return failure
}

// enter begins a stage within a step.
func (c *connection) enter(stage outbox.Stage) {
	c.stage = stage
	c.wire.begin(time.Now().Add(c.timeouts.of(stage)))
}
