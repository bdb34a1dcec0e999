package main

import (
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/workday"
)

// explainedObject is how `draft due ID --json` tells of a case and of each day of its wait.
type explainedObject struct {
	caseObject
	Days []dayObject `json:"days"`
}

type dayObject struct {
	Date        string         `json:"date"`
	Number      int            `json:"number"` // of the working day; 0 where the day does not count
	Reason      workday.Reason `json:"reason"`
	Holiday     string         `json:"holiday"`
	Provisional bool           `json:"provisional"`
}

// explain tells how the deadline of a case is counted, day by day.
func (p *dueOptions) explain(id string) error {
	if p.ics != "" || p.exitCode {
		return view.Usage("usage.due_id", nil, "draft due")
	}
	c, err := p.app.openCase(id)
	if err != nil {
		return err
	}
	var steps []workday.Step
	if c.Clock.Last > 0 {
		calendar, err := p.app.config.Calendar()
		if err != nil {
			return err
		}
		steps = calendar.Explain(c.Clock.From, c.Clock.Last)
	}
	if p.app.term.JSON {
		o := explainedObject{Days: []dayObject{}}
		if o.caseObject, err = p.app.caseObject(c); err != nil {
			return err
		}
		for _, s := range steps {
			o.Days = append(o.Days, dayObject{s.Date.Format(time.DateOnly), s.Number, s.Reason, string(s.Holiday), s.Provisional})
		}
		return p.app.term.PrintJSON(o)
	}
	args := lang.Args{"ID": c.letter.Short, "From": c.Clock.From.In(field.Beijing).Format(time.DateOnly), "Last": c.Clock.By}
	head := "due.explain"
	switch {
	case c.Clock.IsZero():
		head = "due.explain_none"
	case c.Clock.By != "":
		head = "due.explain_by"
	}
	lines := []string{p.app.view.Text(head, args)}
	for _, s := range steps {
		lines = append(lines, p.dayLine(s))
	}
	if err := p.app.term.Page(view.Wrap(strings.Join(lines, "\n")+"\n", p.app.term.OutWidth())); err != nil {
		return err
	}
	return p.app.standing(c)
}

// dayLine tells whether a day counts, and why.
func (p *dueOptions) dayLine(s workday.Step) string {
	label := ""
	switch {
	case s.Reason == workday.MakeUp:
		label = p.app.view.Text("case.make_up", nil)
	case s.Reason == workday.Weekend:
		label = p.app.view.Text("case.weekend", nil)
	case s.Reason == workday.DayOff && s.Holiday != "":
		label = p.app.view.Text("case.holiday."+string(s.Holiday), nil)
	case s.Reason == workday.DayOff:
		label = p.app.view.Text("case.day_off", nil)
	}
	weekdays := strings.Fields(p.app.view.Text("report.word_weekdays", nil))
	return p.app.view.Text("due.explain_day", lang.Args{
		"Date": s.Date.Format(time.DateOnly), "Weekday": weekdays[(int(s.Date.Weekday())+6)%7], "Number": s.Number, "Label": label,
		"Provisional": s.Provisional,
	})
}
