// Command draft writes the letters that Douyin support acts on: refund, duplicate order, closing monthly pay.
package main

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func main() {
	collectLate()
	cobra.EnableCommandSorting = false // the help lists commands in the order in which they are needed
	cobra.MousetrapHelpText = ""       // cobra refuses a double click; run opens the browser
	os.Exit(run(context.Background(), os.Args[1:], system()))
}

// collectLate puts off the first garbage collection until the heap has 8 MiB, not 4, because a run that writes one letter
// ends before that, and a collection takes a tenth of its time. After the first one, memory is what it always was.
func collectLate() {
	debug.SetGCPercent(200)
	runtime.AddCleanup(new([64]byte), func(usual int) { debug.SetGCPercent(usual) }, 100)
}
