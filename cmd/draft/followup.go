package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

// newCaseLetter makes a command that writes a letter about a case: an ordinary one, but that its answers come from what
// happened.
func newCaseLetter(a *app, name, kind string) *cobra.Command {
	w := &writing{handing: handing{app: a}}
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
func (w *writing) runAbout(id, kind string) error {
	c, err := w.openCase(id)
	if err != nil {
		return err
	}
	if err := w.mayWrite(c, kind); err != nil {
		return err
	}
	calendar, err := w.calendar()
	if err != nil {
		return err
	}
	w.about = c.letter.ID
	t, err := w.load(kind)
	if err != nil {
		return err
	}
	if t.About != letter.Case {
		return &failure{id: "followup.plain", args: lang.Args{"Value": kind}}
	}
	facts := c.answers(t, calendar, w.now())
	for _, q := range t.Fields {
		if text := facts[q.Name]; text != "" {
			w.prefilled = append(w.prefilled, answers.Answer{Name: q.Name, Text: text, At: answers.Place{Source: c.letter.Short}})
		}
	}
	if kind != kindEscalation { // that does not go to support
		w.envelope = envelope{from: c.content.From, to: c.content.To}
	}
	return w.run(kind)
}

// mayWrite refuses a letter that has nothing to be about yet.
func (w *writing) mayWrite(c *caseFile, kind string) error {
	args := lang.Args{"ID": c.letter.Short, "State": w.text("case.state."+string(c.State), nil)}
	switch {
	case c.State == cases.Prepared:
		return &failure{id: "followup.prepared", args: args}
	case kind == kindShortfall && (c.Received == 0 || c.rest() == 0):
		return &failure{id: "followup.no_rest", args: args}
	case kind == kindFollowup && c.State == cases.Refused:
		return &failure{id: "followup.refused", args: args}
	case kind == kindFollowup && c.partly():
		return &failure{id: "followup.partly", args: args}
	case kind == kindFollowup && c.Reminders >= cases.MostReminders:
		return &failure{id: "followup.enough", args: args}
	case c.State == cases.Withdrawn || c.State == cases.Settled && kind != kindShortfall:
		return &failure{id: "followup.over", args: args}
	}
	return nil
}

// answers are what a letter about the case may be told, by the names of its questions.
func (c *caseFile) answers(t *letter.Template, calendar *workday.Calendar, now time.Time) map[string]string {
	facts := map[string]string{"matter": c.letter.Subject, "facts": c.factLines(t)}
	for _, name := range carried {
		if v := c.values[name]; v != nil {
			facts[name] = v.Answer()
		}
	}
	var sent []cases.Entry
	var history, tried, promises, payments []string
	for _, e := range c.Entries {
		if e.State == cases.Submitted {
			sent = append(sent, e)
		}
		if e.Promise != nil {
			promises = append(promises, cases.PromiseLine(e, calendar))
		}
		if e.Paid != nil {
			payments = append(payments, cases.HistoryLine(e))
		}
		if e.Ticket != "" {
			facts["ticket"] = e.Ticket
		}
		history = append(history, cases.HistoryLine(e))
		if e.State == cases.Submitted || e.State == cases.Answered {
			tried = append(tried, cases.HistoryLine(e))
		}
	}
	facts["promises"], facts["payments"] = strings.Join(promises, "\n"), strings.Join(payments, "\n")
	facts["history"], facts["tried"] = strings.Join(history, "\n"), strings.Join(tried, "\n")
	if len(sent) > 0 {
		first := sent[0]
		facts["first_at"], facts["first_via"] = entryAt(first).Answer(), string(first.Via)
		if n, _ := calendar.Between(first.At, now); n > 0 {
			facts["passed"] = strconv.Itoa(n)
		}
		facts["nth"] = ordinals[min(c.Reminders, len(ordinals)-1)]
		for _, e := range sent {
			if e.Reminder > 0 {
				facts["last_at"] = entryAt(e).Answer()
			}
		}
	}
	if !c.Clock.IsZero() {
		due := c.Clock.Due(calendar).Last
		facts["due_on"] = due.Date.Format(time.DateOnly)
		if due.Provisional {
			facts["due_note"] = cases.ProvisionalNote
		}
	}
	if claimed := c.claimed; claimed > 0 {
		facts["claimed"], facts["received"] = claimed.Answer(), fen(c.Received)
		if rest := c.rest(); rest > 0 {
			facts["rest"] = rest.Answer()
			facts["claim"] = cases.ClaimLine(int64(claimed), c.Received)
		}
	}
	return facts
}

// carried are the questions that a letter about a case has in common with the first letter: an answer to one is the same
// fact in both. Other questions of one name, such as first_at, are about different things.
var carried = []string{"douyin_id", "name", "phone", "email", "order_no", evidence}

// factLines are the facts of the first letter that another does not carry, a line each, in the language of letters.
func (c *caseFile) factLines(t *letter.Template) string {
	var lines []string
	for _, f := range c.facts {
		_, asked := t.Find(f.Field.Name)
		if asked && slices.Contains(carried, f.Field.Name) || slices.Contains([]string{"description", "remark"}, f.Field.Name) {
			continue
		}
		lines = append(lines, f.Field.Stated().ZH+"："+f.Text)
	}
	return strings.Join(lines, "\n")
}
