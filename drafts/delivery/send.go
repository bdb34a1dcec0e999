package delivery

import (
	"context"
	"iter"
	"time"

	"draft/drafts/outbox"
)

// SendOptions say how the letters of a plan are handed over.
type SendOptions struct {
	Sender      outbox.Sender
	Connections int
	Interval    time.Duration   // from one letter to the next; 0 does not wait
	GracePeriod context.Context //nolint:containedctx // see outbox.Outbox
	Committed   func(id string) // see outbox.Outbox
	// Pause waits as long as the server wants no letters. See outbox.Outbox.
	Pause func(ctx context.Context, wait time.Duration) error
	// Each is called with each result. It may be nil.
	Each func(Result)
}

// Send hands the frozen letters to the outbox and returns a result for each, in the order of the plan.
func (p *Plan) Send(ctx context.Context, o SendOptions) ([]Result, error) {
	results := make([]Result, len(p.Items))
	index := make(map[string]int, len(p.Items)) // by the ID of the letter
	for i, item := range p.Items {
		results[i], index[item.ID] = Untried(item), i
	}
	box := outbox.Outbox{
		Journal: p.options.Store, Sender: o.Sender, Connections: o.Connections, Pace: pace(o.Interval), Pause: o.Pause,
		GracePeriod: o.GracePeriod, Committed: o.Committed,
	}
	err := box.Send(ctx, p.orders(), func(r outbox.Result) {
		i := index[r.ID]
		results[i] = p.classify(context.WithoutCancel(ctx), p.Items[i], r)
		if o.Each != nil {
			o.Each(results[i])
		}
	})
	return results, err
}

// orders returns the letters as the outbox takes them.
func (p *Plan) orders() iter.Seq[outbox.Order] {
	return func(yield func(outbox.Order) bool) {
		for _, item := range p.Items {
			if !yield(outbox.Order{ID: item.ID, Digest: item.Info.Digest, Size: item.Info.Size, Account: p.Account.Name}) {
				return
			}
		}
	}
}
