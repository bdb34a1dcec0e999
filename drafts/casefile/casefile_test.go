package casefile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/outbox"
	"draft/drafts/store"
	"draft/drafts/workday"
	"draft/templates"
)

// shelf is a store of letters, and a clock that a test sets.
type shelf struct {
	*Source
	t   *testing.T
	now time.Time
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t: t, now: today}
	now := func() time.Time { return s.now }
	kept, err := store.Open(t.TempDir(), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = kept.Close() })
	s.Source = &Source{Store: kept, Now: now, Template: func(kind, file string) (*letter.Template, error) {
		if file != "" {
			return templates.LoadFile(file)
		}
		return kindOf(t, kind), nil
	}}
	return s
}

// numbered returns a function that puts the next refund on the shelf, written some days ago, with the entries of its case, and returns its
// ID.
func (s *shelf) numbered() func(daysAgo int, entries ...cases.Entry) string {
	next := 0
	return func(daysAgo int, entries ...cases.Entry) string {
		s.t.Helper()
		id := fmt.Sprintf("%08d", next)
		next++
		s.now = today.AddDate(0, 0, -daysAgo)
		s.put(id, "refund", "", with(refund, "recharged_at", "2026-09-01 10:00"))
		for _, e := range entries {
			s.add(id, e)
		}
		return id
	}
}

// kinds are the letter kinds that were read.
var kinds = map[string]*letter.Template{}

// kindOf reads a letter kind, once.
func kindOf(t *testing.T, kind string) *letter.Template {
	t.Helper()
	if kinds[kind] == nil {
		k, _, err := templates.Load(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		kinds[kind] = k
	}
	return kinds[kind]
}

// refund is the answers of a refund of 50 yuan that was paid on 2026-11-18.
var refund = map[string]string{
	"recharged_at": "2026-11-18 20:15", "method": "wechat", "amount": "50", "reason": "mistake", "douyin_id": "dy_example88", "name": "张三",
}

// with returns answers with others in their place; an empty one is left out.
func with(given map[string]string, others ...string) map[string]string {
	given = maps.Clone(given)
	for i := 0; i < len(others); i += 2 {
		given[others[i]] = others[i+1]
	}
	return given
}

// put keeps a letter; about is the case that it is about, or "".
func (s *shelf) put(id, kind, about string, given map[string]string, files ...drafts.RecordFile) {
	s.t.Helper()
	k, err := s.Template(kind, "")
	if err != nil {
		s.t.Fatal(err)
	}
	form := drafts.NewForm(k, field.Reading{Now: s.now})
	var set []answers.Answer
	for _, name := range slices.Sorted(maps.Keys(given)) {
		set = append(set, answers.Answer{Name: name, Text: given[name]})
	}
	if faults := form.Fill(set); faults != nil {
		s.t.Fatal(faults)
	}
	d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{ID: id, At: s.now})
	if err != nil {
		s.t.Fatal(err)
	}
	r := drafts.RecordOf(form, d)
	r.Limit, r.Files = 200, files
	l, err := store.LetterOf(r, form, d, "")
	if err != nil {
		s.t.Fatal(err)
	}
	l.About = about
	if about != "" {
		l.Reply = [2]int{}
	}
	if err := s.Store.Put(context.Background(), l); err != nil {
		s.t.Fatal(err)
	}
}

// send has the server accept a kept letter.
func (s *shelf) send(id string) {
	s.t.Helper()
	ctx := context.Background()
	m := outbox.Message{ID: id, From: "a@example.com", To: []string{"b@example.com"}, Wire: []byte("Subject: x\r\n\r\nx\r\n")}
	if err := s.Store.Queue(ctx, m, store.Frozen{MessageID: "<" + id + "@example.com>"}, true, 0); err != nil {
		s.t.Fatal(err)
	}
	begun, err := s.Store.Begin(ctx, []outbox.Order{{ID: id}})
	if err != nil || begun[0].Err != nil {
		s.t.Fatal(err, begun)
	}
	for _, status := range []drafts.Status{drafts.StatusCommitting, drafts.StatusSent} {
		if err := s.Store.Note(ctx, []outbox.Entry{{ID: id, Status: status}}); err != nil {
			s.t.Fatal(err)
		}
	}
}

