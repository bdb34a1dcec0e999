package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// office is a journal that is slow and a server that many connections reach. It counts what must not happen.
type office struct {
	t     *testing.T
	disk  time.Duration // that a note takes
	wire  time.Duration // that a message takes
	limit int           // of connections at once; 0 is none
	most  int           // of messages on one connection; 0 is none
	all   int           // of connections; 0 is none
	late  time.Duration // that the refusal of another takes
	lost  map[string]bool

	from    map[string]string // the sender of a letter
	refused map[string]int    // what is said to it; 0 is nothing

	mu         sync.Mutex
	noted      map[string]drafts.Status
	begun      map[string]bool
	arrived    map[string]int
	groups     []int // letters that were begun together
	notes      int
	open       int
	opened     int
	tried      int            // to connect
	data       map[string]int // how many connections have given the data of a letter and not its dot
	unknown    int            // the most letters that a crash would have left unknown, at any time
	pipelining bool
}

func newOffice(t *testing.T) *office {
	return &office{t: t, noted: map[string]drafts.Status{}, begun: map[string]bool{}, arrived: map[string]int{}, lost: map[string]bool{}, data: map[string]int{}, pipelining: true}
}

func (o *office) Begin(_ context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.groups = append(o.groups, len(orders))
	var all []outbox.Begun
	for _, order := range orders {
		if o.begun[order.ID] {
			o.t.Errorf("%s was begun twice", order.ID)
		}
		o.begun[order.ID] = true
		all = append(all, outbox.Begun{Message: outbox.Message{ID: order.ID, From: o.from[order.ID]}})
	}
	return all, nil
}

func (o *office) Note(_ context.Context, entries []outbox.Entry) error {
	time.Sleep(o.disk)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.notes++
	for _, e := range entries {
		if e.Status == drafts.StatusCommitting && o.data[e.ID] != 1 {
			o.t.Errorf("%s is noted as committing, and its data was given on %d connections", e.ID, o.data[e.ID])
		}
		before := o.noted[e.ID]
		if before != "" && before != drafts.StatusCommitting || e.Status == drafts.StatusSent && before == "" {
			o.t.Errorf("%s is noted as %s after %q", e.ID, e.Status, before)
		}
		o.noted[e.ID] = e.Status
	}
	unknown := 0
	for _, status := range o.noted {
		if status == drafts.StatusCommitting {
			unknown++
		}
	}
	o.unknown = max(o.unknown, unknown)
	return nil
}

func (o *office) Connect(context.Context) (outbox.Connection, error) {
	o.mu.Lock()
	refused := o.all > 0 && o.opened == o.all
	o.tried++
	tried := o.tried
	o.mu.Unlock()
	if refused {
		time.Sleep(o.late * time.Duration(tried%3)) // some are told sooner than others
		return nil, failure(outbox.StageGreeting, 421)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.limit > 0 && o.open == o.limit {
		return nil, failure(outbox.StageGreeting, 421)
	}
	o.open++
	o.opened++
	return &desk{office: o}, nil
}

// desk is one connection of an office.
type desk struct {
	*office
	at      string // the message that was offered
	along   string // the one whose envelope went along
	carried int
	closed  bool
}

func (d *desk) Data(ctx context.Context, m outbox.Message) error {
	if d.along != "" && d.along != m.ID {
		d.t.Errorf("%s is offered after the envelope of %s", m.ID, d.along)
	}
	d.at, d.along = m.ID, ""
	if code := d.refused[m.ID]; code > 0 {
		return failure(outbox.StageMail, code)
	}
	if d.most > 0 && d.carried == d.most {
		return failure(outbox.StageMail, 421)
	}
	if ctx.Err() != nil {
		return &outbox.Failure{Stage: outbox.StageMail, Err: ctx.Err()}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.data[m.ID]++
	return nil
}

func (d *desk) EndData(_ context.Context, next *outbox.Message) (outbox.Reply, error) {
	d.mu.Lock()
	if d.noted[d.at] != drafts.StatusCommitting {
		d.t.Errorf("the end of %s is sent, and is noted as %q", d.at, d.noted[d.at])
	}
	d.arrived[d.at]++
	d.data[d.at]--
	lost := d.lost[d.at]
	d.mu.Unlock()
	time.Sleep(d.wire)
	d.carried++
	if next != nil && d.pipelining {
		d.along = next.ID
	}
	if lost {
		return outbox.Reply{}, failure(outbox.StageDot, 0)
	}
	return outbox.Reply{Code: 250}, nil
}

func (d *desk) Quit() {
	if d.along != "" {
		d.t.Errorf("a goodbye after the envelope of %s", d.along)
	}
	d.Close()
}

func (d *desk) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		d.t.Error("a connection is closed twice")
	}
	d.closed = true
	d.open--
}

