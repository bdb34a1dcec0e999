package bill

import (
	"slices"
	"testing"

	"draft/drafts/field"
)

// TestSeconds checks that seconds are kept where the minute does not tell two payments apart.
func TestSeconds(t *testing.T) {
	at := func(text string) Payment {
		v, err := field.Spec{Type: field.Datetime}.Parse(text, field.Reading{})
		if err != nil {
			t.Fatal(err)
		}
		return Payment{Time: v.(field.TimeValue)}
	}
	payments := []Payment{at("2026-11-18 20:15:07"), at("2026-11-18 20:16:33"), at("2026-11-18 20:15:41"), {}, at("2026-11-17 09:00:05"), at("2026-11-17 09:00:05")}
	dropSeconds(payments)
	var got []string
	for i := range payments {
		got = append(got, payments[i].timeText())
	}
	want := []string{"2026-11-18 20:15:07", "2026-11-18 20:16", "2026-11-18 20:15:41", "", "2026-11-17 09:00", "2026-11-17 09:00"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
