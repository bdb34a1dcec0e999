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
// hundred letters at a time, and whenever this process has no letter in flight.
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
	logFull   = 4 << 20   // size from which the log is started over
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
}

func newLogEntry(e outbox.Entry, c claim, at int64) logEntry {
	reply, entry := e.Reply, logEntry{ID: e.ID, Began: c.began, Committing: c.committing, At: at, Status: e.Status}
	if f := e.Failure; f != nil {
		reply, entry.Stage, entry.Recipient = f.Reply, clean(string(f.Stage)), shortened(f.Recipient)
		if reply.Text == "" && f.Err != nil {
			reply.Text = f.Err.Error()
		}
	}
	entry.Code, entry.Said = reply.Code, shortened(reply.Text)
	return entry
}

// createLog creates the log of a process.
func createLog(d disk.Disk, folder, path string) (*writeAheadLog, error) {
	f, err := d.Create(path)
	if err != nil {
		return nil, err
	}
	if err := d.SyncFolder(folder); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &writeAheadLog{disk: d, file: f}, nil
}

// write appends entries and returns once they are on disk.
func (l *writeAheadLog) write(entries []logEntry) error {
	var lines bytes.Buffer
	for _, e := range entries {
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%08x %s\n", crc32.ChecksumIEEE(text), text)
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
	if err := l.file.Sync(); err != nil {
		return err
	}
	l.end += int64(lines.Len())
	return nil
}

// reset empties the log, once the database has all entries.
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

// readLog returns the last entry of each letter. The error may be os.ErrNotExist.
func readLog(path string) (map[string]logEntry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return parseLog(f)
}

func parseLog(r io.Reader) (map[string]logEntry, error) {
	last := map[string]logEntry{}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return last, nil
		}
		if err != nil {
			return nil, err
		}
		sum, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		var e logEntry
		if sum != fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) || json.Unmarshal([]byte(text), &e) != nil {
			return last, nil
		}
		last[e.ID] = e
	}
}
