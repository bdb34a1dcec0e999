package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// printLetters prints the list for --json. Nothing is masked, because programs must be able to tell letters apart.
func (l *listOptions) printLetters(s *store.Store, letters []store.Letter, rows []store.Unfinished) error {
	objects := []view.ListedObject{}
	left, err := l.app.leftoversAmong(s, letters)
	if err != nil {
		return err
	}
	leftover := map[string]bool{}
	for _, one := range left {
		leftover[one.ID] = true
	}
	for _, letter := range letters {
		whole, err := s.Get(context.Background(), letter.ID) // List leaves out the attempts
		var gone *store.NotFoundError
		switch {
		case errors.As(err, &gone): // purged meanwhile
			continue
		case err != nil:
			return l.app.storeError(err)
		}
		due, err := l.app.deadline(whole)
		if err != nil {
			return err
		}
		o := view.ListedObjectOf(whole, due)
		o.Leftover = leftover[letter.ID]
		objects = append(objects, o)
	}
	for _, u := range rows {
		objects = append(objects, view.UnfinishedListed(u, l.app.unfinishedTitle(u)))
	}
	slices.SortStableFunc(objects, func(a, b view.ListedObject) int { return cmp.Compare(b.CreatedAt, a.CreatedAt) })
	return l.app.term.PrintJSON(objects)
}
