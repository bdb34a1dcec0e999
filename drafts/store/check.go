package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
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
	if err := errors.Join(s.engine.flush(ctx), s.writer.Flush(ctx)); err != nil { // else a message that this process has replaced looks like an orphan
		return nil, failed(err)
	}
	var faults []Fault
	for _, check := range s.engine.checks() {
		found, err := check(ctx)
		if err != nil {
			return faults, failed(err)
		}
		faults = append(faults, found...)
	}
	return faults, nil
}

// checkMessages compares every message with what was frozen.
func (s *Store) checkMessages(ctx context.Context) ([]Fault, error) {
	var faults []Fault
	for l, err := range s.pages(ctx, Filter{}, `file IS NOT NULL`) {
		if err != nil {
			return faults, err
		}
		var damaged *DamagedError
		if err := s.compare(ctx, l); !errors.As(err, &damaged) {
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
func (s *Store) compare(ctx context.Context, l kept) error {
	f, err := s.engine.openMessage(ctx, l.ID, l.file, l.Frozen.Size)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	digest := sha256.New()
	if _, err := io.Copy(digest, f); err != nil {
		return &DamagedError{l.ID, s.engine.messagePlace(l.file), FaultUnreadable, err}
	}
	if hex.EncodeToString(digest.Sum(nil)) != l.Frozen.Digest {
		return &DamagedError{l.ID, s.engine.messagePlace(l.file), FaultDigest, nil}
	}
	return nil
}

func (s *Store) checkOrphans(ctx context.Context) ([]Fault, error) {
	if s.Distrust() != nil { // a message without a letter may be the last trace of it
		return nil, nil
	}
	var faults []Fault
	look := func(q querier) error {
		names, err := s.engine.orphans(q)
		for _, name := range names {
			faults = append(faults, Fault{Code: FaultOrphan, Path: s.engine.messagePlace(name)})
		}
		return err
	}
	if s.readOnly {
		return faults, s.writer.read(ctx, look)
	}
	err := s.writer.do(ctx, func(j *job) error { return look(j) })
	return faults, err
}
