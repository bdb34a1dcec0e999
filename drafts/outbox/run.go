package outbox

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"draft/drafts"
)

// Send sends letters and calls report with the result of each, one call at a time, in the order in which the results
// are known. It stops early if there is no connection, if the journal cannot be written, if a server says that it
// takes no more letters, if several dots in a row got no reply, if the same sender was rejected several times in a row, or, between two letters, if ctx
// is cancelled. The other letters stay as they are. The error is the reason for stopping early; the failure of a letter
// is no reason.
func (o *Outbox) Send(ctx context.Context, orders iter.Seq[Order], report func(Result)) error {
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &run{
		Outbox: o, ctx: running, stop: stop, report: report,
		queue: newQueue(running), recorder: newRecorder(o.Journal),
	}
	var group sync.WaitGroup
	group.Go(func() { r.feed(orders) })
	r.queue.addWorkers(1)
	group.Go(func() {
		first := &worker{run: r}
		first.connected = sync.OnceFunc(func() { // the others wait for that, so that a wrong password is tried once
			others := max(o.Connections, 1) - 1
			r.queue.addWorkers(others)
			for range others {
				group.Go((&worker{run: r}).join)
			}
		})
		first.work()
	})
	group.Wait()
	for _, m := range r.queue.drain() {
		r.end(m, Entry{Status: drafts.StatusQueued}, nil)
	}
	r.recorder.close()
	return context.Cause(running)
}

// run is one call of Send.
type run struct {
	*Outbox
	ctx      context.Context //nolint:containedctx // of the call
	stop     context.CancelCauseFunc
	queue    *queue
	recorder *recorder

	reportMu sync.Mutex
	report   func(Result)

	mu             sync.Mutex
	ended          int           // letters whose last entry is recorded
	noReply        int           // dots in a row that got no reply
	senderRejected int           // letters in a row whose sender was rejected for good
	rejected       string        // that sender
	perConnection  int           // letters that a connection may carry; 0 is any number
	pause          time.Duration // that the server wants before the next letter
	paused         bool          // no letter was taken since the last pause

	pauseMu sync.Mutex // is held during a pause
}

// leaveOut leaves out the letters of an account that may send no more today, because to wait for the pace of each would help none
// of them.
func (r *run) leaveOut(group []Order, full *LimitError) []Order {
	if full == nil {
		return group
	}
	return slices.DeleteFunc(group, func(o Order) bool {
		if o.Account != full.Account {
			return false
		}
		r.result(Result{Entry: Entry{ID: o.ID}, Err: &LimitError{ID: o.ID, Account: full.Account, Limit: full.Limit, Sent: full.Sent}})
		return true
	})
}

// end records the last entry of a letter in this run, even if the run was cancelled, and reports it once it is on disk.
// The run stops if the entry cannot be written. If reported is not nil, it is called after that.
func (r *run) end(m Message, e Entry, reported func()) {
	e.ID = m.ID
	r.recorder.record(e, func(err error) {
		r.mu.Lock()
		r.ended++
		r.mu.Unlock()
		result := Result{Entry: e}
		if err != nil {
			result.Err = fmt.Errorf("record the result of the letter: %w", err)
			r.stop(result.Err)
		}
		r.result(result)
		if reported != nil {
			reported()
		}
	})
}

func (r *run) result(result Result) {
	r.reportMu.Lock()
	defer r.reportMu.Unlock()
	r.report(result)
}

// countNoReply stops the run if several dots in a row got no reply. A nil failure is a letter that was taken.
func (r *run) countNoReply(failure *Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if failure == nil || !failure.Unanswered() {
		r.noReply = 0
		return
	}
	if r.noReply++; r.noReply >= maxNoReply {
		r.stop(&NoReplyError{failure})
	}
}

// countSenderRejected stops the run if the server rejected the same sender several times in a row. A nil failure is a
// letter whose sender was accepted.
func (r *run) countSenderRejected(from string, failure *Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if failure == nil || !failure.RejectsSender() {
		r.senderRejected = 0
		return
	}
	if r.rejected != from {
		r.senderRejected, r.rejected = 0, from
	}
	if r.senderRejected++; r.senderRejected >= maxSenderRejected {
		r.stop(&SenderRejectedError{failure, from})
	}
}

// heed does what a failure says about the other letters.
func (r *run) heed(failure *Failure) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch failure.Advice.Effect {
	case EffectStop, EffectReconnect: // a new connection did not help
		r.stop(&HaltedError{failure})
	case EffectPause:
		if r.paused { // the last pause did not help
			r.stop(&HaltedError{failure})
			return
		}
		r.pause = max(r.pause, failure.Advice.Wait)
	case EffectNone, EffectSender:
	}
}

// limit notes how many letters a connection may carry.
func (r *run) limit(letters int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.perConnection == 0 || letters < r.perConnection {
		r.perConnection = letters
	}
}

// isFull reports whether a connection that has carried some letters may carry no more.
func (r *run) isFull(carried int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.perConnection > 0 && carried >= r.perConnection
}

// taken notes that a server took a letter.
func (r *run) taken() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.paused = false
}

// mustPause reports whether the server wants no letters now.
func (r *run) mustPause() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.pause > 0
}

// waitPause waits until the server takes letters again. One worker waits, and the others for that one.
func (r *run) waitPause() error {
	r.pauseMu.Lock()
	defer r.pauseMu.Unlock()
	r.mu.Lock()
	wait := r.pause
	r.mu.Unlock()
	if wait == 0 {
		return r.ctx.Err()
	}
	sleep := r.Pause
	if sleep == nil {
		sleep = Sleep
	}
	err := sleep(r.ctx, wait)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pause, r.paused = 0, true
	return err
}

// Sleep waits, or returns the error of ctx if that ends before.
func Sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
