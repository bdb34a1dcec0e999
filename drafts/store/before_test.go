package store

import (
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Before compares keys together with recipients, in letters and in tombstones.
func TestOverlap(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	l, m := letter("one0"), message("one0", "x")
	l.Keys, m.To = about("key"), []string{"a@example.com", "Bö@Example.com", "hidden@example.com"}
	check(t, s.Adopt(ctx, l, m, Frozen{MessageID: "<1>"}, false))
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	for _, purged := range []bool{false, true} {
		by := "one0"
		if purged {
			by = ""
			check(t, s.Remove(ctx, "one0"))
			_, err := s.Purge(ctx)
			check(t, err)
		}
		for name, c := range map[string]struct {
			key, messageID string
			to             []string
			want           bool
		}{
			"the same":           {"key", "<2>", m.To, true},
			"one of them":        {"key", "<2>", []string{"x@example.com", "hidden@example.com"}, true},
			"capitals":           {"key", "", []string{"A@EXAMPLE.COM"}, true},
			"other capitals":     {"key", "", []string{"bÖ@example.com"}, true},
			"none of them":       {"key", "<2>", []string{"x@example.com"}, false},
			"a part":             {"key", "", []string{"example.com", "a@example", "en@example.com"}, false},
			"nobody":             {"key", "", nil, false},
			"another matter":     {"other", "<2>", m.To, false},
			"no matter":          {"", "", m.To, false},
			"by Message-ID":      {"other", "<1>", []string{"x@example.com"}, true},
			"only by Message-ID": {"", "<1>", nil, true},
		} {
			b, err := s.Before(ctx, about(c.key), c.to, c.messageID, "none")
			if err != nil || (b != nil) != c.want || b != nil && (b.ID != by || b.Status != drafts.StatusSent) {
				t.Errorf("%s, purged %v: %+v, %v", name, purged, b, err)
			}
		}
		if b, err := s.Before(ctx, about("key"), m.To, "<1>", "one0"); err != nil || (b != nil) != purged {
			t.Errorf("but for itself, purged %v: %+v, %v", purged, b, err)
		}
	}
}

// Begin compares the recipients of the envelope, not those for lists.
func TestBeginComparesTheEnvelope(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	adopt := func(id string, to ...string) {
		l, m := letter(id), message(id, "x")
		l.Keys, m.To = about("key"), to
		check(t, s.Adopt(ctx, l, m, Frozen{}, false))
	}
	adopt("one0", "a@example.com", "b@example.com")
	adopt("two0", "c@example.com")
	adopt("three", "c@example.com", "B@example.com")
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	note(t, s, "two0", drafts.StatusSending)
	_, err := begin(ctx, s, outbox.Order{ID: "three"})
	if b := errorOf[*outbox.AlreadySentError](t, err); b.ID != "one0" {
		t.Errorf("got %+v", b)
	}
}

// A letter that was unknown and resent counts as unknown, also after it was recovered, changed or purged, until a
// person says that it was sent.
func TestResentStillCounts(t *testing.T) {
	ctx := t.Context()
	const sending, committing = drafts.StatusSending, drafts.StatusCommitting
	other := func(id string) (Letter, outbox.Message, Frozen) {
		l, m := letter(id), message(id, "other")
		l.Keys, m.To = about("other"), []string{"other@example.com"}
		return l, m, Frozen{MessageID: "<other>"}
	}
	for name, c := range map[string]struct {
		then func(s *Store)
		want drafts.Status
		id   string
	}{
		"queued":        {func(*Store) {}, drafts.StatusUnknown, "one0"},
		"begun":         {func(s *Store) { note(t, s, "one0", sending) }, drafts.StatusUnknown, "one0"},
		"refused":       {func(s *Store) { note(t, s, "one0", sending, drafts.StatusFailedPerm) }, drafts.StatusUnknown, "one0"},
		"put off":       {func(s *Store) { note(t, s, "one0", sending, drafts.StatusFailedTemp) }, drafts.StatusUnknown, "one0"},
		"unknown twice": {func(s *Store) { note(t, s, "one0", sending, committing, drafts.StatusUnknown) }, drafts.StatusUnknown, "one0"},
		"sent":          {func(s *Store) { note(t, s, "one0", sending, committing, drafts.StatusSent) }, drafts.StatusSent, "one0"},
		"a draft":       {func(s *Store) { check(t, s.Put(ctx, letter("one0"))) }, drafts.StatusUnknown, "one0"},
		"changed": {func(s *Store) {
			l, m, f := other("one0")
			check(t, s.Adopt(ctx, l, m, f, true))
			note(t, s, "one0", sending, committing, drafts.StatusUnknown)
			check(t, s.Resolve(ctx, "one0", false))
		}, drafts.StatusUnknown, "one0"},
		"purged": {func(s *Store) {
			note(t, s, "one0", sending, drafts.StatusFailedPerm)
			check(t, s.Remove(ctx, "one0"))
			_, err := s.Purge(ctx)
			check(t, err)
		}, drafts.StatusUnknown, ""},
		"sent and purged": {func(s *Store) {
			note(t, s, "one0", sending, committing, drafts.StatusSent)
			check(t, s.Remove(ctx, "one0"))
			_, err := s.Purge(ctx)
			check(t, err)
		}, drafts.StatusSent, ""},
	} {
		for _, crashed := range []bool{false, true} {
			folder := t.TempDir()
			clock := &clock{monday}
			s := openAt(t, folder, clock)
			queue(t, s, "one0")
			if crashed {
				first, err := openPlace(folder, Options{Now: clock.now})
				check(t, err)
				note(t, first, "one0", sending, committing)
				check(t, first.Close())
				_, err = s.Recover(ctx)
				check(t, err)
			} else {
				note(t, s, "one0", sending, committing, drafts.StatusUnknown)
			}
			clock.forward(time.Hour)
			check(t, s.Resolve(ctx, "one0", false))
			c.then(s)
			m, f := message("two0", "x"), frozen("one0")
			for by, ask := range map[string]func() (*outbox.AlreadySentError, error){
				"the matter": func() (*outbox.AlreadySentError, error) {
					return s.Before(ctx, letter("one0").Keys, m.To[1:], "", "two0")
				},
				"the Message-ID": func() (*outbox.AlreadySentError, error) { return s.Before(ctx, about(""), nil, f.MessageID, "two0") },
			} {
				b, err := ask()
				if err != nil || b == nil || b.ID != c.id || b.Status != c.want || b.At.Before(monday) {
					t.Errorf("%s, crashed %v, by %s: %+v, %v", name, crashed, by, b, err)
				}
			}
			if b, err := s.Before(ctx, letter("one0").Keys, []string{"x@example.com"}, "", ""); b != nil || err != nil {
				t.Errorf("%s: to nobody of them: %+v, %v", name, b, err)
			}
			if name == "changed" {
				if b, err := s.Before(ctx, about("other"), []string{"other@example.com"}, "", ""); b == nil || err != nil {
					t.Errorf("%s: what it became: %+v, %v", name, b, err)
				}
			}
			wantSound(t, s)
		}
	}
}

// A letter that a person sends again goes out although another about the same was sent meanwhile. That one needs a question.
func TestResendNeedsNoOtherQuestion(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"one0", "two0", "three0"} {
		l := letter(id)
		l.Keys = about("key")
		check(t, s.Adopt(t.Context(), l, message(id, "x"), Frozen{MessageID: id}, id == "two0"))
	}
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	check(t, s.Resolve(t.Context(), "one0", false))
	_, err := begin(t.Context(), s, outbox.Order{ID: "three0"})
	wantError[*outbox.AlreadySentError](t, err)
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
}

