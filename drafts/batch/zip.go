package batch

import (
	"archive/zip"
)

// Zip is a Sink that writes one file for each letter to an archive, under the names that a Folder would give them.
type Zip struct {
	W      *zip.Writer
	Ending string // of the file names, with its dot
	// Render returns the bytes of a letter's file. It must be safe for concurrent use.
	Render func(*Letter) ([]byte, error)
}

// Prepare renders the file.
func (z *Zip) Prepare(l *Letter) (put func() (string, error), err error) {
	data, err := z.Render(l)
	if err != nil {
		return nil, err
	}
	name := l.Name + z.Ending
	return func() (string, error) {
		w, err := z.W.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: l.Draft.Stamp.At})
		if err != nil {
			return "", err
		}
		_, err = w.Write(data)
		return name, err
	}, nil
}
