package store

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
)

var errNotRegular = errors.New("not a regular file")

// modes reports whether this system has file modes.
const modes = runtime.GOOS != "windows"

// othersMay reports whether other users may access a file.
func othersMay(info fs.FileInfo) bool { return modes && info.Mode().Perm()&0o077 != 0 }

// makeFolder creates a private folder, or makes an existing one private.
func makeFolder(path string) error {
	err := os.Mkdir(path, 0o700)
	if err == nil {
		return os.Chmod(path, 0o700) // the umask may have removed too much
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
		_ = os.Chmod(path, 0o700) // fails if another user owns it; Check finds that
	}
	return nil
}

// identify returns what tells a file from another one that takes its place.
func identify(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil {
		os.SameFile(info, info) // Windows finds the identity of a file when it is first asked for, by the path
	}
	return info, err
}

// plain reports whether text can be part of a file name on every system. A database may hold any text.
func plain(name string) bool {
	return name != "" && len(name) <= 100 && strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}) < 0
}
