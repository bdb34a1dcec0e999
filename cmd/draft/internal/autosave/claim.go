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

// Claim gives a slot of a key, for the life of this process: the one with the newest letter that no living process
// writes to, else an empty one. What lies in the folder is never an error; that nothing can be written there is.
//
// For the key refund the folder holds
//
//	refund/letter.json                 the letter, and a lock beside it
//	refund.2/letter.json               that of a second process at the same time
//	refund.p4711-K3V9QRST/letter.json  that of process 4711, where the file system has no locks
//	refund.aside-1/letter.json         what was set aside
func Claim(folder, key string) (*Slot, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if info, err := os.Stat(folder); err == nil && info.Mode().Perm()&0o077 != 0 {
		_ = os.Chmod(folder, 0o700) // the files are private without it
	}
	s := &Slot{shelf: shelf{folder: folder, key: safe(key)}}
	for _, name := range s.places() {
		s.consider(s.take(name))
	}
	if s.held != nil {
		return s, nil
	}
	var err error
	s.held, err = s.newPlace()
	if err != nil {
		return nil, err
	}
	return s, nil
}

// consider keeps a place if it is better than the one held so far: a newer letter is better, and any letter than none.
func (s *Slot) consider(p *place) {
	if p == nil {
		return
	}
	l, err := p.read(s.key)
	if err != nil {
		path, err := s.setAside(p)
		if err != nil { // it stays in the way here
			p.release()
			return
		}
		s.aside = path
	}
	switch {
	case s.held == nil:
	case l != nil && (s.found == nil || l.Saved.After(s.found.Saved)):
		s.held.release()
	default:
		p.release()
		return
	}
	s.held, s.found = p, l
}

// safe is a key as a file system can name it. Two keys never have one name.
func safe(key string) string {
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

// shelf is the part of a folder that belongs to one key.
type shelf struct {
	folder string
	key    string
}

func (s *shelf) path(name string) string { return filepath.Join(s.folder, name) }

// numbered is the name of a place that is locked.
func (s *shelf) numbered(n int) string {
	if n == 1 {
		return s.key
	}
	return s.key + "." + strconv.Itoa(n)
}

// number takes apart a name made of the key, a mark and a number.
func (s *shelf) number(name, mark string) (int, bool) {
	rest, ok := strings.CutPrefix(name, s.key+mark)
	n, err := strconv.Atoi(rest)
	return n, ok && err == nil && n > 0 && strconv.Itoa(n) == rest
}

const asideMark = ".aside-"

// process gives the process that a place without a lock belongs to.
func (s *shelf) process(name string) (int, bool) {
	rest, ok := strings.CutPrefix(name, s.key+".p")
	digits, _, random := strings.Cut(rest, "-")
	pid, err := strconv.Atoi(digits)
	return pid, ok && random && err == nil && pid > 0
}

// names are the names in the folder, in a fixed order.
func (s *shelf) names() []string {
	entries, _ := os.ReadDir(s.folder) // as many as can be read
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// places are the places that exist, the numbered ones first.
func (s *shelf) places() []string {
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

// take makes a place that exists ours; nil where it belongs to a living process or is none.
func (s *shelf) take(name string) *place {
	pid, owned := s.process(name)
	if !owned {
		p, _ := lock(s.path(name))
		return p
	}
	if !isFolder(s.path(name)) || alive(pid) {
		return nil
	}
	p := s.unlocked()
	if err := os.Rename(s.path(name), p.path); err != nil { // another process was faster
		return nil
	}
	p.sweep()
	return p
}

// newPlace makes an empty place.
func (s *shelf) newPlace() (*place, error) {
	for n := 1; n < 1000; n++ {
		path := s.path(s.numbered(n))
		err := os.Mkdir(path, 0o700)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		p, err := lock(path)
		if p != nil {
			return p, nil
		}
		if err != nil {
			_ = os.Remove(filepath.Join(path, lockName))
			_ = os.Remove(path) // empty: no process could lock it
			break
		}
	}
	p := s.unlocked()
	return p, os.Mkdir(p.path, 0o700)
}

// unlocked is a place named by this process, for file systems without locks.
func (s *shelf) unlocked() *place {
	return &place{path: s.path(s.key + ".p" + strconv.Itoa(os.Getpid()) + "-" + rand.Text()[:8])}
}

const lockName = "lock"

// tryLock is a variable for tests: there are file systems without locks.
var tryLock = (*flock.Flock).TryLock

// lock makes a numbered place ours; nil without an error is one that another process has.
func lock(path string) (*place, error) {
	if !isFolder(path) {
		return nil, fs.ErrInvalid
	}
	// The lock is a file of its own: the letter is another file after each save.
	l := flock.New(filepath.Join(path, lockName))
	if ok, err := tryLock(l); !ok {
		return nil, err
	}
	p := &place{path: path, unlock: l.Unlock}
	p.sweep()
	return p, nil
}

// isFolder wants a folder itself, not a link to one.
func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

// alive tells whether a process is running, as far as the system tells.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release() //nolint:errcheck // nothing to do about it
	return !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// setAside moves the letter of a place, whatever it is, to a new name. What was set aside is never thrown away: it is
// a person's, and small.
func (s *shelf) setAside(p *place) (string, error) {
	n := 1
	for _, name := range s.names() {
		if taken, ok := s.number(name, asideMark); ok {
			n = max(n, taken+1)
		}
	}
	folder := s.path(s.key + asideMark + strconv.Itoa(n))
	for errors.Is(os.Mkdir(folder, 0o700), fs.ErrExist) { // another process was faster
		n++
		folder = s.path(s.key + asideMark + strconv.Itoa(n))
	}
	path := filepath.Join(folder, filepath.Base(p.letter()))
	if err := os.Rename(p.letter(), path); err != nil {
		_ = os.Remove(folder)
		return "", err
	}
	return path, nil
}

// Erase takes all that is kept for a key off the disk, also what was set aside: what it is about is gone for good.
func Erase(folder, key string) error {
	s := shelf{folder: folder, key: safe(key)}
	var errs []error
	for _, name := range s.names() {
		if name == s.key || strings.HasPrefix(name, s.key+".") {
			errs = append(errs, os.RemoveAll(s.path(name)))
		}
	}
	return errors.Join(errs...)
}
