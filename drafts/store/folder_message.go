package store

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"strings"

	"draft/drafts/outbox"
)

// prepareMessage writes the file of a message, and fsyncs it in the background. The next durable change waits for that. The
// file has the name of this process, so that it can be told what a dead process left.
func (s *folder) prepareMessage(m outbox.Message) (string, error) {
	owner, err := s.owner(context.Background())
	if err != nil {
		return "", err
	}
	file := m.ID + "-" + owner + strings.ToLower(rand.Text()[:8]) + ".eml"
	f, err := s.disk.Create(s.message(file))
	if err != nil {
		return "", err
	}
	if _, err := f.Write(m.Wire); err != nil {
		_ = f.Close()
		s.withdraw(file)
		return "", err
	}
	s.writer.syncs.start(func() error {
		return errors.Join(f.Sync(), f.Close(), s.disk.SyncFolder(s.path(messagesName)))
	})
	return file, nil
}

// keepMessage returns an error if the file is gone: a Purge of another process may have deleted it, because no row names it. It cannot
// do so during this change.
func (s *folder) keepMessage(_ *job, file string, _ []byte) error {
	_, err := os.Lstat(s.message(file))
	return err
}

func (s *folder) withdraw(file string) { _ = s.disk.Remove(s.message(file)) } // if that fails, Purge deletes it

// message returns the path of a frozen message.
func (s *folder) message(file string) string { return s.path(messagesName, file) }

// discard deletes the file of a message once the change that no row names it is durable. No other file ever has its name.
func (s *folder) discard(j *job, file string) error {
	j.after = append(j.after, func() { _ = s.disk.Remove(s.message(file)) }) // if that fails, Purge deletes it
	return nil
}

func (s *folder) messagePlace(file string) string { return s.message(file) }

// openMessage opens the file of a message and checks its size. The error is a *DamagedError.
func (s *folder) openMessage(_ context.Context, id, file string, size int64) (io.ReadCloser, error) {
	path := s.message(file)
	if name, ok := strings.CutSuffix(file, ".eml"); !ok || !plain(name) {
		return nil, &DamagedError{id, path, FaultMissing, nil}
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &DamagedError{id, path, FaultMissing, err}
	case err != nil:
		return nil, &DamagedError{id, path, FaultUnreadable, err}
	case !info.Mode().IsRegular():
		return nil, &DamagedError{id, path, FaultUnreadable, errNotRegular}
	case info.Size() != size:
		return nil, &DamagedError{id, path, FaultSize, nil}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &DamagedError{id, path, FaultUnreadable, err}
	}
	return f, nil
}
