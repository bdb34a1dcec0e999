package store

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// unpack unpacks a backup into a folder.
func unpack(t testing.TB, archive []byte) string {
	t.Helper()
	folder := t.TempDir()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	check(t, err)
	for _, f := range z.File {
		if f.Mode() != 0o600 {
			t.Errorf("%s is %v", f.Name, f.Mode())
		}
		from, err := f.Open()
		check(t, err)
		data, err := io.ReadAll(from)
		check(t, err)
		path := filepath.Join(folder, filepath.FromSlash(f.Name))
		check(t, os.MkdirAll(filepath.Dir(path), 0o777))
		check(t, os.WriteFile(path, data, f.Mode()))
	}
	return folder
}

// everything returns all that a store holds.
func everything(t *testing.T, s *Store) (list []Letter, wires []string) {
	t.Helper()
	for l, err := range s.pages(t.Context(), Filter{}, `TRUE`) {
		check(t, err)
		list = append(list, get(t, s, l.ID))
		wire := ""
		if l.Frozen != nil {
			m, err := s.Message(t.Context(), l.ID)
			check(t, err)
			wire = string(m.Wire)
		}
		wires = append(wires, wire)
	}
	return list, wires
}

// wantRestored checks that an unpacked backup equals the store.
func wantRestored(t *testing.T, s *Store) {
	t.Helper()
	var b bytes.Buffer
	check(t, s.Backup(t.Context(), &b))
	letters, wires := everything(t, s)
	other := openUnpacked(t, b.Bytes())
	again, wiresAgain := everything(t, other)
	if !reflect.DeepEqual(letters, again) || !slices.Equal(wires, wiresAgain) {
		t.Errorf("restored %+v\nof %+v", again, letters)
	}
	wantSound(t, other)
	if left, err := filepath.Glob(folderOf(t, s).path(".backup*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestBackup(t *testing.T) {
	s := open(t, t.TempDir())
	wantRestored(t, s)
	for _, status := range drafts.Statuses() {
		bring(t, s, string(status), status)
	}
	check(t, s.Remove(t.Context(), "failed-perm"))
	wantRestored(t, s)

	// A letter that was being sent during the backup is recovered as after a crash in which the log was lost.
	var b bytes.Buffer
	check(t, s.Backup(t.Context(), &b))
	other := openUnpacked(t, b.Bytes())
	found, err := other.Recover(t.Context())
	if want := []Recovered{
		{"committing", drafts.StatusCommitting, drafts.StatusUnknown}, {"sending", drafts.StatusSending, drafts.StatusUnknown},
	}; err != nil || !reflect.DeepEqual(found, want) {
		t.Errorf("got %+v, %v", found, err)
	}
}

// A backup is complete although other processes write during it. It may hold messages that were deleted meanwhile.
func TestBackupInUse(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	for _, id := range []string{"x1", "x2"} {
		queue(t, s, id)
	}
	c := start(t, "write", folder)
	for range 30 {
		c.line(t)
	}
	go func() {
		for c.lines.Scan() {
		}
	}()
	for range 5 {
		var b bytes.Buffer
		check(t, s.Backup(t.Context(), &b))
		other := openUnpacked(t, b.Bytes())
		faults, err := other.Check(t.Context())
		check(t, err)
		for _, f := range faults {
			if f.Code != FaultOrphan {
				t.Errorf("fault %+v", f)
			}
		}
		letters, _ := everything(t, other)
		if len(letters) < 10 {
			t.Errorf("%d letters", len(letters))
		}
	}
}

// If a message is lost, a backup and an export have all others, and report it.
func TestArchivesOfDamage(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	queue(t, s, "one0")
	queue(t, s, "two0")
	lost := messages(t, folder)[0]
	check(t, os.Remove(lost))
	var b bytes.Buffer
	if damaged := errorOf[*DamagedError](t, s.Backup(t.Context(), &b)); damaged.Path != lost || damaged.Reason != FaultMissing {
		t.Errorf("got %+v", damaged)
	}
	other := openUnpacked(t, b.Bytes())
	if found := ids(t, other, Filter{}); len(found) != 2 || len(messages(t, folderOf(t, other).dir)) != 1 {
		t.Errorf("got %q", found)
	}
	b.Reset()
	wantError[*DamagedError](t, s.Export(t.Context(), &b))
	if bytes.Count(b.Bytes(), []byte("\n")) != 2 || !bytes.Contains(b.Bytes(), []byte(`"damaged":"missing"`)) {
		t.Errorf("got %s", b.Bytes())
	}
}

// Nobody else can read a file of the store while it is backed up, nor the snapshot.
func TestBackupIsPrivate(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, "one0")
	looked := writerFunc(func(data []byte) (int, error) {
		snapshots, err := filepath.Glob(folderOf(t, s).path(snapshotPrefix + "*"))
		if err != nil || len(snapshots) == 0 {
			t.Errorf("no snapshot: %v", err)
		}
		return len(data), wantPrivate(folderOf(t, s).dir)
	})
	check(t, s.Backup(t.Context(), looked))
	if left, err := filepath.Glob(folderOf(t, s).path(snapshotPrefix + "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// writerFunc is an io.Writer.
type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(data []byte) (int, error) { return w(data) }

// wantPrivate returns an error unless files and folders have exactly the modes that make them private.
func wantPrivate(folder string) error {
	if !modes {
		return nil
	}
	return filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		want := os.FileMode(0o600)
		if entry.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			err = fmt.Errorf("%s: %v", path, info.Mode())
		}
		return err
	})
}

// The snapshot of a killed process is deleted once the process is found to be dead, and not before.
func TestSnapshotOfTheDead(t *testing.T) {
	onFolder(t)
	for name, sweep := range map[string]func(s *Store) error{
		"Recover": func(s *Store) error { _, err := s.Recover(t.Context()); return err },
		"Purge":   func(s *Store) error { _, err := s.Purge(t.Context()); return err },
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s, other := open(t, folder), open(t, folder)
			name, err := folderOf(t, other).owner(t.Context())
			check(t, err)
			check(t, os.WriteFile(folderOf(t, other).snapshot(name), []byte("x"), 0o600))
			check(t, sweep(s))
			if _, err := os.Stat(folderOf(t, other).snapshot(name)); err != nil {
				t.Error("taken from a living process:", err)
			}
			check(t, folderOf(t, other).lock.lock.Unlock())
			check(t, sweep(s))
			if _, err := os.Stat(folderOf(t, other).snapshot(name)); !errors.Is(err, os.ErrNotExist) {
				t.Error("left behind:", err)
			}
		})
	}
}

