//go:build !windows

package batch_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"draft/drafts/batch"
)

// A named pipe, such as <(command) of a shell, can be read once, and its table as often as it is needed.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(path, []byte(benchRows(50)), 0) }()
	s := &batch.Source{Path: path}
	for range 2 {
		table, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for {
			if _, err := table.Next(); err != nil {
				break
			}
			rows++
		}
		if rows != 50 {
			t.Errorf("%d rows", rows)
		}
		_ = table.Close()
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
