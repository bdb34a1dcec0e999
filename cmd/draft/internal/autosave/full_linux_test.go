package autosave

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func init() {
	// A file system of 64 KB of its own, filled to the last byte.
	children["full"] = func(folder string) error {
		if err := unix.Mount("none", folder, "tmpfs", 0, "size=64k"); err != nil {
			fmt.Println("skip:", err)
			return nil
		}
		fill := func() { _ = os.WriteFile(filepath.Join(folder, "other"), make([]byte, 128<<10), 0o600) }
		return failing(folder, fill, unix.ENOSPC)
	}
	// No file may grow over 16 KB: the write fails half-way.
	children["short"] = func(folder string) error {
		signal.Ignore(unix.SIGXFSZ)
		limit := func() {
			_ = unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 16 << 10, Max: unix.RLIM_INFINITY})
		}
		return failing(folder, limit, unix.EFBIG)
	}
	// A file system that was made read-only since.
	children["read-only"] = func(folder string) error {
		if err := unix.Mount("none", folder, "tmpfs", 0, ""); err != nil {
			fmt.Println("skip:", err)
			return nil
		}
		freeze := func() { _ = unix.Mount("none", folder, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, "") }
		if err := failing(folder, freeze, unix.EROFS); err != nil {
			return err
		}
		if s, err := Claim(folder, "closure"); !errors.Is(err, unix.EROFS) {
			return fmt.Errorf("another slot: %v, %w", s, err)
		}
		return nil
	}
}

// failing saves before and after something that makes writing fail: the first letter must stay whole, and can be read.
func failing(folder string, breakIt func(), want error) error {
	s, err := Claim(folder, "refund")
	if err != nil {
		return err
	}
	if err := s.Save(letter("kept")); err != nil {
		return err
	}
	breakIt()
	if err := s.Save(letter(strings.Repeat("lost", 10_000))); !errors.Is(err, want) {
		return fmt.Errorf("saving gave %w, want %w", err, want)
	}
	s.Release()
	again, err := Claim(folder, "refund")
	if err != nil {
		return err
	}
	l, ok := again.Found()
	if !ok || l.Forms[0].Answers[0].Text != "kept" {
		return fmt.Errorf("found %.60v", l)
	}
	return nil
}

func TestWritingFails(t *testing.T) {
	for _, what := range []string{"full", "short", "read-only"} {
		t.Run(what, func(t *testing.T) {
			c := exec.Command(os.Args[0], t.TempDir())
			c.Env = append(os.Environ(), asChild+"="+what)
			if what != "short" { // what it mounts goes away with it
				c.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNS}
				if id := os.Getuid(); id != 0 {
					c.SysProcAttr.Cloneflags = unix.CLONE_NEWUSER
					c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: id, Size: 1}}
					c.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
				}
			}
			out, err := c.CombinedOutput()
			var exit *exec.ExitError
			switch {
			case err != nil && !errors.As(err, &exit):
				t.Skip("no file system of one's own here:", err)
			case err != nil:
				t.Errorf("%s%v", out, err)
			case strings.HasPrefix(string(out), "skip"):
				t.Skip(string(out))
			}
		})
	}
}
