package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"

	"draft/drafts"
	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// writeAheadLog is the file in which a process records the progress of the letters that it sends, before the database has
// it. A line takes a tenth of the time of a transaction, and the letters of one Note share an fsync. The file is next to
// the process lock, and the process that finds the lock released reads the log. The database takes over the entries a few
// hundred letters at a time, and whenever this process has no letter in flight. The lines stay until sent.log has them, so
// that a database that is damaged or replaced does not make a letter look as if it was never sent.
//
// A line is a checksum and an entry as JSON. Whatever follows the last good line was not synced, so nobody relied on it.
type writeAheadLog struct {
	disk      disk.Disk
	file      disk.File
	end       int64 // of the lines
	allocated int64 // size of the file: an fsync is faster if it does not grow
}

const (
	logSuffix = ".log"
	logRoom   = 256 << 10 // by which the file grows, once it has more than a few lines
	logFull   = 256 << 10 // size from which sent.log takes the lines over, which are in memory then
)

// logEntry is an entry of outbox as the log and the database have it.
type logEntry struct {
	ID    string `json:"id"`
	Began int64  `json:"began"` // identifies the attempt
	At    int64  `json:"at"`
	// Committing is the time of the committing record; 0 if there is none.
	Committing int64         `json:"committing,omitempty"`
	Status     drafts.Status `json:"status"`
	Stage      string        `json:"stage,omitempty"`
	Code       int           `json:"code,omitempty"`
	Said       string        `json:"said,omitempty"`
	Recipient  string        `json:"recipient,omitempty"`
	// Letter is in each committing record.
	Letter *loggedLetter `json:"letter,omitempty"`
}

// loggedLetter is what a log says about a letter, so that the letter is known even if the database has lost it.
type loggedLetter struct {
	Subject   string       `json:"subject,omitempty"`
	Account   string       `json:"account,omitempty"`
	From      string       `json:"from,omitempty"` // From and To are those of the envelope
	To        []string     `json:"to"`
	Keys      []drafts.Key `json:"keys,omitempty"`
	MessageID string       `json:"message_id,omitempty"`
	File      string       `json:"file"`
	Digest    string       `json:"sha256"`
	Size      int64        `json:"size"`
	Seat      string       `json:"seat,omitempty"`
}

// attemptID identifies an attempt. No two attempts of a letter begin in the same millisecond.
type attemptID struct {
	letter string
	began  int64
}

func (e *logEntry) attempt() attemptID { return attemptID{e.ID, e.Began} }

// committing returns the time of the committing record; 0 if there is none.
func (e *logEntry) committing() int64 {
	if e.Status == drafts.StatusCommitting {
		return e.At
	}
	return e.Committing
}

func newLogEntry(e outbox.Entry, c claim, at int64) logEntry {
	reply, entry := e.Reply, logEntry{ID: e.ID, Began: c.began, Committing: c.committing, At: at, Status: e.Status}
	if e.Status == drafts.StatusCommitting {
		entry.Letter = c.letter
	}
	if f := e.Failure; f != nil {
		reply, entry.Stage, entry.Recipient = f.Reply, clean(string(f.Stage)), shortened(f.Recipient)
		if reply.Text == "" && f.Err != nil {
			reply.Text = f.Err.Error()
		}
	}
	entry.Code, entry.Said = reply.Code, shortened(reply.Text)
	return entry
}

// createLog creates the log of a process. Its folder is not fsynced.
func createLog(d disk.Disk, path string) (*writeAheadLog, error) {
	f, err := d.Create(path)
	if err != nil {
		return nil, err
	}
	return &writeAheadLog{disk: d, file: f}, nil
}

// write appends entries and returns once they are on disk.
func (l *writeAheadLog) write(entries []logEntry) error {
	if err := l.append(entries); err != nil {
		return err
	}
	return l.file.Sync()
}

// append appends entries without an fsync.
func (l *writeAheadLog) append(entries []logEntry) error {
	var lines bytes.Buffer
	for _, e := range entries {
		if err := writeLine(&lines, e); err != nil {
			return err
		}
	}
	if end := l.end + int64(lines.Len()); end > l.allocated && l.end > 0 {
		size := end + logRoom
		if _, err := l.file.WriteAt(make([]byte, size-end), end); err != nil {
			return err
		}
		l.allocated = size
	}
	if _, err := l.file.WriteAt(lines.Bytes(), l.end); err != nil {
		return err
	}
	l.end += int64(lines.Len())
	return nil
}

// writeLine writes the line of an entry.
func writeLine(w io.Writer, e logEntry) error {
	text, err := json.Marshal(e)
	if err == nil {
		_, err = fmt.Fprintf(w, "%08x %s\n", crc32.ChecksumIEEE(text), text)
	}
	return err
}

// reset empties the log, once the database and sent.log have all entries.
func (l *writeAheadLog) reset() error {
	err := l.file.Truncate(0)
	if err == nil {
		l.end, l.allocated = 0, 0
	}
	return err
}

// remove deletes the file.
func (l *writeAheadLog) remove() error {
	return errors.Join(l.file.Close(), l.disk.Remove(l.file.Name()))
}

// logged is what a log says: the last entry of each attempt, with the time of the committing record and the letter.
type logged struct {
	entries map[attemptID]logEntry
	damaged bool // a line that was written is no longer readable
}

// readLog reads a log, or sent.log. The error may be os.ErrNotExist.
func readLog(path string) (logged, error) {
	f, err := os.Open(path)
	if err != nil {
		return logged{}, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return parseLog(f)
}

func parseLog(r io.Reader) (logged, error) {
	l := logged{entries: map[attemptID]logEntry{}}
	lines := bufio.NewReader(r)
	bad := false
	for {
		line, err := lines.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return logged{}, err
		}
		e, ok := parseLine(line)
		switch {
		case ok:
			l.add(e)
			l.damaged = l.damaged || bad
		case err == nil && !strings.ContainsRune(line, 0) && line != "\n": // a write that was cut off leaves no line end, or zeros
			l.damaged = true
		default:
			bad = bad || strings.Trim(line, "\x00\n") != ""
		}
		if err != nil {
			return l, nil
		}
	}
}

// parseLine returns the entry in a line, and whether the line is whole.
func parseLine(line string) (e logEntry, ok bool) {
	sum, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	return e, sum == fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) && json.Unmarshal([]byte(text), &e) == nil
}

// add adds an entry. It keeps what only an earlier one of the attempt says.
func (l *logged) add(e logEntry) {
	if before, ok := l.entries[e.attempt()]; ok {
		if e.Letter == nil {
			e.Letter = before.Letter
		}
		if e.Committing == 0 && e.Status != drafts.StatusCommitting {
			e.Committing = before.committing()
		}
	}
	l.entries[e.attempt()] = e
}
