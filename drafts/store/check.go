package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fault is one thing that is wrong with a store.
type Fault struct {
	Code   FaultCode
	ID     string // of the letter; "" if it is not about a letter
	Path   string // of the file
	Detail string // of SQLite or the system, in English
}

// FaultCode says what is wrong.
type FaultCode string

// What can be wrong with a store.
const (
	FaultDatabase   FaultCode = "database"   // SQLite finds the database damaged
	FaultReference  FaultCode = "reference"  // a row belongs to a letter that does not exist
	FaultMissing    FaultCode = "missing"    // a frozen letter has no message
	FaultUnreadable FaultCode = "unreadable" // its message, or evidence that it names, cannot be read
	FaultSize       FaultCode = "size"       // its message is longer or shorter than what was frozen
	FaultDigest     FaultCode = "digest"     // its message is not what was frozen
	FaultOrphan     FaultCode = "orphan"     // a file among the messages or the evidence belongs to no letter; Purge removes it
	FaultMode       FaultCode = "mode"       // other users may access it
	// A letter or an unfinished one names evidence that is not there.
	FaultEvidenceMissing FaultCode = "evidence_missing"
	FaultEvidenceChanged FaultCode = "evidence_changed" // evidence is not what was added
	FaultForgotten       FaultCode = "forgotten"        // a log names the letter, and the database does not know that it may have been sent
)

// Check examines everything in the store. The error says why it could not.
func (s *Store) Check(ctx context.Context) ([]Fault, error) {
	if err := errors.Join(s.flush(ctx), s.writer.Flush(ctx)); err != nil { // else a message that this process has replaced looks like an orphan
		return nil, failed(err)
	}
	faults := s.checkForgotten()
	for _, check := range []func(context.Context) ([]Fault, error){
		s.checkDatabase, s.checkReferences, s.checkMessages, s.checkOrphans, s.checkEvidence, s.checkModes,
	} {
		found, err := check(ctx)
		if err != nil {
			return faults, failed(err)
		}
		faults = append(faults, found...)
	}
	return faults, nil
}

// checkForgotten returns what the last Recover found.
func (s *Store) checkForgotten() []Fault {
	var forgotten *ForgottenError
	if !errors.As(s.Distrust(), &forgotten) {
		return nil
	}
	var faults []Fault
	for _, f := range forgotten.Letters {
		faults = append(faults, Fault{Code: FaultForgotten, ID: f.ID, Path: f.Path, Detail: f.Subject})
	}
	return faults
}

func (s *Store) checkDatabase(ctx context.Context) ([]Fault, error) {
	said, err := readRows(ctx, s, column[string], `PRAGMA integrity_check`)
	var faults []Fault
	for _, text := range said {
		if text != "ok" {
			faults = append(faults, Fault{Code: FaultDatabase, Path: s.path(databaseName), Detail: text})
		}
	}
	return faults, err
}

func (s *Store) checkReferences(ctx context.Context) ([]Fault, error) {
	ids, err := readRows(ctx, s, column[string], `SELECT letter FROM pragma_foreign_key_check('attempts') f
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

// checkMessages compares every message with what was frozen.
func (s *Store) checkMessages(ctx context.Context) ([]Fault, error) {
	var faults []Fault
	for l, err := range s.pages(ctx, Filter{}, `file IS NOT NULL`) {
		if err != nil {
			return faults, err
		}
		var damaged *DamagedError
		if err := s.compare(l); !errors.As(err, &damaged) {
			continue
		}
		now, err := s.letter(ctx, l.ID)
		var none *NotFoundError
		switch {
		case errors.As(err, &none) || err == nil && now.file != l.file: // another process has replaced the message meanwhile
			continue
		case err != nil:
			return faults, err
		}
		detail := ""
		if damaged.Err != nil {
			detail = damaged.Err.Error()
		}
		faults = append(faults, Fault{damaged.Reason, l.ID, damaged.Path, detail})
	}
	return faults, nil
}

// compare is readFrozen without holding the message in memory.
func (s *Store) compare(l kept) error {
	f, err := s.openFrozen(l.ID, l.file, l.Frozen.Size)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	digest := sha256.New()
	if _, err := io.Copy(digest, f); err != nil {
		return &DamagedError{l.ID, f.Name(), FaultUnreadable, err}
	}
	if hex.EncodeToString(digest.Sum(nil)) != l.Frozen.Digest {
		return &DamagedError{l.ID, f.Name(), FaultDigest, nil}
	}
	return nil
}

func (s *Store) checkOrphans(ctx context.Context) ([]Fault, error) {
	if s.Distrust() != nil { // a message without a letter may be the last trace of it
		return nil, nil
	}
	var faults []Fault
	look := func(q querier) error {
		names, err := s.orphans(q)
		for _, name := range names {
			faults = append(faults, Fault{Code: FaultOrphan, Path: s.message(name)})
		}
		return err
	}
	if s.readOnly {
		return faults, s.writer.read(ctx, look)
	}
	err := s.writer.do(ctx, func(j *job) error { return look(j) })
	return faults, err
}

// checkEvidence compares all evidence with what was added.
func (s *Store) checkEvidence(ctx context.Context) ([]Fault, error) {
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

func (s *Store) checkModes(context.Context) ([]Fault, error) {
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
