package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/store"
)

// only gives the one letter of these statuses where none was named; of several a person chooses.
func (s *sending) only(ctx context.Context, none string, statuses ...drafts.Status) (store.Letter, error) {
	kept, err := s.store()
	if err != nil {
		return store.Letter{}, err
	}
	var options []prompt.Option
	var latest store.Letter
	standings := s.standings()
	for l, err := range kept.List(ctx, store.Filter{Statuses: statuses}) {
		if err != nil {
			return store.Letter{}, s.storeError(err)
		}
		if len(options) == 0 {
			latest = l
		}
		options = append(options, prompt.Option{
			Value: l.ID, Label: l.Short + "  " + oneLine(l.Subject), Description: standings.word(l) + "  " + strings.Join(l.To, ", "),
		})
	}
	switch {
	case len(options) == 0:
		return store.Letter{}, s.noneToSend(ctx, none)
	case len(options) == 1:
		return latest, nil
	case !s.interactive() || s.json:
		return store.Letter{}, &usageError{id: "usage.which_letter", args: lang.Args{"Count": len(options)}, command: "draft send"}
	}
	id, err := s.prompter().Choose(prompt.Question{Message: s.text("send.which", nil), Options: options, First: true})
	if err != nil {
		return store.Letter{}, err
	}
	return s.letter(id)
}

// noneToSend tells that no letter can be sent; one of which it is unknown whether it arrived is no reason to write another.
func (s *sending) noneToSend(ctx context.Context, none string) error {
	kept, err := s.store()
	if err != nil {
		return err
	}
	out := []drafts.Status{drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown}
	for _, err := range kept.List(ctx, store.Filter{Statuses: out, Limit: 1}) {
		if err != nil {
			return s.storeError(err)
		}
		none = "usage.only_out"
	}
	return &usageError{id: none, command: "draft send"}
}

// choose finds the letters: those named, all that wait, or the only one that was not sent.
func (s *sending) choose(ctx context.Context) error {
	kept, err := s.store()
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
			return &usageError{id: "usage.letter_twice", args: lang.Args{"Value": name}, command: "draft send"}
		}
		seen[o.letter.ID] = true
		s.letters = append(s.letters, o)
	}
	return nil
}

// chooseWaiting takes all letters that wait, the oldest first. One that cannot go keeps the others from nothing. Of a few
// the messages are read, to be shown.
func (s *sending) chooseWaiting(ctx context.Context, kept *store.Store) error {
	var letters []*outgoing
	for l, err := range kept.List(ctx, store.Filter{Statuses: []drafts.Status{drafts.StatusQueued, drafts.StatusFailedTemp}}) {
		if err != nil {
			return s.storeError(err)
		}
		o, err := s.waiting(l)
		if err != nil {
			s.skip(err)
			continue
		}
		if letters = append(letters, o); s.memory != nil && len(letters)%adjustEvery == 0 {
			s.memory.adjust()
		}
	}
	if len(letters) == 0 && s.skipped == 0 {
		return &usageError{id: "usage.nothing_queued"}
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
