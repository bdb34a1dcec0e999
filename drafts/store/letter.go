package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
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

	RemovedBy string // the seat that removed it; "" if it has no name

	Subject string // Subject, From and To are for lists; in a frozen letter From and To are those of its envelope
	From    string
	To      []string
	Keys    []drafts.Key // a letter that shares one is about the same matter, whoever gets it
	Words   string       // more text for Filter.Words
	Content []byte       // JSON of the caller: all that is needed to change the letter

	Revision int64     // grows by one with every change except those of sending; Get and List fill it
	Again    bool      // a person asked to send it although one that shares a key was sent, or may have been
	Frozen   *Frozen   // nil while it is a draft
	Tries    int       // number of attempts; Get and List fill it
	Attempts []Attempt // oldest first; only Get, About and Belonging fill it

	About string // the ID of the case that it belongs to, for example as a reminder; "" if it begins a case
	Reply [2]int // the first and the last working day on which an answer is usual; zero if unknown
	State string // of the case: Prepared, Submitted, or one that Log has set
	Clock *Clock // deadline of the answer; nil if none is awaited
}

// SentAt returns when the server accepted the letter, or when its end was sent if a person found out that it arrived. It is
// zero for a letter that was not sent, and for one that has no Attempts because List returned it.
func (l *Letter) SentAt() time.Time {
	a := l.arrived()
	if a.Status == drafts.StatusSent {
		return a.Ended
	}
	return a.Committing
}

// SentBy returns the seat that sent the letter; "" if it has no name, or if SentAt is zero.
func (l *Letter) SentBy() string { return l.arrived().Seat }

// arrived returns the attempt with which a letter that was sent arrived: the last one of which the end was sent. It is empty if there is
// none.
func (l *Letter) arrived() Attempt {
	for _, a := range slices.Backward(l.Attempts) {
		if l.Status == drafts.StatusSent && (a.Status == drafts.StatusSent || !a.Committing.IsZero()) {
			return a
		}
	}
	return Attempt{}
}

// HandedOverAt returns when the letter was sent or may have been sent.
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

// Frozen describes a message that was frozen for sending.
type Frozen struct {
	MessageID  string
	Digest     string // SHA-256 of the bytes, in hexadecimal
	Size       int64
	At         time.Time
	Sender     string   // bare addresses, as the envelope has them
	Recipients []string // including blind copies
	Account    string
}

// Attempt is one try to send a letter. A time is zero if that has not happened.
type Attempt struct {
	Began      time.Time
	Committing time.Time // when it was recorded that the dot may have been sent
	Ended      time.Time
	Status     drafts.Status // how it ended, or the current one
	Stage      outbox.Stage  // at which it failed; "" if it did not
	Code       int           // of the server's reply
	Text       string        // of the server's reply, or of the error
	Recipient  string        // whom the server refused
	Account    string
	Seat       string // that tried; "" if it has no name
	ResolvedBy string // the seat that found out what became of it, if it was unknown; "" if that has no name
}

// Put saves a letter as a draft, in place of the one with the same ID. The message of that one is deleted if it was
// frozen; its attempts, its time of creation, and the state of its case stay. Put ignores Status, Short, Changed,
// Removed, Frozen, Tries, Attempts, State and Clock, and takes a zero Created for now. A Revision other than 0 must be
// the one in the store.
//
// The error is a *ClosedError if the letter is not open or is removed, an *outbox.ChangedError if it has another
// revision, an *InvalidError, or a *FailedError.
func (s *Store) Put(ctx context.Context, l Letter) error {
	if err := s.engine.flush(ctx); err != nil {
		return failed(err)
	}
	if err := l.check(); err != nil {
		return err
	}
	return s.writer.do(ctx, func(j *job) error { return s.put(j, l, l.Revision) })
}

func (l *Letter) check() error {
	switch {
	case !plain(l.ID), l.About != "" && (!plain(l.About) || l.About == l.ID):
		return &InvalidError{l.ID, InvalidID}
	case !json.Valid(l.Content) || !utf8.Valid(l.Content):
		return &InvalidError{l.ID, InvalidContent}
	}
	return nil
}

