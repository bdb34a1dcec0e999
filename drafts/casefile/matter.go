package casefile

import (
	"context"
	"slices"

	"draft/drafts/cases"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// Matter is a case that a person has to do with: they do the next step of it, or wait.
type Matter struct {
	*File
	Deadline Deadline
	Step     cases.Step
	Subject  store.Letter // the letter that the step is about: that of the case, or a letter about it that support does not have yet
	Days     int          // working days to the deadline; below 0 if it is over
	Passed   int          // working days since the wait began, at most Wait
	Wait     int          // working days of the whole wait; 0 if no answer is awaited
}

// Matters returns cases of which something is left to do or to wait for, the most urgent first, and how many there are. It opens
// at most limit of them; 0 is all. First come those in which it is the user's turn. The error is that of a case or of the store.
func (s *Source) Matters(ctx context.Context, calendar *workday.Calendar, limit int) (matters []Matter, count int, err error) {
	shelves, err := s.findMatters(ctx, calendar, limit)
	if err != nil {
		return nil, 0, err
	}
	for _, shelf := range shelves {
		count += shelf.count
		for _, l := range shelf.letters {
			if limit > 0 && len(matters) == limit {
				break
			}
			if l, err = s.whole(ctx, l); err != nil {
				return nil, 0, err
			}
			f, err := s.Of(ctx, l)
			if err != nil {
				return nil, 0, err
			}
			matters = append(matters, s.Matter(f, calendar))
		}
	}
	return matters, count, nil
}

// matterShelf is the first letters of cases that are equally urgent: how many there are, and those within a limit.
type matterShelf struct {
	letters []store.Letter
	count   int
}

// findMatters returns the cases that are not over and the refused ones, the most urgent first.
func (s *Source) findMatters(ctx context.Context, calendar *workday.Calendar, limit int) ([]matterShelf, error) {
	due, err := FindDue(ctx, s.Store, calendar, s.Now(), limit)
	if err != nil {
		return nil, err
	}
	var turn, wait []matterShelf
	for _, g := range due {
		shelf := matterShelf{count: g.Count}
		for _, c := range g.Cases {
			shelf.letters = append(shelf.letters, c.Letter)
		}
		if g.Urgency == cases.Soon || g.Urgency == cases.Waiting {
			wait = append(wait, shelf)
		} else {
			turn = append(turn, shelf)
		}
	}
	var unsubmitted matterShelf
	if unsubmitted.count, err = s.Store.CountUnsubmitted(ctx); err != nil {
		return nil, err
	}
	if unsubmitted.letters, err = s.Store.Unsubmitted(ctx, limit); err != nil {
		return nil, err
	}
	// Of some submitted letters nobody knows how long the answer takes.
	for _, state := range []cases.State{cases.Submitted, cases.Refused} {
		var shelf matterShelf
		if shelf.count, err = s.Store.CountInState(ctx, string(state)); err != nil {
			return nil, err
		}
		if shelf.letters, err = s.Store.InState(ctx, string(state), limit); err != nil {
			return nil, err
		}
		wait = append(wait, shelf)
	}
	return slices.Concat(turn, []matterShelf{unsubmitted}, wait), nil
}

// Matter returns a case with its next step. The calendar may be nil if no answer is awaited.
func (s *Source) Matter(f *File, calendar *workday.Calendar) Matter {
	now := s.Now()
	m := Matter{File: f, Deadline: DeadlineOf(f.Clock, calendar, now), Subject: f.Letter}
	m.Step = f.NextStep(m.Deadline.Urgency)
	if l, ok := f.Unsubmitted(); ok {
		m.Step, m.Subject = cases.StepSubmit, l
	}
	if last := m.Deadline.Last.Date; !last.IsZero() {
		m.Days = workdaysTo(last, calendar, now)
		m.Wait, _ = calendar.Between(f.Clock.From, last)
		m.Passed, _ = calendar.Between(f.Clock.From, now)
		m.Passed = min(m.Passed, m.Wait)
	}
	return m
}

// Unsubmitted returns the letter about the case that was written last, if support does not have it and the case is not over.
func (f *File) Unsubmitted() (l store.Letter, ok bool) {
	if f.State.Over() || len(f.later) == 0 {
		return store.Letter{}, false
	}
	l = f.later[len(f.later)-1]
	return l, f.StateOf(l.ID) == cases.Prepared && !l.Created.Before(f.Since)
}

// whole returns a letter of a list with its attempts, because one of them may have submitted the case.
func (s *Source) whole(ctx context.Context, l store.Letter) (store.Letter, error) {
	if l.Tries == 0 {
		return l, nil
	}
	return s.Store.Get(ctx, l.ID)
}
