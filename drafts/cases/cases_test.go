package cases

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/workday"
)

var usual = letter.Workdays{From: 3, To: 15}

// at parses a minute in China.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, field.Beijing)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func date(d workday.Day) string {
	text := d.Date.Format(time.DateOnly)
	if d.Provisional {
		text += "?"
	}
	return text
}

// standing is a case in a form that is easy to compare, with the days of its clock.
type standing struct {
	state               State
	since, first, last  string
	submitted, promised int
	reminders           int
	received            int64
}

func standingOf(c Case) standing {
	s := standing{
		state: c.State, submitted: c.Submitted, promised: c.Promised, reminders: c.Reminders, received: c.Received,
	}
	if !c.Since.IsZero() {
		s.since = c.Since.In(field.Beijing).Format("01-02")
	}
	if r := c.Clock.Due(workday.Announced()); !c.Clock.IsZero() {
		s.first, s.last = date(r.First), date(r.Last)
	}
	return s
}

// history is a history with every kind of entry, in the order of time.
func history(t testing.TB) []Entry {
	return []Entry{
		{At: at(t, "2026-09-18 10:00"), State: Submitted, Via: App},
		{
			At: at(t, "2026-09-21 11:00"), Via: Phone, Said: "三个工作日内处理", Agent: "1024", Ticket: "88",
			Promise: &Promise{Workdays: 3},
		},
		{At: at(t, "2026-09-29 09:00"), State: Submitted, Via: Email, Letter: "b2", Reminder: 1},
		{At: at(t, "2026-10-12 15:00"), State: Answered, Via: App, Said: "同意部分退款"},
		{At: at(t, "2026-10-13 10:00"), Paid: &Payment{Fen: 50000, On: "2026-10-13", To: Original}},
		{At: at(t, "2026-10-15 10:00"), Via: Phone, Said: "余款月底前到账", Promise: &Promise{On: "2026-10-30"}},
		{At: at(t, "2026-10-29 10:00"), Paid: &Payment{Fen: 50001, On: "2026-10-29", To: Wallet}},
		{At: at(t, "2026-10-29 10:05"), State: Settled},
	}
}

func TestOfEachStepOfAHistory(t *testing.T) {
	entries := history(t)
	for n, want := range []standing{
		{Prepared, "", "", "", -1, -1, 0, 0},
		{Submitted, "09-18", "2026-09-22", "2026-10-15", 0, -1, 0, 0},
		{Submitted, "09-18", "2026-09-24", "2026-09-24", 0, 1, 0, 0},
		{Submitted, "09-29", "2026-10-09", "2026-10-26", 0, 1, 1, 0},
		{Answered, "10-12", "", "", 0, 1, 1, 0},
		{Answered, "10-12", "", "", 0, 1, 1, 50000},
		{Answered, "10-12", "2026-10-30", "2026-10-30", 0, 5, 1, 50000},
		{Answered, "10-12", "2026-10-30", "2026-10-30", 0, 5, 1, 100001},
		{Settled, "10-29", "", "", 0, 5, 1, 100001},
	} {
		if got := standingOf(Of(entries[:n], usual)); got != want {
			t.Errorf("after %d entries: %+v\nwant %+v", n, got, want)
		}
	}
}

