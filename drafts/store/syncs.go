package store

import (
	"errors"
	"sync"
)

// syncs are files that are being fsynced in the background. Several are fsynced at once, because a disk writes many as
// fast as one.
type syncs struct {
	slots chan struct{} // each running fsync holds one
	mu    sync.Mutex
	err   error // of the files that could not be written
}

// maxSyncs is the most threads that wait for the disk.
const maxSyncs = 16

func newSyncs() *syncs { return &syncs{slots: make(chan struct{}, maxSyncs)} }

// start runs an fsync in the background. It blocks while too many are running.
func (s *syncs) start(sync func() error) {
	s.slots <- struct{}{}
	go func() {
		defer func() { <-s.slots }()
		if err := sync(); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.err = errors.Join(s.err, err)
		}
	}()
}

// wait returns once every fsync that was started has ended, with the errors since the last wait. Only one goroutine at a
// time may call it.
func (s *syncs) wait() error {
	for range maxSyncs {
		s.slots <- struct{}{}
	}
	for range maxSyncs {
		<-s.slots
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.err
	s.err = nil
	return err
}
