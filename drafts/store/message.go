package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"draft/drafts/outbox"
)

// Queue freezes the message of an open letter, in place of one that was frozen before. It does not change from then on,
// and lists show its sender and recipients. If the machine crashes before the next Note, the letter may be as it was.
// Of f, MessageID and Account are saved; Digest and Size must be those of the bytes if they are set. Again says that a
// person asked to send the letter although one that shares a key was sent, or may have been. A revision other than 0
// must be that of the letter.
//
// The error is a *NotFoundError, a *ClosedError, an *outbox.ChangedError if the letter has another revision, an
// *InvalidError, or a *FailedError.
func (s *Store) Queue(ctx context.Context, m outbox.Message, f Frozen, again bool, revision int64) error {
	if err := s.engine.flush(ctx); err != nil {
		return failed(err)
	}
	if err := checkMessage(m, &f); err != nil {
		return err
	}
	file, err := s.engine.prepareMessage(m)
	if err != nil {
		return failed(err)
	}
	return s.writer.doAsync(ctx, func(j *job) error {
		j.undo = append(j.undo, func() { s.engine.withdraw(file) })
		return s.queue(j, m, file, f, again, revision, 1)
	})
}

// Adopt is Put and Queue in one change. It ignores the Revision of the letter and the ID of the message.
func (s *Store) Adopt(ctx context.Context, l Letter, m outbox.Message, f Frozen, again bool) error {
	return s.adopt(ctx, l, m, f, again, func(*job) error { return nil })
}

// adopt is Adopt, if check returns no error in the same change.
func (s *Store) adopt(ctx context.Context, l Letter, m outbox.Message, f Frozen, again bool, check func(*job) error) error {
	if err := s.engine.flush(ctx); err != nil {
		return failed(err)
	}
	m.ID = l.ID
	if err := l.check(); err != nil {
		return err
	}
	if err := checkMessage(m, &f); err != nil {
		return err
	}
	file, err := s.engine.prepareMessage(m)
	if err != nil {
		return failed(err)
	}
	return s.writer.doAsync(ctx, func(j *job) error {
		j.undo = append(j.undo, func() { s.engine.withdraw(file) })
		if err := check(j); err != nil {
			return err
		}
		if err := s.put(j, l, 0); err != nil {
			return err
		}
		return s.queue(j, m, file, f, again, 0, 0)
	})
}

// checkMessage returns an error if a message cannot be frozen, and sets its digest and size.
func checkMessage(m outbox.Message, f *Frozen) error {
	if len(m.Wire) == 0 || len(m.To) == 0 || slices.ContainsFunc(m.To, unaddressed) ||
		m.From != "" && unaddressed(m.From) {
		return &InvalidError{m.ID, InvalidMessage}
	}
	sum := sha256.Sum256(m.Wire)
	digest, size := hex.EncodeToString(sum[:]), int64(len(m.Wire))
	if f.Digest != "" && f.Digest != digest || f.Size != 0 && f.Size != size {
		return &InvalidError{m.ID, InvalidDigest}
	}
	f.Digest, f.Size = digest, size
	return nil
}

// unaddressed reports whether an address could not be read back from the database as it is.
func unaddressed(address string) bool {
	return address == "" || clean(address) != address ||
		strings.ContainsFunc(address, func(r rune) bool { return r < ' ' })
}

// queue freezes the message of an open letter, and adds grows to its revision.
func (s *Store) queue(j *job, m outbox.Message, file string, f Frozen, again bool, revision, grows int64) error {
	before, err := j.open(m.ID)
	if err == nil {
		err = before.checkRevision(m.ID, revision)
	}
	if err != nil {
		return err
	}
	if err := s.engine.keepMessage(j, file, m.Wire); err != nil {
		return err
	}
	_, err = j.exec(`UPDATE letters SET status = 'queued', again = ?2, moved = max(moved, ?3), changed = max(changed, ?3),
			frozen = ?3, file = ?4, message_id = ?5, digest = ?6, size = ?7, account = ?8, envelope_from = ?9,
			envelope_to = ?10, sender = ?9, recipients = ?10, revision = revision + ?11
		WHERE id = ?1`,
		m.ID, again, s.time(), file, clean(f.MessageID), f.Digest, f.Size, clean(f.Account), m.From, lines(m.To),
		grows)
	if err != nil || before.file == "" {
		return err
	}
	return s.engine.discard(j, before.file)
}

// Message returns the message of a frozen letter. The error is a *NotFoundError, a *ClosedError if the letter is a
// draft, or a *DamagedError.
func (s *Store) Message(ctx context.Context, id string) (outbox.Message, error) {
	for {
		l, err := s.state(ctx, id)
		switch {
		case err != nil:
			return outbox.Message{}, failed(err)
		case l.file == "":
			return outbox.Message{}, &ClosedError{ID: id, Status: l.status}
		}
		m, err := s.readMessage(ctx, l)
		if err == nil {
			return m, nil
		}
		now, stateErr := s.state(ctx, id)
		if stateErr != nil || now.file == l.file {
			return outbox.Message{}, err
		} // else another process has replaced the message meanwhile
	}
}

// readMessage returns the message of a letter in a state. The error is a *DamagedError.
func (s *Store) readMessage(ctx context.Context, l state) (outbox.Message, error) {
	wire, err := s.readFrozen(ctx, l.id, l.file, l.digest, l.size)
	return outbox.Message{ID: l.id, From: l.from, To: l.to, Wire: wire}, err
}

// readFrozen reads a message and checks that it is the one that was frozen. The error is a *DamagedError.
func (s *Store) readFrozen(ctx context.Context, id, file, digest string, size int64) ([]byte, error) {
	f, err := s.engine.openMessage(ctx, id, file, size)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data := make([]byte, size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, &DamagedError{id, s.engine.messagePlace(file), FaultUnreadable, err}
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != digest {
		return nil, &DamagedError{id, s.engine.messagePlace(file), FaultDigest, nil}
	}
	return data, nil
}
