package casefile

import (
	"errors"
	"io/fs"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/cases"
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

// maxShown is the size of the largest file whose pictures are shown.
const maxShown = 64 << 20

// Exhibits returns the files of the letters that support has, and of the first letter, each file once. Pictures are shown
// only if shown is set.
func Exhibits(letters []Letter, shown bool) []Exhibit {
	var exhibits []Exhibit
	seen := map[string]bool{}
	for i, l := range letters {
		if i > 0 && l.State == cases.Prepared {
			continue
		}
		for i, name := range drafts.FileNames(l.Record.Files) {
			if f := l.Record.Files[i]; !seen[f.Digest] {
				seen[f.Digest] = true
				exhibits = append(exhibits, exhibit(f, name, shown))
			}
		}
	}
	return exhibits
}

func exhibit(f drafts.RecordFile, name string, shown bool) Exhibit {
	e := Exhibit{Path: f.Path, Name: name, Digest: f.Digest}
	data, size, err := attach.Open(f, maxShown)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Problem = ProblemMissing
	case errors.Is(err, attach.ErrChanged):
		e.Problem = ProblemChanged
	case err != nil:
		e.Problem = ProblemUnreadable
	default:
		e.Size = size
		if !shown {
			break
		}
		if e.Pictures, err = attach.Pictures(data); err != nil && !errors.Is(err, attach.ErrNotPicture) {
			e.Problem = ProblemUnshown
		}
	}
	return e
}
