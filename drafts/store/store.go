// Package store keeps letters on disk: their content, the bytes that were frozen for sending, and the attempts to send
// them. It implements outbox.Journal, and so the promise that no letter is sent twice unasked: only one process has a
// letter at a time, the record that its dot may have been sent is on disk before the dot is sent, and the letters of a
// dead process are recovered only under the lock that it held.
//
// The letter that begins a case also has the state of the case, the clock of the awaited answer, and a history to which
// events are only added. Recording a letter as sent submits its case in the same change; the caller makes all other
// changes of state. The store numbers days and knows no working days: cases with the same clock are due on the same day
// by any calendar, so whoever looks for late cases reads one row per clock and not one per case.
//
// Unfinished letters, the answers so far, have a table of their own: they have no status, and several may be of one place.
//
// The store does not know what a letter says, except that it keeps paths to evidence right. Content is JSON of the caller, who also provides the keys and the text for
// searches. The store returns values and codes, and no text for users. It holds no secrets.
//
// A store is a folder, which several processes may use at once:
//
//	draft.db                 SQLite, in WAL mode, with its -wal and -shm
//	messages/ID-RANDOM.eml   the bytes of a frozen letter; each freezing has a name of its own, which begins with that of the process
//	senders/RANDOM.lock      the lock of a process, from the first letter that it freezes or begins until it exits
//	senders/RANDOM.log       the entries of that process, which the database has a little later
//	sent.log                 a line for each try of an earlier process that may have been sent
//	evidence/DIGEST/NAME     a file that was added without a path of its own, from the first one on; the digest is of name and bytes
//
// The logs are there because a database can be damaged, deleted, or replaced by an older copy. The rule is: whatever may have been
// sent is named by a log outside of the database, and if the database does not know one of these tries, or if both are gone and
// only messages are left, then nothing is sent and nothing is deleted until a person has decided; a message that no log and no
// letter names was never offered to a server.
//
// A file of evidence belongs to whatever names it: a letter, also a removed one that is not purged, its history, or an unfinished letter.
// The store looks for its digest, which is in no other text, in all of these. Files that nothing names are deleted by Purge,
// RemoveUnfinished and SweepEvidence, while no process writes: so none is deleted that is named, and whoever adds one finds it or writes
// it again. Between the adding of a file and the saving of the answer that names it, nothing does. Therefore the file's time of
// modification says since when somebody may be about to name it: it is set when the file is added, and again when a change of an answer
// drops it, because another writer may have the earlier answer before them; and it is set to a day long past when something names the
// file. A file that nothing names goes an hour after that time. So it goes at once with the letter that is purged, or with the
// unfinished letter that is removed, and with the next of these or the next SweepEvidence if an answer has dropped it. Purge waits for
// a minute only.
package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// Options configure a store.
type Options struct {
	Now  func() time.Time // nil is time.Now
	Disk disk.Disk        // nil is the disk of this machine
	// ReadOnly opens a store that exists and writes nothing at all, so that one can read in a folder that cannot be written.
	// Every change fails with a *FailedError with CodeReadOnly.
	ReadOnly bool
	// Seat is the name of who works here, one of several people or machines at one store; "" if it has none. The store records it
	// with all that this Store does.
	Seat string
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	dir    string // absolute
	now    func() time.Time
	disk   disk.Disk
	db     *sql.DB
	writer writer

	readOnly bool
	seat     string
	identity os.FileInfo // of the database when it was opened

	mu       sync.Mutex
	lock     *processLock // nil until this process freezes a letter, begins one, or makes a backup
	distrust error        // why nothing may be sent or deleted; nil if the last Recover found nothing

	journal journal

	backups sync.Mutex // backups run one at a time, because they share a temporary file
}

var _ outbox.Journal = (*Store)(nil)

// smallestDatabase is the size of SQLite's smallest page.
const smallestDatabase = 512

// The names in the folder of a store.
const (
	databaseName = "draft.db"
	messagesName = "messages"
	sendersName  = "senders"
	sentName     = "sent.log"
	evidenceName = "evidence"
)

// Open opens the store in a folder, or creates it. After that only the owner can read it, whatever the umask and the
// modes were.
//
// The error is a *NotStoreError, a *NewerError, a *FailedError, or one of the file system. Open does not recover the
// letters of dead processes; Recover does.
func Open(dir string, o Options) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, now: o.Now, disk: o.Disk, seat: clean(o.Seat)}
	if s.now == nil {
		s.now = time.Now
	}
	if s.disk == nil {
		s.disk = disk.OS{}
	}
	source, prepare := dataSource(s.path(databaseName)), s.prepareDatabase
	if o.ReadOnly {
		s.readOnly, prepare = true, s.checkDatabaseVersion
		source, err = readingSource(s.path(databaseName))
	} else {
		err = s.prepareFiles()
	}
	if err != nil {
		return nil, failed(err)
	}
	s.db, err = openDatabase(source)
	if err != nil {
		return nil, err
	}
	s.writer.open(s.db)
	err = prepare(context.Background())
	if err == nil {
		s.identity, err = identify(s.path(databaseName))
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// ReadOnly reports whether nothing can be written.
func (s *Store) ReadOnly() bool { return s.readOnly }

// Close closes the store. Letters that this process has begun and not ended are left for Recover.
func (s *Store) Close() error {
	ctx := context.Background()
	err := errors.Join(s.flush(ctx), s.writer.Flush(ctx))
	errs := []error{err, s.closeLog(ctx, err == nil), s.writer.close(), s.db.Close()}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.lock == nil:
	case s.writer.unsure: // the lock file stays, so that the next Recover deletes the messages that no letter names
		errs = append(errs, s.lock.lock.Unlock())
	default:
		s.lock.release()
	}
	s.lock = nil
	return errors.Join(errs...)
}

// path returns the path of something in the folder.
func (s *Store) path(names ...string) string {
	return filepath.Join(append([]string{s.dir}, names...)...)
}

// time returns the current time as the database holds it.
func (s *Store) time() int64 { return s.now().UnixMilli() }

// prepareFiles creates the folders and an empty database if they are missing, and makes existing ones private.
func (s *Store) prepareFiles() error {
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
func (s *Store) makeRoot() error {
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
