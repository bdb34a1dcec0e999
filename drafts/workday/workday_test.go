package workday_test

import (
	"sync"
	"testing"
	"time"

	"draft/drafts/workday"
)

var china = time.FixedZone("UTC+8", 8*60*60)

func at(t testing.TB, text string) time.Time {
	t.Helper()
	date, err := time.ParseInLocation(time.DateOnly, text, china)
	if err != nil {
		t.Fatal(err)
	}
	return date
}

func day(d workday.Day) string {
	text := d.Date.Format(time.DateOnly)
	if d.Provisional {
		text += "?"
	}
	return text
}

// own returns the embedded calendar with a user's file.
func own(t testing.TB, text string) *workday.Calendar {
	t.Helper()
	c, err := workday.Read("calendar.json", []byte(text), workday.Announced())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A date that ends in ? is provisional.
func TestAdd(t *testing.T) {
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 3, "2026-11-25"},
		{"2026-11-20", 15, "2026-12-11"},
		{"2026-09-18", 3, "2026-09-22"}, // Sunday the 20th is worked
		{"2026-09-18", 15, "2026-10-15"},
		{"2026-02-10", 15, "2026-03-09"},
		{"2026-11-20", 0, "2026-11-20"},
		{"2026-11-20", -3, "2026-11-20"},
		{"2026-11-21", 1, "2026-11-23"}, // a Saturday
		{"2026-11-22", 1, "2026-11-23"},

		{"2023-12-31", 1, "2024-01-02"},
		{"2024-02-03", 1, "2024-02-04"}, // Spring Festival
		{"2024-02-09", 1, "2024-02-18"},
		{"2024-02-17", 2, "2024-02-19"},
		{"2024-02-28", 2, "2024-03-01"}, // a leap day
		{"2024-04-03", 1, "2024-04-07"}, // Tomb Sweeping
		{"2024-04-27", 1, "2024-04-28"}, // Labour Day
		{"2024-04-30", 1, "2024-05-06"},
		{"2024-05-10", 1, "2024-05-11"},
		{"2024-06-07", 1, "2024-06-11"}, // Dragon Boat
		{"2024-09-13", 2, "2024-09-18"}, // Mid-Autumn
		{"2024-09-28", 1, "2024-09-29"}, // National Day
		{"2024-09-30", 1, "2024-10-08"},
		{"2024-10-11", 1, "2024-10-12"},
		{"2024-12-31", 1, "2025-01-02"},
		{"2025-01-25", 1, "2025-01-26"},
		{"2025-01-27", 1, "2025-02-05"},
		{"2025-02-07", 1, "2025-02-08"},
		{"2025-04-03", 1, "2025-04-07"},
		{"2025-04-26", 1, "2025-04-27"},
		{"2025-04-30", 1, "2025-05-06"},
		{"2025-05-30", 1, "2025-06-03"},
		{"2025-09-27", 1, "2025-09-28"},
		{"2025-09-30", 1, "2025-10-09"}, // both autumn holidays together
		{"2025-10-10", 1, "2025-10-11"},
		{"2025-12-31", 1, "2026-01-04"},
		{"2026-01-03", 1, "2026-01-04"},
		{"2026-02-13", 1, "2026-02-14"},
		{"2026-02-14", 1, "2026-02-24"},
		{"2026-02-27", 1, "2026-02-28"},
		{"2026-04-03", 1, "2026-04-07"},
		{"2026-04-30", 1, "2026-05-06"},
		{"2026-05-08", 1, "2026-05-09"},
		{"2026-06-18", 1, "2026-06-22"},
		{"2026-09-24", 1, "2026-09-28"},
		{"2026-09-30", 1, "2026-10-08"},
		{"2026-10-09", 1, "2026-10-10"},

		{"2026-12-23", 1, "2026-12-24"},
		{"2026-12-24", 1, "2026-12-25?"}, // the list of 2027 may make the 26th a make-up day
		{"2026-12-20", 15, "2027-01-08?"},
		{"2027-02-05", 2, "2027-02-09?"},
		{"2023-12-22", 1, "2023-12-25?"}, // 2023 has no list
		{"2023-12-29", 2, "2024-01-03?"}, // through the 30th and 31st
	} {
		if got := day(workday.Announced().Add(at(t, test.from), test.n)); got != test.want {
			t.Errorf("%s + %d = %s, want %s", test.from, test.n, got, test.want)
		}
	}
}

