//go:build !windows

package prompt

import (
	"errors"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// questionSignals returns the signals that are handled while a question is open.
func questionSignals() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGWINCH}
}

func isResize(s os.Signal) bool { return s == syscall.SIGWINCH }

// inputWaits reports whether there is input, or arrives within the timeout. It does not read, because a pending read would
// take a key from the next program in the terminal.
func inputWaits(in *os.File, patience time.Duration) bool {
	fd, end := int(in.Fd()), time.Now().Add(patience)
	for {
		var set unix.FdSet
		set.Set(fd)
		left := unix.NsecToTimeval(max(time.Until(end), 0).Nanoseconds())
		// select is used, because poll of macOS does not support terminals.
		n, err := unix.Select(fd+1, &set, nil, nil, &left)
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n > 0
		}
	}
}

// longestLine returns the number of bytes of a line that the terminal delivers; it drops the rest silently. On Linux it is
// N_TTY_BUF_SIZE without the line end, on the BSDs and macOS MAX_CANON without the line end.
func longestLine() int {
	if runtime.GOOS == "linux" {
		return 4095
	}
	return 1023
}
