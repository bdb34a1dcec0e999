package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"draft/drafts"
	"draft/drafts/disk/disktest"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// openOn opens a store on a disk that keeps the order of the steps. The commits of this process are among them: "commit"
// is one that is fsynced, together with all before it, and "commit later" is one that is not.
func openOn(t testing.TB, d *disktest.Disk, c *clock) *Store {
	t.Helper()
	s, err := Open(d.Folder, Options{Now: c.now, Disk: d})
	check(t, err)
	check(t, s.writer.conn.Raw(func(conn any) error {
		conn.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 {
			if s.writer.async {
				d.Note("commit later")
			} else {
				d.Note("commit")
			}
			return 0
		})
		return nil
	}))
	return s
}

// mailServer returns a Sender to a mail server, which calls dot when the dot of a message has arrived. Of letters in the order of
// queueSeveral it knows the ID.
func mailServer(t *testing.T, dot func(id string)) outbox.Sender {
	n := 0
	s := smtptest.Start(t, smtptest.Config{Hook: func(at smtptest.Stage) {
		if at == smtptest.Dot {
			dot(fmt.Sprint("l", n))
			n++
		}
	}})
	return &smtp.Sender{Account: smtp.Account{Host: s.Host, Port: s.Port, TLS: smtp.Clear}}
}

// wire is a mail server that takes every message, and calls dot when the dot of one arrives.
type wire struct{ dot func(id string) }

func (w *wire) Connect(context.Context) (outbox.Connection, error) { return &line{wire: w}, nil }

type line struct {
	*wire
	id string
}

func (l *line) Data(_ context.Context, m outbox.Message) error {
	l.id = m.ID
	return nil
}

func (l *line) EndData(context.Context, *outbox.Message) (outbox.Reply, error) {
	l.dot(l.id)
	return outbox.Reply{Code: 250, Text: "taken"}, nil
}

func (l *line) Quit()  {}
func (l *line) Close() {}

// At each dot the machine crashes. Then the letter is unknown, its message is whole, and a letter whose dot was not sent is
// queued again. What was reported as sent outlives a crash too.
func TestCrashAtTheDot(t *testing.T) {
	onFolder(t)
	for _, test := range []struct {
		letters, connections int
		server               func(t *testing.T, dot func(id string)) outbox.Sender
	}{{1, 1, mailServer}, {5, 1, mailServer}, {12, 3, func(_ *testing.T, dot func(string)) outbox.Sender { return &wire{dot} }}} {
		t.Run(fmt.Sprint(test.letters, " over ", test.connections), func(t *testing.T) {
			d := &disktest.Disk{Folder: t.TempDir(), Before: slowMessages}
			c := &clock{monday}
			s := openOn(t, d, c)
			orders := queueSeveral(t, s, test.letters)
			var sent dots
			dot := func(id string) {
				before := sent.add(id)
				if steps := d.Steps(); !slices.Contains(steps[slices.Index(steps, "begin "+id):], "commit") { // others are begun meanwhile
					t.Errorf("the beginning of %s may be lost: %q", id, steps)
				}
				left := crashed(t, d, c)
				for _, o := range orders {
					want := []drafts.Status{drafts.StatusQueued}
					switch {
					case o.ID == id:
						want = []drafts.Status{drafts.StatusUnknown}
					case slices.Contains(before, o.ID):
						want = []drafts.Status{drafts.StatusUnknown, drafts.StatusSent}
					case test.connections > 1: // its dot may be the next
						want = append(want, drafts.StatusUnknown)
					}
					wantAfterCrash(t, left, o.ID, want...)
				}
			}
			box := outbox.Outbox{Journal: beginNoter{s, d}, Connections: test.connections, Sender: test.server(t, dot)}
			check(t, box.Send(t.Context(), slices.Values(orders), func(r outbox.Result) {
				if r.Err != nil || r.Status != drafts.StatusSent {
					t.Errorf("%+v", r)
				}
			}))
			left := crashed(t, d, c)
			for _, o := range orders {
				wantAfterCrash(t, left, o.ID, drafts.StatusSent)
			}
			check(t, s.Close())
		})
	}
}

