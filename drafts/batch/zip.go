package batch

import (
	"archive/zip"
)

// Zip is a Sink that writes the files of each letter to an archive, under the names that a Folder would give them.
type Zip struct {
	W     *zip.Writer
	Files []ZipFile // of a letter
}

// ZipFile is one of the files of each letter.
type ZipFile struct {
	Ending string // of the file names, with its dot
	// Render returns the bytes of a letter's file. It must be safe for concurrent use.
	Render func(*Letter) ([]byte, error)
}

// Prepare renders the files. The name that it puts is that of the first.
func (z *Zip) Prepare(l *Letter) (put func() (string, error), err error) {
	contents := make([][]byte, len(z.Files))
	for i, f := range z.Files {
		if contents[i], err = f.Render(l); err != nil {
			return nil, err
		}
	}
	return func() (string, error) {
		for i, f := range z.Files {
			w, err := z.W.CreateHeader(&zip.FileHeader{Name: l.Name + f.Ending, Method: zip.Deflate, Modified: l.Draft.Stamp.At})
			if err == nil {
				_, err = w.Write(contents[i])
			}
			if err != nil {
				return "", err
			}
		}
		return l.Name + z.Files[0].Ending, nil
	}, nil
}
