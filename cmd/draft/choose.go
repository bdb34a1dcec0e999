package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/store"
)

// only gives the one letter of these statuses where none was named; of several a person chooses.
func (s *sendOptions) only(ctx context.Context, none string, statuses ...drafts.Status) (store.Letter, error) {
	kept, err := s.app.store()
	if err != nil {
		return store.Letter{}, err
	}
	var options []prompt.Option
	var latest store.Letter
	standings := newStandings(s.app)
	for l, err := range kept.List(ctx, store.Filter{Statuses: statuses}) {
		if err != nil {
			return store.Letter{}, s.app.storeError(err)
		}
		if len(options) == 0 {
			latest = l
		}
		options = append(options, prompt.Option{
			Value: l.ID, Label: l.Short + "  " + view.OneLine(l.Subject), Description: s.app.view.Standing(standings.State(l), l.Status) + "  " + strings.Join(l.To, ", "),
		})
	}
	switch {
	case len(options) == 0:
		return store.Letter{}, s.noneToSend(ctx, none)
	case len(options) == 1:
		return latest, nil
	case !s.app.term.Interactive() || s.app.term.JSON:
		return store.Letter{}, view.Usage("usage.which_letter", lang.Args{"Count": len(options)}, "draft send")
	}
	id, err := s.app.term.Prompter().Choose(prompt.Question{Message: s.app.view.Text("send.which", nil), Options: options, First: true})
	if err != nil {
		return store.Letter{}, err
	}
	return s.app.letter(id)
}

// noneToSend tells that no letter can be sent; one of which it is unknown whether it arrived is no reason to write another.
func (s *sendOptions) noneToSend(ctx context.Context, none string) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	out := []drafts.Status{drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown}
	for _, err := range kept.List(ctx, store.Filter{Statuses: out, Limit: 1}) {
		if err != nil {
			return s.app.storeError(err)
		}
		none = "usage.only_out"
	}
	return view.Usage(none, nil, "draft send")
}

// choose finds the letters: those named, all that wait, or the only one that was not sent.
func (s *sendOptions) choose(ctx context.Context) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	switch {
	case s.queued:
		return s.chooseWaiting(ctx, kept)
	case len(s.names) == 0:
		l, err := s.only(ctx, "usage.nothing_to_send",
			drafts.StatusDraft, drafts.StatusQueued, drafts.StatusFailedTemp, drafts.StatusFailedPerm)
		if err != nil {
			return err
		}
		o, err := s.openKept(ctx, l)
		s.letters = append(s.letters, o)
		return err
	}
	seen := map[string]bool{}
	for _, name := range s.names {
		o, err := s.open(ctx, name)
		if err != nil {
			return err
		}
		if seen[o.letter.ID] {
			return view.Usage("usage.letter_twice", lang.Args{"Value": name}, "draft send")
		}
		seen[o.letter.ID] = true
		s.letters = append(s.letters, o)
	}
	return nil
}

// chooseWaiting takes all letters that wait, the oldest first. One that cannot go keeps the others from nothing. Of a few
// the messages are read, to be shown.
func (s *sendOptions) chooseWaiting(ctx context.Context, kept *store.Store) error {
	var letters []*outgoing
	for l, err := range kept.List(ctx, store.Filter{Statuses: []drafts.Status{drafts.StatusQueued, drafts.StatusFailedTemp}}) {
		if err != nil {
			return s.app.storeError(err)
		}
		o, err := s.waiting(l)
		if err != nil {
			s.skip(err)
			continue
		}
		letters = append(letters, o)
	}
	if len(letters) == 0 && s.skipped == 0 {
		return view.Usage("usage.nothing_queued", nil, "")
	}
	slices.Reverse(letters)
	for _, o := range letters {
		if len(letters) <= fewLetters {
			if err := s.openFrozen(ctx, o); err != nil {
				s.skip(err)
				continue
			}
		}
		s.letters = append(s.letters, o)
	}
	return nil
}

// isFile tells a file's name from an ID.
func isFile(name string) bool {
	return strings.EqualFold(filepath.Ext(name), ".eml") || strings.ContainsAny(name, `/\`)
}
