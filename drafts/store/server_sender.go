package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// sender is this process as one that sends. Its row in the table senders is its lease: while that is there, nobody else touches the letters
// that have its token as their owner. The process prolongs the lease whenever it records something, and a goroutine does in between. A
// process that finds the lease expired deletes the row and ends the attempts of its letters, in one change.
type sender struct {
	mu     sync.Mutex
	token  string           // "" before this process is one
	claims map[string]claim // by ID
	stop   func()           // ends the goroutine and waits for that
	lost   atomic.Bool      // others have ended the lease
}

// owner returns the token of this process. If others have taken its letters over, it becomes another sender once it knows what became of
// these.
func (s *server) owner(ctx context.Context) (string, error) {
	if s.readOnly {
		return "", &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	switch {
	case s.sender.token == "":
	case !s.sender.lost.Load():
		return s.sender.token, nil
	case len(s.sender.claims) > 0:
		return "", &LeaseLostError{s.address}
	default:
		s.resign()
	}
	token := strings.ToLower(rand.Text())
	err := s.writer.do(ctx, func(j *job) error {
		_, err := j.exec(`INSERT INTO senders (token, seat, expires) VALUES (?1, ?2, server_time() + ?3)`, token, s.seat, s.lease.Milliseconds())
		return err
	})
	if err != nil {
		return "", err
	}
	s.sender.token, s.sender.claims = token, map[string]claim{}
	s.sender.stop = s.keepLease(token)
	return token, nil
}

// keepLease prolongs the lease of a token from time to time, until the function that it returns is called.
func (s *server) keepLease(token string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(s.lease / 4)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			// If that fails, the next one may not, and else the lease expires.
			_, _ = s.db.ExecContext(ctx, s.translate(prolong), token, s.lease.Milliseconds())
		}
	}()
	return func() { cancel(); <-done }
}

// prolong prolongs the lease of a sender from now on, unless others have ended it.
const prolong = `UPDATE senders SET expires = server_time() + ?2 WHERE token = ?1`

// renew prolongs the lease in a change. The row stays locked until the change is made, so nobody ends the lease meanwhile. The error is a
// *LeaseLostError.
func (s *server) renew(j *job, token string) error {
	n, err := j.exec(prolong, token, s.lease.Milliseconds())
	if err == nil && n == 0 {
		s.sender.lost.Store(true)
		err = &LeaseLostError{s.address}
	}
	return err
}

func (s *server) distrusted() error { return nil }

func (s *server) ready() error { return nil }

func (s *server) begun(claims map[string]claim) {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	maps.Copy(s.sender.claims, claims)
}

// claim makes a row of each key with each recipient, which no other letter can make as long as this one is out.
func (s *server) claim(j *job, c candidate) (refusal, err error) {
	if c.again {
		return nil, nil
	}
	digests := map[string]drafts.KeyKind{}
	for _, k := range c.keys {
		if k.Text == "" || k.Numbered {
			continue
		}
		for _, to := range c.to {
			digests[keyDigest(k.Text, false, to)] = k.Kind
		}
	}
	if len(digests) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(slices.Sorted(maps.Keys(digests)))
	if err != nil {
		return nil, err
	}
	n, err := j.exec(`INSERT INTO claimed_keys (key, letter) SELECT value, ?2 FROM `+listed+`
		WHERE EXISTS (SELECT 1 FROM letters WHERE id = ?2 AND `+canBegin+` AND file = ?3) ON CONFLICT (key) DO NOTHING`, string(text), c.id, c.file)
	if err != nil || int(n) == len(digests) {
		return nil, err
	}
	type other struct {
		key string
		outbox.AlreadySentError
	}
	others, err := rowsOf(j, func(row scanner) (o other, err error) {
		var moved int64
		err = row.Scan(&o.key, &o.ID, &o.Status, &moved)
		o.At = moment(moved)
		return o, err
	}, `SELECT c.key, l.id, l.status, l.moved FROM `+listed+` JOIN claimed_keys c ON c.key = value JOIN letters l ON l.id = c.letter
		WHERE l.id <> ?2 ORDER BY l.moved LIMIT 1`, string(text), c.id)
	if err != nil || len(others) == 0 {
		return nil, err
	}
	first := others[0]
	first.Same = digests[first.key]
	if _, err := j.exec(`DELETE FROM claimed_keys WHERE letter = ?`, c.id); err != nil {
		return nil, err
	}
	return &first.AlreadySentError, nil
}

// note records entries in one change. The connection may be lost meanwhile: then a committing record fails, and no dot is sent; but how a
// letter has ended is recorded as soon as the server can be reached again, because nobody else knows it.
func (s *server) note(ctx context.Context, entries []outbox.Entry) error {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	began := time.Now()
	if err := checkEntries(s.sender.claims, entries); err != nil {
		return err
	}
	now := s.time()
	var committing, ends []logEntry
	for _, e := range entries {
		list := &ends
		if e.Status == drafts.StatusCommitting {
			list = &committing
		}
		*list = append(*list, newLogEntry(e, s.sender.claims[e.ID], now))
	}
	write := func() error {
		return s.writer.doOwn(context.WithoutCancel(ctx), func(j *job) error { return s.save(j, committing, ends) })
	}
	err := write()
	for wait := 50 * time.Millisecond; len(committing) == 0 && isConnection(err) && elapsed(began) < s.lease; wait = min(2*wait, time.Second) {
		time.Sleep(wait)
		err = write()
	}
	if err == nil && len(committing) > 0 && elapsed(began) >= s.lease { // others may have taken the letters over before the answer came
		err = &LeaseLostError{s.address}
	}
	if err == nil || len(committing) == 0 && errors.As(err, new(*LeaseLostError)) { // others have decided what became of the letters
		for _, e := range ends {
			delete(s.sender.claims, e.ID)
		}
	}
	if err != nil {
		return err
	}
	for _, e := range committing {
		c := s.sender.claims[e.ID]
		c.committing = e.At
		s.sender.claims[e.ID] = c
	}
	return nil
}

