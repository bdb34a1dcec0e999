package casefile

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/workday"
	"draft/templates"
)

// What happens in a case, each thing once.
const (
	happensSubmitted    = "submitted"
	happensAsked        = "asked" // and promised to answer within 3 working days of getting it
	happensSupplemented = "supplemented"
	happensAnswered     = "answered"
	happensPromised     = "promised" // within 5 working days
	happensPaid         = "paid"
)

var happenings = map[string]cases.Entry{
	happensSubmitted:    {State: cases.Submitted, Via: cases.App},
	happensAsked:        {State: cases.Asked, Via: cases.App, Asked: "请提供UID", Promise: &cases.Promise{Workdays: 3}},
	happensSupplemented: {State: cases.Submitted, Via: cases.App, Supplement: true, Letter: "b"},
	happensAnswered:     {State: cases.Answered, Via: cases.Phone, Said: "正在核实", Agent: "1024"},
	happensPromised:     {Via: cases.Phone, Said: "五个工作日内处理", Agent: "1024", Promise: &cases.Promise{Workdays: 5}},
	happensPaid:         {Paid: &cases.Payment{Fen: 1000}},
}

// stands is how a case stands, by hand: the last thing that moves it, what was asked before that was not answered yet, and
// whether the promise of 5 days came before or after it. days are the working days of the clock, counted from a happening;
// "" is no clock, and "usual" what the kind says.
type stands struct {
	last     string // of submitted, asked, supplemented, answered
	open     string // what stood before it: "asked", or "" for anything else
	promised string // "before" what was asked, "between", or "after" the last
	state    cases.State
	days     string
	from     string
}

var standingTable = []stands{
	{happensSubmitted, "", "before", cases.Submitted, "usual", happensSubmitted},
	{happensSubmitted, "", "after", cases.Submitted, "5", happensPromised},
	{happensSubmitted, "asked", "before", cases.Submitted, "3", happensSubmitted},
	{happensSubmitted, "asked", "between", cases.Submitted, "5", happensSubmitted},
	{happensSubmitted, "asked", "after", cases.Submitted, "5", happensPromised},
	{happensSupplemented, "", "before", cases.Submitted, "usual", happensSupplemented},
	{happensSupplemented, "", "after", cases.Submitted, "5", happensPromised},
	{happensSupplemented, "asked", "before", cases.Submitted, "3", happensSupplemented},
	{happensSupplemented, "asked", "between", cases.Submitted, "5", happensSupplemented},
	{happensSupplemented, "asked", "after", cases.Submitted, "5", happensPromised},
	{happensAsked, "", "before", cases.Asked, "", ""},
	{happensAsked, "", "after", cases.Asked, "", ""},
	{happensAnswered, "", "before", cases.Answered, "", ""},
	{happensAnswered, "", "after", cases.Answered, "5", happensPromised},
	{happensAnswered, "asked", "before", cases.Answered, "", ""},
	{happensAnswered, "asked", "between", cases.Answered, "", ""},
	{happensAnswered, "asked", "after", cases.Answered, "5", happensPromised},
}

// orderOf finds the row of an order of happenings.
func orderOf(t *testing.T, order []string) stands {
	t.Helper()
	moves := slices.DeleteFunc(slices.Clone(order), func(what string) bool { return what == happensPromised || what == happensPaid })
	last, before := moves[3], moves[2]
	promised := slices.Index(order, happensPromised)
	row := stands{last: last, promised: "before"}
	if before == happensAsked {
		row.open = "asked"
	}
	switch {
	case promised > slices.Index(order, last):
		row.promised = "after"
	case row.open != "" && promised > slices.Index(order, happensAsked):
		row.promised = "between"
	}
	for _, s := range standingTable {
		if s.last == row.last && s.open == row.open && s.promised == row.promised {
			return s
		}
	}
	t.Fatalf("no row for %v: %+v", order, row)
	return stands{}
}

// orders are all orders of some things.
func orders(things []string) [][]string {
	if len(things) == 0 {
		return [][]string{nil}
	}
	var all [][]string
	for i, first := range things {
		rest := slices.Delete(slices.Clone(things), i, i+1)
		for _, order := range orders(rest) {
			all = append(all, append([]string{first}, order...))
		}
	}
	return all
}

// today is the day on which the examples were written.
var today = time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing)

// wroteOn is the day of the first letter, a Monday: one thing happens on each day from the next one on.
var wroteOn = time.Date(2026, 3, 2, 10, 0, 0, 0, field.Beijing)

