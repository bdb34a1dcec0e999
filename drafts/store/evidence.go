package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"draft/drafts/attach"
	"draft/drafts/disk"
	"draft/drafts/field"
)

// How long a file is kept although nothing names it, counted from when it was added, or was in an answer for the last time.
const (
	evidenceGrace = time.Hour   // somebody may still have it on the screen: draft web ends after an idle hour
	purgeGrace    = time.Minute // from adding a file to saving the answer that names it
)

// longAgo is the time of a file from the moment on that something names it, so that it goes at once with whatever does.
var longAgo = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// AddEvidence keeps a file that has no path on this machine, such as one that was dropped on a page, and returns its path, which can be
// an answer. The same bytes under the same name are one file. name may be anything; the file has its last part, in a form that is valid
// on every system. Once AddEvidence returns, the file survives a crash of the machine, and it stays for a minute at least. After that it
// goes when nothing names it any more; see the package's description.
//
// The error is a *field.Problem if the file is too large for a letter, or a *FailedError. Whether the letter can have the file is for
// attach.Check to say.
func (s *Store) AddEvidence(ctx context.Context, name string, data []byte) (path string, err error) {
	if s.readOnly {
		return "", &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	name = evidenceFileName(name)
	if problem := attach.CheckSize(name, int64(len(data))); problem != nil {
		return "", problem
	}
	path = s.path(evidenceName, evidenceToken(name, data), name)
	for range 10 {
		err = s.writeEvidence(ctx, path, data)
		if !errors.Is(err, fs.ErrNotExist) { // else a sweep has removed the file, which was there before, or its folder
			break
		}
	}
	return path, failed(err)
}

// writeEvidence writes a file unless it is there, and sets its time, which no sweep overlooks.
func (s *Store) writeEvidence(ctx context.Context, path string, data []byte) error {
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
func (s *Store) sync(path string) error {
	f, err := s.disk.Reopen(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), s.disk.SyncFolder(filepath.Dir(path)))
}

// evidenceFileName returns the name that a file gets in the store. It is short, because Windows limits whole paths.
func evidenceFileName(name string) string {
	const most = 100 // bytes
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	stem, extension := name, filepath.Ext(name)
	if isExtension(extension) {
		stem = strings.TrimSuffix(name, extension)
	} else {
		extension = ""
	}
	if stem = field.FileName(stem, most-len(extension)); stem == "" {
		stem = evidenceName
	}
	return stem + extension
}

// isExtension reports whether text is the usual kind of extension.
func isExtension(text string) bool {
	return len(text) > 1 && len(text) < 12 && strings.IndexFunc(text[1:], func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	}) < 0
}

// noteEvidence is part of a change that puts one content in place of another. For what only the earlier one named, the time begins in
// which it may be named again; what the later one names waits for nothing more.
func (s *Store) noteEvidence(j *job, earlier, later string) {
	was, is := map[string]bool{}, map[string]bool{}
	tokensIn(earlier, func(token string, _ int) { was[token] = true })
	tokensIn(later, func(token string, _ int) { is[token] = true })
	for token := range was {
		if !is[token] {
			s.setEvidenceTime(token, s.now())
		}
	}
	j.after = append(j.after, func() {
		for token := range is {
			s.setEvidenceTime(token, longAgo)
		}
	})
}

// setEvidenceTime sets the time of a file, if there is one. If that fails, the file goes an hour later, or in the place of an answer that
// nobody has saved.
func (s *Store) setEvidenceTime(token string, t time.Time) {
	entries, _ := os.ReadDir(s.path(evidenceName, token))
	for _, e := range entries {
		_ = os.Chtimes(s.path(evidenceName, token, e.Name()), t, t)
	}
}

// SweepEvidence deletes the files that nothing names any more. The error is a *FailedError.
func (s *Store) SweepEvidence(ctx context.Context) error {
	if s.readOnly {
		return &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	return failed(s.sweepEvidence(ctx, evidenceGrace))
}

// sweepEvidence deletes the files that nothing has named for a time. It deletes nothing if the database has forgotten letters, because it
// does not know what they named.
func (s *Store) sweepEvidence(ctx context.Context, grace time.Duration) error {
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
func (s *Store) evidence() ([]evidenceFile, error) {
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
func (s *Store) isOrphan(f evidenceFile, named map[string]naming, grace time.Duration) bool {
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
