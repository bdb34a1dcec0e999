package prompt

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// keyboard is what arrives from the user while a question is open: bytes, signals, and news of the window's size.
// It lives as long as the Prompter, so that what was typed ahead is there for the next question.
type keyboard struct {
	in      *os.File
	raw     []byte // arrived and not yet decoded
	arrived chan arrival
	reading bool // a read is under way
	signals chan os.Signal
}

type arrival struct {
	data []byte
	err  error
}

var (
	errResized = errors.New("the window has another size")
	errQuiet   = errors.New("nothing arrived in time")
)

func newKeyboard(in *os.File) *keyboard {
	return &keyboard{in: in, arrived: make(chan arrival, 1), signals: make(chan os.Signal, 4)}
}

// open begins a question. A signal that would end the program now ends the question instead, so that the terminal
// is put right and the answer is not lost.
func (k *keyboard) open() { signal.Notify(k.signals, questionSignals()...) }

// close ends it.
func (k *keyboard) close() { signal.Stop(k.signals) }

// wait adds what arrives next to raw. A read that is under way when a question ends goes on, and what it brings
// belongs to the next question: a read of a terminal cannot be called off on every system.
func (k *keyboard) wait(timeout <-chan time.Time) error {
	if !k.reading {
		k.reading = true
		go func() {
			data := make([]byte, 4096)
			n, err := k.in.Read(data)
			k.arrived <- arrival{data[:n], err}
		}()
	}
	select {
	case a := <-k.arrived:
		k.reading = false
		k.raw = append(k.raw, a.data...)
		if a.err != nil && len(a.data) == 0 {
			return interrupted(a.err)
		}
		return nil
	case s := <-k.signals:
		if isResize(s) {
			return errResized
		}
		return interrupted(errors.New(s.String()))
	case <-timeout:
		return errQuiet
	}
}

// pasteTime is how long the next piece of a paste may take.
const pasteTime = 50 * time.Millisecond

// more tells whether something follows right behind the key that was just taken. Nobody types that fast: it is part of
// a paste, in a terminal that does not mark one.
func (k *keyboard) more() bool {
	switch {
	case len(k.raw) > 0:
		return true
	case k.reading: // the read that is under way takes what arrives
		timer := time.NewTimer(pasteTime)
		defer timer.Stop()
		return !errors.Is(k.wait(timer.C), errQuiet)
	}
	return waiting(k.in, pasteTime)
}

// interrupted ends the question for good. A terminal that goes away says so more than once, to the last moment; what
// was typed is still to be kept then.
func interrupted(cause error) error {
	signal.Ignore(syscall.SIGHUP)
	return fmt.Errorf("%w: %w", ErrInterrupted, cause)
}
