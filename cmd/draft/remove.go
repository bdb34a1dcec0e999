package main

import (
	"context"
	"errors"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

// removeOptions are the options of `draft remove`.
type removeOptions struct {
	app       *app
	yes       bool
	undo      bool
	leftovers bool
}

func newRemove(a *app) *cobra.Command {
	r := &removeOptions{app: a}
	cmd := &cobra.Command{
		Use:     "remove ID …",
		Aliases: []string{"rm"},
		GroupID: groupKeep,
		Short:   "cmd.remove.short",
		Long:    "cmd.remove.long",
		Example: "draft remove 3f9k\ndraft remove --undo 3f9k\ndraft remove --leftovers",
		Args: func(cmd *cobra.Command, ids []string) error {
			if r.leftovers && (len(ids) > 0 || r.undo) {
				return view.Usage("usage.leftovers", nil, cmd.CommandPath())
			}
			if r.leftovers {
				return nil
			}
			return a.idArguments(maxRemoved)(cmd, ids)
		},
		RunE: func(cmd *cobra.Command, ids []string) error {
			if r.leftovers {
				return r.removeLeftovers(cmd)
			}
			command, filter := "remove", store.Filter{Removed: r.undo}
			if r.undo {
				command = "restore"
			}
			ids, err := a.pick(cmd.Context(), command, ids, filter, isRemovable, !r.undo)
			switch {
			case err != nil:
				return err
			case r.undo:
				return r.restore(ids)
			}
			return r.run(cmd, ids)
		},
	}
	cmd.Flags().BoolVar(&r.yes, "yes", false, "flag.yes")
	cmd.Flags().BoolVar(&r.undo, "undo", false, "flag.undo")
	cmd.Flags().BoolVar(&r.leftovers, "leftovers", false, "flag.leftovers")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

// maxRemoved is above the number of letters that a command line can name.
const maxRemoved = 1 << 20

// run checks all letters before it removes the first, because a command line that was half executed is hard to repeat.
func (r *removeOptions) run(cmd *cobra.Command, ids []string) error {
	letters, rows, err := r.find(ids)
	if err != nil {
		return err
	}
	var there []store.Letter
	for _, l := range letters {
		if !l.Removed.IsZero() {
			r.app.term.Say("remove.already", lang.Args{"ID": l.Short})
			continue
		}
		if err := r.app.view.CheckRemovable(l); err != nil {
			return err
		}
		there = append(there, l)
	}
	sure, err := r.confirm(cmd, there, rows)
	switch {
	case err != nil:
		return err
	case !sure:
		r.app.term.Say("remove.left", nil)
		return nil
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
	if err := r.removeUnfinished(s, rows); err != nil {
		return err
	}
	for _, u := range rows {
		letters = append(letters, store.Letter{ID: u.ID, Short: u.Short})
	}
	return printRemoved(r.app, letters, true)
}

// find returns the letters and the unfinished letters of some IDs, each once.
func (r *removeOptions) find(ids []string) (letters []store.Letter, rows []store.Unfinished, err error) {
	seen := map[string]bool{}
	var names []string
	for _, id := range ids {
		_, err := r.app.letter(id)
		var open *store.UnfinishedError
		if !errors.As(err, &open) {
			names = append(names, id) // an error comes again
			continue
		}
		if !seen[open.ID] {
			rows = append(rows, open.Unfinished)
		}
		seen[open.ID] = true
	}
	letters, err = r.app.letters(names)
	return letters, rows, err
}

// confirm asks whether to remove the letters. It asks about unfinished ones by itself, because these do not come back.
func (r *removeOptions) confirm(cmd *cobra.Command, letters []store.Letter, rows []store.Unfinished) (bool, error) {
	if r.yes || len(letters)+len(rows) == 0 {
		return true, nil
	}
	if !r.app.term.Interactive() {
		return false, view.Usage("usage.yes", nil, cmd.CommandPath())
	}
	if len(letters) > 0 {
		for _, l := range letters {
			sayLetter(r.app, l)
		}
		sure, err := r.app.term.Prompter().Confirm(prompt.Question{
			Message: r.app.view.Text("remove.question", lang.Args{"Count": len(letters)}), First: true,
		})
		if err != nil || !sure || len(rows) == 0 {
			return sure, err
		}
	}
	for _, u := range rows {
		r.app.sayUnfinished(u)
	}
	return r.app.term.Prompter().Confirm(prompt.Question{
		Message: r.app.view.Text("remove.question_unfinished", lang.Args{"Count": len(rows)}), First: true, Prefill: prompt.No,
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
	args := a.view.LetterArgs(l)
	args["Status"] = a.view.Standing(newStandings(a).State(l), l.Status)
	a.sayRow(args)
}

// sayRow prints the row of a letter that a question is about.
func (a *app) sayRow(args lang.Args) {
	if a.term.JSON {
		return
	}
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
