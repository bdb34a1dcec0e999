package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Letter is a letter that is kept. Times are UTC, to the millisecond.
type Letter struct {
	ID     string // small letters, digits and hyphens
	Short  string // the beginning of the ID by which Get gives this letter, 8 characters or more; Get and List fill it
	Kind   string // "" is a file that another program wrote
	Status drafts.Status

	Created time.Time
	Changed time.Time
	Removed time.Time // zero: not removed

	Subject string // Subject, From and To are for lists; of a frozen letter From and To are those of its envelope
	From    string
	To      []string
	Key     string // what the letter is about, to whomever; "" is not compared with others
	Words   string // what Filter.Words are looked for in, besides what lists show
	Content []byte // JSON of the caller: all that is needed to change the letter

	Revision int64     // grows by one with every change but those of sending; Get and List fill it
	Again    bool      // a person asked to send it although somebody has, or may have, one about the same matter
	Frozen   *Frozen   // nil while it is a draft
	Tries    int       // to send it; Get and List fill it
	Attempts []Attempt // oldest first; only Get, About and Belonging fill it

	About string // the ID of the case that it belongs to, a reminder for one; "" is a case itself
	Reply [2]int // working days from sending it to an answer, the first and the last; zero: nobody says
	State string // of the case: Prepared, Submitted, or what Log was told
	Clock *Clock // what an answer is waited for by; nil: nobody is waited for
}

// Frozen says what was frozen for sending.
type Frozen struct {
	MessageID  string
	Digest     string // SHA-256 of the bytes, in hexadecimal
	Size       int64
	At         time.Time
	Sender     string   // bare addresses, as the envelope has them
	Recipients []string // blind copies too
	Account    string
}

// Attempt is one try to send a letter. What has not happened has the zero time.
type Attempt struct {
	Began      time.Time
	Committing time.Time // when the record was made that its end may have been sent
	Ended      time.Time
	Status     drafts.Status // how it ended, or where it stands
	Stage      outbox.Stage  // at which it failed; "" where it did not
	Code       int           // of the server's answer
	Text       string        // of the server, or of what broke
	Recipient  string        // whom the server refused
	Account    string
}

// SentAt returns when the server took a sent letter, or got its end if only a person found out that it arrived. It is zero for
// a letter that was not sent.
func (l *Letter) SentAt() time.Time {
	if l.Status != drafts.StatusSent {
		return time.Time{}
	}
	for _, a := range slices.Backward(l.Attempts) {
		switch {
		case a.Status == drafts.StatusSent:
			return a.Ended
		case !a.Committing.IsZero():
			return a.Committing
		}
	}
	return time.Time{}
}

// HandedOverAt returns when a letter was sent or may have been sent.
func (l *Letter) HandedOverAt() time.Time {
	if at := l.SentAt(); !at.IsZero() {
		return at
	}
	for _, a := range slices.Backward(l.Attempts) {
		if !a.Committing.IsZero() {
			return a.Committing
		}
	}
	return l.Changed
}

// Put keeps a letter as a draft, in place of the one that had its ID. Where that one was frozen, its message is thrown
// away; its attempts and the time it was created stay, and so does how its case stands. Status, Short, Changed,
// Removed, Frozen, Tries, Attempts, State and Clock of the letter given are not looked at, and a Created of zero is now.
// A Revision that is not 0 must be the one that is kept.
//
// The error is a *Closed where the letter is not open or is removed, an *outbox.Changed where it has another revision,
// an *Invalid, or a *Failed.
func (s *Store) Put(ctx context.Context, l Letter) error {
	if err := s.flush(ctx); err != nil {
		return failed(err)
	}
	if err := l.check(); err != nil {
		return err
	}
	return s.writer.do(ctx, func(t *job) error { return s.put(t, l, l.Revision) })
}

func (l *Letter) check() error {
	switch {
	case !plain(l.ID), l.About != "" && (!plain(l.About) || l.About == l.ID):
		return &Invalid{l.ID, InvalidID}
	case !json.Valid(l.Content) || !utf8.Valid(l.Content):
		return &Invalid{l.ID, InvalidContent}
	}
	return nil
}

