package store

import (
	"context"
	"errors"
	"slices"
	"sync"

	"draft/drafts"
	"draft/drafts/outbox"
)

// journal is what this process has begun, and what it has noted that the database does not have yet.
type journal struct {
	mu     sync.Mutex
	held   map[string]held // nil while there are none
	ledger *ledger         // nil until there is something to note before the database has it
	ends   []noted         // that the database does not have
}

// held is a letter that this process has begun.
type held struct {
	began      int64
	committing int64 // when that was noted; 0 where it was not
	told       bool  // the database knows of it
}

// mostEnds is how many letters may have come to their end without the database knowing.
const mostEnds = 256

// Note writes down how far letters have come that this process has begun, all of it or nothing. It is on disk once Note
// returns. Where that is not so, the letters are as they were, or, after a *Failed with CodeDisk, a later process may find
// them as noted. Other processes see a letter as being sent until it is settled: at the latest when nothing of this process
// is on its way.
//
// The error is a *NotHeld, an *Invalid where a status cannot follow, or a *Failed.
func (s *Store) Note(ctx context.Context, entries []outbox.Entry) error {
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.check(entries); err != nil {
		return err
	}
	now := s.time()
	list := make([]noted, len(entries))
	ending := 0
	for i, e := range entries {
		list[i] = notedOf(e, j.held[e.ID], now)
		if e.Status != drafts.StatusCommitting {
			ending++
		}
	}
	switch {
	case ending == len(j.held) && ending == len(entries): // nothing is on its way any more
		return failed(s.settleWith(ctx, list))
	case len(j.held) == 1 && len(entries) == 1 && j.ledger == nil: // one letter alone needs no ledger
		before := j.held[list[0].ID]
		j.held[list[0].ID] = held{began: before.began, committing: now}
		err := s.settleWith(ctx, nil)
		if err != nil {
			j.held[list[0].ID] = before
		}
		return failed(err)
	}
	if err := s.noteAhead(ctx, list); err != nil {
		return failed(err)
	}
	for _, n := range list {
		if n.Status == drafts.StatusCommitting {
			j.held[n.ID] = held{began: n.Began, committing: now}
			continue
		}
		j.ends = append(j.ends, n)
		delete(j.held, n.ID)
	}
	if len(j.ends) >= mostEnds {
		return failed(s.settleWith(ctx, nil))
	}
	return nil
}

// check wants each entry to be of another letter that this process has, and to say what Note can write down.
func (j *journal) check(entries []outbox.Entry) error {
	seen := map[string]bool{}
	for _, e := range entries {
		switch e.Status {
		case drafts.StatusQueued, drafts.StatusCommitting, drafts.StatusSent, drafts.StatusFailedTemp,
			drafts.StatusFailedPerm, drafts.StatusUnknown:
		default:
			return &Invalid{e.ID, InvalidStatus}
		}
		if seen[e.ID] {
			return &Invalid{e.ID, InvalidID}
		}
		seen[e.ID] = true
		if _, ok := j.held[e.ID]; !ok {
			return &NotHeld{e.ID}
		}
	}
	return nil
}

// noteAhead puts entries into the ledger. What was frozen and begun is on disk before them.
func (s *Store) noteAhead(ctx context.Context, list []noted) error {
	j := &s.journal
	if j.ledger == nil {
		if err := s.openLedger(ctx); err != nil {
			return err
		}
	}
	if err := s.writer.firm(ctx); err != nil {
		return err
	}
	return j.ledger.write(list)
}

// openLedger makes the ledger of this process, and has the database know that there is one.
func (s *Store) openLedger(ctx context.Context) error {
	owner, err := s.owner()
	if err != nil {
		return err
	}
	l, err := newLedger(s.path(sendersName), s.ledgerOf(owner))
	if err != nil {
		return err
	}
	err = s.writer.do(ctx, func(t *turn) error {
		_, err := t.exec(`INSERT OR IGNORE INTO ledgers (owner) VALUES (?)`, owner)
		return err
	})
	if err != nil {
		return errors.Join(err, l.remove())
	}
	s.journal.ledger = l
	return nil
}

// settle has the database know what the ledger does.
func (s *Store) settle(ctx context.Context) error {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	if len(s.journal.ends) == 0 && !s.journal.committing() {
		return nil
	}
	return s.settleWith(ctx, nil)
}

