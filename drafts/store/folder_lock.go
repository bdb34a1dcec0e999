package store

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gofrs/flock"

	"draft/drafts/disk"
)

// processLock is an OS file lock held while the process lives; it is released on any exit, including a crash. Its random
// name is never used again, so no other process takes over the letters of a dead process by having its name.
//
// Only the holder of a lock removes its file.
type processLock struct {
	name string
	lock *flock.Flock
	disk disk.Disk
}

const lockSuffix = ".lock"

// tryLock is a variable for tests, because some file systems have no locks.
var tryLock = (*flock.Flock).TryLock

// owner returns the name under which this process owns letters, and takes the lock on the first call.
func (s *folder) owner(context.Context) (string, error) {
	if s.readOnly {
		return "", &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		l, err := newProcessLock(s.disk, s.path(sendersName))
		if err != nil {
			return "", err
		}
		s.lock = l
	}
	return s.lock.name, nil
}

// newProcessLock creates and takes a lock. Before it is taken, another process may mistake the file for that of a dead
// process and remove it; then newProcessLock tries another name.
func newProcessLock(d disk.Disk, folder string) (*processLock, error) {
	for {
		l := processLockOf(d, folder, strings.ToLower(rand.Text()))
		f, err := d.Create(l.lock.Path())
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
		ok, err := tryLock(l.lock)
		if disk.FaultOf(err) == disk.FaultBusy {
			continue
		}
		if err != nil {
			_ = d.Remove(l.lock.Path())
			return nil, &NoLocksError{l.lock.Path(), err}
		}
		if !ok {
			continue
		}
		if _, err := os.Stat(l.lock.Path()); err == nil {
			return l, nil
		}
		_ = l.lock.Unlock()
	}
}

func processLockOf(d disk.Disk, folder, name string) *processLock {
	return &processLock{name, flock.New(filepath.Join(folder, name+lockSuffix)), d}
}

// release removes the file and releases the lock.
func (l *processLock) release() {
	if runtime.GOOS == "windows" { // it removes no open file
		_ = l.lock.Unlock()
		_ = l.disk.Remove(l.lock.Path()) // if another process has taken the lock meanwhile, it removes the file
		return
	}
	_ = l.disk.Remove(l.lock.Path())
	_ = l.lock.Unlock()
}

// lockOfDead takes the lock of a process that has ended. It returns nil if the process lives, or is just removing the file.
// A process without a lock file is dead, because only its holder removes the file. The error is a *NoLocksError.
func lockOfDead(d disk.Disk, folder, name string) (*processLock, error) {
	l := processLockOf(d, folder, name)
	ok, err := tryLock(l.lock)
	switch {
	case disk.FaultOf(err) == disk.FaultBusy:
		return nil, nil
	case err != nil:
		return nil, &NoLocksError{l.lock.Path(), err}
	case !ok:
		return nil, nil
	}
	return l, nil
}
