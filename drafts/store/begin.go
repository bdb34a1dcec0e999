package store

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Begin claims frozen letters for this process, records them as sending, and returns their messages in the order of the
// orders. Of two letters that must not both go, it begins the first. It begins a letter with Again without comparing it
// with others. The record survives a crash of the process; it survives a crash of the machine once Note has returned.
//
// What is wrong with one letter is an *outbox.BusyError, an *outbox.ChangedError, an *outbox.AlreadySentError, an *outbox.LimitError, or
// an *outbox.UnsendableError around a *NotFoundError or a *DamagedError. The error of Begin is a *ForgottenError, a *GoneError, a
// *NoLocksError or a *FailedError; then no letter has changed.
func (s *Store) Begin(ctx context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	if err := errors.Join(s.Distrust(), s.engine.ready()); err != nil {
		return nil, err
	}
	owner, err := s.engine.owner(ctx)
	if err != nil {
		return nil, failed(err)
	}
	g := &beginGroup{seat: s.seat, begun: make([]outbox.Begun, len(orders)), at: map[string]int{}}
	states, err := s.states(ctx, orders)
	if err != nil {
		return nil, failed(err)
	}
	for i, o := range orders {
		if _, twice := g.at[o.ID]; twice {
			g.begun[i].Err = &outbox.BusyError{ID: o.ID, Status: drafts.StatusSending}
			continue
		}
		g.at[o.ID] = i
		l, ok := states[o.ID]
		if !ok {
			g.begun[i].Err = &outbox.UnsendableError{ID: o.ID, Err: &NotFoundError{o.ID}}
			continue
		}
		// Outside of the transaction, because no other process can write during that, and reading files takes time.
		s.readCandidate(ctx, g, i, o, l)
	}
	if len(g.list) == 0 { // other processes have them all
		return g.begun, nil
	}
	now := s.time()
	if err := s.writer.doAsync(ctx, func(j *job) error {
		if err := s.engine.renew(j, owner); err != nil {
			return err
		}
		return s.beginGroup(j, g, owner, now)
	}); err != nil {
		return nil, err
	}
	claims := map[string]claim{}
	for _, c := range g.list {
		if g.begun[g.at[c.id]].Err == nil {
			claims[c.id] = claim{began: now, letter: c.logged(g.seat)}
		}
	}
	s.engine.begun(claims)
	return g.begun, nil
}

// states returns the states of the letters that exist.
func (s *Store) states(ctx context.Context, orders []outbox.Order) (map[string]state, error) {
	ids := make([]any, len(orders))
	for i, o := range orders {
		ids[i] = o.ID
	}
	found, err := readRows(ctx, s, scanState, statesQuery(len(ids)), ids...)
	states := map[string]state{}
	for _, l := range found {
		states[l.id] = l
	}
	return states, err
}

// beginGroup is a group of letters that are begun together.
type beginGroup struct {
	seat  string
	begun []outbox.Begun
	at    map[string]int // the index of each letter
	list  []candidate    // the letters that passed all checks so far, in order
	sent  map[string]int // today by each account that has a limit, with those of the group that have begun
}

// candidate is a letter that may be begun if it has not changed since it was read.
type candidate struct {
	state   // its file shows whether it has changed, because no file name is used twice
	order   outbox.Order
	account string
	keys    []drafts.Key // nil before beginGroup
}

// logged returns what the log says about the letter.
func (c *candidate) logged(seat string) *loggedLetter {
	return &loggedLetter{
		Subject: c.subject, Account: c.account, From: c.from, To: c.to, Keys: c.keys, MessageID: c.messageID, File: c.file,
		Digest: c.digest, Size: c.size, Seat: seat,
	}
}

// readCandidate reads the message of a letter, and adds the letter to the candidates of a group or sets its error.
func (s *Store) readCandidate(ctx context.Context, g *beginGroup, i int, o outbox.Order, l state) {
	for {
		if g.begun[i].Err = l.checkOrder(o); g.begun[i].Err != nil {
			return
		}
		m, err := s.readMessage(ctx, l)
		if err == nil {
			g.begun[i].Message = m
			g.list = append(g.list, candidate{state: l, order: o, account: clean(o.Account)})
			return
		}
		now, stateErr := s.state(ctx, o.ID)
		if stateErr != nil || now.file == l.file {
			g.begun[i].Err = &outbox.UnsendableError{ID: o.ID, Err: err}
			return
		}
		l = now // another process has replaced the message meanwhile
	}
}

// checkOrder returns an error if a letter cannot be begun as it was ordered.
func (l *state) checkOrder(o outbox.Order) error {
	switch {
	case l.removed || !l.status.Open(), o.Try != 0 && l.tries >= o.Try && l.status != drafts.StatusQueued:
		return &outbox.BusyError{ID: o.ID, Status: l.status}
	case o.Digest != "" && o.Digest != l.digest:
		return &outbox.ChangedError{ID: o.ID}
	case l.file == "":
		return &outbox.BusyError{ID: o.ID, Status: l.status}
	}
	return nil
}

// beginGroup begins the candidates of a group. No other process writes meanwhile.
func (s *Store) beginGroup(j *job, g *beginGroup, owner string, now int64) error {
	g.sent = map[string]int{}
	ids := make([]string, len(g.list))
	for i, c := range g.list {
		ids[i] = c.id
	}
	keys, err := j.keysOf(ids)
	if err != nil {
		return err
	}
	for i := range g.list {
		g.list[i].keys = keys[g.list[i].id]
	}
	doubtful, err := j.doubtful(g.list)
	if err != nil {
		return err
	}
	for _, c := range g.list {
		refusal, err := s.beginOne(j, g, c, doubtful[c.id], owner, now)
		if err != nil {
			return err
		}
		if refusal != nil {
			g.begun[g.at[c.id]] = outbox.Begun{Err: refusal}
		}
	}
	return nil
}

