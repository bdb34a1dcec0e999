//go:build !windows

package desktop

import (
	"errors"
	"os"
	"os/exec"
	"syscall"

	"github.com/kballard/go-shellquote"
)

// detach starts a program in its own session, so that neither Ctrl-C nor closing the terminal reaches it. If its context
// ends, its children are killed too.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if cmd.Cancel == nil {
		return // it has no context
	}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
}

// keySignals returns the signals that keys send to every program of the terminal.
func keySignals() []os.Signal { return []os.Signal{syscall.SIGINT, syscall.SIGQUIT} }

// splitCommand splits a command line into words as a shell does.
func splitCommand(line string) ([]string, error) { return shellquote.Split(line) }
