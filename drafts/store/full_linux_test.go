package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"draft/drafts"
	"draft/drafts/outbox"
)

// step is a use of a store, with the statuses of the letter before and after it.
type step struct {
	name          string
	do            func(*Store) error
	before, after drafts.Status
}

// steps are all steps of a letter, from a new store to a purged one.
func steps() []step {
	ctx := context.Background()
	long := letter("one0")
	long.Words = strings.Repeat("x", 20_000) // several pages
	noted := func(status drafts.Status) func(*Store) error {
		return func(s *Store) error {
			reply := outbox.Reply{Code: 250, Text: strings.Repeat("y", maxText)}
			return write(ctx, s, "one0", outbox.Entry{Status: status, Reply: reply})
		}
	}
	freeze := func(s *Store) error {
		return s.Queue(ctx, message("one0", strings.Repeat("z", 30_000)), frozen("one0"), false, 0)
	}
	begin := func(s *Store) error { _, err := begin(ctx, s, outbox.Order{ID: "one0", Account: "work"}); return err }
	saveUnfinished := func(s *Store) error {
		_, err := s.SaveUnfinished(ctx, unfinished("refund", strings.Repeat("x", 20_000)), func() string { return "half0" })
		return err
	}
	const draft, queued, sent = drafts.StatusDraft, drafts.StatusQueued, drafts.StatusSent
	return []step{
		{"Save unfinished", saveUnfinished, "", ""},
		{"Put", func(s *Store) error { return s.Put(ctx, long) }, "", draft},
		{"Queue", freeze, draft, queued},
		{"Queue again", freeze, queued, queued},
		{"Begin", begin, queued, drafts.StatusSending},
		{"Note failed", noted(drafts.StatusFailedTemp), drafts.StatusSending, drafts.StatusFailedTemp},
		{"Begin again", begin, drafts.StatusFailedTemp, drafts.StatusSending},
		{"Note committing", noted(drafts.StatusCommitting), drafts.StatusSending, drafts.StatusCommitting},
		{"Note sent", noted(sent), drafts.StatusCommitting, sent},
		{"Backup", func(s *Store) error { return s.Backup(ctx, io.Discard) }, sent, sent},
		{"Remove", func(s *Store) error { return s.Remove(ctx, "one0") }, sent, sent},
		{"Purge", func(s *Store) error { _, err := s.Purge(ctx); return err }, sent, ""},
	}
}

// mount mounts a small file system.
func mount(folder, size string) bool {
	if err := unix.Mount("none", folder, "tmpfs", 0, size); err != nil {
		fmt.Println("skip:", err)
		return false
	}
	return true
}

func init() {
	// Every step runs on a full disk, and with a little more room each time, so that each write of a step fails once.
	// After that the letter is as before the step or as after it, and with enough room the steps go on.
	children["full"] = func(folder string) error {
		if !mount(folder, "size=2m") {
			return nil
		}
		failures := map[string]int{}
		for room := int64(0); room <= 64<<10; room += 4096 {
			if err := crowded(filepath.Join(folder, "store"), folder, room, failures); err != nil {
				return fmt.Errorf("%d bytes left: %w", room, err)
			}
		}
		for _, step := range append(steps(), step{name: "Open"}) {
			if failures[step.name] == 0 {
				return fmt.Errorf("no %s has met a full disk", step.name)
			}
		}
		return nil
	}
	children["read-only"] = func(folder string) error {
		if !mount(folder, "") {
			return nil
		}
		s, err := Open(folder, Options{})
		if err != nil {
			return err
		}
		if err := s.Put(context.Background(), letter("one0")); err != nil {
			return err
		}
		if err := s.Close(); err != nil {
			return err
		}
		if err := unix.Mount("none", folder, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			return err
		}
		var failed *FailedError
		s, err = Open(folder, Options{})
		if err == nil {
			err = s.Put(context.Background(), letter("two0"))
		}
		if !errors.As(err, &failed) || failed.Code != CodeReadOnly {
			return fmt.Errorf("got %w", err)
		}
		if err := onlyReads(folder); err != nil {
			return err
		}
		if _, err := Open(filepath.Join(folder, "new"), Options{}); !errors.As(err, &failed) || failed.Code != CodeReadOnly {
			return fmt.Errorf("a new store: %w", err)
		}
		return nil
	}
	// The same after a process was killed: the database is not all, its log has the rest.
	children["read-only after a kill"] = func(folder string) error {
		if !mount(folder, "") {
			return nil
		}
		c := exec.Command(os.Args[0], folder)
		c.Env = append(os.Environ(), asChild+"=put and hang")
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err == nil {
			_, err = out.Read(make([]byte, 1))
		}
		if err != nil {
			return err
		}
		if err := c.Process.Kill(); err != nil {
			return err
		}
		_ = c.Wait()
		if err := unix.Mount("none", folder, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			return err
		}
		return onlyReads(folder)
	}
	children["put and hang"] = func(folder string) error {
		s, err := Open(folder, Options{})
		if err == nil {
			err = s.Adopt(context.Background(), letter("one0"), message("one0", "x"), frozen("one0"), false)
		}
		if err != nil {
			return err
		}
		fmt.Println("put")
		select {}
	}
	for umask, name := range map[int]string{0: "umask 0", 0o077: "umask 077", 0o277: "umask 277"} {
		children[name] = func(folder string) error {
			syscall.Umask(umask)
			folder = filepath.Join(folder, "a", "store")
			if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil || os.Chmod(filepath.Dir(folder), 0o755) != nil {
				return err
			}
			s, err := Open(folder, Options{})
			if err != nil {
				return err
			}
			defer s.Close() //nolint:errcheck // the process ends
			ctx := context.Background()
			if err := s.Adopt(ctx, letter("one0"), message("one0", "x"), frozen("one0"), false); err != nil {
				return err
			}
			if _, err := begin(ctx, s, outbox.Order{ID: "one0", Account: "work"}); err != nil {
				return err
			}
			looked := writerFunc(func(data []byte) (int, error) { return len(data), wantPrivate(folder) })
			return errors.Join(s.Backup(ctx, looked), wantPrivate(folder))
		}
	}
}

