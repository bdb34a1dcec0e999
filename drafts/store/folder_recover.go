package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
)

func (s *folder) recoverDead(ctx context.Context) ([]Recovered, error) {
	forgotten, err := s.compareSent(ctx)
	if err != nil {
		s.setDistrust(failed(err))
		return nil, failed(err)
	}
	names, err := s.owners(ctx)
	if err != nil {
		return nil, failed(err)
	}
	distrust := len(forgotten) > 0
	var found []Recovered
	var errs []error
	for _, name := range names {
		letters, err := s.recoverFrom(ctx, name, distrust)
		found = append(found, letters...)
		var more *unknownAttemptsError
		if errors.As(err, &more) {
			forgotten, err = append(forgotten, more.attempts...), nil
		}
		errs = append(errs, failed(err))
	}
	if len(forgotten) > 0 {
		err := newForgottenError(forgotten)
		s.setDistrust(err)
		return found, errors.Join(append(errs, err)...)
	}
	s.setDistrust(nil)
	return found, errors.Join(errs...)
}

// unknownAttemptsError ends the recovery of a process whose log names attempts that the database does not know.
type unknownAttemptsError struct{ attempts []Forgotten }

func (u *unknownAttemptsError) Error() string { return "the log names unknown attempts" }

// owners returns the names of the processes that own letters or have a file, except this one.
func (s *folder) owners(ctx context.Context) ([]string, error) {
	names, err := readRows(ctx, s.Store, column[string], `SELECT DISTINCT owner FROM letters WHERE owner IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(s.path(sendersName))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		name, isLock := strings.CutSuffix(f.Name(), lockSuffix)
		name, isLog := strings.CutSuffix(name, logSuffix)
		if (isLock || isLog) && plain(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(names, func(name string) bool { return s.lock != nil && name == s.lock.name }), nil
}

// recoverFrom ends the attempts of a process if it is dead. With distrust it only compares its log with the database. The error
// may be an *unknownAttemptsError.
func (s *folder) recoverFrom(ctx context.Context, name string, distrust bool) ([]Recovered, error) {
	if !plain(name) { // no process of this program has such a name; the database was changed by something else
		return s.endAttempts(ctx, name, distrust)
	}
	lock, err := lockOfDead(s.disk, s.path(sendersName), name)
	if lock == nil {
		return nil, err
	}
	found, err := s.endAttempts(ctx, name, distrust)
	if err != nil { // the files stay, so that the next Recover tries again
		return nil, errors.Join(err, lock.lock.Unlock())
	}
	_ = s.disk.Remove(s.snapshot(name))
	_ = s.disk.Remove(s.logOf(name))
	lock.release()
	return found, nil
}

// logOf returns the path of the log of a process, or "" if the name is not one of this program.
func (s *folder) logOf(owner string) string {
	if !plain(owner) {
		return ""
	}
	return s.path(sendersName, owner+logSuffix)
}

// endAttempts ends the attempts of an owner, so that its letters have none, and sent.log has what its log says.
func (s *folder) endAttempts(ctx context.Context, owner string, distrust bool) ([]Recovered, error) {
	var found []Recovered
	log, err := readLog(s.logOf(owner))
	noFile := errors.Is(err, os.ErrNotExist)
	if err != nil && !noFile {
		return nil, err
	}
	if noFile {
		log = logged{entries: map[attemptID]logEntry{}}
	}
	err = s.writer.do(ctx, func(j *job) error {
		forgotten, err := s.forgotten(j, s.logOf(owner), owner, log.entries)
		if err != nil {
			return err
		}
		if distrust || len(forgotten) > 0 {
			return &unknownAttemptsError{forgotten}
		}
		left, err := j.ownedBy(owner)
		if err != nil {
			return err
		}
		n, err := j.exec(`DELETE FROM ledgers WHERE owner = ?`, owner)
		if err != nil {
			return err
		}
		lost := noFile && n > 0 || log.damaged
		var ends []logEntry
		ends, found = endsOf(left, log.entries, lost, s.time())
		if err := j.saveEnds(ends, owner); err != nil {
			return err
		}
		if err := s.sweep(j, owner); err != nil {
			return err
		}
		for _, e := range ends {
			if _, named := log.entries[e.attempt()]; !named && e.committing() != 0 { // the database alone says that it may have been sent
				return s.rewriteSent(j)
			}
		}
		for _, e := range ends {
			log.add(e)
		}
		return s.appendSent(j, log.entries)
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// sweep deletes the messages of a dead process that no letter names: those that it had replaced, and the one that it was about to
// freeze when it died. If more of them have no letter, something else has happened, and all of those stay.
func (s *folder) sweep(j *job, owner string) error {
	if !plain(owner) {
		return nil
	}
	files, err := os.ReadDir(s.path(messagesName))
	if err != nil {
		return err
	}
	var replaced, alone []string
	for _, f := range files {
		id, rest, _ := cutLast(f.Name(), "-")
		if !strings.HasPrefix(rest, owner) {
			continue
		}
		l, err := j.state(id)
		var none *NotFoundError
		switch {
		case errors.As(err, &none):
			alone = append(alone, f.Name())
		case err != nil:
			return err
		case l.file != f.Name():
			replaced = append(replaced, f.Name())
		}
	}
	if len(alone) <= 1 {
		replaced = append(replaced, alone...)
	}
	var errs []error
	for _, name := range replaced {
		errs = append(errs, s.discard(j, name))
	}
	return errors.Join(errs...)
}
