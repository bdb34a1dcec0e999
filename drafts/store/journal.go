package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"

	"draft/drafts"
	"draft/drafts/outbox"
)

// journal holds the letters that this process has begun, and the entries that the database does not have yet.
type journal struct {
	mu     sync.Mutex
	claims map[string]claim // by ID; nil until a letter is begun
	log    *writeAheadLog   // nil until an entry is recorded ahead of the database
	ends   []logEntry       // of letters that this process has ended, and the database does not have
}

// claim is a letter that this process has begun and not ended.
type claim struct {
	began      int64
	committing int64 // time of the committing record; 0 if there is none
	inDatabase bool  // the database has that record
	letter     *loggedLetter
}

// maxEnds is how many letters may have ended without the database having it.
const maxEnds = 256

// Note records the progress of letters that this process has begun: all entries or none. They are on disk once Note
// returns. After an error the letters are as they were; only after a *FailedError with CodeDisk may a later process
// find the entries all the same. Other processes see a letter as sending until the database has its entries: at the
// latest when this process has no letter in flight.
//
// The error is a *NotClaimedError, an *InvalidError if a status cannot be recorded, a *GoneError if nobody will find the record, or
// a *FailedError.
func (s *Store) Note(ctx context.Context, entries []outbox.Entry) error {
	if err := s.note(ctx, entries); err != nil {
		return err
	}
	return s.gone()
}

// gone returns a *GoneError if the database is no longer the open one.
func (s *Store) gone() error {
	path := s.path(databaseName)
	info, err := os.Stat(path)
	if err != nil || !os.SameFile(info, s.identity) {
		return &GoneError{path}
	}
	return nil
}

func (s *Store) note(ctx context.Context, entries []outbox.Entry) error {
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.check(entries); err != nil {
		return err
	}
	now := s.time()
	list := make([]logEntry, len(entries))
	ending := 0
	for i, e := range entries {
		list[i] = newLogEntry(e, j.claims[e.ID], now)
		if e.Status != drafts.StatusCommitting {
			ending++
		}
	}
	switch {
	case ending == len(j.claims) && ending == len(entries): // then no letter is in flight any more
		return failed(s.flushWith(ctx, list))
	}
	if err := s.writeLog(ctx, list); err != nil {
		return failed(err)
	}
	for _, e := range list {
		if e.Status == drafts.StatusCommitting {
			c := j.claims[e.ID]
			c.committing = now
			j.claims[e.ID] = c
			continue
		}
		j.ends = append(j.ends, e)
		delete(j.claims, e.ID)
	}
	if len(j.ends) >= maxEnds {
		return failed(s.flushWith(ctx, nil))
	}
	return nil
}

// check returns an error unless every entry is of another claimed letter and has a status that can be recorded.
func (j *journal) check(entries []outbox.Entry) error {
	seen := map[string]bool{}
	for _, e := range entries {
		switch e.Status {
		case drafts.StatusQueued, drafts.StatusCommitting, drafts.StatusSent, drafts.StatusFailedTemp,
			drafts.StatusFailedPerm, drafts.StatusUnknown:
		default:
			return &InvalidError{e.ID, InvalidStatus}
		}
		if seen[e.ID] {
			return &InvalidError{e.ID, InvalidID}
		}
		seen[e.ID] = true
		if _, ok := j.claims[e.ID]; !ok {
			return &NotClaimedError{e.ID}
		}
	}
	return nil
}

// writeLog appends entries to the log. It flushes the database first, so that the letters and their attempts are on disk
// before any entry about them.
func (s *Store) writeLog(ctx context.Context, list []logEntry) error {
	j := &s.journal
	if j.log == nil {
		if err := s.openLog(ctx); err != nil {
			return err
		}
	}
	if err := s.writer.Flush(ctx); err != nil {
		return err
	}
	return j.log.write(list)
}

// openLog creates the log of this process, and records in the database that there is one, so that a lost log is noticed.
func (s *Store) openLog(ctx context.Context) error {
	owner, err := s.processID()
	if err != nil {
		return err
	}
	l, err := createLog(s.disk, s.logOf(owner))
	if err != nil {
		return err
	}
	s.writer.syncs.start(func() error { return s.disk.SyncFolder(s.path(sendersName)) })
	err = s.writer.do(ctx, func(tx *job) error {
		_, err := tx.exec(`INSERT INTO ledgers (owner) VALUES (?) ON CONFLICT DO NOTHING`, owner)
		return err
	})
	if err != nil {
		return errors.Join(err, l.remove())
	}
	s.journal.log = l
	return nil
}

// flush writes to the database what only the log has.
func (s *Store) flush(ctx context.Context) error {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	if len(s.journal.ends) == 0 && !s.journal.committing() {
		return nil
	}
	return s.flushWith(ctx, nil)
}

// committing reports whether a letter has a committing record that the database does not have.
func (j *journal) committing() bool {
	for _, c := range j.claims {
		if c.committing != 0 && !c.inDatabase {
			return true
		}
	}
	return false
}

