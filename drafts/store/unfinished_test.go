package store

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// unfinished is an unfinished letter that says something.
func unfinished(place, text string) Unfinished {
	return Unfinished{Kind: "refund", Place: place, Command: "draft refund", State: []byte(`{"text":"` + text + `"}`)}
}

// counter gives one ID after the other.
func counter() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("%016d", n)
	}
}

// texts are what the unfinished letters of a place say, the one saved last first.
func texts(t *testing.T, s *Store, place string) string {
	t.Helper()
	list, err := s.ListUnfinished(t.Context(), place)
	check(t, err)
	var all []string
	for _, u := range list {
		all = append(all, strings.TrimSuffix(strings.TrimPrefix(string(u.State), `{"text":"`), `"}`))
	}
	return strings.Join(all, " ")
}

// What is saved again takes the place of what was saved; another place has letters of its own.
func TestUnfinished(t *testing.T) {
	c := &clock{monday}
	s := openAt(t, t.TempDir(), c)
	newID := counter()
	u, err := s.SaveUnfinished(t.Context(), unfinished("refund", "one"), newID)
	check(t, err)
	c.forward(time.Hour)
	u.State, u.About = []byte(`{"text":"two"}`), "case0"
	u, err = s.SaveUnfinished(t.Context(), u, newID)
	check(t, err)
	_, err = s.SaveUnfinished(t.Context(), unfinished("closure", "other"), newID)
	check(t, err)
	if got := texts(t, s, "refund"); got != "two" {
		t.Errorf("there is %q", got)
	}
	got, err := s.Unfinished(t.Context(), "0000000000000001")
	check(t, err)
	if got.Revision != 2 || got.About != "case0" || got.Command != "draft refund" || !got.Created.Equal(monday) || !got.Changed.Equal(monday.Add(time.Hour)) {
		t.Errorf("%+v", got)
	}
	_, err = s.Unfinished(t.Context(), "00")
	if several := errorOf[*AmbiguousError](t, err); len(several.IDs) != 2 {
		t.Errorf("%q", several.IDs)
	}
	for _, prefix := range []string{"", "1"} {
		_, err = s.Unfinished(t.Context(), prefix)
		wantError[*NotFoundError](t, err)
	}
	check(t, s.RemoveUnfinished(t.Context(), u.ID, 1)) // an older revision
	if got := texts(t, s, ""); got != "other two" {
		t.Errorf("there is %q", got)
	}
	check(t, s.RemoveUnfinished(t.Context(), u.ID, u.Revision))
	if got := texts(t, s, "refund"); got != "" {
		t.Errorf("there is %q", got)
	}
	for _, wrong := range []Unfinished{{Kind: "refund", State: []byte(`{`)}, {Kind: "refund", About: "../x", State: []byte(`{}`)}} {
		_, err = s.SaveUnfinished(t.Context(), wrong, newID)
		wantError[*InvalidError](t, err)
	}
}

// Whoever saves second becomes another unfinished letter, whether the first was saved, finished or removed.
func TestUnfinishedIsNeverOverwritten(t *testing.T) {
	s, newID := open(t, t.TempDir()), counter()
	u, err := s.SaveUnfinished(t.Context(), unfinished("refund", "one"), newID)
	check(t, err)
	first, second := u, u
	first.State, second.State = []byte(`{"text":"first"}`), []byte(`{"text":"second"}`)
	first, err = s.SaveUnfinished(t.Context(), first, newID)
	check(t, err)
	second, err = s.SaveUnfinished(t.Context(), second, newID)
	check(t, err)
	if got := texts(t, s, "refund"); second.ID == first.ID || second.Revision != 1 || got != "second first" {
		t.Errorf("%q, %+v", got, second)
	}
	check(t, s.RemoveUnfinished(t.Context(), first.ID, 0))
	first, err = s.SaveUnfinished(t.Context(), first, newID)
	check(t, err)
	if got := texts(t, s, "refund"); got != "first second" || first.Revision != 1 {
		t.Errorf("%q, %+v", got, first)
	}
}

// Of many that save the same revision at once, each finds its answers again.
func TestUnfinishedAtOnce(t *testing.T) {
	s := open(t, t.TempDir())
	u, err := s.SaveUnfinished(t.Context(), unfinished("refund", "x"), counter())
	check(t, err)
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			mine := u
			mine.State = fmt.Appendf(nil, `{"text":"%d"}`, n)
			if _, err := s.SaveUnfinished(t.Context(), mine, func() string { return fmt.Sprintf("writer%010d", n) }); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	found := map[string]bool{}
	for _, text := range strings.Fields(texts(t, s, "refund")) {
		found[text] = true
	}
	if len(found) != 20 {
		t.Errorf("found %v", found)
	}
}

// What was saved is there after a process is killed while it saves the next answer.
func TestUnfinishedOutlivesItsProcess(t *testing.T) {
	for range 3 {
		folder := t.TempDir()
		c := start(t, "unfinished", folder)
		last := ""
		for range 40 {
			last = c.line(t)
		}
		check(t, c.Process.Kill())
		for c.lines.Scan() {
			last = c.lines.Text()
		}
		_ = c.Wait()
		s := open(t, folder)
		n, err := strconv.Atoi(texts(t, s, ""))
		check(t, err)
		if want, err := strconv.Atoi(last); err != nil || n != want && n != want+1 { // it may be saved, but not told
			t.Errorf("%d is there, %s was saved", n, last)
		}
		wantSound(t, s)
	}
}

