package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// simulation is a Journal and a Sender with delays and limits. It reports what must not happen as errors of the test.
type simulation struct {
	t             *testing.T
	disk          time.Duration // delay of Note
	wire          time.Duration // delay of EndData
	openLimit     int           // connections at one time; 0 is any number
	perConnection int           // messages that a connection takes; 0 is any number
	connectLimit  int           // connections in all; 0 is any number
	refusalDelay  time.Duration // delay of the refusal of a connection
	noPipelining  bool
	noReply       map[string]bool                                  // letters whose dot gets no reply
	from          map[string]string                                // senders of letters
	refused       map[string]int                                   // letters whose MAIL is refused, and the code
	daily         int                                              // letters that the account may send; 0 is any number
	full          *outbox.Failure                                  // of a connection that takes no more messages; nil is 421
	failures      func(id string, at outbox.Stage) *outbox.Failure // of letters, at MAIL and at the dot; nil is none

	mu       sync.Mutex
	recorded map[string]drafts.Status
	begun    map[string]bool
	data     map[string]int // how many connections have the data of a letter, and wait for its dot
	arrived  map[string]int
	groups   []int // sizes of the groups that were begun
	notes    int
	open     int // connections
	opened   int // connections so far
	tried    int // calls of Connect
	quits    int
	unknown  int // the most letters that a crash would have left unknown at any time
	held     int // the most letters that were begun and not ended at any time

	elsewhere func(id string) bool // whether another process has a letter; nil is none
}

func newSimulation(t *testing.T) *simulation {
	return &simulation{
		t: t, recorded: map[string]drafts.Status{}, begun: map[string]bool{}, data: map[string]int{},
		arrived: map[string]int{}, noReply: map[string]bool{},
	}
}

func (s *simulation) Begin(_ context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups = append(s.groups, len(orders))
	var all []outbox.Begun
	for _, order := range orders {
		if s.elsewhere != nil && s.elsewhere(order.ID) {
			all = append(all, outbox.Begun{Err: &outbox.BusyError{ID: order.ID, Status: drafts.StatusSending}})
			continue
		}
		if s.begun[order.ID] {
			s.t.Errorf("%s was begun twice", order.ID)
		}
		if s.daily > 0 && len(s.begun) >= s.daily {
			all = append(all, outbox.Begun{Err: &outbox.LimitError{ID: order.ID, Account: order.Account, Limit: s.daily, Sent: s.daily}})
			continue
		}
		s.begun[order.ID] = true
		ended := 0
		for _, status := range s.recorded {
			if status != drafts.StatusCommitting {
				ended++
			}
		}
		s.held = max(s.held, len(s.begun)-ended)
		all = append(all, outbox.Begun{Message: outbox.Message{ID: order.ID, From: s.from[order.ID]}})
	}
	return all, nil
}

func (s *simulation) Note(_ context.Context, entries []outbox.Entry) error {
	time.Sleep(s.disk)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes++
	for _, e := range entries {
		if e.Status == drafts.StatusCommitting && s.data[e.ID] != 1 {
			s.t.Errorf("%s is recorded as committing, and its data was given on %d connections", e.ID, s.data[e.ID])
		}
		before := s.recorded[e.ID]
		if before != "" && before != drafts.StatusCommitting || e.Status == drafts.StatusSent && before == "" {
			s.t.Errorf("%s is noted as %s after %q", e.ID, e.Status, before)
		}
		s.recorded[e.ID] = e.Status
	}
	unknown := 0
	for _, status := range s.recorded {
		if status == drafts.StatusCommitting {
			unknown++
		}
	}
	s.unknown = max(s.unknown, unknown)
	return nil
}

