package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// Exactly one of two and of eight processes begins a letter. Recover does not touch the letter while that process lives.
func TestOneBegins(t *testing.T) {
	for _, n := range []int{2, 8} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			folder := t.TempDir()
			s := open(t, folder)
			queue(t, s, "one0")
			var all []*child
			for range n {
				all = append(all, start(t, "begin", folder))
			}
			for _, c := range all {
				c.says(t, "ready")
			}
			for _, c := range all {
				check(t, c.stdin.Close())
			}
			var begun *child
			for _, c := range all {
				switch said := c.line(t); {
				case said == "begun" && begun == nil:
					begun = c
				case said == "busy":
					c.ends() // and removes its lock
				default:
					t.Errorf("a child says %q", said)
				}
			}
			if begun == nil {
				t.Fatal("none has begun")
			}
			if found, err := s.Recover(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("recovered from a living process: %+v, %v", found, err)
			}
			wantStatus(t, s, "one0", drafts.StatusSending, drafts.StatusSending)
			begun.kill(t)
			wantRecovered(t, s, Recovered{"one0", drafts.StatusSending, drafts.StatusQueued})
			wantStatus(t, s, "one0", drafts.StatusQueued, drafts.StatusQueued)
			note(t, s, "one0", drafts.StatusSending)
		})
	}
}

// wantRecovered checks that Recover returns one letter, once, and that no lock file is left.
func wantRecovered(t *testing.T, s *Store, want Recovered) {
	t.Helper()
	found, err := s.Recover(t.Context())
	if err != nil || !reflect.DeepEqual(found, []Recovered{want}) {
		t.Errorf("got %+v, %v; want %+v", found, err, want)
	}
	found, err = s.Recover(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("recovered again: %+v, %v", found, err)
	}
	wantNoSenders(t, s)
}

// wantNoSenders checks that no other process has left a file.
func wantNoSenders(t *testing.T, s *Store) {
	t.Helper()
	if e, ok := s.engine.(*server); ok {
		n, err := readRow(t.Context(), s, column[int], `SELECT count(*) FROM senders WHERE token <> ?`, e.sender.token)
		check(t, err)
		if n > 0 {
			t.Errorf("left behind: %d senders", n)
		}
		return
	}
	entries, err := os.ReadDir(folderOf(t, s).path(sendersName))
	check(t, err)
	for _, e := range entries {
		if folderOf(t, s).lock == nil || !strings.HasPrefix(e.Name(), folderOf(t, s).lock.name) {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}

// After a SIGKILL, Recover finds what was recorded, with or without the lock file.
func TestKilled(t *testing.T) {
	for name, test := range map[string]struct {
		committing bool
		want       Recovered
	}{
		"begun":      {false, Recovered{"one0", drafts.StatusSending, drafts.StatusQueued}},
		"committing": {true, Recovered{"one0", drafts.StatusCommitting, drafts.StatusUnknown}},
	} {
		for _, tidy := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " ", tidy), func(t *testing.T) {
				folder := t.TempDir()
				c := &clock{monday}
				s := openAt(t, folder, c)
				queue(t, s, "one0")
				sender := start(t, "commit", folder)
				sender.says(t, "begun")
				if test.committing {
					_, err := fmt.Fprintln(sender.stdin)
					check(t, err)
					sender.says(t, "committing")
				}
				// No other process begins the letter while that one lives, or before Recover.
				_, err := begin(t.Context(), s, outbox.Order{ID: "one0", Account: "work"})
				wantError[*outbox.BusyError](t, err)
				sender.kill(t)
				_, err = begin(t.Context(), s, outbox.Order{ID: "one0", Account: "work"})
				wantError[*outbox.BusyError](t, err)
				folderOf(t, s).lock.release() // of Begin
				folderOf(t, s).lock = nil
				if tidy {
					check(t, os.RemoveAll(filepath.Join(folder, "senders")))
					check(t, os.Mkdir(filepath.Join(folder, "senders"), 0o700))
				}
				if test.committing && tidy { // the log is gone, which alone has the committing record
					test.want.Was = drafts.StatusSending
				}
				wantRecovered(t, s, test.want)
				wantStatus(t, s, "one0", test.want.Is, test.want.Is)
				l := get(t, s, "one0")
				if a := l.Attempts[0]; a.Ended.IsZero() || a.Committing.IsZero() == (test.committing && !tidy) {
					t.Errorf("got %+v", a)
				}
				if m, err := s.Message(t.Context(), "one0"); err != nil || !bytes.Equal(m.Wire, message("one0", "text").Wire) {
					t.Errorf("got %+v, %v", m, err)
				}
			})
		}
	}
}

