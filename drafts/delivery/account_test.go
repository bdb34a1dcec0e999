package delivery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

func TestParseRate(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 0, "30/m": 2 * time.Second, "2/s": 500 * time.Millisecond, "1/H": time.Hour} {
		if got, ok := ParseRate(text); !ok || got != want {
			t.Errorf("%q: %s, %v", text, got, ok)
		}
	}
	for _, text := range []string{"30", "/m", "0/m", "-1/m", "1.5/m", "30/d", "30/", "30/m/s", "9999999/s", "３0/m"} {
		if got, ok := ParseRate(text); ok {
			t.Errorf("%q is taken for %s", text, got)
		}
	}
}

func FuzzParseRate(f *testing.F) {
	for _, text := range []string{"30/m", "2/s", "500/h", "0/m", "１/m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if every, ok := ParseRate(text); every < 0 || !ok && every != 0 || ok && text != "" && every == 0 {
			t.Errorf("%q: %s, %v", text, every, ok)
		}
	})
}

// The account is the one that all letters are from, or the only one.
func TestChooseAccount(t *testing.T) {
	work, home := smtp.Account{Name: "work", Address: "Work@example.com"}, smtp.Account{Name: "home", Address: "home@example.com"}
	from := func(addresses ...string) (items []*Item) {
		for _, address := range addresses {
			items = append(items, &Item{content: &content{record: drafts.Record{From: address}}})
		}
		return items
	}
	tests := []struct {
		items    []*Item
		accounts []smtp.Account
		want     string
	}{
		{from("work@example.com", "work@example.com"), []smtp.Account{home, work}, "work"},
		{from("work@example.com", "home@example.com"), []smtp.Account{home, work}, ""},
		{from("", "home@example.com"), []smtp.Account{home, work}, ""},
		{from(""), []smtp.Account{home, work}, ""},
		{from("other@example.com"), []smtp.Account{home, work}, ""},
		{from("other@example.com"), []smtp.Account{home}, "home"},
		{nil, []smtp.Account{home}, "home"},
		{nil, nil, ""},
	}
	for i, test := range tests {
		if got, ok := ChooseAccount(test.items, test.accounts); got.Name != test.want || ok != (test.want != "") {
			t.Errorf("%d: %q, %v", i, got.Name, ok)
		}
	}
}

// A daily limit keeps the first letters, and counts the others.
func TestApplyDailyLimit(t *testing.T) {
	p := planOf(t, "a", "b", "c")
	if limit, err := p.ApplyDailyLimit(t.Context()); limit != nil || err != nil || len(p.Items) != 3 {
		t.Errorf("without a limit: %+v, %v", limit, err)
	}
	p.Account = smtp.Account{Name: "work", Daily: 2}
	limit, err := p.ApplyDailyLimit(t.Context())
	if err != nil || limit == nil || *limit != (DailyLimit{Account: "work", Limit: 2, Held: 1}) || len(p.Items) != 2 {
		t.Errorf("%+v, %v, %d letters", limit, err, len(p.Items))
	}
	if r := p.Summarize(Outcome{}, false); r.Total != 3 || !r.Waits {
		t.Errorf("%+v", r)
	}
	p.Account.Daily = -1 // as if more were sent than may be
	var none *DailyLimitError
	if _, err := p.ApplyDailyLimit(t.Context()); !errors.As(err, &none) || none.Limit != -1 {
		t.Errorf("%v", err)
	}
}

// timed is a server that notes when each letter is given to it.
type timed struct {
	server
	mu    *sync.Mutex
	times *[]time.Time
}

func (s timed) Connect(context.Context) (outbox.Connection, error) { return s, nil }

func (s timed) Data(context.Context, outbox.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.times = append(*s.times, time.Now())
	return nil
}

// Several processes on one store together keep to the daily limit and to the pace of the account. What is over the limit waits.
func TestTogether(t *testing.T) {
	const limit, interval = 8, 10 * time.Millisecond
	folder := t.TempDir()
	var mu sync.Mutex
	var times []time.Time
	var group sync.WaitGroup
	sent, held := 0, 0
	var plans []*Plan
	for seat := range 3 {
		s, err := store.Open(folder, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		p := NewPlan(Options{Store: s, Now: time.Now})
		p.Account = smtp.Account{Name: "work", Address: "zhangsan@example.com", Daily: limit}
		for i := range 5 {
			id := fmt.Sprintf("s%dl%013d", seat, i)
			put(t, p, id, id, record("x@douyin.com"))
			if err := p.AddID(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(p.Compose(p.Items[i]), p.Freeze(t.Context(), p.Items[i])); err != nil {
				t.Fatal(err)
			}
		}
		plans = append(plans, p)
	}
	start := time.Now()
	for _, p := range plans {
		group.Go(func() {
			outcome := p.Send(context.Background(), SendOptions{Sender: timed{mu: &mu, times: &times}, Connections: 2, Interval: interval})
			r := p.Summarize(outcome, false)
			mu.Lock()
			defer mu.Unlock()
			sent += r.Sent
			if outcome.Limit != nil {
				held += outcome.Limit.Held
			}
			if outcome.Err != nil || r.Waits != (r.Sent < 5) || outcome.unknown > 0 {
				t.Errorf("%+v, %+v", outcome, r)
			}
		})
	}
	group.Wait()
	if sent != limit || held != 15-limit || len(times) != limit {
		t.Errorf("%d sent, %d held, %d reached the server", sent, held, len(times))
	}
	slices.SortFunc(times, time.Time.Compare)
	for i, at := range times {
		if at.Before(start.Add(time.Duration(i) * interval)) {
			t.Errorf("letter %d came after %s", i, at.Sub(start))
		}
	}
}

// Ctrl-C ends the wait for a turn at once, and gives it back.
func TestLeaveAWait(t *testing.T) {
	p := planOf(t)
	p.Account = smtp.Account{Name: "work"}
	ctx, stop := context.WithCancel(t.Context())
	pace := p.pace(SendOptions{Interval: time.Hour, Waiting: func(time.Duration) { stop() }})
	if err := p.pace(SendOptions{Interval: time.Hour})(ctx); err != nil {
		t.Fatal(err)
	}
	if err := pace(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	wait, _, err := p.options.Store.TakeTurn(t.Context(), "work", time.Minute)
	if err != nil || wait > time.Minute {
		t.Errorf("the next wait is %s, %v", wait, err)
	}
	if p.pace(SendOptions{}) != nil {
		t.Error("a pace without an interval")
	}
}
