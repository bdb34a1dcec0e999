package delivery

import (
	"context"

	"draft/drafts"
	"draft/drafts/store"
)

// FindUnknown returns the letters with these IDs. The error is a *store.ClosedError if the outcome of one is known.
func FindUnknown(ctx context.Context, s *store.Store, ids []string) ([]store.Letter, error) {
	var letters []store.Letter
	for _, id := range ids {
		l, err := s.Get(ctx, id)
		switch {
		case err != nil:
			return nil, err
		case l.Status != drafts.StatusUnknown:
			return nil, &store.ClosedError{ID: l.ID, Status: l.Status}
		}
		letters = append(letters, l)
	}
	return letters, nil
}