// many gives orders of small letters.
func many(n int) []outbox.Order {
	var all []outbox.Order
	for i := range n {
		all = append(all, outbox.Order{ID: fmt.Sprint("l", i), Size: 1000})
	}
	return all
}

// send sends letters, and counts the results by their status.
func (o *office) send(ctx context.Context, box outbox.Outbox, orders []outbox.Order) (map[drafts.Status]int, error) {
	box.Journal, box.Sender = o, o
	counts := map[drafts.Status]int{}
	told := map[string]bool{}
	err := box.Send(ctx, slices.Values(orders), func(r outbox.Result) {
		if told[r.ID] {
			o.t.Errorf("%s is told twice", r.ID)
		}
		told[r.ID] = true
		counts[r.Status]++
	})
	for id, status := range o.noted {
		if o.arrived[id] > 1 || o.arrived[id] == 1 && status != drafts.StatusSent && status != drafts.StatusUnknown ||
			o.arrived[id] == 0 && status != drafts.StatusQueued && status != drafts.StatusFailedTemp && status != drafts.StatusFailedPerm {
			o.t.Errorf("%s arrived %d times, and is noted as %s", id, o.arrived[id], status)
		}
	}
	for id := range o.begun {
		if status := o.noted[id]; status == "" || status == drafts.StatusCommitting {
			o.t.Errorf("%s was begun and left as %q", id, status)
		}
	}
	if o.open != 0 {
		o.t.Errorf("%d connections are left open", o.open)
	}
	return counts, err
}

// However many connections there are, however slow disk and server: each letter arrives once, after its record.
func TestManyConnections(t *testing.T) {
	for _, c := range []struct{ connections, limit, most int }{
		{1, 0, 0}, {4, 0, 0}, {10, 0, 0}, {4, 2, 0}, {4, 0, 7}, {10, 1, 3},
	} {
		for _, pace := range []struct{ disk, wire time.Duration }{{0, 0}, {time.Millisecond, 0}, {0, time.Millisecond}} {
			o := newOffice(t)
			o.disk, o.wire, o.limit, o.most = pace.disk, pace.wire, c.limit, c.most
			counts, err := o.send(t.Context(), outbox.Outbox{Connections: c.connections}, many(200))
			if err != nil || counts[drafts.StatusSent] != 200 {
				t.Errorf("%+v, %+v: %v, %v", c, pace, counts, err)
			}
			if c.most == 0 && o.opened > max(c.connections, 1) {
				t.Errorf("%+v: %d connections were made", c, o.opened)
			}
		}
	}
}

