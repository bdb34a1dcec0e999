package main

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// caseFile is a case: the letter that it began with, and all that happened since.
type caseFile struct {
	cases.Case
	letter   store.Letter
	content  drafts.Record
	values   letter.Values
	facts    []letter.Fact
	sheet    *letter.Sheet    // of the first letter; nil if its template is gone
	claimed  field.MoneyValue // the sum that the letter asks for; 0 if it states none
	unstated bool             // money is asked for, but no sum is stated
	letters  []store.Letter   // that belong to it besides the first, the oldest first
	history  []cases.Entry    // what was taken back too
	named    store.Letter     // by which it was asked for: the first, or one of these
}

// money reports whether the case asks for money, be the sum stated or not.
func (c *caseFile) money() bool { return c.claimed > 0 || c.unstated }

// rest is what has not arrived.
func (c *caseFile) rest() field.MoneyValue {
	return field.MoneyValue(cases.Outstanding(int64(c.claimed), c.Received))
}

// partly tells that some of the money has arrived, and nobody says that it is all.
func (c *caseFile) partly() bool { return c.Received > 0 && c.rest() > 0 && !c.State.Over() }

// begun is before what nothing can have happened: the recharge; zero where the letter tells of none.
func (c *caseFile) begun() time.Time {
	for _, name := range []string{"recharged_at", "first_at"} {
		if at, ok := c.values[name].(field.TimeValue); ok {
			return at.Time
		}
	}
	return time.Time{}
}

// submitted reports whether a letter of the case is noted as submitted, or was sent.
func (c *caseFile) submitted(id string) bool {
	if id == c.letter.ID {
		return c.Submitted >= 0
	}
	return slices.ContainsFunc(c.Entries, func(e cases.Entry) bool { return e.State == cases.Submitted && e.Letter == id })
}

// openCase reads the case of a letter: the letter's own, or the one that it belongs to.
func (a *app) openCase(id string) (*caseFile, error) {
	named, err := a.letter(id)
	l := named
	if err == nil && named.Removed.IsZero() && named.About != "" {
		l, err = a.letter(named.About)
	}
	if err != nil {
		return nil, err
	}
	args := lang.Args{"ID": l.Short}
	switch {
	case !l.Removed.IsZero():
		return nil, view.Fail("store.removed", args, nil)
	case l.Kind == "":
		return nil, view.Fail("case.foreign", args, nil)
	}
	c, err := a.caseOf(l)
	if err == nil {
		c.named = named
	}
	return c, err
}

