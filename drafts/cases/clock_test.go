package cases

import (
	"testing"
	"time"

	"draft/drafts/workday"
)

func TestDue(t *testing.T) {
	for _, test := range []struct {
		name        string
		clock       Clock
		first, last string
	}{
		{"around nothing", Clock{From: at(t, "2026-11-20 10:00"), First: 3, Last: 15}, "2026-11-25", "2026-12-11"},
		{"around the National Day", Clock{From: at(t, "2026-09-18 10:00"), First: 3, Last: 15}, "2026-09-22", "2026-10-15"},
		{"around the Spring Festival", Clock{From: at(t, "2026-02-10 10:00"), First: 3, Last: 15}, "2026-02-13", "2026-03-09"},
		{"the date is that in China", Clock{From: at(t, "2026-11-20 00:30").UTC(), First: 3, Last: 15}, "2026-11-25", "2026-12-11"},
		{"into the next year", Clock{From: at(t, "2026-12-20 10:00"), First: 1, Last: 15}, "2026-12-21", "2027-01-08?"},
		{"promised on a holiday", Clock{From: at(t, "2026-09-18 10:00"), By: "2026-10-01"}, "2026-10-01", "2026-10-01"},
		{"nobody", Clock{From: at(t, "2026-09-18 10:00")}, "0001-01-01", "0001-01-01"},
	} {
		r := test.clock.Due(workday.Announced())
		if first, last := date(r.First), date(r.Last); first != test.first || last != test.last {
			t.Errorf("%s: %s to %s, want %s to %s", test.name, first, last, test.first, test.last)
		}
	}
}

func TestUrgency(t *testing.T) {
	working := Clock{From: at(t, "2026-09-18 10:00"), First: 3, Last: 15} // until Thursday, 15 October
	sunday := Clock{From: at(t, "2026-11-20 10:00"), By: "2026-11-29"}
	for _, test := range []struct {
		clock Clock
		now   string
		want  Urgency
	}{
		{working, "2026-09-18 10:00", Waiting},
		{working, "2026-10-12 23:59", Waiting}, // three are left
		{working, "2026-10-13 00:00", Soon},
		{working, "2026-10-14 23:59", Soon},
		{working, "2026-10-15 00:00", Today},
		{working, "2026-10-15 23:59", Today},
		{working, "2026-10-16 00:00", Late},
		{working, "2030-01-01 00:00", Late},
		{sunday, "2026-11-25 10:00", Soon}, // Thursday and Friday are left
		{sunday, "2026-11-24 10:00", Waiting},
		{sunday, "2026-11-28 10:00", Soon}, // none is
		{sunday, "2026-11-29 10:00", Today},
		{sunday, "2026-11-30 10:00", Late},
		{Clock{}, "2026-11-30 10:00", Yours},
		{Clock{From: at(t, "2026-11-20 10:00")}, "2026-11-30 10:00", Yours},
	} {
		now := at(t, test.now)
		for _, moment := range []time.Time{now, now.UTC()} {
			if got := test.clock.Urgency(workday.Announced(), moment, SoonDays); got != test.want {
				t.Errorf("%+v at %s: %s, want %s", test.clock, moment, got, test.want)
			}
		}
	}
}

// TestSoon checks that the urgency is Soon exactly if few working days are left.
func TestSoon(t *testing.T) {
	cal := workday.Announced()
	for n := range 400 {
		now := at(t, "2025-01-01 12:00").AddDate(0, 0, n)
		for days := 1; days < 16; days++ {
			clock := Clock{From: now, By: now.AddDate(0, 0, days).Format(time.DateOnly)}
			left, _ := cal.Between(now, clock.Due(cal).Last.Date)
			if got := clock.Urgency(cal, now, SoonDays); (got == Soon) != (left <= SoonDays) {
				t.Errorf("%s with %d days of which %d are working days: %s", now, days, left, got)
			}
		}
	}
}

func TestNext(t *testing.T) {
	for _, test := range []struct {
		state     State
		urgency   Urgency
		reminders int
		want      Step
	}{
		{Prepared, Yours, 0, StepSubmit},
		{Prepared, Waiting, 0, StepWait}, // support promised on the phone to call back
		{Prepared, Late, 0, StepSubmit},  // there is no reminder of a letter that was not submitted
		{Submitted, Waiting, 0, StepWait},
		{Submitted, Soon, 0, StepWait},
		{Submitted, Today, 2, StepWait},
		{Submitted, Late, 0, StepRemind},
		{Submitted, Late, 2, StepRemind},
		{Submitted, Late, 3, StepEscalate},
		{Submitted, Late, 9, StepEscalate},
		{Submitted, Yours, 0, StepWait},
		{Answered, Yours, 0, StepAnswer},
		{Answered, Yours, 3, StepAnswer},
		{Answered, Soon, 0, StepWait},
		{Answered, Late, 1, StepRemind},
		{Answered, Late, 3, StepEscalate},
		{Settled, Yours, 0, StepNone},
		{Refused, Yours, 0, StepEscalate},
		{Withdrawn, Yours, 3, StepNone},
	} {
		if got := Next(test.state, test.urgency, test.reminders); got != test.want {
			t.Errorf("%s, %s, %d: %q, want %q", test.state, test.urgency, test.reminders, got, test.want)
		}
	}
}

// TestSteps checks that Next returns every step, and no other.
func TestSteps(t *testing.T) {
	seen := map[Step]bool{StepNone: true}
	for _, step := range Steps() {
		seen[step] = false
	}
	for _, state := range States() {
		for _, urgency := range Urgencies() {
			for reminders := range MostReminders + 1 {
				step := Next(state, urgency, reminders)
				if _, known := seen[step]; !known {
					t.Errorf("%q is not among the steps", step)
				}
				seen[step] = true
			}
		}
	}
	for step, come := range seen {
		if !come {
			t.Errorf("%q never comes", step)
		}
	}
}
