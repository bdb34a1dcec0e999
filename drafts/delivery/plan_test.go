package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/attach"
	"draft/drafts/eml"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

var today = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// record returns what a short letter is made of.
func record(to ...string) drafts.Record {
	return drafts.Record{Subject: "关于充值退款的申请", Body: "您好！", To: to, Official: []string{"douyin.com"}, Written: today}
}

// put keeps a letter as a draft.
func put(t *testing.T, p *Plan, id, key string, r drafts.Record) store.Letter {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	l := store.Letter{ID: id, Kind: "refund", Subject: r.Subject, To: r.To, Keys: []drafts.Key{{Kind: drafts.KeyOther, Text: key}}, Content: data, Created: today}
	if err := p.options.Store.Put(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	return get(t, p, id)
}

func get(t *testing.T, p *Plan, id string) store.Letter {
	t.Helper()
	l, err := p.options.Store.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// newPlan returns a plan with an account over an empty store.
func newPlan(t *testing.T) *Plan {
	t.Helper()
	p := planOf(t)
	p.options.Now = func() time.Time { return today }
	p.options.NewID = func() string { return "file000000000001" }
	p.options.Cleaned = func([]string) {}
	p.Account = smtp.Account{Name: "work", Address: "zhangsan@example.com"}
	return p
}

// again returns a plan over the same store without letters.
func again(p *Plan) *Plan {
	fresh := NewPlan(p.options)
	fresh.Account = p.Account
	return fresh
}

// server is a sender that answers each letter with its reply.
type server struct{ failure *outbox.Failure }

func (s server) Connect(context.Context) (outbox.Connection, error) { return s, nil }
func (s server) Data(context.Context, outbox.Message) error         { return nil }
func (s server) Quit()                                              {}
func (s server) Close()                                             {}

func (s server) EndData(context.Context, *outbox.Message) (outbox.Reply, error) {
	if s.failure != nil {
		return outbox.Reply{}, s.failure
	}
	return outbox.Reply{Code: 250, Text: "ok"}, nil
}

// send adds a letter, and goes the whole way with it.
func send(t *testing.T, p *Plan, id string, s server) Report {
	t.Helper()
	if err := p.AddID(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	for _, item := range p.Items {
		if err := errors.Join(p.Compose(item), p.Freeze(t.Context(), item)); err != nil {
			t.Fatal(err)
		}
	}
	return p.Summarize(p.Send(t.Context(), SendOptions{Sender: s, KeepResults: true}), false)
}

// unanswered is the end of a letter to which no reply came.
var unanswered = &outbox.Failure{Stage: outbox.StageDot, Err: errors.New("broken")}

// A letter that was sent is not sent again; one with an unknown outcome is if a person says so, and nothing else is then.
func TestSendable(t *testing.T) {
	p := newPlan(t)
	put(t, p, "sent000000000001", "a", record("x@douyin.com"))
	put(t, p, "lost000000000001", "b", record("x@douyin.com"))
	put(t, p, "draft00000000001", "c", record("x@douyin.com"))
	if r := send(t, again(p), "sent000000000001", server{}); r.End != EndAll || r.Results[0].Kind != Sent || r.Results[0].Reply.Code != 250 {
		t.Errorf("%+v", r)
	}
	if r := send(t, again(p), "lost000000000001", server{unanswered}); r.End != EndUnknown || r.Results[0].Kind != Unknown {
		t.Errorf("%+v", r)
	}
	tests := []struct {
		id     string
		resend bool
		want   any
	}{
		{"sent000000000001", false, AlreadySent},
		{"sent000000000001", true, AlreadySent},
		{"lost000000000001", false, OutcomeUnknown},
		{"lost000000000001", true, nil},
		{"draft00000000001", false, nil},
		{"draft00000000001", true, Closed},
	}
	for _, test := range tests {
		q := again(p)
		q.options.Resend = test.resend
		err := q.AddID(t.Context(), test.id)
		var refused *NotSendableError
		if test.want == nil && err != nil || test.want != nil && (!errors.As(err, &refused) || refused.Reason != test.want) {
			t.Errorf("%s, resend %v: %v", test.id, test.resend, err)
		}
	}
	q := again(p)
	q.options.Resend = true
	if r := send(t, q, "lost000000000001", server{}); r.End != EndAll || get(t, p, "lost000000000001").Status != drafts.StatusSent {
		t.Errorf("%+v", r)
	}
	if err := p.options.Store.Remove(t.Context(), "draft00000000001"); err != nil {
		t.Fatal(err)
	}
	var refused *NotSendableError
	if err := again(p).AddID(t.Context(), "draft00000000001"); !errors.As(err, &refused) || refused.Reason != Removed {
		t.Errorf("%v", err)
	}
}

// Without a name, those letters are offered that can be sent, or resolved.
func TestCandidates(t *testing.T) {
	p := newPlan(t)
	var nothing *NothingToSendError
	if _, err := p.Candidates(t.Context(), false); !errors.As(err, &nothing) || nothing.Out {
		t.Errorf("%v", err)
	}
	put(t, p, "lost000000000001", "b", record("x@douyin.com"))
	send(t, again(p), "lost000000000001", server{unanswered})
	if _, err := p.Candidates(t.Context(), false); !errors.As(err, &nothing) || !nothing.Out {
		t.Errorf("%v", err)
	}
	if letters, err := p.Candidates(t.Context(), true); err != nil || len(letters) != 1 {
		t.Errorf("%v, %v", letters, err)
	}
	if letters, err := FindUnknown(t.Context(), p.options.Store, []string{"lost"}); err != nil || len(letters) != 1 {
		t.Errorf("%v, %v", letters, err)
	}
	for n := range WithContent + 1 {
		put(t, p, fmt.Sprintf("draft%011d", n+1), "c", record("x@douyin.com"))
	}
	letters, err := p.Candidates(t.Context(), false)
	if err != nil || len(letters) != WithContent+1 || letters[WithContent-1].Content == nil || letters[WithContent].Content != nil {
		t.Errorf("%d, %v", len(letters), err)
	}
	var closed *store.ClosedError
	if _, err := FindUnknown(t.Context(), p.options.Store, []string{"lost", "draft00000000001"}); !errors.As(err, &closed) {
		t.Errorf("%v", err)
	}
	if n, err := p.CountOtherUnknown(t.Context()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// A letter is named once.
func TestNamedTwice(t *testing.T) {
	p := newPlan(t)
	put(t, p, "draft00000000001", "c", record("x@douyin.com"))
	var twice *NamedTwiceError
	if err := errors.Join(p.AddID(t.Context(), "draft0"), p.AddID(t.Context(), "draft00000")); !errors.As(err, &twice) || twice.Name != "draft00000" {
		t.Errorf("%v", err)
	}
}

// A letter lacks a sender or a recipient until one is given; the recipient is saved.
func TestIncomplete(t *testing.T) {
	p := newPlan(t)
	put(t, p, "draft00000000001", "c", record())
	if err := p.AddID(t.Context(), "draft00000000001"); err != nil {
		t.Fatal(err)
	}
	item := p.Items[0]
	lacks := func(want Missing) {
		t.Helper()
		var missing *IncompleteError
		if err := p.Compose(item); !errors.As(err, &missing) || missing.Missing != want {
			t.Errorf("%v, want no %s", err, want)
		}
	}
	account := p.Account
	p.Account = smtp.Account{}
	lacks(MissingSender)
	p.Account = account
	lacks(MissingRecipient)
	if err := p.SetRecipients(t.Context(), item, []string{"x@douyin.com"}); err != nil {
		t.Fatal(err)
	}
	if err := p.Compose(item); err != nil || !slices.Equal(item.Recipients, []string{"x@douyin.com"}) || item.Info.From != account.Address {
		t.Errorf("%v, %+v", err, item)
	}
	if l := get(t, p, item.ID); !slices.Equal(l.To, []string{"x@douyin.com"}) {
		t.Errorf("kept with %v", l.To)
	}
	if err := p.Freeze(t.Context(), item); err != nil {
		t.Errorf("what was composed before the address was kept: %v", err)
	}
}

// With the date of an earlier plan, a letter has the bytes of that plan, and these are what is frozen.
func TestDate(t *testing.T) {
	p := newPlan(t)
	put(t, p, "draft00000000001", "c", record("x@douyin.com"))
	compose := func(p *Plan) *Item {
		t.Helper()
		if err := p.AddID(t.Context(), "draft00000000001"); err != nil {
			t.Fatal(err)
		}
		if err := p.Compose(p.Items[0]); err != nil {
			t.Fatal(err)
		}
		return p.Items[0]
	}
	shown := compose(again(p))
	later := again(p)
	later.options.Now = func() time.Time { return today.Add(time.Minute) }
	if item := compose(later); item.Info.Digest == shown.Info.Digest {
		t.Error("the date of the message is not the time")
	}
	dated := again(later)
	dated.options.Date = today
	item := compose(dated)
	if err := dated.Freeze(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	if l := get(t, p, item.ID); item.Text() != "您好！" || item.Info.Digest != shown.Info.Digest || l.Frozen.Digest != shown.Info.Digest {
		t.Errorf("%+v, want %+v", l.Frozen, shown.Info)
	}
}

// Other recipients make a frozen letter a draft, and what a person wanted for the first ones does not count for them.
func TestOtherRecipients(t *testing.T) {
	p := newPlan(t)
	put(t, p, "sent000000000001", "c", record("x@douyin.com"))
	put(t, p, "again00000000001", "c", record("x@douyin.com"))
	if r := send(t, again(p), "sent000000000001", server{}); r.End != EndAll {
		t.Fatalf("%+v", r)
	}
	first := again(p)
	if err := first.AddID(t.Context(), "again00000000001"); err != nil {
		t.Fatal(err)
	}
	first.Items[0].Again = true
	if err := errors.Join(first.Compose(first.Items[0]), first.Freeze(t.Context(), first.Items[0])); err != nil {
		t.Fatal(err)
	}
	next := again(p)
	if err := next.AddID(t.Context(), "again00000000001"); err != nil {
		t.Fatal(err)
	}
	item := next.Items[0]
	if err := next.SetRecipients(t.Context(), item, []string{"y@douyin.com", "x@douyin.com"}); err != nil {
		t.Fatal(err)
	}
	if l := get(t, p, item.ID); l.Status != drafts.StatusDraft || l.Frozen != nil {
		t.Errorf("%s, %+v", l.Status, l.Frozen)
	}
	if err := next.Compose(item); err != nil || !slices.Equal(item.Recipients, []string{"y@douyin.com", "x@douyin.com"}) {
		t.Errorf("%v, %q", err, item.Recipients)
	}
	if q, err := next.Questions(t.Context(), item); err != nil || len(q) != 1 || q[0].Earlier == nil {
		t.Errorf("%v, %+v", err, q)
	}
}

// A file that is not the one that the letter was written with is not sent, nor is a letter without its file.
func TestChangedFiles(t *testing.T) {
	p := newPlan(t)
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := record("x@douyin.com")
	r.Files = []drafts.RecordFile{{Path: path, Digest: attach.Digest([]byte("one"))}}
	put(t, p, "draft00000000001", "c", r)
	if err := p.AddID(t.Context(), "draft00000000001"); err != nil {
		t.Fatal(err)
	}
	item := p.Items[0]
	if err := p.Compose(item); err != nil || len(item.Files()) != 1 || item.Files()[0].Size != 3 {
		t.Errorf("%v, %+v", err, item)
	}
	if err := os.WriteFile(path, []byte("two"), 0o600); err != nil {
		t.Fatal(err)
	}
	var file *attach.Error
	q := again(p)
	if err := errors.Join(q.AddID(t.Context(), "draft00000000001"), q.Compose(q.Items[0])); !errors.As(err, &file) || !errors.Is(err, attach.ErrChanged) {
		t.Errorf("%v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	q = again(p)
	if err := errors.Join(q.AddID(t.Context(), "draft00000000001"), q.Compose(q.Items[0])); !errors.As(err, &file) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A recipient at another domain is asked about, and an earlier letter with the same key.
func TestQuestions(t *testing.T) {
	p := newPlan(t)
	put(t, p, "sent000000000001", "a", record("x@douyin.com"))
	send(t, again(p), "sent000000000001", server{})
	put(t, p, "draft00000000001", "a", record("x@douyin.com", "y@douyin.com.example.org", "z@mail.douyin.com"))
	if err := p.AddID(t.Context(), "draft00000000001"); err != nil {
		t.Fatal(err)
	}
	item := p.Items[0]
	if err := p.Compose(item); err != nil {
		t.Fatal(err)
	}
	questions, err := p.Questions(t.Context(), item)
	if err != nil || len(questions) != 2 || questions[0].Unlisted != "y@douyin.com.example.org" || !slices.Equal(questions[0].Official(), []string{"douyin.com"}) {
		t.Fatalf("%+v, %v", questions, err)
	}
	if e := questions[1].Earlier; e == nil || e.ID != "sent000000000001" || e.Short == "" || e.Status != drafts.StatusSent {
		t.Errorf("%+v", questions[1])
	}
	if questions[0].Accept(); item.Again {
		t.Error("an address that was confirmed confirms the earlier letter")
	}
	if questions[1].Accept(); !item.Again {
		t.Error("a confirmation is not kept")
	}
	if err := p.Freeze(t.Context(), item); err != nil {
		t.Fatal(err)
	}
	if r := p.Summarize(p.Send(t.Context(), SendOptions{Sender: server{}}), false); r.End != EndAll || r.Results != nil {
		t.Errorf("%+v", r)
	}
}

// An earlier letter that nobody was asked about keeps a letter from being sent.
func TestDuplicateIsNotSent(t *testing.T) {
	p := newPlan(t)
	put(t, p, "sent000000000001", "a", record("x@douyin.com"))
	put(t, p, "draft00000000001", "a", record("x@douyin.com"))
	send(t, again(p), "sent000000000001", server{})
	r := send(t, p, "draft00000000001", server{})
	if r.End != EndNone || r.Results[0].Kind != Duplicate || r.Results[0].Earlier.Short != get(t, p, "sent000000000001").Short || r.Duplicates != 1 {
		t.Errorf("%+v", r)
	}
}

// All letters that wait are added, the oldest first; of many the messages are not read.
func TestAddWaiting(t *testing.T) {
	p := newPlan(t)
	if err := p.AddWaiting(t.Context(), func(error) {}); !errors.Is(err, ErrNothingWaits) {
		t.Errorf("%v", err)
	}
	busy := &outbox.Failure{Stage: outbox.StageDot, Reply: outbox.Reply{Code: 451, Text: "later"}}
	for i := range fewItems + 1 {
		id := fmt.Sprintf("wait%012d", i)
		l := put(t, p, id, id, record("x@douyin.com"))
		l.Created = today.Add(time.Duration(i) * time.Minute)
		if err := p.options.Store.Put(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if r := send(t, again(p), id, server{busy}); r.Results[0].Kind != Deferred || !r.Waits {
			t.Fatalf("%+v", r)
		}
		q := again(p)
		if err := q.AddWaiting(t.Context(), func(err error) { t.Error(err) }); err != nil || len(q.Items) != i+1 {
			t.Fatalf("%d letters, %v", len(q.Items), err)
		}
		if many := i == fewItems; q.Many() != many || (q.Items[0].Sender() == nil) != many {
			t.Errorf("of %d letters the sender is %v", i+1, q.Items[0].Sender())
		}
		if q.Items[i].ID != id {
			t.Errorf("the last is %s", q.Items[i].ID)
		}
	}
}

// A file with the bytes of a kept letter is that letter; another one is a letter of its own, and stays the same letter however often
// it is named.
func TestAddFile(t *testing.T) {
	p := newPlan(t)
	l := put(t, p, "draft00000000001", "a", record("x@douyin.com"))
	own, err := eml.Freeze(draftOf(l, record("x@douyin.com"), l.From), nil)
	if err != nil {
		t.Fatal(err)
	}
	// It has no sender, so it cannot be opened, unless the letter has one.
	var bad *BadFileError
	if err := p.AddFile(t.Context(), "own.eml", own.Unsent()); !errors.As(err, &bad) || bad.Path != "own.eml" {
		t.Errorf("%v", err)
	}
	l.From = "zhangsan@example.com"
	if err := p.options.Store.Put(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if own, err = eml.Freeze(draftOf(l, record("x@douyin.com"), l.From), nil); err != nil {
		t.Fatal(err)
	}
	if err := p.AddFile(t.Context(), "own.eml", own.Unsent()); err != nil || p.Items[0].ID != l.ID || p.Items[0].Foreign {
		t.Fatalf("%v, %+v", err, p.Items)
	}
	edited := []byte(strings.Replace(string(own.Unsent()), "X-Unsent: 1\r\n", "X-Unsent: 1\r\nX-Other: 1\r\n", 1))
	q := again(p)
	if err := q.AddFile(t.Context(), "edited.eml", edited); err != nil || !q.Items[0].Foreign || q.Items[0].letter.Keys[0].Text != "a" {
		t.Errorf("%v, %+v", err, q.Items)
	}
	foreign := []byte("From: a@example.com\nTo: x@bytedance.com\nSubject: hi\n\nbody\n")
	q = again(p)
	if err := q.AddFile(t.Context(), "other.eml", foreign); err != nil {
		t.Fatal(err)
	}
	item := q.Items[0]
	if err := errors.Join(q.Compose(item), q.Freeze(t.Context(), item)); err != nil || !item.Foreign {
		t.Fatalf("%v, %+v", err, item)
	}
	if questions, err := q.Questions(t.Context(), item); err != nil || len(questions) != 0 {
		t.Errorf("%+v, %v: bytedance.com is official for some kind", questions, err)
	}
	q = again(p)
	q.options.NewID = func() string { return "file000000000002" }
	if err := q.AddFile(t.Context(), "other.eml", foreign); err != nil || q.Items[0].ID != "file000000000001" || !q.Items[0].Frozen {
		t.Errorf("%v, %+v", err, q.Items[0])
	}
}