// onlyReads checks that everything in a store that cannot be written can be read, and nothing be changed.
func onlyReads(folder string) error {
	ctx := context.Background()
	s, err := Open(folder, Options{ReadOnly: true})
	if err != nil {
		return err
	}
	l, err := s.Get(ctx, "one0")
	if err != nil || l.Subject != letter("one0").Subject {
		return fmt.Errorf("read %+v: %w", l, err)
	}
	if faults, err := s.Check(ctx); err != nil || len(faults) > 0 {
		return fmt.Errorf("faults %+v: %w", faults, err)
	}
	var lines strings.Builder
	if err := s.Export(ctx, &lines); err != nil || !strings.Contains(lines.String(), "one0") {
		return fmt.Errorf("exported %q: %w", lines.String(), err)
	}
	for name, change := range map[string]func() error{
		"Put":   func() error { return s.Put(ctx, letter("two0")) },
		"Adopt": func() error { return s.Adopt(ctx, letter("two0"), message("two0", "x"), frozen("two0"), false) },
		"Begin": func() error { _, err := s.Begin(ctx, []outbox.Order{{ID: "one0"}}); return err },
		"Purge": func() error { _, err := s.Purge(ctx); return err },
	} {
		var failed *FailedError
		if err := change(); !errors.As(err, &failed) || failed.Code != CodeReadOnly {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return s.Close()
}

// crowded runs all steps, each on a disk with so much room, and then with enough.
func crowded(folder, disk string, room int64, failures map[string]int) (err error) {
	defer os.RemoveAll(folder) //nolint:errcheck // room for the next one
	other := filepath.Join(disk, "other")
	meet := func(name string, do func() error) (failed bool, err error) {
		if err := fill(other, disk, room); err != nil {
			return false, err
		}
		if failed, err = refusal(do()); failed {
			failures[name]++
		}
		return failed, errors.Join(err, os.Remove(other))
	}
	if _, err := meet("Open", func() error {
		s, err := Open(folder, Options{})
		if err == nil {
			err = s.Close()
		}
		return err
	}); err != nil {
		return fmt.Errorf("Open: %w", err)
	}
	s, err := Open(folder, Options{})
	if err != nil {
		return fmt.Errorf("Open afterwards: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, step := range steps() {
		failed, err := meet(step.name, func() error { return step.do(s) })
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		is, err := status(s)
		if err != nil || is != step.after && (!failed || is != step.before) {
			return fmt.Errorf("%s (failed: %v): the letter is %q, was %q: %w", step.name, failed, is, step.before, err)
		}
		if is != step.after || failed && step.before == step.after {
			if err := step.do(s); err != nil {
				return fmt.Errorf("%s afterwards: %w", step.name, err)
			}
		}
	}
	if _, err := s.Purge(context.Background()); err != nil {
		return err
	}
	if faults, err := s.Check(context.Background()); err != nil || len(faults) > 0 {
		return fmt.Errorf("faults %+v, %w", faults, err)
	}
	return nil
}

// refusal reports whether a step failed because the disk was full. Any other error fails the test.
func refusal(err error) (bool, error) {
	var f *FailedError
	if err == nil || errors.As(err, &f) && f.Code == CodeFull {
		return err != nil, nil
	}
	return false, fmt.Errorf("the step gave %w", err)
}

// status returns the status of the letter, or "" if there is none. It checks that the letter is whole.
func status(s *Store) (drafts.Status, error) {
	ctx := context.Background()
	l, err := s.Get(ctx, "one0")
	var none *NotFoundError
	switch {
	case errors.As(err, &none):
		return "", nil
	case err != nil:
		return "", err
	case len(l.Words) != 20_000 || string(l.Content) != string(letter("one0").Content):
		return "", fmt.Errorf("half a letter: %.100v", l)
	}
	if l.Frozen != nil {
		if _, err := s.Message(ctx, "one0"); err != nil {
			return "", err
		}
	}
	return l.Status, nil
}

// fill fills a disk and leaves so many bytes.
func fill(path, disk string, room int64) error {
	var stat unix.Statfs_t
	if err := unix.Statfs(disk, &stat); err != nil {
		return err
	}
	free := int64(stat.Bavail)*stat.Bsize - room
	if free <= 0 {
		return os.WriteFile(path, nil, 0o600)
	}
	return os.WriteFile(path, make([]byte, free), 0o600)
}

func TestWritingFails(t *testing.T) {
	for _, what := range []string{"full", "read-only", "read-only after a kill", "umask 0", "umask 077", "umask 277"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			c := exec.Command(os.Args[0], t.TempDir())
			c.Env = append(os.Environ(), asChild+"="+what)
			if !strings.HasPrefix(what, "umask") { // its mounts end with it
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