// A short ID finds the unfinished letter and no other, also if a letter begins alike.
func TestShortIDsOfUnfinished(t *testing.T) {
	s := open(t, t.TempDir())
	const shared, own = "aaaaaaaabbbbbbbb", "ccccccccbbbbbbbb"
	check(t, s.Put(t.Context(), letter("aaaaaaaaaaaaaaaa")))
	for id, short := range map[string]string{shared: shared, own: own[:8]} {
		_, err := s.SaveUnfinished(t.Context(), unfinished("refund", "x"), func() string { return id })
		check(t, err)
		u, err := s.Unfinished(t.Context(), id)
		check(t, err)
		if u.Short != short {
			t.Errorf("%s is %s, want %s", id, u.Short, short)
		}
		_, err = s.Get(t.Context(), short)
		if open := errorOf[*UnfinishedError](t, err); open == nil || open.ID != id {
			t.Errorf("%s: %+v", short, open)
		}
	}
	if l := get(t, s, "aaaaaaaa"); l.ID != "aaaaaaaaaaaaaaaa" { // letters come first
		t.Errorf("got %s", l.ID)
	}
}

// A file is taken in once, whatever became of its letter since.
func TestImport(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	u := unfinished("refund", "old")
	u.ID, u.Created, u.Changed = "old0", monday.Add(-time.Hour), monday.Add(-time.Hour)
	wrong := u
	wrong.State = []byte(`{`)
	fresh, err := s.Import(t.Context(), "digest", &wrong)
	wantError[*InvalidError](t, err)
	if fresh {
		t.Error("what failed was taken in")
	}
	for i, want := range []bool{true, false} {
		if i > 0 {
			check(t, s.RemoveUnfinished(t.Context(), "old0", 0))
		}
		if fresh, err = s.Import(t.Context(), "digest", &u); fresh != want || err != nil {
			t.Errorf("%d: %t, %v", i, fresh, err)
		}
		if got := texts(t, s, ""); (got == "old") != want {
			t.Errorf("%d: %q", i, got)
		}
	}
	for _, want := range []bool{true, false} {
		if fresh, err = s.Import(t.Context(), "broken", nil); fresh != want || err != nil {
			t.Errorf("%t, %v", fresh, err)
		}
	}
}

// Purge takes the unfinished letters about removed ones along, and the bytes of those that were removed by themselves.
func TestPurgeOfUnfinished(t *testing.T) {
	folder := t.TempDir()
	s, newID := open(t, folder), counter()
	check(t, s.Put(t.Context(), letter("one0")))
	check(t, s.Put(t.Context(), letter("two0")))
	for about, text := range map[string]string{"one0": "geheimnis-eins", "two0": "bleibt-hier", "": "geheimnis-zwei"} {
		u := unfinished("p", text)
		u.About = about
		u, err := s.SaveUnfinished(t.Context(), u, newID)
		check(t, err)
		if about == "" {
			check(t, s.RemoveUnfinished(t.Context(), u.ID, 0))
		}
	}
	check(t, s.Remove(t.Context(), "one0"))
	_, err := s.Purge(t.Context())
	check(t, err)
	if in := contains(t, folder, "geheimnis"); len(in) > 0 {
		t.Errorf("still in %q", in)
	}
	if got := texts(t, s, ""); got != "bleibt-hier" {
		t.Errorf("left %q", got)
	}
}

// An unfinished letter that is finished or removed is off the disk once no process has the store open, as a file would be.
func TestRemovedUnfinishedLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	s, err := Open(folder, Options{})
	check(t, err)
	var u Unfinished
	for n := range 5 {
		next := unfinished("refund", strings.Repeat("geheimnis ", 200*n+1))
		next.ID, next.Revision = u.ID, u.Revision
		u, err = s.SaveUnfinished(t.Context(), next, counter())
		check(t, err)
	}
	check(t, s.RemoveUnfinished(t.Context(), u.ID, u.Revision))
	check(t, s.Close())
	if in := contains(t, folder, "geheimnis"); len(in) > 0 {
		t.Errorf("still in %q", in)
	}
}

// An export has the unfinished letters after the others, a backup too, and a check finds one whose answers were spoilt.
func TestCopiesOfUnfinished(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	check(t, s.Put(t.Context(), letter("one0")))
	u := unfinished("edit-one0", "half")
	u.About = "one0"
	_, err := s.SaveUnfinished(t.Context(), u, counter())
	check(t, err)
	var b bytes.Buffer
	check(t, s.Export(t.Context(), &b))
	const want = `{"id":"0000000000000001","kind":"refund","status":"unfinished","created_at":"2026-11-23T10:00:00Z",` +
		`"changed_at":"2026-11-23T10:00:00Z","revision":1,"about":"one0","place":"edit-one0","content":{"text":"half"}}`
	if lines := strings.Split(b.String(), "\n"); len(lines) != 3 || lines[1] != want {
		t.Errorf("got %s", b.String())
	}
	b.Reset()
	check(t, s.Backup(t.Context(), &b))
	if got := texts(t, open(t, unpack(t, b.Bytes())), ""); got != "half" {
		t.Errorf("the backup has %q", got)
	}
	wantSound(t, s)
	alter(t, folder, `PRAGMA ignore_check_constraints = 1; UPDATE unfinished SET state = '{'`)
	faults, err := s.Check(t.Context())
	check(t, err)
	if len(faults) != 1 || faults[0].Code != FaultDatabase {
		t.Errorf("%+v", faults)
	}
}
