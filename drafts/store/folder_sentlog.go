package store

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"

	"draft/drafts"
	"draft/drafts/disk"
)

// sent.log has a line for each attempt whose dot may have been sent, once the log of the process is gone. It is the evidence
// that stays if the database is damaged, deleted, or replaced by an older copy. The database knows the size of the file. While
// the sizes are the same, the database has every attempt in it; else they are compared.

// appendSent adds those entries of a log to sent.log whose dot may have been sent. No other process does so meanwhile.
func (s *folder) appendSent(j *job, entries map[attemptID]logEntry) error {
	if err := s.gone(); err != nil { // the file would be that of another store
		return err
	}
	var lines bytes.Buffer
	for _, e := range inOrder(entries) {
		if e.committing() == 0 {
			continue
		}
		if err := writeLine(&lines, e); err != nil {
			return err
		}
	}
	if lines.Len() == 0 {
		return nil
	}
	known, err := column[int64](j.row(sentSizeQuery))
	if err != nil {
		return err
	}
	if known < 0 {
		return s.rewriteSent(j)
	}
	size, added, err := s.extendSent(lines.Bytes(), known)
	if err != nil || size != known { // the next Recover compares them
		return err
	}
	return j.setSentSize(size + added)
}

const sentSizeQuery = `SELECT size FROM sent_log`

func (j *job) setSentSize(size int64) error {
	_, err := j.exec(`UPDATE sent_log SET size = ?`, size)
	return err
}

// extendSent adds lines to sent.log, and returns the size that it had and the number of bytes that were added. If the size is
// not the known one, the last line may have no end.
func (s *folder) extendSent(lines []byte, known int64) (size, added int64, err error) {
	size, err = s.sentSize()
	if err != nil {
		return 0, 0, err
	}
	open, created := s.disk.Reopen, size == noSentLog
	if created {
		open, size = s.disk.Create, 0
	}
	f, err := open(s.path(sentName))
	if err != nil {
		return 0, 0, err
	}
	if size != known && size > 0 {
		lines = slices.Concat([]byte{'\n'}, lines)
	}
	if _, err = f.WriteAt(lines, size); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil && created {
		err = s.disk.SyncFolder(s.dir)
	}
	return size, int64(len(lines)), err
}

// inOrder returns entries in the order of their times.
func inOrder(entries map[attemptID]logEntry) []logEntry {
	return slices.SortedFunc(maps.Values(entries), func(a, b logEntry) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	})
}

// compareSent returns the letters in sent.log that the database has forgotten. If it knows them all, it knows the file from then on.
func (s *folder) compareSent(ctx context.Context) (found []Forgotten, err error) {
	known, err := readRow(ctx, s.Store, column[int64], sentSizeQuery)
	if err != nil {
		return nil, err
	}
	size, err := s.sentSize()
	if err != nil || size == known {
		return nil, err
	}
	if size == noSentLog && known == newDatabase { // nothing was sent yet
		if files, err := os.ReadDir(s.path(messagesName)); err != nil || len(files) == 0 {
			return nil, err
		}
	}
	err = s.writer.do(ctx, func(j *job) error { // no other process appends to the file meanwhile
		found = nil
		known, err := column[int64](j.row(sentSizeQuery))
		if err != nil {
			return err
		}
		size, err := s.sentSize()
		if err != nil || size == known {
			return err
		}
		l, err := readLog(s.path(sentName))
		switch {
		case errors.Is(err, os.ErrNotExist) && known == newDatabase:
			found, err = s.strays(j)
		case errors.Is(err, os.ErrNotExist):
			err = nil
		case err == nil:
			found, err = s.forgotten(j, s.path(sentName), "", l.entries)
		}
		if err != nil || len(found) > 0 {
			return err
		}
		return s.rewriteSent(j)
	})
	return found, err
}

// noSentLog is the size of a file that is not there, and newDatabase what a new database knows of it; see schema7.sql.
const noSentLog, newDatabase = -2, -1

// sentSize returns the size of sent.log, or noSentLog.
func (s *folder) sentSize() (int64, error) {
	info, err := os.Stat(s.path(sentName))
	switch {
	case errors.Is(err, os.ErrNotExist):
		return noSentLog, nil
	case err != nil:
		return 0, err
	}
	return info.Size(), nil
}

// rewriteSent makes a new sent.log of the attempts in the database. That is shorter if letters were purged, and longer if the
// file was lost.
func (s *folder) rewriteSent(j *job) error {
	if err := s.gone(); err != nil {
		return err
	}
	err := disk.Stream(s.disk, s.path(sentName), true, func(to io.Writer) error {
		w := bufio.NewWriter(to)
		if err := j.eachCommitted(func(e logEntry) error { return writeLine(w, e) }); err != nil {
			return err
		}
		return w.Flush()
	})
	if err != nil {
		return err
	}
	size, err := s.sentSize()
	if err != nil {
		return err
	}
	return j.setSentSize(size)
}

// eachCommitted calls each with every attempt whose dot may have been sent, as a log has it.
func (j *job) eachCommitted(each func(logEntry) error) error {
	rows, err := j.rows(`SELECT a.letter, a.began, a.committing, coalesce(a.ended, 0), a.status, a.stage, a.code, a.said, a.recipient,
			a.account, a.seat, l.subject, coalesce(l.envelope_from, ''), CASE a.recipients WHEN '' THEN coalesce(l.envelope_to, '') ELSE a.recipients END,
			CASE a.recipients WHEN '' THEN ` + keysColumn + ` ELSE ` + attemptKeysColumn + ` END,
			CASE a.message_id WHEN '' THEN coalesce(l.message_id, '') ELSE a.message_id END, coalesce(l.file, ''), coalesce(l.digest, ''), coalesce(l.size, 0)
		FROM attempts a JOIN letters l ON l.id = a.letter WHERE a.committing IS NOT NULL ORDER BY a.number`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err has said it
	for rows.Next() {
		var e logEntry
		var l loggedLetter
		var ended int64
		var to, keys string
		err := rows.Scan(&e.ID, &e.Began, &e.Committing, &ended, &e.Status, &e.Stage, &e.Code, &e.Said, &e.Recipient,
			&l.Account, &l.Seat, &l.Subject, &l.From, &to, &keys, &l.MessageID, &l.File, &l.Digest, &l.Size)
		if err == nil {
			err = json.Unmarshal([]byte(keys), &l.Keys)
		}
		if err != nil {
			return err
		}
		l.To, e.At, e.Letter = split(to), ended, &l
		if e.Status == drafts.StatusCommitting {
			e.At, e.Committing = e.Committing, 0
		}
		if err := each(e); err != nil {
			return err
		}
	}
	return rows.Err()
}
