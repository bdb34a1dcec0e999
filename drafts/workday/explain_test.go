package workday_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"draft/drafts/workday"
)

// explained returns a line with number, reason and holiday for each day.
func explained(steps []workday.Step) string {
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%s %d %s %s", s.Date.Format("01-02"), s.Number, s.Reason, s.Holiday)
		if s.Provisional {
			b.WriteString("?")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestExplain(t *testing.T) {
	for _, test := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-09-18", 2, "09-19 0 weekend \n09-20 1 make_up \n09-21 2 workday \n"},
		{"2026-09-24", 1, "09-25 0 day_off mid_autumn\n09-26 0 day_off mid_autumn\n09-27 0 day_off mid_autumn\n09-28 1 workday \n"},
		{"2026-12-23", 2, "12-24 1 workday \n12-25 2 workday ?\n"},
		{"2026-12-31", 1, "01-01 1 workday ?\n"},
		{"2026-12-31", 0, ""},
	} {
		if got := explained(workday.Announced().Explain(at(t, test.from), test.n)); got != test.want {
			t.Errorf("%s + %d:\n%s", test.from, test.n, got)
		}
	}
}

// Every day off of the embedded lists has a holiday.
func TestHolidays(t *testing.T) {
	year := []string{
		"new_year", "spring_festival", "tomb_sweeping", "labour_day", "dragon_boat", "mid_autumn", "national_day",
	}
	var want, got []string
	for range 3 {
		want = append(want, year...)
	}
	want = append(want[:12], want[13:]...) // Mid-Autumn of 2025 was one with the National Day
	end := at(t, "2027-01-01")
	for _, s := range workday.Announced().Explain(at(t, "2023-12-31"), 760) {
		if !s.Date.Before(end) {
			break
		}
		if s.Reason == workday.DayOff && (len(got) == 0 || got[len(got)-1] != string(s.Holiday)) {
			got = append(got, string(s.Holiday))
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

func TestAHolidayThatIsNone(t *testing.T) {
	c := own(t, `{"2027": {"off": ["2027-08-03", "2026-12-31"]}}`)
	if got := explained(c.Explain(at(t, "2027-08-02"), 1)); got != "08-03 0 day_off \n08-04 1 workday \n" {
		t.Errorf("%s", got)
	}
	if got := explained(c.Explain(at(t, "2026-12-30"), 1)); got != "12-31 0 day_off new_year\n01-01 1 workday \n" {
		t.Errorf("%s", got)
	}
}

func BenchmarkAdd(b *testing.B) {
	from := time.Date(2026, 9, 18, 10, 0, 0, 0, time.UTC)
	c := workday.Announced()
	b.ReportAllocs()
	for b.Loop() {
		c.Add(from, 15)
	}
}

func BenchmarkBetween(b *testing.B) {
	from := time.Date(2026, 9, 18, 10, 0, 0, 0, time.UTC)
	c := workday.Announced()
	for b.Loop() {
		c.Between(from, from.AddDate(0, 0, 27))
	}
}

// BenchmarkRead measures the cost of the first use.
func BenchmarkRead(b *testing.B) {
	text := readFile(b, "holidays.json")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := workday.Read("holidays.json", text, nil); err != nil {
			b.Fatal(err)
		}
	}
}
