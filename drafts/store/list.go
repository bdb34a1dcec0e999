package store

import (
	"context"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"draft/drafts"
)

// Filter selects the letters that match all of its fields. The zero value selects all that are not removed.
type Filter struct {
	Kind     string          // "" is any
	Statuses []drafts.Status // none is any
	Since    time.Time       // created then or later
	Until    time.Time       // created before
	Words    []string        // each must be in subject, sender, recipients, id or words; case is ignored for ASCII only
	Removed  bool            // only letters that are removed
	Limit    int             // 0 is none
}

// page is how many letters are read at once. The query of a page takes as long as reading ten letters.
const page = 256

// List returns letters, the newest first. It holds no transaction between two letters, so the caller may change letters
// meanwhile and take its time. An error is the last element.
func (s *Store) List(ctx context.Context, f Filter) iter.Seq2[Letter, error] {
	if f.Removed {
		return list(s.pages(ctx, f, `removed IS NOT NULL`))
	}
	return list(s.pages(ctx, f, `removed IS NULL`))
}

// Any reports whether a letter that is not removed has a status.
func (s *Store) Any(ctx context.Context, status drafts.Status) (is bool, err error) {
	if err := s.engine.flush(ctx); err != nil {
		return false, failed(err)
	}
	f := Filter{Statuses: []drafts.Status{status}}
	where, _ := f.where()
	is, err = readRow(ctx, s, column[bool], `SELECT EXISTS (SELECT 1 FROM letters WHERE removed IS NULL`+where+`)`)
	return is, failed(err)
}

// About returns the letters that share a key and are not removed, the newest first, with their attempts.
func (s *Store) About(ctx context.Context, keys []drafts.Key) ([]Letter, error) {
	list, err := keyList(keys)
	if err != nil {
		return nil, err
	}
	letters, err := s.letters(ctx, selection+` WHERE l.id IN (`+sharingQuery+`) AND removed IS NULL ORDER BY created DESC, id DESC`, list)
	if err == nil {
		err = s.fillAttempts(ctx, letters)
	}
	return letters, failed(err)
}

// sharingQuery selects the letters that share a key.
const sharingQuery = `WITH own AS ` + ownKeys + ` SELECT k.letter FROM own CROSS JOIN letter_keys k WHERE ` + matches

// KeyStatuses returns each key of each letter that is not removed, with the status of the letter. It reads on a connection of its own,
// because the caller may use the store meanwhile.
func (s *Store) KeyStatuses(ctx context.Context) iter.Seq2[KeyStatus, error] {
	return func(yield func(KeyStatus, error) bool) {
		rows, err := others{ctx, s.db, s.engine}.rows(`SELECT k.kind, k.key, k.numbered, l.status FROM letter_keys k JOIN letters l ON l.id = k.letter
			WHERE l.removed IS NULL`)
		if err != nil {
			yield(KeyStatus{}, failed(err))
			return
		}
		defer rows.Close() //nolint:errcheck // rows.Err has it
		for rows.Next() {
			var m KeyStatus
			err := rows.Scan(&m.Kind, &m.Text, &m.Numbered, &m.Status)
			if !yield(m, failed(err)) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(KeyStatus{}, failed(err))
		}
	}
}

// KeyStatus is a key of a letter, and the status of the letter.
type KeyStatus struct {
	drafts.Key
	Status drafts.Status
}

// list drops what only the store knows of letters.
func list(letters iter.Seq2[kept, error]) iter.Seq2[Letter, error] {
	return func(yield func(Letter, error) bool) {
		for l, err := range letters {
			if !yield(l.Letter, err) {
				return
			}
		}
	}
}

// pages returns the letters of a filter that meet a condition, read page by page.
func (s *Store) pages(ctx context.Context, f Filter, condition string) iter.Seq2[kept, error] {
	return func(yield func(kept, error) bool) {
		if err := s.engine.flush(ctx); err != nil {
			yield(kept{}, failed(err))
			return
		}
		where, args := f.where()
		query := selection + ` WHERE (created, id) < (?, ?) AND ` + condition + where +
			` ORDER BY created DESC, id DESC LIMIT ?`
		var created int64 = math.MaxInt64
		id := ""
		for left := f.Limit; f.Limit == 0 || left > 0; left -= page {
			n := page
			if f.Limit > 0 {
				n = min(n, left)
			}
			letters, err := readRows(ctx, s, s.scan, query, slices.Concat([]any{created, id}, args, []any{n})...)
			if err != nil {
				yield(kept{}, failed(err))
				return
			}
			for _, l := range letters {
				if err := s.engine.fetchEvidence(ctx, l.Content); err != nil {
					yield(kept{}, failed(err))
					return
				}
				if !yield(l, nil) {
					return
				}
			}
			if len(letters) < n {
				return
			}
			last := letters[len(letters)-1]
			created, id = last.Created.UnixMilli(), last.ID
		}
	}
}

// where returns the filter as SQL conditions.
func (f *Filter) where() (string, []any) {
	var b strings.Builder
	var args []any
	add := func(condition string, value any) {
		b.WriteString(` AND ` + condition)
		args = append(args, value)
	}
	if f.Kind != "" {
		add(`kind = ?`, f.Kind)
	}
	if !f.Since.IsZero() {
		add(`created >= ?`, f.Since.UnixMilli())
	}
	if !f.Until.IsZero() {
		add(`created < ?`, f.Until.UnixMilli())
	}
	// Not as arguments, because the planner uses the index of a status only if it sees the status.
	for i, status := range f.Statuses {
		if !slices.Contains(drafts.Statuses(), status) {
			status = ""
		}
		b.WriteString([]string{` AND (`, ` OR `}[min(i, 1)] + `status = '` + string(status) + `'`)
	}
	if len(f.Statuses) > 0 {
		b.WriteString(`)`)
	}
	for _, word := range f.Words {
		add(`instr(lower(subject || '|' || sender || '|' || recipients || '|' || id || '|' || words), ?) > 0`, strings.Map(small, clean(word)))
	}
	return b.String(), args
}

// small returns the small letter of a capital of ASCII. The databases make small letters of no others.
func small(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}
