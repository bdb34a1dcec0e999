package term

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Interruptible gives a context that Ctrl-C ends, and one that a second Ctrl-C ends: who waits for the answer to a letter
// that is out learns what leaving now means.
func (t *Terminal) Interruptible(parent context.Context, leaving string) (ctx, patience context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	patience, give := context.WithCancel(context.WithoutCancel(parent))
	done, ended := make(chan struct{}), make(chan struct{})
	go func() { // to be told of signals, the runtime makes a thread: nobody waits for that
		defer close(ended)
		signals := make(chan os.Signal, 2)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer signal.Stop(signals)
		for leave := cancel; ; leave = give { // not by ctx: another of these may have ended that for the same Ctrl-C
			select {
			case <-signals:
			case <-done:
				return
			}
			if leave(); patience.Err() == nil && leaving != "" {
				if t.ErrWidth() > 0 { // what was typed, and maybe a bar, stands on the line
					t.PrintErr("")
				}
				t.Say(leaving, nil)
			}
		}
	}()
	return ctx, patience, func() {
		close(done)
		<-ended
		cancel()
		give()
	}
}
