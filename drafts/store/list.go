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

// Filter says which letters are listed: those to which all of it applies. The zero value is all that are not removed.
type Filter struct {
	Kind     string          // "" is any
	Statuses []drafts.Status // none is any
	Since    time.Time       // created then or later
	Until    time.Time       // created before
	Words    []string        // each must stand in subject, sender, recipients, id or words; a is A, but ä is not Ä
	Removed  bool            // those that are removed, and no others
	Limit    int             // 0 is none
}

// page is how many letters are read at once. To ask for a page takes as long as ten letters of it.
const page = 256

// List gives letters, the newest first. It holds nothing while the caller looks at one, so that the caller may change
// letters meanwhile, and take all day. An error is the last that it gives.
func (s *Store) List(ctx context.Context, f Filter) iter.Seq2[Letter, error] {
	if f.Removed {
		return list(s.pages(ctx, f, `removed IS NOT NULL`))
	}
	return list(s.pages(ctx, f, `removed IS NULL`))
}

// Any tells whether there is a letter with a status, of those that are not removed.
func (s *Store) Any(ctx context.Context, status drafts.Status) (is bool, err error) {
	if err := s.settle(ctx); err != nil {
		return false, failed(err)
	}
	f := Filter{Statuses: []drafts.Status{status}}
	where, _ := f.where()
	err = s.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM letters WHERE removed IS NULL`+where+`)`).Scan(&is)
	return is, failed(err)
}

// About gives the letters about a matter that are not removed, the newest first, with their attempts.
func (s *Store) About(ctx context.Context, key string) ([]Letter, error) {
	letters, err := s.letters(ctx, selection+` WHERE matter = ? AND matter <> '' AND removed IS NULL ORDER BY created DESC, id DESC`,
		clean(key))
	if err == nil {
		err = s.fillAttempts(ctx, letters)
	}
	return letters, failed(err)
}

// Matters gives what the letters are about that are not removed, and how far each has come.
func (s *Store) Matters(ctx context.Context) iter.Seq2[Matter, error] {
	return func(yield func(Matter, error) bool) {
		rows, err := s.db.QueryContext(ctx, `SELECT matter, status FROM letters WHERE matter <> '' AND removed IS NULL`)
		if err != nil {
			yield(Matter{}, failed(err))
			return
		}
		defer rows.Close() //nolint:errcheck // what was read is whole
		for rows.Next() {
			var m Matter
			err := rows.Scan(&m.Key, &m.Status)
			if !yield(m, failed(err)) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Matter{}, failed(err))
		}
	}
}

// Matter is what a letter is about.
type Matter struct {
	Key    string
	Status drafts.Status
}

// Sent counts the letters whose end an account has sent since then, whatever came of it.
func (s *Store) Sent(ctx context.Context, account string, since time.Time) (int, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT count(*) FROM attempts WHERE account = ? AND committing >= ? AND status IN
		('sent', 'unknown', 'committing')`, clean(account), since.UnixMilli()).Scan(&n)
	return n, failed(err)
}

// list gives what the caller may know of letters.
func list(letters iter.Seq2[kept, error]) iter.Seq2[Letter, error] {
	return func(yield func(Letter, error) bool) {
		for l, err := range letters {
			if !yield(l.Letter, err) {
				return
			}
		}
	}
}

// pages gives the letters of a filter for which a condition holds.
func (s *Store) pages(ctx context.Context, f Filter, condition string) iter.Seq2[kept, error] {
	return func(yield func(kept, error) bool) {
		if err := s.settle(ctx); err != nil {
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
			letters, err := s.page(ctx, query, slices.Concat([]any{created, id}, args, []any{n})...)
			if err != nil {
				yield(kept{}, failed(err))
				return
			}
			for _, l := range letters {
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

func (s *Store) page(ctx context.Context, query string, args ...any) ([]kept, error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return all(rows, scan)
}

// where gives the filter as conditions.
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
	// Written out, so that the planner sees where an index of one status will do.
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
		add(`instr(lower(subject || x'0a' || sender || x'0a' || recipients || x'0a' || id || x'0a' || words), lower(?))`,
			clean(word))
	}
	return b.String(), args
}
