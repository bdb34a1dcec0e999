package files_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"draft/cmd/draft/internal/files"
)

func TestWrite(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "letter.txt")
	if err := files.Write(path, []byte("one"), false); err != nil {
		t.Fatal(err)
	}
	if err := files.Write(path, []byte("two"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file in the way: %v", err)
	}
	holds(t, path, "one")
	if err := files.Write(path, []byte("three"), true); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "three")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	names, err := os.ReadDir(folder)
	if err != nil || len(names) != 1 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// TestStream checks that a failed write leaves no file and does not change an existing one.
func TestStream(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "backup.zip")
	broken := errors.New("broken")
	half := func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, broken)
	}
	if err := files.Stream(path, false, half); !errors.Is(err, broken) || files.Taken(path) {
		t.Errorf("%v, there is a file: %v", err, files.Taken(path))
	}
	if err := files.Write(path, []byte("one"), false); err != nil {
		t.Fatal(err)
	}
	if err := files.Stream(path, true, half); !errors.Is(err, broken) {
		t.Error(err)
	}
	holds(t, path, "one")
	if names, err := os.ReadDir(folder); err != nil || len(names) != 1 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// TestWriteReplacesALink checks that the target of a link does not change.
func TestWriteReplacesALink(t *testing.T) {
	folder := t.TempDir()
	target, link := filepath.Join(folder, "target"), filepath.Join(folder, "link")
	if err := os.WriteFile(target, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no links here:", err)
	}
	if err := files.Write(link, []byte("new"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a link in the way: %v", err)
	}
	if err := files.Write(link, []byte("new"), true); err != nil {
		t.Fatal(err)
	}
	holds(t, target, "kept")
	holds(t, link, "new")
}

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

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, want)
	}
}