func TestOfRules(t *testing.T) {
	monday, tuesday := at(t, "2026-11-16 10:00"), at(t, "2026-11-17 10:00")
	submitted := Entry{At: monday, State: Submitted}
	for _, test := range []struct {
		name    string
		within  letter.Workdays
		entries []Entry
		want    standing
	}{
		{"nobody says how long it takes", letter.Workdays{}, []Entry{submitted}, standing{Submitted, "11-16", "", "", 0, -1, 0, 0}},
		{
			"a promise made as it was submitted", usual,
			[]Entry{{At: monday, State: Submitted, Promise: &Promise{Workdays: 1}}},
			standing{Submitted, "11-16", "2026-11-17", "2026-11-17", 0, 0, 0, 0},
		},
		{
			"a promise before anything was submitted", usual,
			[]Entry{{At: monday, Promise: &Promise{Workdays: 1}}},
			standing{Submitted, "11-16", "2026-11-17", "2026-11-17", 0, 0, 0, 0},
		},
		{
			"an answer before anything was submitted", usual,
			[]Entry{{At: monday, State: Answered, Via: Phone, Said: "在处理"}},
			standing{Answered, "11-16", "", "", 0, -1, 0, 0},
		},
		{
			"asked: the clock stands still", usual,
			[]Entry{submitted, {At: tuesday, State: Asked, Asked: "请提供UID"}},
			standing{Asked, "11-17", "", "", 0, -1, 0, 0},
		},
		{
			"a promise after receipt does not run before that", usual,
			[]Entry{submitted, {At: tuesday, State: Asked, Asked: "请提供UID", Promise: &Promise{Workdays: 3}}},
			standing{Asked, "11-17", "", "", 0, 1, 0, 0},
		},
		{
			"what was asked for is handed in: the promise counts from that day", usual,
			[]Entry{
				submitted,
				{At: tuesday, State: Asked, Asked: "请提供UID", Promise: &Promise{Workdays: 3}},
				{At: at(t, "2026-11-20 10:00"), State: Submitted, Supplement: true},
			},
			standing{Submitted, "11-20", "2026-11-25", "2026-11-25", 0, 1, 0, 0},
		},
		{
			"handed in without a promise: the usual time begins anew", usual,
			[]Entry{submitted, {At: tuesday, State: Asked, Asked: "请提供UID"}, {At: at(t, "2026-11-20 10:00"), State: Submitted, Supplement: true}},
			standing{Submitted, "11-20", "2026-11-25", "2026-12-11", 0, -1, 0, 0},
		},
		{
			"asked is taken back", usual,
			[]Entry{submitted, {At: tuesday, Number: 2, State: Asked, Asked: "请提供UID"}, {At: tuesday, Number: 3, Takes: 2}},
			standing{Submitted, "11-16", "2026-11-19", "2026-12-07", 0, -1, 0, 0},
		},
		{
			"an answer that promises", usual,
			[]Entry{submitted, {At: tuesday, State: Answered, Promise: &Promise{On: "2026-11-21"}}},
			standing{Answered, "11-17", "2026-11-21", "2026-11-21", 0, 1, 0, 0},
		},
		{
			"a promise of a case that is over", usual,
			[]Entry{submitted, {At: tuesday, State: Refused}, {At: tuesday, Promise: &Promise{Workdays: 2}}},
			standing{Refused, "11-17", "", "", 0, 2, 0, 0},
		},
		{
			"an end that comes with a promise", usual,
			[]Entry{submitted, {At: tuesday, State: Settled, Promise: &Promise{Workdays: 2}}},
			standing{Settled, "11-17", "", "", 0, 1, 0, 0},
		},
		{
			"taken up again", usual,
			[]Entry{submitted, {At: tuesday, State: Withdrawn}, {At: at(t, "2026-11-20 10:00"), State: Submitted}},
			standing{Submitted, "11-20", "2026-11-25", "2026-12-11", 0, -1, 0, 0},
		},
		{
			"promises of nothing", usual,
			[]Entry{
				submitted,
				{At: tuesday, Promise: &Promise{}},
				{At: tuesday, Promise: &Promise{On: "soon"}},
				{At: tuesday, Promise: &Promise{Workdays: MostWorkdays + 1}},
			},
			standing{Submitted, "11-16", "2026-11-19", "2026-12-07", 0, -1, 0, 0},
		},
		{
			"a payment alone", usual,
			[]Entry{submitted, {At: tuesday, Paid: &Payment{Fen: 100}}, {At: tuesday, Paid: &Payment{Fen: -1}}},
			standing{Submitted, "11-16", "2026-11-19", "2026-12-07", 0, -1, 0, 99},
		},
		{
			"talk that changes nothing", usual,
			[]Entry{submitted, {At: tuesday, Via: Phone, Said: "请耐心等待"}},
			standing{Submitted, "11-16", "2026-11-19", "2026-12-07", 0, -1, 0, 0},
		},
		{
			"written down late", usual,
			[]Entry{{At: tuesday, Noted: tuesday, State: Answered}, {At: monday, Noted: tuesday.Add(time.Hour), State: Submitted}},
			standing{Answered, "11-17", "", "", 0, -1, 0, 0},
		},
		{
			"of one moment, written down one after the other", usual,
			[]Entry{{At: monday, Noted: tuesday, State: Answered}, {At: monday, Noted: monday, State: Submitted}},
			standing{Answered, "11-16", "", "", 0, -1, 0, 0},
		},
		{
			"of one moment, written down at once", usual,
			[]Entry{{At: monday, State: Answered}, {At: monday, State: Submitted}},
			standing{Submitted, "11-16", "2026-11-19", "2026-12-07", 0, -1, 0, 0},
		},
		{
			"into a year that is not announced", usual,
			[]Entry{{At: at(t, "2026-12-15 10:00"), State: Submitted}},
			standing{Submitted, "12-15", "2026-12-18", "2027-01-05?", 0, -1, 0, 0},
		},
		{
			"a date that was promised is no matter of the calendar", usual,
			[]Entry{{At: at(t, "2026-12-15 10:00"), Promise: &Promise{On: "2027-01-05"}}},
			standing{Submitted, "12-15", "2027-01-05", "2027-01-05", 0, 0, 0, 0},
		},
	} {
		if got := standingOf(Of(test.entries, test.within)); got != test.want {
			t.Errorf("%s: %+v\nwant %+v", test.name, got, test.want)
		}
	}
}

