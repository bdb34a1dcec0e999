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

// toolTimeout limits a program that asks nothing. PowerShell may take seconds to start.
const toolTimeout = 10 * time.Second

// tool is a program with its arguments.
type tool struct {
	name string
	args []string
	env  []string // in addition to the environment of the process
}

// path returns the path of the program.
func (t tool) path() (string, error) {
	path, err := exec.LookPath(t.name)
	if err != nil {
		return "", &Error{Code: NotFound, Name: filepath.Base(t.name), Err: err}
	}
	return path, nil
}

// pipeTo runs a tool with a text as its input and waits until it exits. A child that the tool leaves to serve the clipboard
// keeps running, detached from the terminal. If the limit passes, the tool and its children are killed.
func pipeTo(ctx context.Context, limit time.Duration, t tool, text string) error {
	path, err := t.path()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, t.args...)
	// Output and errors are discarded: a child that keeps running would hold a pipe open, and Run would not return.
	cmd.Stdin = strings.NewReader(text)
	cmd.Env = append(os.Environ(), t.env...)
	detach(cmd)
	cmd.WaitDelay = time.Second // if the tool exits and its child does not read the text
	err = cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		_ = cmd.Cancel()
	}
	return exitError(ctx, filepath.Base(t.name), err)
}
