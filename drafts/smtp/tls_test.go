package smtp_test

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

func noSuchHost(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
}

func neverThere(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// both are the two ways to TLS, with the stage at which a bad certificate fails.
var both = []struct {
	server smtptest.Security
	client smtp.Security
	stage  outbox.Stage
}{
	{smtptest.Implicit, smtp.Implicit, outbox.StageConnect},
	{smtptest.STARTTLS, smtp.STARTTLS, outbox.StageTLS},
}

func TestBadCertificatesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		certificate func() (tls.Certificate, error)
		max         uint16
		cause       smtp.Cause
	}{
		"good":              {smtptest.Good, 0, smtp.CauseUnknown},
		"TLS 1.2":           {smtptest.Good, tls.VersionTLS12, smtp.CauseUnknown},
		"TLS 1.1":           {smtptest.Good, tls.VersionTLS11, smtp.CauseOldTLS},
		"expired":           {smtptest.Expired, 0, smtp.CauseExpired},
		"wrong name":        {smtptest.WrongName, 0, smtp.CauseWrongName},
		"unknown authority": {smtptest.Unknown, 0, smtp.CauseAuthority},
	} {
		for _, way := range both {
			certificate, err := c.certificate()
			if err != nil {
				t.Fatal(err)
			}
			server := smtptest.Start(t, smtptest.Config{
				Security: way.server, Certificate: &certificate, MaxTLS: c.max,
				Mechanisms: []string{"PLAIN"}, User: user, Password: secret,
			})
			s := withLogin(senderTo(t, server, way.client))
			_, err = deliver(t.Context(), s, message())
			if c.cause == smtp.CauseUnknown {
				if err != nil {
					t.Errorf("%s, %s: %v", name, way.client, err)
				}
				continue
			}
			f := failure(t, err)
			if f.Stage != way.stage || f.Reply.Code != 0 || smtp.Explain(f, s.Account) != c.cause {
				t.Errorf("%s, %s: %+v, %q", name, way.client, f, smtp.Explain(f, s.Account))
			}
			if slices.Contains(server.Verbs(), "AUTH") || slices.Contains(server.Verbs(), "MAIL") {
				t.Errorf("%s, %s: said %v", name, way.client, server.Verbs())
			}
		}
	}
}

func TestNoSTARTTLSIsRefused(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{Mechanisms: []string{"PLAIN"}, User: user, Password: secret})
	s := withLogin(senderTo(t, server, smtp.STARTTLS))
	_, err := s.Connect(t.Context())
	if f := failure(t, err); f.Stage != outbox.StageTLS || !f.Final || smtp.Explain(f, s.Account) != smtp.CauseNoTLS {
		t.Errorf("got %+v", f)
	}
	ownError(t, err, smtp.NoTLS)
	if got := strings.Join(server.Verbs(), " "); got != "EHLO" {
		t.Errorf("said %s", got)
	}
}

// TestInjectionIsRefused checks that clear text after the reply to STARTTLS is not taken for a reply inside TLS.
func TestInjectionIsRefused(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.STARTTLS, Inject: "250-injected\r\n250 AUTH PLAIN\r\n",
		Mechanisms: []string{"LOGIN"}, User: user, Password: secret,
	})
	s := withLogin(senderTo(t, server, smtp.STARTTLS))
	_, err := s.Connect(t.Context())
	if f := failure(t, err); f.Stage != outbox.StageTLS || smtp.Explain(f, s.Account) != smtp.CauseIntruder {
		t.Errorf("got %+v", f)
	}
	ownError(t, err, smtp.Injected)
	if slices.Contains(server.Verbs(), "AUTH") {
		t.Errorf("said %v", server.Verbs())
	}
}

func TestImplicitTLSToAPortWithoutIt(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{})
	s := senderTo(t, server, smtp.Implicit)
	_, err := s.Connect(t.Context())
	if f := failure(t, err); f.Stage != outbox.StageConnect || smtp.Explain(f, s.Account) != smtp.CauseNotTLS {
		t.Errorf("got %+v, %q", f, smtp.Explain(f, s.Account))
	}
}

// TestClearTextStaysHere checks that no clear text leaves this machine, even if "localhost" resolves to another one.
func TestClearTextStaysHere(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{})
	elsewhere := func(context.Context, string, string) (net.Conn, error) {
		conn, err := net.Dial("tcp", server.Address())
		return stranger{conn}, err
	}
	for _, host := range []string{"localhost", "127.0.0.1", "127.3.2.1", "::1"} {
		s := &smtp.Sender{Account: smtp.Account{Host: host, Port: 25, TLS: smtp.Clear}, Dial: elsewhere}
		_, err := s.Connect(t.Context())
		if f := failure(t, err); f.Stage != outbox.StageConnect || !f.Final {
			t.Errorf("%s: %+v", host, f)
		}
		ownError(t, err, smtp.NotLoopback)
	}
	s := &smtp.Sender{Account: smtp.Account{Host: "mail.example.com", Port: 25, TLS: smtp.Clear}, Dial: elsewhere}
	if _, err := s.Connect(t.Context()); err == nil || !strings.Contains(err.Error(), "account.clear") {
		t.Errorf("got %v", err)
	}
	if len(server.Verbs()) > 0 {
		t.Errorf("said %v", server.Verbs())
	}
}

// stranger is a connection to another machine.
type stranger struct{ net.Conn }

func (stranger) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 25} }

func TestCAFile(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{Security: smtptest.STARTTLS})
	// With a CAFile, connections to this machine use TLS too.
	account := smtp.Account{Host: "localhost", Port: server.Port, TLS: smtp.Clear, CAFile: smtptest.CAFile(t)}
	features, err := (&smtp.Sender{Account: account, Dial: toIPv4}).Probe(t.Context())
	if err != nil || features.TLS != tls.VersionTLS13 {
		t.Errorf("got %+v, %v", features, err)
	}
	plain := smtptest.Start(t, smtptest.Config{})
	account.Port = plain.Port
	_, err = (&smtp.Sender{Account: account, Dial: toIPv4}).Connect(t.Context())
	ownError(t, err, smtp.NoTLS)

	nonsense := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(nonsense, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{nonsense, filepath.Join(t.TempDir(), "missing.pem")} {
		account.CAFile = name
		_, err = (&smtp.Sender{Account: account}).Connect(t.Context())
		if e := ownError(t, err, smtp.BadCAFile); e.Name != name {
			t.Errorf("got %+v", e)
		}
	}
	account.CAFile = ""
	if features, err = (&smtp.Sender{Account: account, Dial: toIPv4}).Probe(t.Context()); err != nil || features.TLS != 0 {
		t.Errorf("got %+v, %v", features, err)
	}
}

// toIPv4 dials 127.0.0.1 for localhost, where the test server listens.
func toIPv4(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
}
