package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"draft/drafts"
	"draft/drafts/outbox"
)

func TestAttempts(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	queue(t, s, "one0")
	m, err := begin(t.Context(), s, outbox.Order{ID: "one0", Account: "work"})
	check(t, err)
	if want := message("one0", "text"); !reflect.DeepEqual(m, want) {
		t.Errorf("got %+v, want %+v", m, want)
	}
	c.forward(time.Second)
	failure := &outbox.Failure{
		Stage: outbox.StageRecipient, Reply: outbox.Reply{Code: 450, Text: "later\nplease"}, Recipient: "a@example.com",
	}
	check(t, write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusFailedTemp, Failure: failure}))
	c.forward(time.Second)
	note(t, s, "one0", drafts.StatusSending)
	check(t, write(t.Context(), s, "one0", outbox.Entry{
		Status: drafts.StatusFailedTemp, Failure: &outbox.Failure{Stage: outbox.StageBody, Err: errors.New("reset")},
	}))
	c.forward(time.Second)
	note(t, s, "one0", drafts.StatusSending)
	c.forward(time.Second)
	note(t, s, "one0", drafts.StatusCommitting)
	c.forward(time.Second)
	sent := outbox.Entry{Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "as 42"}}
	check(t, write(t.Context(), s, "one0", sent))
	at := func(n time.Duration) time.Time { return monday.Add(n * time.Second) }
	want := []Attempt{
		{
			Began: monday, Ended: at(1), Status: drafts.StatusFailedTemp, Stage: outbox.StageRecipient, Code: 450,
			Text: "later\nplease", Recipient: "a@example.com", Account: "work",
		},
		{
			Began: at(2), Ended: at(2), Status: drafts.StatusFailedTemp, Stage: outbox.StageBody, Text: "reset",
			Account: "work",
		},
		{Began: at(3), Committing: at(4), Ended: at(5), Status: drafts.StatusSent, Code: 250, Text: "as 42", Account: "work"},
	}
	l := get(t, s, "one0")
	if !reflect.DeepEqual(l.Attempts, want) {
		t.Errorf("got  %+v\nwant %+v", l.Attempts, want)
	}
	if l.Status != drafts.StatusSent || l.Changed != at(5) {
		t.Errorf("got %+v", l)
	}
}

// The text of a reply is saved shortened and as valid UTF-8.
func TestServerWords(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, "one0")
	for _, text := range []string{
		strings.Repeat("x", maxText) + "y", strings.Repeat("长", 700), "\xb9\xe3\xb8\xe6 GBK", "a\x00b",
		strings.Repeat("\xff", 3000),
	} {
		note(t, s, "one0", drafts.StatusSending)
		check(t, write(t.Context(), s, "one0", outbox.Entry{
			Status: drafts.StatusFailedTemp, Failure: &outbox.Failure{Reply: outbox.Reply{Code: 451, Text: text}},
		}))
		l := get(t, s, "one0")
		got := l.Attempts[len(l.Attempts)-1].Text
		if len(got) > maxText || !utf8.ValidString(got) || utf8.ValidString(text) &&
			(len(got) < min(maxText-3, len(text)) || !strings.HasPrefix(asKept(text), got)) {
			t.Errorf("%.20q gave %d bytes: %.20q", text, len(got), got)
		}
	}
}

// If the clock is set back, attempts stay in order, and no time is before an earlier one of the same attempt.
func TestClockSetBack(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	queue(t, s, "one0")
	for range 2 {
		c.forward(-time.Hour)
		note(t, s, "one0", drafts.StatusSending)
		c.forward(-time.Hour)
		note(t, s, "one0", drafts.StatusCommitting)
		c.forward(-time.Hour)
		note(t, s, "one0", drafts.StatusUnknown)
		check(t, s.Resolve(t.Context(), "one0", false))
	}
	c.forward(-1000 * 24 * time.Hour)
	check(t, s.Remove(t.Context(), "one0"))
	l := get(t, s, "one0")
	if l.Changed.Before(l.Created) || l.Removed.Before(l.Created) || len(l.Attempts) != 2 {
		t.Errorf("got %+v", l)
	}
	if !l.Attempts[0].Began.After(l.Attempts[1].Began) {
		t.Errorf("not in the order in which they began: %+v", l.Attempts)
	}
	for _, a := range l.Attempts {
		if a.Committing.Before(a.Began) || a.Ended.Before(a.Committing) {
			t.Errorf("got %+v", a)
		}
	}
}

