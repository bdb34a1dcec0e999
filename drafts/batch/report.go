package batch

import (
	"errors"
	"io/fs"
)

// maxFailures is the most failed rows that a report keeps.
const maxFailures = 20

// State says what became of a row.
type State int

// The states of a row.
const (
	Written     State = iota
	LeftOut           // it has problems
	Failed            // its letter could not be written
	Duplicate         // its letter was sent, or may have been
	BeyondLimit       // it follows the last letter within the limit
)

// State returns what became of the row.
func (o Outcome) State() State {
	switch {
	case !o.Entry.Good():
		return LeftOut
	case o.AlreadySent() != nil:
		return Duplicate
	case o.BeyondLimit:
		return BeyondLimit
	case o.Err != nil:
		return Failed
	}
	return Written
}

// AlreadySent returns the letter that keeps another one from being made for the row; nil if there is none.
func (o Outcome) AlreadySent() *AlreadySentError {
	var already *AlreadySentError
	errors.As(o.Err, &already)
	return already
}

// Report is what became of the rows of a table.
type Report struct {
	Written    int
	LeftOut    int
	Failed     int
	LastRow    int       // the last within the limit that Write told of
	Failures   []Outcome // the first of Failed
	Duplicates Duplicates
	Cleaned    int // photos whose metadata was removed
	// Stop is why Write ended before the last row: ErrChanged, a *RowError, or the error of visit. It is nil if a person stopped it.
	Stop error
}

// RowError reports a row whose letter could not be written, and which ended the batch.
type RowError struct{ Outcome }

func (e *RowError) Error() string { return e.Err.Error() }

func (e *RowError) Unwrap() error { return e.Err }

// StoreError reports that the store failed while a letter was made.
type StoreError struct{ Err error }

func (e *StoreError) Error() string { return e.Err.Error() }

func (e *StoreError) Unwrap() error { return e.Err }

// add counts a row. The error ends the batch: a row with problems that the check did not find, or a letter that could not be written.
// With keepGoing only an error of the disk does.
func (r *Report) add(o Outcome, keepGoing bool) error {
	if o.BeyondLimit {
		return nil
	}
	r.LastRow = o.Entry.LastRow()
	switch o.State() {
	case LeftOut:
		r.LeftOut++
		if !keepGoing {
			return ErrChanged
		}
	case Duplicate:
		r.Duplicates.Add(o.AlreadySent())
	case Failed:
		r.Failed++
		if len(r.Failures) < maxFailures {
			r.Failures = append(r.Failures, o)
		}
		var path *fs.PathError
		if !keepGoing || errors.As(o.Err, &path) {
			return &RowError{o}
		}
	default:
		r.Written++
	}
	return nil
}
