package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"draft/drafts/disk"
	"draft/drafts/outbox"
)

func (s *server) prepareMessage(m outbox.Message) (string, error) {
	if s.readOnly {
		return "", &FailedError{CodeReadOnly, errors.New("opened to be read")}
	}
	return m.ID + "-" + strings.ToLower(rand.Text()) + ".eml", nil
}

func (s *server) keepMessage(j *job, file string, wire []byte) error {
	_, err := j.exec(`INSERT INTO messages (file, data) VALUES (?, ?)`, file, wire)
	return err
}

func (s *server) withdraw(string) {}

func (s *server) discard(j *job, file string) error {
	_, err := j.exec(`DELETE FROM messages WHERE file = ?`, file)
	return err
}

func (s *server) openMessage(ctx context.Context, id, file string, size int64) (io.ReadCloser, error) {
	data, err := readRow(ctx, s.Store, column[[]byte], `SELECT data FROM messages WHERE file = ?`, file)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, &DamagedError{id, s.messagePlace(file), FaultMissing, err}
	case err != nil:
		return nil, err
	case int64(len(data)) != size:
		return nil, &DamagedError{id, s.messagePlace(file), FaultSize, nil}
	}
	return io.NopCloser(bytes.NewReader(data)), nil
}

func (s *server) messagePlace(file string) string {
	return s.address + ": " + messagesName + "/" + file
}

// orphanQuery selects the messages that no letter names.
const orphanQuery = `SELECT file FROM messages m WHERE NOT EXISTS (SELECT 1 FROM letters l WHERE l.file = m.file)`

func (s *server) orphans(q querier) ([]string, error) {
	return rowsOf(q, column[string], orphanQuery+` ORDER BY file`)
}

func (s *server) removeOrphans(ctx context.Context) error {
	return s.writer.do(ctx, func(j *job) error {
		_, err := j.exec(`DELETE FROM messages WHERE file IN (` + orphanQuery + `)`)
		return err
	})
}

func (s *server) buried(*job) error { return nil }

// swept does nothing: the server reuses the space of what was deleted in its own time.
func (s *server) swept(context.Context) error { return nil }

func (s *server) addEvidence(ctx context.Context, token, name string, data []byte) (string, error) {
	err := s.writer.do(ctx, func(j *job) error {
		_, err := j.exec(`INSERT INTO evidence (token, name, data, since) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT (token) DO UPDATE SET since = excluded.since`, token, name, data, s.time())
		return err
	})
	if err != nil {
		return "", err
	}
	path := s.evidencePath(token, name)
	return path, s.cacheEvidence(path, data)
}

func (s *server) evidenceDropped(j *job, token string) error {
	_, err := j.exec(`UPDATE evidence SET since = ?2 WHERE token = ?1`, token, s.time())
	return err
}

// evidenceNamed puts a file back that others have removed while this machine still had it open.
func (s *server) evidenceNamed(j *job, token string) error {
	n, err := j.exec(`UPDATE evidence SET since = 0 WHERE token = ?`, token)
	if err != nil || n > 0 {
		return err
	}
	copies, _ := os.ReadDir(s.cached(token)) // most texts that look like a token are none
	for _, c := range copies {
		data, err := os.ReadFile(s.cached(token, c.Name()))
		name := norm.NFC.String(c.Name()) // macOS may have decomposed it
		if err != nil || evidenceToken(name, data) != token {
			continue
		}
		if _, err := j.exec(`INSERT INTO evidence (token, name, data, since) VALUES (?, ?, ?, 0)`, token, name, data); err != nil {
			return err
		}
	}
	return nil
}

// sweepEvidence deletes the rows, and the copies on this machine that have none.
func (s *server) sweepEvidence(ctx context.Context, grace time.Duration) error {
	err := s.writer.do(ctx, func(j *job) error {
		old, err := s.oldEvidence(j, grace)
		if err != nil || len(old) == 0 {
			return err
		}
		named, err := namedEvidence(j)
		if err != nil {
			return err
		}
		for _, token := range old {
			if _, is := named[token]; is {
				continue
			}
			if _, err := j.exec(`DELETE FROM evidence WHERE token = ?`, token); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.sweepCache(ctx, grace)
}

// oldEvidence returns the tokens of files that nobody is about to name. The clock may have been wrong.
func (s *server) oldEvidence(q querier, grace time.Duration) ([]string, error) {
	return rowsOf(q, column[string], `SELECT token FROM evidence WHERE abs(CAST(?1 AS bigint) - since) >= ?2`, s.time(), grace.Milliseconds())
}

// sweepCache deletes the copies on this machine of evidence that the server does not have, unless they were made just now.
func (s *server) sweepCache(ctx context.Context, grace time.Duration) error {
	entries, err := os.ReadDir(s.cached())
	if len(entries) == 0 {
		return unlessMissing(err)
	}
	kept, err := readRows(ctx, s.Store, column[string], `SELECT token FROM evidence`)
	if err != nil {
		return err
	}
	is := map[string]bool{}
	for _, token := range kept {
		is[token] = true
	}
	var errs []error
	for _, e := range entries {
		info, err := e.Info()
		if err != nil { // it was removed meanwhile
			continue
		}
		if age := s.now().Sub(info.ModTime()).Abs(); !is[e.Name()] && age >= grace {
			errs = append(errs, os.RemoveAll(s.cached(e.Name())))
		}
	}
	return errors.Join(errs...)
}

// cached returns a path in the folder of this machine's copies.
func (s *server) cached(names ...string) string {
	return filepath.Join(append([]string{s.cache, evidenceName}, names...)...)
}

// evidencePath returns the path of the copy on this machine, which fetchEvidence makes.
func (s *server) evidencePath(token, name string) string { return s.cached(token, name) }

func (s *server) fetchEvidence(ctx context.Context, content []byte) error {
	if !bytes.Contains(content, []byte(evidenceName)) { // almost always
		return nil
	}
	var missing []string
	tokensIn(string(content), func(token string, _ int) {
		if _, err := os.Stat(s.cached(token)); errors.Is(err, os.ErrNotExist) {
			missing = append(missing, token)
		}
	})
	for _, token := range missing {
		e, err := s.readEvidence(ctx, token)
		switch {
		case errors.Is(err, sql.ErrNoRows): // Check says it
			continue
		case err != nil:
			return err
		}
		if err := s.cacheEvidence(s.cached(token, e.name), e.data); err != nil {
			return err
		}
	}
	return nil
}

// keptEvidence is a file of evidence.
type keptEvidence struct {
	name string
	data []byte
}

// readEvidence reads a file. The error may be sql.ErrNoRows.
func (s *server) readEvidence(ctx context.Context, token string) (keptEvidence, error) {
	return readRow(ctx, s.Store, func(row scanner) (e keptEvidence, err error) {
		err = row.Scan(&e.name, &e.data)
		return e, err
	}, `SELECT name, data FROM evidence WHERE token = ?`, token)
}

// cacheEvidence writes the copy of a file on this machine.
func (s *server) cacheEvidence(path string, data []byte) error {
	if s.cache == "" {
		return &FailedError{CodeReadOnly, errors.New("no folder for evidence")}
	}
	if holds(path, data) {
		return nil
	}
	folder := filepath.Dir(path)
	if err := errors.Join(os.MkdirAll(s.cache, 0o700), makeFolder(s.cached()), makeFolder(folder)); err != nil {
		return err
	}
	return disk.Write(disk.OS{}, path, data, true)
}
