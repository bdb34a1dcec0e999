package store

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"draft/drafts"
)

// NotStore is a file in the place of the database that this program did not make.
type NotStore struct {
	Path string
	Err  error
}

func (n *NotStore) Error() string { return n.Path + ": not a store: " + n.Err.Error() }
func (n *NotStore) Unwrap() error { return n.Err }

// NewerError is a store that a later version of the program made. This one leaves it as it is.
type NewerError struct {
	Version, Known int
}

func (n *NewerError) Error() string {
	return fmt.Sprintf("the store has version %d, and %d is the last one known", n.Version, n.Known)
}

// NotFound is a beginning of an id that no letter has.
type NotFound struct{ Prefix string }

func (n *NotFound) Error() string { return fmt.Sprintf("no letter %q", n.Prefix) }

// Ambiguous is a beginning of an id that several letters have.
type Ambiguous struct {
	Prefix string
	IDs    []string // the first of them in order, maxAmbiguous at most
}

const maxAmbiguous = 20

func (a *Ambiguous) Error() string { return fmt.Sprintf("%q begins several ids: %q", a.Prefix, a.IDs) }

// Closed is a letter whose status, or its removal, does not allow what was asked for.
type Closed struct {
	ID      string
	Status  drafts.Status
	Removed bool
}

func (c *Closed) Error() string {
	if c.Removed {
		return "letter " + c.ID + " is removed"
	}
	return fmt.Sprintf("letter %s is %s", c.ID, c.Status)
}

// NotClaimedError is a letter of which something is noted by a process that has not begun it, or has ended it.
type NotClaimedError struct{ ID string }

func (n *NotClaimedError) Error() string {
	return "letter " + n.ID + " is not being sent by this process"
}

// Damaged is a frozen message that is not what was frozen. It cannot be sent; the letter can be frozen again.
type Damaged struct {
	ID, Path string
	Reason   FaultCode // FaultMissing, FaultUnreadable, FaultSize or FaultDigest
	Err      error     // why it is unreadable
}

func (d *Damaged) Error() string {
	return fmt.Sprintf("the message of letter %s is damaged: %s: %s", d.ID, d.Path, d.Reason)
}

func (d *Damaged) Unwrap() error { return d.Err }

// NoLocks is a file system that cannot tell whether a process lives. Nothing is sent from there, and nothing that was
// being sent there is touched: either would be a guess.
type NoLocks struct {
	Path string
	Err  error
}

func (n *NoLocks) Error() string { return n.Path + ": no locks: " + n.Err.Error() }
func (n *NoLocks) Unwrap() error { return n.Err }

// Lingering says that letters were purged while another process was reading: their bytes are in the files until the
// next Purge.
type Lingering struct{ Path string }

func (l *Lingering) Error() string { return l.Path + ": in use, old pages are left" }

// Invalid is a value that a store does not take.
type Invalid struct {
	ID   string
	Code InvalidCode
}

// InvalidCode says what was wrong.
type InvalidCode string

// What can be wrong with a value.
const (
	InvalidID      InvalidCode = "id"      // not of small letters, digits and hyphens
	InvalidContent InvalidCode = "content" // not JSON
	InvalidMessage InvalidCode = "message" // no bytes, or no recipient, or an address with a control character
	InvalidDigest  InvalidCode = "digest"  // the digest given is not that of the bytes
	InvalidStatus  InvalidCode = "status"  // not one that can be noted then
	InvalidState   InvalidCode = "state"   // no state of a case
)

func (i *Invalid) Error() string { return fmt.Sprintf("letter %q: invalid %s", i.ID, i.Code) }

// Failed is what the database or the disk under it did not do. What was asked for has not happened; only where the code
// is CodeDisk while a change was made durable, it may be found to have happened by a later process.
type Failed struct {
	Code Code
	Err  error
}

// Code says why.
type Code string

// Why a disk or a database fails.
const (
	CodeFull     Code = "full"     // no room on the disk
	CodeBusy     Code = "busy"     // another process has kept the database for longer than busyTimeout
	CodeReadOnly Code = "readonly" // the folder or the files cannot be written
	CodeCorrupt  Code = "corrupt"  // the database is damaged
	CodeDisk     Code = "disk"     // the disk failed
)

func (f *Failed) Error() string { return string(f.Code) + ": " + f.Err.Error() }
func (f *Failed) Unwrap() error { return f.Err }

// failed gives the errors of SQLite and of full disks their type, and leaves all others as they are.
func failed(err error) error {
	var known *Failed
	if err == nil || errors.As(err, &known) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &Failed{CodeFull, err}
	}
	if errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission) {
		return &Failed{CodeReadOnly, err}
	}
	switch code := resultCode(err); code & 0xff {
	case sqlite3.SQLITE_FULL:
		return &Failed{CodeFull, err}
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return &Failed{CodeBusy, err}
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return &Failed{CodeReadOnly, err}
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return &Failed{CodeCorrupt, err}
	case sqlite3.SQLITE_IOERR:
		if code == sqlite3.SQLITE_IOERR_SHMSIZE { // the file that processes share could not grow
			return &Failed{CodeFull, err}
		}
		return &Failed{CodeDisk, err}
	}
	return err
}

// resultCode is SQLite's extended one; 0 for an error of something else.
func resultCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
