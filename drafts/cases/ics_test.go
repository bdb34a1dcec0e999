package cases

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/emersion/go-ical"

	"draft/drafts/field"
	"draft/drafts/workday"
)

func written(t testing.TB, events ...Event) string {
	t.Helper()
	var b strings.Builder
	if err := ICS(&b, at(t, "2026-11-20 10:00"), events); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEventAsItIsWritten(t *testing.T) {
	c := Of([]Entry{{At: at(t, "2026-09-18 10:00"), State: Submitted}}, usual)
	e, ok := c.Event("k7", workday.Announced())
	if !ok {
		t.Fatal("nobody is waited for")
	}
	e.Summary, e.Description = "抖音客服应答复：充值退款", "一,二;三\\四\n第二行"
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//draft//draft//ZH", "METHOD:PUBLISH",
		"BEGIN:VEVENT", "UID:k7@draft.invalid", "DTSTAMP:20261120T020000Z", "SEQUENCE:1",
		"DTSTART;VALUE=DATE:20261015", "DTEND;VALUE=DATE:20261016",
		"SUMMARY:抖音客服应答复：充值退款", `DESCRIPTION:一\,二\;三\\四\n第二行`,
		"TRANSP:TRANSPARENT", "STATUS:CONFIRMED",
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H", "DESCRIPTION:抖音客服应答复：充值退款", "END:VALARM",
		"BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT9H", "DESCRIPTION:抖音客服应答复：充值退款", "END:VALARM",
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	if got := written(t, e); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestImportedAgain checks that each import has the same UID and a greater SEQUENCE.
func TestImportedAgain(t *testing.T) {
	entries := history(t)
	var uid string
	last := -1
	for n := 1; n <= len(entries); n++ {
		e, ok := Of(entries[:n], usual).Event("k7", workday.Announced())
		if !ok {
			t.Fatalf("no event after %d entries", n)
		}
		e.Summary = "退款"
		text := written(t, e)
		if again := written(t, e); again != text {
			t.Errorf("%s\nand then %s", text, again)
		}
		v := decoded(t, text)[0]
		id, _ := v.Props.Text(ical.PropUID)
		if uid == "" {
			uid = id
		}
		sequence, err := v.Props.Get(ical.PropSequence).Int()
		if id != uid || err != nil || sequence <= last {
			t.Errorf("after %d entries: %s, SEQUENCE %d, %v; before that %s, %d", n, id, sequence, err, uid, last)
		}
		last = sequence
	}
}

// TestDaysOfEvents checks that the event is on the last day of the clock, and cancelled there if no answer is due any more.
func TestDaysOfEvents(t *testing.T) {
	monday := at(t, "2026-11-16 10:00")
	submitted := Entry{At: monday, State: Submitted}
	for _, test := range []struct {
		name       string
		entries    []Entry
		day, alarm string
		cancelled  bool
	}{
		{"three days away", []Entry{submitted, {At: monday, Promise: &Promise{Workdays: 3}}}, "2026-11-19", "2026-11-18", false},
		{"over a weekend", []Entry{{At: monday, Promise: &Promise{Workdays: 5}}}, "2026-11-23", "2026-11-20", false},
		{"over the National Day", []Entry{{At: at(t, "2026-09-28 10:00"), Promise: &Promise{Workdays: 3}}}, "2026-10-08", "2026-09-30", false},
		{"on a Sunday", []Entry{{At: monday, Promise: &Promise{On: "2026-11-22"}}}, "2026-11-22", "2026-11-20", false},
		{"tomorrow", []Entry{{At: monday, Promise: &Promise{Workdays: 1}}}, "2026-11-17", "", false},
		{"today", []Entry{{At: monday, Promise: &Promise{On: "2026-11-16"}}}, "2026-11-16", "", false},
		{"answered", []Entry{submitted, {At: monday.Add(time.Hour), State: Answered}}, "2026-12-07", "2026-12-04", true},
		{"settled", []Entry{submitted, {At: monday.Add(time.Hour), State: Settled}}, "2026-12-07", "2026-12-04", true},
	} {
		e, ok := Of(test.entries, usual).Event("k7", workday.Announced())
		alarm := ""
		if !e.Alarm.IsZero() {
			alarm = e.Alarm.Format(time.DateOnly)
		}
		if day := e.To.Format(time.DateOnly); !ok || day != test.day || !e.From.Equal(e.To) || alarm != test.alarm || e.Cancelled != test.cancelled {
			t.Errorf("%s: %+v, %t", test.name, e, ok)
		}
		v := decoded(t, written(t, e))[0]
		status, err := v.Status()
		if (status == ical.EventCancelled) != test.cancelled || err != nil {
			t.Errorf("%s: %s, %v", test.name, status, err)
		}
		alarms := 2
		switch {
		case test.cancelled:
			alarms = 0
		case alarm == "":
			alarms = 1
		}
		if len(v.Children) != alarms {
			t.Errorf("%s: %d alarms, want %d", test.name, len(v.Children), alarms)
		}
	}
	if e, ok := Of(nil, usual).Event("k7", workday.Announced()); ok {
		t.Errorf("an event of a case that nobody knows of: %+v", e)
	}
}

// TestAlarms checks that alarms are at nine in the morning.
func TestAlarms(t *testing.T) {
	e := Event{ID: "k7", From: at(t, "2026-10-08 00:00"), To: at(t, "2026-10-08 00:00"), Alarm: at(t, "2026-09-30 00:00")}
	var got []string
	for _, a := range decoded(t, written(t, e))[0].Children {
		before, err := a.Props.Get(ical.PropTrigger).Duration()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.From.Add(before).Format("01-02 15:04"))
	}
	if strings.Join(got, ", ") != "09-30 09:00, 10-08 09:00" {
		t.Errorf("%v", got)
	}
}

// TestManyEvents checks events of several days, whose end is exclusive.
func TestManyEvents(t *testing.T) {
	var events []Event
	for i := range 50 {
		day := at(t, "2026-10-08 00:00").AddDate(0, 0, i)
		events = append(events, Event{ID: strconv.Itoa(i), From: day, To: day.AddDate(0, 0, i%3)})
	}
	for i, v := range decoded(t, written(t, events...)) {
		start, err := v.DateTimeStart(field.Beijing)
		end, err2 := v.DateTimeEnd(field.Beijing)
		if err != nil || err2 != nil || !start.Equal(events[i].From) || !end.Equal(events[i].To.AddDate(0, 0, 1)) {
			t.Errorf("%s to %s, %v, %v", start, end, err, err2)
		}
	}
}

func TestICSOfAFullDisk(t *testing.T) {
	reader, writer := io.Pipe()
	_ = reader.Close()
	if err := ICS(writer, time.Time{}, []Event{{ID: "k7"}}); err == nil {
		t.Error("no error")
	}
}

// decoded parses a calendar with another library.
func decoded(t testing.TB, text string) []ical.Event {
	t.Helper()
	c, err := ical.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	if err := ical.NewEncoder(io.Discard).Encode(c); err != nil { // it checks the required properties
		t.Fatalf("%v in %q", err, text)
	}
	return c.Events()
}

// FuzzICS writes any texts and parses them with two libraries, and checks that lines are folded as RFC 5545 requires.
func FuzzICS(f *testing.F) {
	f.Add("k7", "充值退款", "一,二;三\\四\n五")
	f.Add("k7", strings.Repeat("退", 100), strings.Repeat(`\,;`, 50))
	f.Add("", "\r\nEND:VEVENT\r\n", "\x00\x7f\u0085\u2028 \t")
	f.Add("k7", "\\n\\", strings.Repeat("a", 74)+"\xff😀")
	f.Fuzz(func(t *testing.T, id, summary, description string) {
		day := at(t, "2026-10-15 00:00")
		text := written(t, Event{ID: "k7", Summary: summary, Description: description, From: day, To: day, Alarm: day.AddDate(0, 0, -1)})
		for _, line := range strings.SplitAfter(text, "\r\n") {
			bare := strings.TrimSuffix(line, "\r\n")
			if len(bare) > 75 || !utf8.ValidString(bare) || strings.ContainsAny(bare, "\r\n") || line == bare && line != "" {
				t.Fatalf("the line %q", line)
			}
		}
		events := decoded(t, text)
		if len(events) != 1 || len(events[0].Children) != 2 {
			t.Fatalf("%d events in %q", len(events), text)
		}
		own, err := ics.ParseCalendar(bytes.NewReader([]byte(text)))
		if err != nil || len(own.Events()) != 1 {
			t.Fatalf("%v in %q", err, text)
		}
		for property, want := range map[ics.ComponentProperty]string{
			ics.ComponentPropertySummary: plain(summary), ics.ComponentPropertyDescription: plain(description),
		} {
			if got, err := events[0].Props.Text(string(property)); got != want || err != nil {
				t.Errorf("%s is %q, %v, want %q", property, got, err, want)
			}
			if got := own.Events()[0].GetProperty(property); want != "" && (got == nil || got.Value != want) {
				t.Errorf("%s is %+v, want %q", property, got, want)
			}
		}
	})
}
