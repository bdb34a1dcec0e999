package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Begin makes a frozen letter this process's alone, notes that it is being sent, and gives its message. One that was
// asked for again is not compared with others.
//
// The error is an *outbox.Busy, an *outbox.Changed, an *outbox.Before, an *outbox.Unsendable around a *NotFound or a
// *Damaged, a *NoLocks, or a *Failed; then the letter is as it was.
func (s *Store) Begin(ctx context.Context, o outbox.Order) (outbox.Message, error) {
	id := o.ID
	var m outbox.Message
	owner, err := s.owner()
	if err != nil {
		return m, failed(err)
	}
	err = s.writer.soon(ctx, func(t *turn) error {
		l, err := t.state(id)
		switch {
		case err != nil:
			return unsendable(id, err)
		case l.removed || !l.status.Open():
			return &outbox.Busy{ID: id, Status: l.status}
		case o.Digest != "" && o.Digest != l.digest:
			return &outbox.Changed{ID: id}
		case l.file == "":
			return &outbox.Busy{ID: id, Status: l.status}
		}
		if !l.again {
			before, err := earlier(t.rows, l.matter, l.to, l.messageID, id)
			if err != nil {
				return err
			}
			if before != nil {
				return before
			}
		}
		if m, _, err = s.readMessage(id, t.row(frozenQuery, id)); err != nil {
			return unsendable(id, err)
		}
		now := s.time()
		_, err = t.exec(`UPDATE letters SET status = 'sending', owner = ?2, moved = max(moved, ?3), changed = max(changed, ?3)
			WHERE id = ?1`, id, owner, now)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO attempts (letter, began, status, stage, code, said, recipient, account)
			VALUES (?, ?, 'sending', '', 0, '', '', ?)`, id, now, clean(o.Account))
		return err
	})
	if err != nil {
		return outbox.Message{}, err
	}
	return m, nil
}

// unsendable tells what keeps one letter from being sent from what keeps all.
func unsendable(id string, err error) error {
	var none *NotFound
	var damaged *Damaged
	if errors.As(err, &none) || errors.As(err, &damaged) {
		return &outbox.Unsendable{ID: id, Err: err}
	}
	return err
}

// Note writes down how far a letter has come that this process has begun. It is on disk once Note returns. Where that
// is not so, the letter is as it was, or, after a *Failed with CodeDisk, a later process may find it as noted.
//
// The error is a *NotHeld, an *Invalid where the status cannot follow, or a *Failed.
func (s *Store) Note(ctx context.Context, id string, e outbox.Entry) error {
	var allowed bool
	switch e.Status {
	case drafts.StatusQueued, drafts.StatusCommitting, drafts.StatusSent, drafts.StatusFailedTemp,
		drafts.StatusFailedPerm, drafts.StatusUnknown:
		allowed = true
	}
	s.mu.Lock()
	life := s.life
	s.mu.Unlock()
	switch {
	case !allowed:
		return &Invalid{id, InvalidStatus}
	case life == nil:
		return &NotHeld{id}
	}
	return s.writer.do(ctx, func(t *turn) error {
		now := s.time()
		if e.Status == drafts.StatusCommitting {
			return t.noteCommitting(id, life.name, now)
		}
		return t.noteEnd(id, life.name, now, e)
	})
}

func (t *turn) noteCommitting(id, owner string, now int64) error {
	n, err := t.exec(`UPDATE letters SET status = 'committing', moved = max(moved, ?3), changed = max(changed, ?3)
		WHERE id = ?1 AND owner = ?2`, id, owner, now)
	if err != nil {
		return err
	}
	if n == 0 {
		return &NotHeld{id}
	}
	_, err = t.exec(`UPDATE attempts SET status = 'committing', committing = ifnull(committing, max(began, ?2))
		WHERE letter = ?1 AND ended IS NULL`, id, now)
	return err
}

func (t *turn) noteEnd(id, owner string, now int64, e outbox.Entry) error {
	// One that is unknown went out, if it did, when its end was sent.
	n, err := t.exec(`UPDATE letters SET status = ?3, owner = NULL, changed = max(changed, ?4),
			moved = iif(status = 'committing' AND ?3 = 'unknown', moved, max(moved, ?4))
		WHERE id = ?1 AND owner = ?2`, id, owner, e.Status, now)
	if err != nil {
		return err
	}
	if n == 0 {
		return &NotHeld{id}
	}
	reply, stage, recipient := e.Reply, outbox.Stage(""), ""
	if f := e.Failure; f != nil {
		reply, stage, recipient = f.Reply, f.Stage, f.Recipient
		if reply.Text == "" && f.Err != nil {
			reply.Text = f.Err.Error()
		}
	}
	_, err = t.exec(`UPDATE attempts SET status = ?2, ended = max(began, ifnull(committing, 0), ?3), stage = ?4, code = ?5,
			said = ?6, recipient = ?7
		WHERE letter = ?1 AND ended IS NULL`,
		id, e.Status, now, clean(string(stage)), reply.Code, shortened(reply.Text), shortened(recipient))
	return err
}

// Before gives the letter that somebody has, or may have, about the same matter and to one of the recipients, which are
// bare addresses, or with the same Message-ID; nil where there is none. The letter exceptID is not looked at. Of several
// it is the one that is the surest, then the latest.
//
// A letter that was unknown and was to be sent again may be out ever after, and is given as unknown.
func (s *Store) Before(ctx context.Context, key string, recipients []string, messageID, exceptID string) (*outbox.Before, error) {
	b, err := earlier(func(query string, args ...any) (*sql.Rows, error) {
		return s.db.QueryContext(ctx, query, args...)
	}, key, recipients, messageID, exceptID)
	return b, failed(err)
}

// earlierQuery gives what is out with its recipients, the surest and latest first. What has the same Message-ID, or is
// a tombstone, is meant whatever its recipients.
const earlierQuery = `SELECT id, status, moved, recipients, meant FROM (
		SELECT id, status, moved, ifnull(envelope_to, '') AS recipients, FALSE AS meant FROM letters
			WHERE matter = ?1 AND matter <> '' AND id <> ?3
		UNION ALL SELECT id, status, moved, '', TRUE FROM letters WHERE message_id = ?2 AND message_id <> '' AND id <> ?3
		UNION ALL SELECT letter, 'unknown', ifnull(committing, began), recipients, FALSE FROM attempts
			WHERE matter = ?1 AND matter <> '' AND letter <> ?3
		UNION ALL SELECT letter, 'unknown', ifnull(committing, began), '', TRUE FROM attempts
			WHERE message_id = ?2 AND message_id <> '' AND letter <> ?3
		UNION ALL SELECT '', status, sent, '', TRUE FROM tombstones
			WHERE matter IN (SELECT value FROM json_each(?4)) AND matter <> ''
		UNION ALL SELECT '', status, sent, '', TRUE FROM tombstones WHERE message_id = ?5 AND message_id <> ''
	) WHERE status IN ('sent', 'unknown', 'committing', 'sending')
	ORDER BY CASE status WHEN 'sent' THEN 0 WHEN 'unknown' THEN 1 WHEN 'committing' THEN 2 ELSE 3 END, moved DESC`

func earlier(ask func(string, ...any) (*sql.Rows, error), key string, recipients []string, messageID, exceptID string,
) (*outbox.Before, error) {
	if key == "" && messageID == "" {
		return nil, nil
	}
	key, messageID = clean(key), clean(messageID)
	buried, err := json.Marshal(matters(key, recipients))
	if err != nil {
		return nil, err
	}
	rows, err := ask(earlierQuery, key, messageID, exceptID, string(buried), fingerprint(messageID))
	if err != nil {
		return nil, err
	}
	found, err := all(rows, func(row scanner) (*outbox.Before, error) {
		var b outbox.Before
		var at int64
		var to string
		var meant bool
		if err := row.Scan(&b.ID, &b.Status, &at, &to, &meant); err != nil {
			return nil, err
		}
		if !meant && !overlap(split(to), recipients) {
			return nil, nil
		}
		b.At = time.UnixMilli(at).UTC()
		return &b, nil
	})
	for _, b := range found {
		if b != nil {
			return b, err
		}
	}
	return nil, err
}

// overlap tells whether two lists have an address in common; capitals are taken for small letters.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(one string) bool {
		return slices.ContainsFunc(b, func(two string) bool { return strings.EqualFold(one, two) })
	})
}
