package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// kept is a letter with what only the store needs.
type kept struct {
	Letter
	file string // "" while it is a draft
}

// selection reads letters under the name l, for scan. The neighbours are the nearest of
// the ids that begin alike and were kept before; they are found in the index of the ids.
const selection = `SELECT l.id, l.kind, l.status, l.created, l.changed, coalesce(l.removed, 0), l.removed_by, l.revision, l.again, ` + keysColumn + `, l.sender,
	l.recipients, l.subject, coalesce(c.words, ''), coalesce(c.content, 'null'), coalesce(l.file, ''), coalesce(l.message_id, ''), coalesce(l.digest, ''),
	coalesce(l.size, 0), coalesce(l.frozen, 0), coalesce(l.account, ''), coalesce(l.envelope_from, ''),
	coalesce(l.envelope_to, ''),
	coalesce((SELECT max(id) FROM letters WHERE id >= substr(l.id, 1, 8) AND id < l.id AND number < l.number), ''),
	coalesce((SELECT min(id) FROM letters WHERE id > l.id AND id < substr(l.id, 1, 8) || '~' AND number < l.number), ''),
	(SELECT count(*) FROM attempts WHERE letter = l.id),
	l.about, l.reply_first, l.reply_last, l.state, l.clock, l.due_first, l.due_last, l.due_by
	FROM letters l LEFT JOIN contents c USING (number)`

func (s *Store) scan(row scanner) (kept, error) {
	var l kept
	var f Frozen
	var created, changed, removed, frozen int64
	var keys, to, envelope, before, after string
	var about sql.NullString
	var day sql.NullInt64
	var due Clock
	err := row.Scan(&l.ID, &l.Kind, &l.Status, &created, &changed, &removed, &l.RemovedBy, &l.Revision, &l.Again, &keys, &l.From,
		&to, &l.Subject, &l.Words, &l.Content, &l.file, &f.MessageID, &f.Digest, &f.Size, &frozen, &f.Account, &f.Sender,
		&envelope, &before, &after, &l.Tries, &about, &l.Reply[0], &l.Reply[1], &l.State, &day, &due.First, &due.Last, &due.By)
	if err != nil {
		return kept{}, err
	}
	if err := json.Unmarshal([]byte(keys), &l.Keys); err != nil {
		return kept{}, err
	}
	l.Short = short(l.ID, before, after)
	l.Content = s.relocated(l.Content)
	l.Created, l.Changed, l.Removed = moment(created), moment(changed), moment(removed)
	l.To, l.About = split(to), about.String
	if day.Valid {
		due.Day = int(day.Int64)
		l.Clock = &due
	}
	if l.file != "" {
		f.At, f.Recipients = moment(frozen), split(envelope)
		l.Frozen = &f
	}
	return l, nil
}

// shortest is the number of characters of a short ID. The command's IDs begin with as many that tell the time, and no two
// letters of one process share them. selection has the number too.
const shortest = 8

// short returns the beginning of an ID by which find gives this letter for good: the letters kept before do not have it,
// and those that will be kept come after this one. It is longer than shortest only if two processes took the same time.
func short(id, before, after string) string {
	n := max(shortest, common(id, before)+1, common(id, after)+1)
	return id[:min(n, len(id))]
}

// common returns the length of the common prefix of two IDs.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// moment converts a time of the database.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// clean returns text as the database holds it.
func clean(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// lines returns a list as the database holds it. split reads it back, without empty elements and with spaces for line
// ends.
func lines(list []string) string {
	var b strings.Builder
	for _, line := range list {
		if line = strings.Map(unbroken, clean(line)); line != "" {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func unbroken(r rune) rune {
	if r == '\n' {
		return ' '
	}
	return r
}

// split is the reverse of lines.
func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// maxText is how much of a server's reply is saved, in bytes.
const maxText = 2000

// shortened returns text that is valid UTF-8 and not longer than maxText.
func shortened(text string) string {
	text = clean(text)
	if len(text) <= maxText {
		return text
	}
	n := maxText
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// readRow reads the one row of a query.
func readRow[T any](ctx context.Context, s *Store, scan func(scanner) (T, error), query string, args ...any) (value T, err error) {
	err = s.writer.read(ctx, func(q querier) error {
		value, err = scan(q.row(query, args...))
		return err
	})
	return value, err
}

// readRows reads all rows of a query.
func readRows[T any](ctx context.Context, s *Store, scan func(scanner) (T, error), query string, args ...any) (list []T, err error) {
	err = s.writer.read(ctx, func(q querier) error {
		list, err = rowsOf(q, scan, query, args...)
		return err
	})
	return list, err
}

// rowsOf reads all rows of a query.
func rowsOf[T any](q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.rows(query, args...)
	if err != nil {
		return nil, err
	}
	return all(rows, scan)
}

// column reads a row of one column.
func column[T any](row scanner) (value T, err error) {
	err = row.Scan(&value)
	return value, err
}

// all reads rows to their end.
func all[T any](rows *sql.Rows, read func(scanner) (T, error)) ([]T, error) {
	var list []T
	for rows.Next() {
		value, err := read(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		list = append(list, value)
	}
	return list, errors.Join(rows.Err(), rows.Close())
}