func (s *simulation) Connect(context.Context) (outbox.Connection, error) {
	s.mu.Lock()
	refused := s.connectLimit > 0 && s.opened == s.connectLimit
	s.tried++
	tried := s.tried
	s.mu.Unlock()
	if refused {
		time.Sleep(s.refusalDelay * time.Duration(tried%3)) // some are refused sooner than others
		return nil, failure(outbox.StageGreeting, 421)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.openLimit > 0 && s.open == s.openLimit {
		return nil, failure(outbox.StageGreeting, 421)
	}
	s.open++
	s.opened++
	return &simulatedConnection{simulation: s}, nil
}

// simulatedConnection is a connection of a simulation.
type simulatedConnection struct {
	*simulation
	current   string // the message of the last Data
	announced string // the message whose envelope went along with a dot
	carried   int
	closed    bool
}

func (c *simulatedConnection) Data(ctx context.Context, m outbox.Message) error {
	if c.announced != "" && c.announced != m.ID {
		c.t.Errorf("%s is offered after the envelope of %s", m.ID, c.announced)
	}
	c.current, c.announced = m.ID, ""
	if code := c.refused[m.ID]; code > 0 {
		return failure(outbox.StageMail, code)
	}
	if f := c.fails(m.ID, outbox.StageMail); f != nil {
		return f
	}
	if c.perConnection > 0 && c.carried == c.perConnection {
		if c.full != nil {
			return c.full
		}
		return failure(outbox.StageMail, 421)
	}
	if ctx.Err() != nil {
		return &outbox.Failure{Stage: outbox.StageMail, Err: ctx.Err()}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.data[m.ID]++
	return nil
}

func (c *simulatedConnection) EndData(_ context.Context, next *outbox.Message) (outbox.Reply, error) {
	c.mu.Lock()
	if c.recorded[c.current] != drafts.StatusCommitting {
		c.t.Errorf("the end of %s is sent, and is noted as %q", c.current, c.recorded[c.current])
	}
	c.data[c.current]--
	if f := c.fails(c.current, outbox.StageDot); f != nil {
		c.mu.Unlock()
		if next != nil && !c.noPipelining {
			c.announced = next.ID
		}
		return outbox.Reply{}, f
	}
	c.arrived[c.current]++
	lost := c.noReply[c.current]
	c.mu.Unlock()
	time.Sleep(c.wire)
	c.carried++
	if next != nil && !c.noPipelining {
		c.announced = next.ID
	}
	if lost {
		return outbox.Reply{}, failure(outbox.StageDot, 0)
	}
	return outbox.Reply{Code: 250}, nil
}

func (s *simulation) fails(id string, at outbox.Stage) *outbox.Failure {
	if s.failures == nil {
		return nil
	}
	return s.failures(id, at)
}

func (c *simulatedConnection) Quit() {
	if c.announced != "" {
		c.t.Errorf("a goodbye after the envelope of %s", c.announced)
	}
	c.mu.Lock()
	c.quits++
	if status := c.recorded[c.current]; status == drafts.StatusCommitting {
		c.t.Errorf("a goodbye while the result of %s is not recorded", c.current)
	}
	c.mu.Unlock()
	c.Close()
}

func (c *simulatedConnection) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		c.t.Error("a connection is closed twice")
	}
	c.closed = true
	c.open--
}

// many returns orders of small letters.
func many(n int) []outbox.Order {
	var all []outbox.Order
	for i := range n {
		all = append(all, outbox.Order{ID: fmt.Sprint("l", i), Size: 1000})
	}
	return all
}

// send sends letters and counts the results by status. It checks that every letter was recorded and reported as it went.
func (s *simulation) send(ctx context.Context, box outbox.Outbox, orders []outbox.Order) (map[drafts.Status]int, error) {
	box.Journal, box.Sender = s, s
	counts := map[drafts.Status]int{}
	told := map[string]bool{}
	err := box.Send(ctx, slices.Values(orders), func(r outbox.Result) {
		if told[r.ID] {
			s.t.Errorf("%s is told twice", r.ID)
		}
		told[r.ID] = true
		counts[r.Status]++
	})
	for id, status := range s.recorded {
		if s.arrived[id] > 1 || s.arrived[id] == 1 && status != drafts.StatusSent && status != drafts.StatusUnknown ||
			s.arrived[id] == 0 && status != drafts.StatusQueued && status != drafts.StatusFailedTemp && status != drafts.StatusFailedPerm {
			s.t.Errorf("%s arrived %d times, and is noted as %s", id, s.arrived[id], status)
		}
	}
	for id := range s.begun {
		if status := s.recorded[id]; status == "" || status == drafts.StatusCommitting {
			s.t.Errorf("%s was begun and left as %q", id, status)
		}
	}
	if s.open != 0 {
		s.t.Errorf("%d connections are left open", s.open)
	}
	return counts, err
}