// caseOfKind is a case in memory that began with the example of a kind.
func caseOfKind(t *testing.T, kind string) *File {
	t.Helper()
	k := kindOf(t, kind)
	text, err := os.ReadFile(filepath.Join("../../examples", kind+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	set, err := answers.Parse(kind, text)
	if err != nil {
		t.Fatal(err)
	}
	set = slices.DeleteFunc(set, func(a answers.Answer) bool { return a.Name == "from" || a.Name == "to" })
	form := drafts.NewForm(k, field.Reading{Now: today})
	if faults := form.Fill(set); faults != nil {
		t.Fatal(faults)
	}
	d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{At: today})
	if err != nil {
		t.Fatal(err)
	}
	return &File{
		Letter: store.Letter{ID: "a", Short: "a", Kind: kind, Subject: d.Letter.Subject}, Record: drafts.Record{ReplyWithin: k.ReplyWithin},
		Values: form.Values(), Facts: form.Facts(), Claimed: d.Claim, sheet: k.Sheet(form.Values(), today),
	}
}

// nextLetter is what the case lets be written next: a supplement where support waits, what is missing where some money
// came, else a reminder.
func nextLetter(t *testing.T, c *File, now time.Time) (kind string, l letter.Letter) {
	t.Helper()
	for _, kind := range []string{cases.KindSupplement, cases.KindFollowup} {
		if asked := c.State == cases.Asked; asked && (kind == cases.KindSupplement) != (c.CheckLetter(kind) == nil) {
			t.Fatalf("%s is refused, or not, of a case that is %s", kind, c.State)
		}
	}
	for _, kind = range []string{cases.KindSupplement, cases.KindFollowup, cases.KindShortfall} {
		if c.CheckLetter(kind) == nil {
			break
		}
	}
	k := kindOf(t, kind)
	told, err := c.answers(k, workday.Announced(), now)
	if err != nil {
		t.Fatal(err)
	}
	form := drafts.NewForm(k, field.Reading{Now: now})
	for _, q := range k.Fields {
		text := told[q.Name]
		if text == "" && !q.Optional {
			text = q.Sample
		}
		if text == "" {
			continue
		}
		if problem := form.Answer(q, text); problem != nil {
			t.Fatalf("%s: %v", q.Name, problem)
		}
	}
	d, err := drafts.Compose(form, drafts.Envelope{}, drafts.Stamp{At: now})
	if err != nil {
		t.Fatal(err)
	}
	return kind, d.Letter
}

var dated = regexp.MustCompile(`\d{4}年\d{1,2}月\d{1,2}日`)

// TestEveryOrderOfEvents: however submission, question, supplement, answer, promise and payment follow each other, state and
// clock are those of the table, and the next letter says what happened: nothing that support still waits for is a promise it
// broke, no promise stands twice, and no day is to come.
func TestEveryOrderOfEvents(t *testing.T) {
	tried := 0
	for _, kind := range templates.Builtin() {
		c := caseOfKind(t, kind)
		within := c.Record.ReplyWithin
		for _, order := range orders([]string{happensSubmitted, happensAsked, happensSupplemented, happensAnswered, happensPromised, happensPaid}) {
			tried++
			want := orderOf(t, order)
			var entries []cases.Entry
			at := map[string]time.Time{}
			for i, what := range order {
				e := happenings[what]
				e.At, e.Number = wroteOn.AddDate(0, 0, i+1), i+1
				at[what] = e.At
				entries = append(entries, e)
			}
			c.Case = cases.Of(entries, within)
			wantClock := cases.Clock{}
			switch want.days {
			case "usual":
				wantClock = cases.Clock{From: at[want.from], First: within.From, Last: within.To}
			case "3":
				wantClock = cases.Clock{From: at[want.from], First: 3, Last: 3}
			case "5":
				wantClock = cases.Clock{From: at[want.from], First: 5, Last: 5}
			}
			if c.State != want.state || c.Clock != wantClock {
				t.Fatalf("%s %v: %s on %+v, want %s on %+v", kind, order, c.State, c.Clock, want.state, wantClock)
			}
			if first := c.Entries[c.Case.Submitted]; first.At != at[order[slices.IndexFunc(order, func(what string) bool { return what != happensPaid })]] {
				t.Fatalf("%s %v: submitted on %s", kind, order, first.At)
			}
			// A month later all days are over; the day after, none is.
			for _, now := range []time.Time{wroteOn.AddDate(0, 1, 0), wroteOn.AddDate(0, 0, len(order)+1)} {
				next, l := nextLetter(t, c, now)
				for _, problem := range wrongOf(c, next, l, order, now) {
					t.Fatalf("%s %v, %s: %s\n%s\n%v", kind, order, next, problem, l.Body, l.Sentences)
				}
			}
		}
	}
	if tried != 4*720 {
		t.Errorf("%d orders", tried)
	}
}

// wrongOf finds what the letter after some happenings says wrongly.
func wrongOf(c *File, kind string, l letter.Letter, order []string, now time.Time) (found []string) {
	lacks := func(words ...string) {
		for _, w := range words {
			if !strings.Contains(l.Body, w) {
				found = append(found, "it lacks "+w)
			}
		}
	}
	switch {
	case c.State == cases.Asked && kind != cases.KindSupplement, c.State != cases.Asked && kind == cases.KindSupplement:
		found = append(found, "it is not the letter that comes next")
	case kind == cases.KindSupplement:
		lacks("请提供UID", "继续办理原申请")
		if strings.Contains(l.Body, "未收到") {
			found = append(found, "it reminds support of what it waits for")
		}
	case kind == cases.KindFollowup:
		lacks("至今未收到最终处理结果。", "自提交之日起已过去", "五个工作日内处理")
		handed := slices.Index(order, happensAsked) < max(slices.Index(order, happensSupplemented), slices.Index(order, happensSubmitted))
		if strings.Contains(l.Body, "承诺期限为收到后3个工作日内") != handed {
			found = append(found, "what was promised for after the receipt is told, or not, as it should not be")
		}
	case kind == cases.KindShortfall:
		lacks("10.00元", "相差")
	}
	for _, once := range []string{"未收到", "五个工作日内处理", "请提供UID"} {
		if strings.Count(l.Body, once) > 1 {
			found = append(found, once+" stands twice")
		}
	}
	for _, never := range []string{"工号", "收到本信", "yes", "no\n"} {
		if strings.Contains(l.Body, never) {
			found = append(found, "it says "+never)
		}
	}
	for _, text := range dated.FindAllString(l.Body, -1) {
		day, err := time.ParseInLocation("2006年1月2日", text, field.Beijing)
		if err != nil || day.After(now) && !strings.Contains(c.factLines(&letter.Template{}), text) {
			found = append(found, "it names a day to come: "+text)
		}
	}
	return found
}
