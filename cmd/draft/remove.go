package main

import (
	"context"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/store"
)

// removeOptions are the options of `draft remove`.
type removeOptions struct {
	app  *app
	yes  bool
	undo bool
}

func newRemove(a *app) *cobra.Command {
	r := &removeOptions{app: a}
	cmd := &cobra.Command{
		Use:     "remove ID …",
		GroupID: groupKeep,
		Short:   "cmd.remove.short",
		Long:    "cmd.remove.long",
		Example: "draft remove 3f9k\ndraft remove --undo 3f9k",
		Args:    a.arguments(1, maxRemoved),
		RunE: func(cmd *cobra.Command, ids []string) error {
			if r.undo {
				return r.restore(ids)
			}
			return r.run(cmd, ids)
		},
	}
	cmd.Flags().BoolVar(&r.yes, "yes", false, "flag.yes")
	cmd.Flags().BoolVar(&r.undo, "undo", false, "flag.undo")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

// maxRemoved is above the number of letters that a command line can name.
const maxRemoved = 1 << 20

// run checks all letters before it removes the first, because a command line that was half executed is hard to repeat.
func (r *removeOptions) run(cmd *cobra.Command, ids []string) error {
	letters, err := r.app.letters(ids)
	if err != nil {
		return err
	}
	var there []store.Letter
	for _, l := range letters {
		switch {
		case !l.Removed.IsZero():
			r.app.term.Say("remove.already", lang.Args{"ID": l.Short})
			continue
		case l.Status == drafts.StatusUnknown:
			return view.Fail("remove.unknown", r.app.view.LetterArgs(l), nil)
		case l.Status == drafts.StatusSending, l.Status == drafts.StatusCommitting:
			return view.Fail("remove.sending", r.app.view.LetterArgs(l), nil)
		}
		there = append(there, l)
	}
	if len(there) > 0 {
		sure, err := r.confirm(cmd, there)
		switch {
		case err != nil:
			return err
		case !sure:
			r.app.term.Say("remove.left", nil)
			return nil
		}
	}
	s, err := r.app.store()
	if err != nil {
		return err
	}
	for _, l := range there {
		if err := s.Remove(context.Background(), l.ID); err != nil {
			return r.app.storeError(err)
		}
		r.app.term.Say("remove.done", r.app.view.LetterArgs(l))
	}
	return printRemoved(r.app, letters, true)
}

// confirm asks whether to remove the letters.
func (r *removeOptions) confirm(cmd *cobra.Command, letters []store.Letter) (bool, error) {
	if r.yes {
		return true, nil
	}
	if !r.app.term.Interactive() {
		return false, view.Usage("usage.yes", nil, cmd.CommandPath())
	}
	for _, l := range letters {
		sayLetter(r.app, l)
	}
	return r.app.term.Prompter().Confirm(prompt.Question{
		Message: r.app.view.Text("remove.question", lang.Args{"Count": len(letters)}), First: true,
	})
}

func (r *removeOptions) restore(ids []string) error {
	letters, err := r.app.letters(ids)
	if err != nil {
		return err
	}
	s, err := r.app.store()
	if err != nil {
		return err
	}
	for _, l := range letters {
		if l.Removed.IsZero() {
			r.app.term.Say("remove.not_removed", lang.Args{"ID": l.Short})
			continue
		}
		if err := s.Restore(context.Background(), l.ID); err != nil {
			return r.app.storeError(err)
		}
		r.app.term.Say("remove.restored", r.app.view.LetterArgs(l))
	}
	return printRemoved(r.app, letters, false)
}

// letters returns the letters of some IDs, each once.
func (a *app) letters(ids []string) ([]store.Letter, error) {
	var all []store.Letter
	seen := map[string]bool{}
	for _, id := range ids {
		l, err := a.letter(id)
		if err != nil {
			return nil, err
		}
		if !seen[l.ID] {
			all = append(all, l)
		}
		seen[l.ID] = true
	}
	return all, nil
}

// sayLetter names a letter that a question is about, in one row.
func sayLetter(a *app, l store.Letter) {
	if a.term.JSON {
		return
	}
	args := a.view.LetterArgs(l)
	args["Status"] = a.view.Standing(newStandings(a).State(l), l.Status)
	line := a.view.Text("remove.line", args)
	if width := a.term.ErrWidth(); width > 0 {
		line = displaywidth.TruncateString(line, width-1, "…")
	}
	a.term.PrintErr(line)
}

// removedObject is a letter in `draft remove --json`.
type removedObject struct {
	ID      string `json:"id"`
	Short   string `json:"short"`
	Removed bool   `json:"removed"`
}

// printRemoved prints the result for --json.
func printRemoved(a *app, letters []store.Letter, removed bool) error {
	if !a.term.JSON {
		return nil
	}
	objects := []removedObject{}
	for _, l := range letters {
		objects = append(objects, removedObject{ID: l.ID, Short: l.Short, Removed: removed})
	}
	return a.term.PrintJSON(objects)
}
