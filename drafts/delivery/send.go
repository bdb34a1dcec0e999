package delivery

import (
	"context"
	"iter"
	"sync"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// SendOptions say how the letters of a plan are handed over.
type SendOptions struct {
	Sender      outbox.Sender
	Connections int
	Interval    time.Duration   // from one letter of the account to the next; 0 does not wait
	GracePeriod context.Context //nolint:containedctx // see outbox.Outbox
	Committed   func(id string) // see outbox.Outbox
	// Pause waits as long as the server wants no letters. See outbox.Outbox.
	Pause func(ctx context.Context, wait time.Duration) error
	// Shared says that other processes may send letters of the plan at the same time. What they send is left to them.
	Shared bool
	// Waiting is called if even the first letter has to wait, because the account has sent one shortly before. It may be nil.
	Waiting func(wait time.Duration)
	// KeepResults puts the result of each letter into the outcome. Without it, nothing of a letter that was sent is kept in memory.
	KeepResults bool
	// Each is called with each result. It may be nil.
	Each func(Result)
}

// Outcome is what became of the letters that Send was given.
type Outcome struct {
	Results []Result // in the order of the plan, if they are kept
	Err     error    // that stopped the sending
	// Limit is set if the account reached its daily limit during the sending, because others send by it too. Held counts the letters
	// that were left for tomorrow then.
	Limit *DailyLimit

	letters    int // that were given
	tried      int
	sent       int
	elsewhere  int // that another process has sent meanwhile
	busy       int // that another process is sending
	unknown    int
	duplicates int
	waits      bool // whether `draft send --queued` tries a letter again that was tried
}

// count counts a result.
func (o *Outcome) count(r Result) {
	o.tried++
	o.waits = o.waits || r.Waits()
	switch r.Kind {
	case Sent:
		o.sent++
	case Unknown, Unrecorded: // the next run does not know either
		o.unknown++
	case Elsewhere:
		o.countElsewhere(r)
	case Duplicate:
		o.duplicates++
	}
	if r.Limit != nil {
		if o.Limit == nil {
			o.Limit = &DailyLimit{Account: r.Limit.Account, Limit: r.Limit.Limit, Sent: r.Limit.Sent}
		}
		o.Limit.Held++
	}
}

func (o *Outcome) countElsewhere(r Result) {
	switch {
	case r.Status == drafts.StatusUnknown:
		o.unknown++
	case r.Changed:
	case r.Status == drafts.StatusSent:
		o.elsewhere++
	case r.Status.Out():
		o.busy++
	}
}

// Send hands the frozen letters to the outbox.
func (p *Plan) Send(ctx context.Context, o SendOptions) Outcome {
	s := &sending{Plan: p, options: o, paced: p.pace(o), outcome: Outcome{letters: len(p.Items)}, limited: map[int]Result{}}
	if o.KeepResults {
		for _, item := range p.Items {
			s.outcome.Results = append(s.outcome.Results, Untried(item))
		}
	}
	if o.Shared {
		s.sendShared(ctx)
	} else {
		own, _ := s.parts()
		s.pass(ctx, own)
	}
	return s.outcome
}

// sending is one call of Send.
type sending struct {
	*Plan
	options SendOptions
	paced   func(context.Context) error // see outbox.Outbox
	outcome Outcome
	busy    []int          // the items of the last pass that other processes have, or may have
	limited map[int]Result // of the items that wait because of the daily limit, unless another process has them
}

// pass hands letters to the outbox, by the indices of their items.
func (s *sending) pass(ctx context.Context, indices []int) {
	s.busy = nil
	out := itemsOut{index: map[string]int{}}
	box := outbox.Outbox{
		Journal: s.Plan.options.Store, Sender: s.options.Sender, Connections: s.options.Connections, Pace: s.paced,
		Pause: s.options.Pause, GracePeriod: s.options.GracePeriod, Committed: s.options.Committed,
	}
	s.outcome.Err = box.Send(ctx, s.orders(indices, &out), func(r outbox.Result) {
		i := out.take(r.ID)
		result := s.classify(context.WithoutCancel(ctx), s.Items[i], r)
		switch {
		case s.options.Shared && othersHave(result):
			s.busy = append(s.busy, i)
			return
		case s.options.Shared && result.Limit != nil: // the outbox has not looked at it
			s.busy, s.limited[i] = append(s.busy, i), result
			return
		}
		s.report(i, result)
	})
}

// report counts a result and passes it on.
func (s *sending) report(i int, r Result) {
	s.outcome.count(r)
	if s.options.KeepResults {
		s.outcome.Results[i] = r
	}
	if s.options.Each != nil {
		s.options.Each(r)
	}
}

// itemsOut finds the items of the letters that the outbox has and did not report yet, which are few.
type itemsOut struct {
	mu    sync.Mutex     // the outbox takes orders and reports results at the same time
	index map[string]int // of the item, by the ID of the letter
}

func (o *itemsOut) put(id string, index int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.index[id] = index
}

func (o *itemsOut) take(id string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer delete(o.index, id)
	return o.index[id]
}

// orders returns letters as the outbox takes them.
func (s *sending) orders(indices []int, out *itemsOut) iter.Seq[outbox.Order] {
	return func(yield func(outbox.Order) bool) {
		for _, i := range indices {
			item := s.Items[i]
			out.put(item.ID, i)
			o := outbox.Order{
				ID: item.ID, Digest: item.Info.Digest, Size: item.Info.Size, Account: s.Account.Name, Daily: s.Account.Daily, Today: s.today(),
			}
			if s.options.Shared {
				o.Try = item.tries + 1
			}
			if !yield(o) {
				return
			}
		}
	}
}
