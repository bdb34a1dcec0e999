package store

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/gofrs/flock"

	"draft/drafts"
	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// Changes that wait together are committed together. If one fails, nothing of it is written, and all others are.
func TestGroup(t *testing.T) {
	for bad := range 3 {
		s := open(t, t.TempDir())
		wrong := errors.New("wrong")
		errs := make([]error, 3)
		cancelled, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		s.writer.connMu.Lock()
		for i := range errs {
			id := string(rune('a' + i))
			group.Go(func() {
				errs[i] = s.writer.do(t.Context(), func(turn *job) error {
					if err := s.put(turn, letter(id), 0); err != nil || i != bad {
						return err
					}
					return wrong
				})
			})
			waits(s, i+1)
		}
		group.Go(func() {
			if err := s.writer.do(cancelled, func(turn *job) error { return s.put(turn, letter("z"), 0) }); err == nil {
				t.Error("made though it was cancelled")
			}
		})
		waits(s, 4)
		cancel()
		s.writer.connMu.Unlock()
		group.Wait()
		want := []string{"c", "b", "a"}
		want = slices.Delete(want, 2-bad, 3-bad)
		if got := ids(t, s, Filter{}); !slices.Equal(got, want) {
			t.Errorf("letters %q, want %q", got, want)
		}
		for i, err := range errs {
			if errors.Is(err, wrong) != (i == bad) || i != bad && err != nil {
				t.Errorf("change %d of which %d fails: %v", i, bad, err)
			}
		}
	}
}

// waits returns once n changes wait.
func waits(s *Store, n int) {
	for {
		s.writer.queue.Lock()
		waiting := len(s.writer.waiting)
		s.writer.queue.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

// If a row cannot be written, the file of its message is deleted, and the message before stays.
func TestQueueFails(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	queue(t, s, "one0")
	before := messages(t, folder)
	alter(t, folder, `CREATE TRIGGER refuse BEFORE UPDATE OF digest ON letters BEGIN SELECT RAISE(ABORT, 'refused'); END`)
	if err := s.Queue(t.Context(), message("one0", "new"), frozen("one0"), false, 0); err == nil {
		t.Fatal("frozen")
	}
	if now := messages(t, folder); !slices.Equal(now, before) {
		t.Errorf("messages %q, before %q", now, before)
	}
	wantSound(t, s)
}

// If the file of a lock is removed before it is locked, another lock is taken.
func TestLockOfAFileThatIsGone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open cannot be removed there")
	}
	folder := t.TempDir()
	first := ""
	tryLock = func(l *flock.Flock) (bool, error) {
		ok, err := l.TryLock()
		if first == "" {
			first = l.Path()
			check(t, os.Remove(first))
		}
		return ok, err
	}
	t.Cleanup(func() { tryLock = (*flock.Flock).TryLock })
	l, err := newProcessLock(disk.OS{}, folder)
	check(t, err)
	defer l.release()
	if l.lock.Path() == first {
		t.Error("the lock is on a file that nobody can find")
	}
	if heir, err := lockOfDead(disk.OS{}, folder, l.name); heir != nil || err != nil {
		t.Errorf("taken for dead: %v", err)
	}
}

// Freezing and beginning a letter do not wait for the disk. The committing record and the result do, and take
// everything along.
func TestWaitsForTheDisk(t *testing.T) {
	onFolder(t)
	s := open(t, t.TempDir())
	waits := func(after string, want int) {
		t.Helper()
		var level int
		check(t, s.writer.conn.QueryRowContext(t.Context(), `PRAGMA synchronous`).Scan(&level))
		if level != want {
			t.Errorf("after %s: synchronous is %d, want %d", after, level, want)
		}
	}
	const normal, full = 1, 2
	check(t, s.Put(t.Context(), letter("one0")))
	waits("Put", full)
	check(t, s.Queue(t.Context(), message("one0", "x"), frozen("one0"), false, 0))
	waits("Queue", normal)
	_, err := begin(t.Context(), s, outbox.Order{ID: "one0"})
	check(t, err)
	waits("Begin", normal)
	for _, status := range []drafts.Status{drafts.StatusCommitting, drafts.StatusUnknown} {
		check(t, write(t.Context(), s, "one0", outbox.Entry{Status: status}))
		waits(string(status), full)
	}
}
