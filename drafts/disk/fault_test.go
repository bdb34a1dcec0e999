package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestFaultOf has the same faults under the numbers of two systems. The number 32 is a broken pipe on Linux.
func TestFaultOf(t *testing.T) {
	wrapped := func(number syscall.Errno) error {
		return fmt.Errorf("save: %w", &os.LinkError{Op: "link", Old: "a", New: "b", Err: number})
	}
	for _, c := range []struct {
		system string
		err    error
		want   Fault
	}{
		{"linux", wrapped(syscall.ENOSPC), FaultFull},
		{"linux", wrapped(syscall.EDQUOT), FaultFull},
		{"darwin", wrapped(syscall.EROFS), FaultReadOnly},
		{"windows", wrapped(112), FaultFull},
		{"windows", wrapped(39), FaultFull},
		{"windows", wrapped(1295), FaultFull},
		{"windows", wrapped(19), FaultReadOnly},
		{"windows", wrapped(32), FaultBusy},
		{"windows", wrapped(33), FaultBusy},
		{"windows", wrapped(123), FaultName},
		{"windows", wrapped(206), FaultName},
		{"windows", wrapped(267), FaultNotFolder},
		{"windows", wrapped(syscall.EISDIR), FaultIsFolder},
		{"linux", wrapped(32), ""},
		{"linux", wrapped(112), ""},
		{"windows", wrapped(2), ""},
		{"windows", fs.ErrPermission, ""},
		{"linux", nil, ""},
	} {
		if got := faultOn(c.system, c.err); got != c.want {
			t.Errorf("%s, %v: %q, want %q", c.system, c.err, got, c.want)
		}
	}
	folder := t.TempDir()
	_, err := os.ReadFile(folder)
	if runs := FaultOf(err); err == nil || runs != FaultIsFolder && os.PathSeparator == '/' {
		t.Errorf("a folder was read: %v is %q", err, runs)
	}
}

// TestPatiently counts how often an operation is tried.
func TestPatiently(t *testing.T) {
	const sharing = syscall.Errno(32)
	for _, c := range []struct {
		system string
		fails  []error // one after the other; then it succeeds
		tries  int
	}{
		{"windows", nil, 1},
		{"windows", []error{sharing, fs.ErrPermission, sharing}, 4},
		{"windows", []error{sharing, fs.ErrNotExist}, 2},
		{"linux", []error{sharing}, 1},
		{"linux", []error{fs.ErrPermission}, 1},
	} {
		tries := 0
		err := patiently(c.system, func() error {
			tries++
			if tries <= len(c.fails) {
				return c.fails[tries-1]
			}
			return nil
		})
		if tries != c.tries || (err == nil) != (tries > len(c.fails)) {
			t.Errorf("%s after %v: %v, tried %d times", c.system, c.fails, err, tries)
		}
	}
	start := time.Now()
	if err := patiently("windows", func() error { return sharing }); !errors.Is(err, sharing) || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

// TestOpenFiles renames and removes files that are open for a moment.
func TestOpenFiles(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "letter.txt")
	for name, do := range map[string]func() error{
		"the old one of a rename": func() error { return OS{}.Rename(path, path+"2") },
		"the new one of a rename": func() error {
			return errors.Join(os.WriteFile(path+"3", nil, 0o600), OS{}.Rename(path+"3", path))
		},
		"remove": func() error { return OS{}.Remove(path) },
	} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan error)
		go func() {
			time.Sleep(50 * time.Millisecond)
			closed <- f.Close()
		}()
		if err := errors.Join(do(), <-closed); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
