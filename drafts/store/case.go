package store

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"
)

// The states that a store knows by itself. A letter that was sent moves its case from one to the other; all else is for
// the caller to say.
const (
	Prepared  = "prepared"
	Submitted = "submitted"
)

// Clock is what an answer is waited for by. Days are numbers since 1970-01-01 of the calendar in China, where a letter
// that was sent at 17:00 UTC was sent the day after.
type Clock struct {
	Day         int // from which working days are counted; or Stopped
	First, Last int // working days, both ends
	By          int // the day that was promised; 0: working days count
}

// Stopped is the Day of a clock that stands still: its days count from the day on which a letter of the case is sent.
const Stopped = -1

// Event is one thing that happened in a case. Times are UTC, to the millisecond.
type Event struct {
	At    time.Time // when it happened
	Noted time.Time // when it was written down; zero is now
	Data  []byte    // JSON of the caller
}

// Log adds to the history of a case, and says how it stands from then on; a clock of nil is of a case where nobody is
// waited for. What is in a history is never changed, and goes when its letter is purged. The revision does not grow: the
// letter is as it was.
//
// The error is a *NotFound, a *Closed where the letter is removed, an *Invalid, or a *Failed.
func (s *Store) Log(ctx context.Context, id string, e Event, state string, c *Clock) error {
	switch {
	case state == "":
		return &Invalid{id, InvalidState}
	case !json.Valid(e.Data) || !utf8.Valid(e.Data):
		return &Invalid{id, InvalidContent}
	}
	if err := s.flush(ctx); err != nil { // what this process has sent comes before
		return failed(err)
	}
	noted := s.time()
	if !e.Noted.IsZero() {
		noted = e.Noted.UnixMilli()
	}
	return s.writer.do(ctx, func(t *job) error {
		if err := t.stand(id, state, c); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO events (letter, at, noted, data) VALUES (?, ?, ?, ?)`,
			id, e.At.UnixMilli(), noted, string(e.Data))
		return err
	})
}

// stand writes down how a case stands. The error is a *NotFound or a *Closed.
func (t *job) stand(id, state string, c *Clock) error {
	var due Clock
	var day any
	if c != nil {
		if due = *c; c.Day != Stopped {
			day = c.Day
		}
	}
	n, err := t.exec(`UPDATE letters SET state = ?2, clock = ?3, due_first = ?4, due_last = ?5, due_by = ?6
		WHERE id = ?1 AND removed IS NULL`, id, clean(state), day, due.First, due.Last, due.By)
	if err != nil || n > 0 {
		return err
	}
	l, err := t.state(id)
	if err != nil {
		return err
	}
	return &Closed{id, l.status, l.removed}
}

// submission makes a case one that was submitted at the time ?1, and starts its clock: the one that was stopped, if there is one.
const submission = `state = 'submitted', clock = iif(` + stopped + ` OR reply_last > 0, (?1 + 28800000) / 86400000, NULL),
	due_first = iif(` + stopped + `, due_first, reply_first), due_last = iif(` + stopped + `, due_last, reply_last),
	due_by = iif(` + stopped + `, due_by, 0)`

// stopped holds of a case whose clock is stopped. A case that was answered has no days at all.
const stopped = `(clock IS NULL AND due_last + due_by > 0)`

// submit has the case of a letter that was sent know of it. Where it is found out later than what has happened since, that
// stands.
func (t *job) submit(id string, sent int64) error {
	_, err := t.exec(`UPDATE letters SET `+submission+` WHERE id = (SELECT ifnull(about, id) FROM letters WHERE id = ?2)
		AND (state = 'prepared' AND clock IS NULL OR NOT EXISTS (SELECT 1 FROM events WHERE letter = letters.id AND at > ?1))`,
		sent, id)
	return err
}

// Events gives the history of a case, in the order in which it was written down; none of a letter that is not there.
func (s *Store) Events(ctx context.Context, id string) ([]Event, error) {
	events, err := readRows(ctx, s, func(row scanner) (e Event, err error) {
		var at, noted int64
		err = row.Scan(&at, &noted, &e.Data)
		e.At, e.Noted = time.UnixMilli(at).UTC(), time.UnixMilli(noted).UTC()
		return e, err
	}, `SELECT at, noted, data FROM events WHERE letter = ? ORDER BY number`, id)
	return events, failed(err)
}

// Belonging gives the letters of a case but for the one that began it, the oldest first, with their attempts. Those that
// are removed are left out.
func (s *Store) Belonging(ctx context.Context, id string) ([]Letter, error) {
	letters, err := s.letters(ctx, selection+belonging, id)
	if err == nil {
		err = s.fillAttempts(ctx, letters)
	}
	return letters, failed(err)
}

const belonging = ` WHERE about = ? AND removed IS NULL ORDER BY created, id`

// ClockCount is how many cases have a clock.
type ClockCount struct {
	Clock
	Count int
}

// Clocks gives the clocks of all cases in which somebody is waited for, those counted from the earliest day first. Cases
// of letters that are removed are left out.
func (s *Store) Clocks(ctx context.Context) ([]ClockCount, error) {
	if err := s.flush(ctx); err != nil {
		return nil, failed(err)
	}
	clocks, err := readRows(ctx, s, func(row scanner) (c ClockCount, err error) {
		err = row.Scan(&c.Day, &c.First, &c.Last, &c.By, &c.Count)
		return c, err
	}, clocksQuery)
	return clocks, failed(err)
}

// clocksQuery is answered by the index alone.
const clocksQuery = `SELECT clock, due_first, due_last, due_by, count(*) FROM letters INDEXED BY letters_due
	WHERE clock IS NOT NULL AND removed IS NULL GROUP BY clock, due_first, due_last, due_by`

// OnClock gives the cases that have a clock, the oldest first, and at most so many; 0 is all. Those of letters that are
// removed are left out.
func (s *Store) OnClock(ctx context.Context, c Clock, limit int) ([]Letter, error) {
	letters, err := s.letters(ctx, onClockQuery, c.Day, c.First, c.Last, c.By, upTo(limit))
	return letters, failed(err)
}

const onClockQuery = selection + ` WHERE clock = ? AND due_first = ? AND due_last = ? AND due_by = ? AND removed IS NULL
	ORDER BY created, id LIMIT ?`

// InState gives the cases in a state in which nobody is waited for, the oldest first, and at most so many; 0 is all.
// Those of letters that are removed are left out, and so are all that are Prepared: List gives those.
func (s *Store) InState(ctx context.Context, state string, limit int) ([]Letter, error) {
	letters, err := s.letters(ctx, selection+inState+` ORDER BY created, id LIMIT ?`, state, upTo(limit))
	return letters, failed(err)
}

// CountInState counts what InState gives.
func (s *Store) CountInState(ctx context.Context, state string) (n int, err error) {
	if err := s.flush(ctx); err != nil {
		return 0, failed(err)
	}
	n, err = readRow(ctx, s, column[int], `SELECT count(*) FROM letters`+inState, state)
	return n, failed(err)
}

const inState = ` WHERE state = ? AND state <> 'prepared' AND clock IS NULL AND about IS NULL AND removed IS NULL`

// upTo is a limit as SQLite has it, for which less than none is no limit.
func upTo(limit int) int {
	if limit == 0 {
		return -1
	}
	return limit
}

// letters gives what a query finds, as the database has it once it knows what this process does.
func (s *Store) letters(ctx context.Context, query string, args ...any) ([]Letter, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	found, err := readRows(ctx, s, scan, query, args...)
	if err != nil {
		return nil, err
	}
	letters := make([]Letter, len(found))
	for i, l := range found {
		letters[i] = l.Letter
	}
	return letters, nil
}
