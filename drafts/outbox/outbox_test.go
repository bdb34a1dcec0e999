package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// spy is a Journal and a Sender that list the calls of both in their order.
type spy struct {
	mu     sync.Mutex
	events []string
	orders []outbox.Order // of Begin
	// fail has the errors of events, by their text in events.
	fail map[string]error
	// connected counts connections; offered counts the messages of the current one.
	connected, offered int
	current            string // the message of the last Data
	perConnection      int    // messages that a connection takes; 0 is any number
	cancel             context.CancelFunc
	cancelAt           string
}

func (w *spy) event(format string, args ...any) error {
	event := fmt.Sprintf(format, args...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, event)
	if event == w.cancelAt {
		w.cancel()
	}
	return w.fail[event]
}

// of returns the events of one letter, and those of its connection except quit.
func (w *spy) of(id string) string {
	var mine []string
	for _, event := range w.events {
		if words := strings.Fields(event); event != "quit" && (len(words) == 1 || words[1] == id) {
			mine = append(mine, event)
		}
	}
	return strings.Join(mine, ", ")
}

func (w *spy) has(event string) bool { return slices.Contains(w.events, event) }

func (w *spy) Begin(_ context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	var all []outbox.Begun
	for _, o := range orders {
		w.orders = append(w.orders, o)
		err := w.event("begin %s", o.ID)
		var journal *brokenJournal
		if errors.As(err, &journal) {
			return nil, err
		}
		all = append(all, outbox.Begun{
			Message: outbox.Message{ID: o.ID, From: "a@example.com", To: []string{"b@example.com"}, Wire: []byte("x\r\n")}, Err: err,
		})
	}
	return all, nil
}

// brokenJournal is an error of a whole journal.
type brokenJournal struct{}

func (*brokenJournal) Error() string { return "the disk is full" }

func (w *spy) Note(_ context.Context, entries []outbox.Entry) error {
	var errs []error
	for _, e := range entries {
		errs = append(errs, w.event("note %s %s", e.ID, e.Status))
	}
	return errors.Join(errs...)
}

func (w *spy) Connect(context.Context) (outbox.Connection, error) {
	if err := w.event("connect"); err != nil {
		return nil, err
	}
	w.connected++
	w.offered = 0
	return w, nil
}

func (w *spy) Data(ctx context.Context, m outbox.Message) error {
	w.offered++
	w.current = m.ID
	if err := w.event("data %s", m.ID); err != nil {
		return err
	}
	if w.perConnection > 0 && w.offered > w.perConnection {
		return &outbox.Failure{Stage: outbox.StageMail, Reply: outbox.Reply{Code: 421, Text: "too many"}}
	}
	return ctx.Err()
}

func (w *spy) EndData(ctx context.Context, _ *outbox.Message) (outbox.Reply, error) {
	if err := w.event("dot %s", w.current); err != nil {
		return outbox.Reply{}, err
	}
	if ctx.Err() != nil {
		return outbox.Reply{}, &outbox.Failure{Stage: outbox.StageDot, Err: ctx.Err()}
	}
	return outbox.Reply{Code: 250, Text: "queued"}, nil
}

func (w *spy) Quit()  { _ = w.event("quit") }
func (w *spy) Close() { _ = w.event("close") }

func orders(ids ...string) iter.Seq[outbox.Order] { return slices.Values(list(ids...)) }

func list(ids ...string) []outbox.Order {
	var list []outbox.Order
	for _, id := range ids {
		list = append(list, outbox.Order{ID: id})
	}
	return list
}

func failure(stage outbox.Stage, code int) *outbox.Failure {
	f := &outbox.Failure{Stage: stage, Reply: outbox.Reply{Code: code, Text: "no"}}
	if code == 0 {
		f.Err = errors.New("the connection broke")
	}
	return f
}

