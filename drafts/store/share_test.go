package store

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// adoptKnowing stores a letter about one matter, as far as the letters that are known are all there are.
func adoptKnowing(t *testing.T, s *Store, id string, known ...Letter) error {
	t.Helper()
	l := letter(id)
	l.Keys = about("one")
	return s.AdoptKnowing(t.Context(), l, message(id, "text"), frozen(id), known)
}

// A letter is stored only if the caller knows all letters about the same, as they are.
func TestAdoptKnowing(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	check(t, adoptKnowing(t, s, "one0"))
	wantError[*OvertakenError](t, adoptKnowing(t, other, "two0"))
	if left := messages(t, folder); len(left) != 1 {
		t.Errorf("messages: %q", left)
	}
	known := func() []Letter {
		letters, err := other.About(t.Context(), about("one"))
		check(t, err)
		return letters
	}
	before := known()
	check(t, adoptKnowing(t, other, "two0", before...))
	wantError[*OvertakenError](t, adoptKnowing(t, other, "three0", before...))
	for _, c := range []struct {
		name   string
		change func() error
	}{
		{"frozen anew", func() error { return s.Queue(t.Context(), message("one0", "other"), frozen("one0"), false, 0) }},
		{"begun", func() error {
			_, err := begin(t.Context(), s, outbox.Order{ID: "one0"})
			return err
		}},
		{"put back", func() error { return write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusQueued}) }},
		{"removed", func() error { return s.Remove(t.Context(), "one0") }},
	} {
		before := known()
		check(t, c.change())
		if err := adoptKnowing(t, other, "four0", before...); !errors.As(err, new(*OvertakenError)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	l := letter("free0")
	check(t, other.AdoptKnowing(t.Context(), l, message("free0", "text"), frozen("free0"), nil)) // about another matter
}

// Of several processes that store a letter about the same at once, one does.
func TestOneAdopts(t *testing.T) {
	folder := t.TempDir()
	var group sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		s := open(t, folder)
		group.Go(func() { errs[i] = adoptKnowing(t, s, []string{"one0", "two0", "three0", "four0"}[i]) })
	}
	group.Wait()
	stored := 0
	for _, err := range errs {
		if err == nil {
			stored++
		} else if !errors.As(err, new(*OvertakenError)) {
			t.Error(err)
		}
	}
	if left := messages(t, folder); stored != 1 || len(left) != 1 {
		t.Errorf("%d stored it: %q", stored, left)
	}
}

// Progress says how far letters are with whichever process has them.
func TestProgress(t *testing.T) {
	folder := t.TempDir()
	c := &clock{monday}
	s, other := openAt(t, folder, c), openAt(t, folder, c)
	other.seat = "left window"
	for _, id := range []string{"one0", "two0", "three0"} {
		queue(t, s, id)
	}
	digest := get(t, s, "one0").Frozen.Digest
	c.forward(time.Minute)
	note(t, other, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	note(t, other, "two0", drafts.StatusSending)
	check(t, s.Remove(t.Context(), "three0"))
	got, err := s.Progress(t.Context(), []string{"one0", "two0", "three0", "none"})
	check(t, err)
	if want := (Progress{Status: drafts.StatusSent, At: c.UTC(), Seat: "left window", Digest: digest}); got["one0"] != want {
		t.Errorf("got %+v, want %+v", got["one0"], want)
	}
	if got["two0"].Status != drafts.StatusSending || !got["three0"].Removed || len(got) != 3 {
		t.Errorf("%+v", got)
	}
}

// Other processes see that a letter was sent a second later at the latest, while more are being sent.
func TestProgressIsSeen(t *testing.T) {
	folder := t.TempDir()
	c := &clock{monday}
	s, other := openAt(t, folder, c), openAt(t, folder, c)
	for _, id := range []string{"one0", "two0", "three0"} {
		queue(t, s, id)
		note(t, s, id, drafts.StatusSending, drafts.StatusCommitting)
	}
	note(t, s, "one0", drafts.StatusSent)
	c.forward(time.Second)
	note(t, s, "two0", drafts.StatusSent)
	all, err := other.Progress(t.Context(), []string{"one0"})
	check(t, err)
	if got := all["one0"].Status; got != drafts.StatusSent {
		t.Errorf("a second later: %s", got)
	}
}

// A letter that was refused in another process since it was ordered is not tried again. One that was put back is.
func TestTriedElsewhere(t *testing.T) {
	for status, want := range map[drafts.Status]error{
		drafts.StatusFailedTemp: &outbox.BusyError{ID: "one0", Status: drafts.StatusFailedTemp},
		drafts.StatusFailedPerm: &outbox.BusyError{ID: "one0", Status: drafts.StatusFailedPerm},
		drafts.StatusQueued:     nil,
	} {
		folder := t.TempDir()
		s, other := open(t, folder), open(t, folder)
		queue(t, s, "one0")
		note(t, other, "one0", drafts.StatusSending, status)
		for _, o := range []outbox.Order{{ID: "one0", Try: 1}, {ID: "one0", Try: 2}, {ID: "one0"}} {
			_, err := begin(t.Context(), s, o)
			if o.Try == 1 && !reflect.DeepEqual(err, want) || o.Try != 1 && err != nil {
				t.Errorf("%s, try %d: %v", status, o.Try, err)
			}
			if err == nil {
				note(t, s, "one0", status)
				break
			}
		}
	}
}
