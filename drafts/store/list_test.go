package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts"
)

func ids(t testing.TB, s *Store, f Filter) []string {
	t.Helper()
	var ids []string
	for l, err := range s.List(context.Background(), f) {
		check(t, err)
		ids = append(ids, l.ID)
	}
	return ids
}

func TestList(t *testing.T) {
	s := open(t, t.TempDir())
	for n, l := range []Letter{
		{ID: "a1", Kind: "refund", Subject: "充值 100%", To: []string{"Feedback@Douyin.com"}, Words: "订单 42"},
		{ID: "a2", Kind: "closure", Subject: "Close", Words: "100 42"},
		{ID: "a3", Kind: "refund", Words: "_'\"\\ x"},
		{ID: "b1", Kind: "", From: "Ä <z@example.com>", Subject: "same time as b2"},
		{ID: "b2", Kind: "", Subject: "same time as b1"},
		{ID: "c1", Kind: "refund", Subject: "removed 充值"},
	} {
		l.Created, l.Content = monday.AddDate(0, 0, min(n, 3)), []byte(`{}`)
		check(t, s.Put(t.Context(), l))
	}
	check(t, s.Remove(t.Context(), "c1"))
	check(t, s.Queue(t.Context(), message("a2", "x"), Frozen{}, false, 0))
	check(t, s.Queue(t.Context(), message("a3", "x"), Frozen{}, false, 0))
	if some, err := s.Any(t.Context(), drafts.StatusUnknown); some || err != nil {
		t.Errorf("an unknown letter: %v, %v", some, err)
	}
	note(t, s, "a3", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusUnknown)
	if some, err := s.Any(t.Context(), drafts.StatusUnknown); !some || err != nil {
		t.Errorf("no unknown letter: %v, %v", some, err)
	}
	for l, err := range s.List(t.Context(), Filter{Words: []string{"'\""}}) {
		if check(t, err); l.ID != "a3" || l.Tries != 1 {
			t.Errorf("%s was tried %d times", l.ID, l.Tries)
		}
	}
	for name, test := range map[string]struct {
		filter Filter
		want   []string
	}{
		"all":               {Filter{}, []string{"b2", "b1", "a3", "a2", "a1"}},
		"kind":              {Filter{Kind: "refund"}, []string{"a3", "a1"}},
		"a status":          {Filter{Statuses: []drafts.Status{drafts.StatusUnknown}}, []string{"a3"}},
		"statuses":          {Filter{Statuses: []drafts.Status{drafts.StatusUnknown, drafts.StatusQueued}}, []string{"a3", "a2"}},
		"no status":         {Filter{Statuses: []drafts.Status{"') OR 1 --"}}, nil},
		"since":             {Filter{Since: monday.AddDate(0, 0, 2)}, []string{"b2", "b1", "a3"}},
		"until":             {Filter{Until: monday.AddDate(0, 0, 1)}, []string{"a1"}},
		"between":           {Filter{Since: monday.AddDate(0, 0, 1), Until: monday.AddDate(0, 0, 2)}, []string{"a2"}},
		"words":             {Filter{Words: []string{"充值"}}, []string{"a1"}},
		"all words":         {Filter{Words: []string{"42", "100"}}, []string{"a2", "a1"}},
		"capitals":          {Filter{Words: []string{"DOUYIN", "feedback"}}, []string{"a1"}},
		"sender":            {Filter{Words: []string{"Ä <Z@"}}, []string{"b1"}},
		"id":                {Filter{Words: []string{"B1"}}, []string{"b2", "b1"}},
		"a wildcard":        {Filter{Words: []string{"0%"}}, []string{"a1"}},
		"a quote":           {Filter{Words: []string{"'\""}}, []string{"a3"}},
		"a backslash":       {Filter{Words: []string{`\`}}, []string{"a3"}},
		"nothing across":    {Filter{Words: []string{"100%Feedback"}}, nil},
		"removed":           {Filter{Removed: true}, []string{"c1"}},
		"removed of a kind": {Filter{Removed: true, Kind: "closure"}, nil},
		"limit":             {Filter{Limit: 2}, []string{"b2", "b1"}},
		"larger limit":      {Filter{Limit: 9}, []string{"b2", "b1", "a3", "a2", "a1"}},
	} {
		if got := ids(t, s, test.filter); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A list is read in pages. The caller may change letters between them, and read several lists at once.
func TestListIsStreamed(t *testing.T) {
	s := open(t, t.TempDir())
	const n = 2*page + 7
	for i := range n {
		l := letter(fmt.Sprintf("l%04d", i))
		l.Created = monday.Add(time.Duration(i/10) * time.Millisecond) // ten at a time
		check(t, s.Put(t.Context(), l))
	}
	var nested func(depth int) int
	nested = func(depth int) (seen int) {
		last := "~"
		for l, err := range s.List(t.Context(), Filter{Limit: n - 1}) {
			check(t, err)
			if l.ID >= last {
				t.Errorf("%s after %s", l.ID, last)
			}
			last = l.ID
			if seen++; seen == 1 && depth < 2*maxConnections {
				nested(depth + 1)
			}
			if depth == 0 {
				check(t, s.Put(t.Context(), l))
				get(t, s, l.ID)
			}
		}
		return seen
	}
	if seen := nested(0); seen != n-1 {
		t.Errorf("%d letters of %d", seen, n-1)
	}
	for _, err := range s.List(t.Context(), Filter{}) {
		check(t, err)
		break
	}
}

func TestListCancelled(t *testing.T) {
	s := open(t, t.TempDir())
	check(t, s.Put(t.Context(), letter("one0")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.List(ctx, Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if err := s.Put(ctx, letter("two0")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	check(t, s.Put(t.Context(), letter("two0")))
}

// The queries of every run use an index.
func TestIndexes(t *testing.T) {
	onFolder(t)
	s := open(t, t.TempDir())
	unknown := Filter{Statuses: []drafts.Status{drafts.StatusUnknown}}
	where, _ := unknown.where()
	for query, index := range map[string]string{
		`SELECT DISTINCT owner FROM letters WHERE owner IS NOT NULL`: "letters_held",
		selection + ` WHERE (created, id) < (1, '') AND removed IS NULL` + where +
			` ORDER BY created DESC, id DESC LIMIT 1`: "letters_unknown",
		selection + ` WHERE (created, id) < (1, '') AND removed IS NULL
			ORDER BY created DESC, id DESC LIMIT 1`: "letters_by_time",
		`SELECT 1 FROM letter_keys k WHERE k.key = 'x' AND k.numbered <= 0`:                             "letter_keys_by_key",
		`SELECT 1 FROM letters WHERE message_id = 'x' AND message_id <> ''`:                             "letters_by_message",
		`SELECT 1 FROM tombstones WHERE matter = 'x' AND matter <> ''`:                                  "tombstones_by_matter",
		`SELECT 1 FROM tombstones WHERE matter IN (SELECT value FROM json_each('[]')) AND matter <> ''`: "tombstones_by_matter",
		`SELECT 1 FROM attempt_keys k WHERE k.key = 'x' AND k.numbered <= 0`:                            "attempt_keys_by_key",
		`SELECT 1 FROM attempts WHERE message_id = 'x' AND message_id <> '' AND letter <> ''`:           "attempts_by_message",
		`SELECT 1 FROM attempts WHERE letter = 'x' AND ended IS NULL`:                                   "attempts_by_letter",
		`SELECT id FROM letters WHERE id >= 'a' AND id < 'b' ORDER BY id LIMIT 1`:                       "COVERING INDEX",
		`SELECT id FROM letters WHERE owner = 'a' ORDER BY id`:                                          "letters_held",
		clocksQuery: "COVERING INDEX letters_due",
		strings.ReplaceAll(onClockQuery, "?", "1"):                                            "letters_due",
		selection + strings.ReplaceAll(inState, "?", "'x'") + ` ORDER BY created, id LIMIT 1`: "letters_by_state",
		`SELECT count(*) FROM letters` + strings.ReplaceAll(inState, "?", "'x'"):              "COVERING INDEX letters_by_state",
		selection + strings.ReplaceAll(belonging, "?", "'x'"):                                 "letters_belonging",
		`SELECT number FROM events WHERE letter = 'x' AND at > 1`:                             "events_by_letter",
		strings.ReplaceAll(matchingQuery, "?1", "'[]'"):                                       "letter_keys_by_key (key=? AND numbered<?)",
		strings.ReplaceAll(sharingQuery, "?1", "'[]'"):                                        "letter_keys_by_key (key=? AND numbered<?)",
		strings.NewReplacer("?1", "'[]'", "?2", "'x'", "?3", "'x'").Replace(outQuery):         "letter_keys_by_key (key=? AND numbered<?)",
		strings.NewReplacer("?1", "'x'", "?2", "1", "?3", "1").Replace(sentToday):             "attempts_by_account (account=? AND began>?)",
		leftoverQuery:       "letter_keys_by_key (key=? AND numbered<?)",
		leftoverQuery + ` `: "letters_by_message",
	} {
		rows, err := s.db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query)
		check(t, err)
		plan, err := all(rows, func(row scanner) (detail string, err error) {
			var a, b, c int
			err = row.Scan(&a, &b, &c, &detail)
			return detail, err
		})
		check(t, err)
		if got := strings.Join(plan, "; "); !strings.Contains(got, index) || strings.Contains(got, "TEMP B-TREE FOR ORDER") &&
			index != "letters_held" {
			t.Errorf("%s: %s", query, got)
		}
	}
}

func TestAbout(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	for _, id := range []string{"one0", "two0", "three0", "four0"} {
		l := letter(id)
		if l.Keys = about("a"); id == "three0" {
			l.Keys = about("b")
		}
		check(t, s.Put(t.Context(), l))
		c.forward(time.Hour)
	}
	check(t, s.Remove(t.Context(), "four0"))
	check(t, s.Queue(t.Context(), message("one0", "text"), frozen("one0"), false, 0))
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	var got []string
	letters, err := s.About(t.Context(), about("a"))
	check(t, err)
	for _, l := range letters {
		got = append(got, l.ID)
	}
	if !slices.Equal(got, []string{"two0", "one0"}) || len(letters[0].Attempts) != 0 || len(letters[1].Attempts) != 1 {
		t.Errorf("got %q: %+v", got, letters)
	}
	if letters, err := s.About(t.Context(), about("")); err != nil || len(letters) > 0 {
		t.Errorf("about nothing: %+v, %v", letters, err)
	}
}

func TestSent(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	for id, status := range map[string]drafts.Status{"one0": drafts.StatusSent, "two0": drafts.StatusUnknown, "three0": drafts.StatusFailedTemp} {
		l := letter(id)
		l.Keys = about(id)
		check(t, s.Adopt(t.Context(), l, message(id, "x"), Frozen{MessageID: id}, false))
		note(t, s, id, drafts.StatusSending, drafts.StatusCommitting, status)
	}
	for _, test := range []struct {
		account string
		since   time.Time
		want    int
	}{{"work", monday, 2}, {"home", monday, 0}, {"work", monday.Add(time.Hour), 0}} {
		if n, err := s.Sent(t.Context(), test.account, test.since); err != nil || n != test.want {
			t.Errorf("%s since %s: %d, %v", test.account, test.since, n, err)
		}
	}
}
