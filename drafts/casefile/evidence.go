package casefile

import (
	"errors"
	"io/fs"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/cases"
	"draft/drafts/field"
)

// Exhibit is a file of the letters that support has, as it is on the disk now.
type Exhibit struct {
	Path     string
	Name     string // as the letter lists it
	Digest   string // of the file that the letter was written with
	Size     int64  // 0 if there is a problem other than ProblemUnshown
	Problem  Problem
	Pictures []attach.Picture
}

// Problem is why a file is not shown.
type Problem string

// The problems of files.
const (
	NoProblem         Problem = ""
	ProblemMissing    Problem = "missing"
	ProblemChanged    Problem = "changed" // it is not the file that the letter was written with
	ProblemUnreadable Problem = "unreadable"
	ProblemUnshown    Problem = "unshown" // it is a picture that cannot be decoded
)

// Problems are all of them.
func Problems() []Problem {
	return []Problem{ProblemMissing, ProblemChanged, ProblemUnreadable, ProblemUnshown}
}

// OnDisk is a file as it was read. Data is nil if the file is too large to be shown.
type OnDisk struct {
	Data   []byte
	Size   int64
	Digest string
}

// Exhibits returns the files of the letters that support has, and of the first letter, each file once. Pictures are shown
// only if shown is set.
func Exhibits(letters []Letter, read func(path string) (OnDisk, error), shown bool) []Exhibit {
	var exhibits []Exhibit
	seen := map[string]bool{}
	for i, l := range letters {
		if i > 0 && l.State == cases.Prepared {
			continue
		}
		paths := make(field.FilesValue, len(l.Record.Files))
		for i, f := range l.Record.Files {
			paths[i] = f.Path
		}
		for i, name := range paths.Names() { // as the letter lists them
			if f := l.Record.Files[i]; !seen[f.Digest] {
				seen[f.Digest] = true
				exhibits = append(exhibits, exhibit(f, name, read, shown))
			}
		}
	}
	return exhibits
}

func exhibit(f drafts.RecordFile, name string, read func(path string) (OnDisk, error), shown bool) Exhibit {
	e := Exhibit{Path: f.Path, Name: name, Digest: f.Digest}
	file, err := read(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Problem = ProblemMissing
	case err != nil:
		e.Problem = ProblemUnreadable
	case file.Digest != f.Digest:
		e.Problem = ProblemChanged
	default:
		e.Size = file.Size
		if !shown {
			break
		}
		if e.Pictures, err = attach.Pictures(file.Data); err != nil && !errors.Is(err, attach.ErrNotPicture) {
			e.Problem = ProblemUnshown
		}
	}
	return e
}
