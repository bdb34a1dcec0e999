package store

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
)

var errNotRegular = errors.New("not a regular file")

// modes tells whether the modes of files mean anything here.
const modes = runtime.GOOS != "windows"

// othersMay tells whether anybody but the owner may do anything with a file.
func othersMay(info fs.FileInfo) bool { return modes && info.Mode().Perm()&0o077 != 0 }

// makeFolder makes a folder that is private, or makes one private that is there.
func makeFolder(path string) error {
	err := os.Mkdir(path, 0o700)
	if err == nil {
		return os.Chmod(path, 0o700) // the umask may have taken away too much
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return &fs.PathError{Op: "open", Path: path, Err: errors.New("not a folder")}
	case othersMay(info):
		_ = os.Chmod(path, 0o700) // of another owner: Check tells
	}
	return nil
}

// create makes a new private file, and gives it open. It leaves nothing behind where it fails.
func create(path string, data []byte) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o600)); err != nil {
		_ = f.Close()
		_ = os.Remove(path) // no row names it: Purge tries again
		return nil, err
	}
	return f, nil
}

// syncFolder makes the names in a folder last. Windows cannot, and does it by itself.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// plain tells whether text can be part of a file's name on every system. A database from elsewhere may hold anything.
func plain(name string) bool {
	return name != "" && len(name) <= 100 && strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}) < 0
}
