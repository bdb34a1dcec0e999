package outbox_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// A process begins the letters of a quarter of a second: many if the server is fast, and one if it is slow, so that other processes that send
// the same letters find some.
func TestShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			wire        time.Duration
			connections int
			least, most int // of the letters that are begun and not ended at one time
		}{
			{100 * time.Microsecond, 1, 33, 65}, {20 * time.Millisecond, 1, 10, 26}, {time.Second, 1, 1, 3}, {time.Second, 4, 4, 15},
		} {
			s := newSimulation(t)
			s.wire = c.wire
			counts, err := s.send(t.Context(), outbox.Outbox{Connections: c.connections}, many(200))
			if err != nil || counts[drafts.StatusSent] != 200 || s.held < c.least || s.held > c.most {
				t.Errorf("%+v: %d were held, in groups of %v: %v, %v", c, s.held, s.groups, counts, err)
			}
		}
	})
}

// Large letters, and those of unknown size, are begun one by one.
func TestGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSimulation(t)
		s.wire = time.Millisecond
		orders := many(100)
		for i := range orders[50:54] {
			orders[50+i].Size = 600 << 10
		}
		orders[54].Size = 0
		if _, err := s.send(t.Context(), outbox.Outbox{}, orders); err != nil || s.groups[0] != 1 || !slices.Contains(s.groups, 32) {
			t.Errorf("%v, %v", s.groups, err)
		}
		begun := 0
		for _, n := range s.groups {
			if begun >= 50 && begun < 55 && n > 1 {
				t.Errorf("%v", s.groups)
			}
			begun += n
		}
	})
}

// A pace takes the letters one by one, and no time for those that other processes have.
func TestPaceOfAShare(t *testing.T) {
	for name, c := range map[string]struct {
		elsewhere func(id string) bool
		want      int
	}{
		"alone":            {nil, 50},
		"others have some": {func(id string) bool { return id[len(id)-1]%2 == 0 }, 25},
	} {
		s := newSimulation(t)
		s.elsewhere = c.elsewhere
		paced := 0
		box := outbox.Outbox{Pace: func(context.Context) error { paced++; return nil }}
		counts, err := s.send(t.Context(), box, many(50))
		if err != nil || counts[drafts.StatusSent] != c.want || paced > c.want+1 || len(s.groups) != 50 {
			t.Errorf("%s: %v, %d waits, groups %v, %v", name, counts, paced, s.groups, err)
		}
	}
}
