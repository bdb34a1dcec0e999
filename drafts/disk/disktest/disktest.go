// Package disktest is a disk for tests. It keeps the order of what was done, and knows what a crash of the machine would
// leave.
package disktest

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"draft/drafts/disk"
)

// Disk is the disk below a folder. Its methods may be called from several goroutines.
type Disk struct {
	Folder string
	// Before is called before each step, outside of any lock. A step for which it returns an error fails with that error. It
	// may be nil.
	Before func(step string) error

	mu    sync.Mutex
	steps []string
	files map[string]*content // by the names that were made here
}

// content is a file with one or several names.
type content struct {
	written bool   // through this disk; else somebody else writes it, such as SQLite
	synced  []byte // the bytes at the last Sync
	names   map[string]bool
}

var _ disk.Disk = (*Disk)(nil)

// Note adds a step that is not one of the disk, such as a dot on the wire.
func (d *Disk) Note(step string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps = append(d.steps, step)
}

// Steps returns what was done, in order: the operation and the names of the files below Folder, with "/".
func (d *Disk) Steps() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.steps...)
}

// step does one step. If it succeeds, it is added to the list, and then changes what a crash would leave.
func (d *Disk) step(do func() error, then func(), words ...string) error {
	for i, name := range words[1:] {
		words[i+1] = d.below(name)
	}
	step := strings.Join(words, " ")
	if d.Before != nil {
		if err := d.Before(step); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.steps = append(d.steps, step)
	if d.files == nil {
		d.files = map[string]*content{}
	}
	then()
	return nil
}

func (d *Disk) below(name string) string {
	short, err := filepath.Rel(d.Folder, name)
	if err != nil {
		return name
	}
	return filepath.ToSlash(short)
}

func (d *Disk) Create(name string) (disk.File, error) {
	f := &file{disk: d}
	err := d.step(
		func() (err error) { f.File, err = disk.OS{}.Create(name); return err },
		func() { f.content = &content{names: map[string]bool{}}; d.files[d.below(name)] = f.content },
		"create", name)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d *Disk) Reopen(name string) (disk.File, error) {
	f := &file{disk: d}
	var data []byte
	err := d.step(
		func() (err error) {
			if f.File, err = (disk.OS{}).Reopen(name); err == nil {
				data, err = os.ReadFile(name)
			}
			return err
		},
		func() {
			short := d.below(name)
			if f.content = d.files[short]; f.content == nil { // it was there before this disk
				f.content = &content{synced: data, names: map[string]bool{short: true}}
				d.files[short] = f.content
			}
		},
		"reopen", name)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d *Disk) Link(name, other string) error {
	return d.step(
		func() error { return disk.OS{}.Link(name, other) },
		func() { d.files[d.below(other)] = d.files[d.below(name)] },
		"link", name, other)
}

func (d *Disk) Rename(name, other string) error {
	return d.step(
		func() error { return disk.OS{}.Rename(name, other) },
		func() { d.files[d.below(other)] = d.files[d.below(name)]; delete(d.files, d.below(name)) },
		"rename", name, other)
}

func (d *Disk) Remove(name string) error {
	return d.step(func() error { return disk.OS{}.Remove(name) }, func() { delete(d.files, d.below(name)) }, "remove", name)
}

func (d *Disk) SyncFolder(name string) error {
	return d.step(
		func() error { return disk.OS{}.SyncFolder(name) },
		func() {
			for file, c := range d.files {
				if path.Dir(file) == d.below(name) && c != nil {
					c.names[file] = true
				}
			}
		},
		"syncfolder", name)
}

// file is a file that was created on a Disk.
type file struct {
	disk.File
	disk    *Disk
	content *content
}

func (f *file) Write(data []byte) (n int, err error) {
	err = f.disk.step(func() error { n, err = f.File.Write(data); return err }, f.write, "write", f.Name())
	return n, err
}

func (f *file) WriteAt(data []byte, offset int64) (n int, err error) {
	err = f.disk.step(func() error { n, err = f.File.WriteAt(data, offset); return err }, f.write, "write", f.Name())
	return n, err
}

func (f *file) write() { f.content.written = true }

func (f *file) Truncate(size int64) error {
	return f.disk.step(func() error { return f.File.Truncate(size) }, f.write, "truncate", f.Name())
}

func (f *file) Sync() error {
	var data []byte
	return f.disk.step(
		func() (err error) {
			if data, err = os.ReadFile(f.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) { // removed meanwhile
				return err
			}
			return f.File.Sync()
		},
		func() { f.content.synced = data },
		"sync", f.Name())
}

// Crash writes to a new folder what a crash of the machine at this moment would leave of Folder at worst: no name that was
// not synced, and of each file the bytes that were. A file that is not written through this disk is copied as it is;
// whoever writes it has to sync it. That a removed file may come back is not tried.
func (d *Disk) Crash(to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return filepath.WalkDir(d.Folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // removed meanwhile
			return nil
		case err != nil:
			return err
		}
		short := d.below(name)
		copied := filepath.Join(to, filepath.FromSlash(short))
		c := d.files[short]
		switch {
		case entry.IsDir():
			return os.MkdirAll(copied, 0o700)
		case c != nil && !c.names[short]:
			return nil
		case c != nil && c.written:
			return os.WriteFile(copied, c.synced, 0o600)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(copied, data, 0o600)
	})
}
