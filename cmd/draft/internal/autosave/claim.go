package autosave

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// Claim returns a slot for a key, owned by this process: the one with the newest letter that no living process owns, else
// an empty one. Files that are not letters are set aside. It fails only if nothing can be written in the folder.
//
// For the key refund the folder holds
func Claim(folder, key string) (*Slot, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(folder, 0o700) // the files are private without it
	}
	s := &Slot{keyspace: keyspace{folder: folder, key: fileName(key)}}
	for _, name := range s.existing() {
		s.keepNewer(s.claim(name))
	}
	if s.dir != nil {
		return s, nil
	}
	var err error
	s.dir, err = s.create()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// keepNewer keeps a folder in place of the slot's if its letter is newer, or if the slot has none yet, and releases the
// other.
func (s *Slot) keepNewer(d *ownedDir) {
	if d == nil {
		return
	}
	l, err := d.read(s.key)
	if err != nil {
		path, err := s.setAside(d)
		if err != nil { // the file is still there, so the folder cannot be used
			d.release()
			return
		}
		s.aside = path
	}
	switch {
	case s.dir == nil:
	case l != nil && (s.found == nil || l.Saved.After(s.found.Saved)):
		s.dir.release()
	default:
		d.release()
		return
	}
	s.dir, s.found = d, l
}

// fileName returns a key as a name that every file system accepts. Different keys have different names.
func fileName(key string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, key)
	if plain == key && key != "" && len(key) <= 80 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return plain[:min(len(plain), 40)] + "_" + hex.EncodeToString(sum[:8])
}

// keyspace is the part of a folder that belongs to one key.
type keyspace struct {
	folder string
	key    string
}

func (s *keyspace) path(name string) string { return filepath.Join(s.folder, name) }

// numbered returns the name of the nth folder with a lock.
func (s *keyspace) numbered(n int) string {
	if n == 1 {
		return s.key
	}
	return s.key + "." + strconv.Itoa(n)
}

// number returns the number of a name that is the key, a mark and a number.
func (s *keyspace) number(name, mark string) (int, bool) {
	rest, ok := strings.CutPrefix(name, s.key+mark)
	n, err := strconv.Atoi(rest)
	return n, ok && err == nil && n > 0 && strconv.Itoa(n) == rest
}

const asideMark = ".aside-"

// process returns the process ID in the name of a folder without a lock.
func (s *keyspace) process(name string) (int, bool) {
	rest, ok := strings.CutPrefix(name, s.key+".p")
	digits, _, random := strings.Cut(rest, "-")
	pid, err := strconv.Atoi(digits)
	return pid, ok && random && err == nil && pid > 0
}

// names returns the names in the folder, sorted.
func (s *keyspace) names() []string {
	entries, _ := os.ReadDir(s.folder) // those read before an error count
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// existing returns the names of the existing folders of the key, the numbered ones first.
func (s *keyspace) existing() []string {
	var names []string
	order := func(name string) int {
		if n, ok := s.number(name, "."); ok {
			return n
		}
		if name == s.key {
			return 1
		}
		return 1 << 30
	}
	for _, name := range s.names() {
		_, numbered := s.number(name, ".")
		_, owned := s.process(name)
		if name == s.key || numbered || owned {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(order(a), order(b)) })
	return names
}

// claim makes an existing folder ours. It returns nil if a living process owns it, or if it is not a folder.
func (s *keyspace) claim(name string) *ownedDir {
	pid, owned := s.process(name)
	if !owned {
		d, _ := lockDir(s.path(name))
		return d
	}
	if !isFolder(s.path(name)) || alive(pid) {
		return nil
	}
	d := s.unlockedDir()
	if err := os.Rename(s.path(name), d.path); err != nil { // another process claimed it first
		return nil
	}
	d.sweep()
	return d
}

// create makes a new empty folder.
func (s *keyspace) create() (*ownedDir, error) {
	for n := 1; n < 1000; n++ {
		path := s.path(s.numbered(n))
		err := os.Mkdir(path, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		d, err := lockDir(path)
		if d != nil {
			return d, nil
		}
		if err != nil {
			_ = os.Remove(filepath.Join(path, lockName))
			_ = os.Remove(path) // it is empty, because no process could lock it
			break
		}
	}
	d := s.unlockedDir()
	return d, os.Mkdir(d.path, 0o700)
}

// unlockedDir returns a folder with the ID of this process in its name, for file systems without locks.
func (s *keyspace) unlockedDir() *ownedDir {
	return &ownedDir{path: s.path(s.key + ".p" + strconv.Itoa(os.Getpid()) + "-" + rand.Text()[:8])}
}

const lockName = "lock"

// tryLock is a variable, so that tests can act as a file system without locks.
var tryLock = (*flock.Flock).TryLock

// lockDir makes a numbered folder ours. It returns nil without an error if another process owns it.
func lockDir(path string) (*ownedDir, error) {
	if !isFolder(path) {
		return nil, fs.ErrInvalid
	}
	// The lock is a file of its own, because each save replaces the file of the letter.
	l := flock.New(filepath.Join(path, lockName))
	if ok, err := tryLock(l); !ok {
		return nil, err
	}
	d := &ownedDir{path: path, unlock: l.Unlock}
	d.sweep()
	return d, nil
}

// isFolder reports whether path is a folder, and not a link to one.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// alive reports whether a process is running, as far as the system says.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release() //nolint:errcheck // nothing can be done about it
	return !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// setAside moves the letter of a folder, whatever it is, to a new name. Files set aside are never removed, because they
// hold what a person typed, and are small.
func (s *keyspace) setAside(d *ownedDir) (string, error) {
	n := 1
	for _, name := range s.names() {
		if taken, ok := s.number(name, asideMark); ok {
			n = max(n, taken+1)
		}
	}
	folder := s.path(s.key + asideMark + strconv.Itoa(n))
	for errors.Is(os.Mkdir(folder, 0o700), fs.ErrExist) { // another process took the number
		n++
		folder = s.path(s.key + asideMark + strconv.Itoa(n))
	}
	path := filepath.Join(folder, filepath.Base(d.letter()))
	if err := os.Rename(d.letter(), path); err != nil {
		_ = os.Remove(folder)
		return "", err
	}
	return path, nil
}

// Erase removes everything kept for a key from the disk, what was set aside too.
func Erase(folder, key string) error {
	s := keyspace{folder: folder, key: fileName(key)}
	var errs []error
	for _, name := range s.names() {
		if name == s.key || strings.HasPrefix(name, s.key+".") {
			errs = append(errs, os.RemoveAll(s.path(name)))
		}
	}
	return errors.Join(errs...)
}
