package config

import (
	"strings"
	"testing"
	"unicode/utf8"

	"draft/cmd/draft/internal/view"
)

// The name of a seat is that of the environment, else that of the settings, else that of the machine if the store is shared. Settings that
// cannot be read take no name away.
func TestSeat(t *testing.T) {
	c, folder := here(t)
	const shared = "postgres://desk@db/draft"
	want := func(place, want string, broken bool) {
		t.Helper()
		if got, err := c.Seat(place); got != want || (err != nil) != broken {
			t.Errorf("at %s: %q, %v; want %q", place, got, err, want)
		}
	}
	machine := machineSeat()
	if machine == "" || utf8.RuneCountInString(machine) > 40 {
		t.Errorf("the machine is %q", machine)
	}
	want("folder", "", false)
	want(shared, machine, false)
	write(t, `{"accounts": [], "seat": " window 2"}`, folder, SettingsName)
	want("folder", "window 2", false)
	want(shared, "window 2", false)
	c.SeatName = "left "
	want("folder", "left", false)
	write(t, `{`, folder, SettingsName)
	want("folder", "left", false)
	c.SeatName = ""
	want("folder", "", true)
	want(shared, machine, true)
	for name, good := range map[string]bool{
		"": true, strings.Repeat("字", 40): true, strings.Repeat("字", 41): false, "a\nb": false, "a\u202eb": false, "a\x1b[31m": false,
	} {
		c.SeatName = name
		if err := c.CheckSeat(); (err == nil) != good || err != nil && exit(t, err) != view.ExitUsage {
			t.Errorf("%q: %v", name, err)
		}
	}
}
