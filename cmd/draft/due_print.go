package main

import (
	"context"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
)

func (p *dueOptions) print(ctx context.Context, kept *store.Store, waits []wait, turns []userTurn, counts map[cases.Urgency]int) error {
	var b strings.Builder
	titles := map[titleKey]string{}
	head := func(id string, count, shown int) {
		b.WriteString(p.app.view.Text("due."+id, lang.Args{"Count": count, "More": count - shown}) + "\n")
	}
	line := func(l store.Letter, args lang.Args) {
		args["ID"], args["Title"] = l.Short, view.OneLine(p.app.title(l, titles))
		args["Subject"] = view.OneLine(field.Masked(l.Subject))
		b.WriteString(p.app.view.Text("due.line", args) + "\n")
		if args["Step"] != "" {
			b.WriteString(p.app.view.Text("due.step_"+args["Step"].(string), args) + "\n")
		}
	}
	for _, urgency := range urgencies() {
		letters, theirs, err := p.of(ctx, kept, waits, urgency)
		if err != nil {
			return err
		}
		if counts[urgency] == 0 {
			continue
		}
		head(string(urgency), counts[urgency], len(letters))
		for i, l := range letters {
			w := theirs[i]
			days, err := p.app.daysTo(w.due.Last.Date)
			if err != nil {
				return err
			}
			line(l, lang.Args{
				"Due": w.due.Last.Date.Format(time.DateOnly), "Provisional": w.due.Last.Provisional, "Late": max(-days, 0), "Left": max(days, 0),
				"Over": urgency == cases.Late, "Today": urgency == cases.Today, "Step": stepOf(urgency, ""),
			})
		}
	}
	for _, t := range turns {
		if t.count == 0 {
			continue
		}
		head(string(t.state), t.count, len(t.letters))
		for _, l := range t.letters {
			line(l, lang.Args{"Due": "", "Provisional": false, "Late": 0, "Left": 0, "Over": false, "Today": false, "Step": stepOf(cases.Yours, t.state)})
		}
	}
	if b.Len() == 0 {
		p.app.term.Say("due.none", nil)
		return nil
	}
	if err := p.app.term.Page(view.Wrap(b.String(), p.app.term.OutWidth())); err != nil {
		return err
	}
	p.app.term.Say("due.next", nil)
	return nil
}

// stepOf is the command for a case of an urgency, and of a state if the next step is the user's; "" if there is nothing to
// do yet.
func stepOf(u cases.Urgency, state cases.State) string {
	switch {
	case u == cases.Late:
		return "followup"
	case state == cases.Asked:
		return "supplement"
	case u == cases.Yours:
		return "settle"
	}
	return ""
}

// daysTo is how many working days there are to a date; below 0 how many it is over.
func (a *app) daysTo(date time.Time) (int, error) {
	calendar, err := a.config.Calendar()
	if err != nil {
		return 0, err
	}
	if n, _ := calendar.Between(date, a.now()); n > 0 {
		return -n, nil
	}
	n, _ := calendar.Between(a.now(), date)
	return n, nil
}

// dueObject is what `draft due --json` prints.
type dueObject struct {
	Late     int         `json:"late"`
	Today    int         `json:"today"`
	Soon     int         `json:"soon"`
	Waiting  int         `json:"waiting"`
	Asked    int         `json:"asked"`
	Answered int         `json:"answered"`
	Cases    []dueLetter `json:"cases"`
}

type dueLetter struct {
	ID       string               `json:"id"`
	Short    string               `json:"short"`
	Kind     string               `json:"kind"`
	Subject  string               `json:"subject"`
	Urgency  cases.Urgency        `json:"urgency"`
	Deadline *view.DeadlineObject `json:"deadline"` // null of one that was answered
	Next     string               `json:"next"`     // the command: followup, supplement or settle; empty if there is nothing to do yet
}

func (p *dueOptions) printObjects(ctx context.Context, kept *store.Store, waits []wait, turns []userTurn, counts map[cases.Urgency]int) error {
	o := dueObject{
		Late: counts[cases.Late], Today: counts[cases.Today], Soon: counts[cases.Soon], Waiting: counts[cases.Waiting],
		Cases: []dueLetter{},
	}
	add := func(l store.Letter, urgency cases.Urgency, due *view.DeadlineObject, state cases.State) {
		o.Cases = append(o.Cases, dueLetter{l.ID, l.Short, l.Kind, l.Subject, urgency, due, stepOf(urgency, state)})
	}
	for _, urgency := range urgencies() {
		letters, theirs, err := p.of(ctx, kept, waits, urgency)
		if err != nil {
			return err
		}
		for i, l := range letters {
			add(l, urgency, view.DeadlineOf(theirs[i].due), "")
		}
	}
	for _, t := range turns {
		if t.state == cases.Asked {
			o.Asked = t.count
		} else {
			o.Answered = t.count
		}
		for _, l := range t.letters {
			add(l, cases.Yours, nil, t.state)
		}
	}
	return p.app.term.PrintJSON(o)
}
