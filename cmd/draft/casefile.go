package main

import (
	"context"
	"errors"
	"time"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/casefile"
	"draft/drafts/cases"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// caseSource returns what cases are opened from.
func caseSource(a *app) (*casefile.Source, error) {
	kept, err := a.store()
	if err != nil {
		return nil, err
	}
	return &casefile.Source{Store: kept, Template: a.config.LoadKept, Now: a.now}, nil
}

// openCase opens the case that a letter began or belongs to.
func openCase(a *app, id string) (*casefile.File, error) {
	source, err := caseSource(a)
	if err != nil {
		return nil, err
	}
	f, err := source.Open(context.Background(), id)
	return f, caseError(a, err)
}

// caseOf opens the case of a letter, also if the letter is removed; nil if the case cannot be read.
func caseOf(a *app, l store.Letter) *casefile.File {
	source, err := caseSource(a)
	if err != nil {
		return nil
	}
	var f *casefile.File
	if l.About == "" {
		f, _ = source.Of(context.Background(), l)
	} else {
		f, _ = source.Open(context.Background(), l.About)
	}
	return f
}

// caseError words an error of a case or of the store.
func caseError(a *app, err error) error {
	var refused *casefile.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refused):
		return view.CaseError(refused)
	}
	return a.storeError(err)
}

// caseDeadline returns the deadline of a clock. Without a clock no calendar is read, so that a faulty calendar.json does not
// stop a command that needs none.
func caseDeadline(a *app, c cases.Clock) (casefile.Deadline, error) {
	calendar, err := calendarFor(a, c)
	if err != nil {
		return casefile.Deadline{}, err
	}
	return casefile.DeadlineOf(c, calendar, a.now()), nil
}

// calendarFor returns the calendar by which a clock counts; nil if the clock is zero.
func calendarFor(a *app, c cases.Clock) (*workday.Calendar, error) {
	if c.IsZero() {
		return nil, nil
	}
	return a.config.Calendar()
}

// deadline returns when an answer to a letter is due; nil if no answer is due.
func (a *app) deadline(l store.Letter) (*view.DeadlineObject, error) {
	d, err := caseDeadline(a, casefile.ClockOf(l.Clock))
	return view.DeadlineOf(d.Range), err
}

// answerDue returns when the answer to a letter that was sent at a moment is due; nil if within is zero.
func (a *app) answerDue(sent time.Time, within letter.Workdays) (*view.DeadlineObject, error) {
	if within.IsZero() {
		return nil, nil
	}
	c, err := a.config.Calendar()
	if err != nil {
		return nil, err
	}
	return view.DeadlineOf(c.Within(sent, within.From, within.To)), nil
}

// printCase prints a case for a program.
func printCase(a *app, f *casefile.File) error {
	d, err := caseDeadline(a, f.Clock)
	if err != nil {
		return err
	}
	return a.term.PrintJSON(view.CaseObjectOf(f, d))
}

// sayStanding says how a case stands, and what to do next.
func sayStanding(a *app, f *casefile.File) error {
	d, err := caseDeadline(a, f.Clock)
	if err != nil {
		return err
	}
	a.term.Say("case.stands", view.CaseStands(a.view, f, d))
	sayNextStep(a, f, d.Urgency)
	return nil
}

// sayNextStep says what to do next in a case, if there is something.
func sayNextStep(a *app, f *casefile.File, u cases.Urgency) {
	if next := view.NextStep(a.view, f, u); next != "" {
		a.term.Say("case.next_line", lang.Args{"Text": next})
	}
}

// newStandings returns what finds the states of letters.
func newStandings(a *app) *casefile.Standings {
	return casefile.NewStandings(func(id string) (*casefile.File, error) { return openCase(a, id) })
}
