package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// TestCreate creates files on the disk of the machine and below a root.
func TestCreate(t *testing.T) {
	folder := t.TempDir()
	root, err := os.OpenRoot(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // it was only used here
	for name, d := range map[string]Disk{filepath.Join(folder, "one"): OS{}, "two": Root{root}} {
		f, err := d.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("x")); err != nil {
			t.Error(err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			t.Error(err)
		}
		if err := f.Sync(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("a closed file was synced: %v", err)
		}
		if _, err := d.Create(name); !errors.Is(err, fs.ErrExist) {
			t.Errorf("created again: %v", err)
		}
		if err := d.SyncFolder(filepath.Dir(name)); err != nil {
			t.Error(err)
		}
		info, err := os.Stat(filepath.Join(folder, filepath.Base(name)))
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	if _, err := (Root{root}).Create("../three"); err == nil {
		t.Error("created beyond the root")
	}
}

// TestCreateIsPrivateFromTheStart checks how a file is opened, because the mode that it has in the end is set after that.
func TestCreateIsPrivateFromTheStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	f, err := create(path, func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if mode != 0o600 || flag&os.O_EXCL == 0 {
			t.Errorf("opened with %v and flags %x", mode, flag)
		}
		return os.OpenFile(name, flag, 0o666)
	}, os.Remove)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// TestSyncFolder has folders that cannot be synced, and the errors that count.
func TestSyncFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no folder is synced there")
	}
	folder := t.TempDir()
	if err := (OS{}).SyncFolder(filepath.Join(folder, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := syncFolder(folder, func(string) (*os.File, error) { return nil, syscall.EACCES }); err != nil {
		t.Errorf("a folder that cannot be read: %v", err)
	}
	r, w, err := os.Pipe() // the system says of it that it cannot be synced
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close() //nolint:errcheck // nothing was written
	if err := r.Sync(); err == nil {
		t.Fatal("a pipe was synced")
	}
	if err := syncFolder(folder, func(string) (*os.File, error) { return r, nil }); err != nil {
		t.Errorf("a folder that the file system cannot sync: %v", err)
	}
	if err := r.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Error("it was not closed, or not opened")
	}
}