// Content that is not JSON does not make an export invalid.
func TestExportOfSpoiltContent(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	check(t, s.Put(t.Context(), letter("one0")))
	alter(t, folder, `UPDATE contents SET content = '{"a'`)
	var b bytes.Buffer
	check(t, s.Export(t.Context(), &b))
	if !json.Valid(b.Bytes()) || !bytes.Contains(b.Bytes(), []byte(`"content":"{\"a"`)) {
		t.Errorf("got %s", b.Bytes())
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestArchiveCannotBeWritten(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, "one0")
	for _, write := range []error{s.Backup(t.Context(), brokenWriter{}), s.Export(t.Context(), brokenWriter{})} {
		if !errors.Is(write, io.ErrShortWrite) {
			t.Errorf("got %v", write)
		}
	}
	if left, err := filepath.Glob(folderOf(t, s).path(".backup*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestExport(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	l := letter("one0")
	l.Content = []byte("{\n \"amount\": 50.10, \"no\": 12345678901234567890, \"text\": \"<&>\\u2028\"\n}")
	check(t, s.Adopt(t.Context(), l, message("one0", "正文"), frozen("one0"), true))
	c.forward(time.Second)
	note(t, s, "one0", drafts.StatusSending)
	c.forward(time.Second)
	note(t, s, "one0", drafts.StatusCommitting)
	sent := outbox.Entry{Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "OK"}}
	check(t, write(t.Context(), s, "one0", sent))
	bytesOnly := letter("two0")
	bytesOnly.Created = monday.Add(-time.Hour)
	check(t, s.Adopt(t.Context(), bytesOnly, message("two0", "\xff"), Frozen{}, false))
	check(t, s.Remove(t.Context(), "two0"))
	check(t, s.Put(t.Context(), Letter{
		ID: "three", Created: monday.Add(time.Hour), Content: []byte(`null`), About: "one0", Reply: [2]int{3, 15},
	}))
	said := Event{At: monday.Add(time.Minute), Data: []byte("{ \"said\": \"<三天>\"}")}
	check(t, s.Log(t.Context(), "one0", said, "answered", &Clock{Day: days(t, "2026-11-24"), First: 3, Last: 3}))
	said.Noted = monday.Add(time.Hour)
	check(t, s.Log(t.Context(), "one0", said, "answered", &Clock{Day: days(t, "2026-11-24"), By: days(t, "2027-01-04")}))

	var b bytes.Buffer
	check(t, s.Export(t.Context(), &b))
	path := filepath.Join("testdata", "export.jsonl")
	if *update {
		check(t, os.WriteFile(path, b.Bytes(), 0o644))
	}
	want, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("got\n%s\nwant\n%s", b.Bytes(), want)
	}
	lines := bufio.NewScanner(&b)
	for lines.Scan() {
		if !json.Valid(lines.Bytes()) {
			t.Errorf("not JSON: %s", lines.Bytes())
		}
	}
}
