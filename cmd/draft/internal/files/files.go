// Package files writes files atomically and reads files of a limited size.
package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Write writes a file atomically, readable by its owner only. It never follows a link. It replaces an existing file only if
// force is set; otherwise the error is fs.ErrExist.
func Write(path string, data []byte, force bool) error {
	return Stream(path, force, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream is like Write for data that does not fit in memory. If write fails, its error is returned and no file is left.
func Stream(path string, force bool, write func(io.Writer) error) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".draft-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // it is gone after a rename
	if err := write(temp); err != nil {
		_ = temp.Close() // the error of write matters
		return err
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if force {
		return os.Rename(temp.Name(), path)
	}
	// Unlike a rename, a link fails if the name exists, even if it was created a moment ago.
	err = os.Link(temp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return create(path, temp.Name()) // a file system without links
}

// create copies a file to a name that must not exist, and removes the copy if it cannot be completed.
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

// Taken reports whether the path exists, even if it is a broken link.
func Taken(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// TryFolder returns the error of creating a file in the folder of a path. It creates and removes a temporary file, because
// permissions alone do not tell.
func TryFolder(path string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".draft-*")
	if err != nil {
		return err
	}
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}

// ReadLimited reads a regular file of at most limit bytes, or a pipe, such as <(command) in a shell. It reads no other file,
// because a device may never end. Of a pipe it returns up to limit+1 bytes, so that the caller can tell that it is longer.
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

// The errors of ReadLimited.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrTooLarge   = errors.New("the file is too large")
)
