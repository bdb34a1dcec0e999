package store

import (
	"context"
	"errors"
	"maps"
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

// maxEnds is how many letters may have ended without the database having it, and maxEndAge is how many milliseconds ago. Other processes
// see a letter as sending until then.
const (
	maxEnds   = 256
	maxEndAge = 1000
)

// gone returns a *GoneError if the database is no longer the open one.
func (s *folder) gone() error {
	path := s.path(databaseName)
	info, err := os.Stat(path)
	if err != nil || !os.SameFile(info, s.identity) {
		return &GoneError{path}
	}
	return nil
}

func (s *folder) note(ctx context.Context, entries []outbox.Entry) error {
	if err := s.noteEntries(ctx, entries); err != nil {
		return err
	}
	return s.gone()
}

// ready returns a *GoneError if the database is no longer the open one.
func (s *folder) ready() error { return s.gone() }

// renew does nothing, because the lock of this process lives as long as it does.
func (s *folder) renew(*job, string) error { return nil }

// claim lets every letter be begun, because nobody else writes while before compares it with others.
func (s *folder) claim(*job, candidate) (refusal, err error) { return nil, nil }

func (s *folder) begun(claims map[string]claim) {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	if s.journal.claims == nil {
		s.journal.claims = map[string]claim{}
	}
	maps.Copy(s.journal.claims, claims)
}

func (s *folder) noteEntries(ctx context.Context, entries []outbox.Entry) error {
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := checkEntries(j.claims, entries); err != nil {
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
	if ending == len(j.claims) && ending == len(entries) { // then no letter is in flight any more
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
	if len(j.ends) >= maxEnds || len(j.ends) > 0 && now-j.ends[0].At >= maxEndAge {
		return failed(s.flushWith(ctx, nil))
	}
	return nil
}

// writeLog appends entries to the log. It flushes the database first, so that the letters and their attempts are on disk
// before any entry about them.
func (s *folder) writeLog(ctx context.Context, list []logEntry) error {
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
func (s *folder) openLog(ctx context.Context) error {
	owner, err := s.owner(ctx)
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
func (s *folder) flush(ctx context.Context) error {
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
func (s *folder) flushWith(ctx context.Context, more []logEntry) error {
	j := &s.journal
	ends := slices.Concat(j.ends, more) // they become part of j only if they are committed
	owner, err := s.owner(ctx)
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
func (s *folder) emptyLog(ctx context.Context, owner string) error {
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

// retire is flush, and leaves nothing in the log.
func (s *folder) retire(ctx context.Context) error {
	if err := s.flush(ctx); err != nil {
		return err
	}
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	if s.journal.log == nil {
		return nil
	}
	owner, err := s.owner(ctx)
	if err != nil {
		return err
	}
	return s.emptyLog(ctx, owner)
}

// closeLog removes the log, once sent.log has all that it says. The database has it already; it need not know on the disk that the
// log is gone, because without it that costs a comparison. If the log has more than the database, it stays for Recover.
func (s *folder) closeLog(ctx context.Context, flushed bool) error {
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
	owner, err := s.owner(ctx)
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
