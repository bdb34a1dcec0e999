//go:build !windows

package prompt

import (
	"os"
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
