package store

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gofrs/flock"
)

// processLock is an OS file lock held while the process lives; it is released on any exit, including a crash. Its random
// name is never used again, so no other process takes over the letters of a dead process by having its name.
//
// Only the holder of a lock removes its file.
type processLock struct {
	name string
	lock *flock.Flock
}

const lockSuffix = ".lock"

// tryLock is a variable for tests, because some file systems have no locks.
var tryLock = (*flock.Flock).TryLock

// processID returns the name under which this process owns letters, and takes the lock on the first call.
func (s *Store) processID() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		l, err := newProcessLock(s.path(sendersName))
		if err != nil {
			return "", err
		}
		s.lock = l
	}
	return s.lock.name, nil
}

// newProcessLock creates and takes a lock. Before it is taken, another process may mistake the file for that of a dead
// process and remove it; then newProcessLock tries another name.
func newProcessLock(folder string) (*processLock, error) {
	for {
		l := processLockOf(folder, strings.ToLower(rand.Text()))
		f, err := os.OpenFile(l.lock.Path(), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
			return nil, err
		}
		ok, err := tryLock(l.lock)
		if err != nil {
			_ = os.Remove(l.lock.Path())
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

func processLockOf(folder, name string) *processLock {
	return &processLock{name, flock.New(filepath.Join(folder, name+lockSuffix))}
}

// release removes the file and releases the lock.
func (l *processLock) release() {
	err := os.Remove(l.lock.Path())
	_ = l.lock.Unlock()
	if err != nil && runtime.GOOS == "windows" { // Windows does not remove an open file, and no other process can lock this one
		_ = os.Remove(l.lock.Path())
	}
}

// lockOfDead takes the lock of a process that has ended. It returns nil if the process lives. A process without a lock
// file is dead, because only its holder removes the file. The error is a *NoLocksError.
func lockOfDead(folder, name string) (*processLock, error) {
	l := processLockOf(folder, name)
	ok, err := tryLock(l.lock)
	switch {
	case err != nil:
		return nil, &NoLocksError{l.lock.Path(), err}
	case !ok:
		return nil, nil
	}
	return l, nil
}