// beginNoter is a store that notes which letters it begins.
type beginNoter struct {
	*Store
	disk *disktest.Disk
}

func (b beginNoter) Begin(ctx context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	for _, o := range orders {
		b.disk.Note("begin " + o.ID)
	}
	return b.Store.Begin(ctx, orders)
}

// crashed opens what a crash of the machine would leave of a store, and recovers it.
func crashed(t testing.TB, d *disktest.Disk, c *clock) *Store {
	t.Helper()
	folder := t.TempDir()
	check(t, d.Crash(folder))
	s := openAt(t, folder, c)
	_, err := s.Recover(context.Background())
	check(t, err)
	return s
}

// wantAfterCrash checks that a letter has one of some statuses and its whole message.
func wantAfterCrash(t testing.TB, s *Store, id string, want ...drafts.Status) {
	t.Helper()
	if l := get(t, s, id); !slices.Contains(want, l.Status) {
		t.Errorf("%s is %s after a crash, want %s", id, l.Status, want)
	}
	m, err := s.Message(context.Background(), id)
	if err != nil || !bytes.Equal(m.Wire, message(id, "text").Wire) {
		t.Errorf("the message of %s after a crash: %q, %v", id, m.Wire, err)
	}
}

// slowMessages makes the fsync of a message slower than anything that does not wait for it.
func slowMessages(step string) error {
	if strings.HasPrefix(step, "sync "+messagesName) {
		time.Sleep(30 * time.Millisecond)
	}
	return nil
}

// dots are the letters whose dots were sent.
type dots struct {
	mu  sync.Mutex
	ids []string
}

// add adds a letter, and returns those before it.
func (d *dots) add(id string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids = append(d.ids, id)
	return slices.Clone(d.ids[:len(d.ids)-1])
}

// queueSeveral saves and freezes letters that have nothing in common, unless they are there. It returns the orders of all.
func queueSeveral(t testing.TB, s *Store, n int) (orders []outbox.Order) {
	t.Helper()
	there := ids(t, s, Filter{})
	for i := range n {
		id := fmt.Sprint("l", i)
		orders = append(orders, outbox.Order{ID: id, Size: int64(len(message(id, "text").Wire))})
		if slices.Contains(there, id) {
			continue
		}
		check(t, s.Adopt(t.Context(), uniqueLetter(id), message(id, "text"), Frozen{MessageID: id}, false))
	}
	return orders
}

// lastCommit returns the last commit among some steps.
func lastCommit(steps []string) string {
	for _, step := range slices.Backward(steps) {
		if strings.HasPrefix(step, "commit") {
			return step
		}
	}
	return "none"
}

// The steps before the first dot, in their order. Without each of them, a crash of the machine could forget the dot.
func TestStepsBeforeTheDot(t *testing.T) {
	for letters, want := range map[int][]string{
		1: {
			"create draft.db", "syncfolder .", "create messages/l0-*.eml", "write messages/l0-*.eml", "commit later",
			"sync messages/l0-*.eml", "syncfolder messages", "commit", "dot l0",
		},
		2: {
			"create draft.db", "syncfolder .", "create messages/l1-*.eml", "write messages/l1-*.eml", "commit later",
			"sync messages/l1-*.eml", "syncfolder messages", "commit", "write senders/*.log", "sync senders/*.log", "dot l0",
			"write senders/*.log", "sync senders/*.log", "dot l1",
		},
		3: {"create senders/*.log", "syncfolder senders", "commit", "write senders/*.log", "sync senders/*.log", "dot l0"},
	} {
		d := &disktest.Disk{Folder: t.TempDir(), Before: slowMessages}
		s := openOn(t, d, &clock{monday})
		orders := queueSeveral(t, s, letters)
		box := outbox.Outbox{Journal: s, Sender: &wire{func(id string) { d.Note("dot " + id) }}}
		check(t, box.Send(t.Context(), slices.Values(orders), func(outbox.Result) {}))
		check(t, s.Close())
		steps, rest := d.Steps(), want
		for _, step := range steps {
			if ok, err := path.Match(rest[0], step); err != nil || !ok {
				continue
			}
			if rest = rest[1:]; len(rest) == 0 {
				break
			}
		}
		if len(rest) > 0 {
			t.Errorf("%d letters: there is no %q at its place in %q", letters, rest[0], steps)
		}
	}
}

