package smtp

import (
	"cmp"
	"context"
	"errors"
	"os"
	"time"
)

// SecretVariable is the environment variable that gives a secret for one run. No program that we start sees it.
const SecretVariable = "DRAFT_SMTP_PASSWORD"

// Source tells where a secret came from, or where it is kept.
type Source string

// The places of secrets, in the order in which they are looked at.
const (
	SourceEnv     Source = "env"
	SourceCommand Source = "command"
	SourceKeyring Source = "keyring"
	SourceFile    Source = "file"
	SourceAsked   Source = "asked"
)

// Secrets are the places where the secret of an account may be, in the order in which they are looked at: the
// environment, the account's command, the keyring, a file, a person.
type Secrets struct {
	Env     func(string) string // os.Getenv where nil
	Keyring Keyring             // that of the system where nil, if it can be reached without starting anything
	// File is a file of secrets, which its owner alone can read; none where empty.
	File string
	// Ask asks a person; nil is nobody there.
	Ask func(ctx context.Context, a Account) (string, error)

	CommandTimeout time.Duration // 2 min where 0: it may ask for a passphrase
	KeyringTimeout time.Duration // 30 s where 0: a locked one asks for its password
}

// Get gives an account's secret, and tells where it was. A place that is set up and fails ends the search with an
// *Error, for to go on would hide it; only a keyring that fails is passed over, since a machine may have a broken one
// that nobody set up.
func (s Secrets) Get(ctx context.Context, a Account) (string, Source, error) {
	if secret := s.env(SecretVariable); secret != "" {
		return secret, SourceEnv, nil
	}
	if len(a.PasswordCommand) > 0 {
		secret, err := runCommand(ctx, a.PasswordCommand, cmp.Or(s.CommandTimeout, 2*time.Minute))
		return secret, SourceCommand, err
	}
	var missed error
	if ring := s.keyring(); ring != nil {
		secret, err := ring.Get(keyringService, a.key())
		if err == nil && secret != "" {
			return secret, SourceKeyring, nil
		}
		if err != nil && !errors.Is(err, ErrNotKept) {
			missed = err
		}
	}
	if s.File != "" {
		kept, err := readSecrets(s.File)
		if err != nil {
			return "", SourceFile, err
		}
		if secret := kept[a.key()]; secret != "" {
			return secret, SourceFile, nil
		}
	}
	if s.Ask == nil {
		return "", "", &Error{Code: NoSecret, Err: missed}
	}
	secret, err := s.Ask(ctx, a)
	return secret, SourceAsked, err
}

// Store keeps an account's secret in the keyring if there is one that takes it, else in the file, and tells which. What
// was kept for the account elsewhere is deleted: it would be found first, or be left behind.
func (s Secrets) Store(a Account, secret string) (Source, error) {
	if err := checkSecret(secret); err != nil {
		return "", err
	}
	ring := s.keyring()
	var refused error
	if ring != nil {
		if refused = ring.Set(keyringService, a.key(), secret); refused == nil {
			if s.File == "" {
				return SourceKeyring, nil
			}
			return SourceKeyring, changeSecrets(s.File, func(kept map[string]string) { delete(kept, a.key()) })
		}
	}
	if s.File == "" {
		return "", &Error{Code: NoSecret, Err: refused}
	}
	if err := changeSecrets(s.File, func(kept map[string]string) { kept[a.key()] = secret }); err != nil {
		return "", err
	}
	if ring != nil {
		_ = ring.Delete(keyringService, a.key()) // it just failed to be written; often it cannot be read either
	}
	return SourceFile, nil
}

// Delete deletes an account's secret wherever it is kept. It is no error if there is none, nor if the keyring fails where
// the secret was in the file: Store keeps it in one place.
func (s Secrets) Delete(a Account) error {
	found := false
	var fault error
	if s.File != "" {
		fault = changeSecrets(s.File, func(kept map[string]string) {
			_, found = kept[a.key()]
			delete(kept, a.key())
		})
	}
	if ring := s.keyring(); ring != nil {
		if err := ring.Delete(keyringService, a.key()); err != nil && !errors.Is(err, ErrNotKept) && !found {
			fault = errors.Join(err, fault)
		}
	}
	return fault
}

func (s Secrets) env(name string) string {
	if s.Env == nil {
		return os.Getenv(name)
	}
	return s.Env(name)
}

// keyring gives the keyring with its time limit, or nil.
func (s Secrets) keyring() Keyring {
	ring := s.Keyring
	if ring == nil {
		if ring = SystemKeyring(); ring == nil {
			return nil
		}
	}
	return patient{ring, cmp.Or(s.KeyringTimeout, 30*time.Second)}
}
