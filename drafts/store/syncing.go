package store

import (
	"errors"
	"sync"
)

// syncing are the files on their way to the disk. Several go together: a disk takes many as fast as one.
type syncing struct {
	places chan struct{} // one is taken by each
	mu     sync.Mutex
	err    error // of those that could not be written
}

// mostSyncing bounds how many threads wait for the disk.
const mostSyncing = 16

func newSyncing() *syncing { return &syncing{places: make(chan struct{}, mostSyncing)} }

// start lets a file go to the disk.
func (s *syncing) start(sync func() error) {
	s.places <- struct{}{}
	go func() {
		defer func() { <-s.places }()
		if err := sync(); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.err = errors.Join(s.err, err)
		}
	}()
}

// wait returns once all that were started are on the disk, or cannot be. One goroutine at a time may call it.
func (s *syncing) wait() error {
	for range mostSyncing {
		s.places <- struct{}{}
	}
	for range mostSyncing {
		<-s.places
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.err
	s.err = nil
	return err
}
