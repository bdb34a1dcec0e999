package prompt

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// questionSignals are those that a question answers itself. Windows tells nobody that a window has another size:
// the next key repaints.
func questionSignals() []os.Signal { return []os.Signal{os.Interrupt} }

func isResize(os.Signal) bool { return false }

// surveyReadsKeys is false: on Windows survey reads the console's own events, past the keys we hand it, and would
// know neither help nor back.
const surveyReadsKeys = false

// obeySequences makes the console obey escape sequences, which an old one does only when it is told to.
func obeySequences(out *os.File) {
	var mode uint32
	handle := windows.Handle(out.Fd())
	if windows.GetConsoleMode(handle, &mode) == nil {
		_ = windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING)
	}
}

// waiting is not known here: a key that is let go waits to be read, too. A console hands over a paste in one piece, and
// a newer one marks it.
func waiting(*os.File, time.Duration) bool { return false }

// longestLine is where a console's line would be cut. It takes far longer ones than anybody writes.
func longestLine() int { return 1 << 15 }
