package templates

import (
	"os"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // the tests leave much garbage and keep little
	os.Exit(m.Run())
}
