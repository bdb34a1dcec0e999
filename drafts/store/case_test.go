package store

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// days returns the number of a date.
func days(t testing.TB, date string) int {
	t.Helper()
	at, err := time.Parse(time.DateOnly, date)
	check(t, err)
	return int(at.Unix() / 86400)
}

// wantCase checks the state and the clock of a case.
func wantCase(t testing.TB, s *Store, id, state string, c *Clock) {
	t.Helper()
	l := get(t, s, id)
	if l.State != state || !reflect.DeepEqual(l.Clock, c) {
		t.Errorf("case %s is %q on %+v; want %q on %+v", id, l.State, l.Clock, state, c)
	}
}

// part saves a frozen letter, which belongs to a case unless that is "".
func part(t testing.TB, s *Store, id, about string, reply [2]int) {
	t.Helper()
	l := letter(id)
	l.About, l.Reply, l.Keys = about, reply, nil
	check(t, s.Adopt(t.Context(), l, message(id, "text"), Frozen{}, false))
}

func happened(at time.Time) Event { return Event{At: at, Data: []byte(`{}`)} }

// Log keeps events in order and sets the state of the case, and does not change the letter.
func TestLog(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	ctx := t.Context()
	check(t, s.Put(ctx, letter("one0")))
	before := get(t, s, "one0")
	c.forward(time.Hour)
	var want []Event
	for i, e := range []struct {
		Event
		state string
		clock *Clock
	}{
		{Event{At: monday.Add(-time.Hour), Data: []byte(`{"said": "三天 <&>"}`)}, Submitted, &Clock{1, 3, 15, 0}},
		{Event{At: monday.Add(-2 * time.Hour), Noted: monday.Add(-time.Minute), Data: []byte(`null`)}, Submitted, &Clock{2, 0, 0, 9}},
		{Event{At: time.Unix(-1, 0).UTC(), Data: []byte(`[1e999]`)}, "answered", nil},
	} {
		check(t, s.Log(ctx, "one0", e.Event, e.state, e.clock))
		if e.Noted.IsZero() {
			e.Noted = c.Time
		}
		want = append(want, e.Event)
		if got, err := s.Events(ctx, "one0"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("event %d: got %+v, %v\nwant %+v", i, got, err, want)
		}
		wantCase(t, s, "one0", e.state, e.clock)
	}
	before.State = "answered"
	if after := get(t, s, "one0"); !reflect.DeepEqual(after, before) {
		t.Errorf("the letter was %+v, and is %+v", before, after)
	}
	check(t, s.Put(ctx, before)) // Put does not change the case
	wantCase(t, s, "one0", "answered", nil)
	if events, err := s.Events(ctx, "none"); err != nil || len(events) > 0 {
		t.Errorf("of no letter: %v, %v", events, err)
	}
	wantSound(t, s)
}

// Of two that read the same history and add to it, the second is refused: its state and its clock do not count what the first added.
func TestLogAfterAChange(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	check(t, s.Put(ctx, letter("one0")))
	e := happened(monday)
	e.Number = 1
	check(t, s.Log(ctx, "one0", e, Submitted, nil))
	wantError[*outbox.ChangedError](t, s.Log(ctx, "one0", e, "answered", nil))
	wantCase(t, s, "one0", Submitted, nil)
	e.Number = 2
	check(t, s.Log(ctx, "one0", e, "answered", nil))
	if events, err := s.Events(ctx, "one0"); err != nil || len(events) != 2 {
		t.Errorf("%v, %v", events, err)
	}
}