// committing tells whether a letter may be on the wire that the database does not know of.
func (j *journal) committing() bool {
	for _, h := range j.held {
		if h.committing != 0 && !h.told {
			return true
		}
	}
	return false
}

// settleWith is settle with more that has come to its end. The ledger is begun anew where nothing is left that it says.
func (s *Store) settleWith(ctx context.Context, more []noted) error {
	j := &s.journal
	ends := slices.Concat(j.ends, more) // they are j.ends only if all goes well
	owner, err := s.owner()
	if err != nil {
		return err
	}
	err = s.writer.do(context.WithoutCancel(ctx), func(t *turn) error {
		if err := t.noteCommitting(j.held, owner); err != nil {
			return err
		}
		return t.noteEnds(ends, owner)
	})
	if err != nil {
		return err
	}
	j.ends = nil
	for _, n := range more {
		delete(j.held, n.ID)
	}
	for id, h := range j.held {
		h.told = h.committing != 0
		j.held[id] = h
	}
	if j.ledger != nil && (len(j.held) == 0 || j.ledger.end > ledgerFull) {
		return j.ledger.reset()
	}
	return nil
}

// closeLedger takes the ledger away, once the database knows all that it does.
func (s *Store) closeLedger(ctx context.Context) error {
	if err := s.settle(ctx); err != nil {
		return err
	}
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	j.held = nil
	if j.ledger == nil {
		return nil
	}
	owner, err := s.owner()
	if err != nil {
		return err
	}
	err = s.writer.do(ctx, func(t *turn) error {
		_, err := t.exec(`DELETE FROM ledgers WHERE owner = ?`, owner)
		return err
	})
	if err != nil {
		return errors.Join(err, j.ledger.file.Close())
	}
	l := j.ledger
	j.ledger = nil
	return l.remove()
}

// noteCommitting writes down which letters may be on the wire.
func (t *turn) noteCommitting(letters map[string]held, owner string) error {
	for id, h := range letters {
		if h.committing == 0 || h.told {
			continue
		}
		n, err := t.exec(`UPDATE letters SET status = 'committing', moved = max(moved, ?3), changed = max(changed, ?3)
			WHERE id = ?1 AND owner = ?2`, id, owner, h.committing)
		if err != nil {
			return err
		}
		if n == 0 {
			return &NotHeld{id}
		}
		_, err = t.exec(`UPDATE attempts SET status = 'committing', committing = max(began, ?2)
			WHERE letter = ?1 AND ended IS NULL`, id, h.committing)
		if err != nil {
			return err
		}
	}
	return nil
}

// noteEnds writes down how tries have ended.
func (t *turn) noteEnds(ends []noted, owner string) error {
	for _, e := range ends {
		moved := e.At
		if e.Status == drafts.StatusUnknown && e.Committing != 0 { // it went out, if it did, when its end was sent
			moved = e.Committing
		}
		if err := t.noteEnd(e, owner, moved); err != nil {
			return err
		}
		_, err := t.exec(`UPDATE attempts SET status = ?2, committing = iif(?8 = 0, committing, max(began, ?8)),
				ended = max(began, ifnull(committing, 0), ?3, ?8), stage = ?4, code = ?5, said = ?6, recipient = ?7
			WHERE letter = ?1 AND ended IS NULL`,
			e.ID, e.Status, e.At, e.Stage, e.Code, e.Said, e.Recipient, e.Committing)
		if err != nil {
			return err
		}
	}
	return nil
}

// noteEnd writes down what became of a letter, and of its case where it was sent. Nearly always that case is the letter's
// own and nothing has happened in it: then one statement does both.
func (t *turn) noteEnd(e noted, owner string, moved int64) error {
	const end, which = `UPDATE letters SET status = ?4, owner = NULL, changed = max(changed, ?5), moved = max(moved, ?1)`,
		` WHERE id = ?2 AND owner = ?3`
	args := []any{moved, e.ID, owner, e.Status, e.At}
	sent := e.Status == drafts.StatusSent
	if sent {
		n, err := t.exec(end+`, `+submission+which+` AND about IS NULL AND state = 'prepared' AND clock IS NULL`, args...)
		if err != nil || n > 0 {
			return err
		}
	}
	n, err := t.exec(end+which, args...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return &NotHeld{e.ID}
	case sent:
		return t.submit(e.ID, moved)
	}
	return nil
}
