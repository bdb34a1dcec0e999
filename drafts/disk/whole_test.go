package disk_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"draft/drafts/disk"
	"draft/drafts/disk/disktest"
)

func TestWrite(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "letter.txt")
	if err := disk.Write(disk.OS{}, path, []byte("one"), false); err != nil {
		t.Fatal(err)
	}
	if err := disk.Write(disk.OS{}, path, []byte("two"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file in the way: %v", err)
	}
	holds(t, path, "one")
	if err := disk.Write(disk.OS{}, path, []byte("three"), true); err != nil {
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
	if err := disk.Stream(disk.OS{}, path, false, half); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
	if err := disk.Write(disk.OS{}, path, []byte("one"), false); err != nil {
		t.Fatal(err)
	}
	if err := disk.Stream(disk.OS{}, path, true, half); !errors.Is(err, broken) {
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
	if err := disk.Write(disk.OS{}, link, []byte("new"), false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a link in the way: %v", err)
	}
	if err := disk.Write(disk.OS{}, link, []byte("new"), true); err != nil {
		t.Fatal(err)
	}
	holds(t, target, "kept")
	holds(t, link, "new")
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, want)
	}
}

// TestWriteOutlivesACrash crashes the machine before each step of Write, and after it.
func TestWriteOutlivesACrash(t *testing.T) {
	for _, force := range []bool{false, true} {
		d := &disktest.Disk{Folder: t.TempDir()}
		path := filepath.Join(d.Folder, "letter.txt")
		crash := func() string {
			left := t.TempDir()
			if err := d.Crash(left); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(filepath.Join(left, "letter.txt"))
			if errors.Is(err, fs.ErrNotExist) {
				return "no file"
			}
			return string(data)
		}
		d.Before = func(step string) error {
			if left := crash(); left != "no file" && left != "whole" {
				t.Errorf("force %v: a crash before %q leaves %q", force, step, left)
			}
			return nil
		}
		if err := disk.Write(d, path, []byte("whole"), force); err != nil {
			t.Fatal(err)
		}
		if left := crash(); left != "whole" {
			t.Errorf("force %v: a crash after Write leaves %q; the steps were %q", force, left, d.Steps())
		}
	}
}

// TestWriteSteps has the steps of Write in their order. The bytes are on the disk before the name is given.
func TestWriteSteps(t *testing.T) {
	for force, want := range map[bool][]string{
		false: {"create TEMP", "write TEMP", "sync TEMP", "link TEMP letter.txt", "remove TEMP", "syncfolder ."},
		true:  {"create TEMP", "write TEMP", "sync TEMP", "rename TEMP letter.txt", "syncfolder ."},
	} {
		d := &disktest.Disk{Folder: t.TempDir()}
		if err := disk.Write(d, filepath.Join(d.Folder, "letter.txt"), []byte("x"), force); err != nil {
			t.Fatal(err)
		}
		steps := d.Steps()
		temp, _ := strings.CutPrefix(steps[0], "create ")
		for i := range steps {
			steps[i] = strings.ReplaceAll(steps[i], temp, "TEMP")
		}
		if !slices.Equal(steps, want) {
			t.Errorf("force %v: %q, want %q", force, steps, want)
		}
	}
}

// TestWriteFails lets each step of Write fail once. Then the error is that of the step, and there is no half file.
func TestWriteFails(t *testing.T) {
	for _, force := range []bool{false, true} {
		for _, failing := range []string{"create", "write", "sync ", "link", "rename", "syncfolder"} {
			d := &disktest.Disk{Folder: t.TempDir()}
			path, failed := filepath.Join(d.Folder, "letter.txt"), errors.New("failed")
			tried := false
			d.Before = func(step string) error {
				if tried || !strings.HasPrefix(step, failing) {
					return nil
				}
				tried = true
				return failed
			}
			err := disk.Write(d, path, []byte("whole"), force)
			data, readErr := os.ReadFile(path)
			written := readErr == nil && string(data) == "whole"
			// Where a file cannot be linked, it is copied.
			if copied := failing == "link" && err == nil; tried && !copied && !errors.Is(err, failed) || !written && readErr == nil {
				t.Errorf("force %v, %s failed: %v, there is %q", force, failing, err, data)
			}
			names, err := os.ReadDir(d.Folder)
			if err != nil || len(names) > 1 || len(names) == 1 && !written {
				t.Errorf("force %v, %s failed: left %v, %v", force, failing, names, err)
			}
		}
	}
}
