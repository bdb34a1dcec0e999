package view

import (
	"fmt"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/letter"
	"draft/templates"
)

type GuideObject struct {
	Kind     string          `json:"kind,omitempty"`
	Title    string          `json:"title,omitempty"`
	Steps    string          `json:"steps,omitempty"` // the kind's own advice, as text
	Workdays letter.Workdays `json:"workdays,omitzero"`
	Have     []string        `json:"have,omitempty"` // what to have at hand
	Channels []ChannelObject `json:"channels"`
	Warnings []string        `json:"warnings"`
}

type ChannelObject struct {
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

func (v *View) ChannelObject(c templates.Channel) ChannelObject {
	o := ChannelObject{
		ID: c.ID, Title: v.Label(c.Title), Steps: c.Steps.ZH, Value: v.Label(c.Value), Note: v.Label(c.Note),
		Confidence: string(c.Confidence), Seen: c.Seen, Source: strings.TrimSpace(c.Source),
	}
	if v.Words.Language() == lang.English {
		o.Steps = c.Steps.EN
	}
	for unit, days := range map[string][]int{"workdays": c.ReplyWithin.Workdays, "hours": c.ReplyWithin.Hours} {
		if len(days) > 0 {
			o.Reply = v.Text("guide."+unit, lang.Args{"Range": span(days)})
		}
	}
	return o
}

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
		line("guide.expect", lang.Args{"Range": span([]int{o.Workdays.From, o.Workdays.To})})
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

func (v *View) channelText(b *strings.Builder, number int, c ChannelObject) {
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

// span writes a range: 3–15, or 7 where both ends are the same.
func span(ends []int) string {
	from, to := ends[0], ends[len(ends)-1]
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d–%d", from, to)
}
