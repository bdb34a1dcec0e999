package batch

import (
	"errors"
	"io/fs"
	"os"

	"draft/drafts/disk"
)

// Folder is a Sink that writes one file for each letter. It never replaces a file, and leaves no incomplete file behind.
type Folder struct {
	Root   *os.Root
	Disk   disk.Disk // below Root; nil is disk.Root
	Ending string    // of the file names, with its dot
	// Render returns the bytes of a letter's file. It must be safe for concurrent use.
	Render func(*Letter) ([]byte, error)
}

// Prepare renders the file. The files are created one at a time, because threads that create files in one folder spin on the
// lock of the folder.
func (f *Folder) Prepare(l *Letter) (put func() (string, error), err error) {
	data, err := f.Render(l)
	if err != nil {
		return nil, err
	}
	name := l.Name + f.Ending
	return func() (string, error) {
		if err := f.write(name, data); err != nil {
			return "", err
		}
		return name, nil
	}, nil
}

func (f *Folder) write(name string, data []byte) error {
	file, err := f.disk().Create(name)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, f.disk().Remove(name))
	}
	return nil
}

// Taken reports whether the folder has a file for a letter's name.
func (f *Folder) Taken(name string) bool {
	_, err := f.Root.Lstat(name + f.Ending)
	return !errors.Is(err, fs.ErrNotExist)
}

// Sync waits until the names of the files are fsynced.
func (f *Folder) Sync() error { return f.disk().SyncFolder(".") }

func (f *Folder) disk() disk.Disk {
	if f.Disk == nil {
		return disk.Root{Root: f.Root}
	}
	return f.Disk
}
