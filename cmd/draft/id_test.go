package main

import (
	"slices"
	"testing"
	"time"
)

// IDs sort by time, differ early enough to be abbreviated, and are unique.
func TestNewID(t *testing.T) {
	var m idMaker
	at := today
	var ids []string
	seen := map[string]bool{}
	for _, step := range []time.Duration{0, 2 * time.Millisecond, time.Second, 2 * time.Minute, time.Hour, 40 * 365 * 24 * time.Hour} {
		at = at.Add(step)
		id := m.next(at)
		if len(id) != 16 || seen[id] {
			t.Errorf("%q", id)
		}
		seen[id] = true
		ids = append(ids, id)
	}
	if !slices.IsSorted(ids) {
		t.Errorf("%q", ids)
	}
	var other idMaker
	if a, b := other.next(today), other.next(today.Add(2*time.Minute)); a[:5] == b[:5] {
		t.Errorf("%q and %q are two minutes apart", a, b)
	}
	for range 100_000 { // a batch creates many IDs in the same millisecond
		id := m.next(at)
		if seen[id[:8]] {
			t.Fatalf("%q is not told apart by eight characters", id)
		}
		seen[id[:8]] = true
	}
	if id := new(idMaker).next(time.Unix(0, 0)); id[:8] != "00000000" { // an unset clock
		t.Errorf("%q", id)
	}
}
