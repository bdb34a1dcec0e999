package store

import (
	"context"
	"database/sql"
	"encoding/json"
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
	b, err := earlier(func(query string, args ...any) (*sql.Rows, error) {
		return s.db.QueryContext(ctx, query, args...)
	}, key, recipients, messageID, exceptID)
	return b, failed(err)
}

// outStatuses are those of drafts.Status.Out.
const outStatuses = `('sent', 'unknown', 'committing', 'sending')`

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
	) WHERE status IN ` + outStatuses + `
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
		if !meant && !drafts.SharesRecipient(split(to), recipients) {
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
