package store

import (
	"context"

	"draft/drafts"
)

// Recovered is a letter that a dead process had begun.
type Recovered struct {
	ID  string
	Was drafts.Status // sending or committing
	Is  drafts.Status // queued if the server cannot have it; else unknown
}

// Recover ends the attempts of dead processes, and deletes the messages that they wrote and no letter names. It does not touch
// the letters of living processes, and several processes may recover at once.
//
// The error is a *ForgottenError if the database does not know all that may have been sent; then nothing of what shows that is
// changed, and this store begins no letter and purges none. Else it is a *FailedError, or a *NoLocksError if it is not known
// whether a process lives; then the letters of that process stay as they are.
func (s *Store) Recover(ctx context.Context) ([]Recovered, error) { return s.engine.recoverDead(ctx) }

// ownedLetter is a letter that a process had begun and not ended.
type ownedLetter struct {
	id     string
	status drafts.Status

	began, committing int64 // of the attempt
}

func (j *job) ownedBy(owner string) ([]ownedLetter, error) {
	return rowsOf(j, func(row scanner) (l ownedLetter, err error) {
		err = row.Scan(&l.id, &l.status, &l.began, &l.committing)
		return l, err
	}, `SELECT l.id, l.status, coalesce(a.began, 0), coalesce(a.committing, 0)
		FROM letters l LEFT JOIN attempts a ON a.letter = l.id AND a.ended IS NULL WHERE owner = ? ORDER BY l.id`, owner)
}

// end returns how the attempt ended, and the status that the process had reached. If its log is lost, the letter is
// unknown.
func (l ownedLetter) end(entries map[attemptID]logEntry, lost bool, now int64) (logEntry, drafts.Status) {
	end := logEntry{ID: l.id, Began: l.began, Committing: l.committing, At: now, Status: drafts.StatusUnknown}
	last, ok := entries[end.attempt()]
	switch {
	case ok && last.Status != drafts.StatusCommitting: // it ended, and the database does not have that
		return last, drafts.StatusCommitting
	case ok:
		end.Committing = last.At
		return end, drafts.StatusCommitting
	case l.status == drafts.StatusSending && !lost:
		end.Status = drafts.StatusQueued
	}
	return end, l.status
}

// endsOf returns how the attempts of a dead process ended, and what that makes of its letters.
func endsOf(left []ownedLetter, entries map[attemptID]logEntry, lost bool, now int64) (ends []logEntry, found []Recovered) {
	for _, l := range left {
		end, was := l.end(entries, lost, now)
		ends, found = append(ends, end), append(found, Recovered{ID: l.id, Was: was, Is: end.Status})
	}
	return ends, found
}

// Resolve gives an unknown letter the status that a person found out: sent, or queued to be sent again with the same
// bytes and the same Message-ID. The error is a *NotFoundError, a *ClosedError if the letter is not unknown, or a
// *FailedError.
func (s *Store) Resolve(ctx context.Context, id string, sent bool) error {
	if err := s.engine.flush(ctx); err != nil {
		return failed(err)
	}
	return s.writer.do(ctx, func(j *job) error {
		l, err := j.state(id)
		if err != nil {
			return err
		}
		if l.status != drafts.StatusUnknown {
			return &ClosedError{id, l.status, l.removed}
		}
		_, err = j.exec(`UPDATE attempts SET resolved_by = ?2
			WHERE number = (SELECT max(number) FROM attempts WHERE letter = ?1 AND status = 'unknown')`, id, s.seat)
		if err != nil {
			return err
		}
		if sent { // at the time of its committing record, which moved has
			var moved int64
			err := j.row(`UPDATE letters SET status = 'sent', changed = max(changed, ?2), revision = revision + 1
				WHERE id = ?1 RETURNING moved`, id, s.time()).Scan(&moved)
			if err != nil {
				return err
			}
			return j.submit(id, moved)
		}
		// What may have been sent is kept with the attempt, because the letter may be changed later.
		_, err = j.exec(`INSERT INTO attempt_keys (attempt, kind, key, numbered)
			SELECT a.number, k.kind, k.key, k.numbered FROM attempts a JOIN letter_keys k USING (letter)
			WHERE a.letter = ?1 AND a.status = 'unknown' AND a.recipients = ''`, id)
		if err != nil {
			return err
		}
		_, err = j.exec(`UPDATE attempts SET message_id = coalesce(l.message_id, ''),
				recipients = coalesce(l.envelope_to, '')
			FROM letters l WHERE l.id = ?1 AND letter = ?1 AND attempts.status = 'unknown' AND attempts.recipients = ''`, id)
		if err != nil {
			return err
		}
		_, err = j.exec(`UPDATE letters SET status = 'queued', again = 1, moved = max(moved, ?2), changed = max(changed, ?2),
				revision = revision + 1
			WHERE id = ?1`, id, s.time())
		return err
	})
}
