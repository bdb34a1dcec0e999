package store

import (
	"errors"
	"reflect"
	"testing"

	"draft/drafts"
	"draft/drafts/outbox"
)

// Of letters with the same key in one Begin, only the first is begun.
func TestBeginTogether(t *testing.T) {
	s := open(t, t.TempDir())
	adopt := func(id, key, messageID string, again bool) {
		l, f := letter(id), frozen(id)
		l.Keys, f.MessageID = about(key), messageID
		check(t, s.Adopt(t.Context(), l, message(id, "text"), f, again))
	}
	adopt("out0", "gone", "<gone>", false)
	note(t, s, "out0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	adopt("one0", "a", "<a>", false)
	adopt("two0", "a", "<b>", false)
	adopt("three0", "b", "<c>", false)
	adopt("four0", "", "<c>", false)
	adopt("five0", "a", "<d>", true)
	adopt("six0", "gone", "<e>", false)
	adopt("seven0", "", "<gone>", false)
	check(t, s.Put(t.Context(), letter("draft0")))
	adopt("eight0", "", "", false)
	adopt("ten0", "d", "<f>", true)
	adopt("eleven0", "d", "<g>", false)
	adopt("nine0", "c", "", false)
	var orders []outbox.Order
	want := map[string]string{
		"one0": "", "two0": "before one0", "three0": "", "four0": "before three0", "five0": "", "six0": "before out0", "seven0": "before out0",
		"draft0": "busy", "none": "unsendable", "eight0": "", "out0": "busy", "nine0": "changed",
		"ten0": "", "eleven0": "before ten0", // Again of one letter does not allow the other
	}
	for _, id := range []string{
		"one0", "two0", "three0", "four0", "five0", "six0", "seven0", "draft0", "none", "eight0", "out0", "nine0", "ten0", "eleven0", "one0",
	} {
		o := outbox.Order{ID: id, Account: "work"}
		if id == "nine0" {
			o.Digest = "another"
		}
		orders = append(orders, o)
	}
	begun, err := s.Begin(t.Context(), orders)
	check(t, err)
	for i, b := range begun {
		id := orders[i].ID
		got := ""
		var before *outbox.AlreadySentError
		var busy *outbox.BusyError
		var changed *outbox.ChangedError
		var unsendable *outbox.UnsendableError
		switch {
		case errors.As(b.Err, &before):
			got = "before " + before.ID
		case errors.As(b.Err, &busy):
			got = "busy"
		case errors.As(b.Err, &changed):
			got = "changed"
		case errors.As(b.Err, &unsendable):
			got = "unsendable"
		case b.Err != nil:
			got = b.Err.Error()
		}
		expected := want[id]
		if i == len(orders)-1 {
			expected = "busy" // ordered twice
		}
		if got != expected || got == "" && (b.ID != id || string(b.Wire) != string(message(id, "text").Wire)) {
			t.Errorf("%s: %q, want %q; %+v", id, got, expected, b.Message)
		}
	}
	for id, what := range want {
		if id == "none" || id == "out0" {
			continue
		}
		l := get(t, s, id)
		if (l.Status == drafts.StatusSending) != (what == "") || len(l.Attempts) != map[bool]int{true: 1}[what == ""] {
			t.Errorf("%s (%s) is %s, %+v", id, what, l.Status, l.Attempts)
		}
	}
}

// What another process does to a letter after Begin has read it, and before it is begun, keeps it from being begun.
func TestChangedWhileBeginning(t *testing.T) {
	for name, c := range map[string]struct {
		change func(other *Store) error
		want   error
	}{
		"frozen anew": {
			func(other *Store) error {
				return other.Queue(t.Context(), message("one0", "other"), frozen("one0"), false, 0)
			}, &outbox.ChangedError{ID: "one0"},
		},
		"changed back to a draft": {func(other *Store) error { return other.Put(t.Context(), letter("one0")) }, &outbox.ChangedError{ID: "one0"}},
		"removed":                 {func(other *Store) error { return other.Remove(t.Context(), "one0") }, &outbox.BusyError{ID: "one0", Status: drafts.StatusQueued}},
		"begun": {func(other *Store) error {
			_, err := begin(t.Context(), other, outbox.Order{ID: "one0"})
			return err
		}, &outbox.BusyError{ID: "one0", Status: drafts.StatusSending}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			s, other := open(t, folder), open(t, folder)
			queue(t, s, "one0")
			_, err := s.engine.owner(t.Context())
			check(t, err)
			s.writer.connMu.Lock() // so that Begin reads the letter, and then waits
			result := make(chan error, 1)
			go func() {
				_, err := begin(t.Context(), s, outbox.Order{ID: "one0"})
				result <- err
			}()
			waits(s, 1)
			check(t, c.change(other))
			s.writer.connMu.Unlock()
			if err := <-result; !reflect.DeepEqual(err, c.want) {
				t.Errorf("got %#v, want %#v", err, c.want)
			}
		})
	}
}
