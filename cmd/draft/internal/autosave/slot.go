package autosave

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"draft/cmd/draft/internal/files"
	"draft/drafts/interview"
)

// Slot is the place on disk of one unfinished letter, which one process owns until it ends or calls Release. Its methods
// are safe for concurrent use, because a signal may come while an answer is being saved.
type Slot struct {
	keyspace

	mu    sync.Mutex
	dir   *ownedDir // nil once released
	found *interview.State
	aside string
}

// Found returns the letter that an earlier run left. The bool is false if there was none.
func (s *Slot) Found() (interview.State, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found == nil {
		return interview.State{}, false
	}
	return *s.found, true
}

// Aside returns the new path of a file that was in the place of the letter and could not be read as one; "" if there was
// none.
func (s *Slot) Aside() string { return s.aside }

// Save writes the letter in place of the one saved before. After an error that one is still there.
func (s *Slot) Save(l interview.State) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == nil {
		return os.ErrClosed
	}
	data, err := encode(s.key, l)
	if err != nil {
		return err
	}
	err = files.Write(s.dir.letter(), data, true)
	if errors.Is(err, fs.ErrNotExist) { // the folder was removed since
		if err = os.MkdirAll(s.dir.path, 0o700); err == nil {
			err = files.Write(s.dir.letter(), data, true)
		}
	}
	return err
}

// SetAside moves the letter to where no run offers it any more, and returns its new path; "" if there was no letter.
func (s *Slot) SetAside() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == nil {
		return "", os.ErrClosed
	}
	s.found = nil
	if !files.Taken(s.dir.letter()) {
		return "", nil
	}
	return s.setAside(s.dir)
}

// Clear removes the letter from disk, because it is finished.
func (s *Slot) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == nil {
		return os.ErrClosed
	}
	s.found = nil
	err := os.Remove(s.dir.letter())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Release lets another process claim the slot with the letter in it. The end of the process does the same.
func (s *Slot) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir != nil {
		s.dir.release()
		s.dir = nil
	}
}

// ownedDir is a folder that only this process writes to.
type ownedDir struct {
	path   string
	unlock func() error // nil if the file system has no locks
}

func (d *ownedDir) letter() string { return filepath.Join(d.path, "letter.json") }

// release gives up the folder. A folder without a lock is removed if it is empty.
func (d *ownedDir) release() {
	if d.unlock == nil {
		_ = os.Remove(d.path) // fails if a letter is in it
		return
	}
	_ = d.unlock() // after an error, the end of the process unlocks it
}

// sweep removes the temporary files of a process that was killed during a write.
func (d *ownedDir) sweep() {
	left, _ := filepath.Glob(filepath.Join(d.path, ".draft-*")) // the pattern is valid
	for _, path := range left {
		_ = os.Remove(path) // the next run tries again
	}
}

// read returns the letter in the folder, or nil if there is none. Every error is about a file that is not an unfinished
// letter.
func (d *ownedDir) read(slot string) (*interview.State, error) {
	info, err := os.Lstat(d.letter())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, files.ErrNotRegular
	}
	data, err := files.ReadLimited(d.letter(), maxLetter)
	if err != nil {
		return nil, err
	}
	l, err := decode(slot, data)
	if err != nil {
		return nil, err
	}
	return &l, nil
}
