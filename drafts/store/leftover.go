package store

import (
	"context"
	"errors"
	"iter"

	"draft/drafts"
)

// leftoverQuery selects the letters that may be left over: they wait, and share a key or the Message-ID with one that was sent, or with one
// that was purged, as far as that can be told without their recipients.
const leftoverQuery = `SELECT id FROM letters l WHERE status IN ('queued', 'failed-temp') AND removed IS NULL AND again = 0 AND (
		EXISTS (SELECT 1 FROM tombstones)
		OR EXISTS (SELECT 1 FROM letter_keys own CROSS JOIN letter_keys k CROSS JOIN letters o
			WHERE ` + matches + ` AND o.id = k.letter AND own.letter = l.id AND o.id <> l.id AND o.status = 'sent')
		OR EXISTS (SELECT 1 FROM letters o WHERE o.message_id = l.message_id AND o.message_id <> '' AND o.id <> l.id AND o.status = 'sent'))
	ORDER BY created DESC, id DESC`

// Leftovers returns the letters that wait to be sent although another one was sent, with a key and a recipient in common, the newest
// first: Begin refuses them. A letter with Again is none. An error is the last element.
func (s *Store) Leftovers(ctx context.Context) iter.Seq2[Letter, error] {
	return func(yield func(Letter, error) bool) {
		if err := s.engine.flush(ctx); err != nil {
			yield(Letter{}, failed(err))
			return
		}
		ids, err := readRows(ctx, s, column[string], leftoverQuery)
		if err != nil {
			yield(Letter{}, failed(err))
			return
		}
		for _, id := range ids {
			l, left, err := s.leftover(ctx, id)
			if (left || err != nil) && !yield(l, err) || err != nil {
				return
			}
		}
	}
}

// leftover reports whether a letter is left over.
func (s *Store) leftover(ctx context.Context, id string) (Letter, bool, error) {
	l, err := s.Get(ctx, id)
	if err != nil || l.Frozen == nil || !l.Status.Waits() {
		var gone *NotFoundError
		if errors.As(err, &gone) { // purged meanwhile
			err = nil
		}
		return l, false, err
	}
	earlier, err := s.Before(ctx, l.Keys, l.Frozen.Recipients, l.Frozen.MessageID, l.ID)
	return l, earlier != nil && earlier.Status == drafts.StatusSent, err
}

// RemoveWaiting removes letters, as Remove does, those of them that still wait to be sent, and returns the IDs of these. All are removed
// in one change.
func (s *Store) RemoveWaiting(ctx context.Context, ids []string) (removed []string, err error) {
	if err := s.engine.flush(ctx); err != nil {
		return nil, failed(err)
	}
	err = s.writer.do(ctx, func(j *job) error {
		removed = nil
		for _, id := range ids {
			l, err := j.state(id)
			if err != nil {
				return err
			}
			if l.removed || !l.status.Waits() {
				continue
			}
			if err := j.remove(id, s.seat, s.time()); err != nil {
				return err
			}
			removed = append(removed, id)
		}
		return nil
	})
	return removed, err
}
