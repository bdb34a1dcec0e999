package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// The letters of sendSome: of 40, 12 are sent, and the dot of one more may have been.
const (
	someLetters   = 40
	someSent      = 12
	lastCommitted = someSent // its number
)

func init() {
	children["some"] = func(folder string) error {
		s, err := Open(folder, Options{})
		if err != nil {
			return err
		}
		if err := sendSome(s); err != nil {
			return err
		}
		fmt.Println("sent")
		select {}
	}
}

func some(n int) string { return fmt.Sprintf("l%02d", n) }

// sendSome freezes 40 letters, begins them all, and ends the first 12. The 13th has its committing record.
func sendSome(s *Store) error {
	ctx := context.Background()
	var orders []outbox.Order
	for n := range someLetters {
		id := some(n)
		if err := s.Adopt(ctx, letter(id), message(id, "text"), frozen(id), false); err != nil {
			return err
		}
		orders = append(orders, outbox.Order{ID: id, Account: "work"})
	}
	begun, err := s.Begin(ctx, orders)
	if err != nil {
		return err
	}
	for n := range someSent + 1 {
		if begun[n].Err != nil {
			return begun[n].Err
		}
		if err := write(ctx, s, some(n), outbox.Entry{Status: drafts.StatusCommitting}); err != nil {
			return err
		}
		if n == lastCommitted {
			break
		}
		entry := outbox.Entry{Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "as " + some(n)}}
		if err := write(ctx, s, some(n), entry); err != nil {
			return err
		}
	}
	return nil
}

// evidence returns the bytes of the frozen messages and of the logs, by name.
func evidence(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"messages/*", "senders/*" + logSuffix, sentName} {
		paths, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
		check(t, err)
		for _, path := range paths {
			data, err := os.ReadFile(path)
			check(t, err)
			all[path] = string(data)
		}
	}
	return all
}

// flip flips a bit of a file, at a part of its length.
func flip(t *testing.T, path string, part float64) {
	t.Helper()
	data, err := os.ReadFile(path)
	check(t, err)
	data[int(float64(len(data)-1)*part)] ^= 4
	check(t, os.WriteFile(path, data, 0o600))
}

