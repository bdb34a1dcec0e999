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
	heir.end()
	return found, nil
}

// release makes the letters of an owner those of nobody.
func (s *Store) release(ctx context.Context, owner string) ([]Recovered, error) {
	var found []Recovered
	err := s.writer.do(ctx, func(t *turn) error {
		rows, err := t.rows(`SELECT id, status FROM letters WHERE owner = ? ORDER BY id`, owner)
		if err != nil {
			return err
		}
		found, err = all(rows, func(row scanner) (r Recovered, err error) {
			err = row.Scan(&r.ID, &r.Was)
			r.Is = drafts.StatusUnknown
			if r.Was == drafts.StatusSending {
				r.Is = drafts.StatusQueued
			}
			return r, err
		})
		if err != nil || len(found) == 0 {
			return err
		}
		now := s.time()
		_, err = t.exec(`UPDATE attempts SET ended = max(began, ifnull(committing, 0), ?2),
				status = iif(status = 'sending', 'queued', 'unknown')
			WHERE ended IS NULL AND letter IN (SELECT id FROM letters WHERE owner = ?1)`, owner, now)
		if err != nil {
			return err
		}
		_, err = t.exec(`UPDATE letters SET owner = NULL, changed = max(changed, ?2),
				moved = iif(status = 'committing', moved, max(moved, ?2)),
				status = iif(status = 'sending', 'queued', 'unknown')
			WHERE owner = ?1`, owner, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// Resolve says of an unknown letter what a person found out: that it was sent, or that it is to be sent again, the same
// bytes under the same Message-ID. The error is a *NotFound, a *Closed where it is not unknown, or a *Failed.
func (s *Store) Resolve(ctx context.Context, id string, sent bool) error {
	return s.writer.do(ctx, func(t *turn) error {
		l, err := t.state(id)
		if err != nil {
			return err
		}
		if l.status != drafts.StatusUnknown {
			return &Closed{id, l.status, l.removed}
		}
		if sent { // it went when its end was sent
			_, err = t.exec(`UPDATE letters SET status = 'sent', changed = max(changed, ?2), revision = revision + 1
				WHERE id = ?1`, id, s.time())
			return err
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
