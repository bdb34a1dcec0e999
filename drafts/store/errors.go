package store

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"draft/drafts"
	"draft/drafts/disk"
)

// NotStoreError is a file in the place of the database that is not one of this program.
type NotStoreError struct {
	Path string
	Err  error
}

func (n *NotStoreError) Error() string { return n.Path + ": not a store: " + n.Err.Error() }
func (n *NotStoreError) Unwrap() error { return n.Err }

// NewerError is a store of a later version of the program. Open does not change it.
type NewerError struct {
	Version, Known int
}

func (n *NewerError) Error() string {
	return fmt.Sprintf("the store has version %d, and %d is the last one known", n.Version, n.Known)
}

// NotFoundError is a prefix that no ID has.
type NotFoundError struct{ Prefix string }

func (n *NotFoundError) Error() string { return fmt.Sprintf("no letter %q", n.Prefix) }

// UnfinishedError is a prefix that no letter has, but an unfinished one, with which only an interview can go on.
type UnfinishedError struct{ Unfinished }

func (u *UnfinishedError) Error() string { return "letter " + u.ID + " is not finished" }

// AmbiguousError is a prefix that several IDs have.
type AmbiguousError struct {
	Prefix string
	IDs    []string // the first of them in order, at most maxAmbiguous
}

const maxAmbiguous = 20

func (a *AmbiguousError) Error() string {
	return fmt.Sprintf("%q begins several ids: %q", a.Prefix, a.IDs)
}

// ClosedError is a letter that cannot be changed in its status, or because it is removed.
type ClosedError struct {
	ID      string
	Status  drafts.Status
	Removed bool
}

func (c *ClosedError) Error() string {
	if c.Removed {
		return "letter " + c.ID + " is removed"
	}
	return fmt.Sprintf("letter %s is %s", c.ID, c.Status)
}

// NotClaimedError is a letter that the process has not begun, or has ended already.
type NotClaimedError struct{ ID string }

func (n *NotClaimedError) Error() string {
	return "letter " + n.ID + " is not being sent by this process"
}

// DamagedError is a frozen message whose file has changed or is missing. It cannot be sent, but the letter can be frozen
// again. In the error of a backup it may be evidence too.
type DamagedError struct {
	ID, Path string
	Reason   FaultCode // FaultMissing, FaultUnreadable, FaultSize, FaultDigest or FaultEvidenceMissing
	Err      error     // why it is unreadable
}

func (d *DamagedError) Error() string {
	return fmt.Sprintf("the message of letter %s is damaged: %s: %s", d.ID, d.Path, d.Reason)
}

func (d *DamagedError) Unwrap() error { return d.Err }

// GoneError is a database that is no longer the open one, because the folder was moved, deleted or replaced. What is recorded now
// would be lost, so no letter may go out.
type GoneError struct{ Path string }

func (g *GoneError) Error() string { return g.Path + ": no longer the open store" }

// NoLocksError is a file system without locks. The store does not send from there or recover letters there, because it
// cannot know whether another process lives.
type NoLocksError struct {
	Path string
	Err  error
}

func (n *NoLocksError) Error() string { return n.Path + ": no locks: " + n.Err.Error() }
func (n *NoLocksError) Unwrap() error { return n.Err }

// SetupError is a database that has no store, or one of an earlier version. The one who owns it makes or migrates the store with Init.
type SetupError struct {
	Address string
	Version int // 0 if there is none
}

func (s *SetupError) Error() string {
	return fmt.Sprintf("%s: the store has version %d, and must be set up", s.Address, s.Version)
}

// LeaseLostError is a process that did not reach the server for so long that others have taken over its letters. It sends nothing more of
// them.
type LeaseLostError struct{ Address string }

func (l *LeaseLostError) Error() string { return l.Address + ": others have taken the letters over" }

// LingeringError says that letters were purged while another process was reading, so that their bytes stay in the files
// until the next Purge.
type LingeringError struct{ Path string }

func (l *LingeringError) Error() string { return l.Path + ": in use, old pages are left" }

// InvalidError is a value that the store refuses.
type InvalidError struct {
	ID   string
	Code InvalidCode
}

// InvalidCode says what is wrong with a value.
type InvalidCode string

// What can be wrong with a value.
const (
	InvalidID      InvalidCode = "id"      // not of small letters, digits and hyphens
	InvalidContent InvalidCode = "content" // not JSON
	InvalidMessage InvalidCode = "message" // no bytes, or no recipient, or an address with a control character
	InvalidDigest  InvalidCode = "digest"  // the digest given is not that of the bytes
	InvalidStatus  InvalidCode = "status"  // cannot be recorded
	InvalidState   InvalidCode = "state"   // not a state of a case
)

func (i *InvalidError) Error() string { return fmt.Sprintf("letter %q: invalid %s", i.ID, i.Code) }

// FailedError is an error of the database or of the disk. The change was not made; only if the code is CodeDisk or CodeLost may
// it have been.
type FailedError struct {
	Code Code
	Err  error
}

// Code says why something failed.
type Code string

// Why a disk or a database fails.
const (
	CodeFull     Code = "full"     // no room on the disk
	CodeBusy     Code = "busy"     // another process has kept the database for longer than busyTimeout
	CodeReadOnly Code = "readonly" // the folder or its files cannot be written
	CodeCorrupt  Code = "corrupt"  // the database is damaged
	CodeDisk     Code = "disk"     // the disk failed
	CodeConnect  Code = "connect"  // the server cannot be reached, or the connection was lost before anything was changed
	CodeDenied   Code = "denied"   // the server refuses it to this user
	CodeLost     Code = "lost"     // the connection was lost while a change was made: it is not known whether it was
)

func (f *FailedError) Error() string { return string(f.Code) + ": " + f.Err.Error() }
func (f *FailedError) Unwrap() error { return f.Err }

// failed returns an error of SQLite or of the disk as a *FailedError, and all others as they are.
func failed(err error) error {
	var known *FailedError
	if err == nil || errors.As(err, &known) {
		return err
	}
	if errors.As(err, new(*pgconn.ConnectError)) {
		return connectFailed(err)
	}
	switch fault := disk.FaultOf(err); {
	case fault == disk.FaultFull:
		return &FailedError{CodeFull, err}
	case fault == disk.FaultReadOnly, errors.Is(err, fs.ErrPermission):
		return &FailedError{CodeReadOnly, err}
	}
	if code := serverFailure(err); code != "" {
		return &FailedError{code, err}
	}
	switch code := resultCode(err); code & 0xff {
	case sqlite3.SQLITE_FULL:
		return &FailedError{CodeFull, err}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return &FailedError{CodeBusy, err}
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return &FailedError{CodeReadOnly, err}
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return &FailedError{CodeCorrupt, err}
	case sqlite3.SQLITE_IOERR:
		if code == sqlite3.SQLITE_IOERR_SHMSIZE { // the file that processes share could not grow
			return &FailedError{CodeFull, err}
		}
		return &FailedError{CodeDisk, err}
	}
	return err
}

// resultCode returns the extended result code of SQLite, or 0 for other errors.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
