package main

import (
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/letter"
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
				return a.guideAll()
			}
			return a.guide(args[0])
		},
		ValidArgsFunction: a.completeKinds,
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// guide tells where to go with a letter of this kind.
func (a *app) guide(kind string) error {
	t, err := a.config.LoadKind(kind)
	if err != nil {
		return err
	}
	o, err := a.guideOf(drafts.NewForm(t, field.Reading{Now: a.now()}))
	if err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(o)
	}
	return a.term.ToRead(view.Wrap(a.view.GuideText(o), a.term.OutWidth()))
}

// guideOf gathers what is known of handing in a letter with these answers; without answers, of any letter of the kind.
func (a *app) guideOf(form *drafts.Form) (view.GuideObject, error) {
	t := form.Template()
	o, err := a.support(channelsOf(form))
	if err != nil {
		return o, err
	}
	o.Kind, o.Title = t.Kind, a.view.Label(t.Title)
	block := letter.GuideBlock
	if a.view.Words.Language() == lang.English && t.Blocks.Lookup(letter.GuideBlockEN) != nil {
		block = letter.GuideBlockEN
	}
	if o.Steps, err = t.Sheet(form.Values(), a.now()).Guide(block); err != nil {
		return o, view.Fail("error.template", nil, err)
	}
	o.Workdays = t.ReplyWithin
	for _, q := range t.Fields {
		if !q.YesNo() && (!q.Optional && q.When.Source == "" || q.Name == evidence || q.Name == "order_no") {
			o.Have = append(o.Have, a.view.Label(q.Label))
		}
	}
	return o, nil
}

// channelsOf are the ways to reach support with a letter; without answers, all that the kind knows.
func channelsOf(form *drafts.Form) []string {
	if len(form.Values()) > 0 {
		return form.Channels()
	}
	var always, sometimes []string
	for _, c := range form.Template().Channels {
		if c.When.Conditional() {
			sometimes = append(sometimes, c.ID)
			continue
		}
		always = append(always, c.ID)
	}
	return append(always, sometimes...)
}

// sayWhereToPaste tells the way to the box in the app that the text goes into, once.
func (a *app) sayWhereToPaste(form *drafts.Form) {
	support, err := templates.OpenSupport()
	if err != nil {
		return // the guide says so
	}
	for _, id := range form.Channels() {
		if c, ok := support.Channel(id); ok && c.Paste {
			a.term.SayOnce("guide.paste", lang.Args{"Steps": strings.Join(a.view.ChannelObject(c).Steps, " → ")})
			return
		}
	}
}

// guideAll tells every way to reach support.
func (a *app) guideAll() error {
	o, err := a.support(nil)
	if err != nil {
		return err
	}
	if a.term.JSON {
		return a.term.PrintJSON(o)
	}
	text := a.view.GuideText(o) + "\n" + a.view.Text("guide.kinds", lang.Args{"Known": strings.Join(templates.Builtin(), " | ")}) + "\n"
	return a.term.ToRead(view.Wrap(text, a.term.OutWidth()))
}

// support gives the channels with these ids, or all, and the warnings.
func (a *app) support(ids []string) (view.GuideObject, error) {
	o := view.GuideObject{Channels: []view.ChannelObject{}, Warnings: []string{}}
	support, err := templates.OpenSupport()
	if err != nil {
		return o, err
	}
	channels := support.Channels
	if ids != nil {
		channels = nil
		for _, id := range ids {
			if c, ok := support.Channel(id); ok {
				channels = append(channels, c)
			}
		}
	}
	for _, c := range channels {
		o.Channels = append(o.Channels, a.view.ChannelObject(c))
	}
	for _, w := range support.Warnings {
		o.Warnings = append(o.Warnings, a.view.Label(w.Say))
	}
	return o, nil
}
