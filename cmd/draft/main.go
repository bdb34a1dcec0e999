// Command draft writes the letters that Douyin support acts on: refund, duplicate order, closing monthly pay.
package main

import (
	"context"
	"os"
	"time"

	"github.com/spf13/cobra"
)

func main() {
	cobra.EnableCommandSorting = false // the help lists commands in the order in which they are needed
	cobra.MousetrapDisplayDuration = 30 * time.Second
	os.Exit(run(context.Background(), os.Args[1:], system()))
}
