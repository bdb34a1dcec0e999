package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
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
	annotate(cmd, exitDone, exitFailed, exitUsage)
	return cmd
}

type guideObject struct {
	Kind     string          `json:"kind,omitempty"`
	Title    string          `json:"title,omitempty"`
	Steps    string          `json:"steps,omitempty"` // the kind's own advice, as text
	Workdays []int           `json:"workdays,omitempty"`
	Have     []string        `json:"have,omitempty"` // what to have at hand
	Channels []channelObject `json:"channels"`
	Warnings []string        `json:"warnings"`
}

type channelObject struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Steps      []string `json:"steps,omitempty"`
	Value      string   `json:"value,omitempty"`
	Reply      string   `json:"reply,omitempty"`
	Note       string   `json:"note,omitempty"`
	Confidence string   `json:"confidence"`
	Seen       string   `json:"seen"`
	Source     string   `json:"source"`
}

// guide tells where to go with a letter of this kind.
func (a *app) guide(kind string) error {
	t, err := a.config.loadKind(kind)
	if err != nil {
		return err
	}
	o, err := a.guideOf(drafts.NewForm(t, field.Reading{Now: a.now()}))
	if err != nil {
		return err
	}
	if a.term.json {
		return a.term.printJSON(o)
	}
	return a.term.toRead(wrap(a.view.guideText(o), a.term.outWidth()))
}

// guideOf gathers what is known of handing in a letter with these answers; without answers, of any letter of the kind.
func (a *app) guideOf(form *drafts.Form) (guideObject, error) {
	t := form.Template()
	o, err := a.support(channelsOf(form))
	if err != nil {
		return o, err
	}
	o.Kind, o.Title = t.Kind, a.view.label(t.Title)
	block := letter.GuideBlock
	if a.view.words.Language() == lang.English && t.Blocks.Lookup(letter.GuideBlockEN) != nil {
		block = letter.GuideBlockEN
	}
	if o.Steps, err = t.Sheet(form.Values(), a.now()).Guide(block); err != nil {
		return o, fail("error.template", nil, err)
	}
	o.Workdays = workdays(t.ReplyWithin)
	for _, q := range t.Fields {
		if !q.YesNo() && (!q.Optional && q.When.Source == "" || q.Name == evidence || q.Name == "order_no") {
			o.Have = append(o.Have, a.view.label(q.Label))
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
			a.term.sayOnce("guide.paste", lang.Args{"Steps": strings.Join(a.view.channelObject(c).Steps, " → ")})
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
	if a.term.json {
		return a.term.printJSON(o)
	}
	text := a.view.guideText(o) + "\n" + a.view.text("guide.kinds", lang.Args{"Known": strings.Join(templates.Builtin(), " | ")}) + "\n"
	return a.term.toRead(wrap(text, a.term.outWidth()))
}

// support gives the channels with these ids, or all, and the warnings.
func (a *app) support(ids []string) (guideObject, error) {
	o := guideObject{Channels: []channelObject{}, Warnings: []string{}}
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
		o.Channels = append(o.Channels, a.view.channelObject(c))
	}
	for _, w := range support.Warnings {
		o.Warnings = append(o.Warnings, a.view.label(w.Say))
	}
	return o, nil
}

func (v *View) channelObject(c templates.Channel) channelObject {
	o := channelObject{
		ID: c.ID, Title: v.label(c.Title), Steps: c.Steps.ZH, Value: v.label(c.Value), Note: v.label(c.Note),
		Confidence: string(c.Confidence), Seen: c.Seen, Source: strings.TrimSpace(c.Source),
	}
	if v.words.Language() == lang.English {
		o.Steps = c.Steps.EN
	}
	for unit, days := range map[string][]int{"workdays": c.ReplyWithin.Workdays, "hours": c.ReplyWithin.Hours} {
		if len(days) > 0 {
			o.Reply = v.text("guide."+unit, lang.Args{"Range": span(days)})
		}
	}
	return o
}

// span writes a range: 3–15, or 7 where both ends are the same.
func span(ends []int) string {
	from, to := ends[0], ends[len(ends)-1]
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d–%d", from, to)
}

func (v *View) guideText(o guideObject) string {
	var b strings.Builder
	line := func(id string, args lang.Args) { b.WriteString(v.text(id, args) + "\n") }
	if o.Title != "" {
		line("guide.title", lang.Args{"Title": o.Title})
	}
	if o.Steps != "" {
		b.WriteString("\n" + o.Steps + "\n")
	}
	if len(o.Have) > 0 {
		b.WriteString("\n")
		line("guide.have", lang.Args{"List": strings.Join(o.Have, v.text("list.separator", nil))})
	}
	if len(o.Workdays) > 0 {
		line("guide.expect", lang.Args{"Range": span(o.Workdays)})
	}
	b.WriteString("\n")
	line("guide.channels", nil)
	for i, c := range o.Channels {
		b.WriteString("\n")
		v.channelText(&b, i+1, c)
	}
	b.WriteString("\n")
	for _, w := range o.Warnings {
		line("note.warn", lang.Args{"Text": w})
	}
	return b.String()
}

func (v *View) channelText(b *strings.Builder, number int, c channelObject) {
	title := c.Title
	if c.Value != "" {
		title = v.text("guide.value", lang.Args{"Title": title, "Value": c.Value})
	}
	if !templates.Confidence(c.Confidence).Sure() {
		title = v.text("guide.unverified", lang.Args{"Title": title})
	}
	fmt.Fprintf(b, "%d. %s\n", number, title)
	for _, step := range c.Steps {
		fmt.Fprintf(b, "   → %s\n", step)
	}
	if c.Reply != "" {
		fmt.Fprintf(b, "   %s\n", c.Reply)
	}
	if c.Note != "" {
		fmt.Fprintf(b, "   %s\n", c.Note)
	}
	fmt.Fprintf(b, "   %s\n", v.text("guide.source", lang.Args{"Seen": c.Seen}))
}
