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
	if err != nil || len(faults) == 0 || faults[0].Code != FaultForgotten {
		t.Errorf("Check: %+v, %v", faults, err)
	}
	_, err = s.Recover(t.Context())
	wantError[*ForgottenError](t, err)
	now := evidence(t, s.dir)
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
