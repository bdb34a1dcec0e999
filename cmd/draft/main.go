// Command draft writes the letters that Douyin support acts on: refund, duplicate order, closing monthly pay.
package main

import (
	"context"
	"os"
)

func main() { os.Exit(run(context.Background(), os.Args[1:], system())) }