func (s *Store) put(j *job, l Letter, revision int64) error {
	before, err := j.open(l.ID)
	var none *NotFoundError
	if err != nil && !errors.As(err, &none) {
		return err
	}
	if err := before.checkRevision(l.ID, revision); err != nil {
		return err
	}
	earlier := ""
	if before.revision > 0 {
		err := j.row(`SELECT content FROM contents JOIN letters USING (number) WHERE id = ?`, l.ID).Scan(&earlier)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	now := s.time()
	created := now
	if !l.Created.IsZero() {
		created = l.Created.UnixMilli()
	}
	_, err = j.exec(`INSERT INTO letters (id, kind, status, created, changed, moved, again, sender, recipients,
			subject, about, reply_first, reply_last)
		VALUES (?1, ?2, 'draft', ?3, ?4, ?4, ?5, ?6, ?7, ?8, nullif(?9, ''), ?10, ?11)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, status = 'draft', changed = max(letters.changed, excluded.changed),
			moved = max(letters.moved, excluded.moved), again = excluded.again, sender = excluded.sender,
			revision = letters.revision + 1, recipients = excluded.recipients, subject = excluded.subject, about = excluded.about,
			reply_first = excluded.reply_first, reply_last = excluded.reply_last, file = NULL, message_id = NULL, digest = NULL,
			size = NULL, frozen = NULL, account = NULL, envelope_from = NULL, envelope_to = NULL`,
		l.ID, clean(l.Kind), created, max(now, created), l.Again, clean(l.From), lines(l.To),
		clean(l.Subject), l.About, l.Reply[0], l.Reply[1])
	if err != nil {
		return err
	}
	if err := j.setKeys(l.ID, l.Keys); err != nil {
		return err
	}
	_, err = j.exec(`INSERT INTO contents (number, words, content) SELECT number, ?2, ?3 FROM letters WHERE id = ?1
		ON CONFLICT (number) DO UPDATE SET words = excluded.words, content = excluded.content`,
		l.ID, clean(l.Words), string(l.Content))
	if err == nil && before.file != "" {
		err = s.engine.discard(j, before.file)
	}
	if err != nil {
		return err
	}
	return s.noteEvidence(j, earlier, string(l.Content))
}

// state is the part of a letter that decides what may be done with it.
type state struct {
	id        string
	status    drafts.Status
	removed   bool
	again     bool
	subject   string
	messageID string
	file      string // "" while it is a draft
	digest    string
	size      int64
	from      string // of the envelope
	to        []string
	revision  int64 // 0 if there is no such letter
	tries     int
}

// checkRevision returns an *outbox.ChangedError if the letter does not have a revision; 0 is any.
func (l *state) checkRevision(id string, revision int64) error {
	if revision != 0 && revision != l.revision {
		return &outbox.ChangedError{ID: id}
	}
	return nil
}

// state returns the state of a letter. The error is a *NotFoundError.
func (j *job) state(id string) (state, error) { return stateOf(id, j.row(stateQuery, id)) }

// state is that of a job, outside of a change.
func (s *Store) state(ctx context.Context, id string) (state, error) {
	return readRow(ctx, s, func(row scanner) (state, error) { return stateOf(id, row) }, stateQuery, id)
}

const stateSelection = `SELECT id, status, removed IS NOT NULL, again, subject, coalesce(message_id, ''), coalesce(file, ''),
	coalesce(digest, ''), coalesce(size, 0), coalesce(envelope_from, ''), coalesce(envelope_to, ''), revision,
	(SELECT count(*) FROM attempts WHERE letter = letters.id) FROM letters`

var stateQuery = statesQuery(1)

// statesQuery returns the query for the states of n letters.
func statesQuery(n int) string {
	return stateSelection + ` WHERE id IN (` + strings.TrimSuffix(strings.Repeat(`?, `, n), `, `) + `)`
}

// stateOf reads the row of stateQuery. The error is a *NotFoundError if there is none.
func stateOf(id string, row scanner) (state, error) {
	l, err := scanState(row)
	if errors.Is(err, sql.ErrNoRows) {
		err = &NotFoundError{id}
	}
	return l, err
}

func scanState(row scanner) (state, error) {
	var l state
	var to string
	err := row.Scan(&l.id, &l.status, &l.removed, &l.again, &l.subject, &l.messageID, &l.file, &l.digest, &l.size, &l.from, &to, &l.revision, &l.tries)
	l.to = split(to)
	return l, err
}

// open returns the state of a letter that can be changed. The error is a *NotFoundError or a *ClosedError.
func (j *job) open(id string) (state, error) {
	l, err := j.state(id)
	if err == nil && (l.removed || !l.status.Open()) {
		err = &ClosedError{id, l.status, l.removed}
	}
	return l, err
}

// Get returns the letter whose ID begins so, even if it is removed. A whole ID wins; of several letters whose ID begins
// with the eight or more characters of prefix, the one that was kept first. Capitals are taken for small letters. The
// error is a *NotFoundError, an *UnfinishedError, an *AmbiguousError, or a *FailedError.
func (s *Store) Get(ctx context.Context, prefix string) (Letter, error) {
	if err := s.engine.flush(ctx); err != nil {
		return Letter{}, failed(err)
	}
	l, err := s.find(ctx, strings.ToLower(prefix))
	var none *NotFoundError
	if errors.As(err, &none) {
		return Letter{}, s.notFound(ctx, none)
	}
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
		return kept{}, &NotFoundError{prefix}
	}
	order, limit := "id", maxAmbiguous
	if len(prefix) >= shortest {
		order, limit = "id <> ?1, number", 1
	}
	// An id has no character above the last of ASCII.
	ids, err := readRows(ctx, s, column[string], `SELECT id FROM letters WHERE id >= ?1 AND id < ?1 || '~' ORDER BY `+order+` LIMIT ?2`,
		prefix, limit)
	switch {
	case err != nil:
		return kept{}, err
	case len(ids) == 0:
		return kept{}, &NotFoundError{prefix}
	case len(ids) > 1 && ids[0] != prefix:
		return kept{}, &AmbiguousError{prefix, ids}
	}
	return s.letter(ctx, ids[0])
}

func (s *Store) letter(ctx context.Context, id string) (kept, error) {
	l, err := readRow(ctx, s, s.scan, selection+` WHERE id = ?`, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return kept{}, &NotFoundError{id}
	case err != nil:
		return kept{}, err
	}
	return l, s.engine.fetchEvidence(ctx, l.Content)
}

// fillAttempts reads the attempts of letters.
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
		err := row.Scan(&began, &committing, &ended, &a.Status, &a.Stage, &a.Code, &a.Text, &a.Recipient, &a.Account,
			&a.Seat, &a.ResolvedBy)
		a.Began, a.Committing, a.Ended = moment(began), moment(committing), moment(ended)
		return a, err
	}, `SELECT began, coalesce(committing, 0), coalesce(ended, 0), status, stage, code, said,
		recipient, account, seat, resolved_by FROM attempts WHERE letter = ? ORDER BY number`, id)
}
