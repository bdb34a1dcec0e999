package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/interview"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// newCaseLetter makes a command that writes a letter about a case: an ordinary one, but that its answers come from what
// happened.
func newCaseLetter(a *app, name, kind string) *cobra.Command {
	w := &writeOptions{app: a, output: outputOptions{app: a}}
	cmd := &cobra.Command{
		Use:     name + " ID",
		GroupID: groupCase,
		Short:   "cmd." + name + ".short",
		Long:    "cmd." + name + ".long",
		Example: strings.ReplaceAll(caseLetterExamples, "NAME", name),
		Args:    a.arguments(1, 1),
		PreRunE: emptyFlag,
		RunE:    func(_ *cobra.Command, args []string) error { return w.runAbout(args[0], kind) },
	}
	w.flags(cmd)
	return cmd
}

const caseLetterExamples = `draft NAME 0k3f
draft NAME 0k3f -o letter.eml
draft NAME 0k3f --format feedback --chars 200`

// runAbout writes a letter about a case.
func (w *writeOptions) runAbout(id, kind string) error {
	c, err := w.app.openCase(id)
	if err != nil {
		return err
	}
	if err := w.mayWrite(c, kind); err != nil {
		return err
	}
	calendar, err := w.app.config.Calendar()
	if err != nil {
		return err
	}
	w.about = c.letter.ID
	t, err := w.load(kind)
	if err != nil {
		return err
	}
	if t.About != letter.Case {
		return view.Fail("followup.plain", lang.Args{"Value": kind}, nil)
	}
	facts, err := c.answers(t, calendar, w.app.now())
	if err != nil {
		return view.Fail("error.template", nil, err)
	}
	if kind == cases.KindSupplement {
		delete(facts, interview.Evidence) // what is handed in now is not what was handed in before
	}
	for _, q := range t.Fields {
		switch text := facts[q.Name]; {
		case text != "":
			w.prefilled = append(w.prefilled, answers.Answer{Name: q.Name, Text: text, At: answers.Place{Source: c.letter.Short}})
		case q.Optional && slices.Contains(known, q.Name):
			w.needless = append(w.needless, q.Name)
		}
	}
	if kind == cases.KindFollowup {
		w.sayEarly(c, calendar)
	}
	if kind != cases.KindEscalation { // that does not go to support
		w.addresses = interview.Addresses{From: c.content.From, To: c.content.To}
	}
	return w.run(kind)
}

// sayEarly says that the time for an answer is not over yet, before anything is asked.
func (w *writeOptions) sayEarly(c *caseFile, calendar *workday.Calendar) {
	if c.Clock.IsZero() || c.Clock.Urgency(calendar, w.app.now(), cases.SoonDays) == cases.Late {
		return
	}
	due := view.DeadlineOf(c.Clock.Due(calendar))
	w.app.term.Say("followup.early", lang.Args{"Due": dueText(w.app.view, c, *due)})
}

// mayWrite refuses a letter that has nothing to be about yet.
func (w *writeOptions) mayWrite(c *caseFile, kind string) error {
	args := lang.Args{"ID": c.letter.Short, "State": w.app.view.Text("case.state."+string(c.State), nil)}
	switch {
	case c.State == cases.Prepared:
		return view.Fail("followup.prepared", args, nil)
	case kind == cases.KindSupplement && c.State != cases.Asked:
		return view.Fail("followup.not_asked", args, nil)
	case kind == cases.KindFollowup && c.State == cases.Asked:
		return view.Fail("followup.asked", args, nil)
	case kind == cases.KindShortfall && (c.Received == 0 || c.rest() == 0):
		return view.Fail("followup.no_rest", args, nil)
	case kind == cases.KindFollowup && c.State == cases.Refused:
		return view.Fail("followup.refused", args, nil)
	case kind == cases.KindFollowup && c.partly():
		return view.Fail("followup.partly", args, nil)
	case kind == cases.KindFollowup && c.Reminders >= cases.MostReminders:
		return view.Fail("followup.enough", args, nil)
	case c.State == cases.Withdrawn || c.State == cases.Settled && kind != cases.KindShortfall:
		return view.Fail("followup.over", args, nil)
	}
	return nil
}

