package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/drafts"
)

// No file contains text of purged letters or of replaced messages. Other letters stay.
func TestPurge(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	const secret, kept = "geheimnisvoll", "bleibt-hier"
	with := func(id, text string) Letter {
		l := letter(id)
		l.Subject, l.Words, l.Keys, l.From = text, strings.Repeat(text+" ", 3000), about(text), text
		l.Content = []byte(`"` + text + `"`)
		return l
	}
	m := message("sent", secret)
	check(t, s.Adopt(t.Context(), with("sent", secret), m, Frozen{MessageID: "<" + secret + "@x>", Account: secret}, false))
	note(t, s, "sent", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	check(t, s.Put(t.Context(), with("draft", secret)))
	check(t, s.Put(t.Context(), with("edited", secret)))
	check(t, s.Put(t.Context(), with("edited", kept)))
	check(t, s.Adopt(t.Context(), with("queued", kept), message("queued", kept), frozen("queued"), false))
	check(t, os.WriteFile(folderOf(t, s).message("queued-0123.eml"), []byte(secret), 0o600)) // left by a killed process
	check(t, os.WriteFile(folderOf(t, s).message("other"), []byte(secret), 0o600))
	for _, id := range []string{"sent", "draft"} {
		check(t, s.Remove(t.Context(), id))
	}
	if len(contains(t, folder, secret)) == 0 {
		t.Fatal("the test finds nothing at all")
	}
	if n, err := s.Purge(t.Context()); n != 2 || err != nil {
		t.Fatalf("purged %d, %v", n, err)
	}
	if in := contains(t, folder, secret); len(in) > 0 {
		t.Errorf("still in %q", in)
	}
	if in := contains(t, folder, kept); len(in) < 2 {
		t.Errorf("only in %q", in)
	}
	for _, id := range []string{"sent", "draft"} {
		_, err := s.Get(t.Context(), id)
		wantError[*NotFoundError](t, err)
	}
	if b, err := s.Before(t.Context(), about(secret), m.To, "", ""); err != nil || b == nil || b.ID != "" || !b.At.Equal(monday) {
		t.Errorf("the key: %+v, %v", b, err)
	}
	if b, err := s.Before(t.Context(), about(""), nil, "<"+secret+"@x>", ""); err != nil || b == nil {
		t.Errorf("the Message-ID: %+v, %v", b, err)
	}
	if n, err := s.Purge(t.Context()); n != 0 || err != nil {
		t.Errorf("purged again %d, %v", n, err)
	}
	wantSound(t, s)
}

// A purged letter that was not sent does not stop others with its key.
func TestPurgeOfDrafts(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, "one0")
	check(t, s.Remove(t.Context(), "one0"))
	_, err := s.Purge(t.Context())
	check(t, err)
	queue(t, s, "one0")
	note(t, s, "one0", drafts.StatusSending)
}

// While another process reads, Purge leaves pages behind and reports it. The next Purge removes them.
func TestPurgeWhileOthersRead(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	const secret = "geheimnisvoll"
	l := letter("one0")
	l.Subject = secret
	check(t, s.Put(t.Context(), l))
	check(t, s.Remove(t.Context(), "one0"))
	reading, err := other.db.BeginTx(t.Context(), nil)
	check(t, err)
	var n int
	check(t, reading.QueryRowContext(t.Context(), `SELECT count(*) FROM letters`).Scan(&n))
	for range maxConnections - 1 { // one of them runs VACUUM
		conn, err := s.db.Conn(t.Context())
		check(t, err)
		_, err = conn.ExecContext(context.Background(), `PRAGMA busy_timeout = 10`)
		check(t, err)
		defer conn.Close() //nolint:errcheck // before Purge, see below
		check(t, conn.Close())
	}
	n, err = s.Purge(t.Context())
	wantError[*LingeringError](t, err)
	if n != 1 {
		t.Errorf("purged %d", n)
	}
	check(t, reading.Rollback())
	_, err = s.Purge(t.Context())
	check(t, err)
	if in := contains(t, folder, secret); len(in) > 0 {
		t.Errorf("still in %q", in)
	}
}

func TestCheck(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	for _, status := range drafts.Statuses() {
		bring(t, s, string(status), status)
	}
	wantSound(t, s)
	stray := filepath.Join(folder, "messages", "stray.eml")
	check(t, os.WriteFile(stray, nil, 0o600))
	alter(t, folder, `PRAGMA foreign_keys = OFF; INSERT INTO attempts (letter, began, status, stage, code, said, recipient,
		account) VALUES ('gone', 1, 'sent', '', 0, '', '', ''), ('gone', 2, 'sent', '', 0, '', '', '');
		INSERT INTO events (letter, at, noted, data) VALUES ('lost', 1, 1, '')`)
	faults, err := s.Check(t.Context())
	if err != nil || len(faults) != 3 || faults[0].Code != FaultReference || faults[0].ID != "gone" ||
		faults[1].Code != FaultReference || faults[1].ID != "lost" ||
		faults[2].Code != FaultOrphan || faults[2].Path != stray {
		t.Errorf("got %+v, %v", faults, err)
	}
}
