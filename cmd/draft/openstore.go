package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/store"
)

// store opens the store, once per run. The first call recovers what an earlier run left, and prints what the person has to
// know about it.
func (a *app) store() (*store.Store, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	place, err := a.config.StorePlace()
	if err != nil {
		return nil, err
	}
	seat, err := a.config.Seat(place)
	if err != nil { // which is no reason to keep no letter
		a.term.Complain(err)
	}
	cache, err := a.config.MachineDir()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(place, store.Options{Now: a.now, Seat: seat, Cache: cache, Password: a.storePassword})
	a.term.Trace("open store", "place", a.config.StoreName(), "seat", seat, "error", err)
	if a.onlyReads && readOnly(err) && !store.IsServer(place) {
		return a.storeToRead(place, err)
	}
	if err != nil {
		return nil, a.storeError(err)
	}
	recovered, err := s.Recover(context.Background())
	if a.onlyReads && readOnly(err) && !store.IsServer(place) { // SQLite could open the files of a killed process
		_ = s.Close()
		return a.storeToRead(place, err)
	}
	a.opened = s
	if err != nil && (!a.tellsForgotten || !errors.As(err, new(*store.ForgottenError))) {
		a.term.Complain(a.storeError(err))
	}
	for _, r := range recovered {
		if r.Is == drafts.StatusQueued { // sayUnknown prints the others
			a.term.Say("store.recovered", lang.Args{"ID": a.short(r.ID)})
		}
	}
	return s, a.sayUnknown(s)
}

// storeToRead opens a store that cannot be written, for a command that only reads. cannot is the error about that.
func (a *app) storeToRead(folder string, cannot error) (*store.Store, error) {
	s, err := store.Open(folder, store.Options{Now: a.now, ReadOnly: true})
	switch {
	case errors.Is(err, fs.ErrNotExist): // there is no store, and none can be made
		return nil, a.storeError(cannot)
	case err != nil:
		return nil, a.storeError(err)
	}
	a.opened = s
	if !a.term.JSON {
		a.term.Say("store.only_read", lang.Args{"Path": folder})
	}
	return s, a.sayUnknown(s)
}

// readOnly reports whether an error says that a store cannot be written.
func readOnly(err error) bool {
	var failed *store.FailedError
	return errors.As(err, &failed) && failed.Code == store.CodeReadOnly
}

// storeToSend is store for commands that send. It fails if the database may have forgotten letters that were sent.
func (a *app) storeToSend() (*store.Store, error) {
	a.tellsForgotten = true
	s, err := a.store()
	if err != nil {
		return nil, err
	}
	if err := s.Distrust(); err != nil {
		return nil, a.storeError(err)
	}
	return s, nil
}

// sayUnknown names the letters that may or may not have arrived.
func (a *app) sayUnknown(s *store.Store) error {
	if a.term.JSON || a.listsUnknown {
		return nil // the result has them
	}
	some, err := s.Any(context.Background(), drafts.StatusUnknown)
	if err != nil {
		return a.storeError(err)
	}
	if !some { // Any is much faster than List
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
				"ID": l.Short, "Subject": field.OneLine(field.Masked(l.Subject)), "To": strings.Join(l.To, ", "), "By": a.view.RetryHint(l),
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

// close releases what the run has opened.
func (a *app) close() {
	if a.opened != nil {
		_ = a.opened.Close() // everything is committed
		a.opened = nil
	}
}

// storeError returns an error with the words for an error of the store.
func (a *app) storeError(err error) error { return view.StoreError(err, a.config.StoreName()) }

// short returns the short ID of a letter, or the whole ID if the letter cannot be read.
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
