package store

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// snapshot returns the path of the copy of the database that a backup of a process is made from. Recover deletes that
// of a dead process.
func (s *folder) snapshot(owner string) string {
	return s.path(snapshotPrefix + owner + snapshotSuffix)
}

const snapshotPrefix, snapshotSuffix = ".backup-", ".db"

// snapshotOf returns the process of a snapshot, if a file is one.
func snapshotOf(file string) (owner string, ok bool) {
	owner, ok = strings.CutPrefix(file, snapshotPrefix)
	owner, db := strings.CutSuffix(owner, snapshotSuffix)
	return owner, ok && db && plain(owner)
}

func (s *folder) backup(ctx context.Context, w io.Writer) error {
	s.backups.Lock()
	defer s.backups.Unlock()
	owner, err := s.owner(ctx)
	if err != nil {
		return failed(err)
	}
	b := folderBackup{store: s, archive: zip.NewWriter(w), path: s.snapshot(owner), packed: map[string]bool{}}
	defer s.disk.Remove(b.path) //nolint:errcheck // gone, or there is nothing more to do
	lost, err := b.files(ctx)
	if err == nil {
		err = b.pack(databaseName, b.path)
	}
	if err = errors.Join(err, b.archive.Close()); err != nil {
		return failed(err)
	}
	return errors.Join(lost...)
}

// folderBackup is a running backup.
type folderBackup struct {
	store   *folder
	archive *zip.Writer
	path    string          // of the snapshot
	packed  map[string]bool // by their names in the archive
}

// files makes snapshots until one names only files that are in the archive or were missing twice, because other processes
// may delete files between a snapshot and the copying. The archive may then hold a file without a letter.
func (b *folderBackup) files(ctx context.Context) (lost []error, err error) {
	missing := map[string]bool{}
	for {
		if err := b.makeSnapshot(ctx); err != nil {
			return nil, err
		}
		named, err := b.named(ctx)
		if err != nil {
			return nil, err
		}
		again := false
		lost = nil
		for _, f := range named {
			if b.packed[f.name] {
				continue
			}
			err := b.file(f)
			var damaged *DamagedError
			switch {
			case err == nil:
				b.packed[f.name] = true
			case !errors.As(err, &damaged):
				return nil, err
			case missing[f.name]:
				lost = append(lost, err)
			default:
				missing[f.name] = true
				again = true
			}
		}
		if !again {
			return lost, nil
		}
	}
}

// makeSnapshot makes the snapshot. It creates the file first, because SQLite would create it readable by everybody.
func (b *folderBackup) makeSnapshot(ctx context.Context) error {
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

// namedFile is a message or a file of evidence that a snapshot names.
type namedFile struct {
	name string // in the archive
	open func() (io.ReadCloser, error)
}

// named returns the files that the snapshot names.
func (b *folderBackup) named(ctx context.Context) ([]namedFile, error) {
	db, err := openDatabase(dataSource(b.path))
	if err != nil {
		return nil, err
	}
	defer db.Close() //nolint:errcheck // it was only read
	snapshot := others{ctx, db, b.store}
	files, err := rowsOf(snapshot, func(row scanner) (namedFile, error) {
		var id, file string
		var size int64
		err := row.Scan(&id, &file, &size)
		return namedFile{messagesName + "/" + file, func() (io.ReadCloser, error) { return b.store.openMessage(ctx, id, file, size) }}, err
	}, `SELECT id, file, size FROM letters WHERE file IS NOT NULL ORDER BY id`)
	if err != nil {
		return nil, err
	}
	evidence, err := namedEvidence(snapshot)
	for _, token := range slices.Sorted(maps.Keys(evidence)) {
		paths := b.store.evidenceOf(token)
		if len(paths) == 0 && evidence[token].isPath {
			paths = []string{b.store.path(evidenceName, token)} // which is no file, so it is reported
		}
		for _, path := range paths {
			name := evidenceName + "/" + token + "/" + filepath.Base(path)
			files = append(files, namedFile{name, func() (io.ReadCloser, error) { return openEvidence(path, evidence[token].id) }})
		}
	}
	return files, err
}

// file packs a file. The error is a *DamagedError if it is missing.
func (b *folderBackup) file(n namedFile) error {
	f, err := n.open()
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return b.copy(n.name, f)
}

func (b *folderBackup) pack(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return b.copy(name, f)
}

func (b *folderBackup) copy(name string, from io.Reader) error {
	header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.store.now().UTC().Truncate(time.Second)}
	header.SetMode(0o600)
	to, err := b.archive.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return err
}
