package store

import (
	"slices"
	"testing"

	"draft/drafts"
)

// A letter that waits is left over if another one about the same, to one of the same people, was sent; it does not matter when, and
// whether that one was removed or purged since.
func TestLeftovers(t *testing.T) {
	s := open(t, t.TempDir())
	waits := func(id, key, to string, again bool) {
		t.Helper()
		l, m := letter(id), message(id, "text of "+id)
		l.Keys, m.To = about(key), []string{to}
		check(t, s.Adopt(t.Context(), l, m, frozen(id), again))
	}
	sends := func(id string, last ...drafts.Status) {
		t.Helper()
		note(t, s, id, append([]drafts.Status{drafts.StatusSending}, last...)...)
	}
	const to = "feedback@douyin.com"
	waits("tried", "K", to, false)
	sends("tried", drafts.StatusFailedTemp)
	for _, id := range []string{"gone", "buried", "doubtful"} {
		waits(id, id, to, false)
	}
	waits("twin", "K", to, false)
	waits("elsewhere", "K", "a@example.com", false)
	waits("other", "L", to, false)
	waits("insisted", "K", to, true)
	waits("gone-twin", "gone", "FEEDBACK@douyin.com", false)
	waits("buried-twin", "buried", to, false)
	waits("doubtful-twin", "doubtful", to, false)
	waits("removed", "K", to, false)
	check(t, s.Remove(t.Context(), "removed"))
	draft := letter("draft")
	draft.Keys = about("K")
	check(t, s.Put(t.Context(), draft))
	wantLeftovers(t, s)

	waits("sent", "K", to, false)
	for _, id := range []string{"sent", "gone", "buried"} {
		sends(id, drafts.StatusCommitting, drafts.StatusSent)
	}
	sends("doubtful", drafts.StatusCommitting, drafts.StatusUnknown)
	check(t, s.Remove(t.Context(), "buried"))
	if n, err := s.Purge(t.Context()); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	check(t, s.Remove(t.Context(), "gone"))
	wantLeftovers(t, s, "buried-twin", "gone-twin", "tried", "twin")

	// What does not wait any more is not removed.
	removed, err := s.RemoveWaiting(t.Context(), []string{"twin", "sent", "doubtful", "draft", "gone", "gone-twin"})
	if err != nil || !slices.Equal(removed, []string{"twin", "gone-twin"}) {
		t.Errorf("removed %q, %v", removed, err)
	}
	wantLeftovers(t, s, "buried-twin", "tried")
	check(t, s.Restore(t.Context(), "twin"))
	wantLeftovers(t, s, "buried-twin", "tried", "twin")
	if _, err := s.RemoveWaiting(t.Context(), []string{"tried", "nowhere"}); err == nil || !get(t, s, "tried").Removed.IsZero() {
		t.Errorf("half of a change was made: %v", err)
	}
	wantSound(t, s)
}

func wantLeftovers(t *testing.T, s *Store, want ...string) {
	t.Helper()
	var got []string
	for l, err := range s.Leftovers(t.Context()) {
		check(t, err)
		got = append(got, l.ID)
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("left over %q, want %q", got, want)
	}
}
