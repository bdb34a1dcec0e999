package outbox

import (
	"context"
	"errors"
	"testing"

	"draft/drafts"
)

// noCommitting is a journal that records how letters have ended, and no other entries.
type noCommitting struct {
	ended []string
	held  chan struct{} // the first Note waits for it
}

var errNoCommitting = errors.New("no dot now")

func (n *noCommitting) Begin(context.Context, []Order) ([]Begun, error) { return nil, nil }

func (n *noCommitting) Note(_ context.Context, entries []Entry) error {
	<-n.held
	for _, e := range entries {
		if e.Status == drafts.StatusCommitting {
			return errNoCommitting
		}
	}
	for _, e := range entries {
		n.ended = append(n.ended, e.ID)
	}
	return nil
}

// If a committing record cannot be made, what the server said of other letters is recorded all the same.
func TestEndsAreRecordedWithoutTheOthers(t *testing.T) {
	j := &noCommitting{held: make(chan struct{})}
	r := newRecorder(j)
	got := map[string]error{}
	written := func(id string) func(error) { return func(err error) { got[id] = err } }
	r.record(Entry{ID: "first", Status: drafts.StatusSent}, written("first"))
	r.record(Entry{ID: "next", Status: drafts.StatusCommitting}, written("next"))
	r.record(Entry{ID: "second", Status: drafts.StatusSent}, written("second"))
	close(j.held)
	r.close()
	if len(j.ended) != 2 || got["first"] != nil || got["second"] != nil || !errors.Is(got["next"], errNoCommitting) {
		t.Errorf("recorded %q, said %v", j.ended, got)
	}
}
