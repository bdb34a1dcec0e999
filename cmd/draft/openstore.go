package main

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/store"
)

// store opens the kept letters, once, and says what an earlier run left there that somebody has to know of.
func (a *app) store() (*store.Store, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	folder, err := a.config.StoreFolder()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(folder, store.Options{Now: a.now})
	if err != nil {
		return nil, a.storeError(err)
	}
	a.opened = s
	recovered, err := s.Recover(context.Background())
	if err != nil {
		a.term.Complain(a.storeError(err))
	}
	for _, r := range recovered {
		if r.Is == drafts.StatusQueued { // of the others sayUnknown tells
			a.term.Say("store.recovered", lang.Args{"ID": a.short(r.ID)})
		}
	}
	return s, a.sayUnknown(s)
}

// sayUnknown names the letters of which nobody knows whether they arrived.
func (a *app) sayUnknown(s *store.Store) error {
	if a.term.JSON || a.showsUnknown {
		return nil // the list has them
	}
	some, err := s.Any(context.Background(), drafts.StatusUnknown)
	if err != nil {
		return a.storeError(err)
	}
	if !some { // which is quick to know
		return nil
	}
	const shown = 3
	var first []lang.Args
	count, by := 0, ""
	for l, err := range s.List(context.Background(), store.Filter{Statuses: []drafts.Status{drafts.StatusUnknown}}) {
		if err != nil {
			return a.storeError(err)
		}
		if count++; count <= shown {
			first = append(first, lang.Args{
				"ID": l.Short, "Subject": view.OneLine(field.Masked(l.Subject)), "To": strings.Join(l.To, ", "), "By": a.view.RetryHint(l),
			})
		}
		by = cmp.Or(by, a.view.RetryHint(l))
	}
	switch count {
	case 0:
		return nil
	case 1:
		a.term.SayOnce("store.unknown", first[0])
		return nil
	}
	a.term.SayOnce("store.unknown_many", lang.Args{"Count": count, "More": count > shown})
	for _, args := range first {
		a.term.SayOnce("store.unknown_line", args)
	}
	a.term.SayOnce("store.unknown_do", lang.Args{"By": by})
	return nil
}

// close lets go of what the run has opened.
func (a *app) close() {
	if a.opened != nil {
		_ = a.opened.Close() // what matters is on disk
		a.opened = nil
	}
}

// storeError words what the kept letters could not do.
func (a *app) storeError(err error) error {
	folder, _ := a.config.StoreFolder()
	return view.StoreError(err, folder)
}

// short is the ID of a letter as it is typed; the whole where it cannot be looked up.
func (a *app) short(id string) string {
	s, err := a.store()
	if err != nil {
		return id
	}
	l, err := s.Get(context.Background(), id)
	if err != nil {
		return id
	}
	return l.Short
}

// completeOpen offers the letters that can still be sent or changed.
func (a *app) completeOpen(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	s, err := a.store()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var ids []string
	for l, err := range s.List(context.Background(), store.Filter{}) {
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		if l.Status.Open() {
			ids = append(ids, l.Short)
		}
	}
	return ids, cobra.ShellCompDirectiveDefault // files, too
}
