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
	args := lang.Args{"First": "", "FirstSteps": ""}
	for n, id := range form.Channels() {
		c, steps := channelSteps(a, id)
		if c.Paste {
			args["Steps"] = steps
			a.term.SayOnce("guide.paste", args)
			return
		}
		if n == 0 {
			args["First"], args["FirstSteps"] = a.view.Label(c.Title), steps
		}
	}
}

// sayFirstStop says which way to try before the letter, once per run. A way that leads to the box for the letter is none.
func sayFirstStop(a *app, id string) {
	if c, steps := channelSteps(a, id); !c.Paste && steps != "" {
		a.term.SayOnce("guide.first", lang.Args{"Title": a.view.Label(c.Title), "Steps": steps})
	}
}

// channelSteps returns a way to reach support and the steps to it in one line; "" if it has none.
func channelSteps(a *app, id string) (templates.Channel, string) {
	support, err := templates.OpenSupport()
	if err != nil {
		return templates.Channel{}, "" // `draft guide` reports it
	}
	c, _ := support.Channel(id)
	return c, strings.Join(view.NewChannelObject(a.view, c).Steps, " → ")
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
