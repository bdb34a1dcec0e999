package store

import (
	"context"
	"encoding/json"
	"math"
	"time"
	"unicode/utf8"

	"draft/drafts/cases"
	"draft/drafts/outbox"
)

// The states that the store sets by itself: sending a letter moves its case from Prepared to Submitted. The caller sets
// all others.
const (
	Prepared  = "prepared"
	Submitted = "submitted"
)

// Clock is the deadline of an answer. Days are numbered from 1970-01-01 by the calendar of China, where a letter that was
// sent at 17:00 UTC was sent the next day.
type Clock struct {
	Day         int // from which working days are counted; or Stopped
	First, Last int // working days, both ends
	By          int // the day that was promised; 0 if the working days count
}

// Stopped is the Day of a stopped clock. Its days will count from the day on which a letter of the case is sent.
const Stopped = -1

// Event is one thing that happened in a case. Times are UTC, to the millisecond.
type Event struct {
	At    time.Time // when it happened
	Noted time.Time // when it was written down; zero is now
	Data  []byte    // JSON of the caller
	Seat  string    // that wrote it down; "" if it has no name. Log sets it
	// Number is the place of the event in the history, from 1, to be sure that nothing was added since the history was read; 0 is any.
	Number int
}

// Log adds an event to the history of a case, and sets its state and clock. A nil clock means that no answer is
// awaited. Events never change, and are deleted when the letter is purged. The revision does not grow, because the
// letter does not change.
//
// The error is a *NotFoundError, a *ClosedError if the letter is removed, an *outbox.ChangedError if the event would have another Number,
// an *InvalidError, or a *FailedError.
func (s *Store) Log(ctx context.Context, id string, e Event, state string, c *Clock) error {
	switch {
	case state == "":
		return &InvalidError{id, InvalidState}
	case !json.Valid(e.Data) || !utf8.Valid(e.Data):
		return &InvalidError{id, InvalidContent}
	}
	if err := s.engine.flush(ctx); err != nil { // what this process has sent happened before
		return failed(err)
	}
	noted := s.time()
	if !e.Noted.IsZero() {
		noted = e.Noted.UnixMilli()
	}
	return s.writer.do(ctx, func(j *job) error {
		if err := j.checkNext(id, e.Number); err != nil {
			return err
		}
		if err := j.setState(id, state, c); err != nil {
			return err
		}
		_, err := j.exec(`INSERT INTO events (letter, at, noted, data, seat) VALUES (?, ?, ?, ?, ?)`,
			id, e.At.UnixMilli(), noted, string(e.Data), s.seat)
		return err
	})
}

// checkNext returns an *outbox.ChangedError if the next event of a history does not have a number; 0 is any.
func (j *job) checkNext(id string, number int) error {
	if number == 0 {
		return nil
	}
	var had int
	if err := j.row(`SELECT count(*) FROM events WHERE letter = ?`, id).Scan(&had); err != nil {
		return err
	}
	if had+1 != number {
		return &outbox.ChangedError{ID: id}
	}
	return nil
}

// setState sets the state and the clock of a case. The error is a *NotFoundError or a *ClosedError.
func (j *job) setState(id, state string, c *Clock) error {
	var due Clock
	var day any
	if c != nil {
		if due = *c; c.Day != Stopped {
			day = c.Day
		}
	}
	n, err := j.exec(`UPDATE letters SET state = ?2, clock = ?3, due_first = ?4, due_last = ?5, due_by = ?6
		WHERE id = ?1 AND removed IS NULL`, id, clean(state), day, due.First, due.Last, due.By)
	if err != nil || n > 0 {
		return err
	}
	l, err := j.state(id)
	if err != nil {
		return err
	}
	return &ClosedError{id, l.status, l.removed}
}

// submission sets a case to submitted at the time ?1, and starts its clock: the stopped one, if there is one.
const submission = `state = 'submitted', clock = CASE WHEN ` + stopped + ` OR reply_last > 0 THEN ` + dayOf1 + ` END,
	due_first = CASE WHEN ` + stopped + ` THEN due_first ELSE reply_first END,
	due_last = CASE WHEN ` + stopped + ` THEN due_last ELSE reply_last END, due_by = CASE WHEN ` + stopped + ` THEN due_by ELSE 0 END`

// dayOf1 is the day in China of the time ?1.
const dayOf1 = `(CAST(?1 AS bigint) + 28800000) / 86400000`

// stopped is true for a case whose clock is stopped. A case that was answered has no days at all.
const stopped = `(clock IS NULL AND due_last + due_by > 0)`

// running is true for a case whose clock has certainly not run out at the time ?1; see isRunning of drafts/cases.
const running = `(clock IS NOT NULL AND ` + dayOf1 + ` <= CASE WHEN due_by > 0 THEN due_by ELSE clock + due_last END)`

// submit sets the case of a sent letter to submitted. A reminder leaves a running clock as it is. It does nothing if an event of the case is later
// than the sending, because then the event has set the state.
func (j *job) submit(id string, sent int64) error {
	const latest = ` NOT EXISTS (SELECT 1 FROM events WHERE letter = letters.id AND at > ?1)`
	n, err := j.exec(`UPDATE letters SET state = 'submitted' WHERE id = (SELECT about FROM letters WHERE id = ?2 AND kind = ?3)
		AND `+running+` AND`+latest, sent, id, cases.KindFollowup)
	if err != nil || n > 0 {
		return err
	}
	_, err = j.exec(`UPDATE letters SET `+submission+` WHERE id = (SELECT coalesce(about, id) FROM letters WHERE id = ?2)
		AND (state = 'prepared' AND clock IS NULL OR`+latest+`)`, sent, id)
	return err
}

