package smtp_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

func TestMechanisms(t *testing.T) {
	for _, name := range []string{"PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1", "XOAUTH2"} {
		for _, password := range []string{secret, "wrong", "密码 =,with%and\u00e4"} {
			for _, tls := range []smtp.Security{smtp.Implicit, smtp.Clear} {
				config := smtptest.Config{Mechanisms: []string{name}, User: user, Password: secret}
				if password != "wrong" {
					config.Password = password
				}
				if tls == smtp.Implicit {
					config.Security = smtptest.Implicit
				}
				server := smtptest.Start(t, config)
				s := withLogin(senderTo(t, server, tls))
				if name == "XOAUTH2" {
					s.Account.Auth = smtp.AuthXOAUTH2
				}
				s.Secret = func(context.Context) (string, error) { return password, nil }
				_, err := deliver(t.Context(), s, message())
				if password != "wrong" {
					if err != nil || server.Messages()[0].User != user {
						t.Errorf("%s over %s: %v", name, tls, err)
					}
					continue
				}
				f := failure(t, err)
				if f.Stage != outbox.StageAuth || f.Reply.Code != 535 || smtp.Explain(f, s.Account) != smtp.CauseLogin {
					t.Errorf("%s over %s: %+v", name, tls, f)
				}
				if said := strings.Contains(f.Reply.Text, `{"status":"400"`); said != (name == "XOAUTH2") {
					t.Errorf("%s: got the text %q", name, f.Reply.Text)
				}
				if got := strings.Join(server.Verbs(), " "); got != "EHLO AUTH" {
					t.Errorf("%s: said %s", name, got)
				}
			}
		}
	}
}

// TestBestMechanismIsTaken checks the first mechanism that is tried. One that the server refuses with 504 is skipped.
func TestBestMechanismIsTaken(t *testing.T) {
	for _, c := range []struct {
		offered []string
		auth    smtp.Auth
		want    string // empty if none is supported
	}{
		{[]string{"NTLM", "CRAM-MD5", "LOGIN", "PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}, "", "SCRAM-SHA-256"},
		{[]string{"LOGIN", "PLAIN", "SCRAM-SHA-1"}, smtp.AuthPassword, "SCRAM-SHA-1"},
		{[]string{"LOGIN", "PLAIN", "XOAUTH2"}, smtp.AuthPassword, "PLAIN"},
		{[]string{"LOGIN", "XOAUTH2"}, smtp.AuthPassword, "LOGIN"},
		{[]string{"LOGIN", "XOAUTH2"}, smtp.AuthXOAUTH2, "XOAUTH2"},
		{[]string{"NTLM", "CRAM-MD5", "SCRAM-SHA-256-PLUS", "XOAUTH2"}, smtp.AuthPassword, ""},
		{[]string{"PLAIN", "LOGIN"}, smtp.AuthXOAUTH2, ""},
		{nil, smtp.AuthPassword, ""},
	} {
		reply := "535 5.7.8 no"
		server := smtptest.Start(t, smtptest.Config{
			Security: smtptest.Implicit, Mechanisms: c.offered, User: user, Password: secret,
			Faults: []smtptest.Fault{{At: smtptest.Auth, Reply: reply}},
		})
		s := withLogin(senderTo(t, server, smtp.Implicit))
		s.Account.Auth = c.auth
		asked := 0
		s.Secret = func(context.Context) (string, error) { asked++; return secret, nil }
		_, err := s.Connect(t.Context())
		f := failure(t, err)
		if c.want == "" {
			e := ownError(t, err, smtp.NoMechanism)
			if f.Stage != outbox.StageAuth || !f.Final || !slices.Equal(e.Offered, c.offered) || asked > 0 {
				t.Errorf("%v: %+v, %+v, asked %d times", c.offered, f, e, asked)
			}
			continue
		}
		if f.Reply.Code != 535 || asked != 1 || server.Mechanism() != c.want {
			t.Errorf("%v: %+v, asked %d times, took %s", c.offered, f, asked, server.Mechanism())
		}
	}
}

func TestNextMechanismAfterOneThatIsNotDone(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.Implicit, Mechanisms: []string{"SCRAM-SHA-256", "PLAIN"}, User: user, Password: secret,
		Faults: []smtptest.Fault{{At: smtptest.Auth, N: 1, Reply: "504 5.5.4 not for you"}},
	})
	if _, err := deliver(t.Context(), withLogin(senderTo(t, server, smtp.Implicit)), message()); err != nil {
		t.Error(err)
	}
}

