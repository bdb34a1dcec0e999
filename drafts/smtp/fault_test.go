package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// connectionEnded reports whether an error is that of a closed connection.
func connectionEnded(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE)
}

func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// TestFaults has the server fail at each stage in each way. It uses STARTTLS and a login, so that every stage occurs.
func TestFaults(t *testing.T) {
	stages := []struct {
		at   smtptest.Stage
		n    int
		want outbox.Stage
	}{
		{smtptest.Greeting, 1, outbox.StageGreeting},
		{smtptest.Hello, 1, outbox.StageHello},
		{smtptest.StartTLS, 1, outbox.StageTLS},
		{smtptest.Hello, 2, outbox.StageHello},
		{smtptest.Auth, 1, outbox.StageAuth},
		{smtptest.Mail, 1, outbox.StageMail},
		{smtptest.Rcpt, 1, outbox.StageRecipient},
		{smtptest.Data, 1, outbox.StageData},
		{smtptest.Dot, 1, outbox.StageDot},
	}
	ways := map[string]struct {
		fault smtptest.Fault
		code  int
		is    func(error) bool
	}{
		"drop": {smtptest.Fault{Do: smtptest.Drop}, 0, connectionEnded},
		"hang": {smtptest.Fault{Do: smtptest.Hang}, 0, timedOut},
		"4xx":  {smtptest.Fault{Reply: "451-4.3.0 try\r\n451 4.3.0 later"}, 451, nil},
		"421":  {smtptest.Fault{Reply: "421 4.3.2 going down"}, 421, nil},
		"5xx":  {smtptest.Fault{Reply: "554 5.7.1 no"}, 554, nil},
	}
	for name, way := range ways {
		for _, stage := range stages {
			t.Run(fmt.Sprintf("%s at %s %d", name, stage.at, stage.n), func(t *testing.T) {
				t.Parallel()
				fault := way.fault
				fault.At, fault.N = stage.at, stage.n
				server := smtptest.Start(t, smtptest.Config{
					Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: user, Password: secret,
					Faults: []smtptest.Fault{fault},
				})
				sender := withLogin(senderTo(t, server, smtp.STARTTLS))
				if name == "hang" {
					sender.Timeouts = smtp.Timeouts{stage.want: 100 * time.Millisecond}
				}
				_, err := deliver(t.Context(), sender, message())
				f := failure(t, err)
				if f.Stage != stage.want || f.Reply.Code != way.code || f.Final {
					t.Errorf("got %+v", f)
				}
				if way.is != nil && !way.is(f.Err) {
					t.Errorf("got the error %v", f.Err)
				}
				if way.code == 451 && f.Reply.Text != "4.3.0 try\n4.3.0 later" {
					t.Errorf("got the text %q", f.Reply.Text)
				}
				if (f.Recipient != "") != (stage.want == outbox.StageRecipient) {
					t.Errorf("got the recipient %q", f.Recipient)
				}
				if stage.want != outbox.StageDot && len(server.Messages()) > 0 {
					t.Error("the server has a message before its end")
				}
				for _, verb := range server.Verbs() {
					if verb == "QUIT" || verb == "HELO" || verb == "*" {
						t.Errorf("the server was told %s", verb)
					}
				}
			})
		}
	}
}

func TestSlowServersAreWaitedFor(t *testing.T) {
	t.Parallel()
	var faults []smtptest.Fault
	for _, stage := range smtptest.Stages() {
		faults = append(faults, smtptest.Fault{At: stage, Do: smtptest.Slow, Delay: 5 * time.Millisecond})
	}
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: user, Password: secret, Faults: faults,
	})
	reply, err := deliver(t.Context(), withLogin(senderTo(t, server, smtp.STARTTLS)), message())
	if err != nil || reply != (outbox.Reply{Code: 250, Text: "2.0.0 queued as 1"}) {
		t.Errorf("got %v, %v", reply, err)
	}
}

