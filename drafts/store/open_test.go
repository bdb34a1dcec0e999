package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// The folder of a store may have any name.
func TestNames(t *testing.T) {
	onFolder(t)
	for _, name := range []string{
		"plain", "with space", "100%", "%41", "what?mode=memory", "a#b", "重要 信件", "'quote'", `a"b`, "a&b;c", "file:x", "a+b", "-",
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), name)
			if err := os.MkdirAll(folder, 0o700); err != nil {
				t.Skip(err)
			}
			s := openNew(t, folder, &clock{monday})
			queue(t, s, "one0")
			note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
			names, err := os.ReadDir(filepath.Dir(folder))
			if err != nil || len(names) != 1 {
				t.Errorf("beside the store: %v, %v", names, err)
			}
			if _, err := os.Stat(filepath.Join(folder, "draft.db")); err != nil {
				t.Error(err)
			}
			wantRestored(t, s)
		})
	}
}

// A relative path stays the same folder when the process changes its own.
func TestRelative(t *testing.T) {
	onFolder(t)
	t.Chdir(t.TempDir())
	s := openNew(t, "file:store", &clock{monday})
	t.Chdir(t.TempDir())
	queue(t, s, "one0")
	wantRestored(t, s)
	wantSound(t, s)
}

// Every connection has the same settings. Synchronous 2 (FULL) makes changes durable, because SQLite's log is fsynced
// before a commit returns. Fullfsync makes that so on macOS, too, where an fsync alone leaves it to the cache of the disk.
func TestConnections(t *testing.T) {
	onFolder(t)
	s := openNew(t, t.TempDir(), &clock{monday})
	all := []*sql.Conn{s.writer.conn}
	for range maxConnections - 1 {
		c, err := s.db.Conn(t.Context())
		check(t, err)
		defer c.Close() //nolint:errcheck // a test
		all = append(all, c)
	}
	for _, c := range all {
		var mode string
		var synchronous, full, keys, timeout int
		check(t, c.QueryRowContext(t.Context(), `SELECT * FROM pragma_journal_mode, pragma_synchronous, pragma_fullfsync,
			pragma_foreign_keys, pragma_busy_timeout`).Scan(&mode, &synchronous, &full, &keys, &timeout))
		if mode != "wal" || synchronous != 2 || full != 1 || keys != 1 || timeout != int(busyTimeout.Milliseconds()) {
			t.Error(mode, synchronous, full, keys, timeout)
		}
	}
}

