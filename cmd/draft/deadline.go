package main

import (
	"time"

	"draft/cmd/draft/internal/view"
	"draft/drafts/letter"
	"draft/drafts/store"
)

// deadline is when an answer to a letter is due; nil where nobody is waited for.
func (a *app) deadline(l store.Letter) (*view.DeadlineObject, error) {
	if l.Clock == nil {
		return nil, nil
	}
	due, _, err := a.due(clockOf(*l.Clock))
	return due, err
}

// answerDue is when the answer to what was sent at a moment is due, by a range of working days as workdays gives it.
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