func TestNoLogin(t *testing.T) {
	for _, spoil := range []func(*smtp.Account){
		func(a *smtp.Account) { a.User = "" },
		func(a *smtp.Account) { a.Auth = smtp.AuthNone },
	} {
		server := smtptest.Start(t, smtptest.Config{Mechanisms: []string{"PLAIN"}, User: user, Password: secret})
		s := withLogin(senderTo(t, server, smtp.Clear))
		s.Secret = func(context.Context) (string, error) { t.Error("asked for a secret"); return "", nil }
		spoil(&s.Account)
		_, err := deliver(t.Context(), s, message())
		if f := failure(t, err); f.Stage != outbox.StageMail || smtp.Explain(f, s.Account) != smtp.CauseLoginNeeded {
			t.Errorf("got %+v", f)
		}
	}
}

// TestSecretIsAskedForOnce checks that connections ask for the secret once, and again after a refusal.
func TestSecretIsAskedForOnce(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.Implicit, Mechanisms: []string{"PLAIN"}, User: user, Password: secret,
	})
	s := withLogin(senderTo(t, server, smtp.Implicit))
	var asked atomic.Int32
	s.Secret = func(context.Context) (string, error) { asked.Add(1); return secret, nil }
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, err := s.Probe(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if asked.Load() != 1 {
		t.Errorf("asked %d times", asked.Load())
	}
	server.SetFaults(smtptest.Fault{At: smtptest.Auth, N: 1, Reply: "535 5.7.8 expired"})
	if _, err := s.Probe(t.Context()); err == nil {
		t.Error("no refusal")
	}
	if _, err := s.Probe(t.Context()); err != nil || asked.Load() != 2 {
		t.Errorf("%v, asked %d times", err, asked.Load())
	}
}

func TestNoSecret(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.Implicit, Mechanisms: []string{"PLAIN"}, User: user, Password: secret,
	})
	gone := errors.New("gone")
	for name, ask := range map[string]func(context.Context) (string, error){
		"nobody":  nil,
		"error":   func(context.Context) (string, error) { return "", gone },
		"empty":   func(context.Context) (string, error) { return "", nil },
		"control": func(context.Context) (string, error) { return "a\x00" + secret, nil },
		"newline": func(context.Context) (string, error) { return secret + "\n", nil },
	} {
		s := withLogin(senderTo(t, server, smtp.Implicit))
		s.Secret = ask
		_, err := s.Connect(t.Context())
		if f := failure(t, err); f.Stage != outbox.StageAuth || strings.Contains(fmt.Sprintf("%+v %v", f, err), secret) {
			t.Errorf("%s: %+v", name, f)
		}
		if name == "error" && !errors.Is(err, gone) {
			t.Errorf("got %v", err)
		}
	}
	if slices.Contains(server.Verbs(), "AUTH") {
		t.Errorf("said %v", server.Verbs())
	}
}

