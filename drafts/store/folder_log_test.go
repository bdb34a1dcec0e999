package store

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/disk"
	"draft/drafts/outbox"
)

// The format of a log stays, because the log of a dead process may be one of another version of the program.
func TestLogFormat(t *testing.T) {
	const text = `dc665bc9 {"id":"one0","began":1795000000000,"at":1795000001000,"status":"committing"}
9327a885 {"id":"one0","began":1795000000000,"at":1795000002000,"committing":1795000001000,"status":"sent","code":250,"said":"2.0.0 Ok"}
`
	sent := logEntry{
		ID: "one0", Began: 1795000000000, At: 1795000002000, Committing: 1795000001000, Status: drafts.StatusSent, Code: 250,
		Said: "2.0.0 Ok",
	}
	entries, err := parseLog(strings.NewReader(text))
	if err != nil || !reflect.DeepEqual(entries.entries, map[attemptID]logEntry{sent.attempt(): sent}) || entries.damaged {
		t.Errorf("got %+v, %v", entries, err)
	}
	folder := t.TempDir()
	l, err := createLog(disk.OS{}, filepath.Join(folder, "x"+logSuffix))
	check(t, err)
	committing := logEntry{ID: "one0", Began: sent.Began, At: sent.Committing, Status: drafts.StatusCommitting}
	check(t, l.write([]logEntry{committing, sent}))
	written, err := os.ReadFile(l.file.Name())
	if err != nil || string(written) != text {
		t.Errorf("wrote %q, %v", written, err)
	}
	check(t, l.remove())
}

// A line of which one bit is not as it was written is no entry, and the log is known to be damaged.
func TestFlippedLog(t *testing.T) {
	folder := t.TempDir()
	l, err := createLog(disk.OS{}, filepath.Join(folder, "x"+logSuffix))
	check(t, err)
	first := logEntry{ID: "one0", Began: 1795000000000, At: 1795000001000, Status: drafts.StatusCommitting}
	check(t, l.write([]logEntry{first}))
	start := l.end
	check(t, l.write([]logEntry{{ID: "two0", Began: 1795000000000, At: 1795000002000, Status: drafts.StatusSent, Code: 250, Said: "Ok"}}))
	end := l.end
	check(t, l.write([]logEntry{{ID: "three0", Began: 1795000000000, At: 1795000003000, Status: drafts.StatusQueued}}))
	whole, err := os.ReadFile(l.file.Name())
	check(t, err)
	check(t, l.remove())
	for at := start; at < end; at++ {
		for bit := range 8 {
			text := bytes.Clone(whole)
			text[at] ^= 1 << bit
			l, err := parseLog(bytes.NewReader(text))
			_, flipped := l.entries[attemptID{"two0", first.Began}]
			if err != nil || flipped || !l.damaged || !reflect.DeepEqual(l.entries[first.attempt()], first) {
				t.Fatalf("%q is read as %+v, %v", text[start:end], l, err)
			}
		}
	}
}

// Note records all entries or none.
func TestNoteTogether(t *testing.T) {
	s := open(t, t.TempDir())
	for _, id := range []string{"one0", "two0", "three0"} {
		l := letter(id)
		l.Keys = about(id)
		check(t, s.Adopt(t.Context(), l, message(id, "text"), Frozen{MessageID: id}, false))
	}
	note(t, s, "one0", drafts.StatusSending)
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting)
	entry := func(id string, status drafts.Status) outbox.Entry { return outbox.Entry{ID: id, Status: status} }
	wantError[*NotClaimedError](t, s.Note(t.Context(), []outbox.Entry{entry("one0", drafts.StatusCommitting), entry("three0", drafts.StatusCommitting)}))
	wantError[*NotClaimedError](t, s.Note(t.Context(), []outbox.Entry{entry("one0", drafts.StatusCommitting), entry("three0", drafts.StatusSent)}))
	wantError[*InvalidError](t, s.Note(t.Context(), []outbox.Entry{entry("one0", drafts.StatusCommitting), entry("one0", drafts.StatusSent)}))
	if status := get(t, s, "one0").Status; status != drafts.StatusSending {
		t.Errorf("one0 is %s", status)
	}
	check(t, s.Note(t.Context(), []outbox.Entry{
		entry("one0", drafts.StatusCommitting),
		{ID: "two0", Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "2.0.0 \"Ok\" 排队"}},
	}))
	one, two := get(t, s, "one0"), get(t, s, "two0")
	if one.Status != drafts.StatusCommitting || one.Attempts[0].Committing.IsZero() || two.Status != drafts.StatusSent ||
		two.Attempts[0].Code != 250 || two.Attempts[0].Text != "2.0.0 \"Ok\" 排队" {
		t.Errorf("%+v, %+v", one, two)
	}
}

// The results of many letters are in the database after Close.
func TestManyNotes(t *testing.T) {
	onFolder(t)
	folder := t.TempDir()
	s := open(t, folder)
	var orders []outbox.Order
	const count = maxEnds + 40
	for i := range count {
		id := fmt.Sprint("l", i)
		l := letter(id)
		l.Keys = about(id)
		check(t, s.Adopt(t.Context(), l, message(id, "text"), Frozen{MessageID: id}, false))
		orders = append(orders, outbox.Order{ID: id})
	}
	_, err := s.Begin(t.Context(), orders)
	check(t, err)
	for i, o := range orders {
		check(t, write(t.Context(), s, o.ID, outbox.Entry{Status: drafts.StatusCommitting}))
		if i < count-1 { // the last stays committing
			check(t, write(t.Context(), s, o.ID, outbox.Entry{Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: o.ID}}))
		}
	}
	if l := get(t, s, "l7"); l.Status != drafts.StatusSent || l.Attempts[0].Text != "l7" {
		t.Errorf("got %+v", l)
	}
	check(t, s.Close())
	if left, err := os.ReadDir(filepath.Join(folder, "senders")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	s = open(t, folder)
	_, err = s.Recover(t.Context())
	check(t, err)
	sent := 0
	for l, err := range s.List(t.Context(), Filter{}) {
		check(t, err)
		if l.Status == drafts.StatusSent {
			sent++
		}
	}
	if last := get(t, s, orders[count-1].ID); sent != count-1 || last.Status != drafts.StatusUnknown || last.Attempts[0].Committing.IsZero() {
		t.Errorf("%d sent of %d, the last is %+v", sent, count, last)
	}
	wantSound(t, s)
}
