// Package store keeps letters on disk: what they are made of, the bytes that were frozen for sending, and what became
// of each try to send them. It implements outbox.Journal, and so it is where the promise lives that a letter is not
// sent twice unasked: one process has a letter at a time, a record that its end may have been sent is on disk before
// that end is, and what a dead process left is sorted only under the lock that it held.
//
// The letter that a case began with also keeps how the case stands: its state, the clock that an answer is waited for by,
// and a history that is only ever added to. A letter that is noted as sent moves its case by itself, in the same change;
// all else the caller says, who has read the history. The store counts days, and knows no working days: cases with the
// same clock are due on the same day, whatever the calendar, so that whoever asks what is late reads a line for each clock
// and not for each case.
//
// It refuses to know what a letter says. Its content is JSON of the caller, its key and the words that are searched are
// given to it, and what it returns is values and codes, never words for a person. There are no secrets in it.
//
// A store is a folder, which several processes may use at once:
//
//	draft.db                 SQLite, in WAL mode, with its -wal and -shm
//	messages/ID-RANDOM.eml   the bytes of a frozen letter; each freezing has a name of its own
//	senders/RANDOM.lock      held by a process for as long as it lives, once it has begun a letter
//	senders/RANDOM.log       what that process has noted of several letters and the database does not know yet
package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"draft/drafts/outbox"
)

// Options are what a store does not know by itself.
type Options struct {
	Now func() time.Time // nil is time.Now
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	dir    string // absolute
	now    func() time.Time
	db     *sql.DB
	writer writer

	mu   sync.Mutex
	lock *processLock // nil until this process needs one

	journal journal

	backups sync.Mutex // one at a time: they share a temporary file
}

var _ outbox.Journal = (*Store)(nil)

// smallestDatabase is the size of SQLite's smallest page.
const smallestDatabase = 512

// The names in the folder of a store.
const (
	databaseName = "draft.db"
	messagesName = "messages"
	sendersName  = "senders"
)

// Open opens the store in a folder, and makes it where there is none. Nobody but the owner can read it then, whatever
// the umask, and whatever the modes were.
//
// The error is a *NotStore, a *NewerError, a *Failed, or one of the file system. Open does not look for what a dead
// process left: Recover does.
func Open(dir string, o Options) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, now: o.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.prepareFiles(); err != nil {
		return nil, failed(err)
	}
	s.db, err = openDatabase(s.path(databaseName))
	if err != nil {
		return nil, err
	}
	s.writer.open(s.db)
	if err := s.prepareDatabase(context.Background()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close closes the store. Letters that this process has begun and not ended are left as those of a dead process are.
func (s *Store) Close() error {
	errs := []error{s.closeLog(context.Background()), s.writer.Flush(context.Background()), s.writer.close(), s.db.Close()}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock != nil {
		s.lock.release()
		s.lock = nil
	}
	return errors.Join(errs...)
}

// path is that of something in the folder.
func (s *Store) path(names ...string) string {
	return filepath.Join(append([]string{s.dir}, names...)...)
}

// time is what the clock says, as the database holds it.
func (s *Store) time() int64 { return s.now().UnixMilli() }

// prepareFiles makes the folders and an empty database where they are missing, and takes away from others what they may
// do with those that are there.
func (s *Store) prepareFiles() error {
	if err := s.makeRoot(); err != nil {
		return err
	}
	for _, name := range []string{messagesName, sendersName} {
		if err := makeFolder(s.path(name)); err != nil {
			return err
		}
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		path := s.path(databaseName) + suffix
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, os.ErrNotExist) && suffix == "":
			if err := createDatabase(path); err != nil {
				return err
			}
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return &NotStore{Path: path, Err: errNotRegular}
		case suffix == "" && info.Size() > 0 && info.Size() < smallestDatabase: // SQLite would take it for an empty one
			return &NotStore{Path: path, Err: errForeign}
		case othersMay(info):
			_ = os.Chmod(path, 0o600) // the folder keeps others out too; Check tells
		}
	}
	return nil
}

// makeRoot makes the folder of the store. Where it is new, so may be those above it, and their entries must last as
// long as what will be in them.
func (s *Store) makeRoot() error {
	if _, err := os.Stat(s.dir); errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(s.dir), 0o700); err != nil {
			return err
		}
		if err := makeFolder(s.dir); err != nil {
			return err
		}
		return syncFolder(filepath.Dir(s.dir))
	}
	return makeFolder(s.dir)
}

// creating keeps this process from having the database open while its empty file is made: on POSIX systems, to close
// any descriptor of a file drops all locks that the process has on it, those of SQLite too.
var creating sync.Mutex

// createDatabase makes an empty file for SQLite, which would make one that everybody can read.
func createDatabase(path string) error {
	creating.Lock()
	defer creating.Unlock()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) { // another process was faster
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}
