package term

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"draft/cmd/draft/internal/view"
)

// id returns the message of an error, "" for none.
func id(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var own *view.Error
	if !errors.As(err, &own) || own.Exit != view.ExitFailed {
		t.Fatalf("%v has no words or another exit code", err)
	}
	return own.ID
}

func TestCheckWritable(t *testing.T) {
	folder := t.TempDir()
	file, sub := filepath.Join(folder, "file"), filepath.Join(folder, "sub")
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Mkdir(sub, 0o700)); err != nil {
		t.Fatal(err)
	}
	term, _, _ := terminal(0)
	for _, c := range []struct {
		path          string
		plain, forced string
	}{
		{filepath.Join(folder, "new"), "", ""},
		{file, "error.exists", ""},
		{sub, "error.is_folder", "error.is_folder"},
		{filepath.Join(folder, "none", "new"), "error.no_folder", "error.no_folder"},
		{filepath.Join(file, "new"), "error.write", "error.write"},
	} {
		if got := id(t, term.CheckWritable(c.path, false)); got != c.plain {
			t.Errorf("%s: %q, want %q", c.path, got, c.plain)
		}
		if got := id(t, term.CheckWritable(c.path, true)); got != c.forced {
			t.Errorf("%s with --force: %q, want %q", c.path, got, c.forced)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("the checks left %v, %v", left, err)
	}
	if term.Wrote {
		t.Error("a check counts as a written file")
	}
}

// A link is replaced, what it leads to is not: whoever may write the folder must not choose another file for us.
func TestCheckWritableLinks(t *testing.T) {
	folder := t.TempDir()
	link, target := filepath.Join(folder, "link"), filepath.Join(folder, "target")
	if err := os.WriteFile(target, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	term, _, _ := terminal(0)
	if got := id(t, term.CheckWritable(link, false)); got != "error.exists" {
		t.Errorf("a link: %q", got)
	}
	if err := errors.Join(term.CheckWritable(link, true), term.WriteFile(link, []byte("new"), true)); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(target); err != nil || string(text) != "kept" {
		t.Errorf("the target of the link holds %q, %v", text, err)
	}
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	term, _, _ := terminal(0)
	if err := term.WriteFile(path, []byte("one"), false); err != nil || !term.Wrote {
		t.Fatalf("%v, wrote %v", err, term.Wrote)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	term.Wrote = false
	err := term.WriteFile(path, []byte("two"), false)
	if id(t, err) != "error.exists" || !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	if got := id(t, term.WriteFile(filepath.Join(path, "x"), nil, true)); got != "error.write" {
		t.Errorf("below a file: %q", got)
	}
	if term.Wrote {
		t.Error("a file that could not be written counts as written")
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one" {
		t.Errorf("%q, %v", text, err)
	}
	if err := term.WriteFile(path, []byte("two"), true); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "two" {
		t.Errorf("%q, %v", text, err)
	}
}
