package prompt

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// keyboard receives input, signals and changes of the window's size while a question is open. It exists as long as the
// Prompter, so that the next question gets what was typed ahead.
type keyboard struct {
	in      *os.File
	raw     []byte // received and not yet decoded
	arrived chan arrival
	reading bool // a read is in progress
	signals chan os.Signal
}

type arrival struct {
	data []byte
	err  error
}

var (
	errResized = errors.New("the window was resized")
	errQuiet   = errors.New("nothing arrived in time")
)

func newKeyboard(in *os.File) *keyboard {
	return &keyboard{in: in, arrived: make(chan arrival, 1), signals: make(chan os.Signal, 4)}
}

// open begins a question. A signal that would end the program ends the question instead, so that the terminal is restored
// and the answer is kept.
func (k *keyboard) open() { signal.Notify(k.signals, questionSignals()...) }

// close ends the question.
func (k *keyboard) close() { signal.Stop(k.signals) }

// wait appends the next input to raw. A read that is in progress when a question ends continues, and its bytes belong to
// the next question, because not every system can cancel the read of a terminal.
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

// pasteTime is how long the next part of a paste may take.
const pasteTime = 50 * time.Millisecond

// more reports whether input follows at once after the last key. Nobody types that fast, so it is part of a paste in a
// terminal that does not mark pastes.
func (k *keyboard) more() bool {
	switch {
	case len(k.raw) > 0:
		return true
	case k.reading: // the read in progress gets the input
		timer := time.NewTimer(pasteTime)
		defer timer.Stop()
		return !errors.Is(k.wait(timer.C), errQuiet)
	}
	return inputWaits(k.in, pasteTime)
}

// whole returns a line with the input that follows it at once, if together they say more than an answer to the question: a paste in a
// terminal that does not mark pastes. Otherwise it returns the line alone, and what follows stays for the next questions.
func (k *keyboard) whole(line string, q Question) (string, error) {
	if q.More == nil {
		return line, nil
	}
	for k.reading || inputWaits(k.in, pasteTime) {
		timer := time.NewTimer(pasteTime)
		err := k.wait(timer.C)
		timer.Stop()
		if errors.Is(err, errQuiet) {
			break
		}
		if err != nil && !errors.Is(err, errResized) {
			return line, err
		}
	}
	text := strings.TrimSpace(pasted(line+"\n"+string(k.raw), true))
	if len(k.raw) == 0 || !q.isMore(text) {
		return line, nil
	}
	k.raw = nil
	return text, nil
}

// interrupted returns ErrInterrupted with a cause. It ignores further SIGHUPs, because a terminal that is closed sends more
// than one, and the answers must still be saved.
func interrupted(cause error) error {
	signal.Ignore(syscall.SIGHUP)
	return fmt.Errorf("%w: %w", ErrInterrupted, cause)
}