func TestBefore(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	ctx := t.Context()
	adopt := func(id, key, messageID string, again bool) {
		l := letter(id)
		l.Keys = about(key)
		check(t, s.Adopt(ctx, l, message(id, "x"), Frozen{MessageID: messageID}, again))
	}
	refused := func(id, by string, status drafts.Status) {
		t.Helper()
		_, err := begin(ctx, s, outbox.Order{ID: id, Account: "work"})
		if before := errorOf[*outbox.AlreadySentError](t, err); before.ID != by || before.Status != status || before.At.IsZero() {
			t.Errorf("got %+v, want %s %s", before, by, status)
		}
		l := get(t, s, id)
		b, err := s.Before(ctx, l.Keys, l.Frozen.Recipients, l.Frozen.MessageID, id)
		if err != nil || b == nil || b.ID != by || b.Status != status {
			t.Errorf("asked early: %+v, %v", b, err)
		}
	}
	adopt("one0", "key", "<1>", false)
	adopt("two0", "key", "<2>", false)
	if b, err := s.Before(ctx, about("key"), message("two0", "").To, "<2>", "two0"); b != nil || err != nil {
		t.Errorf("one that is queued is in the way: %v, %v", b, err)
	}
	note(t, s, "one0", drafts.StatusSending)
	refused("two0", "one0", drafts.StatusSending)
	note(t, s, "one0", drafts.StatusCommitting)
	check(t, s.engine.flush(ctx))
	refused("two0", "one0", drafts.StatusCommitting)
	note(t, s, "one0", drafts.StatusUnknown)
	refused("two0", "one0", drafts.StatusUnknown)
	check(t, s.Resolve(ctx, "one0", true))
	refused("two0", "one0", drafts.StatusSent)
	adopt("same", "another", "<1>", false)
	refused("same", "one0", drafts.StatusSent)
	adopt("none", "", "", false)
	note(t, s, "none", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	adopt("free", "", "", false)
	note(t, s, "free", drafts.StatusSending, drafts.StatusQueued)

	// The second is sent with Again. Of two letters, Before returns the one with the surest status.
	c.forward(time.Hour)
	adopt("two0", "key", "<2>", true)
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
	adopt("last", "key", "<3>", false)
	refused("last", "one0", drafts.StatusSent)
	check(t, s.Resolve(ctx, "two0", true))
	refused("last", "two0", drafts.StatusSent)

	// They count after they were removed, and after they were purged.
	check(t, s.Remove(ctx, "one0"))
	check(t, s.Remove(ctx, "two0"))
	refused("last", "two0", drafts.StatusSent)
	if n, err := s.Purge(ctx); n != 2 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	refused("last", "", drafts.StatusSent)
	refused("same", "", drafts.StatusSent)
	if b, err := s.Before(ctx, about("key"), message("last", "").To, "", ""); err != nil || !b.At.Equal(monday.Add(time.Hour)) {
		t.Errorf("got %+v, %v", b, err)
	}
	check(t, s.Queue(ctx, message("last", "x"), Frozen{MessageID: "<3>"}, true, 0))
	note(t, s, "last", drafts.StatusSending)
}

func TestDamaged(t *testing.T) {
	onFolder(t)
	alter := func(path string) error { return os.WriteFile(path, message("one0", "texT").Wire, 0o600) }
	replace := func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }
	link := func(path string) error { return errors.Join(os.Rename(path, path+"x"), os.Symlink(path+"x", path)) }
	for name, test := range map[string]struct {
		reason FaultCode
		harm   func(path string) error
	}{
		"missing":   {FaultMissing, os.Remove},
		"shorter":   {FaultSize, func(path string) error { return os.Truncate(path, 3) }},
		"altered":   {FaultDigest, alter},
		"a folder":  {FaultUnreadable, replace},
		"elsewhere": {FaultUnreadable, link},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s := open(t, folder)
			queue(t, s, "one0")
			path := messages(t, folder)[0]
			if err := test.harm(path); err != nil {
				t.Skip(err)
			}
			before := get(t, s, "one0")
			_, err := begin(t.Context(), s, outbox.Order{ID: "one0", Account: "work"})
			wantError[*outbox.UnsendableError](t, err)
			if d := errorOf[*DamagedError](t, err); d.Reason != test.reason || d.Path != path || d.ID != "one0" {
				t.Errorf("got %+v", d)
			}
			if after := get(t, s, "one0"); !reflect.DeepEqual(before, after) {
				t.Errorf("it was %+v and is %+v", before, after)
			}
			_, err = s.Message(t.Context(), "one0")
			wantError[*DamagedError](t, err)
			faults, err := s.Check(t.Context())
			if err != nil || len(faults) == 0 || faults[0].Code != test.reason || faults[0].ID != "one0" {
				t.Errorf("Check: %+v, %v", faults, err)
			}
			// The letter can be frozen again.
			queue(t, s, "one0")
			note(t, s, "one0", drafts.StatusSending)
		})
	}
}