// TestOfAnyOrder checks that the order of the entries does not matter, and that they are not changed.
func TestOfAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 9))
	for range 500 {
		entries := randomHistory(random, at(t, "2024-01-02 10:00"))
		want := Of(entries, usual)
		shuffled := append([]Entry(nil), entries...)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		before := append([]Entry(nil), shuffled...)
		if got := Of(shuffled, usual); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v\nwant %+v", got, want)
		}
		if !reflect.DeepEqual(before, shuffled) {
			t.Fatal("the history was put into another order")
		}
	}
}

// randomHistory returns entries of which several may have the same At, but no two the same Noted.
func randomHistory(random *rand.Rand, from time.Time) []Entry {
	states := append(States(), "", "", "", "")
	entries := make([]Entry, 1+random.IntN(8))
	for i := range entries {
		e := Entry{
			At:       from.AddDate(0, 0, random.IntN(6)),
			Noted:    from.Add(time.Duration(i) * time.Second),
			State:    states[random.IntN(len(states))],
			Reminder: random.IntN(3),
		}
		switch random.IntN(4) {
		case 0:
			e.Promise = &Promise{Workdays: 1 + random.IntN(9)}
		case 1:
			e.Promise = &Promise{On: from.AddDate(0, 0, random.IntN(30)).Format(time.DateOnly)}
		case 2:
			e.Paid = &Payment{Fen: random.Int64N(10000)}
		}
		entries[i] = e
	}
	return entries
}

// TestOfClocks checks that a case that is over has no clock, and an answered one only that of a promise.
func TestOfClocks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		c := Of(randomHistory(random, at(t, "2025-01-20 10:00")), usual)
		if c.State.Over() && !c.Clock.IsZero() {
			t.Fatalf("%s and waited for: %+v", c.State, c)
		}
		if c.State == Answered && !c.Clock.IsZero() && c.Clock != c.Entries[c.Promised].promisedClock() {
			t.Fatalf("answered and waited for: %+v", c)
		}
	}
}

