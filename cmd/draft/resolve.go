package main

import (
	"context"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/store"
)

// The ways to resolve a letter of which nobody knows whether it arrived.
const (
	resolveSent   = "sent"
	resolveResend = "resend"
)

// resolveSent notes that letters arrived, as a person found out. All are looked at before any is noted.
func (s *sending) resolveSent(ctx context.Context) error {
	kept, err := s.store()
	if err != nil {
		return err
	}
	var letters []store.Letter
	for _, name := range s.names {
		l, err := s.letter(name)
		switch {
		case err != nil:
			return err
		case l.Status != drafts.StatusUnknown:
			return s.storeError(&store.ClosedError{ID: l.ID, Status: l.Status})
		}
		letters = append(letters, l)
	}
	resolved := []sentObject{}
	for _, l := range letters {
		if s.dryRun {
			continue
		}
		if err := kept.Resolve(ctx, l.ID, true); err != nil {
			return s.storeError(err)
		}
		s.say("send.resolved", lang.Args{"ID": l.Short, "Subject": oneLine(l.Subject)})
		l.Status = drafts.StatusSent
		resolved = append(resolved, s.sentObject(l))
	}
	if s.json {
		return s.printJSON(map[string]any{"results": resolved})
	}
	return nil
}
