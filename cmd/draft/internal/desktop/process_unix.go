//go:build !windows

package desktop

import (
	"errors"
	"os"
	"os/exec"
	"syscall"

	"github.com/kballard/go-shellquote"
)

// apart gives a program a session of its own, so that neither Ctrl-C nor the closing of the terminal reaches it, and
// ends it together with its children when its time is over.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if cmd.Cancel == nil {
		return // not one that is ended
	}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err
	}
}

// typedSignals are those that keys send to every program of the terminal.
func typedSignals() []os.Signal { return []os.Signal{syscall.SIGINT, syscall.SIGQUIT} }

// splitCommand cuts a command line into words as a shell does.
func splitCommand(line string) ([]string, error) { return shellquote.Split(line) }

// obeySequences makes the terminal obey escape sequences; here every terminal does.
func obeySequences(*os.File) {}
