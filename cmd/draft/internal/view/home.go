package view

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/store"
)

// Choosable is a letter or a case as a person chooses it: what tells it from others, and how it stands.
type Choosable struct {
	Label    string
	Standing string
	Color    Color
}

// LetterLabel returns the day, the kind and the sum of a letter; no sum if it is 0.
func (v *View) LetterLabel(l store.Letter, title string, claimed field.MoneyValue, now time.Time) string {
	args := lang.Args{"Day": v.day(l.Created, now), "Title": field.OneLine(title), "Amount": ""}
	if claimed > 0 {
		args["Amount"] = claimed.String()
	}
	return v.Text("home.letter", args)
}

// day returns a date in Beijing, without its year if it is this year's.
func (v *View) day(at, now time.Time) string {
	at = at.In(field.Beijing)
	if at.Year() == now.In(field.Beijing).Year() {
		return at.Format("01-02")
	}
	return at.Format(time.DateOnly)
}

// Matter returns a case with how it stands and its next step. bar draws the working days of the wait. title returns the title of
// a letter's kind.
func (v *View) Matter(m casefile.Matter, title func(store.Letter) string, now time.Time, bar bool) Choosable {
	c := Choosable{Label: v.LetterLabel(m.Letter, title(m.Letter), m.Claimed, now), Color: urgencyColors[m.Deadline.Urgency]}
	when, step := v.matterClock(m), v.MatterStep(m, title)
	switch {
	case when == "":
		c.Standing = cmp.Or(step, v.Waits(m.File))
	case step == "":
		c.Standing = when
	default:
		c.Standing = v.Text("home.when_step", lang.Args{"When": when, "Step": step})
	}
	if color := StatusColor(m.Subject.Status); m.Step == cases.StepSubmit && color != "" {
		c.Color = color
	}
	if m.Wait > 0 && bar {
		c.Standing += "  " + waitBar(m.Passed, m.Wait)
	}
	return c
}

// matterClock says how near the deadline of a case is; "" if no answer is awaited.
func (v *View) matterClock(m casefile.Matter) string {
	switch {
	case m.Deadline.IsZero():
		return ""
	case m.Days < 0:
		return v.Text("home.late", lang.Args{"Count": -m.Days})
	case m.Deadline.Urgency == cases.Late: // its last day was followed by days that do not count
		return v.Text("home.just_late", nil)
	case m.Deadline.Urgency == cases.Today:
		return v.Text("home.today", nil)
	}
	return v.Text("home.left", lang.Args{"Count": m.Days})
}

// MatterStep names the next step in a case in a few words; "" if it is to wait.
func (v *View) MatterStep(m casefile.Matter, title func(store.Letter) string) string {
	switch {
	case m.Step == cases.StepWait, m.Step == cases.StepNone:
		return ""
	case m.Step == cases.StepSubmit && m.Subject.Status != drafts.StatusDraft:
		return v.Status(m.Subject.Status)
	}
	args := lang.Args{"Rest": casefile.Amount(int64(m.Outstanding())), "Title": "", "Money": m.AsksMoney()}
	if m.Subject.About != "" {
		args["Title"] = field.OneLine(title(m.Subject))
	}
	return v.Text("home.step."+string(m.Step), args)
}

// waitBar draws how many of the working days of a wait have passed.
func waitBar(passed, all int) string {
	const cells = 5
	full := passed * cells / all
	return strings.Repeat("█", full) + strings.Repeat("░", cells-full) + " " + strconv.Itoa(passed) + "/" + strconv.Itoa(all)
}

// Line returns the label and the standing in one line, coloured.
func (c Choosable) Line(v *View) string { return v.paint(c.Color, c.Label+"  "+c.Standing) }
