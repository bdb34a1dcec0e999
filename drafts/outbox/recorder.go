package outbox

import (
	"context"
	"sync"
)

// recorder notes what several connections have to note. What comes while the disk is waited for is noted together.
type recorder struct {
	journal Journal
	mu      sync.Mutex
	waiting []record
	wake    chan struct{} // holds one where somebody waits
	done    chan struct{}
}

type record struct {
	Entry
	then func(error) // is told once it is on disk, or that it cannot be
}

func newRecorder(j Journal) *recorder {
	r := &recorder{journal: j, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go r.run()
	return r
}

// record has an entry noted. What is recorded first is noted first, or at the same time.
func (r *recorder) record(e Entry, then func(error)) {
	r.mu.Lock()
	r.waiting = append(r.waiting, record{e, then})
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// close returns once everything is noted. Nothing may be recorded after it.
func (r *recorder) close() {
	close(r.wake)
	<-r.done
}

func (r *recorder) run() {
	defer close(r.done)
	for range r.wake {
		r.mu.Lock()
		group := r.waiting
		r.waiting = nil
		r.mu.Unlock()
		if len(group) == 0 {
			continue
		}
		entries := make([]Entry, len(group))
		for i, w := range group {
			entries[i] = w.Entry
		}
		err := r.journal.Note(context.Background(), entries) // whatever was cancelled
		for _, w := range group {
			w.then(err)
		}
	}
}
