package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"draft/drafts/outbox"
)

// Queue freezes an open letter: its message does not change from then on. What was frozen before is replaced. After a
// crash of the machine that comes before a Note, the letter may be as it was. Of f, MessageID and Account are kept; Digest
// and Size, where they are given, must be those of the bytes. Again says whether a person asked to send it although
// somebody has one about the same matter. A revision that is not 0 must be that of the letter. Lists show sender and
// recipients of the message from then on.
//
// The error is a *NotFound, a *Closed, an *outbox.Changed where the letter has another revision, an *Invalid, or a
// *Failed.
func (s *Store) Queue(ctx context.Context, m outbox.Message, f Frozen, again bool, revision int64) error {
	if err := s.flush(ctx); err != nil {
		return failed(err)
	}
	if err := checkMessage(m, &f); err != nil {
		return err
	}
	file, err := s.createMessage(m)
	if err != nil {
		return failed(err)
	}
	return s.writer.doAsync(ctx, func(t *job) error {
		t.undo = append(t.undo, s.withdraw(file))
		return s.queue(t, m, file, f, again, revision, 1)
	})
}

// Adopt is Put and Queue at once, all of it or nothing: it takes in a letter that is ready to go. The ID is that of the
// letter, whose Revision is not looked at.
func (s *Store) Adopt(ctx context.Context, l Letter, m outbox.Message, f Frozen, again bool) error {
	if err := s.flush(ctx); err != nil {
		return failed(err)
	}
	m.ID = l.ID
	if err := l.check(); err != nil {
		return err
	}
	if err := checkMessage(m, &f); err != nil {
		return err
	}
	file, err := s.createMessage(m)
	if err != nil {
		return failed(err)
	}
	return s.writer.doAsync(ctx, func(t *job) error {
		t.undo = append(t.undo, s.withdraw(file))
		if err := s.put(t, l, 0); err != nil {
			return err
		}
		return s.queue(t, m, file, f, again, 0, 0)
	})
}

// checkMessage completes what is known of a message.
func checkMessage(m outbox.Message, f *Frozen) error {
	if len(m.Wire) == 0 || len(m.To) == 0 || slices.ContainsFunc(m.To, unaddressed) ||
		m.From != "" && unaddressed(m.From) {
		return &Invalid{m.ID, InvalidMessage}
	}
	sum := sha256.Sum256(m.Wire)
	digest, size := hex.EncodeToString(sum[:]), int64(len(m.Wire))
	if f.Digest != "" && f.Digest != digest || f.Size != 0 && f.Size != size {
		return &Invalid{m.ID, InvalidDigest}
	}
	f.Digest, f.Size = digest, size
	return nil
}

// unaddressed tells that text could not be read back as the address that it was.
func unaddressed(address string) bool {
	return address == "" || clean(address) != address ||
		strings.ContainsFunc(address, func(r rune) bool { return r < ' ' })
}

// createMessage makes the file of a message, which is on its way to the disk then: the next durable change waits for it.
func (s *Store) createMessage(m outbox.Message) (string, error) {
	file := m.ID + "-" + strings.ToLower(rand.Text()[:10]) + ".eml"
	f, err := create(s.message(file), m.Wire)
	if err != nil {
		return "", err
	}
	s.writer.syncs.start(func() error {
		return errors.Join(f.Sync(), f.Close(), syncFolder(s.path(messagesName)))
	})
	return file, nil
}

// queue freezes an open letter, whose revision grows by so much.
func (s *Store) queue(t *job, m outbox.Message, file string, f Frozen, again bool, revision, grows int64) error {
	before, err := t.open(m.ID)
	if err == nil {
		err = before.is(m.ID, revision)
	}
	if err != nil {
		return err
	}
	// While no row names the file, who purges takes it for one that nobody needs. Here nobody else writes.
	if _, err := os.Lstat(s.message(file)); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE letters SET status = 'queued', again = ?2, moved = max(moved, ?3), changed = max(changed, ?3),
			frozen = ?3, file = ?4, message_id = ?5, digest = ?6, size = ?7, account = ?8, envelope_from = ?9,
			envelope_to = ?10, sender = ?9, recipients = ?10, revision = revision + ?11
		WHERE id = ?1`,
		m.ID, again, s.time(), file, clean(f.MessageID), f.Digest, f.Size, clean(f.Account), m.From, lines(m.To),
		grows)
	if err == nil {
		s.discard(t, before.file)
	}
	return err
}

// withdraw takes away the file of a message that no row came to name.
func (s *Store) withdraw(file string) func() {
	return func() { _ = os.Remove(s.message(file)) } // else Purge does it
}

// message is the path of a frozen message.
func (s *Store) message(file string) string { return s.path(messagesName, file) }

// Message gives the message of a frozen letter, without beginning it. The error is a *NotFound, a *Closed where it is a
// draft, or a *Damaged.
func (s *Store) Message(ctx context.Context, id string) (outbox.Message, error) {
	for {
		l, err := s.state(ctx, id)
		switch {
		case err != nil:
			return outbox.Message{}, failed(err)
		case l.file == "":
			return outbox.Message{}, &Closed{ID: id, Status: l.status}
		}
		m, err := s.readMessage(l)
		if err == nil {
			return m, nil
		}
		now, stateErr := s.state(ctx, id)
		if stateErr != nil || now.file == l.file {
			return outbox.Message{}, err
		} // else another process has replaced it meanwhile
	}
}

// readMessage gives the message of a letter in this state. The error is a *Damaged.
func (s *Store) readMessage(l state) (outbox.Message, error) {
	wire, err := s.readFrozen(l.id, l.file, l.digest, l.size)
	return outbox.Message{ID: l.id, From: l.from, To: l.to, Wire: wire}, err
}

// readFrozen reads a message and compares it with what was frozen. The error is a *Damaged.
func (s *Store) readFrozen(id, file, digest string, size int64) ([]byte, error) {
	f, err := s.openFrozen(id, file, size)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data := make([]byte, size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, &Damaged{id, f.Name(), FaultUnreadable, err}
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != digest {
		return nil, &Damaged{id, f.Name(), FaultDigest, nil}
	}
	return data, nil
}

// openFrozen opens a message that has the size it should have. The error is a *Damaged.
func (s *Store) openFrozen(id, file string, size int64) (*os.File, error) {
	path := s.message(file)
	if name, ok := strings.CutSuffix(file, ".eml"); !ok || !plain(name) {
		return nil, &Damaged{id, path, FaultMissing, nil}
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &Damaged{id, path, FaultMissing, err}
	case err != nil:
		return nil, &Damaged{id, path, FaultUnreadable, err}
	case !info.Mode().IsRegular():
		return nil, &Damaged{id, path, FaultUnreadable, errNotRegular}
	case info.Size() != size:
		return nil, &Damaged{id, path, FaultSize, nil}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &Damaged{id, path, FaultUnreadable, err}
	}
	return f, nil
}