// flushWith is flush, together with the entries of more letters that have ended, which the log does not have. If the log
// has become long, sent.log takes its lines over.
func (s *Store) flushWith(ctx context.Context, more []logEntry) error {
	j := &s.journal
	ends := slices.Concat(j.ends, more) // they become part of j only if they are committed
	owner, err := s.processID()
	if err != nil {
		return err
	}
	err = s.writer.do(context.WithoutCancel(ctx), func(tx *job) error {
		if err := tx.saveCommitting(j.claims, owner); err != nil {
			return err
		}
		return tx.saveEnds(ends, owner)
	})
	if err != nil {
		return err
	}
	j.ends = nil
	for _, e := range more {
		delete(j.claims, e.ID)
	}
	for id, c := range j.claims {
		c.inDatabase = c.committing != 0
		j.claims[id] = c
	}
	if j.log == nil {
		return nil
	}
	_ = j.log.append(more) // without it, sent.log says less than the database
	if j.log.end > logFull {
		return s.emptyLog(ctx, owner)
	}
	return nil
}

// emptyLog empties the log, once sent.log has its lines.
func (s *Store) emptyLog(ctx context.Context, owner string) error {
	l, err := readLog(s.logOf(owner))
	if err != nil {
		return err
	}
	err = s.writer.do(context.WithoutCancel(ctx), func(tx *job) error { return s.appendSent(tx, l.entries) })
	if err != nil {
		return err
	}
	return s.journal.log.reset()
}

// retireLog is flush, and leaves nothing in the log.
func (s *Store) retireLog(ctx context.Context) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	if s.journal.log == nil {
		return nil
	}
	owner, err := s.processID()
	if err != nil {
		return err
	}
	return s.emptyLog(ctx, owner)
}

// closeLog removes the log, once sent.log has all that it says. The database has it already; it need not know on the disk that the
// log is gone, because without it that costs a comparison. If the log has more than the database, it stays for Recover.
func (s *Store) closeLog(ctx context.Context, flushed bool) error {
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	log := j.log
	j.claims, j.log = nil, nil
	if log == nil {
		return nil
	}
	if !flushed {
		return log.file.Close()
	}
	owner, err := s.processID()
	if err != nil {
		return errors.Join(err, log.file.Close())
	}
	l, err := readLog(log.file.Name())
	if err == nil {
		err = s.writer.doAsync(ctx, func(tx *job) error {
			if _, err := tx.exec(`DELETE FROM ledgers WHERE owner = ?`, owner); err != nil {
				return err
			}
			return s.appendSent(tx, l.entries)
		})
	}
	if err != nil {
		return errors.Join(err, log.file.Close())
	}
	return log.remove()
}

// saveCommitting saves the committing records that the database does not have.
func (j *job) saveCommitting(claims map[string]claim, owner string) error {
	for id, c := range claims {
		if c.committing == 0 || c.inDatabase {
			continue
		}
		n, err := j.exec(`UPDATE letters SET status = 'committing', moved = max(moved, ?3), changed = max(changed, ?3)
			WHERE id = ?1 AND owner = ?2`, id, owner, c.committing)
		if err != nil {
			return err
		}
		if n == 0 {
			return &NotClaimedError{id}
		}
		_, err = j.exec(`UPDATE attempts SET status = 'committing', committing = max(began, ?2)
			WHERE letter = ?1 AND ended IS NULL`, id, c.committing)
		if err != nil {
			return err
		}
	}
	return nil
}

// saveEnds saves how attempts have ended.
func (j *job) saveEnds(ends []logEntry, owner string) error {
	for _, e := range ends {
		moved := e.At
		if e.Status == drafts.StatusUnknown && e.Committing != 0 { // if it was sent, then at that time
			moved = e.Committing
		}
		if err := j.saveEnd(e, owner, moved); err != nil {
			return err
		}
		_, err := j.exec(`UPDATE attempts SET status = ?2, committing = CASE WHEN CAST(?8 AS bigint) = 0 THEN committing ELSE max(began, ?8) END,
				ended = max(began, coalesce(committing, 0), ?3, ?8), stage = ?4, code = ?5, said = ?6, recipient = ?7
			WHERE letter = ?1 AND ended IS NULL`,
			e.ID, e.Status, e.At, e.Stage, e.Code, e.Said, e.Recipient, e.Committing)
		if err != nil {
			return err
		}
	}
	return nil
}

// saveEnd saves the last status of a letter, and submits its case if it was sent. That case is nearly always the letter's
// own and still untouched; then one statement does both.
func (j *job) saveEnd(e logEntry, owner string, moved int64) error {
	const end, which = `UPDATE letters SET status = ?4, owner = NULL, changed = max(changed, ?5), moved = max(moved, ?1)`,
		` WHERE id = ?2 AND owner = ?3`
	args := []any{moved, e.ID, owner, e.Status, e.At}
	sent := e.Status == drafts.StatusSent
	if sent {
		n, err := j.exec(end+`, `+submission+which+` AND about IS NULL AND state = 'prepared' AND clock IS NULL`, args...)
		if err != nil || n > 0 {
			return err
		}
	}
	n, err := j.exec(end+which, args...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return &NotClaimedError{e.ID}
	case sent:
		return j.submit(e.ID, moved)
	}
	return nil
}
