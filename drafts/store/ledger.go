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
	"draft/drafts/outbox"
)

// ledger is where a process notes how far the letters have come that it sends, before the database knows: to write a line
// takes a tenth of the time of a transaction, and many letters share the wait for the disk. It lies beside the lock of the
// process, and who finds that dead reads it. The database takes over what is in it a few hundred letters at a time, and
// whenever nothing of the process is on its way.
//
// A line is a checksum and an entry as JSON. What follows the last good line was never relied on.
type ledger struct {
	file *os.File
	end  int64 // of the lines
	room int64 // that the file has on disk: within it a line reaches the disk sooner
}

const (
	ledgerSuffix = ".log"
	ledgerRoom   = 256 << 10 // is made at once, when there is more than a few lines
	ledgerFull   = 4 << 20   // then it begins anew
)

// noted is an entry as the ledger has it, and as the database takes it.
type noted struct {
	ID    string `json:"id"`
	Began int64  `json:"began"` // of the attempt that it is about
	At    int64  `json:"at"`
	// Committing is when it was noted that the end may have been sent; 0 where it was not.
	Committing int64         `json:"committing,omitempty"`
	Status     drafts.Status `json:"status"`
	Stage      string        `json:"stage,omitempty"`
	Code       int           `json:"code,omitempty"`
	Said       string        `json:"said,omitempty"`
	Recipient  string        `json:"recipient,omitempty"`
}

func notedOf(e outbox.Entry, h held, at int64) noted {
	reply, n := e.Reply, noted{ID: e.ID, Began: h.began, Committing: h.committing, At: at, Status: e.Status}
	if f := e.Failure; f != nil {
		reply, n.Stage, n.Recipient = f.Reply, clean(string(f.Stage)), shortened(f.Recipient)
		if reply.Text == "" && f.Err != nil {
			reply.Text = f.Err.Error()
		}
	}
	n.Code, n.Said = reply.Code, shortened(reply.Text)
	return n
}

// newLedger makes that of a process.
func newLedger(folder, path string) (*ledger, error) {
	f, err := create(path, nil)
	if err != nil {
		return nil, err
	}
	if err := syncFolder(folder); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &ledger{file: f}, nil
}

// write returns once the entries are on disk.
func (l *ledger) write(entries []noted) error {
	var lines bytes.Buffer
	for _, e := range entries {
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%08x %s\n", crc32.ChecksumIEEE(text), text)
	}
	if after := l.end + int64(lines.Len()); after > l.room && l.end > 0 {
		room := after + ledgerRoom
		if _, err := l.file.WriteAt(make([]byte, room-after), after); err != nil {
			return err
		}
		l.room = room
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

// reset begins anew, once the database has everything.
func (l *ledger) reset() error {
	err := l.file.Truncate(0)
	if err == nil {
		l.end, l.room = 0, 0
	}
	return err
}

// remove takes the file away.
func (l *ledger) remove() error { return errors.Join(l.file.Close(), os.Remove(l.file.Name())) }

// readLedger gives what a process noted last of each letter. The error may be os.ErrNotExist.
func readLedger(path string) (map[string]noted, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return parseLedger(f)
}

func parseLedger(r io.Reader) (map[string]noted, error) {
	last := map[string]noted{}
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
		var e noted
		if sum != fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) || json.Unmarshal([]byte(text), &e) != nil {
			return last, nil
		}
		last[e.ID] = e
	}
}
