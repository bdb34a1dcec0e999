package main

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
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
			a.onlyReads = true
			if len(args) == 1 {
				return p.explain(args[0])
			}
			return p.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&p.ics, "ics", "", "flag.due_ics")
	fileFlags(f, stdioOut, "ics")
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

func (p *dueOptions) run(ctx context.Context) error {
	if p.limit < 0 {
		return view.Usage("usage.limit", lang.Args{"Value": p.limit}, "draft due")
	}
	kept, err := p.app.store()
	if err != nil {
		return err
	}
	calendar, err := p.app.config.Calendar()
	if err != nil {
		return err
	}
	due, err := casefile.FindDue(ctx, kept, calendar, p.app.now(), p.limit)
	if err != nil {
		return p.app.storeError(err)
	}
	if p.ics != "" {
		if err := p.writeCalendar(ctx, calendar); err != nil {
			return err
		}
	}
	late := due.Count(cases.Late, "")
	if p.app.term.JSON {
		err = p.app.term.PrintJSON(view.DueObjectOf(due))
	} else if p.ics == "" {
		err = p.print(due)
	}
	switch {
	case err != nil || !p.exitCode || late == 0:
		return err
	case p.app.term.JSON:
		return view.ExitSilently(view.ExitLate)
	}
	return &view.Error{Exit: view.ExitLate, Code: "late", ID: "due.late_exit", Args: lang.Args{"Count": late}}
}

func (p *dueOptions) print(due casefile.Due) error {
	text := view.Due(p.app.view, due, titles(p.app), p.app.term.OutWidth())
	if text == "" {
		p.app.term.Say("due.none", nil)
		return nil
	}
	if err := p.app.term.Page(text); err != nil {
		return err
	}
	p.app.term.Say("due.next", nil)
	return nil
}

// explain says how the deadline of a case is counted, day by day.
func (p *dueOptions) explain(id string) error {
	if p.ics != "" || p.exitCode {
		return view.Usage("usage.due_id", nil, "draft due")
	}
	f, err := openCase(p.app, id)
	if err != nil {
		return err
	}
	calendar, err := calendarFor(p.app, f.Clock)
	if err != nil {
		return err
	}
	var steps []workday.Step
	if f.Clock.Last > 0 {
		steps = calendar.Explain(f.Clock.From, f.Clock.Last)
	}
	if p.app.term.JSON {
		return p.app.term.PrintJSON(view.ExplainedObjectOf(f, casefile.DeadlineOf(f.Clock, calendar, p.app.now()), steps))
	}
	if err := p.app.term.Page(view.Wrap(view.Explained(p.app.view, f, steps), p.app.term.OutWidth())); err != nil {
		return err
	}
	return sayStanding(p.app, f)
}

// writeCalendar writes an entry for each case in which an answer is or was awaited: a calendar removes the latter.
func (p *dueOptions) writeCalendar(ctx context.Context, calendar *workday.Calendar) error {
	if err := p.app.term.CheckWritable(p.ics, p.force); err != nil {
		return err
	}
	source, err := caseSource(p.app)
	if err != nil {
		return err
	}
	var events []cases.Event
	title := titles(p.app)
	for f, err := range source.All(ctx) {
		if err != nil {
			return caseError(p.app, err)
		}
		if e, ok := f.Event(f.Letter.ID, calendar); ok {
			events = append(events, view.CalendarEntry(p.app.view, f.Letter, e, f.Clock.Due(calendar), title))
		}
	}
	var text bytes.Buffer
	if err := cases.ICS(&text, p.app.now(), events); err != nil {
		return err
	}
	if err := p.app.term.WriteFile(p.ics, text.Bytes(), p.force); err != nil {
		return err
	}
	if p.ics != view.Stdio {
		p.app.term.Say("due.ics_saved", lang.Args{"Path": p.ics, "Count": len(events)})
	}
	return nil
}
