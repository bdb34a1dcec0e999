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

// world is a journal and a sender that write down, in one list, what was asked of them.
type world struct {
	mu     sync.Mutex
	events []string
	orders []outbox.Order // that were begun
	// fail gives the error of an event, by its words; an event is as it is written down.
	fail map[string]error
	// connected counts connections; offered counts the messages of the current one.
	connected, offered int
	current            string // the message of the connection
	most               int    // messages that a connection takes; 0 is any number
	cancel             context.CancelFunc
	cancelAt           string
}

func (w *world) do(format string, args ...any) error {
	event := fmt.Sprintf(format, args...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, event)
	if event == w.cancelAt {
		w.cancel()
	}
	return w.fail[event]
}

// of gives what was asked about one letter, and of its connection until its goodbye, in order.
func (w *world) of(id string) string {
	var mine []string
	for _, event := range w.events {
		if words := strings.Fields(event); event != "quit" && (len(words) == 1 || words[1] == id) {
			mine = append(mine, event)
		}
	}
	return strings.Join(mine, ", ")
}

func (w *world) has(event string) bool { return slices.Contains(w.events, event) }

func (w *world) Begin(_ context.Context, orders []outbox.Order) ([]outbox.Begun, error) {
	var all []outbox.Begun
	for _, o := range orders {
		w.orders = append(w.orders, o)
		err := w.do("begin %s", o.ID)
		var journal *broken
		if errors.As(err, &journal) {
			return nil, err
		}
		all = append(all, outbox.Begun{
			Message: outbox.Message{ID: o.ID, From: "a@example.com", To: []string{"b@example.com"}, Wire: []byte("x\r\n")}, Err: err,
		})
	}
	return all, nil
}

// broken is a journal that is.
type broken struct{}

func (*broken) Error() string { return "the disk is full" }

func (w *world) Note(_ context.Context, entries []outbox.Entry) error {
	var errs []error
	for _, e := range entries {
		errs = append(errs, w.do("note %s %s", e.ID, e.Status))
	}
	return errors.Join(errs...)
}

func (w *world) Connect(context.Context) (outbox.Connection, error) {
	if err := w.do("connect"); err != nil {
		return nil, err
	}
	w.connected++
	w.offered = 0
	return w, nil
}

func (w *world) Data(ctx context.Context, m outbox.Message) error {
	w.offered++
	w.current = m.ID
	if err := w.do("offer %s", m.ID); err != nil {
		return err
	}
	if w.most > 0 && w.offered > w.most {
		return &outbox.Failure{Stage: outbox.StageMail, Reply: outbox.Reply{Code: 421, Text: "too many"}}
	}
	return ctx.Err()
}

func (w *world) EndData(ctx context.Context, _ *outbox.Message) (outbox.Reply, error) {
	if err := w.do("commit %s", w.current); err != nil {
		return outbox.Reply{}, err
	}
	if ctx.Err() != nil {
		return outbox.Reply{}, &outbox.Failure{Stage: outbox.StageDot, Err: ctx.Err()}
	}
	return outbox.Reply{Code: 250, Text: "queued"}, nil
}

func (w *world) Quit()  { _ = w.do("quit") }
func (w *world) Close() { _ = w.do("abort") }

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

