package outbox

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"draft/drafts"
)

// Letters are begun several at a time, at most as many, and of at most as many bytes together.
const (
	groupLetters = 32
	groupBytes   = 1 << 20
)

// Send sends letters, and tells what became of each, one at a time, in the order in which it is known. It stops where
// there is no connection to be had, where the journal cannot be written, where Halt says so, where a few ends in a row
// were not answered or a few times in a row a sender was refused, and between two letters once ctx is cancelled; the
// letters after that stay as they are. The error is the reason for that, and for nothing else.
func (o *Outbox) Send(ctx context.Context, orders iter.Seq[Order], tell func(Result)) error {
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	box := *o
	box.Connections = max(o.Connections, 1)
	r := &run{Outbox: &box, ctx: running, stop: stop, tell: tell, ready: make(chan *flight, groupLetters)}
	r.recorder = newRecorder(o.Journal)
	var feeding, working sync.WaitGroup
	feeding.Go(func() { r.feed(orders) })
	working.Go(func() {
		first := &worker{run: r, reach: 1}
		first.connected = sync.OnceFunc(func() { // not before: wrong secrets are tried once
			for range box.Connections - 1 {
				r.workers.Add(1)
				working.Go(func() { (&worker{run: r, reach: 1}).join() })
			}
		})
		r.workers.Add(1)
		first.work()
	})
	working.Wait() // they end where there is nothing to be sent any more, or the run has ended: the feeder too, then
	feeding.Wait()
	for f := range r.ready {
		r.leave(f)
	}
	for _, f := range r.handed {
		r.leave(f)
	}
	r.recorder.close()
	return context.Cause(running)
}

// run is one call of Send.
type run struct {
	*Outbox
	ctx      context.Context //nolint:containedctx // that of the call
	stop     context.CancelCauseFunc
	telling  sync.Mutex
	tell     func(Result)
	ready    chan *flight
	recorder *recorder
	workers  atomic.Int32
	silent   atomic.Int32 // letters in a row whose end was not answered

	barring sync.Mutex
	barred  int    // letters in a row whose sender was refused
	from    string // that sender

	handing sync.Mutex
	handed  []*flight // by workers that found no connection any more
}

// flight is a letter that was begun and has not come to its end.
type flight struct {
	Message
	// noted gives the fate of the record that its end may have been sent; nil until that was asked for.
	noted <-chan error
}

// wait returns once the record is on disk, or cannot be. It is called once.
func (f *flight) wait() error { return <-f.noted }

// feed begins letters for the workers, a little ahead of them.
func (r *run) feed(orders iter.Seq[Order]) {
	defer close(r.ready)
	for group := range groups(orders, r.Pace != nil) {
		if r.Pace != nil && r.Pace(r.ctx) != nil || r.ctx.Err() != nil {
			return
		}
		begun, err := r.Journal.Begin(r.ctx, group)
		if err != nil {
			if r.ctx.Err() == nil {
				r.result(Result{Entry: Entry{ID: group[0].ID}, Err: err})
			}
			r.stop(err)
			return
		}
		for i, b := range begun {
			if b.Err != nil {
				r.result(Result{Entry: Entry{ID: group[i].ID}, Err: b.Err})
				continue
			}
			f := &flight{Message: b.Message}
			select {
			case r.ready <- f:
			case <-r.ctx.Done():
				r.leave(f)
			}
		}
	}
}

// groups parts orders into those that are begun together.
func groups(orders iter.Seq[Order], single bool) iter.Seq[[]Order] {
	return func(yield func([]Order) bool) {
		var group []Order
		var size int64
		for o := range orders {
			if len(group) > 0 && (single || len(group) == groupLetters || o.Size == 0 || size+o.Size > groupBytes) {
				if !yield(group) {
					return
				}
				group, size = nil, 0
			}
			group, size = append(group, o), size+o.Size
			if o.Size == 0 {
				size = groupBytes
			}
		}
		if len(group) > 0 {
			yield(group)
		}
	}
}

// end notes what became of a letter, whatever was cancelled meanwhile, and tells it once that is on disk. A journal that
// cannot be written ends the run; cause does too, and is told where it is all that is known of the letter.
func (r *run) end(f *flight, e Entry, cause error, then func()) {
	e.ID = f.ID
	r.recorder.record(e, func(err error) {
		defer then()
		result := Result{Entry: e}
		if err != nil {
			result.Err = fmt.Errorf("note what became of the letter: %w", err)
			cause = errors.Join(cause, result.Err)
		}
		r.result(result)
		if cause != nil {
			r.stop(cause)
		}
	})
}

// leave ends a letter before its turn: it stays as it was.
func (r *run) leave(f *flight) { r.end(f, Entry{Status: drafts.StatusQueued}, nil, func() {}) }

// hand gives letters to whoever is free. Their records have been asked for and waited for, if at all: they are made again.
func (r *run) hand(letters ...*flight) {
	r.handing.Lock()
	defer r.handing.Unlock()
	for _, f := range letters {
		f.noted = nil
		r.handed = append(r.handed, f)
	}
}

// take gives a letter that was handed on; nil where there is none.
func (r *run) take() *flight {
	r.handing.Lock()
	defer r.handing.Unlock()
	if len(r.handed) == 0 {
		return nil
	}
	f := r.handed[0]
	r.handed = r.handed[1:]
	return f
}

// takeBack takes back a letter that nobody has taken.
func (r *run) takeBack(f *flight) {
	r.handing.Lock()
	defer r.handing.Unlock()
	r.handed = slices.DeleteFunc(r.handed, func(other *flight) bool { return other == f })
}

// welcome notes whether the server would have a letter of a sender. It gives the reason to end the run after such a refusal;
// nil where there is none, or no refusal.
func (r *run) welcome(from string, refusal *Failure) error {
	r.barring.Lock()
	defer r.barring.Unlock()
	if refusal == nil || !refusal.barsSender() {
		r.barred = 0
		return nil
	}
	if r.from != from {
		r.barred, r.from = 0, from
	}
	if r.barred++; r.barred < mostBarred {
		return nil
	}
	b := &Barred{refusal, from}
	r.stop(b)
	return b
}

func (r *run) result(result Result) {
	r.telling.Lock()
	defer r.telling.Unlock()
	r.tell(result)
}
