package store

import (
	"context"
	"encoding/json"
	"errors"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Begin makes frozen letters this process's alone, notes that they are being sent, and gives their messages, in the
// order asked. Of two that must not both go, it is the first that does. One that was asked for again is not compared
// with others. The notes outlive a crash of the process; of the machine, once Note has been called.
//
// What is wrong with one letter is an *outbox.Busy, an *outbox.Changed, an *outbox.Before, or an *outbox.Unsendable
// around a *NotFound or a *Damaged. The error is a *NoLocks or a *Failed; then all letters are as they were.
func (s *Store) Begin(ctx context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	owner, err := s.owner()
	if err != nil {
		return nil, failed(err)
	}
	g := &beginning{begun: make([]outbox.Begun, len(orders)), at: map[string]int{}}
	states, err := s.states(ctx, orders)
	if err != nil {
		return nil, failed(err)
	}
	for i, o := range orders {
		if _, twice := g.at[o.ID]; twice {
			g.begun[i].Err = &outbox.Busy{ID: o.ID, Status: drafts.StatusSending}
			continue
		}
		g.at[o.ID] = i
		l, ok := states[o.ID]
		if !ok {
			g.begun[i].Err = &outbox.Unsendable{ID: o.ID, Err: &NotFound{o.ID}}
			continue
		}
		// Before anybody is kept from writing: to read a message takes time.
		s.look(ctx, g, i, o, l)
	}
	now := s.time()
	if err := s.writer.soon(ctx, func(t *turn) error { return t.begin(g, owner, now) }); err != nil {
		return nil, err
	}
	j := &s.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.held == nil {
		j.held = map[string]held{}
	}
	for _, b := range g.begun {
		if b.Err == nil {
			j.held[b.ID] = held{began: now}
		}
	}
	return g.begun, nil
}

// states gives the states of the letters that are there.
func (s *Store) states(ctx context.Context, orders []outbox.Order) (map[string]state, error) {
	ids := make([]any, len(orders))
	for i, o := range orders {
		ids[i] = o.ID
	}
	states := map[string]state{}
	err := s.writer.read(ctx, func(t *turn) error {
		rows, err := t.rows(statesQuery(len(ids)), ids...)
		if err != nil {
			return err
		}
		found, err := all(rows, scanState)
		for _, l := range found {
			states[l.id] = l
		}
		return err
	})
	return states, err
}

// beginning is a group of letters that are begun together.
type beginning struct {
	begun []outbox.Begun
	at    map[string]int // the place of each letter
	list  []candidate    // those that nothing spoke against, in order
}

// candidate is a letter that may be begun if it is still what it was when it was looked at.
type candidate struct {
	state   // its file tells whether it is: no other message ever has that name
	account string
}

// look reads the message of a letter, and notes what speaks against it.
func (s *Store) look(ctx context.Context, g *beginning, i int, o outbox.Order, l state) {
	for {
		if g.begun[i].Err = l.against(o); g.begun[i].Err != nil {
			return
		}
		m, err := s.readMessage(l)
		if err == nil {
			g.begun[i].Message = m
			g.list = append(g.list, candidate{l, clean(o.Account)})
			return
		}
		now, again := stateOf(o.ID, s.db.QueryRowContext(ctx, stateQuery, o.ID))
		if again != nil || now.file == l.file {
			g.begun[i].Err = &outbox.Unsendable{ID: o.ID, Err: err}
			return
		}
		l = now // another process has replaced it meanwhile
	}
}

// against is what speaks against beginning a letter; nil where nothing does.
func (l *state) against(o outbox.Order) error {
	switch {
	case l.removed || !l.status.Open():
		return &outbox.Busy{ID: o.ID, Status: l.status}
	case o.Digest != "" && o.Digest != l.digest:
		return &outbox.Changed{ID: o.ID}
	case l.file == "":
		return &outbox.Busy{ID: o.ID, Status: l.status}
	}
	return nil
}

// begin begins those of a group that nothing speaks against, while no other process writes.
func (t *turn) begin(g *beginning, owner string, now int64) error {
	doubtful, err := t.doubtful(g.list)
	if err != nil {
		return err
	}
	for _, c := range g.list {
		against, err := t.take(c, doubtful[c.id], owner, now)
		if err != nil {
			return err
		}
		if against != nil {
			g.begun[g.at[c.id]] = outbox.Begun{Err: against}
		}
	}
	return nil
}

// take begins a letter, or tells what speaks against it by now.
func (t *turn) take(c candidate, doubtful bool, owner string, now int64) (against, err error) {
	if doubtful {
		before, err := t.before(c.matter, c.to, c.messageID, c.id)
		if err != nil {
			return nil, err
		}
		if before != nil {
			return before, nil
		}
	}
	n, err := t.exec(`UPDATE letters SET status = 'sending', owner = ?3, moved = max(moved, ?4), changed = max(changed, ?4)
		WHERE id = ?1 AND file = ?2 AND removed IS NULL AND status IN ('queued', 'failed-temp', 'failed-perm')`,
		c.id, c.file, owner, now)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return t.changed(c.id)
	}
	_, err = t.exec(`INSERT INTO attempts (letter, began, status, stage, code, said, recipient, account)
		VALUES (?, ?, 'sending', '', 0, '', '', ?)`, c.id, now, c.account)
	return nil, err
}

