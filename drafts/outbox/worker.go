package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"draft/drafts"
)

// worker sends letters over one connection, which it makes anew where it has to.
type worker struct {
	*run
	connected  func() // is told of the first connection; nil tells nobody
	connection Connection
	carried    int // messages that this connection has carried

	// The letters after the one at hand, whose records are being made. They are as many as the server takes while the
	// disk is waited for: after a crash those are unknown.
	ahead  []*flight
	ending sync.WaitGroup // of what became of letters and is being noted
	reach  int            // how many they may be
	swift  int            // letters in a row whose records were made in time
}

const (
	mostAhead = 4  // bounds reach, of all connections together
	calm      = 16 // so many letters in time take one off reach
)

// join works if there is a connection to be had besides that of others.
func (w *worker) join() {
	c, err := w.Sender.Connect(w.ctx)
	if err == nil {
		w.connection = c
		w.work()
	} else if w.last() { // the others have lost theirs meanwhile
		w.stop(asFailure(err, StageConnect))
	}
}

// last leaves the work to the others, and tells whether there are none.
func (w *worker) last() bool { return w.workers.Add(-1) == 0 }

// work sends letters until there are no more, or the run ends.
func (w *worker) work() {
	for {
		f := w.next()
		if f == nil && w.last() && w.ctx.Err() == nil {
			if f = w.take(); f != nil { // handed on since, and nobody else is there for it
				w.workers.Add(1)
			}
		}
		if f == nil {
			break
		}
		if !w.send(f) {
			break
		}
	}
	switch {
	case w.connection == nil:
	case len(w.ahead) > 0: // the envelope of the first may be on its way: a goodbye would be its text
		w.connection.Abort()
	default:
		w.ending.Wait() // who is stopped here shall find what is known
		w.connection.Quit()
	}
	for _, f := range w.ahead { // cancelled before their turn
		_ = f.wait()
		w.end(f, Entry{Status: drafts.StatusQueued}, nil)
	}
}

// end is that of the run.
func (w *worker) end(f *flight, e Entry, cause error) {
	w.ending.Add(1)
	w.run.end(f, e, cause, w.ending.Done)
}

// next gives the next letter; nil where there is none, or the run has ended.
func (w *worker) next() *flight {
	if w.ctx.Err() != nil {
		return nil
	}
	if len(w.ahead) > 0 {
		f := w.ahead[0]
		w.ahead = w.ahead[1:]
		return f
	}
	if f := w.take(); f != nil {
		return f
	}
	select {
	case f, ok := <-w.ready:
		if !ok {
			return w.take()
		}
		return f
	case <-w.ctx.Done():
		return nil
	}
}

// lookAhead has the records made of the letters that come next, and gives the first of them.
func (w *worker) lookAhead() *Message {
	for w.ctx.Err() == nil && len(w.ahead) < w.reach {
		f := w.poll()
		if f == nil {
			break
		}
		w.note(f)
		w.ahead = append(w.ahead, f)
	}
	if len(w.ahead) == 0 || w.ctx.Err() != nil {
		return nil
	}
	return &w.ahead[0].Message
}

// poll gives a letter that is ready; nil where there is none by now.
func (w *worker) poll() *flight {
	select {
	case f := <-w.ready:
		return f
	default:
		return nil
	}
}

// note asks for the record that the end of a letter may have been sent.
func (w *worker) note(f *flight) {
	noted := make(chan error, 1)
	f.noted = noted
	w.recorder.record(Entry{ID: f.ID, Status: drafts.StatusCommitting}, func(err error) { noted <- err })
}

// send sends one letter, and tells whether to go on.
func (w *worker) send(f *flight) bool {
	if err := w.offer(f.Message); err != nil {
		return w.refused(f, err)
	}
	_ = w.welcome(f.From, nil)
	if err := w.committing(f); err != nil {
		w.drop()
		err = fmt.Errorf("note the letter before its end: %w", err)
		// The server has nothing, but whether the record is on disk is not known: an older one may still be read.
		w.end(f, Entry{Status: drafts.StatusQueued}, err)
		w.stop(err)
		return false
	}
	next := w.lookAhead()
	if w.Committed != nil {
		w.Committed(f.ID)
	}
	patience := w.Patience
	if patience == nil {
		patience = context.WithoutCancel(w.ctx)
	}
	reply, err := w.connection.Commit(patience, next)
	if err == nil {
		w.carried++
		w.silent.Store(0)
		w.end(f, Entry{Status: drafts.StatusSent, Reply: reply}, nil)
		return true
	}
	failure := asFailure(err, StageDot)
	if refuses(failure.Reply) {
		w.carried++
	} else {
		w.drop()
	}
	w.end(f, Entry{Status: failure.status(), Failure: failure}, w.unanswered(failure))
	return true
}

