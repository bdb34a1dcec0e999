package main

import (
	"bytes"
	"context"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// writeCalendar writes an entry for each case that is waited for, or was: a calendar takes those out again.
func (p *dueOptions) writeCalendar(ctx context.Context) error {
	if err := p.app.term.CheckWritable(p.ics, p.force); err != nil {
		return err
	}
	calendar, err := p.app.config.Calendar()
	if err != nil {
		return err
	}
	var events []cases.Event
	titles := map[titleKey]string{}
	for c, err := range p.app.openCases(ctx) {
		if err != nil {
			return err
		}
		l := c.letter
		e, ok := c.Event(l.ID, calendar)
		if !ok {
			continue
		}
		args := lang.Args{
			"ID": l.Short, "Title": view.OneLine(p.app.title(l, titles)), "Subject": view.OneLine(field.Masked(l.Subject)),
			"First": e.From.Format(time.DateOnly), "Last": e.To.Format(time.DateOnly), "Range": !e.From.Equal(e.To),
			"Provisional": c.Clock.Due(calendar).Last.Provisional,
		}
		e.Summary, e.Description = p.app.view.Text("due.ics_summary", args), p.app.view.Text("due.ics_description", args)
		events = append(events, e)
	}
	var text bytes.Buffer
	if err := cases.ICS(&text, p.app.now(), events); err != nil {
		return err
	}
	if err := p.app.term.WriteFile(p.ics, text.Bytes(), p.force); err != nil {
		return err
	}
	p.app.term.Say("due.ics_saved", lang.Args{"Path": p.ics, "Count": len(events)})
	return nil
}
