package desktop

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// detach starts a program without a window and out of reach of Ctrl-C.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		HideWindow:    true,
		CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_NO_WINDOW,
	}
}

// keySignals returns the signals that keys send to every program of the terminal.
func keySignals() []os.Signal { return []os.Signal{os.Interrupt} }

// splitCommand splits a command line into words as Windows does. A backslash is not an escape.
func splitCommand(line string) ([]string, error) { return windows.DecomposeCommandLine(line) }
