package smtp

import (
	"cmp"
	"context"
	"errors"
	"os"
	"time"
)

// SecretVariable is the environment variable with a secret for one run. It is removed from the environment of programs
// that this package starts.
const SecretVariable = "DRAFT_SMTP_PASSWORD"

// Source is a place of a secret.
type Source string

// The places of secrets, in the order in which they are tried.
const (
	SourceEnv     Source = "env"
	SourceCommand Source = "command"
	SourceKeyring Source = "keyring"
	SourceFile    Source = "file"
	SourceAsked   Source = "asked"
)

// Secrets finds and stores the secrets of accounts, and of whatever else one logs in to. It tries the environment, a command, the
// keyring, a file, and for an account a person, in this order.
type Secrets struct {
	Env     func(string) string // nil is os.Getenv
	Keyring Keyring             // nil is SystemKeyring
	// File is a private file of secrets; "" is none.
	File string
	// Ask asks a person; nil asks nobody.
	Ask func(ctx context.Context, a Account) (string, error)

	CommandTimeout time.Duration // 0 is 2 min, because the command may ask for a passphrase
	KeyringTimeout time.Duration // 0 is 30 s, because a locked keyring asks for its password
}

// Wanted is what a secret is for: an account, or something else that one logs in to.
type Wanted struct {
	Variable string   // the environment variable that has it for one run; "" is none
	Command  []string // a program that prints it, and its arguments; empty is none
	Key      string   // its name in the keyring and in the file
}

// wanted returns the secret of the account.
func (a Account) wanted() Wanted {
	return Wanted{Variable: SecretVariable, Command: a.PasswordCommand, Key: a.key()}
}

// Get returns the secret of an account and its place. It asks a person if there is none.
func (s Secrets) Get(ctx context.Context, a Account) (string, Source, error) {
	secret, source, err := s.Find(ctx, a.wanted())
	var own *Error
	if s.Ask == nil || !errors.As(err, &own) || own.Code != NoSecret {
		return secret, source, err
	}
	secret, err = s.Ask(ctx, a)
	return secret, SourceAsked, err
}

// Find returns a secret and its place, without asking. A place that is configured and fails ends the search with an
// *Error, so that the failure is not hidden. A keyring that fails is skipped, because a machine may have a broken one
// that nobody configured.
func (s Secrets) Find(ctx context.Context, w Wanted) (string, Source, error) {
	if secret := s.env(w.Variable); w.Variable != "" && secret != "" {
		return secret, SourceEnv, nil
	}
	if len(w.Command) > 0 {
		secret, err := runCommand(ctx, w.Command, cmp.Or(s.CommandTimeout, 2*time.Minute))
		return secret, SourceCommand, err
	}
	var missed error
	if ring := s.keyring(); ring != nil {
		secret, err := ring.Get(keyringService, w.Key)
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
		if secret := kept[w.Key]; secret != "" {
			return secret, SourceFile, nil
		}
	}
	return "", "", &Error{Code: NoSecret, Err: missed}
}

// Store stores the secret of an account, as Keep does.
func (s Secrets) Store(a Account, secret string) (Source, error) { return s.Keep(a.key(), secret) }

// Keep stores a secret in the keyring, or in the file if there is no keyring or it fails, and returns
// the place. It deletes the secret from the other place, because it would be found first or left behind.
func (s Secrets) Keep(key, secret string) (Source, error) {
	if err := checkSecret(secret); err != nil {
		return "", err
	}
	ring := s.keyring()
	var refused error
	if ring != nil {
		if refused = ring.Set(keyringService, key, secret); refused == nil {
			if s.File == "" {
				return SourceKeyring, nil
			}
			return SourceKeyring, changeSecrets(s.File, func(kept map[string]string) { delete(kept, key) })
		}
	}
	if s.File == "" {
		return "", &Error{Code: NoSecret, Err: refused}
	}
	if err := changeSecrets(s.File, func(kept map[string]string) { kept[key] = secret }); err != nil {
		return "", err
	}
	if ring != nil {
		_ = ring.Delete(keyringService, key) // it may fail too, because the keyring has just failed
	}
	return SourceFile, nil
}

// Delete deletes the secret of an account, as Remove does.
func (s Secrets) Delete(a Account) error {
	_, err := s.Remove(a.key())
	return err
}

// Remove deletes a secret from all places, and reports whether there was one. It returns no error if there is none, or if the keyring
// fails and the secret was in the file, because Keep uses one place.
func (s Secrets) Remove(key string) (found bool, fault error) {
	if s.File != "" {
		fault = changeSecrets(s.File, func(kept map[string]string) {
			_, found = kept[key]
			delete(kept, key)
		})
	}
	if ring := s.keyring(); ring != nil {
		switch err := ring.Delete(keyringService, key); {
		case err == nil:
			found = true
		case !errors.Is(err, ErrNotKept) && !found:
			fault = errors.Join(err, fault)
		}
	}
	return found, fault
}

func (s Secrets) env(name string) string {
	if s.Env == nil {
		return os.Getenv(name)
	}
	return s.Env(name)
}

// keyring returns the keyring with its timeout, or nil.
func (s Secrets) keyring() Keyring {
	ring := s.Keyring
	if ring == nil {
		if ring = SystemKeyring(); ring == nil {
			return nil
		}
	}
	return keyringWithTimeout{ring, cmp.Or(s.KeyringTimeout, 30*time.Second)}
}