// changed tells what became of a letter that is not what it was when it was looked at.
func (t *turn) changed(id string) (is, err error) {
	l, err := t.state(id)
	var none *NotFound
	switch {
	case errors.As(err, &none):
		return &outbox.Unsendable{ID: id, Err: err}, nil
	case err != nil:
		return nil, err
	case l.removed || !l.status.Open():
		return &outbox.Busy{ID: id, Status: l.status}, nil
	}
	return &outbox.Changed{ID: id}, nil
}

// doubtful gives the letters that something like which may be out already, or goes with them: those are looked at one by
// one. It may name too many, never too few.
func (t *turn) doubtful(list []candidate) (map[string]bool, error) {
	doubtful := map[string]bool{}
	if len(list) == 1 { // to look at it takes no longer
		doubtful[list[0].id] = !list[0].again
		return doubtful, nil
	}
	seen := map[string]bool{}
	var ids, buried []string
	for _, c := range list {
		if !c.again {
			ids = append(ids, c.id)
		}
		for _, what := range []string{"k" + c.matter, "m" + c.messageID} {
			if len(what) > 1 && seen[what] && !c.again {
				doubtful[c.id] = true
			}
			seen[what] = true
		}
	}
	found, err := t.likeness(ids)
	if err != nil {
		return nil, err
	}
	for _, id := range found {
		doubtful[id] = true
	}
	graves, err := t.purged()
	if err != nil || !graves {
		return doubtful, err
	}
	for _, c := range list {
		if !c.again {
			buried = append(append(buried, fingerprint(c.messageID)), matters(c.matter, c.to)...)
		}
	}
	text, err := json.Marshal(buried)
	if err != nil {
		return nil, err
	}
	err = t.row(`SELECT EXISTS (SELECT 1 FROM json_each(?1) JOIN tombstones ON matter = value AND matter <> '')
		OR EXISTS (SELECT 1 FROM json_each(?1) JOIN tombstones ON message_id = value AND message_id <> '')`,
		string(text)).Scan(&graves)
	if graves {
		for _, id := range ids {
			doubtful[id] = true
		}
	}
	return doubtful, err
}

// likeness gives those of some letters like which, by key or Message-ID, another one is out, or may be.
func (t *turn) likeness(ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := t.rows(likenessQuery, string(text))
	if err != nil {
		return nil, err
	}
	return texts(rows)
}

const likenessQuery = `SELECT l.id FROM json_each(?1) JOIN letters l ON l.id = value WHERE
	EXISTS (SELECT 1 FROM letters o WHERE o.matter = l.matter AND o.matter <> '' AND o.id <> l.id
		AND o.status IN ` + outStatuses + `)
	OR EXISTS (SELECT 1 FROM letters o WHERE o.message_id = l.message_id AND o.message_id <> '' AND o.id <> l.id
		AND o.status IN ` + outStatuses + `)
	OR EXISTS (SELECT 1 FROM attempts a WHERE a.matter = l.matter AND a.matter <> '' AND a.letter <> l.id)
	OR EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = l.message_id AND a.message_id <> '' AND a.letter <> l.id)`
