package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/writing"
)

// newCaseLetter makes a command that writes a letter about a case: an ordinary one, but that its answers come from what
// happened.
func newCaseLetter(a *app, name, kind string) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     name + " ID",
		GroupID: groupCase,
		Short:   "cmd." + name + ".short",
		Long:    "cmd." + name + ".long",
		Example: strings.ReplaceAll(caseLetterExamples, "NAME", name),
		Args:    a.idArguments(1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := a.pickCase(cmd.Context(), name, args, func(m casefile.Matter) bool { return m.CheckLetter(kind) == nil })
			if err != nil {
				return err
			}
			f, err := openCase(a, id)
			if err != nil {
				return err
			}
			return w.runAbout(f, kind)
		},
	}
	w.flags(cmd)
	a.completeSet(cmd, kind)
	return cmd
}

const caseLetterExamples = `draft NAME 0k3f
draft NAME 0k3f -o letter.eml
draft NAME 0k3f --format feedback --chars 200`

// runAbout writes a letter about a case.
func (w *writeOptions) runAbout(f *casefile.File, kind string) error {
	calendar, err := w.app.config.Calendar()
	if err != nil {
		return err
	}
	t, err := w.app.config.LoadAny(w.template, kind)
	if err != nil {
		return err
	}
	w.about, err = writing.About(f, t, calendar, w.app.now())
	var refused *casefile.Error
	switch {
	case errors.As(err, &refused):
		return view.CaseError(refused)
	case err != nil:
		return view.Fail("error.template", nil, err)
	}
	d := casefile.DeadlineOf(f.Clock, calendar, w.app.now())
	if d.TooEarly(kind) { // said before anything is asked
		w.app.term.Say("followup.early", lang.Args{"Due": view.CaseDue(w.app.view, f, d.Range)})
		if w.app.asks() {
			now, err := w.app.term.Prompter().Confirm(prompt.Question{
				Message: w.app.view.Text("followup.early_ask", nil), First: true, Prefill: prompt.No,
			})
			if err != nil || !now {
				return err
			}
		}
	}
	return w.run(kind)
}
