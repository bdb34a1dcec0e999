package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"

	"draft/drafts"
)

// Remove marks a letter as removed, which Restore undoes. One that is removed stays so. The error is a *NotFound, a
// *Closed where a process is at it or a person must resolve it first, or a *Failed.
func (s *Store) Remove(ctx context.Context, id string) error {
	if err := s.flush(ctx); err != nil {
		return failed(err)
	}
	return s.writer.do(ctx, func(t *job) error {
		l, err := t.state(id)
		if err != nil {
			return err
		}
		switch l.status {
		case drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown:
			return &Closed{id, l.status, l.removed}
		}
		_, err = t.exec(`UPDATE letters SET removed = max(created, ?2), changed = max(changed, ?2),
				revision = revision + 1
			WHERE id = ?1 AND removed IS NULL`, id, s.time())
		return err
	})
}

// Restore takes back Remove. The error is a *NotFound or a *Failed.
func (s *Store) Restore(ctx context.Context, id string) error {
	return s.writer.do(ctx, func(t *job) error {
		if _, err := t.state(id); err != nil {
			return err
		}
		_, err := t.exec(`UPDATE letters SET removed = NULL, changed = max(changed, ?2), revision = revision + 1
			WHERE id = ?1 AND removed IS NOT NULL`, id, s.time())
		return err
	})
}

// Purge takes the letters that are removed off the disk, and gives their number. Of those that were sent, or may
// have been, digests of the key with each recipient and of the Message-ID are left, so that a key is still sent once. No
// byte of the others is left in any file of the store, nor of what was replaced or discarded before, but for key,
// recipients and Message-ID of what may be out of a letter that is kept: the database is written anew.
//
// The error is a *Failed, a *NoLocks or a *Lingering. Where the number is not 0, letters are purged all the same, but
// their bytes may be in the files until the next Purge.
func (s *Store) Purge(ctx context.Context) (int, error) {
	if err := s.flush(ctx); err != nil {
		return 0, failed(err)
	}
	var n int64
	err := s.writer.do(ctx, func(t *job) error {
		if err := s.bury(t); err != nil {
			return err
		}
		var err error
		n, err = t.exec(`DELETE FROM letters WHERE removed IS NOT NULL`)
		return err
	})
	if err != nil {
		return 0, err
	}
	// Nobody writes meanwhile, so what no row names is no message.
	err = s.writer.do(ctx, func(t *job) error {
		orphans, err := s.orphans(t)
		for _, name := range orphans {
			if err := os.Remove(s.message(name)); err != nil {
				return err
			}
		}
		return err
	})
	if err == nil {
		err = s.rewrite(ctx)
	}
	return int(n), failed(errors.Join(err, s.removeSnapshots()))
}

// removeSnapshots takes away what backups left that were killed. Who makes one now does it by itself.
func (s *Store) removeSnapshots() error {
	entries, err := os.ReadDir(s.dir)
	errs := []error{err}
	for _, e := range entries {
		name, ok := snapshotOf(e.Name())
		if !ok {
			continue
		}
		heir, err := lockOfDead(s.path(sendersName), name)
		if heir != nil {
			err = errors.Join(os.Remove(s.snapshot(name)), heir.lock.Unlock()) // its letters are for Recover
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// bury leaves the tombstones of the letters that are removed and were sent, and of what may be out of the others.
func (s *Store) bury(t *job) error {
	rows, err := t.rows(`SELECT matter, ifnull(envelope_to, ''), ifnull(message_id, ''), moved, status FROM letters
			WHERE removed IS NOT NULL AND status = 'sent'
		UNION ALL SELECT a.matter, a.recipients, a.message_id, ifnull(a.committing, a.began), a.status
			FROM letters l JOIN attempts a ON a.letter = l.id WHERE l.removed IS NOT NULL AND a.recipients <> ''`)
	if err != nil {
		return err
	}
	type grave struct {
		key, to, messageID string
		sent               int64
		status             drafts.Status
	}
	graves, err := all(rows, func(row scanner) (g grave, err error) {
		err = row.Scan(&g.key, &g.to, &g.messageID, &g.sent, &g.status)
		return g, err
	})
	if err != nil {
		return err
	}
	for _, g := range graves {
		err := t.tombstone("", fingerprint(g.messageID), g.sent, g.status)
		for _, matter := range matters(g.key, split(g.to)) {
			err = errors.Join(err, t.tombstone(matter, "", g.sent, g.status))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *job) tombstone(matter, messageID string, sent int64, status drafts.Status) error {
	if matter == "" && messageID == "" {
		return nil
	}
	_, err := t.exec(`INSERT INTO tombstones (matter, message_id, sent, status) VALUES (?, ?, ?, ?)`,
		matter, messageID, sent, status)
	return err
}

// matters are what tombstones keep of a key, one for each recipient; none of no key.
func matters(key string, recipients []string) []string {
	list := []string{}
	if key == "" {
		return list
	}
	for _, address := range recipients {
		list = append(list, fingerprint(key+"\n"+strings.ToLower(address)))
	}
	return list
}

// fingerprint is what a tombstone keeps of a text; nothing of none.
func fingerprint(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// orphans are the names in the folder of messages that no letter has. It is asked while no other process writes.
func (s *Store) orphans(t *job) ([]string, error) {
	files, err := os.ReadDir(s.path(messagesName))
	if err != nil {
		return nil, err
	}
	var orphans []string
	for _, f := range files {
		id, _, _ := cutLast(f.Name(), "-")
		var named bool
		err := t.row(`SELECT EXISTS (SELECT 1 FROM letters WHERE id = ? AND file = ?)`, id, f.Name()).Scan(&named)
		if err != nil {
			return nil, err
		}
		if !named {
			orphans = append(orphans, f.Name())
		}
	}
	return orphans, nil
}

func cutLast(text, mark string) (before, after string, found bool) {
	if i := strings.LastIndex(text, mark); i >= 0 {
		return text[:i], text[i+len(mark):], true
	}
	return text, "", false
}

// rewrite makes the database and its log hold nothing but what is in it.
func (s *Store) rewrite(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it goes back to the others
	// The copy that SQLite makes meanwhile must not be left in a file elsewhere.
	if _, err := conn.ExecContext(ctx, `PRAGMA temp_store = MEMORY; VACUUM`); err != nil {
		return err
	}
	var busy, inLog, moved int
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &inLog, &moved)
	if err == nil && busy != 0 {
		err = &Lingering{s.path(databaseName)}
	}
	return err
}
