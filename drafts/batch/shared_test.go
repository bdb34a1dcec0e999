package batch_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"draft/drafts"
	"draft/drafts/batch"
	"draft/drafts/store"
)

// seat is a process that sends a table, of several at one store.
type seat struct {
	t     *testing.T
	name  string
	job   *batch.Job
	text  string
	queue *batch.Queue
}

// newSeat opens the store in a folder, and checks a table.
func newSeat(t *testing.T, folder, name, from, text string) *seat {
	t.Helper()
	s, err := store.Open(folder, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	j := newJob(t, text)
	j.Send, j.RequireAddresses, j.Sender, j.KeepGoing, j.History = true, true, from, true, history(t, s, j)
	check(t, j, text)
	return &seat{t, name, j, text, &batch.Queue{Job: j, Store: s, Account: "work", Allowed: map[string]bool{"douyin.com": true}}}
}

// write stores the letters of the table.
func (s *seat) write() *batch.Report {
	s.t.Helper()
	var row atomic.Int64
	newID := func() string { return fmt.Sprintf("%s%011d", s.name, row.Add(1)) }
	r, err := s.job.Write(context.Background(), table(s.t, s.text), newID, s.queue, func(batch.Outcome) error { return nil })
	if err != nil || r.Stop != nil || r.Failed > 0 {
		s.t.Errorf("%v, %+v", err, r)
	}
	return r
}

func (s *seat) letters() []string {
	var ids []string
	for _, item := range s.queue.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

// Processes that send one table at once store one letter for each row, and all of them have it.
func TestSeatsStoreOnce(t *testing.T) {
	const rows = 60
	folder := t.TempDir()
	text := benchRows(rows)
	var seats []*seat
	for i := range 3 {
		seats = append(seats, newSeat(t, folder, fmt.Sprint("seat", i), sender, text))
	}
	done := make(chan bool)
	for _, s := range seats {
		go func() {
			s.write()
			done <- true
		}()
	}
	for range seats {
		<-done
	}
	for _, s := range seats {
		if ids := s.letters(); len(ids) != rows || !slices.Equal(ids, seats[0].letters()) {
			t.Errorf("%s has %q", s.name, ids)
		}
	}
	stored := 0
	for _, err := range seats[0].queue.Store.List(t.Context(), store.Filter{}) {
		if stored++; err != nil {
			t.Fatal(err)
		}
	}
	if stored != rows {
		t.Errorf("%d letters are stored for %d rows", stored, rows)
	}
}

// What a process does with a row for which another has stored a letter since both have read the store.
func TestSeatsMeet(t *testing.T) {
	const queued, sent = drafts.StatusQueued, drafts.StatusSent
	same := header + fmt.Sprintf(row, 1, 1, 5, 1)
	other := header + fmt.Sprintf(row, 1, 1, 6, 1)
	const share, leave, changed, elsewhere = "it may send the letter", "the letter is the other's", "the row says something else", "the other has sent it"
	for name, c := range map[string]struct {
		text, from string
		status     drafts.Status // of the letter of the other
		want       string
	}{
		"the same":                   {same, sender, queued, share},
		"the same, being sent":       {same, sender, drafts.StatusCommitting, share},
		"the same, refused":          {same, sender, drafts.StatusFailedPerm, leave},
		"the same, sent":             {same, sender, sent, elsewhere},
		"another sender":             {same, "lisi@example.com", queued, leave},
		"another sender, being sent": {same, "lisi@example.com", drafts.StatusCommitting, leave},
		"another sender, sent":       {same, "lisi@example.com", sent, elsewhere},
		"other words":                {other, sender, queued, changed},
		"other words, being sent":    {other, sender, drafts.StatusCommitting, changed},
		"other words, refused":       {other, sender, drafts.StatusFailedTemp, changed},
		"other words, sent":          {other, sender, sent, changed},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			one, two := newSeat(t, folder, "seat1", sender, same), newSeat(t, folder, "seat2", c.from, c.text)
			one.write()
			id := one.letters()[0]
			if c.status != queued {
				send(t, one.queue.Store, id, c.status)
			}
			before := get(t, one.queue.Store, id)
			r := two.write()
			got := ""
			switch items := two.queue.Items; {
			case len(items) == 1 && items[0].ID == id && items[0].Theirs:
				got = leave
			case len(items) == 1 && items[0].ID == id:
				got = share
			case len(items) == 0 && r.Duplicates == (batch.Duplicates{Changed: 1}):
				got = changed
			case len(items) == 0 && r.Duplicates == (batch.Duplicates{Meanwhile: 1}):
				got = elsewhere
			}
			if after := get(t, one.queue.Store, id); got != c.want || after.Revision != before.Revision {
				t.Errorf("got %q, want %q: %+v, revision %d, before %d", got, c.want, r, after.Revision, before.Revision)
			}
		})
	}
}

// Of rows that are in several tables only those are shared.
func TestSeatsOverlap(t *testing.T) {
	folder := t.TempDir()
	lines := strings.SplitAfter(strings.TrimPrefix(benchRows(6), header), "\n")
	one := newSeat(t, folder, "seat1", sender, header+strings.Join(lines[:4], ""))
	two := newSeat(t, folder, "seat2", sender, header+strings.Join(lines[2:], ""))
	one.write()
	two.write()
	if a, b := one.letters(), two.letters(); len(a) != 4 || len(b) != 4 || !slices.Equal(a[2:], b[:2]) || slices.Contains(a, b[2]) {
		t.Errorf("%q, %q", a, b)
	}
}