// Each letter arrives once, after its record, for any number of connections and any delays.
func TestManyConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct{ connections, limit, most int }{
			{1, 0, 0}, {4, 0, 0}, {10, 0, 0}, {4, 2, 0}, {4, 0, 7}, {10, 1, 3},
		} {
			for _, pace := range []struct{ disk, wire time.Duration }{{0, 0}, {time.Millisecond, 0}, {0, time.Millisecond}} {
				s := newSimulation(t)
				s.disk, s.wire, s.openLimit, s.perConnection = pace.disk, pace.wire, c.limit, c.most
				counts, err := s.send(t.Context(), outbox.Outbox{Connections: c.connections}, many(200))
				if err != nil || counts[drafts.StatusSent] != 200 {
					t.Errorf("%+v, %+v: %v, %v", c, pace, counts, err)
				}
				if c.most == 0 && s.opened > max(c.connections, 1) {
					t.Errorf("%+v: %d connections were made", c, s.opened)
				}
			}
		}
	})
}

// Whenever the process is killed, at most as many letters are unknown as there are connections. Note checks that a
// letter is recorded as committing only while the server waits for its dot.
func TestUnknownAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, connections := range []int{1, 4, 10} {
			for _, pipelining := range []bool{true, false} {
				for _, pace := range []struct{ disk, wire time.Duration }{{time.Millisecond, 0}, {0, time.Millisecond}} {
					s := newSimulation(t)
					s.disk, s.wire, s.perConnection, s.noPipelining = pace.disk, pace.wire, 9, !pipelining
					for i := 5; i < 200; i += 20 {
						s.noReply[fmt.Sprint("l", i)] = true
					}
					counts, err := s.send(t.Context(), outbox.Outbox{Connections: connections}, many(200))
					if err != nil || counts[drafts.StatusSent] != 190 || counts[drafts.StatusUnknown] != 10 || s.unknown > connections {
						t.Errorf("%d connections, %+v: %v, %d letters unknown at one time, %v", connections, pace, counts, s.unknown, err)
					}
				}
			}
		}
	})
}

// Several connections share a Note.
func TestConnectionsShareNotes(t *testing.T) {
	s := newSimulation(t)
	s.disk = time.Millisecond
	if _, err := s.send(t.Context(), outbox.Outbox{Connections: 10}, many(200)); err != nil || s.notes > 150 {
		t.Errorf("%d notes of 200 letters, %v", s.notes, err)
	}
}

// After a cancelled run the status of every letter is known.
func TestLeavingMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for after := range 20 {
			s := newSimulation(t)
			s.disk = 200 * time.Microsecond
			ctx, cancel := context.WithCancel(t.Context())
			var ends atomic.Int32
			counts, err := s.send(ctx, outbox.Outbox{Connections: 3, Committed: func(string) {
				if int(ends.Add(1)) == 5*after+1 {
					cancel()
				}
			}}, many(200))
			if !errors.Is(err, context.Canceled) || counts[drafts.StatusSent] < 5*after || counts[drafts.StatusSent] == 200 {
				t.Errorf("after %d: %v, %v", 5*after, counts, err)
			}
		}
	})
}

// The run ends if the only connection is lost while others are being made, and all of them fail.
func TestNoConnectionIsLeft(t *testing.T) {
	for range 5 {
		s := newSimulation(t)
		s.connectLimit, s.refusalDelay = 1, 2*time.Millisecond
		s.noReply["l1"] = true
		counts, err := s.send(t.Context(), outbox.Outbox{Connections: 4}, many(200))
		if err == nil || counts[drafts.StatusSent] != 1 || counts[drafts.StatusUnknown] != 1 {
			t.Fatalf("%v, %v", counts, err)
		}
	}
}

// A connection that is refused after all letters were sent is no reason to stop.
func TestLateRefusal(t *testing.T) {
	s := newSimulation(t)
	s.connectLimit, s.refusalDelay = 1, 20*time.Millisecond
	counts, err := s.send(t.Context(), outbox.Outbox{Connections: 4}, many(3))
	if err != nil || counts[drafts.StatusSent] != 3 {
		t.Errorf("%v, %v", counts, err)
	}
}

