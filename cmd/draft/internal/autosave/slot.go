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

// Slot is where one process keeps one unfinished letter. No other process writes there while it lives. Its methods may
// be called from several goroutines: a signal may come while an answer is being saved.
type Slot struct {
	shelf

	mu    sync.Mutex
	held  *place // nil once released
	found *interview.State
	aside string
}

// Found gives what an earlier run left.
func (s *Slot) Found() (interview.State, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found == nil {
		return interview.State{}, false
	}
	return *s.found, true
}

// Aside is where a file went that was in the way and is no unfinished letter of this slot; "" where there was none.
func (s *Slot) Aside() string { return s.aside }

// Save puts the letter on disk, in place of the one saved before. After an error that one is still there.
func (s *Slot) Save(l interview.State) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		return os.ErrClosed
	}
	data, err := encode(s.key, l)
	if err != nil {
		return err
	}
	err = files.Write(s.held.letter(), data, true)
	if errors.Is(err, fs.ErrNotExist) { // somebody tidied up since
		if err = os.MkdirAll(s.held.path, 0o700); err == nil {
			err = files.Write(s.held.letter(), data, true)
		}
	}
	return err
}

// SetAside keeps the letter where no run offers it any more, and gives its new path; "" where there was no letter.
func (s *Slot) SetAside() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		return "", os.ErrClosed
	}
	s.found = nil
	if !files.Taken(s.held.letter()) {
		return "", nil
	}
	return s.setAside(s.held)
}

// Clear takes the letter off the disk: it is finished.
func (s *Slot) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		return os.ErrClosed
	}
	s.found = nil
	err := os.Remove(s.held.letter())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Release lets another process have the slot, with what is in it. The end of the process does the same.
func (s *Slot) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held != nil {
		s.held.release()
		s.held = nil
	}
}

// place is a folder that this process alone writes to.
type place struct {
	path   string
	unlock func() error // nil where there are no locks
}

func (p *place) letter() string { return filepath.Join(p.path, "letter.json") }

func (p *place) release() {
	if p.unlock == nil {
		_ = os.Remove(p.path) // stays where a letter is in it
		return
	}
	_ = p.unlock() // the end of the process does it else
}

// sweep removes what a process that was killed while it wrote left half-written.
func (p *place) sweep() {
	left, _ := filepath.Glob(filepath.Join(p.path, ".draft-*")) // the pattern is a good one
	for _, path := range left {
		_ = os.Remove(path) // the next run tries again
	}
}

// read gives the letter of a place; nil where there is none. Any error is about a file that is no such letter.
func (p *place) read(slot string) (*interview.State, error) {
	info, err := os.Lstat(p.letter())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, files.ErrNotRegular
	}
	data, err := files.ReadLimited(p.letter(), maxLetter)
	if err != nil {
		return nil, err
	}
	l, err := decode(slot, data)
	if err != nil {
		return nil, err
	}
	return &l, nil
}
