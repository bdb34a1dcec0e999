package main

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/delivery"
	"draft/drafts/store"
)

// This file is the one place where a person chooses a letter because a command was given no ID.

// picked is a letter to choose from.
type picked struct {
	view.Choosable
	id, short string
}

// shownPicks is how many letters are offered. The others are named by their IDs.
const shownPicks = delivery.WithContent

// asks reports whether questions can be asked.
func (a *app) asks() bool { return a.term.Interactive() && !a.term.JSON }

// idArguments accepts IDs of letters, at most so many. Without one, the command calls pick or pickCase if somebody can answer.
func (a *app) idArguments(most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 && a.asks() {
			return nil
		}
		return a.arguments(1, most)(cmd, args)
	}
}

// choose asks for one of some letters and returns its ID. A single one is taken, and said. The command gives the words.
func (a *app) choose(command string, letters []picked, more bool) (string, error) {
	switch len(letters) {
	case 0:
		return "", view.Usage("pick.none."+command, nil, "")
	case 1:
		a.term.Say("pick.only", lang.Args{"ID": letters[0].short, "Label": letters[0].Label})
		return letters[0].id, nil
	}
	var options []prompt.Option
	for i, l := range letters {
		options = append(options, prompt.Option{
			Value: strconv.Itoa(i), Label: l.Label, Description: l.Standing, Color: string(l.Color), Also: []string{l.id, l.short},
		})
	}
	if more {
		a.term.Say("pick.more", lang.Args{"Count": len(letters)})
	}
	value, err := a.term.Prompter().Choose(prompt.Question{
		Message: a.view.Text("pick.which."+command, nil), Options: options, First: true, NoDefault: true, Whole: true,
	})
	if err != nil {
		return "", err
	}
	i, err := strconv.Atoi(value)
	return letters[i].id, err
}

// pickCase returns the ID of a case for a command, the first argument if there is one. takes reports whether the command takes a
// case as it stands.
func (a *app) pickCase(ctx context.Context, command string, args []string, takes func(casefile.Matter) bool) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	matters, count, err := a.matters(ctx, shownPicks)
	if err != nil {
		return "", err
	}
	title := titles(a)
	var letters []picked
	for _, m := range matters {
		if takes(m) {
			letters = append(letters, picked{a.view.Matter(m, title, a.now(), false), m.Subject.ID, m.Subject.Short})
		}
	}
	return a.choose(command, letters, count > len(matters))
}

// matters returns the cases of which something is left to do, the most urgent first, and how many there are.
func (a *app) matters(ctx context.Context, limit int) ([]casefile.Matter, int, error) {
	source, err := caseSource(a)
	if err != nil {
		return nil, 0, err
	}
	calendar, err := a.config.Calendar()
	if err != nil {
		return nil, 0, err
	}
	matters, count, err := source.Matters(ctx, calendar, limit)
	return matters, count, caseError(a, err)
}

// anyMatter takes every case.
func anyMatter(casefile.Matter) bool { return true }

// pick returns the IDs of letters for a command: the arguments, or else one that is chosen among those of a filter that the command
// takes. unfinished offers the unfinished letters too.
func (a *app) pick(ctx context.Context, command string, args []string, f store.Filter, takes func(store.Letter) bool, unfinished bool) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	s, err := a.store()
	if err != nil {
		return nil, err
	}
	var letters []picked
	if unfinished {
		rows, err := s.ListUnfinished(ctx, "")
		if err != nil {
			return nil, a.storeError(err)
		}
		for _, u := range rows {
			letters = append(letters, picked{a.unfinishedChoice(u), u.ID, u.Short})
		}
	}
	var some []store.Letter
	more := false
	for l, err := range s.List(ctx, f) {
		if err != nil {
			return nil, a.storeError(err)
		}
		if !takes(l) {
			continue
		}
		if more = len(some) == shownPicks; more {
			break
		}
		some = append(some, l)
	}
	id, err := a.choose(command, append(letters, a.letterChoices(some)...), more)
	return []string{id}, err
}

// letterChoices returns letters to choose from.
func (a *app) letterChoices(some []store.Letter) []picked {
	title, standings := titles(a), newStandings(a)
	source := &casefile.Source{Template: a.config.LoadKept, Now: a.now}
	letters := make([]picked, len(some))
	for i, l := range some {
		letters[i] = picked{view.Choosable{
			Label:    a.view.LetterLabel(l, title(l), source.Claimed(l), a.now()),
			Standing: a.view.Standing(standings.State(l), l.Status), Color: view.StatusColor(l.Status),
		}, l.ID, l.Short}
	}
	return letters
}

// isOpen reports whether a letter can still be changed.
func isOpen(l store.Letter) bool { return l.Kind != "" && l.Status.Open() }

// isRemovable reports whether a letter can be removed.
func isRemovable(l store.Letter) bool { return l.Status.Removable() }