// remove deletes files of the database.
func removeDatabase(t *testing.T, folder string, suffixes ...string) {
	t.Helper()
	for _, suffix := range suffixes {
		if err := os.Remove(filepath.Join(folder, databaseName+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// damages are what can happen to a database after the process that sent was killed.
var damages = map[string]func(t *testing.T, folder, older string){
	"nothing":      func(*testing.T, string, string) {},
	"log deleted":  func(t *testing.T, folder, _ string) { removeDatabase(t, folder, "-wal") },
	"log, header":  func(t *testing.T, folder, _ string) { flip(t, filepath.Join(folder, databaseName+"-wal"), 0) },
	"log, first":   func(t *testing.T, folder, _ string) { flip(t, filepath.Join(folder, databaseName+"-wal"), 0.001) },
	"log, quarter": func(t *testing.T, folder, _ string) { flip(t, filepath.Join(folder, databaseName+"-wal"), 0.25) },
	"log, middle":  func(t *testing.T, folder, _ string) { flip(t, filepath.Join(folder, databaseName+"-wal"), 0.5) },
	"log, later":   func(t *testing.T, folder, _ string) { flip(t, filepath.Join(folder, databaseName+"-wal"), 0.9) },
	"log, end":     func(t *testing.T, folder, _ string) { flip(t, filepath.Join(folder, databaseName+"-wal"), 1) },
	"deleted":      func(t *testing.T, folder, _ string) { removeDatabase(t, folder, "", "-wal", "-shm") },
	"emptied": func(t *testing.T, folder, _ string) {
		removeDatabase(t, folder, "-wal", "-shm")
		check(t, os.Truncate(filepath.Join(folder, databaseName), 0))
	},
	"an older copy": func(t *testing.T, folder, older string) {
		removeDatabase(t, folder, "-wal", "-shm")
		data, err := os.ReadFile(filepath.Join(older, databaseName))
		check(t, err)
		check(t, os.WriteFile(filepath.Join(folder, databaseName), data, 0o600))
	},
}

// olderCopy puts some letters into a store, and returns a folder with a copy of its database.
func olderCopy(t *testing.T, folder string) string {
	t.Helper()
	s, err := Open(folder, Options{})
	check(t, err)
	for n := 3; n < 20; n++ {
		id := some(n)
		check(t, s.Adopt(t.Context(), letter(id), message(id, "text"), frozen(id), false))
	}
	check(t, s.Close())
	older := t.TempDir()
	data, err := os.ReadFile(filepath.Join(folder, databaseName))
	check(t, err)
	check(t, os.WriteFile(filepath.Join(older, databaseName), data, 0o600))
	return older
}

// Whatever happens to the database after the process was killed, or after it ended: nothing that was sent is sent again unasked.
// Either Recover finds everything, or nothing begins and nothing is deleted until Readmit.
func TestForgotten(t *testing.T) {
	onFolder(t)
	for name, damage := range damages {
		for _, killed := range []bool{true, false} {
			t.Run(fmt.Sprint(name, ", killed: ", killed), func(t *testing.T) {
				if !killed && strings.HasPrefix(name, "log") {
					t.Skip("there is none any more")
				}
				folder := t.TempDir()
				older := olderCopy(t, folder)
				if killed {
					c := start(t, "some", folder)
					c.says(t, "sent")
					c.kill(t)
				} else {
					s, err := Open(folder, Options{})
					check(t, err)
					check(t, sendSome(s))
					check(t, s.Close())
				}
				damage(t, folder, older)
				testForgotten(t, folder, name == "nothing", name == "deleted" || name == "an older copy")
			})
		}
	}
}

func testForgotten(t *testing.T, folder string, none, all bool) {
	before := evidence(t, folder)
	s := open(t, folder)
	_, err := s.Recover(t.Context())
	var forgotten *ForgottenError
	switch {
	case errors.As(err, &forgotten):
		if none {
			t.Fatalf("forgotten: %+v", forgotten.Letters)
		}
		if all && len(forgotten.Letters) != someSent+1 {
			t.Errorf("%d letters are forgotten", len(forgotten.Letters))
		}
		for _, f := range forgotten.Letters {
			want := drafts.StatusSent
			if f.ID == some(lastCommitted) {
				want = drafts.StatusUnknown
			}
			if f.Status != want || f.Subject != letter(f.ID).Subject || !slices.Equal(f.To, message(f.ID, "").To) ||
				!slices.Equal(f.Keys, letter(f.ID).Keys) || f.At.IsZero() || before[f.Path] == "" {
				t.Errorf("got %+v", f)
			}
		}
		wantStopped(t, s, before)
		letters, _, err := s.Readmit(t.Context())
		if err != nil || len(letters) != len(forgotten.Letters) {
			t.Fatalf("readmitted %d of %d, %v", len(letters), len(forgotten.Letters), err)
		}
	case err != nil || all:
		t.Fatalf("nothing is forgotten: %v", err)
	}
	wantOnce(t, s)
	if letters, found, err := s.Readmit(t.Context()); err != nil || len(letters) > 0 || len(found) > 0 {
		t.Errorf("again: %+v, %+v, %v", letters, found, err)
	}
}

// wantStopped checks that a store that has forgotten letters begins nothing and deletes nothing.
func wantStopped(t *testing.T, s *Store, before map[string]string) {
	t.Helper()
	queue(t, s, "other0")
	_, err := begin(t.Context(), s, outbox.Order{ID: "other0"})
	wantError[*ForgottenError](t, err)
	_, err = s.Purge(t.Context())
	wantError[*ForgottenError](t, err)
	faults, err := s.Check(t.Context())
	orphan := func(f Fault) bool { return f.Code == FaultOrphan } // it would be said that purge deletes it
	if err != nil || len(faults) == 0 || faults[0].Code != FaultForgotten || slices.ContainsFunc(faults, orphan) {
		t.Errorf("Check: %+v, %v", faults, err)
	}
	_, err = s.Recover(t.Context())
	wantError[*ForgottenError](t, err)
	now := evidence(t, folderOf(t, s).dir)
	maps.DeleteFunc(now, func(path, _ string) bool { return strings.Contains(path, "other0") })
	for path, text := range before {
		if now[path] != text {
			t.Errorf("%s has changed", path)
		}
	}
}

// wantOnce checks that of new letters about the same matters only those begin that were not sent.
func wantOnce(t *testing.T, s *Store) {
	t.Helper()
	var orders []outbox.Order
	for n := range someLetters {
		l := letter("again" + some(n))
		l.Keys = letter(some(n)).Keys
		check(t, s.Adopt(t.Context(), l, message(l.ID, "text"), frozen(l.ID), false))
		orders = append(orders, outbox.Order{ID: l.ID})
	}
	begun, err := s.Begin(t.Context(), orders)
	check(t, err)
	for n, b := range begun {
		var sent *outbox.AlreadySentError
		want := drafts.Status("")
		switch {
		case n < someSent:
			want = drafts.StatusSent
		case n == lastCommitted:
			want = drafts.StatusUnknown
		}
		if errors.As(b.Err, &sent) != (want != "") || sent != nil && (sent.Status != want || sent.ID != some(n)) {
			t.Errorf("letter %d: %v, want %q", n, b.Err, want)
		}
		if want == "" {
			continue
		}
		if l := get(t, s, some(n)); l.Status != want || len(l.Attempts) != 1 || l.Attempts[0].Committing.IsZero() ||
			want == drafts.StatusSent && (l.Attempts[0].Text != "as "+some(n) || l.State != Submitted) {
			t.Errorf("got %+v", l)
		}
		if m, err := s.Message(t.Context(), some(n)); err != nil || !bytes.Equal(m.Wire, message(some(n), "text").Wire) {
			t.Errorf("the message of %s: %v", some(n), err)
		}
	}
}

// A copy of the database from the middle of the sending is older, too: it has the attempts, and not how they ended.
func TestForgottenEnds(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	queue(t, s, "one0")
	queue(t, s, "two0")
	queue(t, s, "three0")
	check(t, begun(s, "one0", "two0", "three0"))
	restore := copyDatabase(t, s)
	note(t, s, "one0", drafts.StatusCommitting, drafts.StatusSent)
	note(t, s, "two0", drafts.StatusCommitting, drafts.StatusUnknown)
	note(t, s, "three0", drafts.StatusCommitting, drafts.StatusFailedTemp)
	check(t, s.Close())
	restore()

	s = open(t, folder)
	_, err = s.Recover(t.Context())
	if f := errorOf[*ForgottenError](t, err); len(f.Letters) != 3 {
		t.Errorf("got %+v", f.Letters)
	}
	_, found, err := s.Readmit(t.Context())
	check(t, err)
	wantStatus(t, s, "one0", drafts.StatusSent, drafts.StatusSent)
	wantStatus(t, s, "two0", drafts.StatusUnknown, drafts.StatusUnknown)
	wantStatus(t, s, "three0", drafts.StatusFailedTemp, drafts.StatusFailedTemp)
	if len(found) > 0 || len(get(t, s, "one0").Attempts) != 1 {
		t.Errorf("%+v, %+v", found, get(t, s, "one0").Attempts)
	}
}

func begun(s *Store, ids ...string) error {
	var orders []outbox.Order
	for _, id := range ids {
		orders = append(orders, outbox.Order{ID: id, Account: "work"})
	}
	_, err := s.Begin(context.Background(), orders)
	return err
}

// A letter that was tried several times and is forgotten has all its tries again, in their order, and the surest status of them.
func TestForgottenTries(t *testing.T) {
	onFolder(t)
	const temp, unknown, sent = drafts.StatusFailedTemp, drafts.StatusUnknown, drafts.StatusSent
	for name, c := range map[string]struct {
		tries []drafts.Status
		want  drafts.Status
	}{
		"sent":    {[]drafts.Status{temp, unknown, sent}, sent},
		"unknown": {[]drafts.Status{temp, unknown, temp}, unknown},
		"refused": {[]drafts.Status{temp, temp}, temp},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			clock := &clock{monday}
			s, err := Open(folder, Options{Now: clock.now})
			check(t, err)
			queue(t, s, "one0")
			for _, status := range c.tries {
				clock.forward(time.Second)
				note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, status)
				if status == unknown {
					check(t, s.Resolve(t.Context(), "one0", false))
				}
			}
			check(t, s.Close())
			removeDatabase(t, folder, "")

			s = openAt(t, folder, clock)
			letters, _, err := s.Readmit(t.Context())
			if err != nil || len(letters) != 1 || letters[0].Status != c.want {
				t.Errorf("got %+v, %v", letters, err)
			}
			l := get(t, s, "one0")
			var statuses []drafts.Status
			for _, a := range l.Attempts {
				statuses = append(statuses, a.Status)
			}
			if l.Status != c.want || !slices.Equal(statuses, c.tries) {
				t.Errorf("it is %s, the tries %q", l.Status, statuses)
			}
			wantSound(t, s)
		})
	}
}

// If the database and sent.log are gone, the messages are what is left.
func TestStrays(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	m := message("one0", "x")
	m.Wire = []byte("From: Z <z@example.com>\r\nTo: A <a@example.com>\r\nCc: b@example.com\r\nMessage-ID: <one0@example.com>\r\n" +
		"Subject: =?utf-8?q?=E5=85=B3=E4=BA=8Eone0?=\r\n\r\nx\r\n")
	check(t, s.Adopt(t.Context(), letter("one0"), m, frozen("one0"), false))
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	check(t, s.Close())
	removeDatabase(t, folder, "")
	check(t, os.Remove(filepath.Join(folder, sentName)))

	s = open(t, folder)
	_, err = s.Recover(t.Context())
	f := errorOf[*ForgottenError](t, err).Letters
	if len(f) != 1 || f[0].ID != "one0" || f[0].Status != drafts.StatusUnknown || f[0].Subject != "关于one0" ||
		!slices.Equal(f[0].To, m.To) || f[0].Path != messages(t, folder)[0] || f[0].At.IsZero() {
		t.Errorf("got %+v", f)
	}
	wantStopped(t, s, evidence(t, folder))
	_, _, err = s.Readmit(t.Context())
	check(t, err)
	if got, err := s.Message(t.Context(), "one0"); err != nil || !bytes.Equal(got.Wire, m.Wire) || !slices.Equal(got.To, m.To) {
		t.Errorf("got %+v, %v", got, err)
	}
	queue(t, s, "two0")
	check(t, s.Adopt(t.Context(), letter("same0"), m, Frozen{MessageID: "<one0@example.com>"}, false))
	_, err = begin(t.Context(), s, outbox.Order{ID: "same0"})
	wantError[*outbox.AlreadySentError](t, err)
	note(t, s, "two0", drafts.StatusSending)
}

// sent.log is made anew if it is lost, or if a store is of an earlier version or out of a backup. A damaged line of it is no
// reason to stop.
func TestSentLogIsRenewed(t *testing.T) {
	onFolder(t)
	for name, harm := range map[string]func(t *testing.T, path string){
		"deleted": func(t *testing.T, path string) { check(t, os.Remove(path)) },
		"shorter": func(t *testing.T, path string) { check(t, os.Truncate(path, 40)) },
		"longer": func(t *testing.T, path string) {
			data, err := os.ReadFile(path)
			check(t, errors.Join(err, os.WriteFile(path, append(data, `0000 {"id":`...), 0o600)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s, err := Open(folder, Options{})
			check(t, err)
			check(t, sendSome(s))
			check(t, s.Close())
			path := filepath.Join(folder, sentName)
			harm(t, path)
			s = open(t, folder)
			_, err = s.Recover(t.Context())
			check(t, err)
			l, err := readLog(path)
			if err != nil || len(l.entries) != someSent+1 || l.damaged {
				t.Errorf("got %d entries, damaged: %v, %v", len(l.entries), l.damaged, err)
			}
			for _, e := range l.entries {
				if e.Letter == nil || e.Letter.Subject != letter(e.ID).Subject || !slices.Equal(e.Letter.Keys, letter(e.ID).Keys) || e.committing() == 0 {
					t.Errorf("got %+v", e)
				}
			}
			wantOnce(t, s)
		})
	}
}

// A damaged line in the log of a dead process may have named any letter that it had begun.
func TestDamagedLog(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	c := start(t, "some", folder)
	c.says(t, "sent")
	c.kill(t)
	path := glob(t, filepath.Join(folder, sendersName, "*"+logSuffix))
	data, err := os.ReadFile(path)
	check(t, err)
	flip(t, path, float64(bytes.IndexByte(data, 0)-40)/float64(len(data))) // in the last line
	found, err := s.Recover(t.Context())
	check(t, err)
	for _, r := range found {
		if r.Is == drafts.StatusQueued {
			t.Errorf("got %+v", r)
		}
	}
}

// Messages that a killed process had replaced, or was about to freeze, are deleted by the next Recover. Those of a living
// process, and what the command of a person put there, stay.
func TestSweep(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	c := start(t, "leave messages", folder)
	c.says(t, "left")
	if got := len(messages(t, folder)); got != 5 {
		t.Fatalf("%d messages", got)
	}
	check(t, os.WriteFile(filepath.Join(folder, messagesName, "own.eml"), nil, 0o600))
	_, err := s.Recover(t.Context())
	if got := len(messages(t, folder)); err != nil || got != 6 {
		t.Errorf("%d messages while it lives, %v", got, err)
	}
	c.kill(t)
	_, err = s.Recover(t.Context())
	if got := messages(t, folder); err != nil || len(got) != 3 {
		t.Errorf("left are %q, %v", got, err)
	}
	for _, id := range []string{"one0", "two0"} {
		if _, err := s.Message(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
}

func init() {
	// Two letters have a message each, and two more are left from before, as if the process was killed before it deleted them.
	// The fifth message is of a letter that is not in the database yet.
	children["leave messages"] = func(folder string) error {
		s, err := Open(folder, Options{})
		if err != nil {
			return err
		}
		ctx := context.Background()
		for _, id := range []string{"one0", "two0"} {
			if err := s.Adopt(ctx, letter(id), message(id, "text"), frozen(id), false); err != nil {
				return err
			}
			if _, err := s.engine.prepareMessage(message(id, "before")); err != nil {
				return err
			}
		}
		if _, err := s.engine.prepareMessage(message("three0", "text")); err != nil {
			return err
		}
		fmt.Println("left")
		select {}
	}
}

// If the folder of the store was moved, deleted or replaced, no dot follows: neither a letter begins nor is it recorded.
func TestGone(t *testing.T) {
	for name, harm := range map[string]func(folder string) error{
		"deleted":          os.RemoveAll,
		"moved":            func(folder string) error { return os.Rename(folder, folder+"-elsewhere") },
		"database deleted": func(folder string) error { return os.Remove(filepath.Join(folder, databaseName)) },
		"database replaced": func(folder string) error {
			path := filepath.Join(folder, databaseName)
			data, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path+"x", data, 0o600), os.Rename(path+"x", path))
		},
	} {
		for _, first := range []bool{true, false} {
			t.Run(fmt.Sprint(name, ", first: ", first), func(t *testing.T) {
				folder := filepath.Join(t.TempDir(), "store")
				s, err := Open(folder, Options{})
				check(t, err)
				defer s.Close() //nolint:errcheck // there is no store any more
				queue(t, s, "one0")
				queue(t, s, "two0")
				check(t, begun(s, "one0", "two0"))
				if !first {
					note(t, s, "one0", drafts.StatusCommitting)
				}
				if err := harm(folder); err != nil {
					t.Skip(err) // Windows keeps open files
				}
				wantError[*GoneError](t, begun(s, "two0"))
				err = write(t.Context(), s, "two0", outbox.Entry{Status: drafts.StatusCommitting})
				if err == nil {
					t.Error("recorded, and nobody will find the record")
				}
				if !first {
					wantError[*GoneError](t, err)
				}
			})
		}
	}
}

// copyDatabase copies the database of an open store, and returns a function that puts the copy in its place.
func copyDatabase(t *testing.T, s *Store) (restore func()) {
	t.Helper()
	older := filepath.Join(t.TempDir(), databaseName)
	_, err := s.db.ExecContext(t.Context(), `VACUUM INTO ?`, older)
	check(t, err)
	return func() {
		removeDatabase(t, folderOf(t, s).dir, "", "-wal", "-shm")
		data, err := os.ReadFile(older)
		check(t, errors.Join(err, os.WriteFile(folderOf(t, s).path(databaseName), data, 0o600)))
	}
}

// A letter that was tried before is known, and a later try is forgotten all the same.
func TestForgottenLaterTry(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	c := &clock{monday}
	s, err := Open(folder, Options{Now: c.now})
	check(t, err)
	queue(t, s, "one0")
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusFailedTemp)
	restore := copyDatabase(t, s)
	c.forward(time.Second)
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	check(t, s.Close())
	restore()
	s = openAt(t, folder, c)
	_, err = s.Recover(t.Context())
	if f := errorOf[*ForgottenError](t, err).Letters; len(f) != 1 || f[0].Status != drafts.StatusSent {
		t.Errorf("got %+v", f)
	}
	_, _, err = s.Readmit(t.Context())
	check(t, err)
	if l := get(t, s, "one0"); l.Status != drafts.StatusSent || len(l.Attempts) != 2 {
		t.Errorf("got %+v", l)
	}
}

// A process that appends to sent.log without having looked at it does not hide what the database has forgotten.
func TestForgottenStays(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	restore := copyDatabase(t, s)
	bring(t, s, "one0", drafts.StatusSent)
	bring(t, s, "two0", drafts.StatusSent)
	check(t, s.Close())
	restore()
	for _, id := range []string{"three0", "four0"} {
		s, err = Open(folder, Options{})
		check(t, err)
		_, err = s.db.ExecContext(t.Context(), `UPDATE sent_log SET size = max(size, 0)`) // as one that had sent something
		check(t, err)
		bring(t, s, id, drafts.StatusSent)
		check(t, s.Close())
	}
	l, err := readLog(filepath.Join(folder, sentName))
	check(t, err)
	for _, e := range l.entries {
		if e.Status != drafts.StatusSent || e.Letter == nil {
			t.Errorf("got %+v", e)
		}
	}
	s = open(t, folder)
	_, err = s.Recover(t.Context())
	if f := errorOf[*ForgottenError](t, err).Letters; len(f) != 2 || f[0].ID != "one0" || f[1].ID != "two0" {
		t.Errorf("got %+v", f)
	}
}

// A line of sent.log without an end does not take the next one along.
func TestTornSentLog(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	bring(t, s, "one0", drafts.StatusSent)
	check(t, s.Close())
	path := filepath.Join(folder, sentName)
	data, err := os.ReadFile(path)
	check(t, errors.Join(err, os.WriteFile(path, append(data, data[:30]...), 0o600)))
	s, err = Open(folder, Options{})
	check(t, err)
	bring(t, s, "two0", drafts.StatusSent)
	check(t, s.Close())
	if l, err := readLog(path); err != nil || len(l.entries) != 2 {
		t.Errorf("got %+v, %v", l, err)
	}
}

// The first sent.log of a store of an earlier version has what was sent before, too.
func TestFirstSentLog(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	bring(t, s, "one0", drafts.StatusSent)
	check(t, s.Close())
	path := filepath.Join(folder, sentName)
	check(t, os.Remove(path))
	alter(t, folder, `UPDATE sent_log SET size = -3`)
	s, err = Open(folder, Options{})
	check(t, err)
	bring(t, s, "two0", drafts.StatusSent)
	check(t, s.Close())
	if l, err := readLog(path); err != nil || len(l.entries) != 2 {
		t.Errorf("got %+v, %v", l, err)
	}
}

// A process whose store was replaced writes nothing into the other one.
func TestAnotherStore(t *testing.T) {
	onFolder(t)
	folder := filepath.Join(t.TempDir(), "store")
	s, err := Open(folder, Options{})
	check(t, err)
	bring(t, s, "one0", drafts.StatusSent)
	if err := os.Rename(folder, folder+"-elsewhere"); err != nil {
		t.Skip(err) // Windows keeps open files
	}
	other := open(t, folder)
	if err := s.Close(); err == nil {
		t.Error("closed as if nothing had happened")
	}
	if _, err := other.Recover(t.Context()); err != nil {
		t.Error(err)
	}
	s = open(t, folder+"-elsewhere")
	_, err = s.Recover(t.Context())
	check(t, err)
	wantStatus(t, s, "one0", drafts.StatusSent, drafts.StatusSent)
	if l, err := readLog(folderOf(t, s).path(sentName)); err != nil || len(l.entries) != 1 {
		t.Errorf("got %+v, %v", l, err)
	}
}

// What was purged while the process that had sent it lived is not forgotten.
func TestPurgedIsKnown(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	c := start(t, "some", folder)
	c.says(t, "sent")
	s := open(t, folder)
	alter(t, folder, `UPDATE letters SET status = 'sent', owner = NULL, removed = created WHERE id = 'l03';
		UPDATE attempts SET status = 'sent', ended = began WHERE letter = 'l03'`)
	if n, err := s.Purge(t.Context()); err != nil || n != 1 {
		t.Fatalf("purged %d, %v", n, err)
	}
	c.kill(t)
	_, err := s.Recover(t.Context())
	check(t, err)
}

// If a new store is lost before anything was sent, its messages tell of nothing that was.
func TestNothingSent(t *testing.T) {
	folder := t.TempDir()
	c := start(t, "leave messages", folder)
	c.says(t, "left")
	c.kill(t)
	removeDatabase(t, folder, "", "-wal", "-shm")
	s := open(t, folder)
	_, err := s.Recover(t.Context())
	check(t, err)
	if got := len(messages(t, folder)); got != 5 { // they may be the last trace of the letters
		t.Errorf("%d messages are left", got)
	}
	queue(t, s, "one0")
	note(t, s, "one0", drafts.StatusSending)
}

// A message that could not be named in the database is no letter that was sent. The process that wrote it does not know whether
// its commit was made; the next Recover finds out, and deletes the message.
func TestFailedFreeze(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	check(t, s.Put(t.Context(), letter("one0")))
	for _, id := range []string{"one0", "two0"} {
		_, err = folderOf(t, s).prepareMessage(message(id, "x"))
		check(t, err)
	}
	s.writer.unsure = true
	check(t, s.Close())
	s = open(t, folder)
	if len(messages(t, folder)) != 2 {
		t.Error("there is no message")
	}
	_, err = s.Recover(t.Context())
	check(t, err)
	if left := messages(t, folder); len(left) > 0 {
		t.Errorf("left are %q", left)
	}
	wantNoSenders(t, s)
	_, err = folderOf(t, s).prepareMessage(message("one0", "x"))
	check(t, errors.Join(err, s.Close(), os.Remove(folderOf(t, s).path(sentName))))
	alter(t, folder, `UPDATE sent_log SET size = -1`)
	s = open(t, folder)
	_, err = s.Recover(t.Context())
	check(t, err)
}

// The log of a dead process counts without its lock, too.
func TestForgottenWithoutLock(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	c := start(t, "some", folder)
	c.says(t, "sent")
	c.kill(t)
	check(t, os.Remove(glob(t, filepath.Join(folder, sendersName, "*"+lockSuffix))))
	check(t, os.WriteFile(filepath.Join(folder, sentName), nil, 0o600)) // so that the messages alone are no sign
	removeDatabase(t, folder, "", "-wal", "-shm")
	s := open(t, folder)
	_, err := s.Recover(t.Context())
	if f := errorOf[*ForgottenError](t, err).Letters; len(f) != someSent+1 {
		t.Errorf("%d letters are forgotten", len(f))
	}
}

// If sent.log cannot be read, nobody knows what it says, and nothing is sent.
func TestUnreadableSentLog(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, "one0")
	check(t, os.Mkdir(folderOf(t, s).path(sentName), 0o700))
	_, err := s.Recover(t.Context())
	if err == nil {
		t.Error("recovered")
	}
	if _, err := begin(t.Context(), s, outbox.Order{ID: "one0"}); err == nil {
		t.Error("begun")
	}
	check(t, os.Remove(folderOf(t, s).path(sentName)))
	_, err = s.Recover(t.Context())
	check(t, err)
	note(t, s, "one0", drafts.StatusSending)
}

