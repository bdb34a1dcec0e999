package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

const (
	user   = "zhang@example.com"
	secret = "Geheim-8421-xyz"
)

// TestMain is also the command that tests start. It fails if goroutines are left.
func TestMain(m *testing.M) {
	if os.Getenv("SMTP_TEST_ROLE") == "command" {
		os.Exit(passwordCommand(os.Args[1:]))
	}
	code := m.Run()
	if left := leaked(); code == 0 && left != "" {
		fmt.Fprintf(os.Stderr, "goroutines are left:\n%s\n", left)
		code = 1
	}
	os.Exit(code)
}

// leaked returns the stacks of leaked goroutines, after waiting for those that are about to end.
func leaked() string {
	left := ""
	for range 100 {
		stacks := make([]byte, 1<<20)
		all := strings.Split(string(stacks[:runtime.Stack(stacks, true)]), "\n\n")
		left = strings.Join(slices.DeleteFunc(all[1:], func(stack string) bool { // the first is this one
			return strings.Contains(stack, "os/signal.") // of the fuzzer
		}), "\n\n")
		if left == "" {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return left
}

// brief are deadlines for tests of servers that hang. Other tests do not use them, because on a busy machine anything
// may take that long.
var brief = smtp.Timeouts{
	outbox.StageConnect: 150 * time.Millisecond, outbox.StageGreeting: 150 * time.Millisecond,
	outbox.StageHello: 150 * time.Millisecond, outbox.StageTLS: 150 * time.Millisecond,
	outbox.StageAuth: 150 * time.Millisecond, outbox.StageMail: 150 * time.Millisecond,
	outbox.StageRecipient: 150 * time.Millisecond, outbox.StageData: 150 * time.Millisecond,
	outbox.StageBody: 150 * time.Millisecond, outbox.StageDot: 150 * time.Millisecond,
	smtp.StageQuit: 150 * time.Millisecond,
}

// senderTo returns a sender to a test server.
func senderTo(t testing.TB, s *smtptest.Server, tls smtp.Security) *smtp.Sender {
	t.Helper()
	sender := &smtp.Sender{
		Account: smtp.Account{Host: s.Host, Port: s.Port, TLS: tls},
		Secret:  func(context.Context) (string, error) { return secret, nil },
	}
	if tls != smtp.Clear {
		sender.Roots = smtptest.Roots(t)
	}
	return sender
}

// withLogin adds a login to the account of a sender.
func withLogin(s *smtp.Sender) *smtp.Sender {
	s.Account.User, s.Account.Auth = user, smtp.AuthPassword
	return s
}

func connect(t testing.TB, s *smtp.Sender) outbox.Connection {
	t.Helper()
	c, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func message(lines ...string) outbox.Message {
	if len(lines) == 0 {
		lines = []string{"Message-ID: <1@example.com>", "", "text"}
	}
	return outbox.Message{
		ID: "1", From: user, To: []string{"feedback@example.com"}, Wire: []byte(strings.Join(lines, "\r\n") + "\r\n"),
	}
}

// failure returns an error as a Failure.
func failure(t *testing.T, err error) *outbox.Failure {
	t.Helper()
	var f *outbox.Failure
	if !errors.As(err, &f) {
		t.Fatalf("not a failure: %v", err)
	}
	return f
}

// ownError returns the *smtp.Error in an error, which must have a code.
func ownError(t *testing.T, err error, code smtp.Code) smtp.Error {
	t.Helper()
	var e *smtp.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Fatalf("got %v, want the code %q", err, code)
	}
	return *e
}

// deliver sends one message over a new connection.
func deliver(ctx context.Context, s *smtp.Sender, m outbox.Message) (outbox.Reply, error) {
	c, err := s.Connect(ctx)
	if err != nil {
		return outbox.Reply{}, err
	}
	if err := c.Data(ctx, m); err != nil {
		c.Close()
		return outbox.Reply{}, err
	}
	reply, err := c.EndData(ctx, nil)
	if err != nil {
		c.Close()
		return reply, err
	}
	c.Quit()
	return reply, nil
}

// free returns a port of this machine on which nothing listens.
func free(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // it is closed to be free
	return l.Addr().(*net.TCPAddr).Port
}
