//go:build !windows

package prompt

import (
	"os"
	"runtime"
	"syscall"
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

// longestLine is the number of bytes that a terminal hands over of one line it let the user edit; it drops the rest in
// silence. Linux: N_TTY_BUF_SIZE less the line end. The BSDs and macOS: MAX_CANON less the line end.
func longestLine() int {
	if runtime.GOOS == "linux" {
		return 4095
	}
	return 1023
}