// What is asked of the journal and the server, in which order, for one letter and whatever may happen to it.
func TestOneLetter(t *testing.T) {
	const good = "begin 1, connect, offer 1, note 1 committing, commit 1, note 1 sent"
	full := errors.New("the disk is full")
	for name, c := range map[string]struct {
		fail   map[string]error
		want   string
		status drafts.Status
		stops  bool // Send gives an error
	}{
		"taken":           {nil, good, drafts.StatusSent, false},
		"refused for now": {map[string]error{"offer 1": failure(outbox.StageRecipient, 450)}, "begin 1, connect, offer 1, note 1 failed-temp", drafts.StatusFailedTemp, false},
		"refused":         {map[string]error{"offer 1": failure(outbox.StageRecipient, 550)}, "begin 1, connect, offer 1, note 1 failed-perm", drafts.StatusFailedPerm, false},
		"broken before its end": {
			map[string]error{"offer 1": failure(outbox.StageBody, 0)}, "begin 1, connect, offer 1, abort, note 1 failed-temp", drafts.StatusFailedTemp, false,
		},
		"never to be taken": {
			map[string]error{"offer 1": &outbox.Failure{Stage: outbox.StageMail, Final: true, Err: errors.New("too large")}},
			"begin 1, connect, offer 1, note 1 failed-perm", drafts.StatusFailedPerm, false,
		},
		"end refused for now": {
			map[string]error{"commit 1": failure(outbox.StageDot, 451)}, "begin 1, connect, offer 1, note 1 committing, commit 1, note 1 failed-temp", drafts.StatusFailedTemp, false,
		},
		"end refused": {
			map[string]error{"commit 1": failure(outbox.StageDot, 554)}, "begin 1, connect, offer 1, note 1 committing, commit 1, note 1 failed-perm", drafts.StatusFailedPerm, false,
		},
		"no answer to the end": {
			map[string]error{"commit 1": failure(outbox.StageDot, 0)}, "begin 1, connect, offer 1, note 1 committing, commit 1, abort, note 1 unknown", drafts.StatusUnknown, false,
		},
		"an answer that is none": {
			map[string]error{"commit 1": failure(outbox.StageDot, 354)}, "begin 1, connect, offer 1, note 1 committing, commit 1, abort, note 1 unknown", drafts.StatusUnknown, false,
		},
		"an error of no kind": {
			map[string]error{"commit 1": errors.New("?")}, "begin 1, connect, offer 1, note 1 committing, commit 1, abort, note 1 unknown", drafts.StatusUnknown, false,
		},
		"no connection":   {map[string]error{"connect": failure(outbox.StageConnect, 0)}, "begin 1, connect, note 1 queued", drafts.StatusQueued, true},
		"no login":        {map[string]error{"connect": failure(outbox.StageAuth, 535)}, "begin 1, connect, note 1 queued", drafts.StatusQueued, true},
		"sent before":     {map[string]error{"begin 1": &outbox.AlreadySentError{ID: "0"}}, "begin 1", "", false},
		"busy":            {map[string]error{"begin 1": &outbox.BusyError{ID: "1"}}, "begin 1", "", false},
		"changed":         {map[string]error{"begin 1": &outbox.ChangedError{ID: "1"}}, "begin 1", "", false},
		"unsendable":      {map[string]error{"begin 1": &outbox.UnsendableError{ID: "1", Err: full}}, "begin 1", "", false},
		"no journal":      {map[string]error{"begin 1": &broken{}}, "begin 1", "", true},
		"no record first": {map[string]error{"note 1 committing": full}, "begin 1, connect, offer 1, note 1 committing, abort, note 1 queued", drafts.StatusQueued, true},
		"no record after": {map[string]error{"note 1 sent": full}, good, drafts.StatusSent, true},
	} {
		w := &world{fail: c.fail}
		var results []outbox.Result
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), orders("1"), func(r outbox.Result) { results = append(results, r) })
		if got := w.of("1"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
		// A connection is left with a goodbye, or without a word.
		quit, abort, connected := w.has("quit"), w.has("abort"), w.has("offer 1")
		if quit == abort && connected || quit && !connected {
			t.Errorf("%s: %v", name, w.events)
		}
		if (err != nil) != c.stops || len(results) != 1 || results[0].Status != c.status {
			t.Errorf("%s: %v, %+v", name, err, results)
		}
	}
}

// The end of a message is sent only after a record that says so; no fault of the journal changes that.
func TestTheRecordComesFirst(t *testing.T) {
	w := &world{fail: map[string]error{"note 1 committing": errors.New("the disk is full"), "note 1 queued": errors.New("still full")}}
	err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), orders("1", "2"), func(outbox.Result) {})
	if err == nil || w.has("commit 1") || w.has("offer 2") {
		t.Errorf("%v, %v", err, w.events)
	}
}

