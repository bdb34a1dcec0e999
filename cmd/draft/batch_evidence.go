package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"draft/drafts/batch"
	"draft/drafts/field"
)

// evidenceFolder is the only place from which a table may name files: who filled it in is not always who sends the
// letters. No path and no link leads out of it.
type evidenceFolder struct {
	root *os.Root
	path string
}

// errOutside is a path that leads out of the folder.
var errOutside = errors.New("outside of the folder")

// inside gives a path as the root knows it; ok is false where it is elsewhere.
func (f *evidenceFolder) inside(path string) (name string, ok bool) {
	if filepath.IsAbs(path) {
		folder, err := filepath.Abs(f.path)
		if err != nil {
			return "", false
		}
		if path, err = filepath.Rel(folder, path); err != nil {
			return "", false
		}
	}
	path = filepath.FromSlash(path)
	return path, filepath.IsLocal(path)
}

// stat looks at a file behind any link.
func (f *evidenceFolder) stat(path string) (fs.FileInfo, error) {
	name, ok := f.inside(path)
	if !ok {
		return nil, errOutside
	}
	info, err := f.root.Stat(name)
	if errno := syscall.Errno(0); err != nil && !errors.As(err, &errno) {
		return nil, errOutside // a link leads there: os.Root has no other error of its own
	}
	return info, err
}

func (f *evidenceFolder) read(path string) ([]byte, error) {
	name, ok := f.inside(path)
	if !ok {
		return nil, errOutside
	}
	return f.root.ReadFile(name)
}

// filesOf tells what is wrong with the files of a row.
func (b *batchOptions) filesOf(paths []string) []batch.FileProblem {
	var problems []batch.FileProblem
	if b.evidence == nil {
		for _, path := range paths {
			problems = append(problems, batch.FileProblem{Path: path, Problem: field.NewProblem("file.no_root", path, nil)})
		}
		return problems
	}
	read := b.evidence.read
	if b.keepMeta {
		read = nil
	}
	for _, p := range pathProblems(paths, b.evidence.stat, read) {
		problems = append(problems, batch.FileProblem{Path: p.path, Problem: p.Problem})
	}
	return problems
}

// evidencePath is where a file of the table is, from everywhere.
func (b *batchOptions) evidencePath(path string) string {
	if b.evidence == nil || filepath.IsAbs(path) {
		return path
	}
	return absolutePath(filepath.Join(b.evidence.path, path))
}
