package term

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Interruptible returns two contexts: the first Ctrl-C (or SIGTERM or SIGHUP) cancels ctx, the second cancels patience. A
// caller that waits for the reply to a letter in flight waits with patience; after the first signal it prints the message
// leaving, unless that is "", which says what a second one would mean. stop must be called, and returns once no signal is
// handled any more.
func (t *Terminal) Interruptible(parent context.Context, leaving string) (ctx, patience context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	patience, abandon := context.WithCancel(context.WithoutCancel(parent))
	done, ended := make(chan struct{}), make(chan struct{})
	go func() { // in the background, because the runtime starts a thread for the first Notify
		defer close(ended)
		signals := make(chan os.Signal, 2)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer signal.Stop(signals)
		for leave := cancel; ; leave = abandon { // ctx is not asked, because another Interruptible may have cancelled it for the same Ctrl-C
			select {
			case <-signals:
			case <-done:
				return
			}
			if leave(); patience.Err() == nil && leaving != "" {
				if t.ErrWidth() > 0 { // the cursor is behind typed text or a progress bar
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
		abandon()
	}
}
