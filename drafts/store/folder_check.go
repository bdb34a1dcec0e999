package store

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

func (s *folder) checks() []func(context.Context) ([]Fault, error) {
	return []func(context.Context) ([]Fault, error){
		s.checkForgotten, s.checkDatabase, s.checkReferences, s.checkMessages, s.checkOrphans, s.checkEvidence, s.checkModes,
	}
}

// checkForgotten returns what the last Recover found.
func (s *folder) checkForgotten(context.Context) ([]Fault, error) {
	var forgotten *ForgottenError
	if !errors.As(s.Distrust(), &forgotten) {
		return nil, nil
	}
	var faults []Fault
	for _, f := range forgotten.Letters {
		faults = append(faults, Fault{Code: FaultForgotten, ID: f.ID, Path: f.Path, Detail: f.Subject})
	}
	return faults, nil
}

func (s *folder) checkDatabase(ctx context.Context) ([]Fault, error) {
	said, err := readRows(ctx, s.Store, column[string], `PRAGMA integrity_check`)
	var faults []Fault
	for _, text := range said {
		if text != "ok" {
			faults = append(faults, Fault{Code: FaultDatabase, Path: s.path(databaseName), Detail: text})
		}
	}
	return faults, err
}

func (s *folder) checkReferences(ctx context.Context) ([]Fault, error) {
	ids, err := readRows(ctx, s.Store, column[string], `SELECT letter FROM pragma_foreign_key_check('attempts') f
			JOIN attempts a ON a.number = f.rowid
		UNION SELECT letter FROM pragma_foreign_key_check('events') f JOIN events e ON e.number = f.rowid
		UNION SELECT letter FROM letter_keys WHERE letter NOT IN (SELECT id FROM letters)
		UNION SELECT '' FROM attempt_keys WHERE attempt NOT IN (SELECT number FROM attempts)`)
	var faults []Fault
	for _, id := range ids {
		faults = append(faults, Fault{Code: FaultReference, ID: id, Path: s.path(databaseName)})
	}
	return faults, err
}

// checkEvidence compares all evidence with what was added.
func (s *folder) checkEvidence(ctx context.Context) ([]Fault, error) {
	var faults []Fault
	var named map[string]naming
	look := func(q querier) (err error) {
		if named, err = namedEvidence(q); err != nil {
			return err
		}
		for token, n := range named {
			if n.isPath && len(s.evidenceOf(token)) == 0 {
				faults = append(faults, Fault{Code: FaultEvidenceMissing, ID: n.id, Path: s.path(evidenceName, token)})
			}
		}
		found, err := s.evidence()
		for _, f := range found {
			if !f.folder && s.isOrphan(f, named, evidenceGrace) && s.Distrust() == nil {
				faults = append(faults, Fault{Code: FaultOrphan, Path: f.path})
			}
		}
		return err
	}
	alone := s.writer.alone
	if s.readOnly {
		alone = s.writer.read
	}
	if err := alone(ctx, look); err != nil {
		return nil, err
	}
	for token, n := range named {
		for _, path := range s.evidenceOf(token) {
			data, err := os.ReadFile(path)
			switch {
			case errors.Is(err, fs.ErrNotExist): // it was removed meanwhile
			case err != nil:
				faults = append(faults, Fault{FaultUnreadable, n.id, path, err.Error()})
			case evidenceToken(norm.NFC.String(filepath.Base(path)), data) != token: // macOS may have decomposed the name
				faults = append(faults, Fault{Code: FaultEvidenceChanged, ID: n.id, Path: path})
			}
		}
	}
	slices.SortFunc(faults, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Path, b.Path)) })
	return faults, nil
}

func (s *folder) checkModes(context.Context) ([]Fault, error) {
	if !modes {
		return nil, nil
	}
	var faults []Fault
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // it was removed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		ours := path == s.dir || filepath.Dir(path) != s.dir || entry.IsDir() || strings.HasPrefix(entry.Name(), databaseName)
		if entry.IsDir() && filepath.Dir(path) == s.path(evidenceName) { // nobody comes there, and archives forget the modes of folders
			ours = false
		}
		info, err := entry.Info()
		if err == nil && ours && info.Mode()&fs.ModeSymlink == 0 && othersMay(info) {
			faults = append(faults, Fault{Code: FaultMode, Path: path, Detail: info.Mode().String()})
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return faults, err
}