// Only the process that began a letter may record its progress.
func TestNotClaimed(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	queue(t, s, "one0")
	queue(t, s, "two0")
	committing := outbox.Entry{Status: drafts.StatusCommitting}
	wantError[*NotClaimedError](t, write(t.Context(), s, "one0", committing))
	note(t, s, "one0", drafts.StatusSending)
	wantError[*NotClaimedError](t, write(t.Context(), other, "one0", committing))
	note(t, other, "two0", drafts.StatusSending)
	wantError[*NotClaimedError](t, write(t.Context(), other, "one0", committing))
	wantError[*NotClaimedError](t, write(t.Context(), s, "none", committing))
	note(t, s, "one0", drafts.StatusCommitting, drafts.StatusSent)
	wantError[*NotClaimedError](t, write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusSent}))
	wantStatus(t, s, "one0", drafts.StatusSent, drafts.StatusSent)
	wantStatus(t, s, "two0", drafts.StatusSending, drafts.StatusSending)
}

// Concurrent calls of Begin and Note do not affect each other, even if one fails.
func TestAtOnce(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	const n = 40
	for i := range n {
		queue(t, s, fmt.Sprint("l", i))
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	begun := 0
	for i := range 2 * n {
		s, id := []*Store{s, other}[i%2], fmt.Sprint("l", i/2)
		group.Go(func() {
			ctx := context.Background()
			_, err := begin(ctx, s, outbox.Order{ID: id, Account: "work"})
			var busy *outbox.BusyError
			if errors.As(err, &busy) {
				if err := s.Queue(ctx, message(id, "x"), Frozen{}, false, 0); err == nil {
					t.Error("frozen while it is out")
				}
				return
			}
			err = errors.Join(err, write(ctx, s, id, outbox.Entry{Status: drafts.StatusCommitting}),
				write(ctx, s, id, outbox.Entry{Status: drafts.StatusSent}))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			begun++
		})
	}
	group.Wait()
	if sent := ids(t, s, Filter{Statuses: []drafts.Status{drafts.StatusSent}}); len(sent) != n || begun != n {
		t.Errorf("%d begun, %d sent", begun, len(sent))
	}
	wantSound(t, s)
}

func TestNoLocks(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	queue(t, s, "one0")
	queue(t, s, "two0")
	note(t, s, "one0", drafts.StatusSending)
	withoutLocks(t)
	_, err := begin(t.Context(), other, outbox.Order{ID: "two0", Account: "work"})
	wantError[*NoLocksError](t, err)
	found, err := other.Recover(t.Context())
	wantError[*NoLocksError](t, err)
	if len(found) > 0 {
		t.Errorf("guessed: %+v", found)
	}
	wantStatus(t, s, "one0", drafts.StatusSending, drafts.StatusSending)
	wantStatus(t, s, "two0", drafts.StatusQueued, "")
	if names, err := filepath.Glob(filepath.Join(folder, "senders", "*")); err != nil || len(names) != 1 {
		t.Errorf("left behind: %q, %v", names, err)
	}
}
