package main

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
)

// network is how mail servers and the keyring are reached. The zero value uses the real ones.
type network struct {
	dial     smtp.Dialer
	lookupMX smtp.LookupMX // the system resolver if nil
	roots    *x509.CertPool
	keyring  smtp.Keyring
	timeouts smtp.Timeouts // those of drafts/smtp if nil
}

// storedSecrets returns the places where secrets are. Nobody is asked for one.
func (a *app) storedSecrets() smtp.Secrets {
	return smtp.Secrets{Env: a.term.Env, Keyring: a.network.keyring, File: a.config.SecretsPath()}
}

// secrets returns the places where secrets are. A person is asked only if the terminal is interactive.
func (a *app) secrets() smtp.Secrets {
	s := a.storedSecrets()
	if a.term.Interactive() {
		s.Ask = func(_ context.Context, account smtp.Account) (string, error) { return a.askSecret(account, true) }
	}
	return s
}

// sender returns the sender for an account, whose secret may be asked for.
func (a *app) sender(account smtp.Account) *smtp.Sender { return a.senderWith(a.secrets(), account) }

// storedSender returns the sender for an account, whose secret is stored: nobody is asked for it.
func (a *app) storedSender(account smtp.Account) *smtp.Sender {
	return a.senderWith(a.storedSecrets(), account)
}

// senderWith returns the sender for an account, whose secret is in one of these places.
func (a *app) senderWith(secrets smtp.Secrets, account smtp.Account) *smtp.Sender {
	return &smtp.Sender{
		Account: account, Dial: a.network.dial, Roots: a.network.roots, Timeouts: a.network.timeouts, Log: a.term.Log,
		Secret: func(ctx context.Context) (string, error) {
			secret, _, err := secrets.Get(ctx, account)
			return secret, err
		},
	}
}

// prober returns a sender with shorter timeouts, because a person waits for the test. With the usual ones, a port that
// expects TLS would be waited for as long as a slow server may take to greet.
func (a *app) prober(account smtp.Account) *smtp.Sender {
	s := a.sender(account)
	if s.Timeouts != nil {
		return s
	}
	s.Timeouts = smtp.Timeouts{
		outbox.StageConnect: 15 * time.Second, outbox.StageGreeting: 20 * time.Second, outbox.StageHello: 20 * time.Second,
		outbox.StageTLS: 20 * time.Second,
	}
	return s
}

// askSecret asks for the secret of an account without echo.
func (a *app) askSecret(account smtp.Account, first bool) (string, error) {
	return a.term.Prompter().Secret(prompt.Question{
		Message: a.view.Text("account.ask_secret", lang.Args{"User": account.User, "Secret": a.view.SecretName(account)}),
		Help:    a.view.SecretHelp(account), First: first,
		Check: func(text string) error {
			if p := field.Visible(text); p != nil {
				return errors.New(a.view.Text("smtp.error.bad_secret", nil))
			}
			return nil
		},
	})
}

// keepsSecret reports whether draft keeps the secret of an account. It keeps no token, because tokens expire.
func keepsSecret(account smtp.Account) bool {
	return account.NeedsLogin() && len(account.PasswordCommand) == 0 && account.Auth != smtp.AuthXOAUTH2
}

// probe logs in and quits. The error is prompt.ErrInterrupted if a person stops it.
func (a *app) probe(ctx context.Context, s *smtp.Sender) (smtp.Features, error) {
	ctx, _, stop := a.term.Interruptible(ctx, "")
	defer stop()
	features, err := s.Probe(ctx)
	if err != nil && ctx.Err() != nil {
		err = prompt.ErrInterrupted
	}
	return features, err
}
