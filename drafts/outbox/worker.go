package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"draft/drafts"
)

// worker sends letters over one connection at a time.
type worker struct {
	*run
	connected  func() // is called after each successful connect; nil calls nothing
	connection Connection
	carried    int // letters that this connection has taken or refused

	// next is the letter that follows the current one. Its envelope may have gone along with the dot of the letter
	// before; it has no record, because an envelope alone delivers nothing.
	next *Message
	// announced is whether the current letter was next.
	announced bool

	unreported sync.WaitGroup // results that are not on disk yet
}

// join connects and then works. A server may refuse another connection: then the worker leaves the letters to the others.
func (w *worker) join() {
	c, err := w.Sender.Connect(w.ctx)
	if err == nil {
		w.connection = c
		w.work()
	} else if !w.queue.leave() { // the others have lost their connections meanwhile
		w.stop(asFailure(err, StageConnect))
	}
}

// work sends letters until none are left, the run ends, or there is no connection.
func (w *worker) work() {
	for {
		m, ok := w.take()
		if !ok || !w.send(m) {
			break
		}
	}
	if w.connection != nil {
		w.leave(w.next != nil)
	}
	if w.next != nil {
		w.queue.put(*w.next)
	}
}

// take returns the next letter. If it returns false, the worker has left the queue.
func (w *worker) take() (Message, bool) {
	w.announced = false
	if next := w.next; next != nil && w.ctx.Err() == nil {
		w.next, w.announced = nil, true
		return *next, true
	}
	return w.queue.take()
}

// send sends one letter. It reports false if there is no connection for it; then the worker has left the queue.
func (w *worker) send(m Message) bool {
	if w.makeRoom() != nil {
		w.end(m, Entry{Status: drafts.StatusQueued})
		return true
	}
	failure, connected := w.data(m)
	switch {
	case !connected:
		w.unconnected(m, failure)
		return false
	case failure != nil:
		w.refused(m, failure)
		return true
	}
	if err := w.recorder.committing(m.ID); err != nil {
		w.drop()
		// The server has nothing, but the record may be on disk all the same. The entry takes it back.
		w.end(m, Entry{Status: drafts.StatusQueued})
		w.stop(fmt.Errorf("record the letter before its dot: %w", err))
		return true
	}
	w.dot(m)
	return true
}

// leave ends a connection between two letters. If the envelope of the next one was sent, the server may take a QUIT for its
// text.
func (w *worker) leave(announced bool) {
	if announced {
		w.connection.Close()
	} else {
		w.unreported.Wait() // QUIT may take seconds, and if the process is killed meanwhile, the results are known
		w.connection.Quit()
	}
	w.connection, w.carried = nil, 0
}

// makeRoom ends a connection that may carry no more letters, and waits while the server wants no letters. It returns the
// error of a run that ended meanwhile.
func (w *worker) makeRoom() error {
	pause := w.mustPause()
	if w.connection != nil && (pause || w.isFull(w.carried)) {
		w.leave(w.announced)
	}
	if pause {
		return w.waitPause()
	}
	return nil
}

// dot sends the dot of a letter whose committing record is on disk. From here on the server may have the letter.
func (w *worker) dot(m Message) {
	if !w.isFull(w.carried + 1) {
		w.next = w.queue.poll()
	}
	if w.Committed != nil {
		w.Committed(m.ID)
	}
	ctx := w.GracePeriod
	if ctx == nil {
		ctx = context.WithoutCancel(w.ctx)
	}
	reply, err := w.connection.EndData(ctx, w.next)
	if err == nil {
		w.carried++
		w.countNoReply(nil)
		w.countSenderRejected(m.From, nil)
		w.taken()
		w.end(m, Entry{Status: drafts.StatusSent, Reply: reply})
		return
	}
	failure := asFailure(err, StageDot)
	full := w.hasCarriedAll(failure)
	if refuses(failure.Reply) && !full {
		w.carried++
	} else {
		w.drop()
	}
	w.end(m, Entry{Status: failure.status(), Failure: failure})
	w.countNoReply(failure)
	w.countSenderRejected(m.From, failure)
	if !full {
		w.heed(failure)
	}
}

// hasCarriedAll reports whether the connection may carry no more letters, and notes how many it has carried. If it has
// carried none, a new one would not help.
func (w *worker) hasCarriedAll(failure *Failure) bool {
	if failure.Advice.Effect != EffectReconnect || w.carried == 0 {
		return false
	}
	w.limit(w.carried)
	return true
}

// data gives the server a letter without its dot, and connects first if there is no connection. If a connection that has
// carried letters fails at MAIL, it may have reached a limit of the server; then data tries once more on a new one, as
// it does if the server says so. It reports connected as false if the failure is one to connect.
func (w *worker) data(m Message) (failure *Failure, connected bool) {
	for {
		if w.connection == nil {
			c, err := w.Sender.Connect(w.ctx)
			if err != nil {
				return asFailure(err, StageConnect), false
			}
			w.connection, w.carried = c, 0
			if w.connected != nil {
				w.connected()
			}
		}
		err := w.connection.Data(w.ctx, m)
		if err == nil {
			return nil, true
		}
		failure := asFailure(err, StageMail)
		if w.hasCarriedAll(failure) && w.ctx.Err() == nil {
			w.drop()
			continue
		}
		if failure.Final || refuses(failure.Reply) {
			w.carried++ // the connection can carry on
			return failure, true
		}
		again := w.carried > 0 && failure.Stage == StageMail && w.ctx.Err() == nil
		w.drop()
		if !again {
			return failure, true
		}
	}
}

// unconnected puts a letter back into the queue for the other workers, because a server may allow no more connections
// than they have. The last worker stops the run instead.
func (w *worker) unconnected(m Message, failure *Failure) {
	if !w.queue.leave(m) {
		w.end(m, Entry{Status: drafts.StatusQueued, Failure: failure})
		w.stop(failure)
	}
}

// refused records a letter that the server does not have. If the run was cancelled, the letter is queued again.
func (w *worker) refused(m Message, failure *Failure) {
	if w.ctx.Err() != nil {
		w.end(m, Entry{Status: drafts.StatusQueued})
		return
	}
	w.end(m, Entry{Status: failure.status(), Failure: failure})
	w.heed(failure)
	w.countSenderRejected(m.From, failure)
}

// end is the end of the run, and counts what is not reported yet.
func (w *worker) end(m Message, e Entry) {
	w.unreported.Add(1)
	w.run.end(m, e, w.unreported.Done)
}

// drop closes a connection in the middle of a letter.
func (w *worker) drop() {
	w.connection.Close()
	w.connection, w.carried = nil, 0
}

// refuses reports whether a reply refuses a letter and leaves the connection open.
func refuses(r Reply) bool { return r.Code/100 == 4 && r.Code != 421 || r.Code/100 == 5 }

// asFailure returns an error as the Failure that it should be.
func asFailure(err error, at Stage) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	return &Failure{Stage: at, Err: err}
}
