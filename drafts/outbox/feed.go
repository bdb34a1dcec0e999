package outbox

import (
	"errors"
	"iter"
	"time"
)

// The limits of a group of letters that are begun together.
const (
	groupLetters = 32
	groupBytes   = 1 << 20
)

// aheadTime is how long the workers are to have letters for when a group is begun. What one process has begun, the others that send the
// same letters leave to it; so it begins many where a letter takes a millisecond, and one by one where it takes a second.
const aheadTime = 250 * time.Millisecond

// feeder begins letters and puts them into the queue, a little ahead of the workers.
type feeder struct {
	*run
	share int // letters to begin next, and that may wait before the next are begun

	ended int // letters when share was set
	since time.Time
}

func (r *run) feed(orders iter.Seq[Order]) {
	defer r.queue.close()
	f := &feeder{run: r, share: max(r.Connections, 1), since: time.Now()}
	if r.Pace != nil { // a queue that fills up while the server is slow would be sent faster than the pace afterwards
		f.share = 1
	}
	ahead := false // the time of the next letter has come, but other processes had the letter
	var full *LimitError
	for group := range f.groups(orders) {
		if r.queue.waitForRoom(f.share) != nil {
			return
		}
		if group = r.leaveOut(group, full); len(group) == 0 {
			continue
		}
		begun, err := r.begin(group, ahead)
		if err != nil {
			if r.ctx.Err() == nil {
				r.result(Result{Entry: Entry{ID: group[0].ID}, Err: err})
			}
			r.stop(err)
			return
		}
		ahead = true
		for i, b := range begun {
			if b.Err != nil {
				errors.As(b.Err, &full)
				r.result(Result{Entry: Entry{ID: group[i].ID}, Err: b.Err})
				continue
			}
			r.queue.put(b.Message)
			ahead = false
		}
		f.setShare()
	}
}

// begin begins letters once they may be sent; ahead says that the time has come already.
func (r *run) begin(group []Order, ahead bool) ([]Begun, error) {
	if r.Pace != nil && !ahead {
		if err := r.Pace(r.ctx); err != nil {
			return nil, err
		}
	}
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	return r.Journal.Begin(r.ctx, group)
}

// setShare sets share to the letters that end in aheadTime, by those that have ended since it was set last.
func (f *feeder) setShare() {
	f.mu.Lock()
	ended := f.run.ended
	f.mu.Unlock()
	n := ended - f.ended
	if n == 0 || f.Pace != nil {
		return
	}
	took := max(time.Since(f.since), 1)
	want := max(int(time.Duration(n)*aheadTime/took), f.Connections, 1)
	f.share = min(want, 2*f.share, groupLetters) // it grows step by step, because the first letters of all processes end at once
	f.ended, f.since = ended, time.Now()
}

// groups splits orders into the groups that are begun together.
func (f *feeder) groups(orders iter.Seq[Order]) iter.Seq[[]Order] {
	return func(yield func([]Order) bool) {
		var group []Order
		var size int64
		for o := range orders {
			if len(group) > 0 && (len(group) >= f.share || o.Size == 0 || size+o.Size > groupBytes) {
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