// known are the questions that only the case can answer: what it has no answer to is not asked.
var known = []string{
	"nth", "matter", "request", "first_at", "first_via", "passed", "due_on", "due_note", "last_at", "ticket", "promise", "promises", "facts", "order_no", "douyin_id", "asked",
	"asked_at", "claimed", "received", "rest", "payments", "history", "tried",
}

// answers are what a letter about the case may be told, by the names of its questions.
func (c *caseFile) answers(t *letter.Template, calendar *workday.Calendar, now time.Time) (map[string]string, error) {
	facts := map[string]string{"matter": c.letter.Subject, "facts": c.factLines(t)}
	for _, name := range carried {
		if v := c.values[name]; v != nil {
			facts[name] = v.Answer()
		}
	}
	var history, payments []string
	for _, e := range c.Entries {
		line := cases.HistoryLine(e)
		history = append(history, line)
		if e.Paid != nil {
			payments = append(payments, line)
		}
		if e.Ticket != "" {
			facts["ticket"] = e.Ticket
		}
		if e.Reminder > 0 {
			facts["last_at"] = entryAt(e).Answer()
		}
	}
	promises := c.Promises(calendar, now)
	if n := len(promises); n > 0 {
		facts["promise"], facts["promises"] = promises[n-1], strings.Join(promises[:n-1], "\n")
	}
	facts["history"], facts["payments"] = strings.Join(history, "\n"), strings.Join(payments, "\n")
	facts["tried"], facts["nth"] = c.Tried(calendar, now), ordinals[min(c.Reminders, len(ordinals)-1)]
	if c.Submitted >= 0 {
		c.tellFirst(facts, c.Entries[c.Submitted], calendar, now)
	}
	if c.Case.Asked >= 0 {
		e := c.Entries[c.Case.Asked]
		facts["asked"], facts["asked_at"] = e.Asked, field.TimeValue{Time: e.At.In(field.Beijing), Day: true}.Answer()
	}
	if c.claimed > 0 {
		facts["claimed"], facts["received"] = c.claimed.Answer(), fen(c.Received)
		if rest := c.rest(); rest > 0 {
			facts["rest"] = rest.Answer()
		}
	}
	if c.sheet == nil {
		return facts, nil
	}
	var err error
	if facts["request"], err = c.sheet.Demand(0); err != nil {
		return facts, err
	}
	open, err := c.sheet.Demand(field.MoneyValue(c.Received))
	if open != "" {
		facts["claim"] = cases.Claim(open)
	}
	return facts, err
}

// tellFirst tells of the first request: when and how it was made, how long ago that is, and by when an answer usually comes,
// if that day is over.
func (c *caseFile) tellFirst(facts map[string]string, first cases.Entry, calendar *workday.Calendar, now time.Time) {
	facts["first_at"], facts["first_via"] = entryAt(first).Answer(), string(first.Via)
	if n, _ := calendar.Between(first.At, now); n > 0 {
		facts["passed"] = strconv.Itoa(n)
	}
	within := c.content.ReplyWithin
	if within.To == 0 {
		return
	}
	if due := calendar.Within(first.At, within.From, within.To).Last; due.Date.Before(field.Midnight(now)) {
		facts["due_on"] = due.Date.Format(time.DateOnly)
		if due.Provisional {
			facts["due_note"] = cases.ProvisionalNote
		}
	}
}

// carried are the questions that a letter about a case has in common with the first letter: an answer to one is the same
// fact in both. Other questions of one name, such as first_at, are about different things.
var carried = []string{"douyin_id", "name", "phone", "email", "order_no", interview.Evidence}

// factLines are the facts of the first letter that another does not carry, a line each, in the language of letters. What
// the person wrote about it is told once more to 12315 only: support has it already.
func (c *caseFile) factLines(t *letter.Template) string {
	var lines []string
	for _, f := range c.facts {
		_, asked := t.Find(f.Field.Name)
		if asked && slices.Contains(carried, f.Field.Name) || f.Field.Name == "remark" || f.Field.Name == "description" && t.Kind != cases.KindEscalation {
			continue
		}
		lines = append(lines, f.Field.Stated().ZH+"："+f.Text)
	}
	return strings.Join(lines, "\n")
}
