package smtp

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	maxPrinted   = 64 << 10 // of what a password command prints, in bytes
	maxLastWords = 1000     // of its complaints that are shown
)

// runCommand gives the first line that a program prints. It runs without a shell and without input, but on the user's
// terminal, where it may ask for a passphrase. The error is an *Error, or that of ctx.
func runCommand(ctx context.Context, argv []string, limit time.Duration) (string, error) {
	name := filepath.Base(argv[0])
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, words := head{room: maxPrinted}, head{room: maxPrinted}
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...)
	cmd.Env = withoutSecret(os.Environ())
	cmd.Stdout, cmd.Stderr = &out, &words
	cmd.WaitDelay = time.Second // for one that ended and left a child with our pipes
	err := cmd.Run()
	line, _, _ := strings.Cut(out.kept.String(), "\n")
	secret := strings.TrimSuffix(line, "\r")
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case limited.Err() != nil:
		return "", &Error{Code: CommandHung, Name: name}
	case errors.As(err, &exit):
		// Some print the secret before they fail, and repeat it.
		d := discreet{}
		d.keep(secret)
		text := strings.TrimSpace(d.text(words.kept.String()))
		return "", &Error{Code: CommandFailed, Name: name, Exit: exit.ExitCode(), Text: shorten(text, maxLastWords)}
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", &Error{Code: CommandFailed, Name: name, Err: err}
	case secret == "":
		return "", &Error{Code: CommandEmpty, Name: name}
	}
	return secret, nil
}

// withoutSecret takes the secret's variable out of an environment.
func withoutSecret(environ []string) []string {
	return slices.DeleteFunc(environ, func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return strings.EqualFold(name, SecretVariable)
	})
}

// head keeps the beginning of what is written to it.
type head struct {
	kept bytes.Buffer
	room int
}

func (h *head) Write(p []byte) (int, error) {
	_, err := h.kept.Write(p[:min(len(p), h.room-h.kept.Len())])
	return len(p), err
}
