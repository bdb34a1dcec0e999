package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// daily returns orders for letters by an account with a daily limit.
func daily(limit int, ids ...string) []outbox.Order {
	var orders []outbox.Order
	for _, id := range ids {
		orders = append(orders, outbox.Order{ID: id, Account: "work", Daily: limit, Today: monday.Truncate(24 * time.Hour)})
	}
	return orders
}

// queueMany queues letters and returns their IDs.
func queueMany(t *testing.T, s *Store, n int) []string {
	t.Helper()
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("l%03d", i))
		queue(t, s, ids[i])
	}
	return ids
}

// beginAll returns the IDs of the letters that were begun, and how often the limit was in the way.
func beginAll(t *testing.T, s *Store, orders []outbox.Order) (ids []string, over int) {
	t.Helper()
	all, err := s.Begin(context.Background(), orders)
	if err != nil {
		t.Error(err)
	}
	for _, b := range all {
		var limit *outbox.LimitError
		switch {
		case b.Err == nil:
			ids = append(ids, b.ID)
		case errors.As(b.Err, &limit):
			over++
		default:
			t.Error(b.Err)
		}
	}
	return ids, over
}

// A letter over the daily limit is not begun. What was sent, may have been, or is being sent counts; what failed does not.
func TestDailyLimit(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	all := queueMany(t, s, 9)
	if got, over := beginAll(t, s, daily(3, all[:5]...)); !slices.Equal(got, all[:3]) || over != 2 {
		t.Errorf("begun %q, %d over the limit", got, over)
	}
	list, err := s.Begin(t.Context(), daily(3, all[3]))
	check(t, err)
	if limit := errorOf[*outbox.LimitError](t, list[0].Err); *limit != (outbox.LimitError{ID: all[3], Account: "work", Limit: 3, Sent: 3}) {
		t.Errorf("got %+v", limit)
	}
	wantStatus(t, s, all[3], drafts.StatusQueued, "")
	note(t, s, all[0], drafts.StatusCommitting, drafts.StatusSent)
	note(t, s, all[1], drafts.StatusCommitting, drafts.StatusUnknown)
	note(t, s, all[2], drafts.StatusFailedTemp) // now none is in flight, and the database knows all
	if got, over := beginAll(t, s, daily(3, all[3:5]...)); !slices.Equal(got, all[3:4]) || over != 1 {
		t.Errorf("after a failure: begun %q, %d over the limit", got, over)
	}
	if got, _ := beginAll(t, s, []outbox.Order{{ID: all[5], Account: "home", Daily: 1, Today: monday}, {ID: all[6], Account: "work"}}); len(got) != 2 {
		t.Errorf("by another account, and without a limit: begun %q", got)
	}
	note(t, s, all[6], drafts.StatusFailedTemp)
	note(t, s, all[5], drafts.StatusFailedTemp)
	get(t, s, all[5]) // reading flushes what has ended to the database
	c.forward(24 * time.Hour)
	tomorrow := daily(3, all[7:]...)
	for i := range tomorrow {
		tomorrow[i].Today = tomorrow[i].Today.Add(24 * time.Hour)
	}
	note(t, s, all[3], drafts.StatusCommitting) // the day before it was only being sent
	if got, over := beginAll(t, s, tomorrow); len(got) != 2 || over != 0 {
		t.Errorf("the next day: begun %q, %d over the limit", got, over)
	}
	if n, err := s.Sent(t.Context(), "work", tomorrow[0].Today); err != nil || n != 3 {
		t.Errorf("the next day: %d, %v", n, err)
	}
}

// A duplicate does not count for the limit.
func TestDailyLimitAndDuplicates(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"one0", "two0", "three0"} {
		l := letter(id)
		if l.Keys = about("a"); id == "three0" {
			l.Keys = about("b")
		}
		check(t, s.Adopt(t.Context(), l, message(id, "x"), Frozen{MessageID: id}, false))
	}
	list, err := s.Begin(t.Context(), daily(2, "one0", "two0", "three0"))
	check(t, err)
	wantError[*outbox.AlreadySentError](t, list[1].Err)
	if list[0].Err != nil || list[2].Err != nil {
		t.Errorf("got %v, %v", list[0].Err, list[2].Err)
	}
}

