package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// OvertakenError says that another process has stored, changed, removed or begun a letter that shares a key, since the caller looked.
type OvertakenError struct{ ID string }

func (o *OvertakenError) Error() string {
	return "another process was faster with a letter about the matter of " + o.ID
}

// AdoptKnowing is Adopt for a letter that no person has asked for twice. It stores it only if the letters that share a key with it are
// those that the caller knows, as About has returned them: of several processes that are about to store letters about the same, the first
// does. For the others the error is an *OvertakenError, and they look again.
func (s *Store) AdoptKnowing(ctx context.Context, l Letter, m outbox.Message, f Frozen, known []Letter) error {
	list, err := keyList(l.Keys)
	if err != nil {
		return err
	}
	versions := make([]version, len(known))
	for i := range known {
		versions[i] = version{known[i].ID, known[i].Revision, known[i].Status.Out()}
	}
	slices.SortFunc(versions, version.compare)
	return s.adopt(ctx, l, m, f, false, func(j *job) error {
		now, err := rowsOf(j, scanVersion, versionsQuery, list)
		if err != nil {
			return err
		}
		if slices.SortFunc(now, version.compare); !slices.Equal(now, versions) {
			return &OvertakenError{l.ID}
		}
		return nil
	})
}

// version says which one of a letter's forms the caller knows.
type version struct {
	id       string
	revision int64
	out      bool // it was sent, or may have been
}

func (v version) compare(other version) int { return strings.Compare(v.id, other.id) }

const versionsQuery = `SELECT l.id, l.revision, l.status FROM letters l WHERE l.id IN (` + sharingQuery + `) AND removed IS NULL`

func scanVersion(row scanner) (v version, err error) {
	var status drafts.Status
	err = row.Scan(&v.id, &v.revision, &status)
	v.out = status.Out()
	return v, err
}

// Progress is how far a frozen letter is, whichever process sends it.
type Progress struct {
	Status  drafts.Status
	At      time.Time // since when it has the status
	Seat    string    // that has tried last to send it; "" if it has no name
	Digest  string    // of the bytes that are frozen; "" if they are not
	Removed bool
}

// Progress returns how far letters are, by their IDs. It has none of a letter that does not exist.
func (s *Store) Progress(ctx context.Context, ids []string) (map[string]Progress, error) {
	if err := s.engine.flush(ctx); err != nil {
		return nil, failed(err)
	}
	found := map[string]Progress{}
	for some := range slices.Chunk(ids, page) {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = id
		}
		_, err := readRows(ctx, s, func(row scanner) (struct{}, error) {
			var id string
			var p Progress
			var moved int64
			err := row.Scan(&id, &p.Status, &moved, &p.Seat, &p.Digest, &p.Removed)
			p.At = moment(moved)
			found[id] = p
			return struct{}{}, err
		}, progressQuery+` WHERE l.id IN (`+strings.TrimSuffix(strings.Repeat(`?, `, len(args)), `, `)+`)`, args...)
		if err != nil {
			return nil, failed(err)
		}
	}
	return found, nil
}

const progressQuery = `SELECT l.id, l.status, l.moved,
	coalesce((SELECT seat FROM attempts WHERE letter = l.id ORDER BY number DESC LIMIT 1), ''), coalesce(l.digest, ''), l.removed IS NOT NULL
	FROM letters l`
