package batch

import (
	"errors"
	"io/fs"
	"os"
)

// Folder is a Sink of one file a letter. No file is ever replaced, and none is left half-written.
type Folder struct {
	Root   *os.Root
	Ending string // with its dot
	// Render gives the bytes of a letter's file. Several goroutines call it.
	Render func(*Letter) ([]byte, error)
}

// Make makes the file's bytes. The file itself is written in turn: who creates files in one folder at once waits for the
// lock of the folder, and keeps the core busy with waiting.
func (f *Folder) Make(l *Letter) (put func() (string, error), err error) {
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
	file, err := f.Root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, f.Root.Remove(name))
	}
	return nil
}

// Taken tells whether the folder has a file of a letter's name.
func (f *Folder) Taken(name string) bool {
	_, err := f.Root.Lstat(name + f.Ending)
	return !errors.Is(err, fs.ErrNotExist)
}

// Sync makes sure that the names of the files outlast a crash of the machine.
func (f *Folder) Sync() error {
	folder, err := f.Root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
