package store

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"
)

// snapshot returns the path of the copy of the database that a backup of a process is made from. Recover deletes that
// of a dead process.
func (s *Store) snapshot(owner string) string { return s.path(snapshotPrefix + owner + snapshotSuffix) }

const snapshotPrefix, snapshotSuffix = ".backup-", ".db"

// snapshotOf returns the process of a snapshot, if a file is one.
func snapshotOf(file string) (owner string, ok bool) {
	owner, ok = strings.CutPrefix(file, snapshotPrefix)
	owner, db := strings.CutSuffix(owner, snapshotSuffix)
	return owner, ok && db && plain(owner)
}

// Backup writes a zip of the whole store while other processes may use it: the database as it was at one moment, and the
// messages that it names. Unpacked into a folder it is a store.
//
// A *DamagedError in the error says that the archive is complete except for messages that were already lost.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	s.backups.Lock()
	defer s.backups.Unlock()
	owner, err := s.processID()
	if err != nil {
		return failed(err)
	}
	b := backup{store: s, archive: zip.NewWriter(w), path: s.snapshot(owner), packed: map[string]bool{}}
	defer s.disk.Remove(b.path) //nolint:errcheck // gone, or there is nothing more to do
	lost, err := b.messages(ctx)
	if err == nil {
		err = b.pack(databaseName, b.path)
	}
	if err = errors.Join(err, b.archive.Close()); err != nil {
		return failed(err)
	}
	return errors.Join(lost...)
}

// backup is a running Backup.
type backup struct {
	store   *Store
	archive *zip.Writer
	path    string // of the snapshot
	packed  map[string]bool
}

// messages makes snapshots until one names only messages that are in the archive or were missing twice, because other
// processes may delete messages between a snapshot and the copying. The archive may then hold a message without a letter.
func (b *backup) messages(ctx context.Context) (lost []error, err error) {
	missing := map[string]bool{}
	for {
		if err := b.makeSnapshot(ctx); err != nil {
			return nil, err
		}
		frozen, err := b.frozen(ctx)
		if err != nil {
			return nil, err
		}
		again := false
		lost = nil
		for _, m := range frozen {
			if b.packed[m.file] {
				continue
			}
			err := b.message(m)
			var damaged *DamagedError
			switch {
			case err == nil:
				b.packed[m.file] = true
			case !errors.As(err, &damaged):
				return nil, err
			case missing[m.file]:
				lost = append(lost, err)
			default:
				missing[m.file] = true
				again = true
			}
		}
		if !again {
			return lost, nil
		}
	}
}

// makeSnapshot makes the snapshot. It creates the file first, because SQLite would create it readable by everybody.
func (b *backup) makeSnapshot(ctx context.Context) error {
	if err := b.store.disk.Remove(b.path); err != nil && !errors.Is(err, os.ErrNotExist) { // the one before
		return err
	}
	f, err := b.store.disk.Create(b.path)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = b.store.db.ExecContext(ctx, `VACUUM INTO ?`, b.path)
	return err
}

// named is a message that is named by a snapshot.
type named struct {
	id, file string
	size     int64
}

func (b *backup) frozen(ctx context.Context) ([]named, error) {
	db, err := openDatabase(dataSource(b.path))
	if err != nil {
		return nil, err
	}
	defer db.Close() //nolint:errcheck // it was only read
	rows, err := db.QueryContext(ctx, `SELECT id, file, size FROM letters WHERE file IS NOT NULL ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return all(rows, func(row scanner) (m named, err error) {
		err = row.Scan(&m.id, &m.file, &m.size)
		return m, err
	})
}

// message packs a message. The error is a *DamagedError if it is missing.
func (b *backup) message(m named) error {
	f, err := b.store.openFrozen(m.id, m.file, m.size)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return b.copy(messagesName+"/"+m.file, f)
}

func (b *backup) pack(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return b.copy(name, f)
}

func (b *backup) copy(name string, from io.Reader) error {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.store.now().UTC().Truncate(time.Second)}
	header.SetMode(0o600)
	to, err := b.archive.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}