// TestFaultsInTheBody has the server close, refuse or hang in the middle of a long message. It never has the dot, and
// the failure says so.
func TestFaultsInTheBody(t *testing.T) {
	long := message("Message-ID: <1@example.com>", "", strings.Repeat(strings.Repeat("x", 76)+"\r\n", 100_000)) // 8 MB
	for name, c := range map[string]struct {
		fault smtptest.Fault
		code  int
	}{
		"drop": {smtptest.Fault{Do: smtptest.Drop}, 0},
		"hang": {smtptest.Fault{Do: smtptest.Hang}, 0},
		"4xx":  {smtptest.Fault{Reply: "421 4.4.2 timeout"}, 421},
		"5xx":  {smtptest.Fault{Reply: "552 5.3.4 too much"}, 552},
	} {
		for _, tls := range []smtp.Security{smtp.Clear, smtp.Implicit} {
			t.Run(name+" "+string(tls), func(t *testing.T) {
				c.fault.At = smtptest.Body
				config := smtptest.Config{Faults: []smtptest.Fault{c.fault}}
				if tls == smtp.Implicit {
					config.Security = smtptest.Implicit
				}
				server := smtptest.Start(t, config)
				sender := senderTo(t, server, tls)
				sender.Timeouts = smtp.Timeouts{outbox.StageBody: 300 * time.Millisecond}
				_, err := deliver(t.Context(), sender, long)
				f := failure(t, err)
				// The refusal may be lost, because the server closes with unread data.
				if f.Stage != outbox.StageBody || f.Reply.Code != c.code && f.Reply.Code != 0 {
					t.Errorf("got %+v", f)
				}
				if len(server.Messages()) > 0 {
					t.Error("the server has a message without its end")
				}
			})
		}
	}
}

// TestEndIsNotSentToAServerThatLeft has the server close after a short message, which fits into the system's buffers.
// The failure says that the server does not have the message.
func TestEndIsNotSentToAServerThatLeft(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the system does not tell without waiting")
	}
	for _, tls := range []smtp.Security{smtp.Clear, smtp.Implicit} {
		config := smtptest.Config{Faults: []smtptest.Fault{{At: smtptest.Body, Reply: "421 4.3.2 going down"}}}
		if tls == smtp.Implicit {
			config.Security = smtptest.Implicit
		}
		server := smtptest.Start(t, config)
		c := connect(t, senderTo(t, server, tls))
		err := c.Data(t.Context(), message())
		for i := 0; server.Open() > 0 && i < 1000; i++ {
			time.Sleep(time.Millisecond)
		}
		if err == nil { // else Data has noticed it already
			_, err = c.EndData(t.Context(), nil)
		}
		if f := failure(t, err); f.Stage != outbox.StageBody {
			t.Errorf("%s: got %+v", tls, f)
		}
		c.Close()
	}
}

func TestRefusedRecipientRefusesTheMessage(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{
		{At: smtptest.Rcpt, N: 2, Reply: "550 5.1.1 no such user"},
	}})
	m := message()
	m.To = []string{"a@example.com", "b@example.com", "c@example.com"}
	_, err := deliver(t.Context(), senderTo(t, server, smtp.Clear), m)
	if f := failure(t, err); f.Stage != outbox.StageRecipient || f.Recipient != "b@example.com" || f.Reply.Code != 550 {
		t.Errorf("got %+v", f)
	}
	if len(server.Messages()) > 0 {
		t.Error("the message was sent to the others")
	}
}

