package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Before gives the letter that somebody has, or may have, about the same matter and to one of the recipients, which are
// bare addresses, or with the same Message-ID; nil where there is none. The letter exceptID is not looked at. Of several
// it is the one that is the surest, then the latest.
//
// A letter that was unknown and was to be sent again may be out ever after, and is given as unknown.
func (s *Store) Before(ctx context.Context, key string, recipients []string, messageID, exceptID string) (*outbox.Before, error) {
	if err := s.settle(ctx); err != nil {
		return nil, failed(err)
	}
	var b *outbox.Before
	err := s.writer.read(ctx, func(t *turn) (err error) {
		b, err = t.before(key, recipients, messageID, exceptID)
		return err
	})
	return b, failed(err)
}

// outStatuses are those of drafts.Status.Out.
const outStatuses = `('sent', 'unknown', 'committing', 'sending')`

// outQuery gives what is out about a matter, with its recipients, or with a Message-ID: that is meant whatever they are.
const outQuery = `SELECT id, status, moved, ifnull(envelope_to, ''), FALSE FROM letters
		WHERE matter = ?1 AND matter <> '' AND id <> ?3 AND status IN ` + outStatuses + `
	UNION ALL SELECT id, status, moved, '', TRUE FROM letters
		WHERE message_id = ?2 AND message_id <> '' AND id <> ?3 AND status IN ` + outStatuses + `
	UNION ALL SELECT letter, 'unknown', ifnull(committing, began), recipients, FALSE FROM attempts
		WHERE matter = ?1 AND matter <> '' AND letter <> ?3
	UNION ALL SELECT letter, 'unknown', ifnull(committing, began), '', TRUE FROM attempts
		WHERE message_id = ?2 AND message_id <> '' AND letter <> ?3`

// purgedQuery gives what is out and was purged: a tombstone tells whom it is about.
const purgedQuery = `SELECT '', status, sent, '', TRUE FROM tombstones
		WHERE matter IN (SELECT value FROM json_each(?1)) AND matter <> ''
	UNION ALL SELECT '', status, sent, '', TRUE FROM tombstones WHERE message_id = ?2 AND message_id <> ''`

// before is Before as the database has it.
func (t *turn) before(key string, recipients []string, messageID, exceptID string) (*outbox.Before, error) {
	if key == "" && messageID == "" {
		return nil, nil
	}
	key, messageID = clean(key), clean(messageID)
	found, err := t.out(recipients, outQuery, key, messageID, exceptID)
	if err != nil {
		return nil, err
	}
	purged, err := t.purged()
	if err != nil {
		return nil, err
	}
	if purged {
		list, err := json.Marshal(matters(key, recipients))
		if err != nil {
			return nil, err
		}
		graves, err := t.out(recipients, purgedQuery, string(list), fingerprint(messageID))
		if err != nil {
			return nil, err
		}
		found = append(found, graves...)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return slices.MinFunc(found, surest), nil
}

// purged tells whether a letter that is out was purged.
func (t *turn) purged() (is bool, err error) {
	err = t.row(`SELECT EXISTS (SELECT 1 FROM tombstones)`).Scan(&is)
	return is, err
}

// out gives what a query finds that went to one of the recipients, or is meant whatever they are.
func (t *turn) out(recipients []string, query string, args ...any) ([]*outbox.Before, error) {
	rows, err := t.rows(query, args...)
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
		if !meant && !drafts.SharesRecipient(split(to), recipients) {
			return nil, nil
		}
		b.At = time.UnixMilli(at).UTC()
		return &b, nil
	})
	return slices.DeleteFunc(found, func(b *outbox.Before) bool { return b == nil }), err
}

// surest orders letters that are out: those of which more is known come first, then the latest.
func surest(a, b *outbox.Before) int {
	known := []drafts.Status{drafts.StatusSent, drafts.StatusUnknown, drafts.StatusCommitting, drafts.StatusSending}
	return cmp.Or(slices.Index(known, a.Status)-slices.Index(known, b.Status), b.At.Compare(a.At))
}
