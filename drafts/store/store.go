// Package store keeps letters in a folder or in a PostgreSQL database: their content, the bytes that were frozen for sending, and the attempts to send
// them. It implements outbox.Journal, and so the promise that no letter is sent twice unasked: only one process has a
// letter at a time, the record that its dot may have been sent is on disk before the dot is sent, and the letters of a
// dead process are recovered only under the lock that it held, or after its lease has expired.
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
// Both engines have the same tables, and the queries stand once, in the SQL that SQLite and PostgreSQL share (dialect.go). What differs is
// behind the interface engine: folder for the processes of one machine, server for those of several.
//
// A store in a folder:
//
//	draft.db                 SQLite, in WAL mode, with its -wal and -shm
//	messages/ID-RANDOM.eml   the bytes of a frozen letter; each freezing has a name of its own, which begins with that of the process
//	senders/RANDOM.lock      the lock of a process, from the first letter that it freezes or begins until it exits
//	senders/RANDOM.log       the entries of that process, which the database has a little later
//	sent.log                 a line for each try of an earlier process that may have been sent
//	evidence/DIGEST/NAME     a file that a letter names, from the first one on; the digest is of name and bytes
//
// The logs are there because a database can be damaged, deleted, or replaced by an older copy. The rule is: whatever may have been
// sent is named by a log outside of the database, and if the database does not know one of these tries, or if both are gone and
// only messages are left, then nothing is sent and nothing is deleted until a person has decided; a message that no log and no
// letter names was never offered to a server.
//
// A store on a server is the schema draft of a database (server1.sql), which Init makes, and a folder of copies of evidence on each machine.
// The files of a folder are rows there, and nothing is beside the database:
//
//   - A process that sends has a row with a token and the end of its lease, by the server's clock. It prolongs the lease while it lives; others
//     delete the row once the lease has expired, and end the attempts of the letters whose owner is the token, in one change.
//   - What it records about a letter compares that letter's owner with the token, in a change that has prolonged the lease. A committing
//     record counts only if the server has confirmed it before the lease could expire; else no dot is sent.
//   - The keys of a letter that is out are unique rows, made when it is begun.
//
// A server that forgets what it has confirmed breaks the promise; there are no logs that would show it.
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
	"io"
	"time"

	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// Options configure a store.
type Options struct {
	Now  func() time.Time // nil is time.Now
	Disk disk.Disk        // nil is the disk of this machine
	Seat string           // the name of who works here, for the history; "" if it has none
	// Cache is a folder of this machine for the evidence that a server has; only a server needs one.
	Cache string
	// Password returns the password for a server, if neither the environment nor a password file has it. Nil has none.
	Password func(context.Context) (string, error)
	// ReadOnly opens a store that exists and writes nothing at all, so that one can read in a folder that cannot be written.
	// Every change fails with a *FailedError with CodeReadOnly.
	ReadOnly bool
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	now      func() time.Time
	readOnly bool
	seat     string
	db       *sql.DB
	writer   writer
	engine   engine
}

var _ outbox.Journal = (*Store)(nil)

// Open opens the store in a folder, or creates it, so that only the owner can read it, whatever the umask and the modes were; or it opens
// the store in the database whose address it is given, which Init has made. Open does not recover the letters of dead processes; Recover
// does.
//
// The error is a *NewerError, a *FailedError, or for a folder a *NotStoreError or one of the file system, and for a server an *AddressError
// or a *SetupError.
func Open(place string, o Options) (*Store, error) {
	s := &Store{now: o.Now, readOnly: o.ReadOnly, seat: clean(o.Seat)}
	if s.now == nil {
		s.now = time.Now
	}
	open := s.openFolder
	if IsServer(place) {
		open = s.openServer
	}
	if err := open(place, o); err != nil {
		return nil, err
	}
	return s, nil
}

// ReadOnly reports whether nothing can be written.
func (s *Store) ReadOnly() bool { return s.readOnly }

// Close closes the store. Letters that this process has begun and not ended are left for Recover.
func (s *Store) Close() error {
	ctx := context.Background()
	err := errors.Join(s.engine.flush(ctx), s.writer.Flush(ctx))
	return errors.Join(err, s.engine.end(ctx, err == nil), s.writer.close(), s.db.Close(), s.engine.close())
}

// Backup writes a zip of the whole store while other processes may use it: the database as it was at one moment, and the
// messages and the evidence that it names. Unpacked into a folder it is a store.
//
// A *DamagedError in the error says that the archive is complete except for messages and evidence that were already lost.
func (s *Store) Backup(ctx context.Context, w io.Writer) error { return s.engine.backup(ctx, w) }

// Distrust returns why nothing may be sent or deleted: what the last Recover found, or could not find out.
func (s *Store) Distrust() error { return s.engine.distrusted() }

// time returns the current time as the database holds it.
func (s *Store) time() int64 { return s.now().UnixMilli() }

// Readmit records the letters that the database has forgotten, as sent or as unknown, so that none is sent again unasked. Of a
// letter that the database does not have at all, it records what the files say: recipients, subject, keys and message. It returns
// these letters, and what Recover finds then.
func (s *Store) Readmit(ctx context.Context) ([]Forgotten, []Recovered, error) {
	return s.engine.readmit(ctx)
}