// unanswered is the reason to end the run after a message whose end was not taken; nil where there is none.
func (w *worker) unanswered(f *Failure) error {
	switch {
	case !f.Unanswered():
		w.silent.Store(0)
	case w.silent.Add(1) >= mostSilent:
		s := &Silent{f}
		w.stop(s)
		return s
	}
	return w.halted(f)
}

// committing returns once the record is on disk. Here the promise is kept: after that, the message may be anywhere.
func (w *worker) committing(f *flight) error {
	if f.noted == nil {
		w.note(f)
		return f.wait()
	}
	select {
	case err := <-f.noted:
		if w.swift++; w.swift == calm {
			w.reach, w.swift = max(w.reach-1, 1), 0
		}
		return err
	default: // the disk is slower than the server
		w.reach, w.swift = min(w.reach+1, max(mostAhead/w.Connections, 1)), 0
		return f.wait()
	}
}

// offer connects where there is no connection, and gives the server all but the end of a message. A connection that
// carried messages before may have reached a limit of its server: then another is tried, once.
func (w *worker) offer(m Message) error {
	for {
		if w.connection == nil {
			c, err := w.Sender.Connect(w.ctx)
			if err != nil {
				return &unconnected{asFailure(err, StageConnect)}
			}
			w.connection, w.carried = c, 0
			if w.connected != nil {
				w.connected()
			}
		}
		err := w.connection.Offer(w.ctx, m)
		if err == nil {
			return nil
		}
		failure := asFailure(err, StageMail)
		if failure.Final || refuses(failure.Reply) {
			w.carried++ // the connection is as good as before
			return failure
		}
		ended := w.carried > 0 && failure.Stage == StageMail
		w.drop()
		if !ended || w.ctx.Err() != nil {
			return failure
		}
	}
}

// refuses tells an answer that refuses a message from one that ends the connection too, and from none.
func refuses(r Reply) bool { return r.Code/100 == 4 && r.Code != 421 || r.Code/100 == 5 }

// drop closes a connection that is in the middle of something.
func (w *worker) drop() {
	w.connection.Abort()
	w.connection, w.carried = nil, 0
}

// unconnected is a failure to connect: nobody has looked at the letter.
type unconnected struct{ failure *Failure }

func (u *unconnected) Error() string { return u.failure.Error() }
func (u *unconnected) Unwrap() error { return u.failure }

// refused notes a letter that the server does not have, and tells whether to go on. One that nobody looked at stays
// queued.
func (w *worker) refused(f *flight, err error) bool {
	if f.noted != nil {
		_ = f.wait() // what comes first is noted first
	}
	failure := asFailure(err, StageMail)
	entry := Entry{Status: failure.status(), Failure: failure}
	var lost *unconnected
	switch {
	case errors.As(err, &lost):
		if w.handOn(f) {
			return false
		}
		entry.Status = drafts.StatusQueued
		w.end(f, entry, nil)
		w.stop(failure)
		return false
	case w.ctx.Err() != nil:
		w.end(f, Entry{Status: drafts.StatusQueued}, context.Cause(w.ctx))
		return false
	}
	cause := w.halted(failure)
	if barred := w.welcome(f.From, failure); cause == nil {
		cause = barred
	}
	w.end(f, entry, cause)
	return true
}

// handOn leaves the letter at hand, and those after it, to the other workers: a server may want no more connections than
// they have. Where there are no others, it tells so, and the letter stays with this one.
func (w *worker) handOn(f *flight) bool {
	for _, next := range w.ahead {
		_ = next.wait()
	}
	w.hand(append([]*flight{f}, w.ahead...)...)
	w.ahead = nil
	if !w.last() {
		return true
	}
	w.takeBack(f)
	return false
}

// halted is the reason to end the run after a refusal; nil where there is none.
func (w *worker) halted(f *Failure) error {
	if w.Halt == nil || !w.Halt(f) {
		return nil
	}
	h := &Halted{f}
	w.stop(h)
	return h
}

// asFailure gives an error as the Failure that it should be.
func asFailure(err error, at Stage) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	return &Failure{Stage: at, Err: err}
}