func TestLogRefused(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	bring(t, s, "one0", drafts.StatusSent)
	check(t, s.Put(ctx, letter("two0")))
	check(t, s.Remove(ctx, "one0"))
	closed := errorOf[*ClosedError](t, s.Log(ctx, "one0", happened(monday), "answered", nil))
	if *closed != (ClosedError{"one0", drafts.StatusSent, true}) {
		t.Errorf("got %+v", closed)
	}
	wantError[*NotFoundError](t, s.Log(ctx, "none", happened(monday), "answered", nil))
	for _, data := range []string{``, `{`, "\"\xff\""} {
		err := s.Log(ctx, "two0", Event{At: monday, Data: []byte(data)}, "answered", nil)
		if invalid := errorOf[*InvalidError](t, err); invalid.Code != InvalidContent {
			t.Errorf("%q: %v", data, err)
		}
	}
	if err := errorOf[*InvalidError](t, s.Log(ctx, "two0", happened(monday), "", nil)); err.Code != InvalidState {
		t.Error(err)
	}
	for _, about := range []string{"two0", "A", "../x"} {
		l := letter("two0")
		l.About = about
		if err := errorOf[*InvalidError](t, s.Put(ctx, l)); err.Code != InvalidID {
			t.Errorf("about %q: %v", about, err)
		}
	}
	for id, state := range map[string]string{"one0": Submitted, "two0": Prepared} {
		wantCase(t, s, id, state, nil)
		if events, err := s.Events(ctx, id); err != nil || len(events) > 0 {
			t.Errorf("%s: %v, %v", id, events, err)
		}
	}
	check(t, s.Restore(ctx, "one0"))
	check(t, s.Log(ctx, "one0", happened(monday), "answered", nil))
}

