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

// helloName is the name in EHLO. It is not the name of the machine, because that would show in the message's trace
// headers, and may not be valid.
const helloName = "[127.0.0.1]"

// open connects without a login. It does not use go-mail's dialling, because that does not say at which stage it
// failed, tries HELO after any failure of EHLO, and has one deadline for everything.
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

// tlsConfig returns the TLS configuration, or nil for clear text.
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
		DynamicRecordSizingDisabled: true, // else TLS splits the first 128 KB into packets
	}, nil
}

// withFile returns the authorities of the system and those of a file.
func withFile(name string) (*x509.CertPool, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, &Error{Code: BadCAFile, Name: name, Err: err}
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // the machine has none; the file may be enough
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, &Error{Code: BadCAFile, Name: name}
	}
	return roots, nil
}

// dial opens the TCP connection.
func (s *Sender) dial(ctx context.Context) (*connection, error) {
	dial := s.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	dialling, cancel := context.WithTimeout(ctx, s.Timeouts.of(outbox.StageConnect))
	defer cancel()
	conn, err := dial(dialling, "tcp", net.JoinHostPort(s.Account.Host, strconv.Itoa(s.Account.Port)))
	if err != nil {
		return nil, asFailure(ctx, outbox.StageConnect, err)
	}
	c := &connection{wire: &wire{Conn: conn}, timeouts: s.Timeouts, log: s.Log, host: s.Account.Host}
	if s.Account.Protection() == Clear && !c.wire.isLoopback() {
		c.Close()
		err := &Error{Code: NotLoopback, Name: conn.RemoteAddr().String()}
		return nil, &outbox.Failure{Stage: outbox.StageConnect, Err: err, Final: true}
	}
	return c, nil
}

// greet performs TLS, the greeting and EHLO.
func (c *connection) greet(ctx context.Context, a Account, config *tls.Config) error {
	conn := net.Conn(c.wire)
	if a.Protection() == Implicit {
		secured := tls.Client(c.wire, config)
		if err := c.during(ctx, outbox.StageConnect, secured.Handshake); err != nil {
			return err
		}
		conn, c.tls = secured, secured
	}
	if err := c.during(ctx, outbox.StageGreeting, func() error { return c.speak(conn, "") }); err != nil {
		return err
	}
	if err := c.hello(ctx); err != nil {
		return err
	}
	if a.Protection() == STARTTLS {
		if err := c.startTLS(ctx, config); err != nil {
			return err
		}
		if err := c.hello(ctx); err != nil {
			return err
		}
	}
	c.enlargeBuffer()
	c.server = c.features()
	c.trace("smtp features", "host", c.host, "tls", tls.VersionName(c.server.TLS), "auth", c.server.Mechanisms, "size", c.server.Size, "pipelining", c.server.Pipelining)
	return nil
}

// speak begins to speak SMTP over a connection on which the server has said something already, and reads its greeting.
func (c *connection) speak(conn net.Conn, said string) (err error) {
	c.replies = newReplyReader(conn, said)
	c.client, err = gomail.NewClient(c.replies, c.host)
	return err
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

// noHELO keeps go-mail from trying HELO after EHLO has failed, because HELO offers neither TLS nor a login.
type noHELO struct {
	wire *wire
	err  error // of EHLO
}

func (n *noHELO) HandleError(_, _ string, _ *textproto.Conn, err error) error {
	n.err = err
	n.wire.cut()
	return err
}

// startTLS begins TLS. It does not use go-mail's, which discards what came after the reply in clear text, and sends EHLO
// in the same step. A server does not greet again inside TLS, but go-mail's client begins with a greeting.
func (c *connection) startTLS(ctx context.Context, config *tls.Config) error {
	if offered, _ := c.client.Extension("STARTTLS"); !offered {
		return &outbox.Failure{Stage: outbox.StageTLS, Err: &Error{Code: NoTLS}, Final: true}
	}
	return c.during(ctx, outbox.StageTLS, func() error {
		switch code, text, err := c.sendLine("STARTTLS"); {
		case err != nil:
			return err
		case code != 220:
			return &textproto.Error{Code: code, Msg: text}
		case c.replies.begun(): // a server sends nothing there, so an attacker has injected it
			return &outbox.Failure{Stage: outbox.StageTLS, Err: &Error{Code: Injected}, Final: true}
		}
		c.tls = tls.Client(c.wire, config)
		if err := c.tls.Handshake(); err != nil {
			return err
		}
		return c.speak(c.tls, "220 \r\n")
	})
}

// block is the size of the write buffer, and of the parts in which a body is written. go-mail's 4 KB make many small
// packets and TLS records.
const block = 64 << 10

// enlargeBuffer puts a larger buffer before the client's own, behind which TLS is.
func (c *connection) enlargeBuffer() {
	c.client.Text.W = bufio.NewWriterSize(unbuffered{c.client.Text.W}, block)
}

// unbuffered flushes after every write.
type unbuffered struct{ to *bufio.Writer }

func (u unbuffered) Write(p []byte) (int, error) {
	n, err := u.to.Write(p)
	if err == nil {
		err = u.to.Flush()
	}
	return n, err
}

// during runs a step of a stage with the deadline of the stage. Cancelling ctx closes the connection under the step.
// Any failure that is not a refusal closes the connection too.
func (c *connection) during(ctx context.Context, stage outbox.Stage, step func() error) error {
	if err := ctx.Err(); err != nil {
		c.Close()
		return &outbox.Failure{Stage: stage, Err: err}
	}
	c.enter(stage)
	stop := context.AfterFunc(ctx, c.wire.cut)
	begun := time.Now()
	err := step()
	interrupted := !stop()
	if err == nil {
		c.trace("smtp", "host", c.host, "stage", c.stage, "took", time.Since(begun))
		return nil
	}
	failure := c.redactor.failure(c.stage, err)
	if failure.Reply.Code == 0 || failure.Reply.Code == codeClosing {
		c.Close()
	}
	if interrupted && failure.Reply.Code == 0 {
		failure.Err = ctx.Err()
	}
	c.trace("smtp", "host", c.host, "stage", c.stage, "took", time.Since(begun), "error", failure)
	return failure
}

// trace logs a step. What the server said about the login has been redacted.
func (c *connection) trace(step string, args ...any) {
	if c.log != nil {
		c.log.Debug(step, args...)
	}
}

// enter begins the next stage within a step.
func (c *connection) enter(stage outbox.Stage) {
	c.stage = stage
	c.wire.begin(time.Now().Add(c.timeouts.of(stage)))
}
