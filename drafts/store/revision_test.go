package store

import (
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"

	"draft/drafts"
	"draft/drafts/outbox"
)

// The revision grows by one with every change of a letter, and only then.
func TestRevision(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	noted := func(status drafts.Status) func() error {
		return func() error { return write(ctx, s, "one0", outbox.Entry{Status: status}) }
	}
	begin := func() error { _, err := begin(ctx, s, outbox.Order{ID: "one0"}); return err }
	remove := func() error { return s.Remove(ctx, "one0") }
	restore := func() error { return s.Restore(ctx, "one0") }
	for _, step := range []struct {
		name string
		do   func() error
		want int64
	}{
		{"Put", func() error { return s.Put(ctx, letter("one0")) }, 1},
		{"Put again", func() error { return s.Put(ctx, letter("one0")) }, 2},
		{"Queue", func() error { return s.Queue(ctx, message("one0", "x"), frozen("one0"), false, 0) }, 3},
		{"Adopt", func() error { return s.Adopt(ctx, letter("one0"), message("one0", "x"), frozen("one0"), false) }, 4},
		{"Remove", remove, 5},
		{"Remove again", remove, 5},
		{"Restore", restore, 6},
		{"Restore again", restore, 6},
		{"Begin", begin, 6},
		{"Note committing", noted(drafts.StatusCommitting), 6},
		{"Note unknown", noted(drafts.StatusUnknown), 6},
		{"Resolve resend", func() error { return s.Resolve(ctx, "one0", false) }, 7},
		{"Begin again", begin, 7},
		{"Note unknown again", noted(drafts.StatusUnknown), 7},
		{"Resolve sent", func() error { return s.Resolve(ctx, "one0", true) }, 8},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := get(t, s, "one0").Revision; got != step.want {
			t.Errorf("%s: revision %d, want %d", step.name, got, step.want)
		}
	}
	for l, err := range s.List(ctx, Filter{}) {
		if err != nil || l.Revision != 8 {
			t.Errorf("listed: %+v, %v", l, err)
		}
	}
	check(t, s.Adopt(ctx, letter("new0"), message("new0", "x"), Frozen{}, false))
	if got := get(t, s, "new0").Revision; got != 1 {
		t.Errorf("adopted: revision %d", got)
	}
}

// A change with an old revision is refused.
func TestChangedMeanwhile(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	ctx := t.Context()
	edits := map[string]func(id string) error{
		"put":    func(id string) error { return other.Put(ctx, letter(id)) },
		"queued": func(id string) error { return other.Queue(ctx, message(id, "other"), frozen(id), false, 0) },
		"adopted": func(id string) error {
			return other.Adopt(ctx, letter(id), message(id, "other"), frozen(id), false)
		},
		"restored": func(id string) error { return errors.Join(other.Remove(ctx, id), other.Restore(ctx, id)) },
		"not":      nil,
	}
	changes := map[string]func(l Letter) error{
		"Put":   func(l Letter) error { return s.Put(ctx, l) },
		"Queue": func(l Letter) error { return s.Queue(ctx, message(l.ID, "mine"), frozen(l.ID), false, l.Revision) },
	}
	for how, edit := range edits {
		for what, change := range changes {
			id := fmt.Sprint("l", len(ids(t, s, Filter{})))
			check(t, s.Put(ctx, letter(id)))
			l := get(t, s, id)
			if edit == nil {
				if err := change(l); err != nil {
					t.Errorf("%s of a letter that was not changed: %v", what, err)
				}
				continue
			}
			check(t, edit(id))
			before, files := get(t, s, id), messages(t, folder)
			if changed := errorOf[*outbox.ChangedError](t, change(l)); changed.ID != id {
				t.Errorf("got %+v", changed)
			}
			if after := get(t, s, id); !reflect.DeepEqual(before, after) {
				t.Errorf("%s of a letter that was %s changed it:\n%+v\n%+v", what, how, before, after)
			}
			if now := messages(t, folder); !reflect.DeepEqual(now, files) {
				t.Errorf("%s of a letter that was %s left %q, before %q", what, how, now, files)
			}
			l.Revision = 0
			if err := change(l); err != nil {
				t.Errorf("%s of whatever is there: %v", what, err)
			}
		}
	}
	gone := letter("gone")
	gone.Revision = 1
	wantError[*outbox.ChangedError](t, s.Put(ctx, gone))
	_, err := s.Get(ctx, "gone")
	wantError[*NotFoundError](t, err)
	wantSound(t, s)
}