// Each step of the disk fails once, from the freezing on. Then no letter is sent whose dot a crash could forget, and none is
// lost.
func TestStepsFail(t *testing.T) {
	onFolder(t)
	for failing := int64(2); ; failing++ { // the first two create the database
		var count atomic.Int64
		d := &disktest.Disk{Folder: t.TempDir(), Before: func(step string) error {
			if count.Add(1)-1 == failing {
				return errors.New("the disk failed to " + step)
			}
			return nil
		}}
		c := &clock{monday}
		s := openOn(t, d, c)
		var orders []outbox.Order
		for i := range 2 {
			id := fmt.Sprint("l", i)
			if s.Adopt(t.Context(), uniqueLetter(id), message(id, "text"), Frozen{MessageID: id}, false) == nil {
				orders = append(orders, outbox.Order{ID: id, Size: int64(len(message(id, "text").Wire))})
			}
		}
		var sent dots
		dot := func(id string) {
			sent.add(id)
			wantAfterCrash(t, crashed(t, d, c), id, drafts.StatusUnknown)
		}
		err := (&outbox.Outbox{Journal: s, Sender: &wire{dot}}).Send(t.Context(), slices.Values(orders), func(outbox.Result) {})
		err = errors.Join(err, s.Close())
		if count.Load() <= failing {
			return // there are no more steps
		}
		after := open(t, d.Folder)
		_, recoverErr := after.Recover(t.Context())
		check(t, recoverErr)
		for _, o := range orders {
			dotted := slices.Contains(sent.ids, o.ID)
			switch l := get(t, after, o.ID); {
			case dotted && l.Status != drafts.StatusUnknown && l.Status != drafts.StatusSent,
				!dotted && l.Status == drafts.StatusSent:
				t.Errorf("step %d fails (%v): %s is %s, dots %q", failing, err, o.ID, l.Status, sent.ids)
			}
		}
		faults, checkErr := after.Check(t.Context())
		check(t, checkErr)
		for _, f := range faults {
			if f.Code != FaultOrphan {
				t.Errorf("step %d fails (%v): %+v", failing, err, f)
			}
		}
	}
}

// uniqueLetter returns a letter that has nothing in common with others.
func uniqueLetter(id string) Letter {
	l := letter(id)
	l.Keys = about(id)
	return l
}

// The log of an earlier attempt says nothing about a later one, of which only the beginning is known.
func TestCrashInALaterAttempt(t *testing.T) {
	onFolder(t)
	const committing, later = drafts.StatusCommitting, drafts.StatusFailedTemp
	for name, statuses := range map[string][]outbox.Entry{
		// The log has the end of the earlier attempt, because two0 is in flight.
		"ended in the log": {{ID: "one0", Status: committing}, {ID: "one0", Status: later}},
		// The database has it. The log was emptied, which nobody waits for.
		"ended in the database": {
			{ID: "one0", Status: committing}, {ID: "two0", Status: drafts.StatusQueued}, {ID: "one0", Status: later},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &disktest.Disk{Folder: t.TempDir()}
			c := &clock{monday}
			s := openOn(t, d, c)
			for _, id := range []string{"one0", "two0"} {
				check(t, s.Adopt(t.Context(), uniqueLetter(id), message(id, "text"), Frozen{MessageID: id}, false))
			}
			_, err := s.Begin(t.Context(), []outbox.Order{{ID: "one0"}, {ID: "two0"}})
			check(t, err)
			for _, e := range statuses {
				if e.Status == later {
					e.Failure = &outbox.Failure{Stage: outbox.StageDot, Reply: outbox.Reply{Code: 450, Text: "later"}}
				}
				check(t, s.Note(t.Context(), []outbox.Entry{e}))
			}
			check(t, s.engine.flush(t.Context()))
			c.forward(time.Minute)
			note(t, s, "one0", drafts.StatusSending)
			left := crashed(t, d, c)
			l := get(t, left, "one0")
			if len(l.Attempts) != 2 || l.Attempts[0].Code != 450 || l.Attempts[1].Code != 0 || !l.Attempts[1].Committing.IsZero() {
				t.Errorf("attempts %+v", l.Attempts)
			}
			wantStatus(t, left, "one0", drafts.StatusQueued, drafts.StatusQueued)
			check(t, s.Close())
		})
	}
}