// Whenever the process is killed, no more letters are unknown than there are connections. A record says committing only
// while the server waits for the dot of the letter: Note checks that.
func TestUnknownAfterACrash(t *testing.T) {
	for _, connections := range []int{1, 4, 10} {
		for _, pipelining := range []bool{true, false} {
			for _, pace := range []struct{ disk, wire time.Duration }{{time.Millisecond, 0}, {0, time.Millisecond}} {
				o := newOffice(t)
				o.disk, o.wire, o.most, o.pipelining = pace.disk, pace.wire, 9, pipelining
				for i := 5; i < 200; i += 20 {
					o.lost[fmt.Sprint("l", i)] = true
				}
				counts, err := o.send(t.Context(), outbox.Outbox{Connections: connections}, many(200))
				if err != nil || counts[drafts.StatusSent] != 190 || counts[drafts.StatusUnknown] != 10 || o.unknown > connections {
					t.Errorf("%d connections, %+v: %v, %d letters unknown at one time, %v", connections, pace, counts, o.unknown, err)
				}
			}
		}
	}
}

// The records of several connections share the wait for the disk.
func TestConnectionsShareNotes(t *testing.T) {
	o := newOffice(t)
	o.disk = time.Millisecond
	if _, err := o.send(t.Context(), outbox.Outbox{Connections: 10}, many(200)); err != nil || o.notes > 150 {
		t.Errorf("%d notes of 200 letters, %v", o.notes, err)
	}
}

// Who leaves in the middle of many leaves nothing behind that is not known.
func TestLeavingMany(t *testing.T) {
	for after := range 20 {
		o := newOffice(t)
		o.disk = 200 * time.Microsecond
		ctx, cancel := context.WithCancel(t.Context())
		var ends atomic.Int32
		counts, err := o.send(ctx, outbox.Outbox{Connections: 3, Committed: func(string) {
			if int(ends.Add(1)) == 5*after+1 {
				cancel()
			}
		}}, many(200))
		if !errors.Is(err, context.Canceled) || counts[drafts.StatusSent] < 5*after || counts[drafts.StatusSent] == 200 {
			t.Errorf("after %d: %v, %v", 5*after, counts, err)
		}
	}
}

// Where the only connection is lost while others are still being made, and none comes, the run ends.
func TestNoConnectionIsLeft(t *testing.T) {
	for range 5 {
		o := newOffice(t)
		o.all, o.late = 1, 2*time.Millisecond
		o.lost["l1"] = true
		counts, err := o.send(t.Context(), outbox.Outbox{Connections: 4}, many(200))
		if err == nil || counts[drafts.StatusSent] != 1 || counts[drafts.StatusUnknown] != 1 {
			t.Fatalf("%v, %v", counts, err)
		}
	}
}

// A connection that is lost for good leaves its letters to the others.
func TestOthersGoOn(t *testing.T) {
	for lost := range 20 {
		o := newOffice(t)
		o.disk, o.wire = 200*time.Microsecond, 200*time.Microsecond
		o.all = 2
		o.lost[fmt.Sprint("l", 100+lost)] = true
		counts, err := o.send(t.Context(), outbox.Outbox{Connections: 2}, many(200))
		if err != nil || counts[drafts.StatusUnknown] != 1 || counts[drafts.StatusSent] != 199 {
			t.Errorf("%v, %v", counts, err)
		}
	}
}

// Of letters that no answer came to, each is unknown, and the others go on.
func TestLostAnswers(t *testing.T) {
	o := newOffice(t)
	for i := 0; i < 200; i += 10 {
		o.lost[fmt.Sprint("l", i)] = true
	}
	counts, err := o.send(t.Context(), outbox.Outbox{Connections: 4}, many(200))
	if err != nil || counts[drafts.StatusUnknown] != 20 || counts[drafts.StatusSent] != 180 {
		t.Errorf("%v, %v", counts, err)
	}
}

