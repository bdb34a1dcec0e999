package workday_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

// workingDays returns the working days of 2024 to 2026, computed from the file without this package.
func workingDays(t *testing.T) []time.Time {
	t.Helper()
	text := readFile(t, "holidays.json")
	var lists map[string]struct{ Off, Work []string }
	if err := json.Unmarshal(text, &lists); err != nil {
		t.Fatal(err)
	}
	works := map[string]bool{}
	for _, year := range lists {
		for _, date := range year.Off {
			works[date] = false
		}
		for _, date := range year.Work {
			works[date] = true
		}
	}
	var all []time.Time
	for date := at(t, "2024-01-01"); date.Year() < 2027; date = date.AddDate(0, 0, 1) {
		work, listed := works[date.Format(time.DateOnly)]
		if !listed {
			work = !isWeekend(date)
		}
		if work {
			all = append(all, date)
		}
	}
	return all
}

func isWeekend(date time.Time) bool {
	return date.Weekday() == time.Saturday || date.Weekday() == time.Sunday
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
