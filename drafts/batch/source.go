package batch

import (
	"errors"
	"io/fs"
	"os"

	"draft/drafts/answers"
)

// Source is the file of a table, which is read more than once.
type Source struct {
	Path  string
	Sheet string // of a workbook; "" is the first

	info fs.FileInfo // when it was opened first
}

// ErrIsFolder reports a folder in place of a table.
var ErrIsFolder = errors.New("the table is a folder")

// ErrChanged reports a table that changed after it was checked.
var ErrChanged = errors.New("the table has changed since it was checked")

// Open opens the table. The error is ErrIsFolder, ErrChanged if the file is not the one that was opened before, or that of
// answers.OpenSheet.
func (s *Source) Open() (*answers.Table, error) {
	info, err := os.Stat(s.Path)
	switch {
	case err == nil && info.IsDir():
		return nil, ErrIsFolder
	case err == nil && s.info != nil && (info.Size() != s.info.Size() || !info.ModTime().Equal(s.info.ModTime())):
		return nil, ErrChanged
	case err == nil:
		s.info = info
	}
	return answers.OpenSheet(s.Path, s.Sheet)
}
