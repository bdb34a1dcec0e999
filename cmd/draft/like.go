package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// likeFlag adds --like to a command that begins a case.
func (w *writeOptions) likeFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.like, "like", "", "flag.like")
}

// newSession returns the session of a new letter. If --like names a kept letter, it begins with answers of that letter.
func (w *writeOptions) newSession(t *letter.Template) (*interview.Session, error) {
	if w.like == "" {
		return interview.New(t, w.sessionOptions()), nil
	}
	l, err := w.app.letter(w.like)
	if err != nil {
		return nil, err
	}
	if l.Kind != t.Kind {
		return nil, w.otherKind(l, t)
	}
	if !l.Removed.IsZero() {
		return nil, view.Fail("store.removed", lang.Args{"ID": l.Short}, nil)
	}
	r, err := l.Record()
	if err != nil {
		return nil, w.app.storeError(err)
	}
	session := interview.Like(r, t, w.sessionOptions())
	w.app.term.Say("write.like", lang.Args{"ID": l.Short, "Count": len(session.Form().Values())})
	return session, nil
}

// otherKind returns the error for a letter of another kind, which names the command that writes that kind.
func (w *writeOptions) otherKind(l store.Letter, t *letter.Template) error {
	args := lang.Args{"ID": l.Short, "Want": w.app.view.Label(t.Title), "Command": "draft list --kind " + t.Kind}
	other, err := w.app.config.LoadKind(l.Kind)
	if err != nil { // a mail of another program, or a kind that is gone
		return view.Usage("usage.like_none", args, "")
	}
	args["Title"] = w.app.view.Label(other.Title)
	if config.CheckStandalone(other) == nil {
		args["Command"] = view.WriteCommand(other.Kind, other.About) + " --like " + l.Short
	}
	return view.Usage("usage.like_kind", args, "")
}