// No SQL can change a history. It is deleted with its letter, and no byte of it is left.
func TestHistoryStays(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	ctx := t.Context()
	for _, id := range []string{"one0", "two0"} {
		check(t, s.Put(ctx, letter(id)))
		check(t, s.Log(ctx, id, Event{At: monday, Data: []byte(`"said of ` + id + `"`)}, "answered", nil))
	}
	for _, statement := range []string{
		`UPDATE events SET data = '1'`, `UPDATE events SET at = at WHERE number = 1`, `DELETE FROM events`,
		`DELETE FROM events WHERE letter = 'one0'`,
	} {
		if _, err := s.db.ExecContext(ctx, statement); err == nil || !strings.Contains(err.Error(), "an event ") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	check(t, s.Remove(ctx, "one0"))
	if n, err := s.Purge(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for id, want := range map[string]int{"one0": 0, "two0": 1} {
		if events, err := s.Events(ctx, id); err != nil || len(events) != want {
			t.Errorf("%s: %+v, %v", id, events, err)
		}
	}
	if in := contains(t, folder, "said of one0"); len(in) > 0 {
		t.Errorf("still in %q", in)
	}
	wantSound(t, s)
}

// The case of a letter is submitted when the letter is recorded as sent, and not before or at any other result.
func TestSentMovesItsCase(t *testing.T) {
	c := &clock{time.Date(2026, 11, 23, 15, 59, 59, 0, time.UTC)} // the last second of a day in China
	s := openAt(t, t.TempDir(), c)
	today, tomorrow := days(t, "2026-11-23"), days(t, "2026-11-24")
	for _, status := range []drafts.Status{
		drafts.StatusFailedTemp, drafts.StatusFailedPerm, drafts.StatusUnknown, drafts.StatusQueued,
	} {
		id := string(status)
		part(t, s, id, "", [2]int{3, 15})
		note(t, s, id, drafts.StatusSending, drafts.StatusCommitting, status)
		wantCase(t, s, id, Prepared, nil)
	}
	part(t, s, "one0", "", [2]int{3, 15})
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting)
	wantCase(t, s, "one0", Prepared, nil)
	note(t, s, "one0", drafts.StatusSent)
	wantCase(t, s, "one0", Submitted, &Clock{today, 3, 15, 0})

	// Without a usual time of an answer there is no clock.
	part(t, s, "foreign", "", [2]int{})
	note(t, s, "foreign", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	wantCase(t, s, "foreign", Submitted, nil)

	// If a person resolves a letter later, the clock starts when it was sent, and later events stay.
	for _, id := range []string{"early", "later", "told"} {
		part(t, s, id, "", [2]int{3, 15})
		note(t, s, id, drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
	}
	check(t, s.Log(t.Context(), "early", happened(c.Add(-time.Hour)), "answered", &Clock{By: today}))
	c.forward(time.Second)
	check(t, s.Log(t.Context(), "later", happened(c.Time), "answered", &Clock{By: tomorrow}))
	check(t, s.Log(t.Context(), "told", happened(c.Time), Prepared, nil))
	for _, id := range []string{"early", "later", "told", "unknown"} {
		check(t, s.Resolve(t.Context(), id, true))
	}
	wantCase(t, s, "unknown", Submitted, &Clock{today, 3, 15, 0})
	wantCase(t, s, "early", Submitted, &Clock{today, 3, 15, 0})
	wantCase(t, s, "later", "answered", &Clock{By: tomorrow})
	wantCase(t, s, "told", Submitted, &Clock{today, 3, 15, 0})

	// Only the next sending starts the clock again.
	c.forward(time.Hour)
	check(t, s.Log(t.Context(), "one0", happened(c.Time), "answered", nil))
	for range 2 {
		wantError[*NotClaimedError](t, write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusSent}))
		wantError[*ClosedError](t, s.Resolve(t.Context(), "one0", true))
		_, err := s.Recover(t.Context())
		check(t, err)
	}
	wantCase(t, s, "one0", "answered", nil)

	// A case that was submitted by other means is submitted again.
	part(t, s, "app", "", [2]int{3, 15})
	check(t, s.Log(t.Context(), "app", happened(c.Time), Submitted, &Clock{today, 3, 3, 0}))
	c.forward(time.Hour)
	note(t, s, "app", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	wantCase(t, s, "app", Submitted, &Clock{tomorrow, 3, 15, 0})
	wantSound(t, s)
}

// Sending letters in groups submits their cases, and so does recovering those that a dead process has recorded as sent.
func TestSentTogether(t *testing.T) {
	folder := t.TempDir()
	c := &clock{monday}
	s := openAt(t, folder, c)
	ctx := t.Context()
	today := days(t, "2026-11-23")
	part(t, s, "case", "", [2]int{1, 2})
	note(t, s, "case", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	check(t, s.Log(ctx, "case", happened(monday), "refused", nil))
	for _, id := range []string{"one0", "two0", "three0"} {
		part(t, s, id, map[string]string{"two0": "case", "three0": "none"}[id], [2]int{3, 15})
	}
	child := start(t, "several", folder)
	child.says(t, "noted") // one0 as sent
	child.kill(t)
	if serverAddress() == "" { // where the log alone has it
		wantCase(t, s, "one0", Prepared, nil)
	}
	_, err := s.Recover(ctx)
	check(t, err)
	if l := get(t, s, "one0"); l.State != Submitted || l.Clock == nil || l.Clock.Last != 15 {
		t.Errorf("recovered: %q, %+v", l.State, l.Clock)
	}
	check(t, s.Resolve(ctx, "two0", false))

	part(t, s, "four0", "", [2]int{4, 4})
	orders := []outbox.Order{{ID: "two0"}, {ID: "three0"}, {ID: "four0"}}
	_, err = s.Begin(ctx, orders)
	check(t, err)
	for _, status := range []drafts.Status{drafts.StatusCommitting, drafts.StatusSent} {
		for i := range orders {
			check(t, s.Note(ctx, []outbox.Entry{{ID: orders[i].ID, Status: status}}))
		}
	}
	wantCase(t, s, "four0", Submitted, &Clock{today, 4, 4, 0})
	wantCase(t, s, "two0", Prepared, nil)
	wantCase(t, s, "three0", Prepared, nil) // its case was purged
	wantCase(t, s, "case", Submitted, &Clock{today, 1, 2, 0})
	wantSound(t, s)
}

// An event after the sending of a letter stays when the letter is recovered from a dead process.
func TestSentFoundOutLater(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	for _, id := range []string{"one0", "two0", "three0"} {
		part(t, s, id, "", [2]int{3, 15})
	}
	child := start(t, "several", folder)
	child.says(t, "noted")
	child.kill(t)
	check(t, s.Log(t.Context(), "one0", happened(time.Now().Add(time.Hour)), "answered", &Clock{By: 30000}))
	_, err := s.Recover(t.Context())
	check(t, err)
	wantStatus(t, s, "one0", drafts.StatusSent, drafts.StatusSent)
	wantCase(t, s, "one0", "answered", &Clock{By: 30000})
}

// Sending a reminder restarts the clock of its case, and the reminder has no clock.
func TestReminder(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	ctx := t.Context()
	part(t, s, "case", "", [2]int{3, 15})
	note(t, s, "case", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	ids := []string{"r2", "r1", "r0", "removed"}
	for i, id := range ids {
		c.forward(48 * time.Hour)
		check(t, s.Log(ctx, "case", happened(c.Time), []string{"answered", Submitted}[i%2], &Clock{By: 30000}))
		l := letter(id)
		l.About, l.Reply, l.Keys, l.Created = "case", [2]int{1, 1}, nil, c.Time
		check(t, s.Adopt(ctx, l, message(id, "text"), Frozen{}, false))
		note(t, s, id, drafts.StatusSending)
		wantCase(t, s, "case", []string{"answered", Submitted}[i%2], &Clock{By: 30000})
		note(t, s, id, drafts.StatusCommitting, drafts.StatusSent)
		wantCase(t, s, "case", Submitted, &Clock{days(t, "2026-11-25") + 2*i, 3, 15, 0})
		wantCase(t, s, id, Prepared, nil)
	}
	check(t, s.Put(ctx, letter("other")))
	check(t, s.Remove(ctx, "removed"))
	letters, err := s.Belonging(ctx, "case")
	check(t, err)
	if len(letters) != 3 {
		t.Fatalf("%d letters", len(letters))
	}
	for i, l := range letters {
		if l.ID != ids[i] || l.About != "case" || len(l.Attempts) != 1 || l.Attempts[0].Status != drafts.StatusSent {
			t.Errorf("letter %d: %+v", i, l)
		}
	}
	if letters, err := s.Belonging(ctx, ""); err != nil || len(letters) > 0 {
		t.Errorf("of no case: %v, %v", letters, err)
	}
	if got, err := s.CountInState(ctx, Submitted); got != 0 || err != nil {
		t.Errorf("not waited for: %d, %v", got, err)
	}
}

// Clocks counts cases by their clocks, and OnClock finds them.
func TestClocks(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	week, promise, by, day := Clock{20000, 3, 15, 0}, Clock{20000, 3, 3, 0}, Clock{20000, 0, 0, 20004}, Clock{20001, 3, 15, 0}
	wanted := map[string][]string{}
	for i, c := range []struct {
		state string
		clock *Clock
	}{
		{Submitted, &day},
		{Submitted, &week},
		{"answered", &promise},
		{Submitted, &week},
		{"answered", nil},
		{"answered", &by},
		{"settled", nil},
		{"answered", &week},
		{Submitted, &week},
		{"answered", nil},
		{Submitted, nil},
	} {
		l := letter("l" + strconv.Itoa(i))
		l.Created = monday.Add(-time.Duration(i) * time.Hour) // the last is the oldest
		check(t, s.Put(ctx, l))
		check(t, s.Log(ctx, l.ID, happened(monday), c.state, c.clock))
		key := c.state
		if c.clock != nil {
			key = fmt.Sprint(*c.clock)
		}
		wanted[key] = slices.Insert(wanted[key], 0, l.ID)
	}
	check(t, s.Put(ctx, letter("prepared")))
	part(t, s, "belongs", "l1", [2]int{3, 15})
	note(t, s, "belongs", drafts.StatusSending, drafts.StatusFailedPerm)
	for _, id := range []string{"l8", "l9"} { // removed cases have no deadline
		check(t, s.Remove(ctx, id))
		for key, list := range wanted {
			wanted[key] = slices.DeleteFunc(list, func(other string) bool { return other == id })
		}
	}
	clocks, err := s.Clocks(ctx)
	if want := []ClockCount{{by, 1}, {promise, 1}, {week, 3}, {day, 1}}; err != nil || !slices.Equal(clocks, want) {
		t.Errorf("got %+v, %v", clocks, err)
	}
	named := func(letters []Letter, err error) (list []string) {
		check(t, err)
		for _, l := range letters {
			list = append(list, l.ID)
		}
		return list
	}
	for _, c := range clocks {
		for _, limit := range []int{0, 2} {
			want := wanted[fmt.Sprint(c.Clock)]
			if limit > 0 {
				want = want[:min(limit, len(want))]
			}
			if got := named(s.OnClock(ctx, c.Clock, limit)); !slices.Equal(got, want) {
				t.Errorf("on %+v: %q, want %q", c, got, want)
			}
		}
	}
	for _, state := range []string{Prepared, Submitted, "answered", "settled", "refused"} {
		want := wanted[state]
		if got := named(s.InState(ctx, state, 0)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", state, got, want)
		}
		if got := named(s.InState(ctx, state, 1)); !slices.Equal(got, want[:min(1, len(want))]) {
			t.Errorf("one %s: %q", state, got)
		}
		if n, err := s.CountInState(ctx, state); err != nil || n != len(want) {
			t.Errorf("%s: %d, %v", state, n, err)
		}
	}

	newer := letter("prepared2") // the removed cases, that about a case, and a message of another program are left out
	newer.Created = monday.Add(time.Hour)
	check(t, s.Put(ctx, newer))
	foreign := letter("foreign0")
	foreign.Kind = ""
	check(t, s.Adopt(ctx, foreign, message("foreign0", "text"), Frozen{}, false))
	if got, want := named(s.Unsubmitted(ctx, 0)), []string{"prepared2", "prepared"}; !slices.Equal(got, want) {
		t.Errorf("unsubmitted: %q, want %q", got, want)
	}
	if got := named(s.Unsubmitted(ctx, 1)); !slices.Equal(got, []string{"prepared2"}) {
		t.Errorf("one unsubmitted: %q", got)
	}
	if n, err := s.CountUnsubmitted(ctx); n != 2 || err != nil {
		t.Errorf("unsubmitted: %d, %v", n, err)
	}
}

// Concurrent calls of Log by goroutines and processes lose no event.
func TestLogAtOnce(t *testing.T) {
	const each = 20
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	ctx := t.Context()
	check(t, s.Put(ctx, letter("one0")))
	children := []*child{start(t, "log", folder), start(t, "log", folder)}
	for _, c := range children {
		c.says(t, "ready")
	}
	for _, c := range children {
		check(t, c.stdin.Close())
	}
	var wait sync.WaitGroup
	for who := range 4 {
		wait.Go(func() {
			for n := range each {
				data := fmt.Appendf(nil, `"%d %d"`, who, n)
				err := []*Store{s, other}[who%2].Log(ctx, "one0", Event{At: monday, Data: data}, "answered", &Clock{who, n, n, 0})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for _, c := range children {
		c.says(t, "logged")
	}
	events, err := s.Events(ctx, "one0")
	if err != nil || len(events) != 6*each {
		t.Fatalf("%d events, %v", len(events), err)
	}
	next := map[string]int{}
	for _, e := range events {
		who, n, _ := strings.Cut(strings.Trim(string(e.Data), `"`), " ")
		if n != strconv.Itoa(next[who]) {
			t.Errorf("%s: %s, want %d", who, n, next[who])
		}
		next[who]++
	}
	wantSound(t, s)
}

// An event that is not JSON does not make an export invalid.
func TestExportOfSpoiltHistory(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	check(t, s.Put(t.Context(), letter("one0")))
	alter(t, folder, `INSERT INTO events (letter, at, noted, data) VALUES ('one0', 0, 0, '{"a')`)
	var b bytes.Buffer
	check(t, s.Export(t.Context(), &b))
	if !strings.Contains(b.String(), `"events":[{"at":"1970-01-01T00:00:00Z","noted_at":"1970-01-01T00:00:00Z","data":"{\"a"}]`) {
		t.Errorf("got %s", b.String())
	}
}
