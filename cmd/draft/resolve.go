package main

import (
	"context"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/store"
)

// The ways to resolve a letter of which nobody knows whether it arrived.
const (
	resolveSent   = "sent"
	resolveResend = "resend"
)

// resolveSent notes that letters arrived, as a person found out. All are looked at before any is noted.
func (s *sendOptions) resolveSent(ctx context.Context) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	var letters []store.Letter
	for _, name := range s.names {
		l, err := s.app.letter(name)
		switch {
		case err != nil:
			return err
		case l.Status != drafts.StatusUnknown:
			return s.app.storeError(&store.ClosedError{ID: l.ID, Status: l.Status})
		}
		letters = append(letters, l)
	}
	resolved := []view.SentObject{}
	for _, l := range letters {
		if s.dryRun {
			continue
		}
		if err := kept.Resolve(ctx, l.ID, true); err != nil {
			return s.app.storeError(err)
		}
		s.app.term.Say("send.resolved", lang.Args{"ID": l.Short, "Subject": view.OneLine(l.Subject)})
		l.Status = drafts.StatusSent
		resolved = append(resolved, s.sentObject(l))
	}
	if s.app.term.JSON {
		return s.app.term.PrintJSON(map[string]any{"results": resolved})
	}
	return nil
}
