package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"draft/drafts"
)

// Remove marks a letter as removed, which Restore undoes. The error is a *NotFoundError, a *ClosedError if the letter
// is being sent or is unknown, or a *FailedError.
func (s *Store) Remove(ctx context.Context, id string) error {
	if err := s.engine.flush(ctx); err != nil {
		return failed(err)
	}
	return s.writer.do(ctx, func(j *job) error {
		l, err := j.state(id)
		if err != nil {
			return err
		}
		if !l.status.Removable() {
			return &ClosedError{id, l.status, l.removed}
		}
		return j.remove(id, s.seat, s.time())
	})
}

// remove marks a letter as removed by a seat.
func (j *job) remove(id, seat string, now int64) error {
	_, err := j.exec(`UPDATE letters SET removed = max(created, ?2), removed_by = ?3, changed = max(changed, ?2), revision = revision + 1
		WHERE id = ?1 AND removed IS NULL`, id, now, seat)
	return err
}

// Restore undoes Remove. The error is a *NotFoundError or a *FailedError.
func (s *Store) Restore(ctx context.Context, id string) error {
	return s.writer.do(ctx, func(j *job) error {
		if _, err := j.state(id); err != nil {
			return err
		}
		_, err := j.exec(`UPDATE letters SET removed = NULL, removed_by = '', changed = max(changed, ?2), revision = revision + 1
			WHERE id = ?1 AND removed IS NOT NULL`, id, s.time())
		return err
	})
}

// Purge deletes the removed letters from the disk, with the unfinished letters about them and the evidence that nothing else names, and
// returns their number. Of
// letters that were sent, or may have been, it keeps digests of each key with each recipient and of the Message-ID, so that
// nothing is sent twice. No other byte of them stays in a file of the store, nor of what was replaced or discarded before,
// because the database and sent.log are rewritten; only the log of another process that has sent them has them until it exits. Only of what may have been sent of a letter that is not removed, keys, recipients and
// Message-ID stay.
//
// The error is a *ForgottenError, a *FailedError, a *NoLocksError or a *LingeringError. If the number is not 0, letters were purged all
// the same, but their bytes may stay in the files until the next Purge.
func (s *Store) Purge(ctx context.Context) (int, error) {
	if err := s.Distrust(); err != nil {
		return 0, err
	}
	if err := s.engine.retire(ctx); err != nil {
		return 0, failed(err)
	}
	var n int64
	err := s.writer.do(ctx, func(j *job) error {
		if err := s.bury(j); err != nil {
			return err
		}
		_, err := j.exec(`DELETE FROM unfinished WHERE about IN (SELECT id FROM letters WHERE removed IS NOT NULL)`)
		if err != nil {
			return err
		}
		if n, err = j.exec(`DELETE FROM letters WHERE removed IS NOT NULL`); err != nil || n == 0 {
			return err
		}
		return s.engine.buried(j)
	})
	if err != nil {
		return 0, err
	}
	err = s.engine.removeOrphans(ctx)
	if err == nil {
		err = s.engine.sweepEvidence(ctx, purgeGrace)
	}
	return int(n), failed(errors.Join(err, s.engine.swept(ctx)))
}

// bury adds the tombstones of removed letters that were sent, and of attempts of other removed letters that may have
// been.
func (s *Store) bury(j *job) error {
	rows, err := j.rows(`SELECT ` + keysColumn + `, coalesce(envelope_to, ''), coalesce(message_id, ''), moved, status FROM letters l
			WHERE removed IS NOT NULL AND status = 'sent'
		UNION ALL SELECT ` + attemptKeysColumn + `, a.recipients, a.message_id, coalesce(a.committing, a.began), a.status
			FROM letters l JOIN attempts a ON a.letter = l.id WHERE l.removed IS NOT NULL AND a.recipients <> ''`)
	if err != nil {
		return err
	}
	type sentLetter struct {
		keys          []drafts.Key
		to, messageID string
		sent          int64
		status        drafts.Status
	}
	sent, err := all(rows, func(row scanner) (g sentLetter, err error) {
		var keys string
		if err = row.Scan(&keys, &g.to, &g.messageID, &g.sent, &g.status); err == nil {
			err = json.Unmarshal([]byte(keys), &g.keys)
		}
		return g, err
	})
	if err != nil {
		return err
	}
	for _, g := range sent {
		err := j.tombstone("", fingerprint(g.messageID), g.sent, g.status)
		for _, k := range g.keys {
			for _, to := range split(g.to) {
				err = errors.Join(err, j.tombstone(keyDigest(k.Text, k.Numbered, to), "", g.sent, g.status))
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *job) tombstone(matter, messageID string, sent int64, status drafts.Status) error {
	if matter == "" && messageID == "" {
		return nil
	}
	_, err := j.exec(`INSERT INTO tombstones (matter, message_id, sent, status) VALUES (?, ?, ?, ?)`,
		matter, messageID, sent, status)
	return err
}

// matchingDigests returns the digests in tombstones that some keys match with some recipients, and the kinds of those keys.
func matchingDigests(keys []drafts.Key, recipients []string) map[string]drafts.KeyKind {
	digests := map[string]drafts.KeyKind{}
	for _, k := range keys {
		if k.Text == "" {
			continue
		}
		for _, to := range recipients {
			digests[keyDigest(k.Text, false, to)] = k.Kind
			if !k.Numbered {
				digests[keyDigest(k.Text, true, to)] = k.Kind
			}
		}
	}
	return digests
}

// keyDigest returns the digest that a tombstone keeps of a key with a recipient.
func keyDigest(text string, numbered bool, recipient string) string {
	text = clean(text) + "\n" + strings.ToLower(recipient)
	if numbered {
		text = "numbered\n" + text
	}
	return fingerprint(text)
}

// fingerprint returns the digest of a text that a tombstone keeps. That of an empty text is empty.
func fingerprint(text string) string {
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
