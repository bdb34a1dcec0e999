package delivery

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// sharedPlans returns two plans with the same letters, over two stores in one folder, as two processes have them.
func sharedPlans(t *testing.T, count int) (one, two *Plan) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "store")
	open := func() *Plan {
		s, err := store.Open(folder, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		p := NewPlan(Options{Store: s, Now: func() time.Time { return today }})
		p.Account = smtp.Account{Name: "work"}
		return p
	}
	one, two = open(), open()
	for i := range count {
		id := idOf(i)
		l := store.Letter{ID: id, Content: []byte(`{}`), Keys: []drafts.Key{{Kind: drafts.KeyOther, Text: id}}, To: []string{"x@douyin.com"}}
		m := outbox.Message{From: "a@example.com", To: []string{"x@douyin.com"}, Wire: wire(id)}
		if err := one.options.Store.Adopt(t.Context(), l, m, store.Frozen{MessageID: "<" + id + "@example.com>"}, false); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []*Plan{one, two} {
		if err := p.AddWaiting(t.Context(), func(err error) { t.Error(err) }); err != nil {
			t.Fatal(err)
		}
	}
	return one, two
}

// wire returns the bytes of a small message.
func wire(id string) []byte {
	return []byte("From: a@example.com\r\nTo: x@douyin.com\r\nDate: Fri, 20 Nov 2026 10:00:00 +0800\r\nMessage-ID: <" + id +
		"@example.com>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + id + "\r\n")
}

func idOf(i int) string { return fmt.Sprintf("shared%010d", i) }

// begin makes another process begin a letter and record how far it comes.
func begin(t *testing.T, p *Plan, i int, statuses ...drafts.Status) {
	t.Helper()
	begun, err := p.options.Store.Begin(t.Context(), []outbox.Order{{ID: idOf(i)}})
	if err != nil || begun[0].Err != nil {
		t.Fatal(err, begun)
	}
	for _, status := range statuses {
		if err := p.options.Store.Note(t.Context(), []outbox.Entry{{ID: idOf(i), Status: status}}); err != nil {
			t.Fatal(err)
		}
	}
}

// sendTogether sends a plan as one of several processes do. Every letter must have one result.
func sendTogether(t *testing.T, p *Plan, s outbox.Sender) (Report, map[int]Result) {
	t.Helper()
	told := map[string]int{}
	outcome := p.Send(t.Context(), SendOptions{Sender: s, Shared: true, KeepResults: true, Each: func(r Result) { told[r.Item.ID]++ }})
	results := map[int]Result{}
	for i, r := range outcome.Results {
		if told[r.Item.ID] != 1 {
			t.Errorf("letter %d has %d results", i, told[r.Item.ID])
		}
		results[i] = r
	}
	return p.Summarize(outcome, false), results
}

// What other processes have is left to them, and told as far as it has come there.
func TestLettersOfOthers(t *testing.T) {
	const committing = drafts.StatusCommitting
	one, two := sharedPlans(t, 8)
	begin(t, two, 0, committing, drafts.StatusSent)
	begin(t, two, 1)
	begin(t, two, 2, committing, drafts.StatusFailedPerm)
	begin(t, two, 3, drafts.StatusFailedTemp)
	m := outbox.Message{ID: idOf(4), From: "b@example.com", To: []string{"x@douyin.com"}, Wire: wire("y")}
	if err := two.options.Store.Queue(t.Context(), m, store.Frozen{MessageID: "<y@example.com>"}, false, 0); err != nil {
		t.Fatal(err)
	}
	begin(t, two, 4, committing, drafts.StatusSent)
	if err := two.options.Store.Remove(t.Context(), idOf(5)); err != nil {
		t.Fatal(err)
	}
	begin(t, two, 6, drafts.StatusQueued)
	if _, err := two.options.Store.Progress(t.Context(), nil); err != nil { // which tells the database of the last one
		t.Fatal(err)
	}
	r, results := sendTogether(t, one, server{})
	for i, want := range []struct {
		kind    Kind
		status  drafts.Status
		changed bool
	}{
		{Elsewhere, drafts.StatusSent, false},
		{Elsewhere, drafts.StatusSending, false},
		{Elsewhere, drafts.StatusFailedPerm, false},
		{Elsewhere, drafts.StatusFailedTemp, false},
		{Elsewhere, drafts.StatusSent, true},
		{NotBegun, drafts.StatusQueued, false},
		{Sent, drafts.StatusSent, false},
		{Sent, drafts.StatusSent, false},
	} {
		if got := results[i]; got.Kind != want.kind || got.Status != want.status || got.Changed != want.changed {
			t.Errorf("letter %d: kind %d, %s, changed %v", i, got.Kind, got.Status, got.Changed)
		}
	}
	if r.End != EndPart || r.Sent != 2 || r.Elsewhere != 1 || r.Busy != 1 || r.Left != 4 || r.Total != 8 || !r.Waits {
		t.Errorf("%+v", r)
	}
	var c Counts
	for _, r := range results {
		c.Add(r)
	}
	if want := (Counts{Sent: 2, Elsewhere: 1, Busy: 1, Refused: 3, Changed: 1}); c != want {
		t.Errorf("%+v", c)
	}
}

// What the daily limit of the account leaves for tomorrow is that, unless another process has it.
func TestLimitAndOthers(t *testing.T) {
	one, two := sharedPlans(t, 4)
	one.Account.Daily = 1
	begin(t, two, 2, drafts.StatusCommitting, drafts.StatusSent)
	r, results := sendTogether(t, one, server{})
	if r.Sent != 1 || r.Elsewhere != 1 || r.Left != 2 || !r.Waits || r.End != EndPart || results[2].Kind != Elsewhere {
		t.Errorf("%+v", r)
	}
	for _, i := range []int{1, 3} {
		if results[i].Kind != NotTried || results[i].Limit == nil {
			t.Errorf("letter %d: %+v", i, results[i])
		}
	}
}

// If all that is left is with others, all is well; if they do not know whether one arrived, it is not.
func TestLeftToOthers(t *testing.T) {
	for status, want := range map[drafts.Status]End{drafts.StatusSent: EndAll, drafts.StatusCommitting: EndAll, drafts.StatusUnknown: EndUnknown} {
		one, two := sharedPlans(t, 2)
		begin(t, two, 0, drafts.StatusCommitting)
		if status != drafts.StatusCommitting {
			if err := two.options.Store.Note(t.Context(), []outbox.Entry{{ID: idOf(0), Status: status}}); err != nil {
				t.Fatal(err)
			}
		}
		if r, _ := sendTogether(t, one, server{}); r.End != want || r.Sent != 1 || r.Waits {
			t.Errorf("%s: %+v", status, r)
		}
	}
}

// leaver is a server in whose time another process ends.
type leaver struct {
	server
	leave func()
}

func (l leaver) Connect(context.Context) (outbox.Connection, error) {
	l.leave()
	return l.server, nil
}

// The letters of a process that ends before it has sent them are sent by another that had passed them.
func TestLettersAreTakenOver(t *testing.T) {
	for name, leave := range map[string]func(two *Plan) error{
		"stopped": func(two *Plan) error {
			return two.options.Store.Note(context.Background(), []outbox.Entry{{ID: idOf(0), Status: drafts.StatusQueued}, {ID: idOf(1), Status: drafts.StatusQueued}})
		},
		"died": func(two *Plan) error { return two.options.Store.Close() },
	} {
		one, two := sharedPlans(t, 4)
		begin(t, two, 0)
		begin(t, two, 1)
		left := false
		r, results := sendTogether(t, one, leaver{leave: func() {
			if !left {
				left = true
				if err := leave(two); err != nil {
					t.Error(err)
				}
			}
		}})
		if r.End != EndAll || r.Sent != 4 {
			t.Errorf("%s: %+v, %+v", name, r, results)
		}
	}
}

// Two processes that send the same letters at once send each of them once, and their reports agree.
func TestTwoSendTheSame(t *testing.T) {
	one, two := sharedPlans(t, 60)
	reports := make([]Report, 2)
	done := make(chan bool)
	go func() {
		reports[1] = two.Summarize(two.Send(context.Background(), SendOptions{Sender: server{}, Shared: true}), false)
		close(done)
	}()
	reports[0], _ = sendTogether(t, one, server{})
	<-done
	if reports[0].Sent+reports[1].Sent != 60 || slices.ContainsFunc(reports, func(r Report) bool { return r.End != EndAll }) {
		t.Errorf("%+v", reports)
	}
}
