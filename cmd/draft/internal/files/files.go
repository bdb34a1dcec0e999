// Package files writes what must not be lost or half-written, and reads what may be anything.
package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Write writes a file that appears whole or not at all, readable by its owner alone. It never follows a link and
// never replaces a file unless forced. The error is fs.ErrExist where one is in the way.
func Write(path string, data []byte, force bool) error {
	return Stream(path, force, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream is Write for what is too long to be held. An error of write is given as it is, and there is no file then.
func Stream(path string, force bool, write func(io.Writer) error) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".draft-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // gone after a rename; else there is nothing more to do
	if err := write(temp); err != nil {
		_ = temp.Close() // what was not written matters
		return err
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if force {
		return os.Rename(temp.Name(), path)
	}
	// A link fails where the name is taken, whoever took it a moment ago.
	err = os.Link(temp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return create(path, temp.Name()) // a file system without links
}

// create copies a file to a name that must be free, and takes it away again if it cannot be written whole.
func create(path, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // it was only read
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, source)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// Taken tells whether something has this name, be it a broken link.
func Taken(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TryFolder makes a temporary file in the folder of a path, and takes it away again: only trying tells whether a file
// can be made there.
func TryFolder(path string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".draft-*")
	if err != nil {
		return err
	}
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}

// ReadLimited reads a file of at most limit bytes, or a pipe, as <(command) of a shell is one. Others are refused before
// they are read: a device may have no end.
func ReadLimited(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	case !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0:
		return nil, ErrNotRegular
	case info.Size() > limit:
		return nil, ErrTooLarge
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return io.ReadAll(io.LimitReader(f, limit+1))
}

// Why a file is not read.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("the file is too large")
)
