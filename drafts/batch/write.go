package batch

import (
	"cmp"
	"context"

	"draft/drafts/answers"
)

// Sink receives letters.
type Sink interface {
	// Prepare does the part of the work that does not depend on the order of the letters. It must be safe for concurrent use.
	// The functions that it returns are called one at a time, in the order of the rows, and return the place of the letter.
	Prepare(l *Letter) (put func() (place string, err error), err error)
}

// Outcome is the result of Write for one letter.
type Outcome struct {
	Entry       *Entry
	Letter      *Letter // nil if the row has problems or BeyondLimit is set
	Place       string  // as the Sink returned it
	Err         error   // why the letter of a good row was not written
	BeyondLimit bool    // the row follows the last letter within Limit, so no letter was made
}

// Write passes the letters of a table to sink and calls visit for each row that is to get a letter, in order. Check must have read the same
// table. If ctx ends, or something is to stop it, Write stops between two rows and finishes the rows that it has begun. newID returns
// the ID of a new draft; it must be safe for concurrent use. The error is that of reading the table or of
// ctx; Report.Stop has any other.
func (j *Job) Write(ctx context.Context, t Table, newID func() string, sink Sink, visit func(Outcome) error) (*Report, error) {
	type made struct {
		Outcome
		put func() (string, error)
	}
	work := func(rows []answers.Row) (m made) {
		e := j.readRows(rows)
		m.Entry, m.BeyondLimit = e, j.last > 0 && e.Row.Number > j.last
		if m.Err = j.dedupe(e, j.index.first); m.Err != nil || !e.Good() {
			return m
		}
		already := j.already[e.Row.Number]
		if !m.BeyondLimit {
			m.Letter, m.Err = j.Compose(e, newID())
		}
		switch {
		case m.Err != nil:
		case already != nil:
			m.Err = already
		case !m.BeyondLimit:
			m.put, m.Err = sink.Prepare(m.Letter)
			if already := m.AlreadySent(); already != nil { // but was not when the table was checked
				already.Meanwhile = true
			}
		}
		return m
	}
	last := j.last
	if j.IncludeBeyondLimit {
		last = 0
	}
	j.cleaned.Store(0)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &Report{}
	err := walk(ctx, j.letters(j.until(t, true, last)), work, func(m made) {
		if m.Entry.NoRow {
			return
		}
		if m.put != nil && m.Err == nil {
			m.Place, m.Err = m.put()
		}
		stop := r.add(m.Outcome, j.KeepGoing)
		if stop = cmp.Or(visit(m.Outcome), stop); stop != nil && r.Stop == nil {
			r.Stop = stop
			cancel()
		}
	})
	r.Cleaned = int(j.cleaned.Load())
	if r.Stop != nil {
		err = nil
	}
	return r, err
}