// Only the date in China matters, not the zone of the time.
func TestZones(t *testing.T) {
	west := time.FixedZone("", -11*60*60)
	for _, test := range []struct{ from, want string }{
		{"2026-11-19T15:59:59Z", "2026-11-20"},
		{"2026-11-19T16:00:00Z", "2026-11-23"},
		{"2026-11-20T23:59:00Z", "2026-11-23"}, // Saturday in China
		{"2026-11-22T23:59:00Z", "2026-11-24"}, // Monday in China
		{"1969-12-30T15:59:59Z", "1969-12-31"},
	} {
		from, err := time.Parse(time.RFC3339, test.from)
		if err != nil {
			t.Fatal(err)
		}
		for _, zone := range []*time.Location{time.UTC, china, west} {
			got := workday.Announced().Add(from.In(zone), 1).Date
			if text := got.Format(time.RFC3339); text != test.want+"T00:00:00+08:00" {
				t.Errorf("%s in %s: %s, want %s", test.from, zone, text, test.want)
			}
		}
	}
}

func TestWithin(t *testing.T) {
	for _, test := range []struct {
		from        string
		first, last int
		want        [2]string
	}{
		{"2026-11-20", 3, 15, [2]string{"2026-11-25", "2026-12-11"}},
		{"2026-12-15", 3, 15, [2]string{"2026-12-18", "2027-01-05?"}},
		{"2026-11-20", 1, 1, [2]string{"2026-11-23", "2026-11-23"}},
	} {
		r := workday.Announced().Within(at(t, test.from), test.first, test.last)
		if got := [2]string{day(r.First), day(r.Last)}; got != test.want {
			t.Errorf("%s: %v, want %v", test.from, got, test.want)
		}
	}
}

func TestBetween(t *testing.T) {
	for _, test := range []struct {
		from, to    string
		want        int
		provisional bool
	}{
		{"2026-11-20", "2026-11-20", 0, false},
		{"2026-11-20", "2026-11-22", 0, false},
		{"2026-11-20", "2026-11-23", 1, false},
		{"2026-11-23", "2026-11-20", 0, false},
		{"2026-09-18", "2026-10-15", 15, false},
		{"2025-12-31", "2026-12-24", 243, false},
		{"2026-12-24", "2026-12-25", 1, true},
		{"2026-12-31", "2027-01-01", 1, true},
		{"2027-06-01", "2026-12-31", 0, false},
		{"2027-06-01", "2027-06-01", 0, false},
	} {
		n, provisional := workday.Announced().Between(at(t, test.from), at(t, test.to))
		if n != test.want || provisional != test.provisional {
			t.Errorf("%s to %s: %d, %t; want %d, %t", test.from, test.to, n, provisional, test.want, test.provisional)
		}
	}
}

// TestAgainstList counts 15 and other numbers of working days from many times, and looks each result up in a list of all working days that
// was computed without this package.
func TestAgainstList(t *testing.T) {
	all := workingDays(t)
	c := workday.Announced()
	count := 0
	for date, i := at(t, "2023-12-31"), 0; date.Before(at(t, "2026-12-01")); date, i = date.AddDate(0, 0, 3), i+1 {
		n := []int{1, 3, 7, 15}[i%4]
		var later []time.Time
		for _, d := range all {
			if d.After(date) {
				later = append(later, d)
			}
		}
		if n > len(later) || later[n-1].After(at(t, "2026-12-24")) {
			break
		}
		count++
		got := c.Add(date.Add(time.Duration(i%24)*time.Hour), n)
		if !got.Date.Equal(later[n-1]) || got.Provisional {
			t.Errorf("%s + %d = %s, want %s", date.Format(time.DateOnly), n, day(got), later[n-1].Format(time.DateOnly))
		}
		if passed, _ := c.Between(date, got.Date); passed != n {
			t.Errorf("%s to %s: %d passed, want %d", date.Format(time.DateOnly), day(got), passed, n)
		}
		steps := c.Explain(date, n)
		if last := steps[len(steps)-1]; !last.Date.Equal(got.Date) || last.Number != n {
			t.Errorf("%s + %d is explained as %+v", date.Format(time.DateOnly), n, last)
		}
	}
	if count < 300 {
		t.Errorf("only %d dates", count)
	}
}

// Far beyond the lists only weekends are days off, and the count is fast.
func TestFarAway(t *testing.T) {
	from := at(t, "2026-11-20")
	for n := 20; n < 600; n++ {
		got := workday.Announced().Add(from, n)
		if passed, _ := workday.Announced().Between(from, got.Date); passed != n || isWeekend(got.Date) {
			t.Errorf("%d: %s, %d passed", n, day(got), passed)
		}
	}
	if got := workday.Announced().Add(from, 1_000_000_000); !got.Provisional || isWeekend(got.Date) {
		t.Errorf("%s", day(got))
	}
}

func TestSeveralAtOnce(t *testing.T) {
	from := at(t, "2026-09-18")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got := day(workday.Announced().Add(from, 15)); got != "2026-10-15" {
				t.Errorf("%s", got)
			}
		})
	}
	group.Wait()
}
