package main

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/autosave"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/store"
)

func newPurge(a *app) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:     "purge",
		GroupID: groupKeep,
		Short:   "cmd.purge.short",
		Long:    "cmd.purge.long",
		Args:    a.arguments(0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runPurge(a, cmd, yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "flag.yes")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

// mostNamed is the number of letters that a question names.
const mostNamed = 10

// runPurge deletes removed letters from the disk, and the copies that were given to mail programs. If there are none it
// asks nothing, because what an interrupted purge left is useless to everybody.
func runPurge(a *app, cmd *cobra.Command, yes bool) error {
	s, err := a.store()
	if err != nil {
		return err
	}
	folder, err := openedFolder(a)
	if err != nil {
		return err
	}
	copies, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return view.Fail("error.read", lang.Args{"Path": folder}, err)
	}
	removed, err := removedLetters(a, s)
	if err != nil {
		return err
	}
	if len(removed)+len(copies) > 0 && !yes {
		sure, err := confirmPurge(a, cmd, removed, len(copies))
		if err != nil {
			return err
		}
		if !sure {
			a.term.Say("purge.left", nil)
			return nil
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		return view.Fail("error.remove", lang.Args{"Path": folder}, err)
	}
	if len(copies) > 0 {
		a.term.Say("purge.copies", lang.Args{"Count": len(copies)})
	}
	state, err := a.config.StateDir()
	for _, l := range removed {
		if err == nil {
			err = autosave.Erase(state, editSlot(l.ID)) // an unfinished change of the letter
		}
	}
	if err != nil {
		return view.Fail("error.remove", lang.Args{"Path": state}, err)
	}
	n, err := s.Purge(context.Background())
	if n > 0 { // even if err says that some bytes could not be deleted
		a.term.Say("purge.done", lang.Args{"Count": n})
	}
	switch {
	case err != nil:
		return a.storeError(err)
	case a.term.JSON:
		return a.term.PrintJSON(map[string]int{"letters": n, "copies": len(copies)})
	case n+len(copies) == 0:
		a.term.Say("purge.none", nil)
	}
	return nil
}

// removedLetters returns the letters that were removed and not purged.
func removedLetters(a *app, s *store.Store) ([]store.Letter, error) {
	var removed []store.Letter
	for l, err := range s.List(context.Background(), store.Filter{Removed: true}) {
		if err != nil {
			return nil, a.storeError(err)
		}
		removed = append(removed, l)
	}
	return removed, nil
}

// confirmPurge asks whether to delete the letters and the copies. The answer that Enter gives is no, because the purge
// cannot be undone.
func confirmPurge(a *app, cmd *cobra.Command, removed []store.Letter, copies int) (bool, error) {
	if !a.term.Interactive() {
		return false, view.Usage("usage.yes_purge", lang.Args{"Count": len(removed), "Copies": copies}, cmd.CommandPath())
	}
	for i, l := range removed {
		if i == mostNamed {
			a.term.Say("purge.more", lang.Args{"Count": len(removed) - i})
			break
		}
		sayLetter(a, l)
	}
	return a.term.Prompter().Confirm(prompt.Question{
		Message: a.view.Text("purge.question", lang.Args{"Count": len(removed), "Copies": copies}), First: true, Prefill: prompt.No,
	})
}
