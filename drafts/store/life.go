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

// life is the sign that a process is alive: a lock that ends with it, however it ends. It has a random name that is
// never used again, so that a letter which bears the name of a dead process is nobody's for ever.
//
// Whoever removes the file of such a lock holds the lock.
type life struct {
	name string
	lock *flock.Flock
}

const lockSuffix = ".lock"

// tryLock is a variable for tests: there are file systems without locks.
var tryLock = (*flock.Flock).TryLock

// owner is the name under which this process has letters. It lives in the folder from the first time on.
func (s *Store) owner() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life == nil {
		l, err := newLife(s.path(sendersName))
		if err != nil {
			return "", err
		}
		s.life = l
	}
	return s.life.name, nil
}

// newLife begins one. Until the lock is taken, another process may take the file for one that a dead process left, and
// remove it: then it begins again.
func newLife(folder string) (*life, error) {
	for {
		l := lifeOf(folder, strings.ToLower(rand.Text()))
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
			return nil, &NoLocks{l.lock.Path(), err}
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

func lifeOf(folder, name string) *life {
	return &life{name, flock.New(filepath.Join(folder, name+lockSuffix))}
}

// end removes the file and gives up the lock.
func (l *life) end() {
	err := os.Remove(l.lock.Path())
	_ = l.lock.Unlock()
	if err != nil && runtime.GOOS == "windows" { // it does not remove what is open, and nobody can lock it first there
		_ = os.Remove(l.lock.Path())
	}
}

// dead gives the life of a process that has ended, as its heir; nil where it lives. A process without a file is dead:
// the file goes only with it. The error is a *NoLocks.
func dead(folder, name string) (*life, error) {
	l := lifeOf(folder, name)
	ok, err := tryLock(l.lock)
	switch {
	case err != nil:
		return nil, &NoLocks{l.lock.Path(), err}
	case !ok:
		return nil, nil
	}
	return l, nil
}
