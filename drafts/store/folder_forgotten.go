package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"net/mail"
	"os"
	"slices"
	"strings"

	"draft/drafts"
)

func (s *folder) distrusted() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.distrust
}

func (s *folder) setDistrust(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.distrust = err
}

// forgotten returns those entries of a log whose dot may have been sent, and whose attempt the database does not have. owner
// is the process whose log it is; "" for sent.log.
func (s *folder) forgotten(j *job, path, owner string, entries map[attemptID]logEntry) ([]Forgotten, error) {
	var found []Forgotten
	for _, e := range inOrder(entries) {
		if e.committing() == 0 {
			continue
		}
		knows, err := j.knows(e, owner)
		if err != nil {
			return nil, err
		}
		if !knows {
			found = append(found, e.forgotten(path))
		}
	}
	return found, nil
}

// knows reports whether the database has the attempt of an entry: as one that has ended, or as one that the recovery of owner
// will end. What was purged is known by its Message-ID.
func (j *job) knows(e logEntry, owner string) (bool, error) {
	known, err := column[bool](j.row(`SELECT EXISTS (SELECT 1 FROM attempts a JOIN letters l ON l.id = a.letter
		WHERE a.letter = ?1 AND a.began = ?2 AND
			(a.ended IS NOT NULL OR l.owner = ?3 OR ?4 = 'committing' AND a.committing IS NOT NULL))`,
		e.ID, e.Began, owner, e.Status))
	if err != nil || known || e.Letter == nil || e.Letter.MessageID == "" {
		return known, err
	}
	return column[bool](j.row(`SELECT EXISTS (SELECT 1 FROM tombstones WHERE message_id = ?)`, fingerprint(e.Letter.MessageID)))
}

// forgotten returns the entry as a letter that the database has forgotten.
func (e logEntry) forgotten(path string) Forgotten {
	var l loggedLetter
	if e.Letter != nil {
		l = *e.Letter
	}
	l.File = cmp.Or(l.File, e.ID+".eml") // a letter that was sent has one, even if it is gone
	e.Letter = &l
	e.Committing = e.committing()
	if e.Status == drafts.StatusCommitting {
		e.Status = drafts.StatusUnknown
	}
	return Forgotten{
		ID: e.ID, Path: path, At: moment(e.Committing), Status: e.Status, Subject: e.Letter.Subject, To: e.Letter.To,
		Keys: e.Letter.Keys, entry: e,
	}
}

// strays returns the frozen messages of which a new database does not know the letter, if there is no sent.log: both were lost
// then. It leaves out those of processes that have a lock, because a log says what they have sent.
func (s *folder) strays(j *job) ([]Forgotten, error) {
	names, err := s.orphans(j)
	if err != nil {
		return nil, err
	}
	var found []Forgotten
	locks, err := os.ReadDir(s.path(sendersName))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		id, rest, _ := cutLast(name, "-")
		locked := func(f os.DirEntry) bool {
			owner, ok := strings.CutSuffix(f.Name(), lockSuffix)
			return ok && strings.HasPrefix(rest, owner)
		}
		if !plain(id) || slices.ContainsFunc(locks, locked) {
			continue
		}
		_, err := j.state(id)
		var none *NotFoundError
		switch {
		case err == nil:
			continue
		case !errors.As(err, &none):
			return nil, err
		}
		e, err := s.readStray(id, name)
		if err != nil {
			return nil, err
		}
		found = append(found, e.forgotten(s.message(name)))
	}
	return found, nil
}