// Several stores and processes that send at the same time never send more than the limit.
func TestDailyLimitTogether(t *testing.T) {
	const limit = 10
	folder := t.TempDir()
	s := openAt(t, folder, &clock{time.Now()})
	all := queueMany(t, s, 60)
	var others []*child
	for range 2 {
		others = append(others, start(t, "daily", folder))
	}
	for _, c := range others {
		c.says(t, "ready")
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	sent := 0
	for i := range 3 {
		group.Go(func() {
			s, err := openPlace(folder, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close() //nolint:errcheck // a test
			n, err := sendDaily(s, limit, all[i*20:i*20+12])
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			sent += n
		})
	}
	for _, c := range others {
		check(t, c.stdin.Close())
		n, err := strconv.Atoi(c.line(t))
		check(t, err)
		mu.Lock()
		sent += n
		mu.Unlock()
	}
	group.Wait()
	if sent > limit {
		t.Errorf("%d of %d sent", sent, limit)
	}
	n, err := sendDaily(s, limit, all) // what others have left, because letters were being sent that failed then
	check(t, err)
	sent += n
	if is := len(ids(t, s, Filter{Statuses: []drafts.Status{drafts.StatusSent}})); sent != limit || is != limit {
		t.Errorf("%d of %d sent; the store has %d", sent, limit, is)
	}
	wantSound(t, s)
}

// sendDaily sends letters by an account with a daily limit, three at a time. One of them fails each time. It returns how many were sent.
func sendDaily(s *Store, limit int, ids []string) (sent int, err error) {
	ctx := context.Background()
	for group := range slices.Chunk(ids, 3) {
		var orders []outbox.Order
		for _, id := range group {
			orders = append(orders, outbox.Order{ID: id, Account: "work", Daily: limit, Today: time.Now().Add(-time.Hour)})
		}
		all, err := s.Begin(ctx, orders)
		if err != nil {
			return sent, err
		}
		for i, b := range all {
			end := []drafts.Status{drafts.StatusCommitting, drafts.StatusSent}
			if i == 1 {
				end = []drafts.Status{drafts.StatusFailedTemp}
			}
			switch {
			case errors.As(b.Err, new(*outbox.LimitError)), errors.As(b.Err, new(*outbox.BusyError)):
				continue
			case b.Err != nil:
				return sent, b.Err
			}
			for _, status := range end {
				if err := write(ctx, s, b.ID, outbox.Entry{Status: status}); err != nil {
					return sent, err
				}
			}
			sent += len(end) - 1
		}
	}
	return sent, nil
}

// The history says which seat did what, also after the database was replaced by an older copy. Without a seat it says nothing.
func TestSeats(t *testing.T) {
	folder := t.TempDir()
	seat := func(name string) *Store {
		s, err := openPlace(folder, Options{Now: (&clock{monday}).now, Seat: name})
		check(t, err)
		t.Cleanup(func() { check(t, s.Close()) })
		return s
	}
	nobody, left, right := open(t, folder), seat("left window"), seat("right")
	queue(t, left, "one0")
	queue(t, left, "two0")
	note(t, left, "one0", drafts.StatusSending, drafts.StatusFailedTemp)
	note(t, right, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
	note(t, nobody, "two0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
	check(t, left.Resolve(t.Context(), "one0", true))
	check(t, nobody.Resolve(t.Context(), "two0", false))
	for _, s := range []*Store{left, nobody, right} {
		check(t, s.Log(t.Context(), "one0", happened(monday), Submitted, nil))
	}
	check(t, right.Remove(t.Context(), "one0"))
	check(t, right.Remove(t.Context(), "two0"))
	check(t, left.Restore(t.Context(), "two0"))

	l := get(t, nobody, "one0")
	got := []string{l.RemovedBy, get(t, nobody, "two0").RemovedBy}
	for _, a := range append(l.Attempts, get(t, nobody, "two0").Attempts...) {
		got = append(got, a.Seat+" "+a.ResolvedBy)
	}
	events, err := nobody.Events(t.Context(), "one0")
	check(t, err)
	for _, e := range events {
		got = append(got, e.Seat)
	}
	if want := []string{"right", "", "left window ", "right left window", " ", "left window", "", "right"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var b bytes.Buffer
	check(t, nobody.Export(t.Context(), &b))
	for _, text := range []string{`"removed_by":"right"`, `"seat":"right","resolved_by":"left window"`, `"data":{},"seat":"left window"`} {
		if !bytes.Contains(b.Bytes(), []byte(text)) {
			t.Errorf("%s is not in %s", text, b.Bytes())
		}
	}
	if bytes.Count(b.Bytes(), []byte(`"seat"`)) != 4 {
		t.Errorf("what has no seat says so: %s", b.Bytes())
	}
}

// A log beside the database names the seat, so that a letter that the database has forgotten has it again.
func TestSeatOfForgotten(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s, err := openPlace(folder, Options{Seat: "left"})
	check(t, err)
	for _, id := range []string{"one0", "two0"} {
		queue(t, s, id)
		note(t, s, id, drafts.StatusSending)
	}
	note(t, s, "one0", drafts.StatusCommitting, drafts.StatusSent)
	note(t, s, "two0", drafts.StatusCommitting, drafts.StatusSent)
	check(t, s.Close())
	check(t, os.Remove(filepath.Join(folder, databaseName)))
	other := open(t, folder)
	_, _, err = other.Readmit(t.Context())
	check(t, err)
	if l := get(t, other, "one0"); l.Status != drafts.StatusSent || l.Attempts[0].Seat != "left" {
		t.Errorf("got %+v", l)
	}
}

// Each turn of an account is an interval after the last, whoever takes it.
func TestTurns(t *testing.T) {
	const interval = 10001 * time.Microsecond
	folder := t.TempDir()
	c := &clock{monday}
	var group sync.WaitGroup
	var mu sync.Mutex
	var waits []time.Duration
	start := time.Now()
	for range 4 {
		s := openAt(t, folder, c)
		group.Go(func() {
			for range 10 {
				wait, _, err := s.TakeTurn(context.Background(), "work", interval)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				waits = append(waits, wait)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	slices.Sort(waits)
	for i, wait := range waits {
		if serverAddress() == "" && wait != time.Duration(i)*interval {
			t.Fatalf("got %v", waits)
		}
	}
	if last := waits[39]; last+time.Since(start) < 39*interval { // also by a clock that goes on
		t.Errorf("the last waits %s", last)
	}
}

// A turn that was given back is taken again, and a clock that was set back holds nobody up. A server has a clock of its own.
func TestTurnsAndTime(t *testing.T) {
	onFolder(t)
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	take := func(account string, interval, want time.Duration) (giveBack func()) {
		t.Helper()
		wait, giveBack, err := s.TakeTurn(t.Context(), account, interval)
		if err != nil || wait != want {
			t.Errorf("wait %s, %v; want %s", wait, err, want)
		}
		return giveBack
	}
	take("work", time.Minute, 0)
	take("home", time.Minute, 0)
	take("work", time.Minute, time.Minute)()
	take("work", time.Minute, time.Minute) // the one that was given back
	c.forward(time.Minute)
	lost := take("work", time.Hour, time.Hour)
	take("work", time.Minute, time.Hour+time.Minute)
	lost() // somebody has counted on it
	take("work", time.Minute, time.Hour+2*time.Minute)
	c.forward(-24 * 365 * time.Hour)
	take("work", time.Minute, time.Hour+3*time.Minute)
	c.forward(2 * time.Hour)
	take("work", time.Minute, 0)
	queue(t, s, "one0")
	beginAll(t, s, daily(3, "one0")) // a daily limit does not touch the turns
	take("work", time.Minute, time.Minute)
}