func TestNotAStore(t *testing.T) {
	for name, data := range map[string]string{
		"text":  strings.Repeat("This is no database.\n", 500),
		"short": "x",
	} {
		folder := t.TempDir()
		path := filepath.Join(folder, "draft.db")
		check(t, os.WriteFile(path, []byte(data), 0o600))
		_, err := Open(folder, Options{})
		if not := errorOf[*NotStoreError](t, err); not.Path != path {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || string(now) != data {
			t.Errorf("%s: it was changed: %v", name, err)
		}
	}

	folder := t.TempDir()
	check(t, os.Mkdir(filepath.Join(folder, "draft.db"), 0o700))
	_, err := Open(folder, Options{})
	wantError[*NotStoreError](t, err)
}

// alter runs SQL on the database of a store.
func alter(t *testing.T, folder, statements string) {
	t.Helper()
	path := filepath.Join(folder, "draft.db")
	check(t, createDatabase(disk.OS{}, path))
	db, err := openDatabase(path)
	check(t, err)
	_, err = db.ExecContext(context.Background(), statements)
	check(t, err)
	check(t, db.Close())
}

func TestForeignDatabase(t *testing.T) {
	for name, statements := range map[string]string{
		"no marks":    `CREATE TABLE letters (x)`,
		"WAL":         `PRAGMA journal_mode = WAL; CREATE TABLE x (x)`,
		"a version":   `CREATE TABLE x (x); PRAGMA user_version = 1`,
		"application": `PRAGMA application_id = 7`,
	} {
		folder := t.TempDir()
		alter(t, folder, statements)
		_, err := Open(folder, Options{})
		wantError[*NotStoreError](t, err)
		if err != nil && strings.Contains(err.Error(), "no such") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewer(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	check(t, s.Close())
	alter(t, folder, `PRAGMA user_version = 99`)
	_, err = Open(folder, Options{})
	if newer := errorOf[*NewerError](t, err); newer.Version != 99 || newer.Known != len(migrations) {
		t.Errorf("got %+v", newer)
	}
}

func TestCorrupt(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	for _, id := range []string{"one0", "two0"} {
		check(t, s.Put(t.Context(), letter(id)))
	}
	check(t, s.Close())
	path := filepath.Join(folder, "draft.db")
	data, err := os.ReadFile(path)
	check(t, err)
	for i := 8192; i < len(data); i++ {
		data[i] = 0xaa
	}
	check(t, os.WriteFile(path, data, 0o600))
	s, err = Open(folder, Options{})
	if err == nil {
		defer s.Close() //nolint:errcheck // a test
		_, err = s.Get(t.Context(), "one0")
		faults, wrong := s.Check(t.Context())
		if wrong == nil && (len(faults) == 0 || faults[0].Code != FaultDatabase) {
			t.Errorf("Check: %+v", faults)
		}
	}
	if f := errorOf[*FailedError](t, err); f.Code != CodeCorrupt {
		t.Errorf("got %+v", f)
	}
}

func schema(t *testing.T, db *sql.DB) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name`)
	check(t, err)
	list, err := all(rows, column[string])
	check(t, err)
	return list
}

// A store of every released version opens with its letters, and gets the schema of a new one.
func TestMigrations(t *testing.T) {
	onFolder(t)
	golden, err := filepath.Glob(filepath.Join("testdata", "v*.sql"))
	if err != nil || len(golden) != len(migrations) {
		t.Fatalf("golden versions %q, %v", golden, err)
	}
	fresh := openNew(t, t.TempDir(), &clock{monday})
	for _, path := range golden {
		t.Run(filepath.Base(path), func(t *testing.T) {
			statements, err := os.ReadFile(path)
			check(t, err)
			folder := t.TempDir()
			alter(t, folder, string(statements))
			s := openNew(t, folder, &clock{monday})
			if got, want := schema(t, s.db), schema(t, fresh.db); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
			if found := ids(t, s, Filter{}); !slices.Equal(found, []string{"sentsentsentsent", "draftdraftdraft0"}) {
				t.Errorf("letters %q", found)
			}
			l := get(t, s, "sent")
			if l.State != Submitted || (l.Clock == nil) != (filepath.Base(path) < "v4.sql") { // older versions have no clocks
				t.Errorf("its case is %q, %v", l.State, l.Clock)
			}
			if l.Status != drafts.StatusSent || len(l.Attempts) != 1 || l.Attempts[0].Text != "OK" || l.Frozen.Size != 5 {
				t.Errorf("got %+v", l)
			}
			b, err := s.Before(t.Context(), about(""), nil, "<0@example.com>", "")
			if err != nil || b == nil || b.ID != "" || b.Status != drafts.StatusSent {
				t.Errorf("a tombstone: %+v, %v", b, err)
			}
			b, err = s.Before(t.Context(), about("matter"), []string{"B@example.com"}, "", "")
			if err != nil || b == nil || b.ID != "sentsentsentsent" {
				t.Errorf("a letter: %+v, %v", b, err)
			}
		})
	}
}

// The letters of a store of version 1 work as before: one that was unknown and resent counts as unknown, and every
// letter can be changed by its revision.
func TestFromVersion1(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	statements, err := os.ReadFile(filepath.Join("testdata", "v1.sql"))
	check(t, err)
	alter(t, folder, string(statements)+`
		INSERT INTO letters (id, kind, status, created, changed, moved, again, matter, file, message_id, digest, size, frozen,
			account, envelope_from, envelope_to, sender, recipients, subject, words, content) VALUES
			('again', '', 'failed-perm', 1, 1, 1, 1, 'other', 'again-x.eml', '<again>', '', 0, 1, '', '', 'c@x' || x'0a', '', '', '', '', '1'),
			('doubt', '', 'unknown', 1, 1, 1, 1, 'third', 'doubt-x.eml', '<doubt>', '', 0, 1, '', '', 'd@x' || x'0a', '', '', '', '', '1');
		INSERT INTO attempts (letter, began, committing, ended, status, stage, code, said, recipient, account) VALUES
			('again', 1000, 2000, 3000, 'unknown', '', 0, '', '', ''), ('again', 4000, NULL, 5000, 'failed-perm', '', 550, '', '', ''),
			('doubt', 1000, 2000, 3000, 'unknown', '', 0, '', '', '');
		INSERT INTO tombstones (matter, message_id, sent) VALUES ('`+fingerprint("no message")+`', '', 1)`)
	s := openNew(t, folder, &clock{monday})
	for name, c := range map[string]struct {
		key, to, messageID string
		want               string // ID and status
	}{
		"again":               {"other", "C@x", "", "again unknown"},
		"again by Message-ID": {"", "", "<again>", "again unknown"},
		"again to another":    {"other", "d@x", "", ""},
		"doubt":               {"third", "d@x", "", "doubt unknown"},
		"a tombstone's key":   {"a key", "b@example.com", "", ""},
		"a tombstone":         {"a key", "b@example.com", "<0@example.com>", " sent"},
	} {
		b, err := s.Before(t.Context(), about(c.key), []string{c.to}, c.messageID, "")
		got := ""
		if b != nil {
			got = b.ID + " " + string(b.Status)
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
	l := get(t, s, "draftdraft")
	if l.Revision != 1 {
		t.Errorf("revision %d", l.Revision)
	}
	check(t, s.Put(t.Context(), l))
	wantError[*outbox.ChangedError](t, s.Put(t.Context(), l))
	check(t, s.Resolve(t.Context(), "doubt", false))
	if b, err := s.Before(t.Context(), about("third"), []string{"d@x"}, "", ""); err != nil || b == nil || b.ID != "doubt" {
		t.Errorf("resolved: %+v, %v", b, err)
	}
}

// The cases of a store of version 3 get their states and clocks, even if a content was changed by something else. A
// letter that is not sent yet has the days of its clock.
func TestFromVersion3(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	statements, err := os.ReadFile(filepath.Join("testdata", "v3.sql"))
	check(t, err)
	for id, l := range map[string]struct{ status, content string }{
		"within":   {"sent", `{"reply_within":[3,15]}`},
		"nothing":  {"sent", `{"a":1}`},
		"spoilt":   {"sent", `{"reply_within":[3`},
		"words":    {"sent", `{"reply_within":["3",15]}`},
		"half":     {"sent", `{"reply_within":[3.5,15]}`},
		"one":      {"sent", `{"reply_within":[3]}`},
		"queued":   {"queued", `{"reply_within":[3,15]}`},
		"unknown":  {"unknown", `{"reply_within":[3,15]}`},
		"no-array": {"queued", `[{"reply_within":[3,15]}]`},
	} {
		statements = fmt.Appendf(statements, `INSERT INTO letters (id, kind, status, created, changed, moved, again, matter, file, sender,
			recipients, subject) VALUES ('%s', '', '%s', 1, 1, unixepoch('2026-11-23 15:59:59')*1000, 0, '', 'x.eml', '', '', '');
			INSERT INTO contents (number, words, content) VALUES (last_insert_rowid(), '', '%s');`, id, l.status, l.content)
	}
	alter(t, folder, string(statements)+`INSERT INTO letters SELECT NULL, 'night', kind, status, created, changed, moved + 1000, removed,
		again, matter, owner, file, message_id, digest, size, frozen, account, envelope_from, envelope_to, sender, recipients,
		subject, revision FROM letters WHERE id = 'within'; INSERT INTO contents VALUES (last_insert_rowid(), '', '{"reply_within":[3,15]}')`)
	s := openNew(t, folder, &clock{monday})
	for id, want := range map[string]Letter{
		"within":   {State: Submitted, Reply: [2]int{3, 15}, Clock: &Clock{days(t, "2026-11-23"), 3, 15, 0}},
		"night":    {State: Submitted, Reply: [2]int{3, 15}, Clock: &Clock{days(t, "2026-11-24"), 3, 15, 0}},
		"nothing":  {State: Submitted},
		"spoilt":   {State: Submitted},
		"words":    {State: Submitted},
		"half":     {State: Submitted},
		"one":      {State: Submitted},
		"queued":   {State: Prepared, Reply: [2]int{3, 15}},
		"unknown":  {State: Prepared, Reply: [2]int{3, 15}},
		"no-array": {State: Prepared},
	} {
		l := get(t, s, id)
		if l.State != want.State || l.Reply != want.Reply || !reflect.DeepEqual(l.Clock, want.Clock) || l.About != "" {
			t.Errorf("%s: %q, %v, %+v", id, l.State, l.Reply, l.Clock)
		}
	}
	check(t, s.Resolve(t.Context(), "unknown", true))
	wantCase(t, s, "unknown", Submitted, &Clock{days(t, "2026-11-23"), 3, 15, 0})
}

// A failed migration leaves the version before it, and the next Open tries again.
func TestMigrationFails(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	check(t, s.Put(t.Context(), letter("one0")))
	check(t, s.Close())
	released := migrations
	defer func() { migrations = released }()
	version := fmt.Sprintf(`PRAGMA user_version = %d`, len(released)+1)
	migrations = append(slices.Clone(released), migration{script: `CREATE TABLE more (x); INSERT INTO nowhere VALUES (1); ` + version})
	if _, err := Open(folder, Options{}); err == nil {
		t.Fatal("opened")
	}
	migrations = append(slices.Clone(released), migration{script: `CREATE TABLE more (x); ` + version})
	s = openNew(t, folder, &clock{monday})
	get(t, s, "one0")
	wantSound(t, s)
	// A process that had the store open goes on, and a new process of the old version refuses it.
	migrations = released
	check(t, s.Put(t.Context(), letter("two0")))
	_, err = Open(folder, Options{})
	wantError[*NewerError](t, err)
}

// Other users cannot read a store, whatever the modes were.
func TestPrivate(t *testing.T) {
	onFolder(t)
	folder := filepath.Join(t.TempDir(), "store")
	s := openNew(t, folder, &clock{monday})
	queue(t, s, "one0")
	note(t, s, "one0", drafts.StatusSending)
	private(t, folder)
	if !modes {
		t.Skip("no modes here")
	}
	for _, name := range []string{"", "messages", "senders", "draft.db", "draft.db-wal", "draft.db-shm"} {
		mode := fs.FileMode(0o644)
		if !strings.HasPrefix(name, "draft") {
			mode = 0o755
		}
		check(t, os.Chmod(filepath.Join(folder, name), mode))
	}
	check(t, os.Chmod(messages(t, folder)[0], 0o640))
	faults, err := s.Check(t.Context())
	if err != nil || len(faults) != 7 || faults[0].Code != FaultMode {
		t.Errorf("%d faults, %+v, %v", len(faults), faults, err)
	}
	check(t, os.Chmod(messages(t, folder)[0], 0o600))
	openNew(t, folder, &clock{monday})
	private(t, folder)
	wantSound(t, s)
}

func private(t *testing.T, folder string) {
	t.Helper()
	check(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		check(t, err)
		info, err := entry.Info()
		check(t, err)
		want := fs.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if modes && info.Mode().Perm() != want {
			t.Errorf("%s: %v", path, info.Mode())
		}
		return nil
	}))
}

func TestReadOnlyFolder(t *testing.T) {
	if !modes || os.Getuid() == 0 {
		t.Skip("nothing keeps this user out; see TestWritingFails")
	}
	folder := t.TempDir()
	check(t, os.Chmod(folder, 0o500))
	if _, err := Open(filepath.Join(folder, "store"), Options{}); err == nil {
		t.Error("opened")
	}
}

// Every use of a closed store is an error.
func TestClosed(t *testing.T) {
	s, err := Open(t.TempDir(), Options{})
	check(t, err)
	check(t, s.Close())
	check(t, s.Close())
	_, got := s.Get(t.Context(), "one0")
	for _, err := range []error{got, s.Put(t.Context(), letter("one0"))} {
		if err == nil || reflect.TypeOf(err) == reflect.TypeFor[*ClosedError]() {
			t.Errorf("got %v", err)
		}
	}
}

// A process that writes and reads one thing after another opens one connection, because opening one takes a millisecond.
func TestOneConnection(t *testing.T) {
	s := openNew(t, t.TempDir(), &clock{monday})
	_, err := s.Recover(t.Context())
	check(t, err)
	check(t, s.Put(t.Context(), letter("one0")))
	get(t, s, "one0")
	queue(t, s, "two0")
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	ids(t, s, Filter{})
	_, err = s.Clocks(t.Context())
	check(t, err)
	if n := s.db.Stats().OpenConnections; n != 1 {
		t.Errorf("%d connections are open", n)
	}
	s.writer.connMu.Lock() // as while a change waits for the disk or for another process; reads do not wait
	get(t, s, "one0")
	s.writer.connMu.Unlock()
	if n := s.db.Stats().OpenConnections; n != 2 {
		t.Errorf("%d connections are open", n)
	}
}
