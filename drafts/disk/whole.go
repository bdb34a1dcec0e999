package disk

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write writes a file whole or not at all. It never follows a link. It replaces an existing file only if force is set;
// otherwise the error is fs.ErrExist. Once it returns, the file survives a crash of the machine.
func Write(d Disk, path string, data []byte, force bool) error {
	return Stream(d, path, force, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream is like Write for data that does not fit in memory. If write fails, its error is returned and no file is left.
func Stream(d Disk, path string, force bool, write func(io.Writer) error) error {
	if err := place(d, path, force, write); err != nil {
		return err
	}
	return d.SyncFolder(filepath.Dir(path))
}

// place writes a temporary file and gives it its name once its bytes are on the disk, so that the name never belongs to
// half a file.
func place(d Disk, path string, force bool, write func(io.Writer) error) error {
	temp, err := d.Create(filepath.Join(filepath.Dir(path), ".draft-"+rand.Text()))
	if err != nil {
		return err
	}
	defer d.Remove(temp.Name()) //nolint:errcheck // it is gone after a rename
	if err := write(temp); err != nil {
		_ = temp.Close() // the error of write matters
		return err
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if force {
		return d.Rename(temp.Name(), path)
	}
	// Unlike a rename, a link fails if the name exists, even if it was created a moment ago.
	err = d.Link(temp.Name(), path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return duplicate(d, temp.Name(), path) // a file system without links
}

// duplicate copies a file to a name that must not exist, and removes the copy if it cannot be completed.
func duplicate(d Disk, name, other string) error {
	source, err := os.Open(name)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // it was only read
	f, err := d.Create(other)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, source)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, d.Remove(other))
	}
	return nil
}
