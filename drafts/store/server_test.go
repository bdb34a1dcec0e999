package store

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"draft/drafts"
	"draft/drafts/outbox"
)

// onServer leaves a test out that is about a server, if there is none.
func onServer(t testing.TB) {
	t.Helper()
	if serverAddress() == "" {
		t.Skip("of a store on a server, which DRAFT_TEST_POSTGRES names")
	}
}

// emptyServerDatabase makes an empty database and returns its address.
func emptyServerDatabase(t testing.TB) string {
	t.Helper()
	onServer(t)
	folder := t.TempDir()
	t.Cleanup(func() { check(t, dropDatabase(folder)) })
	check(t, statement(t, serverAddress(), `CREATE DATABASE `+testDatabase(folder)))
	return addressOf(t, folder, "")
}

// addressOf returns the address of the database of a folder for a role; "" is the superuser.
func addressOf(t testing.TB, folder, role string) string {
	t.Helper()
	u, err := url.Parse(serverAddress())
	check(t, err)
	u.Path = "/" + testDatabase(folder)
	if role != "" {
		u.User = url.User(role)
	}
	return u.String()
}

func statement(t testing.TB, address, text string) error {
	t.Helper()
	_, err := runStatement(address, text)
	return err
}

func TestInit(t *testing.T) {
	address := emptyServerDatabase(t)
	ctx := t.Context()
	setup := errorOf[*SetupError](t, func() error { _, err := Open(address, Options{}); return err }())
	if setup.Version != 0 {
		t.Errorf("got %+v", setup)
	}
	latest := len(serverMigrations)
	for _, want := range []Initialized{{0, latest}, {latest, latest}} {
		if got, err := Init(ctx, address, InitOptions{}); err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	_, err := Init(ctx, address, InitOptions{Seats: []string{"no such role"}})
	if none := errorOf[*NoRoleError](t, err); none.Role != "no such role" {
		t.Errorf("got %+v", none)
	}
	check(t, statement(t, address, `UPDATE draft.version SET number = 99`))
	_, err = Open(address, Options{})
	wantError[*NewerError](t, err)
	_, err = Init(ctx, address, InitOptions{})
	wantError[*NewerError](t, err)
	check(t, statement(t, address, `UPDATE draft.version SET number = 0`))
	_, err = Open(address, Options{})
	wantError[*SetupError](t, err)
}

// A database that is not there is told from a server that is not.
func TestNoDatabase(t *testing.T) {
	onServer(t)
	_, err := Open(addressOf(t, "of no test", ""), Options{})
	if failed := errorOf[*FailedError](t, err); failed.Code != CodeDenied || serverCode(err) != "3D000" {
		t.Errorf("got %v", err)
	}
}

// The schema of another program is left alone.
func TestInitForeign(t *testing.T) {
	address := emptyServerDatabase(t)
	check(t, statement(t, address, `CREATE SCHEMA draft; CREATE TABLE draft.letters (id text)`))
	_, err := Init(t.Context(), address, InitOptions{})
	wantError[*NotStoreError](t, err)
	_, err = Open(address, Options{})
	wantError[*SetupError](t, err)
}

// A seat does all that there is to do with letters, and can change neither the schema nor the history.
func TestRightsOfASeat(t *testing.T) {
	address := emptyServerDatabase(t)
	ctx := t.Context()
	role := "seat_" + strings.TrimPrefix(address[strings.LastIndex(address, "draft_test_"):][:15], "draft_test_")
	check(t, statement(t, serverAddress(), `CREATE ROLE `+role+` LOGIN`))
	t.Cleanup(func() {
		check(t, statement(t, address, `DROP OWNED BY `+role))
		check(t, statement(t, serverAddress(), `DROP ROLE `+role))
	})
	u, err := url.Parse(address)
	check(t, err)
	u.User = url.User(role)
	seat := u.String()
	_, err = Init(ctx, seat, InitOptions{})
	if failed := errorOf[*FailedError](t, err); failed.Code != CodeDenied {
		t.Errorf("init by a seat: %v", failed)
	}
	_, err = Init(ctx, address, InitOptions{})
	check(t, err)
	_, err = Open(seat, Options{})
	if failed := errorOf[*FailedError](t, err); failed.Code != CodeDenied {
		t.Errorf("without a right: %v", failed)
	}
	_, err = Init(ctx, address, InitOptions{Seats: []string{role}})
	check(t, err)
	_, err = Init(ctx, seat, InitOptions{Seats: []string{role}}) // its grants would be no more than a warning of the server
	if failed := errorOf[*FailedError](t, err); failed.Code != CodeDenied {
		t.Errorf("a seat lets others in: %v", failed)
	}
	s, err := Open(seat, Options{Cache: t.TempDir(), Seat: "left"})
	check(t, err)
	defer func() { check(t, s.Close()) }()
	bring(t, s, "one0", drafts.StatusSent)
	bring(t, s, "two0", drafts.StatusUnknown)
	check(t, s.Resolve(ctx, "two0", false))
	check(t, s.Log(ctx, "one0", happened(monday), "answered", nil))
	path, err := s.AddEvidence(ctx, "a.png", []byte("picture"))
	check(t, err)
	u1, err := s.SaveUnfinished(ctx, Unfinished{Kind: "refund", Place: "refund", State: []byte(`{"evidence":"` + path + `"}`)}, func() string { return "half0" })
	check(t, err)
	check(t, s.RemoveUnfinished(ctx, u1.ID, u1.Revision))
	_, _, err = s.TakeTurn(ctx, "work", time.Second)
	check(t, err)
	_, err = s.Recover(ctx)
	check(t, err)
	wantSound(t, s)
	check(t, s.Remove(ctx, "one0"))
	if n, err := s.Purge(ctx); n != 1 || err != nil {
		t.Errorf("purged %d, %v", n, err)
	}
	bring(t, s, "six0", drafts.StatusDraft)
	check(t, s.Log(ctx, "six0", happened(monday), "answered", nil))
	for _, text := range []string{
		`CREATE TABLE draft.mine (id text)`, `ALTER TABLE draft.letters ADD COLUMN mine text`, `DROP TABLE draft.events`, `UPDATE draft.version SET number = 2`,
		`UPDATE draft.events SET data = '{}'`, `DELETE FROM draft.events`, `TRUNCATE draft.letters CASCADE`, `DROP SCHEMA draft CASCADE`,
		`DROP TRIGGER letters_open ON draft.letters`,
	} {
		if code := serverCode(statement(t, seat, text)); code != "42501" {
			t.Errorf("%s: SQLSTATE %q", text, code)
		}
	}
	for _, text := range []string{`UPDATE draft.events SET data = '{}'`, `DELETE FROM draft.events`} { // not even the owner
		if err := statement(t, address, text); err == nil || !strings.Contains(err.Error(), "an event ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A key of a letter that is out is a row that no other letter can make, whatever the comparison of letters has found.
func TestKeysAreUniqueRows(t *testing.T) {
	onServer(t)
	s := open(t, t.TempDir())
	same := func(id string, keys ...drafts.Key) {
		l := letter(id)
		l.Keys = keys
		check(t, s.Adopt(t.Context(), l, message(id, "text"), frozen(id), false))
	}
	order := drafts.Key{Kind: drafts.KeyOrder, Text: "refund\norder=1"}
	same("one0", order)
	same("two0", order, drafts.Key{Kind: drafts.KeyPayment, Text: "other"})
	claims := func(id string) int {
		n, err := readRow(t.Context(), s, column[int], `SELECT count(*) FROM claimed_keys WHERE letter = ?`, id)
		check(t, err)
		return n
	}
	note(t, s, "one0", drafts.StatusSending)
	if n := claims("one0"); n != 2 { // with each of two recipients
		t.Errorf("%d rows", n)
	}
	// As if two processes had compared their letters at the same moment.
	check(t, s.writer.do(t.Context(), func(j *job) error {
		l, err := j.state("two0")
		check(t, err)
		refusal, err := s.engine.claim(j, candidate{state: l, keys: []drafts.Key{order, {Kind: drafts.KeyPayment, Text: "other"}}})
		already := errorOf[*outbox.AlreadySentError](t, refusal)
		if already.ID != "one0" || already.Status != drafts.StatusSending || already.Same != drafts.KeyOrder {
			t.Errorf("got %+v", already)
		}
		return err
	}))
	if n := claims("two0"); n != 0 {
		t.Errorf("refused, with %d rows", n)
	}
	check(t, write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusFailedPerm}))
	if n := claims("one0"); n != 0 {
		t.Errorf("failed, with %d rows", n)
	}
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
	if n := claims("two0"); n != 4 {
		t.Errorf("sent, with %d rows", n)
	}
	check(t, s.Remove(t.Context(), "two0"))
	if n, err := s.Purge(t.Context()); n != 1 || err != nil || claims("two0") != 0 {
		t.Errorf("purged %d, %v", n, err)
	}
	_, err := begin(t.Context(), s, outbox.Order{ID: "one0"})
	wantError[*outbox.AlreadySentError](t, err)
}

// Check compares every message and all evidence with its digest.
func TestCheckOfServer(t *testing.T) {
	onServer(t)
	folder := t.TempDir()
	s := open(t, folder)
	ctx := t.Context()
	for _, id := range []string{"one0", "two0", "six0"} {
		queue(t, s, id)
	}
	path, err := s.AddEvidence(ctx, "a.png", []byte("picture"))
	check(t, err)
	l := letter("four0")
	l.Content = []byte(`{"evidence":"` + path + `","other":"` + strings.Replace(path, evidenceToken("a.png", []byte("picture")), strings.Repeat("0", 32), 1) + `"}`)
	check(t, s.Put(ctx, l))
	check(t, statement(t, addressOf(t, folder, ""), `UPDATE draft.messages SET data = overlay(data placing 'X' from 3) WHERE file LIKE 'one0-%';
		DELETE FROM draft.messages WHERE file LIKE 'two0-%'; UPDATE draft.messages SET data = '' WHERE file LIKE 'six0-%';
		INSERT INTO draft.messages VALUES ('stray', ''); UPDATE draft.evidence SET data = 'other'`))
	faults, err := s.Check(ctx)
	check(t, err)
	got := map[FaultCode]string{}
	for _, f := range faults {
		got[f.Code] += f.ID
		if f.Path == "" {
			t.Errorf("no place in %+v", f)
		}
	}
	want := map[FaultCode]string{
		FaultDigest: "one0", FaultMissing: "two0", FaultSize: "six0", FaultOrphan: "", FaultEvidenceChanged: "four0", FaultEvidenceMissing: "four0",
	}
	for code, id := range want {
		if is, ok := got[code]; !ok || is != id {
			t.Errorf("%s: %q, want %q", code, is, id)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for id, reason := range map[string]FaultCode{"one0": FaultDigest, "two0": FaultMissing, "six0": FaultSize} {
		_, err := begin(ctx, s, outbox.Order{ID: id})
		if damaged := errorOf[*DamagedError](t, err); damaged.Reason != reason {
			t.Errorf("%s: %v", id, damaged)
		}
	}
}

// A seat that stops in the middle of a change, with everybody's lock, holds the others up for a few seconds only. Its change is not made.
func TestStoppedInAChange(t *testing.T) {
	onServer(t)
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	bring(t, s, "one0", drafts.StatusDraft)
	began := make(chan bool)
	ended := make(chan error)
	go func() {
		ended <- s.writer.do(context.Background(), func(j *job) error {
			if _, err := j.exec(`UPDATE letters SET subject = 'half'`); err != nil {
				return err
			}
			close(began)
			time.Sleep(maxIdleInTransaction + 2*time.Second)
			return nil
		})
	}()
	<-began
	check(t, other.Put(t.Context(), letter("two0")))
	var failed *FailedError
	if err := <-ended; !errors.As(err, &failed) || failed.Code != CodeConnect && failed.Code != CodeLost {
		t.Errorf("got %v", err)
	}
	if l := get(t, s, "one0"); l.Subject == "half" { // on a new connection
		t.Error("the change was made")
	}
	check(t, s.Put(t.Context(), letter("three0")))
}

// A seat still has evidence open that another one has removed together with the unfinished letter: the next save puts it back.
func TestEvidenceRemovedElsewhere(t *testing.T) {
	onServer(t)
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	serverOf(t, other).cache = t.TempDir() // it is another machine
	ctx := t.Context()
	path, err := s.AddEvidence(ctx, "a.png", []byte("picture"))
	check(t, err)
	newID := func() string { return "half0" }
	u, err := s.SaveUnfinished(ctx, Unfinished{Kind: "refund", Place: "refund", State: []byte(`{"evidence":"` + path + `"}`)}, newID)
	check(t, err)
	check(t, other.RemoveUnfinished(ctx, u.ID, 0))
	check(t, statement(t, addressOf(t, folder, ""), `DELETE FROM draft.evidence`))
	_, err = s.SaveUnfinished(ctx, u, func() string { return "second0" })
	check(t, err)
	wantSound(t, other)
	if e, err := serverOf(t, other).readEvidence(ctx, evidenceToken("a.png", []byte("picture"))); err != nil || string(e.data) != "picture" {
		t.Errorf("got %+v, %v", e, err)
	}
}

// The queries that run for each letter find their rows by indexes, even if the tables were empty when they were prepared.
func TestIndexesOfServer(t *testing.T) {
	onServer(t)
	s := open(t, t.TempDir())
	keys := `[{"text":"a"}]`
	for name, q := range map[string]struct {
		query string
		args  []any
	}{
		"state":    {stateQuery, []any{"one0"}},
		"letter":   {selection + ` WHERE id = ?`, []any{"one0"}},
		"versions": {versionsQuery, []any{keys}},
		"out":      {outQuery, []any{keys, "<m>", "one0"}},
		"matching": {matchingQuery, []any{`["one0"]`}},
		"clocks":   {clocksQuery, nil},
		"limit":    {sentToday, []any{"work", 1, 1}},
	} {
		plan, err := readRows(t.Context(), s, column[string], `EXPLAIN `+q.query, q.args...)
		check(t, err)
		for _, line := range plan {
			if strings.Contains(line, "Seq Scan on ") {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}
