package files_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"draft/cmd/draft/internal/files"
)

func TestReadLimited(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.yaml")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := files.ReadLimited(path, 5); err != nil || string(text) != "12345" {
		t.Errorf("got %q, %v", text, err)
	}
	if _, err := files.ReadLimited(path, 4); !errors.Is(err, files.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := files.ReadLimited(filepath.Dir(path), 5); err == nil {
		t.Error("a folder was read")
	}
}
