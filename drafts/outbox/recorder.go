package outbox

import (
	"context"
	"sync"

	"draft/drafts"
)

// recorder writes the entries of all connections to the journal. Entries that arrive during one Note are written together
// by the next, so several connections share an fsync.
type recorder struct {
	journal Journal
	mu      sync.Mutex
	waiting []record
	wake    chan struct{} // has one element if records are waiting
	done    chan struct{}
}

// record is an entry on its way to the journal.
type record struct {
	Entry
	written func(error) // is called once the entry is on disk, or cannot be written
}

func newRecorder(j Journal) *recorder {
	r := &recorder{journal: j, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go r.run()
	return r
}

// record queues an entry. The entries of one goroutine are written in their order.
func (r *recorder) record(e Entry, written func(error)) {
	r.mu.Lock()
	r.waiting = append(r.waiting, record{e, written})
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// committing returns once the record is on disk that the dot of a letter may have been sent.
func (r *recorder) committing(id string) error {
	written := make(chan error, 1)
	r.record(Entry{ID: id, Status: drafts.StatusCommitting}, func(err error) { written <- err })
	return <-written
}

// close waits until all entries are written. Nothing may be recorded after it.
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
		if err := r.note(group); err != nil {
			r.noteEnds(group, err)
			continue
		}
		for _, w := range group {
			w.written(nil)
		}
	}
}

// note records a group: all of it or nothing. A cancelled run still records what became of its letters.
func (r *recorder) note(group []record) error {
	entries := make([]Entry, len(group))
	for i, w := range group {
		entries[i] = w.Entry
	}
	return r.journal.Note(context.Background(), entries)
}

// noteEnds records how the letters of a group have ended, which could not be recorded as a whole. It may have been for a letter whose dot
// must not be sent, and only this process knows what the server said of the others.
func (r *recorder) noteEnds(group []record, err error) {
	var ends []record
	for _, w := range group {
		if w.Status == drafts.StatusCommitting {
			w.written(err)
		} else {
			ends = append(ends, w)
		}
	}
	if 0 < len(ends) && len(ends) < len(group) {
		if r.note(ends) == nil { // else the first error says why, because a store that was moved has taken the ends all the same
			err = nil
		}
	}
	for _, w := range ends {
		w.written(err)
	}
}
