package store

import (
	"context"
	"time"

	"draft/drafts/outbox"
)

// Sent returns how many letters count for the daily limit of an account on the day that began at a time: those that were sent, or may
// have been, and those that are being sent.
func (s *Store) Sent(ctx context.Context, account string, today time.Time) (int, error) {
	n, err := readRow(ctx, s, column[int], sentToday, onDay(account, today)...)
	return n, failed(err)
}

// sentToday counts a letter that is being sent for any day, because its end may come on the next one. It looks no further back than a
// day before, because nothing is being sent for that long.
const sentToday = `SELECT count(*) FROM attempts WHERE account = ?1 AND began >= ?3 AND (status = 'sending'
	OR status IN ('sent', 'unknown', 'committing') AND coalesce(committing, began) >= ?2)`

// onDay returns the arguments of sentToday.
func onDay(account string, today time.Time) []any {
	return []any{clean(account), today.UnixMilli(), today.Add(-24 * time.Hour).UnixMilli()}
}

// overLimit returns an *outbox.LimitError if the account of a letter may send no more today. No other process begins letters meanwhile.
func (j *job) overLimit(g *beginGroup, c candidate) (refusal, err error) {
	o := c.order
	if o.Daily == 0 {
		return nil, nil
	}
	sent, counted := g.sent[c.account]
	if !counted {
		if sent, err = column[int](j.row(sentToday, onDay(c.account, o.Today)...)); err != nil {
			return nil, err
		}
		g.sent[c.account] = sent
	}
	if sent < o.Daily {
		return nil, nil
	}
	return &outbox.LimitError{ID: c.id, Account: o.Account, Limit: o.Daily, Sent: sent}, nil
}

// TakeTurn takes the next turn of an account and returns how long to wait for it. All processes that send by the account take turns, and
// this one is an interval after the last. A turn that is not used can be given back; that of a process that dies is lost.
func (s *Store) TakeTurn(ctx context.Context, account string, interval time.Duration) (wait time.Duration, giveBack func(), err error) {
	account = clean(account)
	step := interval.Microseconds()
	var turn, now int64
	err = s.writer.doAsync(ctx, func(j *job) (err error) {
		now, err = s.engine.clock(j)
		if err == nil {
			turn, err = column[int64](j.row(nextTurn, account, now, step))
		}
		return err
	})
	giveBack = func() {
		_ = s.writer.doAsync(context.WithoutCancel(ctx), func(j *job) error {
			_, err := j.exec(`UPDATE accounts SET turn = turn - ?3 WHERE account = ?1 AND turn = ?2`, account, turn, step)
			return err
		})
	}
	return time.Duration(turn-now) * time.Microsecond, giveBack, err
}

// nextTurn sets the next turn, and returns it. If the clock was set back since the last turn, that turn goes back as far,
// or all would wait until the clock is there again.
const nextTurn = `INSERT INTO accounts (account, turn, moved) VALUES (?1, ?2, ?2)
	ON CONFLICT (account) DO UPDATE SET turn = max(accounts.turn - max(accounts.moved - ?2, 0) + ?3, ?2), moved = ?2
	RETURNING turn`