// A letter that cannot be begun does not keep the others from being sent, and its order reaches the journal as it was.
func TestTheOthersGoOn(t *testing.T) {
	full := errors.New("the disk is full")
	for name, cause := range map[string]error{
		"busy":       &outbox.BusyError{ID: "1"},
		"before":     &outbox.AlreadySentError{ID: "0"},
		"changed":    &outbox.ChangedError{ID: "1"},
		"unsendable": &outbox.UnsendableError{ID: "1", Err: full},
		"wrapped":    fmt.Errorf("in the store: %w", &outbox.UnsendableError{ID: "1", Err: full}),
	} {
		w := &world{fail: map[string]error{"begin 1": cause}}
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

// One connection carries all letters; one that a server ends between two of them is made anew, once for a letter.
func TestConnectionsAreKept(t *testing.T) {
	all := list("1", "2", "3", "4", "5")
	for most, connections := range map[int]int{0: 1, 2: 3, 1: 5} {
		w := &world{most: most}
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
	w := &world{fail: map[string]error{"offer 2": failure(outbox.StageMail, 0)}}
	var statuses []drafts.Status
	err := (&outbox.Outbox{Journal: w, Sender: w}).Send(t.Context(), slices.Values(all[:3]), func(r outbox.Result) { statuses = append(statuses, r.Status) })
	want := []drafts.Status{drafts.StatusSent, drafts.StatusFailedTemp, drafts.StatusSent}
	if err != nil || !slices.Equal(statuses, want) || w.connected != 3 {
		t.Errorf("%v, %v\n%v", err, statuses, w.events)
	}
}

// Who leaves before the end of a letter leaves it queued. After it the answer is waited for, until patience ends.
func TestLeaving(t *testing.T) {
	for at, want := range map[string]string{
		"connect":           "begin 1, connect, offer 1, note 1 queued",
		"offer 1":           "begin 1, connect, offer 1, note 1 queued",
		"note 1 committing": "begin 1, connect, offer 1, note 1 committing, commit 1, note 1 sent",
		"commit 1":          "begin 1, connect, offer 1, note 1 committing, commit 1, note 1 sent",
		"note 1 sent":       "begin 1, connect, offer 1, note 1 committing, commit 1, note 1 sent",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		w := &world{cancel: cancel, cancelAt: at}
		err := (&outbox.Outbox{Journal: w, Sender: w}).Send(ctx, orders("1", "2"), func(outbox.Result) {})
		got := strings.ReplaceAll(w.of("1"), ", abort", "") // when the connection is closed is of no matter
		if got != want || at != "note 1 sent" && w.has("offer 2") || !errors.Is(err, context.Canceled) {
			t.Errorf("left at %s: %v\n got %s\nwant %s", at, err, got, want)
		}
	}
	patience, end := context.WithCancel(t.Context())
	w := &world{cancel: end, cancelAt: "commit 1"}
	var results []outbox.Result
	_ = (&outbox.Outbox{Journal: w, Sender: w, GracePeriod: patience}).Send(t.Context(), orders("1"), func(r outbox.Result) { results = append(results, r) })
	if len(results) != 1 || results[0].Status != drafts.StatusUnknown {
		t.Errorf("%+v", results)
	}
}

// The hook is told between the record and the end.
func TestCommitted(t *testing.T) {
	w := &world{}
	o := &outbox.Outbox{Journal: w, Sender: w, Committed: func(id string) { _ = w.do("told %s", id) }}
	if err := o.Send(t.Context(), orders("1"), func(outbox.Result) {}); err != nil {
		t.Fatal(err)
	}
	if got := w.of("1"); !strings.Contains(got, "note 1 committing, told 1, commit 1") {
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
