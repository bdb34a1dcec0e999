package prompt

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// questionSignals returns the signals that are handled while a question is open. Windows has no signal for a resized
// window: the next key repaints.
func questionSignals() []os.Signal { return []os.Signal{os.Interrupt} }

func isResize(os.Signal) bool { return false }

// surveyReadsKeys is false, because on Windows survey reads the events of the console instead of the given stream, and
// would have no keys for help and back.
const surveyReadsKeys = false

// enableSequences makes the console obey escape sequences, because an old one does not by default.
func enableSequences(out *os.File) {
	var mode uint32
	handle := windows.Handle(out.Fd())
	if windows.GetConsoleMode(handle, &mode) == nil {
		_ = windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}

// inputWaits always returns false, because the release of a key is an event too. A console delivers a paste at once, and a
// newer one marks it.
func inputWaits(*os.File, time.Duration) bool { return false }

// longestLine returns the limit of a line of the console, which is longer than anybody types.
func longestLine() int { return 1 << 15 }