// Where nobody answers the end of letters, the others are not tried: after three in a row over one connection, and over
// several after no more than those that were on their way.
func TestSilence(t *testing.T) {
	for _, connections := range []int{1, 4} {
		o := newOffice(t)
		o.disk = 100 * time.Microsecond
		for i := range 200 {
			o.lost[fmt.Sprint("l", i)] = i > 1 || connections > 1
		}
		counts, err := o.send(t.Context(), outbox.Outbox{Connections: connections}, many(200))
		var silent *outbox.NoReplyError
		if n := counts[drafts.StatusUnknown]; !errors.As(err, &silent) || n < 3 || n > 2+connections || counts[drafts.StatusSent] > 2 {
			t.Errorf("%d connections: %v, %v", connections, counts, err)
		}
	}
	// Answers in between are a sign that the server is there, be they refusals.
	o := newOffice(t)
	for i := range 12 {
		o.lost[fmt.Sprint("l", i)] = i%3 > 0
	}
	if counts, err := o.send(t.Context(), outbox.Outbox{}, many(12)); err != nil || counts[drafts.StatusUnknown] != 8 {
		t.Errorf("%v, %v", counts, err)
	}
}

// Where a server refuses one sender for good, the others of that sender are not tried. What it says of one letter, or of
// another sender in between, is no sign of that.
func TestBarred(t *testing.T) {
	refuse := func(n int, code func(i int) int, from func(i int) string, connections int) (map[drafts.Status]int, error) {
		o := newOffice(t)
		o.from, o.refused = map[string]string{}, map[string]int{}
		for i := range n {
			id := fmt.Sprint("l", i)
			o.from[id], o.refused[id] = from(i), code(i)
		}
		counts, err := o.send(t.Context(), outbox.Outbox{Connections: connections}, many(n))
		return counts, err
	}
	one := func(int) string { return "a@example.com" }
	for _, connections := range []int{1, 4} {
		counts, err := refuse(100, func(int) int { return 553 }, one, connections)
		var barred *outbox.SenderRejectedError
		if n := counts[drafts.StatusFailedPerm]; !errors.As(err, &barred) || barred.From != "a@example.com" || n < 3 || n > 2+connections {
			t.Errorf("%d connections: %v, %v", connections, counts, err)
		}
	}
	for name, c := range map[string]struct {
		code func(int) int
		from func(int) string
		want int
	}{
		"too large":     {func(int) int { return 552 }, one, 12},
		"for now":       {func(int) int { return 451 }, one, 0},
		"some taken":    {func(i int) int { return 550 * min(i%3, 1) }, one, 8},
		"other senders": {func(int) int { return 550 }, func(i int) string { return fmt.Sprint(i/2, "@example.com") }, 12},
	} {
		if counts, err := refuse(12, c.code, c.from, 1); err != nil || counts[drafts.StatusFailedPerm] != c.want {
			t.Errorf("%s: %v, %v", name, counts, err)
		}
	}
}

// Letters are begun together as far as they are small.
func TestGroups(t *testing.T) {
	o := newOffice(t)
	orders := many(40)
	for i := range orders[:4] {
		orders[i].Size = 600 << 10
	}
	orders[4].Size = 0
	if _, err := o.send(t.Context(), outbox.Outbox{}, orders); err != nil || !slices.Equal(o.groups, []int{1, 1, 1, 1, 1, 32, 3}) {
		t.Errorf("%v, %v", o.groups, err)
	}
	o = newOffice(t)
	paced := 0
	box := outbox.Outbox{Pace: func(context.Context) error { paced++; return nil }}
	if _, err := o.send(t.Context(), box, many(5)); err != nil || paced != 5 || len(o.groups) != 5 {
		t.Errorf("%v, %d, %v", o.groups, paced, err)
	}
}

// After a refusal that all would meet, the others are not tried.
func TestHalt(t *testing.T) {
	o := newOffice(t)
	o.lost["l3"] = true
	box := outbox.Outbox{Halt: func(*outbox.Failure) bool { return true }}
	counts, err := o.send(t.Context(), box, many(100))
	var halted *outbox.HaltedError
	if !errors.As(err, &halted) || counts[drafts.StatusSent] != 3 || counts[drafts.StatusUnknown] != 1 {
		t.Errorf("%v, %v", counts, err)
	}
}
