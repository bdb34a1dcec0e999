package outbox

import (
	"context"
	"slices"
	"sync"
)

// queue holds the letters that were begun and that no worker has taken yet. It also counts the workers, so that a letter
// is never put back into a queue that nobody reads any more.
type queue struct {
	ctx context.Context //nolint:containedctx // of the run: the queue gives out nothing after it ends

	mu      sync.Mutex
	changed *sync.Cond
	letters []Message
	size    int  // of the letters in bytes
	closed  bool // no new letters will come
	workers int
}

// newQueue returns a queue that is read until ctx ends.
func newQueue(ctx context.Context) *queue {
	q := &queue{ctx: ctx}
	q.changed = sync.NewCond(&q.mu)
	context.AfterFunc(ctx, q.wake)
	return q
}

func (q *queue) wake() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.changed.Broadcast()
}

// waitForRoom blocks while a number of letters wait, or too many bytes. It returns the error of the context if that has
// ended.
func (q *queue) waitForRoom(letters int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for (len(q.letters) >= letters || q.size >= groupBytes) && q.ctx.Err() == nil {
		q.changed.Wait()
	}
	return q.ctx.Err()
}

// put adds a letter. It never blocks.
func (q *queue) put(m Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.letters = append(q.letters, m)
	q.size += len(m.Wire)
	q.changed.Broadcast()
}

// close says that no new letters will come.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// addWorkers counts workers before they start.
func (q *queue) addWorkers(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.workers += n
}

// take waits for the next letter. If it returns false, no letters are left or the run has ended, and the caller no longer
// counts as a worker.
func (q *queue) take() (Message, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.letters) == 0 && !q.closed && q.ctx.Err() == nil {
		q.changed.Wait()
	}
	if len(q.letters) == 0 || q.ctx.Err() != nil {
		q.workers--
		return Message{}, false
	}
	return q.pop(), true
}

// poll returns the next letter, or nil if none is waiting or the run has ended.
func (q *queue) poll() *Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.letters) == 0 || q.ctx.Err() != nil {
		return nil
	}
	m := q.pop()
	return &m
}

func (q *queue) pop() Message {
	m := q.letters[0]
	q.letters = slices.Delete(q.letters, 0, 1) // which also lets go of the bytes of the letter
	q.size -= len(m.Wire)
	q.changed.Broadcast()
	return m
}

// leave removes a worker that has no connection, and puts its letter, if it has one, back in front. It reports false, and
// puts nothing back, if letters are left and that was the last worker.
func (q *queue) leave(letters ...Message) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.workers--
	if q.workers == 0 && (len(letters) > 0 || len(q.letters) > 0 || !q.closed) {
		return false
	}
	for _, m := range letters {
		q.size += len(m.Wire)
	}
	q.letters = slices.Insert(q.letters, 0, letters...)
	q.changed.Broadcast()
	return true
}

// drain returns the letters that nobody took.
func (q *queue) drain() []Message {
	q.mu.Lock()
	defer q.mu.Unlock()
	letters := q.letters
	q.letters, q.size = nil, 0
	return letters
}
