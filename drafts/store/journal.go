package store

import (
	"context"

	"draft/drafts"
	"draft/drafts/outbox"
)

// claim is a letter that this process has begun and not ended.
type claim struct {
	began      int64
	committing int64 // time of the committing record; 0 if there is none
	inDatabase bool  // the database has that record
	letter     *loggedLetter
}

// Note records the progress of letters that this process has begun: all entries or none. They are on disk once Note
// returns. After an error the letters are as they were; only after a *FailedError with CodeDisk may a later process
// find the entries all the same. Other processes see a letter as sending until the database has its entries: at the
// latest when this process has no letter in flight, or notes something a second later.
//
// The error is a *NotClaimedError, an *InvalidError if a status cannot be recorded, a *GoneError if nobody will find the record, or
// a *FailedError.
func (s *Store) Note(ctx context.Context, entries []outbox.Entry) error {
	return s.engine.note(ctx, entries)
}

// checkEntries returns an error unless every entry is of another claimed letter and has a status that can be recorded.
func checkEntries(claims map[string]claim, entries []outbox.Entry) error {
	seen := map[string]bool{}
	for _, e := range entries {
		switch e.Status {
		case drafts.StatusQueued, drafts.StatusCommitting, drafts.StatusSent, drafts.StatusFailedTemp,
			drafts.StatusFailedPerm, drafts.StatusUnknown:
		default:
			return &InvalidError{e.ID, InvalidStatus}
		}
		if seen[e.ID] {
			return &InvalidError{e.ID, InvalidID}
		}
		seen[e.ID] = true
		if _, ok := claims[e.ID]; !ok {
			return &NotClaimedError{e.ID}
		}
	}
	return nil
}

// saveCommitting saves the committing records that the database does not have.
func (j *job) saveCommitting(claims map[string]claim, owner string) error {
	for id, c := range claims {
		if c.committing == 0 || c.inDatabase {
			continue
		}
		n, err := j.exec(`UPDATE letters SET status = 'committing', moved = max(moved, ?3), changed = max(changed, ?3)
			WHERE id = ?1 AND owner = ?2`, id, owner, c.committing)
		if err != nil {
			return err
		}
		if n == 0 {
			return &NotClaimedError{id}
		}
		_, err = j.exec(`UPDATE attempts SET status = 'committing', committing = max(began, ?2)
			WHERE letter = ?1 AND ended IS NULL`, id, c.committing)
		if err != nil {
			return err
		}
	}
	return nil
}

// saveEnds saves how attempts have ended.
func (j *job) saveEnds(ends []logEntry, owner string) error {
	for _, e := range ends {
		moved := e.At
		if e.Status == drafts.StatusUnknown && e.Committing != 0 { // if it was sent, then at that time
			moved = e.Committing
		}
		if err := j.saveEnd(e, owner, moved); err != nil {
			return err
		}
		_, err := j.exec(`UPDATE attempts SET status = ?2, committing = CASE WHEN CAST(?8 AS bigint) = 0 THEN committing ELSE max(began, ?8) END,
				ended = max(began, coalesce(committing, 0), ?3, ?8), stage = ?4, code = ?5, said = ?6, recipient = ?7
			WHERE letter = ?1 AND ended IS NULL`,
			e.ID, e.Status, e.At, e.Stage, e.Code, e.Said, e.Recipient, e.Committing)
		if err != nil {
			return err
		}
	}
	return nil
}

// saveEnd saves the last status of a letter, and submits its case if it was sent. That case is nearly always the letter's
// own and still untouched; then one statement does both.
func (j *job) saveEnd(e logEntry, owner string, moved int64) error {
	const end, which = `UPDATE letters SET status = ?4, owner = NULL, changed = max(changed, ?5), moved = max(moved, ?1)`,
		` WHERE id = ?2 AND owner = ?3`
	args := []any{moved, e.ID, owner, e.Status, e.At}
	sent := e.Status == drafts.StatusSent
	if sent {
		n, err := j.exec(end+`, `+submission+which+` AND about IS NULL AND state = 'prepared' AND clock IS NULL`, args...)
		if err != nil || n > 0 {
			return err
		}
	}
	n, err := j.exec(end+which, args...)
	switch {
	case err != nil:
		return err
	case n == 0:
		return &NotClaimedError{e.ID}
	case sent:
		return j.submit(e.ID, moved)
	}
	return nil
}
