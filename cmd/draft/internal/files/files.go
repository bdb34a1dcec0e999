// Package files writes and reads the files of the command: those that a person names, and the settings.
package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"draft/drafts/disk"
)

// Write writes a file of the user as disk.Write does.
func Write(path string, data []byte, force bool) error {
	return disk.Write(disk.OS{}, path, data, force)
}

// Stream is like Write for data that does not fit in memory.
func Stream(path string, force bool, write func(io.Writer) error) error {
	return disk.Stream(disk.OS{}, path, force, write)
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
	return errors.Join(temp.Close(), disk.OS{}.Remove(temp.Name()))
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
