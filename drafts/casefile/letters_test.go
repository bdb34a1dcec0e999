package casefile

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/cases"
	"draft/drafts/store"
)

// A letter about a case has the state of the case once support has that letter; the first letter always has.
func TestStateOf(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	states := func(id string, want ...cases.State) {
		t.Helper()
		letters, err := s.open(id).Letters()
		if err != nil {
			t.Fatal(err)
		}
		var got []cases.State
		for _, l := range letters {
			got = append(got, l.State)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
	}
	states("aaaa", cases.Prepared)
	s.add("aaaa", cases.Entry{State: cases.Answered, Said: "在处理"})
	s.now = s.now.Add(time.Hour)
	s.put("bbbbbbbb", cases.KindFollowup, "aaaaaaaa", reminder(2))
	states("aaaa", cases.Answered, cases.Prepared)

	// It was pasted: the note names it.
	f := s.open("bbbb")
	e := f.Complete(cases.Entry{Via: cases.App})
	if e.State != cases.Submitted || e.Letter != "bbbbbbbb" || e.Reminder != 2 || e.Supplement {
		t.Errorf("%+v", e)
	}
	if f = s.add("bbbb", e); f.Reminders != 2 {
		t.Errorf("%+v", f.Case)
	}
	states("aaaa", cases.Submitted, cases.Submitted)

	letters, err := s.open("aaaa").Letters()
	if err != nil {
		t.Fatal(err)
	}
	first, second := letters[0], letters[1]
	if len(first.Submissions) != 1 || !first.Submissions[0].Submits || first.PastedParts() != nil {
		t.Errorf("%+v", first.Submissions) // the answer submitted it, by no way that is known
	}
	if parts := second.PastedParts(); len(second.Submissions) != 1 || len(parts) == 0 || !strings.Contains(parts[0], "您好") {
		t.Errorf("%+v: %q", second.Submissions, second.PastedParts())
	}
}

// A case that ended before anything was noted as submitted had its first letter submitted all the same.
func TestStateOfSettledUnnoted(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	f := s.add("aaaa", cases.Entry{State: cases.Settled, Paid: &cases.Payment{Fen: 5000}})
	letters, err := f.Letters()
	if err != nil || letters[0].State != cases.Settled || letters[0].Submissions != nil || letters[0].PastedParts() != nil {
		t.Errorf("%+v: %v", letters, err)
	}
}

// A letter that was mailed is submitted without a note.
func TestSentLetterIsSubmitted(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	s.send("aaaaaaaa")
	s.now = s.now.Add(time.Hour)
	s.put("bbbbbbbb", cases.KindFollowup, "aaaaaaaa", reminder(1))
	s.send("bbbbbbbb")
	f := s.open("aaaa")
	if f.State != cases.Submitted || f.Reminders != 1 || len(f.Entries) != 2 || f.Entries[1].Letter != "bbbbbbbb" || f.Entries[1].Via != cases.Email {
		t.Errorf("%+v", f.Case)
	}
	if f.StateOf("bbbbbbbb") != cases.Submitted || f.StateOf("cccccccc") != cases.Prepared {
		t.Errorf("%s, %s", f.StateOf("bbbbbbbb"), f.StateOf("cccccccc"))
	}
	if _, ok := f.Last(); ok {
		t.Error("what was mailed can be taken back")
	}
}

// A case is opened once, however many letters about it there are.
func TestStandings(t *testing.T) {
	s := newShelf(t)
	s.put("aaaaaaaa", "refund", "", refund)
	s.add("aaaa", cases.Entry{State: cases.Submitted})
	s.put("bbbbbbbb", cases.KindFollowup, "aaaaaaaa", reminder(1))
	s.put("cccccccc", cases.KindFollowup, "aaaaaaaa", reminder(2))
	s.send("cccccccc")
	opened := 0
	standings := NewStandings(func(id string) (*File, error) {
		opened++
		if id == "gone" {
			return nil, errors.New("gone")
		}
		return s.Open(context.Background(), id)
	})
	got := map[string]cases.State{}
	for l, err := range s.Store.List(context.Background(), store.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[l.ID] = standings.State(l)
	}
	got["gone"] = standings.State(store.Letter{ID: "dddddddd", Kind: "followup", About: "gone", State: "submitted"})
	got["foreign"] = standings.State(store.Letter{State: "submitted"})
	want := map[string]cases.State{
		"aaaaaaaa": cases.Submitted, "bbbbbbbb": cases.Prepared, "cccccccc": cases.Submitted, "gone": cases.Prepared, "foreign": cases.Prepared,
	}
	if !reflect.DeepEqual(got, want) || opened != 2 {
		t.Errorf("%q after %d openings", got, opened)
	}
}

func TestReminderNumber(t *testing.T) {
	content := func(nth string) []byte { return []byte(`{"answers": [{"name": "nth", "text": "` + nth + `"}]}`) }
	for _, test := range []struct {
		letter store.Letter
		want   int
	}{
		{store.Letter{Kind: cases.KindFollowup, Content: content("first")}, 1},
		{store.Letter{Kind: cases.KindFollowup, Content: content("third")}, 3},
		{store.Letter{Kind: cases.KindFollowup, Content: content("fourth")}, 0},
		{store.Letter{Kind: cases.KindFollowup, Content: []byte(`{}`)}, 0},
		{store.Letter{Kind: cases.KindFollowup, Content: []byte(`{`)}, 0},
		{store.Letter{Kind: cases.KindSupplement, Content: content("first")}, 0},
	} {
		if got := reminderNumber(test.letter); got != test.want {
			t.Errorf("%s: %d", test.letter.Content, got)
		}
	}
	f := &File{Letter: store.Letter{ID: "a", Short: "a", Content: []byte(`{`)}}
	var damaged *store.BadRecord
	if _, err := f.Letters(); !errors.As(err, &damaged) {
		t.Error(err)
	}
	if got := (&Letter{Record: drafts.Record{Limit: 10}}).PastedParts(); got != nil {
		t.Errorf("%q", got)
	}
}
