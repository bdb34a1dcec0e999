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

// questionSignals are those that a question answers itself.
func questionSignals() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGWINCH}
}

func isResize(s os.Signal) bool { return s == syscall.SIGWINCH }

// surveyReadsKeys tells that survey reads the keys we hand it.
const surveyReadsKeys = true

// obeySequences makes the terminal obey escape sequences; here every terminal does.
func obeySequences(*os.File) {}

// waiting tells whether anything is there to be read, or arrives in this time. It reads nothing: a read that waits in
// vain would take a key from the program that has the terminal next.
func waiting(in *os.File, patience time.Duration) bool {
	fd, end := int(in.Fd()), time.Now().Add(patience)
	for {
		var set unix.FdSet
		set.Set(fd)
		left := unix.NsecToTimeval(max(time.Until(end), 0).Nanoseconds())
		// select, as the poll of macOS does not know terminals.
		n, err := unix.Select(fd+1, &set, nil, nil, &left)
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n > 0
		}
	}
}

// longestLine is the number of bytes that a terminal hands over of one line it let the user edit; it drops the rest in
// silence. Linux: N_TTY_BUF_SIZE less the line end. The BSDs and macOS: MAX_CANON less the line end.
func longestLine() int {
	if runtime.GOOS == "linux" {
		return 4095
	}
	return 1023
}
