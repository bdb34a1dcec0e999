package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"draft/drafts/disk"
	"draft/drafts/field"
)

// folder is the engine of a store in a folder: SQLite with files beside it; see the description of the package.
type folder struct {
	*Store
	dir      string // absolute
	disk     disk.Disk
	identity os.FileInfo // of the database when it was opened

	mu       sync.Mutex
	lock     *processLock // nil until this process freezes a letter, begins one, or makes a backup
	distrust error        // why nothing may be sent or deleted; nil if the last Recover found nothing

	journal journal

	backups sync.Mutex // backups run one at a time, because they share a temporary file
}

var _ engine = (*folder)(nil)

// smallestDatabase is the size of SQLite's smallest page.
const smallestDatabase = 512

// The names in the folder of a store.
const (
	databaseName = "draft.db"
	messagesName = "messages"
	sendersName  = "senders"
	sentName     = "sent.log"
	evidenceName = field.StoredFolder
)

// openFolder opens the store in a folder, or creates it.
func (s *Store) openFolder(dir string, o Options) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	f := &folder{Store: s, dir: dir, disk: o.Disk}
	s.engine = f
	if f.disk == nil {
		f.disk = disk.OS{}
	}
	source, prepare := dataSource(f.path(databaseName)), f.prepareDatabase
	if s.readOnly {
		prepare = f.checkDatabaseVersion
		source, err = readingSource(f.path(databaseName))
	} else {
		err = f.prepareFiles()
	}
	if err != nil {
		return failed(err)
	}
	if s.db, err = openDatabase(source); err != nil {
		return err
	}
	s.writer.open(s.db, f)
	err = prepare(context.Background())
	if err == nil {
		f.identity, err = identify(f.path(databaseName))
	}
	if err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// end closes the log.
func (s *folder) end(ctx context.Context, flushed bool) error { return s.closeLog(ctx, flushed) }

// close releases the lock of this process.
func (s *folder) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.lock = nil }()
	switch {
	case s.lock == nil:
		return nil
	case s.writer.unsure: // the lock file stays, so that the next Recover deletes the messages that no letter names
		return s.lock.lock.Unlock()
	}
	s.lock.release()
	return nil
}

// path returns the path of something in the folder.
func (s *folder) path(names ...string) string {
	return filepath.Join(append([]string{s.dir}, names...)...)
}

// prepareFiles creates the folders and an empty database if they are missing, and makes existing ones private.
func (s *folder) prepareFiles() error {
	if err := s.makeRoot(); err != nil {
		return err
	}
	for _, name := range []string{messagesName, sendersName} {
		if err := makeFolder(s.path(name)); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(s.path(evidenceName)); err == nil {
		if err := makeFolder(s.path(evidenceName)); err != nil {
			return err
		}
	}
	for _, name := range []string{databaseName, databaseName + "-wal", databaseName + "-shm", sentName} {
		path := s.path(name)
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, os.ErrNotExist) && name == databaseName:
			if err := createDatabase(s.disk, path); err != nil {
				return err
			}
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return &NotStoreError{Path: path, Err: errNotRegular}
		case name == databaseName && info.Size() > 0 && info.Size() < smallestDatabase: // SQLite would take the file for an empty database
			return &NotStoreError{Path: path, Err: errForeign}
		case othersMay(info):
			_ = os.Chmod(path, 0o600) // if that fails, the folder is private, and Check finds the file
		}
	}
	return nil
}

// makeRoot creates the folder of the store and those above it. It fsyncs a new one, so that the store survives a crash
// of the machine.
func (s *folder) makeRoot() error {
	if _, err := os.Stat(s.dir); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(s.dir), 0o700); err != nil {
			return err
		}
		if err := makeFolder(s.dir); err != nil {
			return err
		}
		return s.disk.SyncFolder(filepath.Dir(s.dir))
	}
	return makeFolder(s.dir)
}

// creating serializes the creation of databases in this process: on POSIX systems, closing any descriptor of a file drops
// all locks of the process on it, including those of SQLite.
var creating sync.Mutex

// createDatabase creates an empty file, because SQLite would create one that everybody can read. It fsyncs the folder, which
// has the names of the other folders too.
func createDatabase(d disk.Disk, path string) error {
	creating.Lock()
	defer creating.Unlock()
	f, err := d.Create(path)
	if errors.Is(err, os.ErrExist) { // another process has just created it
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), d.SyncFolder(filepath.Dir(path)))
}
