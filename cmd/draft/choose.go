package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/store"
)

// chooseLetter returns the letter to be sent or resolved if none was named; of several a person chooses. none is the message
// that there is no such letter.
func (s *sendOptions) chooseLetter(ctx context.Context, none string) (store.Letter, error) {
	letters, err := s.plan.Candidates(ctx, s.resolve != "")
	var nothing *delivery.NothingToSendError
	switch {
	case errors.As(err, &nothing):
		if nothing.Out { // a letter that may have arrived is no reason to write another
			none = "usage.only_out"
		}
		return store.Letter{}, view.Usage(none, nil, "draft send")
	case err != nil:
		return store.Letter{}, s.cliError(err)
	case len(letters) == 1:
		return letters[0], nil
	case !s.app.asks():
		return store.Letter{}, view.Usage("usage.which_letter", lang.Args{"Count": len(letters)}, "draft send")
	}
	id, err := s.app.choose("send", s.app.letterChoices(letters[:min(len(letters), shownPicks)]), len(letters) > shownPicks)
	if err != nil {
		return store.Letter{}, err
	}
	return s.app.letter(id)
}

// choose adds the letters to the plan: those named, all that wait, or the only one that was not sent.
func (s *sendOptions) choose(ctx context.Context) error {
	switch {
	case s.queued:
		return s.cliError(s.plan.AddWaiting(ctx, func(err error) { s.complain(s.cliError(err)) }))
	case len(s.names) == 0:
		l, err := s.chooseLetter(ctx, "usage.nothing_to_send")
		if err != nil {
			return err
		}
		return s.cliError(s.plan.AddLetter(ctx, l))
	}
	for _, name := range s.names {
		if !isFile(name) {
			if err := s.plan.AddID(ctx, name); err != nil {
				return s.cliError(err)
			}
			continue
		}
		data, err := s.app.term.ReadFile(name, maxMessage)
		if err == nil && len(data) > maxMessage {
			err = files.ErrTooLarge
		}
		if err != nil {
			return view.Fail("error.read", lang.Args{"Path": s.app.term.FileName(name)}, err)
		}
		if err := s.plan.AddFile(ctx, s.app.term.FileName(name), data); err != nil {
			return s.cliError(err)
		}
	}
	return nil
}

// maxMessage is the most bytes of a message file: more than any provider accepts.
const maxMessage = 64 << 20

// isFile reports whether a name is that of a file and not an ID.
func isFile(name string) bool {
	return name == view.Stdio || strings.EqualFold(filepath.Ext(name), ".eml") || strings.ContainsAny(name, `/\`)
}

// The values of --resolve.
const (
	resolveSent   = "sent"
	resolveResend = "resend"
)

// resolveSent records that letters arrived, as a person found out. It checks all of them before it records one.
func (s *sendOptions) resolveSent(ctx context.Context) error {
	kept, err := s.app.store()
	if err != nil {
		return err
	}
	letters, err := delivery.FindUnknown(ctx, kept, s.names)
	if err != nil {
		return s.cliError(err)
	}
	resolved := []view.SentObject{}
	for _, l := range letters {
		if s.dryRun {
			continue
		}
		if err := kept.Resolve(ctx, l.ID, true); err != nil {
			return s.cliError(err)
		}
		s.app.term.Say("send.resolved", lang.Args{"ID": l.Short, "Subject": field.OneLine(l.Subject)})
		l.Status = drafts.StatusSent
		resolved = append(resolved, view.SentObjectOf(l))
	}
	if s.app.term.JSON {
		return s.app.term.PrintJSON(map[string]any{"results": resolved})
	}
	return nil
}
