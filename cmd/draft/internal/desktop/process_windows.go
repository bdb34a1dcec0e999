package desktop

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// apart keeps a program's window away, and Ctrl-C from it.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		HideWindow:    true,
		CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_NO_WINDOW,
	}
}

// typedSignals are those that keys send to every program of the terminal.
func typedSignals() []os.Signal { return []os.Signal{os.Interrupt} }

// splitCommand cuts a command line into words as Windows does: a backslash stands for itself.
func splitCommand(line string) ([]string, error) { return windows.DecomposeCommandLine(line) }

// obeySequences makes the console obey escape sequences, which an old one does only when it is told to.
func obeySequences(out *os.File) {
	var mode uint32
	handle := windows.Handle(out.Fd())
	if windows.GetConsoleMode(handle, &mode) == nil {
		_ = windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}