func TestAfterTheEndNothingMatters(t *testing.T) {
	for _, way := range []smtptest.Action{smtptest.Code, smtptest.Drop, smtptest.Hang} {
		fault := smtptest.Fault{At: smtptest.Quit, Do: way, Reply: "500 what"}
		server := smtptest.Start(t, smtptest.Config{Faults: []smtptest.Fault{fault}})
		sender := senderTo(t, server, smtp.Clear)
		sender.Timeouts = smtp.Timeouts{smtp.StageQuit: 50 * time.Millisecond}
		began := time.Now()
		if reply, err := deliver(t.Context(), sender, message()); err != nil || reply.Code != 250 {
			t.Errorf("got %v, %v", reply, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the goodbye took %v", took)
		}
	}
}

// TestConnectionIsKept sends several messages over one connection, one of which is refused at its dot.
func TestConnectionIsKept(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.Implicit, Faults: []smtptest.Fault{{At: smtptest.Dot, N: 2, Reply: "554 5.7.1 no"}},
	})
	c := connect(t, senderTo(t, server, smtp.Implicit))
	for i := range 4 {
		m := message(fmt.Sprintf("Message-ID: <%d@example.com>", i), "", "text")
		if err := c.Data(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		reply, err := c.EndData(t.Context(), nil)
		if refused := i == 1; (err != nil) != refused || !refused && reply.Code != 250 {
			t.Errorf("message %d: %v, %v", i, reply, err)
		}
	}
	c.Quit()
	var ids []string
	for _, m := range server.Messages() {
		ids = append(ids, m.ID)
	}
	got := strings.Join(ids, " ")
	if got != "<0@example.com> <2@example.com> <3@example.com>" || server.Connections() != 1 {
		t.Errorf("got %s over %d connections", got, server.Connections())
	}
	if got := strings.Join(server.Verbs(), " "); got != "EHLO"+strings.Repeat(" MAIL RCPT DATA", 4)+" QUIT" {
		t.Errorf("said %s", got)
	}
}

// TestGoodbyeNeverEndsAMessage checks that no dot is sent. go-mail would send it before any command, and the server
// would take the message.
func TestGoodbyeNeverEndsAMessage(t *testing.T) {
	for name, leave := range map[string]func(outbox.Connection){
		"quit":  outbox.Connection.Quit,
		"close": outbox.Connection.Close,
		"data": func(c outbox.Connection) {
			if err := c.Data(context.Background(), message()); err == nil {
				t.Error("a message inside a message")
			}
		},
	} {
		server := smtptest.Start(t, smtptest.Config{})
		c := connect(t, senderTo(t, server, smtp.Clear))
		if err := c.Data(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
		leave(c)
		for i := 0; server.Open() > 0 && i < 1000; i++ {
			time.Sleep(time.Millisecond)
		}
		if len(server.Messages()) > 0 || server.Open() > 0 {
			t.Errorf("%s: %d messages, %d connections", name, len(server.Messages()), server.Open())
		}
	}
}

func TestEndWithoutAMessage(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{})
	c := connect(t, senderTo(t, server, smtp.Clear))
	_, err := c.EndData(t.Context(), nil)
	if f := failure(t, err); f.Stage == outbox.StageDot {
		t.Errorf("got %+v", f)
	}
	ownError(t, err, smtp.BadOrder)
}

func TestNobodyThere(t *testing.T) {
	for name, c := range map[string]struct {
		host  string
		cause smtp.Cause
	}{
		"nobody listens": {"127.0.0.1", smtp.CauseRefused},
		"no such host":   {"nobody.invalid", smtp.CauseNoHost},
	} {
		s := &smtp.Sender{Account: smtp.Account{Host: c.host, Port: free(t), TLS: smtp.Implicit}}
		if c.cause == smtp.CauseNoHost { // without a real lookup
			s.Dial = noSuchHost
		}
		_, err := s.Connect(t.Context())
		if f := failure(t, err); f.Stage != outbox.StageConnect || smtp.Explain(f, s.Account) != c.cause {
			t.Errorf("%s: %+v, %q", name, f, smtp.Explain(f, s.Account))
		}
	}
}

func TestConnectingHasADeadline(t *testing.T) {
	s := &smtp.Sender{
		Account: smtp.Account{Host: "mail.example.com", Port: 465, TLS: smtp.Implicit},
		Dial:    neverThere, Timeouts: brief,
	}
	_, err := s.Connect(t.Context())
	if f := failure(t, err); f.Stage != outbox.StageConnect || smtp.Explain(f, s.Account) != smtp.CauseTimeout {
		t.Errorf("got %+v", f)
	}
}
