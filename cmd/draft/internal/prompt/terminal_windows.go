package prompt

import (
	"os"
	"syscall"
	"time"
)

// questionSignals returns the signals that are handled while a question is open. The runtime sends SIGTERM if the window is
// closed. Windows has no signal for a resized window: the next key repaints.
func questionSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

func isResize(os.Signal) bool { return false }

// inputWaits always returns false, because the release of a key is an event too. A console delivers a paste at once, and a
// newer one marks it.
func inputWaits(*os.File, time.Duration) bool { return false }

// longestLine returns the limit of a line of the console, which is longer than anybody types.
func longestLine() int { return 1 << 15 }
