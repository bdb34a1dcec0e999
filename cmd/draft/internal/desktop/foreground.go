package desktop

import (
	"os"
	"os/exec"
	"os/signal"

	"golang.org/x/term"
)

// inTerminal runs a program that takes the terminal over: its keys, its screen and its Ctrl-C. A stream that leads
// elsewhere is replaced by the terminal; input that is set stays. Afterwards the terminal is as it was, however the
// program ended.
func (d Desktop) inTerminal(cmd *exec.Cmd) error {
	tty := d.terminal()
	if f := stream(d.In, tty); f != nil && cmd.Stdin == nil {
		cmd.Stdin = f
	}
	if f := stream(d.Out, tty); f != nil {
		cmd.Stdout = f
	}
	if f := stream(d.Err, tty); f != nil {
		cmd.Stderr = f
	}
	if tty != nil {
		if state, err := term.GetState(int(tty.Fd())); err == nil {
			defer term.Restore(int(tty.Fd()), state) //nolint:errcheck // a terminal that is gone needs none
		}
	}
	// What is typed there is the program's alone. Its own signals are untouched: it starts with the usual ones.
	typed := make(chan os.Signal, 1)
	signal.Notify(typed, typedSignals()...)
	defer signal.Stop(typed)
	return cmd.Run()
}

// stream is what a program gets in place of one of our streams.
func stream(own, tty *os.File) *os.File {
	if tty == nil || isTerminal(own) {
		return own
	}
	return tty
}