// open opens a case.
func (s *shelf) open(id string) *File {
	s.t.Helper()
	f, err := s.Open(context.Background(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// add adds an entry to a case, and gives the case as it is read anew.
func (s *shelf) add(id string, e cases.Entry) *File {
	s.t.Helper()
	if e.At.IsZero() {
		e.At = s.now.UTC()
	}
	added, err := s.open(id).Add(context.Background(), e)
	if err != nil {
		s.t.Fatal(err)
	}
	read := s.open(id)
	if !reflect.DeepEqual(added.Case, read.Case) {
		s.t.Errorf("after %+v\n%+v is read as\n%+v", e, added.Case, read.Case)
	}
	return read
}

// Two that opened a case and add to it do not overlook each other: the second is refused, and nothing of it is recorded.
func TestAddAfterAChange(t *testing.T) {
	s := newShelf(t)
	id := s.numbered()(1)
	first, second := s.open(id), s.open(id)
	submitted := cases.Entry{At: today.UTC(), State: cases.Submitted, Via: cases.App}
	after, err := first.Add(t.Context(), submitted)
	if err != nil || first.Recorded() != 0 || after.Recorded() != 1 {
		t.Fatalf("%v, %d", err, after.Recorded())
	}
	var changed *outbox.ChangedError
	if _, err := second.Add(t.Context(), submitted); !errors.As(err, &changed) || len(s.open(id).Entries) != 1 {
		t.Errorf("%v", err)
	}
	if _, err := after.Add(t.Context(), cases.Entry{At: today.UTC(), State: cases.Answered}); err != nil || s.open(id).Recorded() != 2 {
		t.Errorf("%v", err)
	}
}

// code returns the code of a refusal; "" if the error is none.
func code(err error) Code {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// args returns the arguments of a refusal.
func args(err error) map[string]any {
	var refused *Error
	if errors.As(err, &refused) {
		return refused.Args
	}
	return nil
}

func TestOpen(t *testing.T) {
	s := newShelf(t)
	ctx := context.Background()
	s.put("aaaaaaaa", "refund", "", refund)
	f := s.open("aaaa")
	if f.State != cases.Prepared || f.Claimed != 5000 || f.Unstated || f.Named.ID != "aaaaaaaa" || len(f.Facts) == 0 ||
		f.EarliestDate().Format(time.DateOnly) != "2026-11-18" {
		t.Errorf("%+v", f)
	}
	f = s.add("aaaa", cases.Entry{State: cases.Submitted, Via: cases.App})
	if f.State != cases.Submitted || f.Entries[0].Number != 1 || f.Clock.Last != 15 || f.Letter.State != string(cases.Submitted) {
		t.Errorf("%+v", f.Case)
	}
	// A letter about the case opens the case.
	s.put("bbbbbbbb", cases.KindFollowup, "aaaaaaaa", reminder(1))
	if f := s.open("bbbb"); f.Letter.ID != "aaaaaaaa" || f.Named.ID != "bbbbbbbb" {
		t.Errorf("%s, named %s", f.Letter.ID, f.Named.ID)
	}
	var none *store.NotFoundError
	if _, err := s.Open(ctx, "zzzz"); !errors.As(err, &none) {
		t.Error(err)
	}
	foreign := outbox.Message{From: "a@example.com", To: []string{"b@example.com"}, Wire: []byte("Subject: x\r\n\r\nx\r\n")}
	if err := s.Store.Adopt(ctx, store.Letter{ID: "ffffffff", Content: []byte(`{}`)}, foreign, store.Frozen{MessageID: "<f@example.com>"}, false); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(ctx, "ffff"); code(err) != CodeForeign {
		t.Error(err)
	}
	if err := s.Store.Log(ctx, "aaaaaaaa", store.Event{At: today, Data: []byte(`{"at": 5}`)}, "submitted", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(ctx, "aaaa"); code(err) != CodeDamaged || errors.Unwrap(err) == nil {
		t.Error(err)
	}
	if err := s.Store.Remove(ctx, "aaaaaaaa"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"aaaa", "bbbb"} { // its case went along
		if _, err := s.Open(ctx, id); code(err) != CodeRemoved {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// reminder is the answers of a reminder about a case.
func reminder(nth int) map[string]string {
	return map[string]string{
		"nth": ordinals[nth-1], "matter": "充值退款申请", "first_at": "2026-11-18 21:00", "first_via": "app", "douyin_id": "dy_example88", "request": "退还充值款项50.00元",
	}
}

// A case whose template is gone can be read and gone on with, without what its answers say.
func TestOpenWithoutTemplate(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	s.Source.Template = func(string, string) (*letter.Template, error) { return nil, errors.New("gone") }
	f := s.add("aaaa", cases.Entry{State: cases.Submitted})
	if f.State != cases.Submitted || f.AsksMoney() || f.Facts != nil || !f.EarliestDate().IsZero() {
		t.Errorf("%+v", f)
	}
	if p, err := f.Prefill(kindOf(t, cases.KindFollowup), workday.Announced(), today); err != nil || len(p.Answers) == 0 {
		t.Errorf("%+v: %v", p, err)
	}
}

func TestAll(t *testing.T) {
	s := newShelf(t)
	for _, id := range []string{"aaaaaaaa", "bbbbbbbb", "cccccccc"} {
		s.put(id, "refund", "", refund)
		s.now = s.now.Add(time.Minute)
	}
	s.add("aaaa", cases.Entry{State: cases.Withdrawn})
	s.send("cccccccc")
	s.put("dddddddd", cases.KindFollowup, "cccccccc", reminder(1))
	var found []string
	for f, err := range s.All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, f.Letter.ID+" "+string(f.State))
	}
	if want := []string{"cccccccc submitted", "aaaaaaaa withdrawn"}; !slices.Equal(found, want) {
		t.Errorf("%q", found)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	yielded := 0
	for f, err := range s.All(ctx) {
		if yielded++; f != nil || err == nil {
			t.Error(f, err)
		}
	}
	if yielded != 1 {
		t.Errorf("%d values", yielded)
	}
}

// What is taken back is left out, and stays in the history.
func TestUndo(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	if _, err := s.open("aaaa").Undo(); code(err) != CodeNothingToUndo {
		t.Error(err)
	}
	s.add("aaaa", cases.Entry{State: cases.Submitted, Via: cases.App})
	f := s.add("aaaa", cases.Entry{State: cases.Refused, At: today.Add(time.Hour).UTC()})
	for _, want := range []cases.State{cases.Submitted, cases.Prepared} {
		e, err := f.Undo()
		if err != nil {
			t.Fatal(err)
		}
		if f = s.add("aaaa", e); f.State != want {
			t.Errorf("%s, not %s", f.State, want)
		}
	}
	if len(f.history) != 4 || len(f.Entries) != 0 {
		t.Errorf("%d of %d", len(f.Entries), len(f.history))
	}
}

func TestTotal(t *testing.T) {
	var sum Total
	for _, f := range []*File{
		{Claimed: 5000, Case: cases.Case{State: cases.Submitted, Received: 2000}},
		{Claimed: 1000, Case: cases.Case{State: cases.Refused}},
		{Claimed: 100, Case: cases.Case{State: cases.Answered, Received: 200}},
		{Unstated: true, Case: cases.Case{State: cases.Submitted, Received: 30}},
	} {
		sum.Add(f)
	}
	if want := (Total{4, 6100, 2230, 3000}); sum != want {
		t.Errorf("%+v", sum)
	}
	for fen, want := range map[int64]string{0: "0", 5000: "50.00"} {
		if got := Amount(fen); got != want {
			t.Errorf("%d: %s", fen, got)
		}
	}
}

// A partly paid case has the shortfall as its next step, unless it is over.
func TestNextStep(t *testing.T) {
	for _, test := range []struct {
		state    cases.State
		received int64
		urgency  cases.Urgency
		want     cases.Step
	}{
		{cases.Submitted, 0, cases.Late, cases.StepRemind},
		{cases.Submitted, 2000, cases.Late, StepShortfall},
		{cases.Answered, 2000, cases.Yours, StepShortfall},
		{cases.Answered, 5000, cases.Yours, cases.StepAnswer},
		{cases.Refused, 2000, cases.Yours, cases.StepEscalate},
		{cases.Settled, 2000, cases.Yours, cases.StepNone},
	} {
		f := &File{Claimed: 5000, Case: cases.Case{State: test.state, Received: test.received}}
		if got := f.NextStep(test.urgency); got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}

func TestDeadlineIsPromised(t *testing.T) {
	on := wroteOn.Format(time.DateOnly)
	promise := func(p cases.Promise) cases.Entry { return cases.Entry{At: wroteOn, State: cases.Answered, Promise: &p} }
	submitted := func(days int) cases.Entry {
		return cases.Entry{At: wroteOn.AddDate(0, 0, days), State: cases.Submitted}
	}
	for name, test := range map[string]struct {
		entries []cases.Entry
		within  letter.Workdays
		want    bool
	}{
		"no promise":            {[]cases.Entry{submitted(0)}, letter.Workdays{From: 3, To: 15}, false},
		"working days":          {[]cases.Entry{submitted(-1), promise(cases.Promise{Workdays: 3})}, letter.Workdays{From: 3, To: 15}, true},
		"a date":                {[]cases.Entry{submitted(-1), promise(cases.Promise{On: on})}, letter.Workdays{From: 3, To: 15}, true},
		"submitted again":       {[]cases.Entry{promise(cases.Promise{On: on}), submitted(1)}, letter.Workdays{From: 3, To: 15}, false},
		"submitted again, days": {[]cases.Entry{promise(cases.Promise{Workdays: 3}), submitted(1)}, letter.Workdays{From: 3, To: 15}, false},
	} {
		c := &File{Case: cases.Of(test.entries, test.within)}
		if got := c.PromiseCounts(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A reminder before the deadline leaves it as it is, pasted or mailed; one after it begins a new wait.
func TestReminderKeepsTheDeadline(t *testing.T) {
	moment := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, field.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		return at.UTC()
	}
	first, promised := moment("2026-11-30 09:00"), moment("2026-11-30 10:00")
	onDay, threeDays := &cases.Promise{On: "2026-12-03"}, &cases.Promise{Workdays: 3}
	for name, test := range map[string]struct {
		promise  *cases.Promise
		reminded string
		want     cases.Clock
	}{
		"before a promised day":                 {onDay, "2026-12-01 10:00", cases.Clock{From: promised, By: "2026-12-03"}},
		"on a promised day":                     {onDay, "2026-12-03 10:00", cases.Clock{From: promised, By: "2026-12-03"}},
		"after a promised day":                  {onDay, "2026-12-04 10:00", cases.Clock{From: moment("2026-12-04 10:00"), First: 3, Last: 15}},
		"before promised working days are over": {threeDays, "2026-12-02 10:00", cases.Clock{From: promised, First: 3, Last: 3}},
		"within the usual time":                 {nil, "2026-12-04 10:00", cases.Clock{From: first, First: 3, Last: 15}},
		"long after the usual time":             {nil, "2026-12-30 10:00", cases.Clock{From: moment("2026-12-30 10:00"), First: 3, Last: 15}},
	} {
		for _, mailed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/mailed=%v", name, mailed), func(t *testing.T) {
				s := newShelf(t)
				s.now = first
				s.put("a1b2c3d4", "refund", "", refund)
				s.add("a1b2c3d4", cases.Entry{At: first, State: cases.Submitted, Via: cases.App})
				if test.promise != nil {
					s.add("a1b2c3d4", cases.Entry{At: promised, State: cases.Answered, Said: "处理中", Promise: test.promise})
				}
				s.now = moment(test.reminded)
				s.put("b1b2c3d4", "followup", "a1b2c3d4", map[string]string{"nth": "first", "douyin_id": "dy_example88"})
				if mailed {
					s.send("b1b2c3d4")
				} else {
					s.add("a1b2c3d4", cases.Entry{State: cases.Submitted, Via: cases.App, Letter: "b1b2c3d4", Reminder: 1})
				}
				f := s.open("a1b2c3d4")
				for what, got := range map[string]cases.Clock{"case": f.Clock, "store": ClockOf(f.Letter.Clock)} {
					sameDay := field.Midnight(got.From).Equal(field.Midnight(test.want.From))
					if got.First != test.want.First || got.Last != test.want.Last || got.By != test.want.By || got.By == "" && !sameDay {
						t.Errorf("the %s has %+v", what, got)
					}
				}
			})
		}
	}
}
