package main

import (
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/templates"
)

func newGuide(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "guide [KIND]",
		GroupID: groupLookUp,
		Short:   "cmd.guide.short",
		Long:    "cmd.guide.long",
		Example: "draft guide refund",
		Args:    a.arguments(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return printSupport(a)
			}
			return printGuide(a, args[0])
		},
		ValidArgsFunction: a.completeKinds,
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// printGuide prints how to hand in a letter of a kind.
func printGuide(a *app, kind string) error {
	t, err := a.config.LoadKind(kind)
	if err != nil {
		return err
	}
	o, err := a.view.Guide(drafts.NewForm(t, field.Reading{Now: a.now()}), a.now())
	if err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(o)
	}
	return a.term.Page(view.Wrap(a.view.GuideText(o), a.term.OutWidth()))
}

// sayWhereToPaste says which way to try first, and how to get to the box of the app where the text is pasted, once per run.
func sayWhereToPaste(a *app, form *drafts.Form) {
	if text := view.WhereToPaste(a.view, form); text != "" {
		a.term.PrintOnce(text)
	}
}

// printSupport prints every channel of support.
func printSupport(a *app) error {
	o, err := view.SupportGuide(a.view, nil)
	if err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(o)
	}
	text := a.view.GuideText(o) + "\n" + a.view.Text("guide.kinds", lang.Args{"Known": strings.Join(templates.Builtin(), " | ")}) + "\n"
	return a.term.Page(view.Wrap(text, a.term.OutWidth()))
}