// A letter that is begun while others are in flight is on the disk before its dot, with its attempt.
func TestBegunWhileOthersAreInFlight(t *testing.T) {
	d := &disktest.Disk{Folder: t.TempDir()}
	s := openOn(t, d, &clock{monday})
	queueSeveral(t, s, 3)
	_, err := s.Begin(t.Context(), []outbox.Order{{ID: "l0"}, {ID: "l1"}})
	check(t, err)
	note(t, s, "l0", drafts.StatusCommitting)
	note(t, s, "l2", drafts.StatusSending)
	if steps := d.Steps(); lastCommit(steps) != "commit later" {
		t.Fatalf("a letter was begun by %q", steps)
	}
	note(t, s, "l2", drafts.StatusCommitting)
	if steps := d.Steps(); lastCommit(steps) != "commit" {
		t.Errorf("the beginning may be lost: %q", steps)
	}
	check(t, s.Close())
}

// A Purge of another process deletes the file of a message before a row names it. Then the letter is not frozen.
func TestPurgedWhileFreezing(t *testing.T) {
	onFolder(t)
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open cannot be removed there")
	}
	d := &disktest.Disk{Folder: t.TempDir()}
	var freezing atomic.Bool
	s, other := openOn(t, d, &clock{monday}), open(t, d.Folder)
	d.Before = func(step string) error {
		if freezing.Load() && strings.HasPrefix(step, "write messages/") {
			if _, err := other.Purge(t.Context()); err != nil {
				t.Error(err)
			}
		}
		return nil
	}
	queue(t, s, "one0") // it syncs in the background
	freezing.Store(true)
	if err := s.Queue(t.Context(), message("one0", "other"), frozen("one0"), false, 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("frozen without a file: %v", err)
	}
	if m, err := s.Message(t.Context(), "one0"); err != nil || !bytes.Equal(m.Wire, message("one0", "text").Wire) {
		t.Errorf("the message before: %q, %v", m.Wire, err)
	}
	wantSound(t, s)
	check(t, s.Close())
}

// If the machine crashes at any step of the end of a process, or the process is killed, and the database is lost then, files
// still name all letters that were sent.
func TestEvidenceOutlivesACrash(t *testing.T) {
	onFolder(t)
	for name, end := range map[string]func(*Store) error{
		"Close": (*Store).Close,
		"Purge": func(s *Store) error {
			_, err := s.Purge(context.Background())
			return errors.Join(err, s.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := &disktest.Disk{Folder: t.TempDir()}
			c := &clock{monday}
			sent := 0
			kill := func(to string) error { return os.CopyFS(to, os.DirFS(d.Folder)) }
			ends := func(at string, end func(to string) error) {
				folder := t.TempDir()
				check(t, end(folder))
				for _, suffix := range []string{"", "-wal", "-shm"} {
					if err := os.Remove(filepath.Join(folder, databaseName+suffix)); err != nil && !errors.Is(err, fs.ErrNotExist) {
						t.Error(err)
					}
				}
				_, err := openAt(t, folder, c).Recover(context.Background())
				if f := errorOf[*ForgottenError](t, err); len(f.Letters) != sent {
					t.Errorf("an end before %q leaves the names of %d letters of %d", at, len(f.Letters), sent)
				}
			}
			endsHowever := func(at string) {
				ends(at, d.Crash)
				ends(at, kill)
			}
			for range 2 { // the second process finds the evidence of the first
				d.Before = nil
				s := openOn(t, d, c)
				orders := queueSeveral(t, s, sent+3)[sent:]
				box := outbox.Outbox{Journal: s, Sender: &wire{func(string) { sent++ }}}
				check(t, box.Send(t.Context(), slices.Values(orders), func(outbox.Result) {}))
				d.Before = func(step string) error {
					endsHowever(step)
					return nil
				}
				check(t, end(s))
				endsHowever("nothing more")
			}
		})
	}
}
