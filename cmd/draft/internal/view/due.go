package view

import (
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// urgencyColors are the colours of what is due.
var urgencyColors = map[cases.Urgency]Color{cases.Late: Alarm, cases.Today: Warning}

// Due returns the lines about what is due for a window of width columns; "" if nothing is. title returns the title of a letter's
// kind.
func Due(v *View, due casefile.Due, title func(store.Letter) string, width int) string {
	var b strings.Builder
	for _, g := range due {
		if g.Count == 0 {
			continue
		}
		head := string(g.Urgency)
		if g.Urgency == cases.Yours {
			head = string(g.State)
		}
		add := func(color Color, id string, args lang.Args) {
			b.WriteString(v.paint(color, Wrap(v.Text(id, args), width)) + "\n")
		}
		add(urgencyColors[g.Urgency], "due."+head, lang.Args{"Count": g.Count, "More": g.Count - len(g.Cases)})
		for _, c := range g.Cases {
			args := caseNamed(c.Letter, title)
			args["Due"] = ""
			if d := DeadlineOf(c.Deadline); d != nil {
				args["Due"] = d.Last
			}
			args["Provisional"], args["Late"], args["Left"] = c.Deadline.Last.Provisional, max(-c.Days, 0), max(c.Days, 0)
			args["Over"], args["Today"], args["Step"] = g.Urgency == cases.Late, g.Urgency == cases.Today, c.Command
			add(urgencyColors[g.Urgency], "due.line", args)
			if c.Command != "" {
				add("", "due.step_"+c.Command, args)
			}
		}
	}
	return b.String()
}

// caseNamed returns the arguments of a line about a case, with the title of its letter's kind.
func caseNamed(l store.Letter, title func(store.Letter) string) lang.Args {
	return lang.Args{"ID": l.Short, "Title": field.OneLine(title(l)), "Subject": field.OneLine(field.Masked(l.Subject))}
}

// CalendarEntry returns an entry for calendars with its texts. due is the deadline of the case.
func CalendarEntry(v *View, l store.Letter, e cases.Event, due workday.Range, title func(store.Letter) string) cases.Event {
	args := caseNamed(l, title)
	args["First"], args["Last"] = e.From.Format(time.DateOnly), e.To.Format(time.DateOnly)
	args["Range"], args["Provisional"] = !e.From.Equal(e.To), due.Last.Provisional
	e.Summary, e.Description = v.Text("due.ics_summary", args), v.Text("due.ics_description", args)
	return e
}

// Explained returns how the deadline of a case is counted, day by day.
func Explained(v *View, f *casefile.File, steps []workday.Step) string {
	args := lang.Args{"ID": f.Letter.Short, "From": f.Clock.From.In(field.Beijing).Format(time.DateOnly), "Last": f.Clock.By}
	head := "due.explain"
	switch {
	case f.Clock.IsZero():
		head = "due.explain_none"
	case f.Clock.By != "":
		head = "due.explain_by"
	}
	lines := []string{v.Text(head, args)}
	for _, s := range steps {
		lines = append(lines, dayLine(v, s))
	}
	return strings.Join(lines, "\n") + "\n"
}

// dayLine returns the line about a day of the wait: whether it counts, and why.
func dayLine(v *View, s workday.Step) string {
	label := ""
	switch {
	case s.Reason == workday.MakeUp:
		label = v.Text("case.make_up", nil)
	case s.Reason == workday.Weekend:
		label = v.Text("case.weekend", nil)
	case s.Reason == workday.DayOff && s.Holiday != "":
		label = v.Text("case.holiday."+string(s.Holiday), nil)
	case s.Reason == workday.DayOff:
		label = v.Text("case.day_off", nil)
	}
	weekdays := strings.Fields(v.Text("report.word_weekdays", nil))
	return v.Text("due.explain_day", lang.Args{
		"Date": s.Date.Format(time.DateOnly), "Weekday": weekdays[(int(s.Date.Weekday())+6)%7], "Number": s.Number, "Label": label,
		"Provisional": s.Provisional,
	})
}
