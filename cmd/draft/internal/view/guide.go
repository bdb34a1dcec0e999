package view

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/letter"
	"draft/templates"
)

// GuideObject is how to hand in a letter: the result of `draft guide --json`, and the model of its text.
type GuideObject struct {
	Kind     string          `json:"kind,omitempty"`
	Title    string          `json:"title,omitempty"`
	Steps    string          `json:"steps,omitempty"`   // the guide block of the template, rendered
	Workdays letter.Workdays `json:"workdays,omitzero"` // until the reply
	Have     []string        `json:"have,omitempty"`    // labels of the answers to prepare
	Channels []ChannelObject `json:"channels"`
	Warnings []string        `json:"warnings"`
}

// ChannelObject is a way to reach support.
type ChannelObject struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Steps      []string `json:"steps,omitempty"`
	Value      string   `json:"value,omitempty"` // a phone number or an address
	Reply      string   `json:"reply,omitempty"` // how long a reply takes, in words
	Note       string   `json:"note,omitempty"`
	Confidence string   `json:"confidence"`
	Seen       string   `json:"seen"` // date of the source
	Source     string   `json:"source"`
}

// NewChannelObject returns a channel in the user's language.
func NewChannelObject(v *View, c templates.Channel) ChannelObject {
	o := ChannelObject{
		ID: c.ID, Title: v.Label(c.Title), Steps: c.Steps.ZH, Value: v.Label(c.Value), Note: v.Label(c.Note),
		Confidence: string(c.Confidence), Seen: c.Seen, Source: strings.TrimSpace(c.Source),
	}
	if v.Words.Language() == lang.English {
		o.Steps = c.Steps.EN
	}
	for unit, days := range map[string][]int{"workdays": c.ReplyWithin.Workdays, "hours": c.ReplyWithin.Hours} {
		if len(days) > 0 {
			o.Reply = v.Text("guide."+unit, lang.Args{"Range": formatRange(days)})
		}
	}
	return o
}

// channelSteps returns a way to reach support and the steps to it in one line; "" if it has none.
func channelSteps(v *View, id string) (templates.Channel, string) {
	support, err := templates.OpenSupport()
	if err != nil {
		return templates.Channel{}, "" // `draft guide` reports it
	}
	c, _ := support.Channel(id)
	return c, strings.Join(NewChannelObject(v, c).Steps, " → ")
}

// hasBox reports whether the short text of a letter is for a box of the app: one of its ways has one, or none is named.
func hasBox(v *View, t *letter.Template) bool {
	return len(t.Channels) == 0 || slices.ContainsFunc(t.Channels, func(c letter.Channel) bool {
		known, _ := channelSteps(v, c.ID)
		return known.Paste
	})
}

// AppTitle returns the heading of the short text of a letter.
func AppTitle(v *View, t *letter.Template) string {
	if hasBox(v, t) {
		return v.Text("page.app", nil)
	}
	return v.Text("page.paste", nil)
}

// WhereToPaste says which way to try first, and how to get to the box of the app where the text is pasted; "" if the letter has no such
// way.
func WhereToPaste(v *View, form *drafts.Form) string {
	args := lang.Args{"First": "", "FirstSteps": ""}
	for n, id := range form.Channels() {
		c, steps := channelSteps(v, id)
		if c.Paste {
			args["Steps"] = steps
			return v.Text("guide.paste", args)
		}
		if n == 0 {
			args["First"], args["FirstSteps"] = v.Label(c.Title), steps
		}
	}
	return ""
}

// FirstStop says which way to try before the letter is written; "" if there is none, or if it leads to the box for the letter.
func FirstStop(v *View, form *drafts.Form) string {
	id, ok := form.FirstStop()
	if !ok {
		return ""
	}
	c, steps := channelSteps(v, id)
	if c.Paste || steps == "" {
		return ""
	}
	return v.Text("guide.first", lang.Args{"Title": v.Label(c.Title), "Steps": steps})
}

// GuideText returns a guide as text, not yet wrapped.
func (v *View) GuideText(o GuideObject) string {
	var b strings.Builder
	line := func(id string, args lang.Args) { b.WriteString(v.Text(id, args) + "\n") }
	if o.Title != "" {
		line("guide.title", lang.Args{"Title": o.Title})
	}
	if o.Steps != "" {
		b.WriteString("\n" + o.Steps + "\n")
	}
	if len(o.Have) > 0 {
		b.WriteString("\n")
		line("guide.have", lang.Args{"List": strings.Join(o.Have, v.Text("list.separator", nil))})
	}
	if !o.Workdays.IsZero() {
		line("guide.expect", lang.Args{"Range": formatRange([]int{o.Workdays.From, o.Workdays.To})})
	}
	b.WriteString("\n")
	line("guide.channels", nil)
	for i, c := range o.Channels {
		b.WriteString("\n")
		channelText(v, &b, i+1, c)
	}
	b.WriteString("\n")
	for _, w := range o.Warnings {
		line("note.warn", lang.Args{"Text": w})
	}
	return b.String()
}

func channelText(v *View, b *strings.Builder, number int, c ChannelObject) {
	title := c.Title
	if c.Value != "" {
		title = v.Text("guide.value", lang.Args{"Title": title, "Value": c.Value})
	}
	if !templates.Confidence(c.Confidence).Sure() {
		title = v.Text("guide.unverified", lang.Args{"Title": title})
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
	fmt.Fprintf(b, "   %s\n", v.Text("guide.source", lang.Args{"Seen": c.Seen}))
}

// formatRange returns the range from the first to the last number: "3–15", or "7" if they are equal.
func formatRange(ends []int) string {
	from, to := ends[0], ends[len(ends)-1]
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d–%d", from, to)
}

// Guide returns how to hand in a letter with the answers of form. If form has no answers, the guide is for every letter of
// its kind.
func (v *View) Guide(form *drafts.Form, now time.Time) (GuideObject, error) {
	t := form.Template()
	o, err := SupportGuide(v, channelsOf(form))
	if err != nil {
		return o, err
	}
	o.Kind, o.Title = t.Kind, v.Label(t.Title)
	block := letter.GuideBlock
	if v.Words.Language() == lang.English && t.Blocks.Lookup(letter.GuideBlockEN) != nil {
		block = letter.GuideBlockEN
	}
	if o.Steps, err = t.Sheet(form.Values(), now).Guide(block); err != nil {
		return o, Fail("error.template", nil, err)
	}
	o.Workdays = t.ReplyWithin
	for _, q := range t.Fields {
		if !q.YesNo() && (!q.Optional && q.When.Source == "" || q.Name == drafts.EvidenceField || q.Name == "order_no") {
			o.Have = append(o.Have, v.Label(q.Label))
		}
	}
	return o, nil
}

// channelsOf returns the IDs of the channels for a letter with the answers of form. If form has no answers, it returns all
// channels of the kind, those without a condition first.
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

// SupportGuide returns a guide of the channels with these IDs and of the general warnings. If ids is nil, it has all
// channels.
func SupportGuide(v *View, ids []string) (GuideObject, error) {
	o := GuideObject{Channels: []ChannelObject{}, Warnings: []string{}}
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
		o.Channels = append(o.Channels, NewChannelObject(v, c))
	}
	for _, w := range support.Warnings {
		o.Warnings = append(o.Warnings, v.Label(w.Say))
	}
	return o, nil
}
