package delivery

import (
	"context"
	"iter"
	"sync"
	"time"

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
	// Waiting is called if even the first letter has to wait, for a second or longer, because the account has sent one shortly before. It
	// may be nil.
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

// Send hands the frozen letters to the outbox.
func (p *Plan) Send(ctx context.Context, o SendOptions) Outcome {
	outcome := Outcome{letters: len(p.Items)}
	if o.KeepResults {
		for _, item := range p.Items {
			outcome.Results = append(outcome.Results, Untried(item))
		}
	}
	out := itemsOut{index: map[string]int{}}
	box := outbox.Outbox{
		Journal: p.options.Store, Sender: o.Sender, Connections: o.Connections, Pace: p.pace(o), Pause: o.Pause,
		GracePeriod: o.GracePeriod, Committed: o.Committed,
	}
	outcome.Err = box.Send(ctx, p.orders(&out), func(r outbox.Result) {
		i := out.take(r.ID)
		result := p.classify(context.WithoutCancel(ctx), p.Items[i], r)
		outcome.count(result)
		if o.KeepResults {
			outcome.Results[i] = result
		}
		if o.Each != nil {
			o.Each(result)
		}
	})
	return outcome
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

// orders returns the letters as the outbox takes them.
func (p *Plan) orders(out *itemsOut) iter.Seq[outbox.Order] {
	return func(yield func(outbox.Order) bool) {
		for i, item := range p.Items {
			out.put(item.ID, i)
			o := outbox.Order{
				ID: item.ID, Digest: item.Info.Digest, Size: item.Info.Size, Account: p.Account.Name, Daily: p.Account.Daily, Today: p.today(),
			}
			if !yield(o) {
				return
			}
		}
	}
}
