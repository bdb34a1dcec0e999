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

// Unfinished is a letter whose interview is not finished: the answers so far. It has no status, because it is no letter yet.
type Unfinished struct {
	ID       string
	Short    string // the beginning of the ID by which Unfinished finds it; only read
	Kind     string
	About    string // the ID of the case that it belongs to, or of the letter that it changes; "" if neither
	Place    string // an interview continues only those of its own place
	Command  string // continues the interview; "" if that is not known
	Revision int64  // grows by one with every save
	Created  time.Time
	Changed  time.Time
	State    []byte // JSON of the caller
}

func (u *Unfinished) check() error {
	switch {
	case !plain(u.ID), u.About != "" && !plain(u.About):
		return &InvalidError{u.ID, InvalidID}
	case !json.Valid(u.State) || !utf8.Valid(u.State):
		return &InvalidError{u.ID, InvalidContent}
	}
	return nil
}

// SaveUnfinished saves an unfinished letter in place of the one with its ID and revision, and returns it with its new
// revision. If it has no ID, or if another writer has saved, finished or removed that one meanwhile, it becomes another
// unfinished letter, whose ID newID gives: nobody's answers replace those of somebody else. SaveUnfinished ignores Short,
// Created and Changed.
//
// The error is an *InvalidError or a *FailedError.
func (s *Store) SaveUnfinished(ctx context.Context, u Unfinished, newID func() string) (Unfinished, error) {
	err := s.writer.do(ctx, func(j *job) error {
		now := s.time()
		if u.ID != "" {
			if err := u.check(); err != nil {
				return err
			}
			var before string
			err := j.row(`SELECT state FROM unfinished WHERE id = ? AND revision = ?`, u.ID, u.Revision).Scan(&before)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			n, err := j.exec(`UPDATE unfinished SET kind = ?3, about = nullif(?4, ''), place = ?5, command = ?6, state = ?7,
					changed = max(changed, ?8), revision = revision + 1 WHERE id = ?1 AND revision = ?2`,
				u.ID, u.Revision, clean(u.Kind), u.About, clean(u.Place), clean(u.Command), string(u.State), now)
			if err != nil {
				return err
			}
			if n > 0 {
				u.Revision++
				return s.noteEvidence(j, before, string(u.State))
			}
		}
		u.ID, u.Revision, u.Created, u.Changed = newID(), 1, moment(now), moment(now)
		if err := j.insertUnfinished(u); err != nil {
			return err
		}
		return s.noteEvidence(j, "", string(u.State))
	})
	return u, err
}

func (j *job) insertUnfinished(u Unfinished) error {
	if err := u.check(); err != nil {
		return err
	}
	_, err := j.exec(`INSERT INTO unfinished (id, kind, about, place, command, created, changed, state)
		VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?)`,
		u.ID, clean(u.Kind), u.About, clean(u.Place), clean(u.Command), u.Created.UnixMilli(), u.Changed.UnixMilli(), string(u.State))
	return err
}

// Import saves an unfinished letter that an older version left in a file, with the times that it has, and remembers the
// digest of the file. It reports false if it has seen the digest before, and then does nothing, because a crash may come
// between Import and the removal of the file. A nil letter says that the file holds none.
//
// The error is an *InvalidError or a *FailedError.
func (s *Store) Import(ctx context.Context, digest string, u *Unfinished) (fresh bool, err error) {
	err = s.writer.do(ctx, func(j *job) error {
		n, err := j.exec(`INSERT INTO imports (digest) VALUES (?) ON CONFLICT DO NOTHING`, digest)
		fresh = n > 0
		if err != nil || !fresh || u == nil {
			return err
		}
		return j.insertUnfinished(*u)
	})
	return fresh && err == nil, err
}

// unfinishedSelection reads unfinished letters for scanUnfinished. A short ID must not be that of a letter.
const unfinishedSelection = `SELECT u.id, CASE WHEN EXISTS (SELECT 1 FROM letters WHERE id >= substr(u.id, 1, 8) AND id < substr(u.id, 1, 8) || '~')
		OR EXISTS (SELECT 1 FROM unfinished WHERE id <> u.id AND substr(id, 1, 8) = substr(u.id, 1, 8)) THEN u.id ELSE substr(u.id, 1, 8) END,
	u.kind, coalesce(u.about, ''), u.place, u.command, u.revision, u.created, u.changed, u.state FROM unfinished u`

