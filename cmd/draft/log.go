package main

import (
	"context"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
)

// logOptions is one run of `draft log`.
type logOptions struct {
	app  *app
	via  string               // as typed
	note casefile.NoteOptions // the rest
	undo bool
}

func newLog(a *app) *cobra.Command {
	l := &logOptions{app: a}
	cmd := &cobra.Command{
		Use:     "log ID",
		GroupID: groupCase,
		Short:   "cmd.log.short",
		Long:    "cmd.log.long",
		Example: logExamples,
		Args:    a.idArguments(1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := a.pickCase(cmd.Context(), "log", args, anyMatter)
			if err != nil {
				return err
			}
			return l.run(id)
		},
	}
	f := cmd.Flags()
	f.StringVar(&l.via, "via", "", "flag.log_via")
	f.StringVar(&l.note.Said, "said", "", "flag.log_said")
	f.StringVar(&l.note.Asked, "asked", "", "flag.log_asked")
	f.StringVar(&l.note.Agent, "agent", "", "flag.log_agent")
	f.StringVar(&l.note.Ticket, "ticket", "", "flag.log_ticket")
	f.StringVar(&l.note.Promised, "promised", "", "flag.log_promised")
	f.StringVar(&l.note.At, "at", "", "flag.log_at")
	f.StringVar(&l.note.State, "state", "", "flag.log_state")
	f.BoolVar(&l.undo, "undo", false, "flag.log_undo")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

const logExamples = `draft log 0k3f --via app
draft log 0k3f --undo
draft log 0k3f --via phone --said 三个工作日内处理 --agent 1024 --promised 3
draft log 0k3f --via app --asked 请提供UID和商户单号 --promised 3
draft log 0k3f --via app --said 不符合退款条件 --state refused`

func (l *logOptions) run(id string) error {
	e, err := l.entry()
	if err != nil {
		return err
	}
	f, err := openCase(l.app, id)
	if err != nil {
		return err
	}
	if l.undo {
		return l.takeBack(f)
	}
	if err := f.CheckTime(e); err != nil {
		return caseError(l.app, err)
	}
	if e.Via == "" {
		if err := l.ask(f); err != nil {
			return err
		}
		if e, err = l.entry(); err != nil {
			return err
		}
	}
	return l.add(f, f.Complete(e), "log.done")
}

// entry reads the flags.
func (l *logOptions) entry() (cases.Entry, error) {
	var err error
	if l.note.Via, err = view.ParseVia(l.app.view, l.via); err != nil {
		return cases.Entry{}, err
	}
	e, err := casefile.ParseNote(l.note, l.app.now())
	return e, caseError(l.app, err)
}

// add adds an entry to the case, and says how the case stands then.
func (l *logOptions) add(f *casefile.File, e cases.Entry, id string) error {
	f, err := f.Add(context.Background(), e)
	if err != nil {
		return caseError(l.app, err)
	}
	if l.app.term.JSON {
		return printCase(l.app, f)
	}
	l.app.term.Say(id, view.Noted(l.app.view, f, e))
	return sayStanding(l.app, f)
}

// takeBack takes back what was noted last.
func (l *logOptions) takeBack(f *casefile.File) error {
	if l.note != (casefile.NoteOptions{}) {
		return view.Usage("usage.log_undo", nil, "draft log")
	}
	e, err := f.Undo()
	if err != nil {
		return caseError(l.app, err)
	}
	return l.add(f, e, "log.undone")
}
