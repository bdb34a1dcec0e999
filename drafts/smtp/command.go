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
	maxPrinted   = 64 << 10 // bytes of the output of a password command that are read
	maxLastWords = 1000     // bytes of its error output that are shown
)

// runCommand returns the first line that a program prints. The program runs without a shell and without input, but has
// the user's terminal and may ask for a passphrase there. The error is an *Error, or that of ctx.
func runCommand(ctx context.Context, argv []string, limit time.Duration) (string, error) {
	name := filepath.Base(argv[0])
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out, words := limitedBuffer{room: maxPrinted}, limitedBuffer{room: maxPrinted}
	cmd := exec.CommandContext(limited, argv[0], argv[1:]...)
	cmd.Env = withoutSecret(os.Environ())
	cmd.Stdout, cmd.Stderr = &out, &words
	cmd.WaitDelay = time.Second // the program may end and leave a child that holds the pipes
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
		// Some programs print the secret, fail, and repeat it in the error.
		d := redactor{}
		d.add(secret)
		text := strings.TrimSpace(d.text(words.kept.String()))
		return "", &Error{Code: CommandFailed, Name: name, Exit: exit.ExitCode(), Text: shorten(text, maxLastWords)}
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		return "", &Error{Code: CommandFailed, Name: name, Err: err}
	case secret == "":
		return "", &Error{Code: CommandEmpty, Name: name}
	}
	return secret, nil
}

// withoutSecret removes SecretVariable from an environment.
func withoutSecret(environ []string) []string {
	return slices.DeleteFunc(environ, func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return strings.EqualFold(name, SecretVariable)
	})
}

// limitedBuffer keeps the first bytes that are written to it.
type limitedBuffer struct {
	kept bytes.Buffer
	room int
}

func (h *limitedBuffer) Write(p []byte) (int, error) {
	_, err := h.kept.Write(p[:min(len(p), h.room-h.kept.Len())])
	return len(p), err
}