// readStray returns what a message itself says, as the entry of an attempt whose end nobody knows.
func (s *folder) readStray(id, name string) (logEntry, error) {
	path := s.message(name)
	info, err := os.Stat(path)
	if err != nil {
		return logEntry{}, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return logEntry{}, err
	}
	sum := sha256.Sum256(data)
	l := &loggedLetter{File: name, Digest: hex.EncodeToString(sum[:]), Size: int64(len(data))}
	l.Keys = []drafts.Key{{Kind: drafts.KeyOther, Text: "file\n" + l.Digest}} // what it asks for is not in the header
	if m, err := mail.ReadMessage(strings.NewReader(string(data))); err == nil {
		l.MessageID = m.Header.Get("Message-ID")
		l.Subject = m.Header.Get("Subject")
		if words, err := new(mime.WordDecoder).DecodeHeader(l.Subject); err == nil {
			l.Subject = words
		}
		if from, err := m.Header.AddressList("From"); err == nil {
			l.From = from[0].Address
		}
		for _, header := range []string{"To", "Cc"} {
			list, _ := m.Header.AddressList(header)
			for _, a := range list {
				l.To = append(l.To, a.Address)
			}
		}
	}
	at := info.ModTime().UnixMilli()
	return logEntry{ID: id, Began: at, At: at, Status: drafts.StatusCommitting, Letter: l}, nil
}

func (s *folder) readmit(ctx context.Context) ([]Forgotten, []Recovered, error) {
	found, err := s.Recover(ctx)
	var forgotten *ForgottenError
	if !errors.As(err, &forgotten) {
		return nil, found, err
	}
	err = s.writer.do(ctx, func(j *job) error {
		for _, e := range forgotten.attempts {
			if err := s.readmitOne(j, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, found, err
	}
	more, err := s.Recover(ctx)
	return forgotten.Letters, append(found, more...), err
}

// readmitOne records one attempt, and its letter if the database does not know better.
func (s *folder) readmitOne(j *job, e logEntry) error {
	moved := e.Committing
	if e.Status == drafts.StatusSent {
		moved = e.At
	}
	l := e.Letter
	_, err := j.exec(`INSERT INTO letters (id, kind, status, created, changed, moved, again, file, message_id, digest, size, frozen,
			account, envelope_from, envelope_to, sender, recipients, subject)
		VALUES (?1, '', ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?3, ?10, ?11, ?12, ?11, ?12, ?13)
		ON CONFLICT (id) DO UPDATE SET status = excluded.status, owner = NULL, changed = max(letters.changed, excluded.changed),
			moved = max(letters.moved, excluded.moved), revision = letters.revision + 1, file = excluded.file, message_id = excluded.message_id,
			digest = excluded.digest, size = excluded.size, frozen = excluded.frozen, account = excluded.account,
			envelope_from = excluded.envelope_from, envelope_to = excluded.envelope_to
		WHERE letters.owner IS NOT NULL OR letters.status <> 'sent' AND excluded.status IN ('sent', 'unknown')`,
		e.ID, e.Status, e.Began, max(s.time(), e.Began), moved, l.File, clean(l.MessageID), l.Digest, l.Size, clean(l.Account),
		l.From, lines(l.To), clean(l.Subject))
	if err != nil {
		return err
	}
	_, err = j.exec(`INSERT INTO contents (number, words, content) SELECT number, '', 'null' FROM letters WHERE id = ?
		ON CONFLICT DO NOTHING`, e.ID)
	if err != nil {
		return err
	}
	if err := j.addKeys(e.ID, l.Keys); err != nil {
		return err
	}
	n, err := j.exec(`UPDATE attempts SET status = ?3, committing = ?4, ended = max(began, ?4, ?5), code = ?6, said = ?7
		WHERE letter = ?1 AND began = ?2`, e.ID, e.Began, e.Status, e.Committing, e.At, e.Code, e.Said)
	if err == nil && n == 0 {
		_, err = j.exec(`INSERT INTO attempts (letter, began, committing, ended, status, stage, code, said, recipient, account, seat)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.ID, e.Began, e.Committing, max(e.Began, e.Committing, e.At), e.Status, e.Stage,
			e.Code, e.Said, e.Recipient, l.Account, clean(l.Seat))
	}
	if err != nil || e.Status != drafts.StatusSent {
		return err
	}
	return j.submit(e.ID, moved)
}