// Of many concurrent changes of one revision, one is made.
func TestOneChanges(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	check(t, s.Put(t.Context(), letter("one0")))
	l := get(t, s, "one0")
	var group sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range 16 {
		group.Go(func() {
			var err error
			if s := []*Store{s, other}[i/2%2]; i%2 == 0 {
				err = s.Put(t.Context(), l)
			} else {
				err = s.Queue(t.Context(), message("one0", fmt.Sprint(i)), Frozen{}, false, l.Revision)
			}
			var changed *outbox.ChangedError
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case !errors.As(err, &changed):
				t.Error(err)
			}
		})
	}
	group.Wait()
	if now := get(t, s, "one0"); done != 1 || now.Revision != l.Revision+1 {
		t.Errorf("%d changed it, revision %d", done, now.Revision)
	}
	wantSound(t, s)
}

// Begin refuses a letter that has changed since it was confirmed.
func TestBeginOfWhatWasShown(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	shown := fingerprint(string(message("one0", "text").Wire))
	for name, c := range map[string]struct {
		digest string
		edit   func() error // after the confirmation
		want   any          // type of the error
	}{
		"as it was": {shown, nil, nil},
		"whatever":  {"", func() error { return s.Queue(ctx, message("one0", "x"), Frozen{}, false, 0) }, nil},
		"other bytes": {
			shown, func() error { return s.Queue(ctx, message("one0", "x"), Frozen{}, false, 0) }, new(*outbox.ChangedError),
		},
		"the same bytes": {
			shown, func() error { return s.Queue(ctx, message("one0", "text"), Frozen{}, false, 0) }, nil,
		},
		"a draft":       {shown, func() error { return s.Put(ctx, letter("one0")) }, new(*outbox.ChangedError)},
		"any draft":     {"", func() error { return s.Put(ctx, letter("one0")) }, new(*outbox.BusyError)},
		"removed":       {shown, func() error { return s.Remove(ctx, "one0") }, new(*outbox.BusyError)},
		"another begun": {shown, func() error { note(t, s, "one0", drafts.StatusSending); return nil }, new(*outbox.BusyError)},
	} {
		queue(t, s, "one0")
		if c.edit != nil {
			check(t, c.edit())
		}
		before := get(t, s, "one0")
		_, err := begin(ctx, s, outbox.Order{ID: "one0", Digest: c.digest, Account: "home"})
		if c.want == nil && err != nil || c.want != nil && !errors.As(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		after := get(t, s, "one0")
		if err != nil {
			if !reflect.DeepEqual(before, after) {
				t.Errorf("%s: it was %+v and is %+v", name, before, after)
			}
		} else if a := after.Attempts[len(after.Attempts)-1]; a.Account != "home" || after.Frozen.Account != before.Frozen.Account {
			t.Errorf("%s: %+v of %+v", name, a, after.Frozen)
		}
		if after.Status == drafts.StatusSending {
			note(t, s, "one0", drafts.StatusQueued)
		}
		check(t, s.Restore(ctx, "one0"))
	}
	_, err := begin(ctx, s, outbox.Order{ID: "none"})
	if u := errorOf[*outbox.UnsendableError](t, err); u.ID != "none" {
		t.Errorf("got %+v", u)
	}
	wantError[*NotFoundError](t, err)
}

// Lists show the envelope of a frozen letter.
func TestListsShowTheEnvelope(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := t.Context()
	check(t, s.Put(ctx, letter("put0")))
	check(t, s.Queue(ctx, message("put0", "x"), Frozen{}, false, 0))
	check(t, s.Adopt(ctx, letter("adopted"), message("adopted", "x"), Frozen{}, false))
	for l, err := range s.List(ctx, Filter{}) {
		check(t, err)
		if m := message(l.ID, "x"); l.From != m.From || !reflect.DeepEqual(l.To, m.To) {
			t.Errorf("%s shows %q, %q", l.ID, l.From, l.To)
		}
	}
}
