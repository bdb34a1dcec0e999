package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"draft/drafts/disk"
)

// longAgo is the time of a file from the moment on that something names it, so that it goes at once with whatever does.
var longAgo = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *folder) addEvidence(ctx context.Context, token, name string, data []byte) (path string, err error) {
	path = s.path(evidenceName, token, name)
	for range 10 {
		err = s.writeEvidence(ctx, path, data)
		if !errors.Is(err, fs.ErrNotExist) { // else a sweep has removed the file, which was there before, or its folder
			break
		}
	}
	return path, err
}

// writeEvidence writes a file unless it is there, and sets its time, which no sweep overlooks.
func (s *folder) writeEvidence(ctx context.Context, path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := errors.Join(makeFolder(filepath.Dir(folder)), makeFolder(folder)); err != nil {
		return err
	}
	write := func() error { return disk.Write(s.disk, path, data, true) }
	if holds(path, data) { // a reader on Windows would not let it be replaced
		write = func() error { return s.sync(path) }
	}
	if err := errors.Join(write(), s.disk.SyncFolder(filepath.Dir(folder)), s.disk.SyncFolder(s.dir)); err != nil {
		return err
	}
	now := s.now()
	return s.writer.alone(ctx, func(querier) error { return os.Chtimes(path, now, now) })
}

// holds reports whether a file is private and has just these bytes.
func holds(path string, data []byte) bool {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || othersMay(info) || info.Size() != int64(len(data)) {
		return false
	}
	there, err := os.ReadFile(path)
	return err == nil && bytes.Equal(there, data)
}

// sync returns once a file is on the disk that another process may have written just now.
func (s *folder) sync(path string) error {
	f, err := s.disk.Reopen(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), s.disk.SyncFolder(filepath.Dir(path)))
}

func (s *folder) evidenceDropped(_ *job, token string) error {
	s.setEvidenceTime(token, s.now())
	return nil
}

func (s *folder) evidenceNamed(j *job, token string) error {
	j.after = append(j.after, func() { s.setEvidenceTime(token, longAgo) })
	return nil
}

// evidencePath returns the path of the file with a token, under whatever name it has.
func (s *folder) evidencePath(token, _ string) string {
	if files := s.evidenceOf(token); len(files) == 1 {
		return files[0]
	}
	return ""
}

// fetchEvidence does nothing: the files are here.
func (s *folder) fetchEvidence(context.Context, []byte) error { return nil }

// setEvidenceTime sets the time of a file, if there is one. If that fails, the file goes an hour later, or in the place of an answer that
// nobody has saved.
func (s *folder) setEvidenceTime(token string, t time.Time) {
	entries, _ := os.ReadDir(s.path(evidenceName, token))
	for _, e := range entries {
		_ = os.Chtimes(s.path(evidenceName, token, e.Name()), t, t)
	}
}

// sweepEvidence deletes the files that nothing has named for a time. It deletes nothing if the database has forgotten letters, because it
// does not know what they named.
func (s *folder) sweepEvidence(ctx context.Context, grace time.Duration) error {
	if entries, err := os.ReadDir(s.path(evidenceName)); len(entries) == 0 || s.Distrust() != nil {
		return unlessMissing(err)
	}
	return s.writer.alone(ctx, func(q querier) error {
		named, err := namedEvidence(q)
		if err != nil {
			return err
		}
		found, err := s.evidence()
		errs := []error{err}
		for _, f := range found {
			if s.isOrphan(f, named, grace) {
				errs = append(errs, unlessMissing(s.disk.Remove(f.path)))
			}
		}
		return errors.Join(errs...)
	})
}

func unlessMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// evidenceFile is something in the folder of evidence.
type evidenceFile struct {
	path   string
	token  string // "" if it has no folder of its own
	folder bool
	time   time.Time
}

// evidence returns what is in the folder of evidence; folders come after what is in them.
func (s *folder) evidence() ([]evidenceFile, error) {
	tops, err := os.ReadDir(s.path(evidenceName))
	var found []evidenceFile
	add := func(entry fs.DirEntry, token, path string) {
		info, err := entry.Info()
		if err == nil { // else it was removed meanwhile
			found = append(found, evidenceFile{path, token, entry.IsDir(), info.ModTime()})
		}
	}
	errs := []error{unlessMissing(err)}
	for _, top := range tops {
		token := ""
		if top.IsDir() {
			token = top.Name()
			files, err := os.ReadDir(s.path(evidenceName, token))
			errs = append(errs, unlessMissing(err))
			for _, f := range files {
				if !f.IsDir() {
					add(f, token, s.path(evidenceName, token, f.Name()))
				}
			}
		}
		add(top, token, s.path(evidenceName, top.Name()))
	}
	return found, errors.Join(errs...)
}

// isOrphan reports whether something is to be deleted. A folder is if it is empty; AddEvidence creates it again.
func (s *folder) isOrphan(f evidenceFile, named map[string]naming, grace time.Duration) bool {
	if f.folder {
		entries, err := os.ReadDir(f.path)
		return err == nil && len(entries) == 0
	}
	_, isNamed := named[f.token]
	if isNamed && !strings.HasPrefix(filepath.Base(f.path), ".") { // else it is half a file, which a crash has left
		return false
	}
	age := s.now().Sub(f.time)
	return age >= grace || age <= -grace // the clock may have been wrong
}

// evidenceOf returns the path of the file with a token, in a list that is empty if there is none.
func (s *folder) evidenceOf(token string) []string {
	var paths []string
	entries, _ := os.ReadDir(s.path(evidenceName, token))
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			paths = append(paths, s.path(evidenceName, token, e.Name()))
		}
	}
	return paths
}

// openEvidence opens a file that a letter names. The error is a *DamagedError.
func openEvidence(path, id string) (io.ReadCloser, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return nil, &DamagedError{id, path, FaultEvidenceMissing, err}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &DamagedError{id, path, FaultUnreadable, err}
	}
	return f, nil
}