// TestEntryJSON checks the form that is stored.
func TestEntryJSON(t *testing.T) {
	full := Entry{
		At: at(t, "2026-11-20 10:00"), Noted: at(t, "2026-11-20 10:05").UTC(), State: Answered, Via: Phone, Said: "好",
		Agent: "1024", Ticket: "88", Promise: &Promise{Workdays: 3}, Paid: &Payment{Fen: 5000, On: "2026-11-25", To: Wallet},
		Letter: "b2", Reminder: 2,
	}
	for _, test := range []struct {
		entry Entry
		want  string
	}{
		{full, `{"at":"2026-11-20T10:00:00+08:00","noted":"2026-11-20T02:05:00Z","state":"answered","via":"phone","said":"好",` +
			`"agent":"1024","ticket":"88","promise":{"workdays":3},"paid":{"fen":5000,"on":"2026-11-25","to":"wallet"},` +
			`"letter":"b2","reminder":2}`},
		{Entry{Promise: &Promise{On: "2026-11-25"}}, `{"promise":{"on":"2026-11-25"}}`},
		{Entry{}, `{}`},
	} {
		got, err := json.Marshal(test.entry)
		if err != nil || string(got) != test.want {
			t.Errorf("%s, %v\nwant %s", got, err, test.want)
		}
		var back Entry
		if err := json.Unmarshal(got, &back); err != nil || !back.At.Equal(test.entry.At) {
			t.Errorf("%+v, %v", back, err)
		}
	}
}

func TestOver(t *testing.T) {
	for i, state := range States() {
		if state.Over() != (i >= 4) {
			t.Errorf("%s: %t", state, state.Over())
		}
	}
}

func TestRest(t *testing.T) {
	for _, test := range []struct{ claimed, received, want int64 }{
		{100000, 0, 100000}, {100000, 50001, 49999}, {100000, 100000, 0}, {100000, 100001, 0}, {0, 0, 0},
	} {
		if got := Outstanding(test.claimed, test.received); got != test.want {
			t.Errorf("%d - %d = %d, want %d", test.claimed, test.received, got, test.want)
		}
	}
}

// TestTakenBack checks that neither an undone entry nor the entry that undoes it counts, but that the sequence of the event
// increases.
func TestTakenBack(t *testing.T) {
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, field.Beijing)
	entries := []Entry{
		{At: at, State: Submitted, Via: App, Number: 1},
		{At: at.AddDate(0, 0, 8), Paid: &Payment{Fen: 3000}, Number: 2},
		{At: at.AddDate(0, 0, 9), Paid: &Payment{Fen: 2000}, State: Settled, Number: 3},
		{At: at.AddDate(0, 0, 9), Takes: 3, Number: 4},
		{At: at.AddDate(0, 0, 1), State: Submitted, Via: Email, Letter: "mailed"}, // was never recorded
	}
	c := Of(entries, letter.Workdays{From: 3, To: 15})
	if last, ok := c.Last(); c.State != Submitted || c.Received != 3000 || len(c.Entries) != 3 || !ok || last.Number != 2 {
		t.Errorf("got %+v, last %+v", c, last)
	}
	before, _ := Of(entries[:3], letter.Workdays{From: 3, To: 15}).Event("x", workday.Announced())
	if e, ok := c.Event("x", workday.Announced()); !ok || e.Sequence <= before.Sequence || e.Cancelled {
		t.Errorf("the calendar has %+v after %+v", e, before)
	}
	if last, ok := Of(entries[4:], letter.Workdays{}).Last(); ok {
		t.Errorf("a mailed letter cannot be taken back: %+v", last)
	}
}

// An entry of which only the date is known is told as a date, in China.
func TestWhen(t *testing.T) {
	e := Entry{At: time.Date(2026, 11, 19, 16, 0, 0, 0, time.UTC)}
	if got := e.When().Answer(); got != "2026-11-20 00:00" {
		t.Error(got)
	}
	e.Day = true
	if got := e.When().Answer(); got != "2026-11-20" {
		t.Error(got)
	}
}

// An entry that was made by a command has the seconds of the clock, which say nothing.
func TestWhenHasNoSeconds(t *testing.T) {
	e := Entry{At: time.Date(2026, 11, 30, 10, 9, 22, 5, time.UTC)}
	if got := e.When().String(); got != "2026年11月30日18:09" {
		t.Error(got)
	}
}
