package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// leftoversAmong returns the letters that are left over if one of those that are listed waits: to look for them takes time in a large
// store.
func (a *app) leftoversAmong(s *store.Store, listed []store.Letter) ([]store.Letter, error) {
	if !slices.ContainsFunc(listed, func(l store.Letter) bool { return l.Status.Waits() }) {
		return nil, nil
	}
	return a.leftovers(s)
}

// leftovers returns the letters that wait although another one about the same was sent.
func (a *app) leftovers(s *store.Store) ([]store.Letter, error) {
	var left []store.Letter
	for l, err := range s.Leftovers(context.Background()) {
		if err != nil {
			return nil, a.storeError(err)
		}
		l.Content, l.Words, l.Attempts = nil, "", nil // there may be many
		left = append(left, l)
	}
	return left, nil
}

// sayLeftovers tells of letters that are left over if one of those that are listed waits.
func (a *app) sayLeftovers(s *store.Store, listed []store.Letter) error {
	left, err := a.leftoversAmong(s, listed)
	if err == nil && len(left) > 0 {
		a.term.Say("list.leftovers", lang.Args{"Count": len(left)})
	}
	return err
}

// removeLeftovers removes all letters that are left over.
func (r *removeOptions) removeLeftovers(cmd *cobra.Command) error {
	s, err := r.app.store()
	if err != nil {
		return err
	}
	left, err := r.app.leftovers(s)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		r.app.term.Say("remove.leftovers_none", nil)
		return printRemoved(r.app, nil, true)
	}
	sure, err := r.confirmLeftovers(cmd, left)
	switch {
	case err != nil:
		return err
	case !sure:
		r.app.term.Say("remove.left", nil)
		return nil
	}
	ids := make([]string, len(left))
	for i, l := range left {
		ids[i] = l.ID
	}
	removed, err := s.RemoveWaiting(context.Background(), ids)
	if err != nil {
		return r.app.storeError(err)
	}
	r.app.term.Say("remove.leftovers_done", lang.Args{"Count": len(removed)})
	return printRemoved(r.app, slices.DeleteFunc(left, func(l store.Letter) bool { return !slices.Contains(removed, l.ID) }), true)
}

// confirmLeftovers asks whether to remove the letters.
func (r *removeOptions) confirmLeftovers(cmd *cobra.Command, left []store.Letter) (bool, error) {
	if r.yes {
		return true, nil
	}
	if !r.app.term.Interactive() {
		return false, view.Usage("usage.yes_leftovers", lang.Args{"Count": len(left)}, cmd.CommandPath())
	}
	for i, l := range left {
		if i == mostNamed {
			r.app.term.Say("remove.more", lang.Args{"Count": len(left) - i})
			break
		}
		sayLetter(r.app, l)
	}
	return r.app.term.Prompter().Confirm(prompt.Question{
		Message: r.app.view.Text("remove.question_leftovers", lang.Args{"Count": len(left)}), First: true,
	})
}