func (s *Store) put(t *job, l Letter, revision int64) error {
	before, err := t.open(l.ID)
	var none *NotFound
	if err != nil && !errors.As(err, &none) {
		return err
	}
	if err := before.is(l.ID, revision); err != nil {
		return err
	}
	now := s.time()
	created := now
	if !l.Created.IsZero() {
		created = l.Created.UnixMilli()
	}
	_, err = t.exec(`INSERT INTO letters (id, kind, status, created, changed, moved, again, matter, sender, recipients,
			subject, about, reply_first, reply_last)
		VALUES (?1, ?2, 'draft', ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, nullif(?10, ''), ?11, ?12)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, status = 'draft', changed = max(changed, excluded.changed),
			moved = max(moved, excluded.moved), again = excluded.again, matter = excluded.matter, sender = excluded.sender,
			revision = revision + 1, recipients = excluded.recipients, subject = excluded.subject, about = excluded.about,
			reply_first = excluded.reply_first, reply_last = excluded.reply_last, file = NULL, message_id = NULL, digest = NULL,
			size = NULL, frozen = NULL, account = NULL, envelope_from = NULL, envelope_to = NULL`,
		l.ID, clean(l.Kind), created, max(now, created), l.Again, clean(l.Key), clean(l.From), lines(l.To),
		clean(l.Subject), l.About, l.Reply[0], l.Reply[1])
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO contents (number, words, content) SELECT number, ?2, ?3 FROM letters WHERE id = ?1
		ON CONFLICT (number) DO UPDATE SET words = excluded.words, content = excluded.content`,
		l.ID, clean(l.Words), string(l.Content))
	if err == nil {
		s.discard(t, before.file)
	}
	return err
}

// discard takes a message off the disk once no row names it. Its name is never used again, so that nobody can have put
// another one there meanwhile.
func (s *Store) discard(t *job, file string) {
	if file != "" {
		t.after = append(t.after, func() { _ = os.Remove(s.message(file)) }) // else Purge does it
	}
}

// state is what decides what may be done with a letter.
type state struct {
	id        string
	status    drafts.Status
	removed   bool
	again     bool
	matter    string
	messageID string
	file      string // "" while it is a draft
	digest    string
	size      int64
	from      string // of the envelope
	to        []string
	revision  int64 // 0 of a letter that is not there
}

// is wants a letter to have a revision; 0 is any. The error is an *outbox.Changed.
func (l *state) is(id string, revision int64) error {
	if revision != 0 && revision != l.revision {
		return &outbox.Changed{ID: id}
	}
	return nil
}

// state returns the state of a letter. The error is a *NotFound.
func (j *job) state(id string) (state, error) { return stateOf(id, j.row(stateQuery, id)) }

// state is that of a job, outside of a change.
func (s *Store) state(ctx context.Context, id string) (state, error) {
	return readRow(ctx, s, func(row scanner) (state, error) { return stateOf(id, row) }, stateQuery, id)
}

const stateSelection = `SELECT id, status, removed IS NOT NULL, again, matter, ifnull(message_id, ''), ifnull(file, ''),
	ifnull(digest, ''), ifnull(size, 0), ifnull(envelope_from, ''), ifnull(envelope_to, ''), revision FROM letters`

var stateQuery = statesQuery(1)

// statesQuery reads the states of so many letters.
func statesQuery(n int) string {
	return stateSelection + ` WHERE id IN (` + strings.TrimSuffix(strings.Repeat(`?, `, n), `, `) + `)`
}

// stateOf reads the row that stateQuery gives of a letter. The error is a *NotFound.
func stateOf(id string, row scanner) (state, error) {
	l, err := scanState(row)
	if errors.Is(err, sql.ErrNoRows) {
		err = &NotFound{id}
	}
	return l, err
}

func scanState(row scanner) (state, error) {
	var l state
	var to string
	err := row.Scan(&l.id, &l.status, &l.removed, &l.again, &l.matter, &l.messageID, &l.file, &l.digest, &l.size, &l.from, &to, &l.revision)
	l.to = split(to)
	return l, err
}

// open gives the state of a letter that can be changed. The error is a *NotFound or a *Closed.
func (t *job) open(id string) (state, error) {
	l, err := t.state(id)
	if err == nil && (l.removed || !l.status.Open()) {
		err = &Closed{id, l.status, l.removed}
	}
	return l, err
}

// Get returns the letter whose ID begins so, even if it is removed. A whole ID wins; of several letters whose ID begins
// with the eight or more characters of prefix, the one that was kept first. Capitals are taken for small letters. The
// error is a *NotFound, an *Ambiguous, or a *Failed.
func (s *Store) Get(ctx context.Context, prefix string) (Letter, error) {
	if err := s.flush(ctx); err != nil {
		return Letter{}, failed(err)
	}
	l, err := s.find(ctx, strings.ToLower(prefix))
	if err == nil && l.Tries > 0 {
		l.Attempts, err = s.attempts(ctx, l.ID)
	}
	return l.Letter, failed(err)
}

// find returns the letter that a prefix stands for. A prefix as long as a short ID stands for the letter that was kept
// first, because a short ID that was printed must not become ambiguous when more letters are kept. A shorter one must be
// unique.
func (s *Store) find(ctx context.Context, prefix string) (kept, error) {
	if prefix == "" {
		return kept{}, &NotFound{prefix}
	}
	order, limit := "id", maxAmbiguous
	if len(prefix) >= shortest {
		order, limit = "id <> ?1, number", 1
	}
	// An id has no character above the last of ASCII.
	ids, err := readRows(ctx, s, column[string], `SELECT id FROM letters WHERE id >= ?1 AND id < ?1 || char(127) ORDER BY `+order+` LIMIT ?2`,
		prefix, limit)
	switch {
	case err != nil:
		return kept{}, err
	case len(ids) == 0:
		return kept{}, &NotFound{prefix}
	case len(ids) > 1 && ids[0] != prefix:
		return kept{}, &Ambiguous{prefix, ids}
	}
	return s.letter(ctx, ids[0])
}

func (s *Store) letter(ctx context.Context, id string) (kept, error) {
	l, err := readRow(ctx, s, scan, selection+` WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = &NotFound{id}
	}
	return l, err
}

// fillAttempts reads those of letters that lists give.
func (s *Store) fillAttempts(ctx context.Context, letters []Letter) error {
	for i := range letters {
		if letters[i].Tries == 0 {
			continue
		}
		var err error
		if letters[i].Attempts, err = s.attempts(ctx, letters[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) attempts(ctx context.Context, id string) ([]Attempt, error) {
	return readRows(ctx, s, func(row scanner) (Attempt, error) {
		var a Attempt
		var began, committing, ended int64
		err := row.Scan(&began, &committing, &ended, &a.Status, &a.Stage, &a.Code, &a.Text, &a.Recipient, &a.Account)
		a.Began, a.Committing, a.Ended = moment(began), moment(committing), moment(ended)
		return a, err
	}, `SELECT began, ifnull(committing, 0), ifnull(ended, 0), status, stage, code, said,
		recipient, account FROM attempts WHERE letter = ? ORDER BY number`, id)
}
