package delivery

import (
	"context"
	"errors"
	"slices"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// sendShared sends the letters that no other process has. Then it looks again at those that others had: one that has died, or that was
// stopped, leaves its letters to this process.
func (s *sending) sendShared(ctx context.Context) {
	free, theirs := s.parts()
	s.pass(ctx, free)
	busy := append(theirs, s.busy...)
	for s.outcome.Err == nil && len(busy) > 0 {
		var others []int
		if free, others = s.findFree(ctx, busy); len(free) == 0 {
			break
		}
		s.pass(ctx, free)
		busy = append(others, s.busy...)
		if len(s.busy) == len(free) { // another process takes them over
			break
		}
	}
	slices.Sort(busy)
	s.leave(context.WithoutCancel(ctx), busy)
}

// parts returns the indices of the items that this process can send, and those of the others.
func (s *sending) parts() (own, theirs []int) {
	for i, item := range s.Items {
		if item.Theirs {
			theirs = append(theirs, i)
		} else {
			own = append(own, i)
		}
	}
	return own, theirs
}

// othersHave reports whether a letter could not be begun because another process has it.
func othersHave(r Result) bool {
	return r.Kind == Busy || r.Kind == NotBegun && errors.As(r.Err, new(*outbox.ChangedError))
}

// findFree returns those of some letters that can be sent here now, and the others.
func (s *sending) findFree(ctx context.Context, busy []int) (free, others []int) {
	_, _ = s.Plan.options.Store.Recover(ctx) // if nothing may be sent after that, Begin says so
	found, err := s.progress(ctx, busy)
	if err != nil {
		s.outcome.Err = err
		return nil, busy
	}
	for _, i := range busy {
		_, limited := s.limited[i]
		if !limited && s.isFree(s.Items[i], found[s.Items[i].ID]) {
			free = append(free, i)
		} else {
			others = append(others, i)
		}
	}
	return free, others
}

// isFree reports whether a letter waits, as this process knows it.
func (s *sending) isFree(item *Item, now store.Progress) bool {
	return now.Status == drafts.StatusQueued && !now.Removed && now.Digest == item.Info.Digest && !item.Theirs
}

func (s *sending) progress(ctx context.Context, indices []int) (map[string]store.Progress, error) {
	ids := make([]string, len(indices))
	for k, i := range indices {
		ids[k] = s.Items[i].ID
	}
	return s.Plan.options.Store.Progress(ctx, ids)
}

// leave reports the letters that other processes have, as far as those are with them.
func (s *sending) leave(ctx context.Context, busy []int) {
	found, err := s.progress(ctx, busy)
	if err != nil {
		s.outcome.Err = errors.Join(s.outcome.Err, err)
		return
	}
	for _, i := range busy {
		item := s.Items[i]
		now, exists := found[item.ID]
		r := Result{Item: item, ID: item.Short, Kind: Elsewhere, Status: now.Status, Seat: now.Seat, At: now.At, Changed: now.Digest != item.Info.Digest}
		switch {
		case !exists: // it was purged
			r.Kind, r.Status, r.Err = NotBegun, drafts.StatusQueued, &store.NotFoundError{Prefix: item.ID}
		case now.Removed:
			r.Kind, r.Err = NotBegun, &store.ClosedError{ID: item.Short, Status: now.Status, Removed: true}
		case now.Status == drafts.StatusDraft: // somebody is changing it
			r.Kind, r.Err = NotBegun, &outbox.ChangedError{ID: item.Short}
		case now.Status == drafts.StatusQueued && !r.Changed:
			r.Kind = NotTried // because it was put back just now
			if limited, ok := s.limited[i]; ok {
				r = limited
			}
		}
		s.report(i, r)
	}
}