// The calls of the journal and of the sender, in their order, for one letter and everything that may happen to it.
func TestOneLetter(t *testing.T) {
	const good = "begin 1, connect, data 1, note 1 committing, dot 1, note 1 sent"
	full := errors.New("the disk is full")
	for name, c := range map[string]struct {
		fail   map[string]error
		want   string
		status drafts.Status
		stops  bool // Send returns an error
	}{
		"taken":           {nil, good, drafts.StatusSent, false},
		"refused for now": {map[string]error{"data 1": failure(outbox.StageRecipient, 450)}, "begin 1, connect, data 1, note 1 failed-temp", drafts.StatusFailedTemp, false},
		"refused":         {map[string]error{"data 1": failure(outbox.StageRecipient, 550)}, "begin 1, connect, data 1, note 1 failed-perm", drafts.StatusFailedPerm, false},
		"broken before its end": {
			map[string]error{"data 1": failure(outbox.StageBody, 0)}, "begin 1, connect, data 1, close, note 1 failed-temp", drafts.StatusFailedTemp, false,
		},
		"never to be taken": {
			map[string]error{"data 1": &outbox.Failure{Stage: outbox.StageMail, Final: true, Err: errors.New("too large")}},
			"begin 1, connect, data 1, note 1 failed-perm", drafts.StatusFailedPerm, false,
		},
		"end refused for now": {
			map[string]error{"dot 1": failure(outbox.StageDot, 451)}, "begin 1, connect, data 1, note 1 committing, dot 1, note 1 failed-temp", drafts.StatusFailedTemp, false,
		},
		"end refused": {
			map[string]error{"dot 1": failure(outbox.StageDot, 554)}, "begin 1, connect, data 1, note 1 committing, dot 1, note 1 failed-perm", drafts.StatusFailedPerm, false,
		},
		"no answer to the end": {
			map[string]error{"dot 1": failure(outbox.StageDot, 0)}, "begin 1, connect, data 1, note 1 committing, dot 1, close, note 1 unknown", drafts.StatusUnknown, false,
		},
		"an answer that is none": {
			map[string]error{"dot 1": failure(outbox.StageDot, 354)}, "begin 1, connect, data 1, note 1 committing, dot 1, close, note 1 unknown", drafts.StatusUnknown, false,
		},
		"an error of no kind": {
			map[string]error{"dot 1": errors.New("?")}, "begin 1, connect, data 1, note 1 committing, dot 1, close, note 1 unknown", drafts.StatusUnknown, false,
		},
		"no connection":   {map[string]error{"connect": failure(outbox.StageConnect, 0)}, "begin 1, connect, note 1 queued", drafts.StatusQueued, true},
		"no login":        {map[string]error{"connect": failure(outbox.StageAuth, 535)}, "begin 1, connect, note 1 queued", drafts.StatusQueued, true},
		"sent before":     {map[string]error{"begin 1": &outbox.AlreadySentError{ID: "0"}}, "begin 1", "", false},
		"busy":            {map[string]error{"begin 1": &outbox.BusyError{ID: "1"}}, "begin 1", "", false},
		"changed":         {map[string]error{"begin 1": &outbox.ChangedError{ID: "1"}}, "begin 1", "", false},
		"unsendable":      {map[string]error{"begin 1": &outbox.UnsendableError{ID: "1", Err: full}}, "begin 1", "", false},
		"no journal":      {map[string]error{"begin 1": &brokenJournal{}}, "begin 1", "", true},
		"no record first": {map[string]error{"note 1 committing": full}, "begin 1, connect, data 1, note 1 committing, close, note 1 queued", drafts.StatusQueued, true},
		"no record after": {map[string]error{"note 1 sent": full}, good, drafts.StatusSent, true},
	} {
		w := &spy{fail: c.fail}
		var results []outbox.Result
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), orders("1"), func(r outbox.Result) { results = append(results, r) })
		if got := w.of("1"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
		// Every connection ends with either quit or close.
		quit, closed, connected := w.has("quit"), w.has("close"), w.has("data 1")
		if quit == closed && connected || quit && !connected {
			t.Errorf("%s: %v", name, w.events)
		}
		if (err != nil) != c.stops || len(results) != 1 || results[0].Status != c.status {
			t.Errorf("%s: %v, %+v", name, err, results)
		}
	}
}

// The dot is sent only after the committing record, whatever the journal fails to do.
func TestTheRecordComesFirst(t *testing.T) {
	w := &spy{fail: map[string]error{"note 1 committing": errors.New("the disk is full"), "note 1 queued": errors.New("still full")}}
	err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), orders("1", "2"), func(outbox.Result) {})
	if err == nil || w.has("dot 1") || w.has("data 2") {
		t.Errorf("%v, %v", err, w.events)
	}
}

// If a letter cannot be begun, the others are sent, and the journal gets the orders unchanged.
func TestTheOthersGoOn(t *testing.T) {
	full := errors.New("the disk is full")
	for name, cause := range map[string]error{
		"busy":       &outbox.BusyError{ID: "1"},
		"before":     &outbox.AlreadySentError{ID: "0"},
		"changed":    &outbox.ChangedError{ID: "1"},
		"unsendable": &outbox.UnsendableError{ID: "1", Err: full},
		"wrapped":    fmt.Errorf("in the store: %w", &outbox.UnsendableError{ID: "1", Err: full}),
	} {
		w := &spy{fail: map[string]error{"begin 1": cause}}
		given := []outbox.Order{{ID: "1", Digest: "d1", Account: "work"}, {ID: "2", Digest: "d2", Account: "home"}}
		var results []outbox.Result
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), slices.Values(given), func(r outbox.Result) { results = append(results, r) })
		if err != nil || len(results) != 2 || !errors.Is(results[0].Err, cause) || results[1].Status != drafts.StatusSent {
			t.Errorf("%s: %v, %+v", name, err, results)
		}
		if !slices.Equal(w.orders, given) {
			t.Errorf("%s: begun %+v", name, w.orders)
		}
	}
	if !errors.Is(&outbox.UnsendableError{ID: "1", Err: full}, full) {
		t.Error("an unsendable letter does not say why")
	}
}