// TestServersThatRepeatTheSecret checks that no error contains the secret, or the line that it was sent in, whatever a
// server sends.
func TestServersThatRepeatTheSecret(t *testing.T) {
	code := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for mechanism, line := range map[string]string{
		"PLAIN":   code("\x00" + user + "\x00" + secret),
		"LOGIN":   code(secret),
		"XOAUTH2": code("user=" + user + "\x01auth=Bearer " + secret + "\x01\x01"),
	} {
		// The last one is in GBK.
		echo := "you said " + secret + " " + code(secret) + " " + line + " \xc3\xdc\xc2\xeb " + secret
		for at, reply := range map[smtptest.Stage]string{
			smtptest.Auth: "535-" + echo + "\r\n535 " + echo,
			smtptest.Mail: "451 " + echo,
			smtptest.Rcpt: "550 " + echo,
			smtptest.Data: "what? " + echo,
			smtptest.Body: "552 " + echo,
			smtptest.Dot:  "250 " + echo,
		} {
			server := smtptest.Start(t, smtptest.Config{
				Security: smtptest.Implicit, Mechanisms: []string{mechanism}, User: user, Password: secret,
				Faults: []smtptest.Fault{{At: at, Reply: reply}},
			})
			s := withLogin(senderTo(t, server, smtp.Implicit))
			if mechanism == "XOAUTH2" {
				s.Account.Auth = smtp.AuthXOAUTH2
			}
			reported, err := deliver(t.Context(), s, message())
			told := fmt.Sprintf("%v %#v", err, reported)
			var f *outbox.Failure
			if errors.As(err, &f) {
				told += fmt.Sprintf("%+v %#v %+v", f, f.Reply, f.Err)
			}
			for _, word := range []string{secret, code(secret), line} {
				if strings.Contains(told, word) {
					t.Errorf("%s at %s: %q is told in %s", mechanism, at, word, told)
				}
			}
		}
	}
}

// TestHostileExchanges has servers send challenges that no mechanism has.
func TestHostileExchanges(t *testing.T) {
	code := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for name, c := range map[string]struct{ mechanism, reply string }{
		"not base64":         {"PLAIN", "334 !!!"},
		"an extra question":  {"PLAIN", "334 " + code("again "+secret)},
		"another's nonce":    {"SCRAM-SHA-256", "334 " + code("r=x,s=eHg=,i=4096")},
		"endless work":       {"SCRAM-SHA-256", "334 " + code("r=x,s=eHg=,i=2000000000")},
		"no work":            {"SCRAM-SHA-256", "334 " + code("r=x,s=eHg=,i=0")},
		"nonsense":           {"SCRAM-SHA-1", "334 " + code("what? "+secret)},
		"a yes of something": {"PLAIN", "250 ok"},
	} {
		server := smtptest.Start(t, smtptest.Config{
			Security: smtptest.Implicit, Mechanisms: []string{c.mechanism}, User: user, Password: secret,
			Faults: []smtptest.Fault{{At: smtptest.Auth, Reply: c.reply}},
		})
		_, err := withLogin(senderTo(t, server, smtp.Implicit)).Connect(t.Context())
		if f := failure(t, err); f.Stage != outbox.StageAuth || f.Reply.Code != 0 {
			t.Errorf("%s: %+v", name, f)
		}
		var e *smtp.Error
		known := errors.As(err, &e) && (e.Code == smtp.Exchange || e.Code == smtp.Protocol)
		if !known || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestProbe(t *testing.T) {
	server := smtptest.Start(t, smtptest.Config{
		Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN", "LOGIN"}, User: user, Password: secret, Size: 1000,
	})
	got, err := withLogin(senderTo(t, server, smtp.STARTTLS)).Probe(t.Context())
	want := smtp.Features{
		TLS: 0x304, Mechanisms: []string{"PLAIN", "LOGIN"}, Size: 1000, Pipelining: true, EightBit: true, UTF8: true,
	}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got := strings.Join(server.Verbs(), " "); got != "EHLO STARTTLS EHLO AUTH QUIT" {
		t.Errorf("said %s", got)
	}
	bare := smtptest.Start(t, smtptest.Config{Extensions: []string{}})
	got, err = senderTo(t, bare, smtp.Clear).Probe(t.Context())
	if err != nil || fmt.Sprint(got) != fmt.Sprint(smtp.Features{}) {
		t.Errorf("got %+v, %v", got, err)
	}
}
