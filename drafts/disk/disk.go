// Package disk is the one way in which this program writes files that it keeps, except for those of SQLite: private from
// the first byte, never through a link, and synced before anything relies on them. Who writes is handed a Disk, so that a
// test can see what was done, and in which order.
//
// It is on floor 0, because the store, the secrets, the batch and the command write files, on the floors 5 to 10.
package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// Disk creates files, gives them names and makes the names durable.
type Disk interface {
	// Create creates a file that must not exist, and returns it open for writing. Only its owner can read it, whatever
	// the umask is.
	Create(name string) (File, error)
	// Reopen opens a file for writing that exists.
	Reopen(name string) (File, error)
	// Link gives a file another name, which must not exist.
	Link(name, other string) error
	// Rename gives a file another name in place of its own. A file that has that name is replaced.
	Rename(name, other string) error
	Remove(name string) error
	// SyncFolder returns once the names in a folder are on the disk.
	SyncFolder(name string) error
}

// File is a file that is being written.
type File interface {
	io.Writer
	io.WriterAt
	io.Closer
	// Sync returns once everything that was written is on the disk.
	Sync() error
	Truncate(size int64) error
	Name() string
}

// OS is the disk of this machine.
type OS struct{}

func (OS) Create(name string) (File, error) { return create(name, os.OpenFile, os.Remove) }
func (OS) Reopen(name string) (File, error) { return os.OpenFile(name, os.O_WRONLY, 0) }
func (OS) Link(name, other string) error    { return os.Link(name, other) }
func (OS) SyncFolder(name string) error     { return syncFolder(name, os.Open) }

func (OS) Rename(name, other string) error {
	return patiently(runtime.GOOS, func() error { return os.Rename(name, other) })
}

func (OS) Remove(name string) error {
	return patiently(runtime.GOOS, func() error { return os.Remove(name) })
}

// Root is the disk below a folder. No name leads out of it.
type Root struct{ *os.Root }

func (r Root) Create(name string) (File, error) { return create(name, r.OpenFile, r.Remove) }
func (r Root) Reopen(name string) (File, error) {
	return r.OpenFile(name, os.O_WRONLY, 0)
}
func (r Root) SyncFolder(name string) error { return syncFolder(name, r.Open) }

// create leaves nothing behind if it fails.
func create(name string, open func(string, int, os.FileMode) (*os.File, error), remove func(string) error) (File, error) {
	f, err := open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(0o600); err != nil { // the umask may have removed too much
		return nil, errors.Join(err, f.Close(), remove(name))
	}
	return f, nil
}

// syncFolder is the only place that syncs a folder, because not every system can: Windows refuses it, and notes names in
// the log of its file system by itself; some network file systems answer that they have no such thing.
func syncFolder(name string, open func(string) (*os.File, error)) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := open(name)
	switch {
	case errors.Is(err, fs.ErrPermission): // one may write to the folder, and not read it
		return nil
	case err != nil:
		return err
	}
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, f.Close())
}