// After a SIGKILL with several letters in flight, Recover finds what was recorded of each. If the log is lost, all of
// them are unknown.
func TestKilledAmongSeveral(t *testing.T) {
	onFolder(t)
	const queued, sent, unknown = drafts.StatusQueued, drafts.StatusSent, drafts.StatusUnknown
	for name, c := range map[string]struct {
		spoil func(t *testing.T, senders string)
		want  map[string]drafts.Status
	}{
		"whole": {func(*testing.T, string) {}, map[string]drafts.Status{"one0": sent, "two0": unknown, "three0": queued}},
		"torn": {func(t *testing.T, senders string) {
			path := glob(t, filepath.Join(senders, "*"+logSuffix))
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			check(t, err)
			_, err = f.WriteString(`00000000 {"id":"three0"`)
			check(t, errors.Join(err, f.Close()))
		}, map[string]drafts.Status{"one0": sent, "two0": unknown, "three0": queued}},
		"lost": {func(t *testing.T, senders string) {
			check(t, os.RemoveAll(senders))
			check(t, os.Mkdir(senders, 0o700))
		}, map[string]drafts.Status{"one0": unknown, "two0": unknown, "three0": unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s := open(t, folder)
			for id := range c.want {
				l := letter(id)
				l.Keys = about(id)
				check(t, s.Adopt(t.Context(), l, message(id, "text"), Frozen{MessageID: id}, false))
			}
			sender := start(t, "several", folder)
			sender.says(t, "noted")
			for id := range c.want { // it cannot be changed while that process lives, or before Recover
				wantError[*ClosedError](t, s.Remove(t.Context(), id))
			}
			sender.kill(t)
			c.spoil(t, filepath.Join(folder, "senders"))
			_, err := s.Recover(t.Context())
			check(t, err)
			for id, want := range c.want {
				l := get(t, s, id)
				if l.Status != want || len(l.Attempts) != 1 || l.Attempts[0].Ended.IsZero() || l.Attempts[0].Status != want {
					t.Errorf("%s is %s, want %s: %+v", id, l.Status, want, l.Attempts)
				}
			}
			if a := get(t, s, "one0").Attempts[0]; c.want["one0"] == sent && (a.Code != 250 || a.Text != "Ok" || a.Committing.IsZero()) {
				t.Errorf("%+v", a)
			}
			wantNoSenders(t, s)
			wantSound(t, s)
		})
	}
}

// glob returns the only file that matches a pattern.
func glob(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, %v", pattern, found, err)
	}
	return found[0]
}

// If several processes recover at once, each letter is found by one of them.
func TestRecoverAtOnce(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	queue(t, s, "one0")
	sender := start(t, "commit", folder)
	sender.says(t, "begun")
	sender.kill(t)
	var all []*child
	for range 4 {
		c := start(t, "recover", folder)
		c.says(t, "ready")
		all = append(all, c)
	}
	for _, c := range all {
		check(t, c.stdin.Close())
	}
	total := 0
	for _, c := range all {
		n, err := strconv.Atoi(c.line(t))
		check(t, err)
		total += n
	}
	if total != 1 {
		t.Errorf("found by %d", total)
	}
	wantStatus(t, s, "one0", drafts.StatusQueued, drafts.StatusQueued)
}

// Processes that take their locks and processes that recover do not disturb each other.
func TestLocksAtOnce(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	done := make(chan error)
	go func() {
		for range 200 {
			if _, err := s.Recover(t.Context()); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 200 {
		l, err := newProcessLock(disk.OS{}, filepath.Join(folder, "senders"))
		check(t, err)
		if lock, err := lockOfDead(disk.OS{}, filepath.Join(folder, "senders"), l.name); lock != nil || err != nil {
			t.Fatalf("taken for dead: %v", err)
		}
		l.release()
	}
	check(t, <-done)
}

// Letters that were begun and not ended before Close are recovered.
func TestClosedWhileSending(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	queue(t, s, "one0")
	first, err := openPlace(folder, Options{})
	check(t, err)
	note(t, first, "one0", drafts.StatusSending, drafts.StatusCommitting)
	check(t, first.Close())
	wantRecovered(t, s, Recovered{"one0", drafts.StatusCommitting, drafts.StatusUnknown})
	if before, err := s.Before(t.Context(), letter("one0").Keys, message("one0", "").To, "", ""); err != nil || before.At.Before(monday.Add(-time.Hour)) {
		t.Errorf("got %+v, %v", before, err)
	}
}

// Eight processes create the same store at once.
func TestOpenAtOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "store")
	var all []*child
	for range 8 {
		c := start(t, "open", folder)
		c.says(t, "ready")
		all = append(all, c)
	}
	for _, c := range all {
		check(t, c.stdin.Close())
	}
	for _, c := range all {
		c.says(t, "put")
	}
	s := open(t, folder)
	if found := ids(t, s, Filter{}); len(found) != 8 {
		t.Errorf("letters %q", found)
	}
	wantSound(t, s)
}

// After a SIGKILL while writing, the store is sound except for messages that belong to no letter, which Purge deletes.
func TestKilledWhileWriting(t *testing.T) {
	folder := t.TempDir()
	for round := range 5 {
		c := start(t, "write", folder)
		for range 10 + 17*round {
			if said := c.line(t); said[0] < '0' || said[0] > '9' {
				t.Fatal(said)
			}
		}
		c.kill(t)
		s, err := Open(folder, Options{})
		check(t, err)
		faults, err := s.Check(t.Context())
		check(t, err)
		for _, f := range faults {
			if f.Code != FaultOrphan {
				t.Errorf("fault %+v", f)
			}
		}
		_, err = s.Purge(t.Context())
		check(t, err)
		wantSound(t, s)
		for l, err := range s.List(t.Context(), Filter{}) {
			check(t, err)
			if l.Subject != string(l.Content) {
				t.Errorf("half of a letter: %+v", l)
			}
			m, err := s.Message(t.Context(), l.ID)
			if err != nil || !bytes.Equal(m.Wire, message(l.ID, l.Subject).Wire) {
				t.Errorf("the message of %s: %.40q, %v", l.ID, m.Wire, err)
			}
		}
		check(t, s.Close())
	}
}