// Events returns the history of a case in the order in which it was recorded, without the numbers. It is empty if there is no such letter.
func (s *Store) Events(ctx context.Context, id string) ([]Event, error) {
	events, err := readRows(ctx, s, func(row scanner) (e Event, err error) {
		var at, noted int64
		err = row.Scan(&at, &noted, &e.Data, &e.Seat)
		e.At, e.Noted = time.UnixMilli(at).UTC(), time.UnixMilli(noted).UTC()
		return e, err
	}, `SELECT at, noted, data, seat FROM events WHERE letter = ? ORDER BY number`, id)
	return events, failed(err)
}

// Belonging returns the letters of a case without the one that began it, the oldest first, with their attempts. Removed
// letters are left out.
func (s *Store) Belonging(ctx context.Context, id string) ([]Letter, error) {
	letters, err := s.letters(ctx, selection+belonging, id)
	if err == nil {
		err = s.fillAttempts(ctx, letters)
	}
	return letters, failed(err)
}

const belonging = ` WHERE about = ? AND removed IS NULL ORDER BY created, id`

// ClockCount is a clock and the number of cases that have it.
type ClockCount struct {
	Clock
	Count int
}

// Clocks returns the clocks of all cases that await an answer, by day. The cases of removed letters are left out.
func (s *Store) Clocks(ctx context.Context) ([]ClockCount, error) {
	if err := s.engine.flush(ctx); err != nil {
		return nil, failed(err)
	}
	clocks, err := readRows(ctx, s, func(row scanner) (c ClockCount, err error) {
		err = row.Scan(&c.Day, &c.First, &c.Last, &c.By, &c.Count)
		return c, err
	}, clocksQuery)
	return clocks, failed(err)
}

// clocksQuery reads nothing but the index.
const clocksQuery = `SELECT clock, due_first, due_last, due_by, count(*) FROM letters` + byDue + `
	WHERE clock IS NOT NULL AND removed IS NULL GROUP BY clock, due_first, due_last, due_by`

// OnClock returns the cases that have a clock, the oldest first, and at most limit of them; 0 is all. The cases of
// removed letters are left out.
func (s *Store) OnClock(ctx context.Context, c Clock, limit int) ([]Letter, error) {
	letters, err := s.letters(ctx, onClockQuery, c.Day, c.First, c.Last, c.By, upTo(limit))
	return letters, failed(err)
}

const onClockQuery = selection + ` WHERE clock = ? AND due_first = ? AND due_last = ? AND due_by = ? AND removed IS NULL
	ORDER BY created, id LIMIT ?`

// InState returns the cases in a state that await no answer, the oldest first, and at most limit of them; 0 is all. The
// cases of removed letters are left out, and so are Prepared ones, which List returns.
func (s *Store) InState(ctx context.Context, state string, limit int) ([]Letter, error) {
	letters, err := s.letters(ctx, selection+inState+` ORDER BY created, id LIMIT ?`, state, upTo(limit))
	return letters, failed(err)
}

// CountInState returns how many cases InState returns without a limit.
func (s *Store) CountInState(ctx context.Context, state string) (n int, err error) {
	if err := s.engine.flush(ctx); err != nil {
		return 0, failed(err)
	}
	n, err = readRow(ctx, s, column[int], `SELECT count(*) FROM letters`+inState, state)
	return n, failed(err)
}

const inState = ` WHERE state = ? AND state <> 'prepared' AND clock IS NULL AND about IS NULL AND removed IS NULL`

// Unsubmitted returns the letters that support does not have, without those about a case and those of other programs, the
// newest first, and at most limit of them; 0 is all.
func (s *Store) Unsubmitted(ctx context.Context, limit int) ([]Letter, error) {
	letters, err := s.letters(ctx, selection+unsubmitted+` ORDER BY created DESC, id DESC LIMIT ?`, upTo(limit))
	return letters, failed(err)
}

// CountUnsubmitted returns how many letters Unsubmitted returns without a limit.
func (s *Store) CountUnsubmitted(ctx context.Context) (n int, err error) {
	if err := s.engine.flush(ctx); err != nil {
		return 0, failed(err)
	}
	n, err = readRow(ctx, s, column[int], `SELECT count(*) FROM letters`+unsubmitted)
	return n, failed(err)
}

const unsubmitted = ` WHERE state = 'prepared' AND kind <> '' AND about IS NULL AND removed IS NULL`

// upTo returns a limit of rows; 0 is none.
func upTo(limit int) int {
	if limit == 0 {
		return math.MaxInt64
	}
	return limit
}

// letters returns the letters that a query finds, after flushing the journal.
func (s *Store) letters(ctx context.Context, query string, args ...any) ([]Letter, error) {
	if err := s.engine.flush(ctx); err != nil {
		return nil, err
	}
	found, err := readRows(ctx, s, s.scan, query, args...)
	if err != nil {
		return nil, err
	}
	letters := make([]Letter, len(found))
	for i, l := range found {
		letters[i] = l.Letter
		if err := s.engine.fetchEvidence(ctx, l.Content); err != nil {
			return nil, err
		}
	}
	return letters, nil
}