// One connection carries all letters. If a server closes it between two of them, another is made, once for each letter.
func TestConnectionsAreKept(t *testing.T) {
	all := list("1", "2", "3", "4", "5")
	for most, connections := range map[int]int{0: 1, 2: 3, 1: 5} {
		w := &spy{perConnection: most}
		sent := 0
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), slices.Values(all), func(r outbox.Result) {
			if r.Status == drafts.StatusSent {
				sent++
			}
		})
		if err != nil || sent != len(all) || w.connected != connections {
			t.Errorf("at most %d: sent %d over %d connections, want %d: %v\n%v", most, sent, w.connected, connections, err, w.events)
		}
	}
	for stage, connections := range map[outbox.Stage]int{ // only at MAIL may it have been the connection
		outbox.StageMail: 3, outbox.StageRecipient: 2, outbox.StageData: 2, outbox.StageBody: 2,
	} {
		w := &spy{fail: map[string]error{"data 2": failure(stage, 0)}}
		var statuses []drafts.Status
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), slices.Values(all[:3]), func(r outbox.Result) { statuses = append(statuses, r.Status) })
		want := []drafts.Status{drafts.StatusSent, drafts.StatusFailedTemp, drafts.StatusSent}
		if err != nil || !slices.Equal(statuses, want) || w.connected != connections {
			t.Errorf("broken at %s: %v, %v\n%v", stage, err, statuses, w.events)
		}
	}
}

// If the run is cancelled before the dot of a letter, the letter is queued. After the dot, the reply is awaited until
// the grace period ends.
func TestLeaving(t *testing.T) {
	for at, want := range map[string]string{
		"connect":           "begin 1, connect, data 1, note 1 queued",
		"data 1":            "begin 1, connect, data 1, note 1 queued",
		"note 1 committing": "begin 1, connect, data 1, note 1 committing, dot 1, note 1 sent",
		"dot 1":             "begin 1, connect, data 1, note 1 committing, dot 1, note 1 sent",
		"note 1 sent":       "begin 1, connect, data 1, note 1 committing, dot 1, note 1 sent",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		w := &spy{cancel: cancel, cancelAt: at}
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(ctx, orders("1", "2"), func(outbox.Result) {})
		got := strings.ReplaceAll(w.of("1"), ", close", "") // the connection may be closed at any time
		if got != want || at != "note 1 sent" && w.has("data 2") || !errors.Is(err, context.Canceled) {
			t.Errorf("left at %s: %v\n got %s\nwant %s", at, err, got, want)
		}
	}
	grace, end := context.WithCancel(t.Context())
	w := &spy{cancel: end, cancelAt: "dot 1"}
	var results []outbox.Result
	_ = (&outbox.Outbox{Journal: w, Sender: w, GracePeriod: grace}).Send(t.Context(), orders("1"), func(r outbox.Result) { results = append(results, r) })
	if len(results) != 1 || results[0].Status != drafts.StatusUnknown {
		t.Errorf("%+v", results)
	}
}

// Committed is called between the record and the dot.
func TestCommitted(t *testing.T) {
	w := &spy{}
	o := &outbox.Outbox{Journal: w, Sender: w, Committed: func(id string) { _ = w.event("told %s", id) }}
	if err := o.Send(t.Context(), orders("1"), func(outbox.Result) {}); err != nil {
		t.Fatal(err)
	}
	if got := w.of("1"); !strings.Contains(got, "note 1 committing, told 1, dot 1") {
		t.Error(got)
	}
}

func TestErrorsSayWhatTheyAre(t *testing.T) {
	for _, err := range []error{
		failure(outbox.StageData, 554), failure(outbox.StageBody, 0), &outbox.Failure{Stage: outbox.StageHello},
		&outbox.BusyError{ID: "k7", Status: drafts.StatusSending}, &outbox.AlreadySentError{ID: "k7", Status: drafts.StatusSent, At: time.Unix(0, 0)},
		&outbox.ChangedError{ID: "k7"}, &outbox.UnsendableError{ID: "k7", Err: errors.New("damaged")},
	} {
		if text := err.Error(); text == "" || strings.Contains(text, "%!") {
			t.Errorf("%#v says %q", err, text)
		}
	}
}
