package store

import (
	"context"
	"errors"
	"os"
	"strings"
)

// buried rewrites sent.log without the purged letters.
func (s *folder) buried(j *job) error { return s.rewriteSent(j) }

// swept leaves no bytes of what was deleted in the files.
func (s *folder) swept(ctx context.Context) error {
	return errors.Join(s.rewrite(ctx), s.removeSnapshots())
}

// removeOrphans deletes the messages of no letter. No other process writes during this change, so none is being added.
func (s *folder) removeOrphans(ctx context.Context) error {
	return s.writer.do(ctx, func(j *job) error {
		orphans, err := s.orphans(j)
		for _, name := range orphans {
			if err := s.disk.Remove(s.message(name)); err != nil {
				return err
			}
		}
		return err
	})
}

// rewrite rewrites the database and empties SQLite's log, so that neither holds deleted bytes.
func (s *folder) rewrite(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it only returns to the pool
	// In memory, because SQLite's temporary copy would be a file outside of the store.
	if _, err := conn.ExecContext(ctx, `PRAGMA temp_store = MEMORY; VACUUM`); err != nil {
		return err
	}
	var busy, inLog, moved int
	err = conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &inLog, &moved)
	if err == nil && busy != 0 {
		err = &LingeringError{s.path(databaseName)}
	}
	return err
}

// removeSnapshots deletes the snapshots of backups that were killed. A backup that is running deletes its own.
func (s *folder) removeSnapshots() error {
	entries, err := os.ReadDir(s.dir)
	errs := []error{err}
	for _, e := range entries {
		name, ok := snapshotOf(e.Name())
		if !ok {
			continue
		}
		lock, err := lockOfDead(s.disk, s.path(sendersName), name)
		if lock != nil {
			err = errors.Join(s.disk.Remove(s.snapshot(name)), lock.lock.Unlock()) // the lock file stays, because Recover needs it
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// orphans returns the files in the folder of messages that belong to no letter. It must run in a change, so that no other
// process adds one.
func (s *folder) orphans(q querier) ([]string, error) {
	files, err := os.ReadDir(s.path(messagesName))
	if err != nil {
		return nil, err
	}
	var orphans []string
	for _, f := range files {
		id, _, _ := cutLast(f.Name(), "-")
		var named bool
		err := q.row(`SELECT EXISTS (SELECT 1 FROM letters WHERE id = ? AND file = ?)`, id, f.Name()).Scan(&named)
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