// openCases gives the cases that were handed in, the newest first. An error is the last that it gives.
func (a *app) openCases(ctx context.Context) iter.Seq2[*caseFile, error] {
	return func(yield func(*caseFile, error) bool) {
		kept, err := a.store()
		if err != nil {
			yield(nil, err)
			return
		}
		for l, err := range kept.List(ctx, store.Filter{}) {
			if err != nil {
				yield(nil, a.storeError(err))
				return
			}
			if l.Kind == "" || l.About != "" || l.State == string(cases.Prepared) {
				continue
			}
			if l.Tries > 0 { // the list knows no attempts, and one of them may have handed it in
				whole, err := kept.Get(ctx, l.ID)
				var gone *store.NotFound
				switch {
				case errors.As(err, &gone): // purged meanwhile
					continue
				case err != nil:
					yield(nil, a.storeError(err))
					return
				}
				l = whole
			}
			if c, err := a.caseOf(l); !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// caseOf reads what happened since a letter was written.
func (a *app) caseOf(l store.Letter) (*caseFile, error) {
	c := &caseFile{letter: l}
	var err error
	if c.content, err = l.Record(); err != nil {
		return nil, a.storeError(err)
	}
	if t, err := a.templateOf(l.Kind, c.content); err == nil { // one that is gone takes the labels with it, not the case
		form := c.content.Form(t, a.now())
		c.values, c.facts = form.Values(), form.Facts()
		c.sheet = t.Sheet(c.values, a.now())
		var stated bool
		c.claimed, stated = form.Claim()
		c.unstated = len(t.Claim) > 0 && !stated
	}
	kept, err := a.store()
	if err != nil {
		return nil, err
	}
	if c.letters, err = kept.Belonging(context.Background(), l.ID); err != nil {
		return nil, a.storeError(err)
	}
	events, err := kept.Events(context.Background(), l.ID)
	if err != nil {
		return nil, a.storeError(err)
	}
	var entries []cases.Entry
	for i, e := range events {
		var entry cases.Entry
		if err := json.Unmarshal(e.Data, &entry); err != nil {
			return nil, view.Fail("store.content", lang.Args{"ID": l.Short}, err)
		}
		entry.At, entry.Noted, entry.Number = e.At, e.Noted, i+1
		entries = append(entries, entry)
	}
	for _, sent := range append([]store.Letter{l}, c.letters...) {
		if at := sent.SentAt(); !at.IsZero() {
			entries = append(entries, cases.Entry{
				At: at, Noted: at, State: cases.Submitted, Via: cases.Email, Letter: sent.ID, Reminder: reminder(sent),
			})
		}
	}
	c.history, c.Case = entries, cases.Of(entries, c.content.ReplyWithin)
	return c, nil
}

// ordinals are the answers to which reminder a letter is.
var ordinals = []string{"first", "second", "third"}

// reminder is the number of the reminder that a letter is; 0 where it is none.
func reminder(l store.Letter) int {
	if l.Kind != cases.KindFollowup {
		return 0
	}
	c, err := l.Record()
	if err != nil {
		return 0
	}
	for _, answer := range c.Answers {
		if answer.Name == "nth" {
			return 1 + slices.Index(ordinals, answer.Text)
		}
	}
	return 0
}

// enter adds to the history of a case, and gives the case as it stands then.
func (a *app) enter(c *caseFile, e cases.Entry) (*caseFile, error) {
	e.Noted, e.Number = a.now().UTC(), 1
	for _, before := range c.history {
		e.Number = max(e.Number, before.Number+1)
	}
	history := append(slices.Clone(c.history), e)
	after := cases.Of(history, c.content.ReplyWithin)
	data, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	kept, err := a.store()
	if err != nil {
		return nil, err
	}
	event := store.Event{At: e.At, Noted: e.Noted, Data: data}
	if err := kept.Log(context.Background(), c.letter.ID, event, string(after.State), keptClock(after)); err != nil {
		return nil, a.storeError(err)
	}
	added := *c
	added.history, added.Case = history, after
	return &added, nil
}

// keptClock is the clock of a case as the store has it, be it running or stopped; nil if there is none.
func keptClock(c cases.Case) *store.Clock {
	clock, stopped := c.Clock, false
	if clock.IsZero() {
		clock, stopped = c.Stopped, true
	}
	kept := &store.Clock{First: clock.First, Last: clock.Last}
	switch {
	case clock.IsZero():
		return nil
	case clock.By != "":
		day, err := time.ParseInLocation(time.DateOnly, clock.By, field.Beijing)
		if err != nil {
			return nil
		}
		kept.By = workday.Number(day)
	}
	kept.Day = store.Stopped
	if !stopped {
		kept.Day = workday.Number(clock.From)
	}
	return kept
}

// clockOf reads what keptClock made.
func clockOf(c store.Clock) cases.Clock {
	clock := cases.Clock{From: workday.Date(c.Day), First: c.First, Last: c.Last}
	if c.By != 0 {
		clock.By = workday.Date(c.By).Format(time.DateOnly)
	}
	return clock
}

// entryAt is when an entry happened.
func entryAt(e cases.Entry) field.TimeValue {
	return field.TimeValue{Time: e.At.In(field.Beijing), Day: e.Day}
}

// due is when a clock ends, and how near that is.
func (a *app) due(c cases.Clock) (*view.DeadlineObject, cases.Urgency, error) {
	if c.IsZero() {
		return nil, cases.Yours, nil
	}
	calendar, err := a.config.Calendar()
	if err != nil {
		return nil, "", err
	}
	return view.DeadlineOf(c.Due(calendar)), c.Urgency(calendar, a.now(), cases.SoonDays), nil
}

// fen is an amount as answers have it; 0 is one too.
func fen(n int64) string {
	if n == 0 {
		return "0"
	}
	return field.MoneyValue(n).Answer()
}

// standing says how a case stands, and what to do next.
func (a *app) standing(c *caseFile) error {
	due, urgency, err := a.due(c.Clock)
	if err != nil {
		return err
	}
	args := lang.Args{"State": word(a.view, c), "Due": ""}
	if due != nil {
		args["Due"] = dueText(a.view, c, *due)
	}
	a.term.Say("case.stands", args)
	a.sayNextStep(c, urgency)
	return nil
}

// sayNextStep says what to do next in a case, if there is something.
func (a *app) sayNextStep(c *caseFile, u cases.Urgency) {
	if next := nextStepText(a.view, c, u); next != "" {
		a.term.Say("case.next_line", lang.Args{"Text": next})
	}
}

// nextText is what to do next; "" where there is nothing.
func nextStepText(v *view.View, c *caseFile, u cases.Urgency) string {
	step := string(cases.Next(c.State, u, c.Reminders))
	switch {
	case step == string(cases.StepNone):
		return ""
	case c.partly():
		step = "shortfall"
	}
	return v.Text("case.next."+step, lang.Args{"ID": c.letter.Short, "Nth": c.Reminders + 1})
}

// isPromised reports whether the case waits for a deadline that support promised, not for the usual one.
func (c *caseFile) isPromised() bool {
	if c.Promised < 0 {
		return false
	}
	p := c.Entries[c.Promised].Promise
	if p.On != "" {
		return c.Clock.By == p.On
	}
	return c.Clock.By == "" && c.Clock.First == p.Workdays && c.Clock.Last == p.Workdays
}

// dueText is the deadline of a case as people read it.
func dueText(v *view.View, c *caseFile, d view.DeadlineObject) string {
	return v.Text("case.due", lang.Args{
		"First": d.First, "Last": d.Last, "Provisional": d.Provisional, "Range": d.First != d.Last, "Promised": c.isPromised(),
	})
}
