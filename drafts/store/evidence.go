package store

import (
	"context"
	"errors"
	"time"

	"draft/drafts/attach"
	"draft/drafts/field"
)

// How long a file is kept although nothing names it, counted from when it was added, or was in an answer for the last time.
const (
	evidenceGrace = time.Hour   // somebody may still have it on the screen: draft web ends after an idle hour
	purgeGrace    = time.Minute // from adding a file to saving the answer that names it
)

// AddEvidence keeps a file and returns its path, which can be an answer. The same bytes under the same name are one file. name may be
// anything; the file has its field.StoredName. Once AddEvidence returns, the file survives a crash of the machine, and it stays for a minute
// at least. After that it goes when nothing names it any more; see the package's description.
//
// The error is a *field.Problem if the file is too large for a letter, or a *FailedError. Whether the letter can have the file is for
// attach.Check to say.
func (s *Store) AddEvidence(ctx context.Context, name string, data []byte) (path string, err error) {
	if s.readOnly {
		return "", &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	name = field.StoredName(name)
	if problem := attach.CheckSize(name, int64(len(data))); problem != nil {
		return "", problem
	}
	path, err = s.engine.addEvidence(ctx, evidenceToken(name, data), name, data)
	return path, failed(err)
}

// noteEvidence is part of a change that puts one content in place of another. For what only the earlier one named, the time begins in
// which it may be named again; what the later one names waits for nothing more.
func (s *Store) noteEvidence(j *job, earlier, later string) error {
	was, is := map[string]bool{}, map[string]bool{}
	tokensIn(earlier, func(token string, _ int) { was[token] = true })
	tokensIn(later, func(token string, _ int) { is[token] = true })
	var errs []error
	for token := range was {
		if !is[token] {
			errs = append(errs, s.engine.evidenceDropped(j, token))
		}
	}
	for token := range is {
		errs = append(errs, s.engine.evidenceNamed(j, token))
	}
	return errors.Join(errs...)
}

// SweepEvidence deletes the files that nothing names any more. The error is a *FailedError.
func (s *Store) SweepEvidence(ctx context.Context) error {
	if s.readOnly {
		return &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	return failed(s.engine.sweepEvidence(ctx, evidenceGrace))
}