// A log that has more than the database outlives Close.
func TestClosedWithoutDatabase(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	check(t, sendSome(s)) // the ends are in the log alone
	alter(t, folder, `CREATE TRIGGER fails BEFORE UPDATE ON letters BEGIN SELECT raise(ABORT, 'now'); END`)
	if err := s.Close(); err == nil {
		t.Error("closed as if nothing had happened")
	}
	alter(t, folder, `DROP TRIGGER fails`)
	s = open(t, folder)
	_, err = s.Recover(t.Context())
	check(t, err)
	wantOnce(t, s)
}

// A log that has become long is emptied, once sent.log has its lines.
func TestLongLog(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	defer s.Close() //nolint:errcheck // its database is gone by then
	bring(t, s, "one0", drafts.StatusSent)
	queue(t, s, "two0")
	queue(t, s, "three0")
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting)
	folderOf(t, s).journal.log.end = logFull + 1
	note(t, s, "two0", drafts.StatusSent)
	if info, err := os.Stat(folderOf(t, s).journal.log.file.Name()); err != nil || info.Size() > 0 {
		t.Errorf("the log has %d bytes, %v", info.Size(), err)
	}
	note(t, s, "three0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	removeDatabase(t, folder, "", "-wal", "-shm") // of a process that lives
	other := open(t, folder)
	_, err = other.Recover(t.Context())
	if f := errorOf[*ForgottenError](t, err).Letters; len(f) != 2 || f[0].ID != "one0" || f[1].ID != "two0" {
		t.Errorf("got %+v", f)
	}
}