// A letter that is unknown counts from its dot, and not from when nobody waited for the reply any more; so does one that turns
// out to have arrived. Other letters in flight make no difference.
func TestUnknownCountsFromItsDot(t *testing.T) {
	for _, others := range []bool{false, true} {
		c := &clock{monday}
		s := openAt(t, t.TempDir(), c)
		queueSeveral(t, s, 2)
		if others {
			note(t, s, "l1", drafts.StatusSending)
		}
		note(t, s, "l0", drafts.StatusSending)
		c.forward(time.Minute)
		note(t, s, "l0", drafts.StatusCommitting)
		dot := c.Time
		c.forward(time.Hour)
		note(t, s, "l0", drafts.StatusUnknown)
		for range 2 {
			b, err := s.Before(t.Context(), about("l0"), message("l0", "").To, "", "")
			if err != nil || b == nil || !b.At.Equal(dot) {
				t.Errorf("others %v: %+v, %v", others, b, err)
			}
			if l := get(t, s, "l0"); l.Status == drafts.StatusUnknown {
				check(t, s.Resolve(t.Context(), "l0", true))
			} else if !l.SentAt().Equal(dot) {
				t.Errorf("others %v: sent at %v", others, l.SentAt())
			}
		}
		if others {
			note(t, s, "l1", drafts.StatusQueued)
		}
	}
}