func (s *Store) scanUnfinished(row scanner) (Unfinished, error) {
	var u Unfinished
	var created, changed int64
	err := row.Scan(&u.ID, &u.Short, &u.Kind, &u.About, &u.Place, &u.Command, &u.Revision, &created, &changed, &u.State)
	u.Created, u.Changed, u.State = moment(created), moment(changed), s.relocated(u.State)
	return u, err
}

// ListUnfinished returns the unfinished letters of a place, or all if place is "". The one that was saved last comes first.
func (s *Store) ListUnfinished(ctx context.Context, place string) ([]Unfinished, error) {
	where, args := "", []any{}
	if place != "" {
		where, args = ` WHERE u.place = ?`, []any{place}
	}
	list, err := readRows(ctx, s, s.scanUnfinished, unfinishedSelection+where+` ORDER BY u.changed DESC, u.number DESC`, args...)
	if err == nil {
		err = s.fetchFor(ctx, list)
	}
	return list, failed(err)
}

// Unfinished returns the unfinished letter whose ID begins so. The error is a *NotFoundError, an *AmbiguousError, or a
// *FailedError.
func (s *Store) Unfinished(ctx context.Context, prefix string) (Unfinished, error) {
	prefix = strings.ToLower(prefix)
	list, err := readRows(ctx, s, s.scanUnfinished, unfinishedSelection+` WHERE u.id >= ?1 AND u.id < ?1 || '~'
		ORDER BY u.id LIMIT ?2`, prefix, maxAmbiguous)
	switch {
	case err != nil:
		return Unfinished{}, failed(err)
	case len(list) == 0 || prefix == "":
		return Unfinished{}, &NotFoundError{prefix}
	case len(list) > 1 && list[0].ID != prefix:
		several := &AmbiguousError{Prefix: prefix}
		for _, u := range list {
			several.IDs = append(several.IDs, u.ID)
		}
		return Unfinished{}, several
	}
	return list[0], failed(s.fetchFor(ctx, list[:1]))
}

// fetchFor makes sure that the evidence of unfinished letters is on this machine.
func (s *Store) fetchFor(ctx context.Context, list []Unfinished) error {
	for _, u := range list {
		if err := s.engine.fetchEvidence(ctx, u.State); err != nil {
			return err
		}
	}
	return nil
}

// notFound returns the error for a prefix that no letter has.
func (s *Store) notFound(ctx context.Context, none *NotFoundError) error {
	u, err := s.Unfinished(ctx, none.Prefix)
	if err != nil {
		return err
	}
	return &UnfinishedError{u}
}

// RemoveUnfinished deletes an unfinished letter for good, with the evidence that nothing else names. Its bytes are off the disk once no process has the store open, because
// only then SQLite deletes its log. A revision other than 0 must be the one in the store, else another writer has changed
// the letter, and it stays. The error is a *FailedError.
func (s *Store) RemoveUnfinished(ctx context.Context, id string, revision int64) error {
	err := s.writer.do(ctx, func(j *job) error {
		_, err := j.exec(`DELETE FROM unfinished WHERE id = ?1 AND CAST(?2 AS bigint) IN (0, revision)`, id, revision)
		return err
	})
	if err == nil {
		_ = s.engine.sweepEvidence(ctx, evidenceGrace) // if that fails, the next one deletes the files
	}
	return err
}

// exportedUnfinished is the JSON of an unfinished letter in Export. The names in it are a contract.
type exportedUnfinished struct {
	ID       string          `json:"id"`
	Kind     string          `json:"kind"`
	Status   string          `json:"status"` // always unfinished
	Created  time.Time       `json:"created_at"`
	Changed  time.Time       `json:"changed_at"`
	Revision int64           `json:"revision"`
	About    string          `json:"about,omitempty"`
	Place    string          `json:"place"`
	Content  json.RawMessage `json:"content"`
}

// exportUnfinished writes the unfinished letters as lines of JSON.
func (s *Store) exportUnfinished(ctx context.Context, e *json.Encoder) error {
	list, err := s.ListUnfinished(ctx, "")
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := e.Encode(exportedUnfinished{
			ID: u.ID, Kind: u.Kind, Status: "unfinished", Created: u.Created, Changed: u.Changed, Revision: u.Revision,
			About: u.About, Place: u.Place, Content: unspoilt(u.State),
		}); err != nil {
			return err
		}
	}
	return nil
}
