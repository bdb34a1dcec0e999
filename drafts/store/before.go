package store

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Before returns a letter that was sent, or may have been: one that shares a key, to one of the recipients, or has the same
// Message-ID. It returns nil if there is none. Recipients are bare addresses. The letter exceptID does not count. Of
// several letters it returns the one with the surest status, then the earliest.
//
// A letter that was unknown and is to be sent again counts as unknown from then on.
func (s *Store) Before(ctx context.Context, keys []drafts.Key, recipients []string, messageID, exceptID string) (*outbox.AlreadySentError, error) {
	if err := s.engine.flush(ctx); err != nil {
		return nil, failed(err)
	}
	var b *outbox.AlreadySentError
	err := s.writer.read(ctx, func(q querier) (err error) {
		b, err = before(q, keys, recipients, messageID, exceptID)
		return err
	})
	return b, failed(err)
}

// outStatuses lists the statuses for which drafts.Status.Out is true.
const outStatuses = `('sent', 'unknown', 'committing', 'sending')`

// outQuery selects what is out and shares a key, with its recipients and that key, or has a Message-ID. The last column says that it
// counts for all recipients.
const outQuery = `WITH own AS ` + ownKeys + `
	SELECT l.id, l.status, l.moved, coalesce(l.envelope_to, ''), k.key, FALSE
		FROM own CROSS JOIN letter_keys k CROSS JOIN letters l
		WHERE ` + matches + ` AND l.id = k.letter AND l.id <> ?3 AND l.status IN ` + outStatuses + `
	UNION ALL SELECT id, status, moved, '', '', TRUE FROM letters
		WHERE message_id = ?2 AND message_id <> '' AND id <> ?3 AND status IN ` + outStatuses + `
	UNION ALL SELECT a.letter, 'unknown', coalesce(a.committing, a.began), a.recipients, k.key, FALSE
		FROM own CROSS JOIN attempt_keys k CROSS JOIN attempts a
		WHERE ` + matches + ` AND a.number = k.attempt AND a.letter <> ?3
	UNION ALL SELECT letter, 'unknown', coalesce(committing, began), '', '', TRUE FROM attempts
		WHERE message_id = ?2 AND message_id <> '' AND letter <> ?3`

// purgedQuery selects what is out and was purged. The digests in tombstones include the recipient.
const purgedQuery = `SELECT '', status, sent, '', matter, TRUE FROM tombstones
		WHERE matter IN (SELECT value FROM ` + listed + `) AND matter <> ''
	UNION ALL SELECT '', status, sent, '', '', TRUE FROM tombstones WHERE message_id = ?2 AND message_id <> ''`

// before is Before without what only the journal knows.
func before(q querier, keys []drafts.Key, recipients []string, messageID, exceptID string) (*outbox.AlreadySentError, error) {
	if len(keys) == 0 && messageID == "" {
		return nil, nil
	}
	list, err := keyList(keys)
	if err != nil {
		return nil, err
	}
	kinds := map[string]drafts.KeyKind{} // by the text of a key, or its digest in a tombstone
	for _, k := range keys {
		kinds[clean(k.Text)] = k.Kind
	}
	messageID = clean(messageID)
	found, err := out(q, recipients, kinds, outQuery, list, messageID, exceptID)
	if err != nil {
		return nil, err
	}
	purged, err := anyPurged(q)
	if err != nil {
		return nil, err
	}
	if purged {
		digests := matchingDigests(keys, recipients)
		list, err := json.Marshal(slices.AppendSeq([]string{}, maps.Keys(digests)))
		if err != nil {
			return nil, err
		}
		tombstones, err := out(q, recipients, digests, purgedQuery, string(list), fingerprint(messageID))
		if err != nil {
			return nil, err
		}
		found = append(found, tombstones...)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return slices.MinFunc(found, surest), nil
}

// anyPurged reports whether there is a tombstone.
func anyPurged(q querier) (bool, error) {
	return column[bool](q.row(`SELECT EXISTS (SELECT 1 FROM tombstones)`))
}

// out returns the letters of outQuery or purgedQuery that went to one of the recipients, or count for all. kinds are the kinds of the
// keys, by what the query returns of them.
func out(q querier, recipients []string, kinds map[string]drafts.KeyKind, query string, args ...any) ([]*outbox.AlreadySentError, error) {
	found, err := rowsOf(q, func(row scanner) (*outbox.AlreadySentError, error) {
		var b outbox.AlreadySentError
		var at int64
		var to, key string
		var counts bool
		if err := row.Scan(&b.ID, &b.Status, &at, &to, &key, &counts); err != nil {
			return nil, err
		}
		if !counts && !drafts.SharesRecipient(split(to), recipients) {
			return nil, nil
		}
		b.At, b.Same = time.UnixMilli(at).UTC(), kinds[key]
		return &b, nil
	}, query, args...)
	return slices.DeleteFunc(found, func(b *outbox.AlreadySentError) bool { return b == nil }), err
}

// surest orders letters that are out: by how much is known of them, then by time. Of the keys that one letter shares, the order number
// comes first, because it is the surest.
func surest(a, b *outbox.AlreadySentError) int {
	known := []drafts.Status{drafts.StatusSent, drafts.StatusUnknown, drafts.StatusCommitting, drafts.StatusSending}
	kinds := []drafts.KeyKind{drafts.KeyOrder, drafts.KeyPayment, drafts.KeyOther, ""}
	return cmp.Or(
		slices.Index(known, a.Status)-slices.Index(known, b.Status), b.At.Compare(a.At), slices.Index(kinds, a.Same)-slices.Index(kinds, b.Same),
	)
}
