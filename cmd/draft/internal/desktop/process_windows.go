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

// enableSequences makes the console obey escape sequences, because an old one does not by default.
func enableSequences(out *os.File) {
	var mode uint32
	handle := windows.Handle(out.Fd())
	if windows.GetConsoleMode(handle, &mode) == nil {
		_ = windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}
