package smtp_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// TestCancelInterrupts cancels while the server is silent at each stage.
func TestCancelInterrupts(t *testing.T) {
	for _, stage := range []smtptest.Stage{
		smtptest.Greeting, smtptest.Hello, smtptest.StartTLS, smtptest.Auth, smtptest.Mail, smtptest.Rcpt, smtptest.Data,
		smtptest.Dot,
	} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			server := smtptest.Start(t, smtptest.Config{
				Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: user, Password: secret,
				Faults: []smtptest.Fault{{At: stage, Do: smtptest.Hang}},
				Hook: func(at smtptest.Stage) {
					if at == stage {
						time.AfterFunc(100*time.Millisecond, cancel) // the replies before it are read by then
					}
				},
			})
			began := time.Now()
			_, err := deliver(ctx, withLogin(senderTo(t, server, smtp.STARTTLS)), message())
			if f := failure(t, err); f.Stage != outbox.Stage(stage) || !errors.Is(err, context.Canceled) {
				t.Errorf("got %+v", f)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestCancelInterruptsABlockedWrite(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.Implicit, Faults: []smtptest.Fault{{At: smtptest.Body, Do: smtptest.Hang}},
	})
	long := message("", strings.Repeat(strings.Repeat("x", 76)+"\r\n", 100_000))
	c := connect(t, senderTo(t, server, smtp.Implicit))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	err := c.Data(ctx, long)
	if f := failure(t, err); f.Stage != outbox.StageBody || !errors.Is(err, context.Canceled) {
		t.Errorf("got %+v", f)
	}
}

// TestCancelledBeforeTheEnd checks that no byte of the dot is sent, so that the server does not have the message.
func TestCancelledBeforeTheEnd(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{})
	c := connect(t, senderTo(t, server, smtp.Clear))
	if err := c.Data(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.EndData(ctx, nil)
	if f := failure(t, err); f.Stage != outbox.StageBody || !errors.Is(err, context.Canceled) {
		t.Errorf("got %+v", f)
	}
	c.Close()
	if len(server.Messages()) > 0 {
		t.Error("the end was sent")
	}
}
