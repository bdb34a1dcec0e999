package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"draft/drafts"
)

// Recovered is a letter that a dead process had begun.
type Recovered struct {
	ID  string
	Was drafts.Status // sending or committing
	Is  drafts.Status // queued, where the server cannot have it; else unknown
}

// Recover sorts what dead processes left. The letters of living ones are left alone, and several processes may recover
// at once.
//
// The error is a *Failed, or a *NoLocks where it cannot be told whether a process lives; then its letters stay as they
// are.
func (s *Store) Recover(ctx context.Context) ([]Recovered, error) {
	names, err := s.owners(ctx)
	if err != nil {
		return nil, failed(err)
	}
	var found []Recovered
	var errs []error
	for _, name := range names {
		letters, err := s.inherit(ctx, name)
		found = append(found, letters...)
		errs = append(errs, failed(err))
	}
	return found, errors.Join(errs...)
}

// owners are the processes that have letters, and those that have left a file, this one left out.
func (s *Store) owners(ctx context.Context) ([]string, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT owner FROM letters WHERE owner IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	names, err := texts(rows)
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(s.path(sendersName))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), lockSuffix); ok && plain(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(names, func(name string) bool { return s.life != nil && name == s.life.name }), nil
}

// inherit sorts what a process left, if it is dead.
func (s *Store) inherit(ctx context.Context, name string) ([]Recovered, error) {
	if !plain(name) { // a database from elsewhere may hold anything: no process of ours has such a name
		return s.release(ctx, name)
	}
	heir, err := dead(s.path(sendersName), name)
	if heir == nil {
		return nil, err
	}
	found, err := s.release(ctx, name)
	if err != nil { // the file stays for those who try again
		return nil, errors.Join(err, heir.lock.Unlock())
	}
	_ = os.Remove(s.snapshot(name))
	_ = os.Remove(s.ledgerOf(name))
	heir.end()
	return found, nil
}

// ledgerOf is the path of what a process noted; "" of none that is ours.
func (s *Store) ledgerOf(owner string) string {
	if !plain(owner) {
		return ""
	}
	return s.path(sendersName, owner+ledgerSuffix)
}

// release makes the letters of an owner those of nobody.
func (s *Store) release(ctx context.Context, owner string) ([]Recovered, error) {
	var found []Recovered
	ledger, err := readLedger(s.ledgerOf(owner))
	gone := errors.Is(err, os.ErrNotExist)
	if err != nil && !gone {
		return nil, err
	}
	err = s.writer.do(ctx, func(t *turn) error {
		left, err := t.left(owner)
		if err != nil {
			return err
		}
		n, err := t.exec(`DELETE FROM ledgers WHERE owner = ?`, owner)
		if err != nil {
			return err
		}
		lost := gone && n > 0
		found = nil
		ends := make([]noted, len(left))
		for i, l := range left {
			r := Recovered{ID: l.id, Was: l.status}
			ends[i], r.Was = l.end(ledger, lost, s.time())
			r.Is = ends[i].Status
			found = append(found, r)
		}
		return t.noteEnds(ends, owner)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// leaving is a letter that a dead process had begun.
type leaving struct {
	id     string
	status drafts.Status

	began, committing int64 // of the attempt
}

func (t *turn) left(owner string) ([]leaving, error) {
	rows, err := t.rows(`SELECT l.id, l.status, ifnull(a.began, 0), ifnull(a.committing, 0)
		FROM letters l LEFT JOIN attempts a ON a.letter = l.id AND a.ended IS NULL WHERE owner = ? ORDER BY l.id`, owner)
	if err != nil {
		return nil, err
	}
	return all(rows, func(row scanner) (l leaving, err error) {
		err = row.Scan(&l.id, &l.status, &l.began, &l.committing)
		return l, err
	})
}

// end is how the try ended, and where the process left it. Where its ledger is lost, nobody knows.
func (l leaving) end(ledger map[string]noted, lost bool, now int64) (noted, drafts.Status) {
	end := noted{ID: l.id, Began: l.began, Committing: l.committing, At: now, Status: drafts.StatusUnknown}
	last, ok := ledger[l.id]
	switch {
	case ok && last.Began == l.began && last.Status != drafts.StatusCommitting: // the database did not know yet
		return last, drafts.StatusCommitting
	case ok && last.Began == l.began:
		end.Committing = last.At
		return end, drafts.StatusCommitting
	case l.status == drafts.StatusSending && !lost:
		end.Status = drafts.StatusQueued
	}
	return end, l.status
}

// Resolve says of an unknown letter what a person found out: that it was sent, or that it is to be sent again, the same
// bytes under the same Message-ID. The error is a *NotFound, a *Closed where it is not unknown, or a *Failed.
func (s *Store) Resolve(ctx context.Context, id string, sent bool) error {
	if err := s.settle(ctx); err != nil {
		return failed(err)
	}
	return s.writer.do(ctx, func(t *turn) error {
		l, err := t.state(id)
		if err != nil {
			return err
		}
		if l.status != drafts.StatusUnknown {
			return &Closed{id, l.status, l.removed}
		}
		if sent { // it went when its end was sent
			var moved int64
			err := t.row(`UPDATE letters SET status = 'sent', changed = max(changed, ?2), revision = revision + 1
				WHERE id = ?1 RETURNING moved`, id, s.time()).Scan(&moved)
			if err != nil {
				return err
			}
			return t.submit(id, moved)
		}
		// It may be out all the same, as it is now: that is kept, whatever is made of the letter.
		_, err = t.exec(`UPDATE attempts SET matter = l.matter, message_id = ifnull(l.message_id, ''),
				recipients = ifnull(l.envelope_to, '')
			FROM letters l WHERE l.id = ?1 AND letter = ?1 AND attempts.status = 'unknown' AND attempts.recipients = ''`, id)
		if err != nil {
			return err
		}
		_, err = t.exec(`UPDATE letters SET status = 'queued', again = 1, moved = max(moved, ?2), changed = max(changed, ?2),
				revision = revision + 1
			WHERE id = ?1`, id, s.time())
		return err
	})
}
