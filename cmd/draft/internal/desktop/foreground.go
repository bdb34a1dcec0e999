package desktop

import (
	"os"
	"os/exec"
	"os/signal"

	"golang.org/x/term"
)

// inTerminal runs a program that takes over the terminal: keys, screen and Ctrl-C. A redirected stream is replaced by the
// terminal, but Stdin stays if it is set. The state of the terminal is restored afterwards.
func (d Desktop) inTerminal(cmd *exec.Cmd) error {
	tty := d.terminal()
	if f := terminalOr(d.In, tty); f != nil && cmd.Stdin == nil {
		cmd.Stdin = f
	}
	if f := terminalOr(d.Out, tty); f != nil {
		cmd.Stdout = f
	}
	if f := terminalOr(d.Err, tty); f != nil {
		cmd.Stderr = f
	}
	if tty != nil {
		if state, err := term.GetState(int(tty.Fd())); err == nil {
			defer term.Restore(int(tty.Fd()), state) //nolint:errcheck // the terminal may be closed
		}
	}
	// draft ignores the signals of keys while the program runs. The program starts with the default handlers.
	typed := make(chan os.Signal, 1)
	signal.Notify(typed, keySignals()...)
	defer signal.Stop(typed)
	return cmd.Run()
}

// terminalOr returns the stream that a program gets: tty if the own stream is redirected.
func terminalOr(own, tty *os.File) *os.File {
	if tty == nil || isTerminal(own) {
		return own
	}
	return tty
}