// beginOne begins a letter. The refusal says why it cannot be begun now.
func (s *Store) beginOne(j *job, g *beginGroup, c candidate, doubtful bool, owner string, now int64) (refusal, err error) {
	if doubtful {
		before, err := before(j, c.keys, c.to, c.messageID, c.id)
		if err != nil {
			return nil, err
		}
		if before != nil {
			return before, nil
		}
	}
	if refusal, err := j.overLimit(g, c); refusal != nil || err != nil {
		return refusal, err
	}
	if refusal, err := j.overLimit(g, c); refusal != nil || err != nil {
		return refusal, err
	}
	if refusal, err := s.engine.claim(j, c); refusal != nil || err != nil {
		return refusal, err
	}
	n, err := j.exec(`UPDATE letters SET status = 'sending', owner = ?3, moved = max(moved, ?4), changed = max(changed, ?4)
		WHERE id = ?1 AND file = ?2 AND `+canBegin,
		c.id, c.file, owner, now)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return j.changed(c.id)
	}
	_, err = j.exec(`INSERT INTO attempts (letter, began, status, stage, code, said, recipient, account, seat)
		VALUES (?, ?, 'sending', '', 0, '', '', ?, ?)`, c.id, now, c.account, g.seat)
	if c.order.Daily > 0 {
		g.sent[c.account]++
	}
	return nil, err
}

// canBegin is true for a letter that can be begun.
const canBegin = `removed IS NULL AND status IN ('queued', 'failed-temp', 'failed-perm')`

// changed returns the refusal of a letter that is not what it was when it was read.
func (j *job) changed(id string) (refusal, err error) {
	l, err := j.state(id)
	var none *NotFoundError
	switch {
	case errors.As(err, &none):
		return &outbox.UnsendableError{ID: id, Err: err}, nil
	case err != nil:
		return nil, err
	case l.removed || !l.status.Open():
		return &outbox.BusyError{ID: id, Status: l.status}, nil
	}
	return &outbox.ChangedError{ID: id}, nil
}

// doubtful returns the letters that may share a key with a letter that is out, or with one before them in the list, or that may have
// its Message-ID. Only these are compared one by one. It may return too many, never too few.
func (j *job) doubtful(list []candidate) (map[string]bool, error) {
	doubtful := map[string]bool{}
	if len(list) == 1 { // comparing it takes no longer than this function
		doubtful[list[0].id] = !list[0].again
		return doubtful, nil
	}
	seen := map[string]bool{}
	ids, digests := []string{}, []string{}
	for _, c := range list {
		if !c.again {
			ids = append(ids, c.id)
		}
		names, matching := c.names()
		for _, name := range matching {
			if seen[name] && !c.again {
				doubtful[c.id] = true
			}
		}
		for _, name := range names {
			seen[name] = true
		}
	}
	found, err := j.matching(ids)
	if err != nil {
		return nil, err
	}
	for _, id := range found {
		doubtful[id] = true
	}
	purged, err := anyPurged(j)
	if err != nil || !purged {
		return doubtful, err
	}
	for _, c := range list {
		if !c.again {
			digests = slices.AppendSeq(append(digests, fingerprint(c.messageID)), maps.Keys(matchingDigests(c.keys, c.to)))
		}
	}
	text, err := json.Marshal(digests)
	if err != nil {
		return nil, err
	}
	purged, err = column[bool](j.row(`SELECT EXISTS (SELECT 1 FROM `+listed+` JOIN tombstones ON matter = value AND matter <> '')
		OR EXISTS (SELECT 1 FROM `+listed+` JOIN tombstones ON message_id = value AND message_id <> '')`,
		string(text)))
	if purged {
		for _, id := range ids {
			doubtful[id] = true
		}
	}
	return doubtful, err
}

// names returns texts for the keys and the Message-ID of a letter, and the texts of what must not be sent together with it.
func (c *candidate) names() (names, matching []string) {
	if c.messageID != "" {
		names = append(names, "message "+c.messageID)
	}
	matching = slices.Clone(names)
	for _, k := range c.keys {
		name, numbered := "key "+k.Text, "numbered "+k.Text
		matching = append(matching, name)
		if k.Numbered {
			names = append(names, numbered)
		} else {
			names, matching = append(names, name), append(matching, numbered)
		}
	}
	return names, matching
}

// matching returns those of some letters that share a key with another letter that is out, or may be, or that have its Message-ID.
func (j *job) matching(ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	return rowsOf(j, column[string], matchingQuery, string(text))
}

const matchingQuery = `SELECT l.id FROM ` + listed + ` JOIN letters l ON l.id = value WHERE
	EXISTS (SELECT 1 FROM letter_keys own CROSS JOIN letter_keys k CROSS JOIN letters o
		WHERE ` + matches + ` AND o.id = k.letter AND own.letter = l.id AND o.id <> l.id AND o.status IN ` + outStatuses + `)
	OR EXISTS (SELECT 1 FROM letters o WHERE o.message_id = l.message_id AND o.message_id <> '' AND o.id <> l.id
		AND o.status IN ` + outStatuses + `)
	OR EXISTS (SELECT 1 FROM letter_keys own CROSS JOIN attempt_keys k CROSS JOIN attempts a
		WHERE ` + matches + ` AND a.number = k.attempt AND own.letter = l.id AND a.letter <> l.id)
	OR EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = l.message_id AND a.message_id <> '' AND a.letter <> l.id)`
