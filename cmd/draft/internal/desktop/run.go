package desktop

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long a program may take that has nothing to ask. Windows wakes PowerShell in seconds.
const patience = 10 * time.Second

// tool is a program and how it is called.
type tool struct {
	name string
	args []string
	env  []string // more variables than the process has
}

// path is where the tool is.
func (t tool) path() (string, error) {
	path, err := exec.LookPath(t.name)
	if err != nil {
		return "", &Error{Code: NotFound, Name: filepath.Base(t.name), Err: err}
	}
	return path, nil
}

// feed hands a text to a tool and waits until it has taken it. What the tool leaves behind to serve the clipboard
// lives on, apart from the terminal; of one that hangs beyond the
// limit nothing is left.
func feed(ctx context.Context, limit time.Duration, t tool, text string) error {
	path, err := t.path()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, t.args...)
	// Output and errors lead nowhere: a tool that stays would keep a pipe open, and waiting for it would never end.
	cmd.Stdin = strings.NewReader(text)
	cmd.Env = append(os.Environ(), t.env...)
	apart(cmd)
	cmd.WaitDelay = time.Second // for one that ended and left a child with our text unread
	err = cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		_ = cmd.Cancel()
	}
	return failure(ctx, filepath.Base(t.name), err)
}
