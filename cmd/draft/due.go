package main

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// dueOptions is one run of `draft due`.
type dueOptions struct {
	app      *app
	ics      string
	force    bool
	exitCode bool
	limit    int
}

func newDue(a *app) *cobra.Command {
	p := &dueOptions{app: a}
	cmd := &cobra.Command{
		Use:     "due [ID]",
		GroupID: groupCase,
		Short:   "cmd.due.short",
		Long:    "cmd.due.long",
		Example: dueExamples,
		Args:    a.arguments(0, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return p.explain(args[0])
			}
			return p.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&p.ics, "ics", "", "flag.due_ics")
	f.BoolVar(&p.force, "force", false, "flag.force")
	f.BoolVar(&p.exitCode, "exit-code", false, "flag.due_exit_code")
	f.IntVar(&p.limit, "limit", shownDue, "flag.due_limit")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitLate)
	return cmd
}

const dueExamples = `draft due
draft due 0k3f
draft due --exit-code --json
draft due --ics due.ics`

// shownDue is how many cases of each urgency are shown unless --limit says otherwise.
const shownDue = 20

// wait are the cases whose clock is the same.
type wait struct {
	clock   store.Clock
	due     workday.Range
	urgency cases.Urgency
	count   int
}

func (p *dueOptions) run(ctx context.Context) error {
	if p.limit < 0 {
		return view.Usage("usage.limit", lang.Args{"Value": p.limit}, "draft due")
	}
	kept, err := p.app.store()
	if err != nil {
		return err
	}
	waits, err := p.waits(ctx, kept)
	if err != nil {
		return err
	}
	if p.ics != "" {
		if err := p.writeCalendar(ctx); err != nil {
			return err
		}
	}
	counts := map[cases.Urgency]int{}
	for _, w := range waits {
		counts[w.urgency] += w.count
	}
	turns, err := p.turns(ctx, kept)
	if err != nil {
		return err
	}
	if p.app.term.JSON {
		err = p.printObjects(ctx, kept, waits, turns, counts)
	} else if p.ics == "" {
		err = p.print(ctx, kept, waits, turns, counts)
	}
	switch {
	case err != nil || !p.exitCode || counts[cases.Late] == 0:
		return err
	case p.app.term.JSON:
		return view.ExitSilently(view.ExitLate)
	}
	return &view.Error{Exit: view.ExitLate, Code: "late", ID: "due.late_exit", Args: lang.Args{"Count": counts[cases.Late]}}
}

// waits are the clocks that run, the first to end first.
func (p *dueOptions) waits(ctx context.Context, kept *store.Store) ([]wait, error) {
	clocks, err := kept.Clocks(ctx)
	if err != nil {
		return nil, p.app.storeError(err)
	}
	calendar, err := p.app.config.Calendar()
	if err != nil {
		return nil, err
	}
	waits := make([]wait, len(clocks))
	for i, c := range clocks {
		clock := clockOf(c.Clock)
		waits[i] = wait{
			clock: c.Clock, due: clock.Due(calendar), urgency: clock.Urgency(calendar, p.app.now(), cases.SoonDays), count: c.Count,
		}
	}
	slices.SortStableFunc(waits, func(a, b wait) int {
		return cmp.Or(a.due.Last.Date.Compare(b.due.Last.Date), cmp.Compare(a.clock.Day, b.clock.Day))
	})
	return waits, nil
}

// userTurn are the cases of a state in which the next step is the user's: some of them, and how many there are.
type userTurn struct {
	state   cases.State
	letters []store.Letter
	count   int
}

// turns are those of what support asked for, and of what it answered.
func (p *dueOptions) turns(ctx context.Context, kept *store.Store) ([]userTurn, error) {
	turns := []userTurn{{state: cases.Asked}, {state: cases.Answered}}
	for i := range turns {
		t := &turns[i]
		var err error
		if t.count, err = kept.CountInState(ctx, string(t.state)); err != nil {
			return nil, p.app.storeError(err)
		}
		if t.count == 0 {
			continue
		}
		if t.letters, err = kept.InState(ctx, string(t.state), p.limit); err != nil {
			return nil, p.app.storeError(err)
		}
	}
	return turns, nil
}

// urgencies are in the order in which they are told.
func urgencies() []cases.Urgency {
	return []cases.Urgency{cases.Late, cases.Today, cases.Soon, cases.Waiting}
}

// of gives the cases of an urgency with their waits, at most as many as are shown.
func (p *dueOptions) of(ctx context.Context, kept *store.Store, waits []wait, urgency cases.Urgency) ([]store.Letter, []wait, error) {
	var letters []store.Letter
	var theirs []wait
	for _, w := range waits {
		left := p.limit - len(letters)
		if w.urgency != urgency || p.limit > 0 && left <= 0 {
			continue
		}
		found, err := kept.OnClock(ctx, w.clock, max(left, 0))
		if err != nil {
			return nil, nil, p.app.storeError(err)
		}
		for _, l := range found {
			letters, theirs = append(letters, l), append(theirs, w)
		}
	}
	return letters, theirs, nil
}