// If a connection is lost and cannot be made again, the other connections send its letters.
func TestOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for lost := range 20 {
			s := newSimulation(t)
			s.disk, s.wire = 200*time.Microsecond, time.Duration(100+10*lost)*time.Microsecond
			s.connectLimit = 2
			s.noReply[fmt.Sprint("l", 100+lost)] = true
			counts, err := s.send(t.Context(), outbox.Outbox{Connections: 2}, many(200))
			if err != nil || counts[drafts.StatusUnknown] != 1 || counts[drafts.StatusSent] != 199 {
				t.Errorf("%v, %v", counts, err)
			}
		}
	})
}

// A letter whose dot got no reply is unknown, and the others are sent.
func TestLostAnswers(t *testing.T) {
	s := newSimulation(t)
	for i := 0; i < 200; i += 10 {
		s.noReply[fmt.Sprint("l", i)] = true
	}
	counts, err := s.send(t.Context(), outbox.Outbox{Connections: 4}, many(200))
	if err != nil || counts[drafts.StatusUnknown] != 20 || counts[drafts.StatusSent] != 180 {
		t.Errorf("%v, %v", counts, err)
	}
}

// The run ends after three dots in a row without a reply. Other connections may have one letter each in flight then.
func TestSilence(t *testing.T) {
	for _, connections := range []int{1, 4} {
		s := newSimulation(t)
		s.disk = 100 * time.Microsecond
		for i := range 200 {
			s.noReply[fmt.Sprint("l", i)] = i > 1 || connections > 1
		}
		counts, err := s.send(t.Context(), outbox.Outbox{Connections: connections}, many(200))
		var silent *outbox.NoReplyError
		if n := counts[drafts.StatusUnknown]; !errors.As(err, &silent) || n < 3 || n > 2+connections || counts[drafts.StatusSent] > 2 {
			t.Errorf("%d connections: %v, %v", connections, counts, err)
		}
	}
	// Any reply in between, even a refusal, restarts the count.
	s := newSimulation(t)
	for i := range 12 {
		s.noReply[fmt.Sprint("l", i)] = i%3 > 0
	}
	if counts, err := s.send(t.Context(), outbox.Outbox{}, many(12)); err != nil || counts[drafts.StatusUnknown] != 8 {
		t.Errorf("%v, %v", counts, err)
	}
}

// The run ends if the server rejects one sender several times in a row for good. A refusal of a letter, or of another
// sender, restarts the count.
func TestBarred(t *testing.T) {
	refuse := func(n int, code func(i int) int, from func(i int) string, connections int) (map[drafts.Status]int, error) {
		s := newSimulation(t)
		s.from, s.refused = map[string]string{}, map[string]int{}
		for i := range n {
			id := fmt.Sprint("l", i)
			s.from[id], s.refused[id] = from(i), code(i)
		}
		counts, err := s.send(t.Context(), outbox.Outbox{Connections: connections}, many(n))
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

// Once an account may send no more today, its letters are neither begun nor paced, and each is reported; those of another account go.
func TestDailyLimit(t *testing.T) {
	s := newSimulation(t)
	s.daily = 3
	orders := many(40)
	orders[39].Account = "other"
	over, paced := 0, 0
	box := outbox.Outbox{Journal: s, Sender: s, Pace: func(context.Context) error { paced++; return nil }}
	err := box.Send(t.Context(), slices.Values(orders), func(r outbox.Result) {
		var full *outbox.LimitError
		switch {
		case errors.As(r.Err, &full):
			over++
			if full.ID != r.ID || full.Limit != 3 || r.Status != "" {
				t.Errorf("got %+v, %+v", r, full)
			}
		case r.Status != drafts.StatusSent:
			t.Errorf("got %+v", r)
		}
	})
	if err != nil || over != 37 || paced != 4 || len(s.groups) != 5 {
		t.Errorf("%v; %d over the limit, %d paced, groups %v", err, over, paced, s.groups)
	}
}

// If the pace cannot be kept, the run ends and says why.
func TestBrokenPace(t *testing.T) {
	s := newSimulation(t)
	broken := errors.New("the disk is full")
	paced := 0
	box := outbox.Outbox{Pace: func(context.Context) error {
		if paced++; paced == 3 {
			return broken
		}
		return nil
	}}
	counts, err := s.send(t.Context(), box, many(5))
	if !errors.Is(err, broken) || counts[""] != 1 || counts[drafts.StatusSent]+counts[drafts.StatusQueued] != 2 {
		t.Errorf("%v, %v", counts, err)
	}
}