// elapsed returns how much time has passed, whether or not this machine was suspended meanwhile.
func elapsed(since time.Time) time.Duration {
	now := time.Now()
	return max(now.Sub(since), now.Round(0).Sub(since.Round(0)))
}

// isConnection reports whether an error says that the server was not reached, or that its answer was lost.
func isConnection(err error) bool {
	var f *FailedError
	return errors.As(err, &f) && (f.Code == CodeConnect || f.Code == CodeLost || f.Code == CodeBusy)
}

// save records entries of letters that this process has begun.
func (s *server) save(j *job, committing, ends []logEntry) error {
	err := s.renew(j, s.sender.token)
	if err != nil && (len(committing) > 0 || !errors.As(err, new(*LeaseLostError))) {
		return err
	}
	if len(committing) > 0 {
		claims := map[string]claim{}
		for _, e := range committing {
			claims[e.ID] = claim{committing: e.At}
		}
		if err := j.saveCommitting(claims, s.sender.token); err != nil {
			return err
		}
	}
	for _, e := range ends {
		err := j.saveEnds([]logEntry{e}, s.sender.token)
		if errors.As(err, new(*NotClaimedError)) {
			err = s.saveLate(j, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// saveLate records how a letter has ended that this process no longer has. Others may have taken it over and found that it may have been
// sent: what the server of the mail said is surer than that, unless a person has decided meanwhile.
func (s *server) saveLate(j *job, e logEntry) error {
	if e.Status == drafts.StatusQueued { // nothing was sent, and whoever has it now knows better
		return nil
	}
	var status drafts.Status
	var ended, last bool
	err := j.row(`SELECT l.status, a.ended IS NOT NULL AND a.status = ?3, NOT EXISTS (SELECT 1 FROM attempts b WHERE b.letter = a.letter AND b.number > a.number)
		FROM attempts a JOIN letters l ON l.id = a.letter WHERE a.letter = ?1 AND a.began = ?2`, e.ID, e.Began, e.Status).Scan(&status, &ended, &last)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &LeaseLostError{s.address}
	case err != nil:
		return err
	case ended: // the answer to the commit of this record was lost
		return nil
	case status != drafts.StatusUnknown || !last:
		return &LeaseLostError{s.address}
	}
	if _, err := j.exec(`UPDATE letters SET status = 'sending', owner = ?2 WHERE id = ?1`, e.ID, s.sender.token); err != nil {
		return err
	}
	if _, err := j.exec(`UPDATE attempts SET ended = NULL WHERE letter = ?1 AND began = ?2`, e.ID, e.Began); err != nil {
		return err
	}
	return j.saveEnds([]logEntry{e}, s.sender.token)
}

func (s *server) flush(context.Context) error { return nil }

func (s *server) retire(context.Context) error { return nil }

// resign makes this process no sender. The caller holds the mutex.
func (s *server) resign() {
	if s.sender.stop != nil {
		s.sender.stop()
	}
	s.sender.token, s.sender.claims, s.sender.stop = "", map[string]claim{}, nil
	s.sender.lost.Store(false)
}

// end ends the lease of this process. If it has letters, the row stays for Recover, which finds them at once.
func (s *server) end(ctx context.Context, _ bool) error {
	s.sender.mu.Lock()
	defer s.sender.mu.Unlock()
	token := s.sender.token
	s.resign()
	if token == "" {
		return nil
	}
	return s.writer.doAsync(ctx, func(j *job) error {
		n, err := j.exec(`DELETE FROM senders WHERE token = ?1 AND NOT EXISTS (SELECT 1 FROM letters WHERE owner = ?1)`, token)
		if err == nil && n == 0 {
			_, err = j.exec(`UPDATE senders SET expires = 0 WHERE token = ?`, token)
		}
		return err
	})
}

func (s *server) close() error { return nil }

// recoverDead ends the attempts of the processes whose leases have expired.
func (s *server) recoverDead(ctx context.Context) ([]Recovered, error) {
	if s.readOnly {
		return nil, nil
	}
	tokens, err := readRows(ctx, s.Store, column[string], `SELECT token FROM senders WHERE expires < server_time()
		UNION SELECT owner FROM letters WHERE owner IS NOT NULL AND owner NOT IN (SELECT token FROM senders)`)
	if err != nil {
		return nil, failed(err)
	}
	var all []Recovered
	for _, token := range tokens {
		var found []Recovered
		err := s.writer.do(ctx, func(j *job) (err error) {
			found, err = s.takeOver(j, token)
			return err
		})
		if err != nil {
			return all, failed(err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// takeOver ends the attempts of a process if its lease has expired.
func (s *server) takeOver(j *job, token string) ([]Recovered, error) {
	if _, err := j.exec(`DELETE FROM senders WHERE token = ? AND expires < server_time()`, token); err != nil {
		return nil, err
	}
	lives, err := column[bool](j.row(`SELECT EXISTS (SELECT 1 FROM senders WHERE token = ?)`, token))
	if err != nil || lives {
		return nil, err
	}
	left, err := j.ownedBy(token)
	if err != nil {
		return nil, err
	}
	ends, found := endsOf(left, nil, false, s.time())
	return found, j.saveEnds(ends, token)
}

// readmit does nothing but recoverDead: there is nothing beside the database that could know more than it does.
func (s *server) readmit(ctx context.Context) ([]Forgotten, []Recovered, error) {
	found, err := s.recoverDead(ctx)
	return nil, found, err
}
