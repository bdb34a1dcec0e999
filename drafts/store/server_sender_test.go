package store

import (
	"testing"

	"draft/drafts"
	"draft/drafts/outbox"
)

// serverOf returns the engine of a store on a server. It ends a test of what only a server has if the store is in a folder.
func serverOf(t testing.TB, s *Store) *server {
	t.Helper()
	e, ok := s.engine.(*server)
	if !ok {
		t.Skip("of a store on a server")
	}
	return e
}

// endLease lets the lease of a process end, as if that did not reach the server.
func endLease(t testing.TB, s *Store) {
	t.Helper()
	_, err := s.db.ExecContext(t.Context(), `UPDATE senders SET expires = 0 WHERE token = $1`, serverOf(t, s).sender.token)
	check(t, err)
}

// queueUnique freezes letters that have nothing in common.
func queueUnique(t testing.TB, s *Store, ids ...string) {
	t.Helper()
	for _, id := range ids {
		check(t, s.Adopt(t.Context(), uniqueLetter(id), message(id, "text"), frozen(id), false))
	}
}

// A process whose lease has ended sends nothing more, even if nobody has begun its letters again. What became of its letters is known, so it
// can begin others.
func TestLeaseLost(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	serverOf(t, s)
	queueUnique(t, s, "one0", "two0", "six0")
	note(t, s, "one0", drafts.StatusSending)
	note(t, s, "two0", drafts.StatusSending, drafts.StatusCommitting)
	endLease(t, s)
	_, err := other.Recover(t.Context())
	check(t, err)
	wantStatus(t, other, "one0", drafts.StatusQueued, drafts.StatusQueued)
	wantStatus(t, other, "two0", drafts.StatusUnknown, drafts.StatusUnknown)
	wantError[*LeaseLostError](t, write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusCommitting}))
	_, err = begin(t.Context(), s, outbox.Order{ID: "six0"})
	wantError[*LeaseLostError](t, err)

	note(t, other, "one0", drafts.StatusSending)
	check(t, write(t.Context(), s, "one0", outbox.Entry{Status: drafts.StatusQueued})) // as if it had not had it
	wantStatus(t, other, "one0", drafts.StatusSending, drafts.StatusSending)
	check(t, write(t.Context(), s, "two0", outbox.Entry{Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "Ok"}}))
	wantStatus(t, other, "two0", drafts.StatusSent, drafts.StatusSent)
	note(t, s, "six0", drafts.StatusSending, drafts.StatusCommitting, drafts.StatusSent)
}

// If a committing record is refused together with the results of other letters, these can be recorded once more alone.
func TestResultsBesideALostLease(t *testing.T) {
	folder := t.TempDir()
	s, other := open(t, folder), open(t, folder)
	serverOf(t, s)
	queueUnique(t, s, "one0", "two0")
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting)
	note(t, s, "two0", drafts.StatusSending)
	endLease(t, s)
	_, err := other.Recover(t.Context())
	check(t, err)
	sent := outbox.Entry{ID: "one0", Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "Ok"}}
	wantError[*LeaseLostError](t, s.Note(t.Context(), []outbox.Entry{sent, {ID: "two0", Status: drafts.StatusCommitting}}))
	check(t, s.Note(t.Context(), []outbox.Entry{sent}))
	wantStatus(t, s, "one0", drafts.StatusSent, drafts.StatusSent)
	wantStatus(t, s, "two0", drafts.StatusQueued, drafts.StatusQueued)
}

// A result that is recorded twice, because the answer to the first commit was lost or came late, is recorded once.
func TestResultIsRecordedAgain(t *testing.T) {
	s := open(t, t.TempDir())
	e := serverOf(t, s)
	queueUnique(t, s, "one0", "two0")
	note(t, s, "one0", drafts.StatusSending, drafts.StatusCommitting)
	note(t, s, "two0", drafts.StatusSending)
	sent := outbox.Entry{ID: "one0", Status: drafts.StatusSent, Reply: outbox.Reply{Code: 250, Text: "Ok"}}
	lease := e.lease
	e.lease = 0 // the answer comes after it
	wantError[*LeaseLostError](t, s.Note(t.Context(), []outbox.Entry{sent, {ID: "two0", Status: drafts.StatusCommitting}}))
	e.lease = lease
	check(t, s.Note(t.Context(), []outbox.Entry{sent}))
	wantStatus(t, s, "one0", drafts.StatusSent, drafts.StatusSent)
	if l := get(t, s, "one0"); len(l.Attempts) != 1 {
		t.Errorf("got %+v", l.Attempts)
	}
	check(t, s.Note(t.Context(), []outbox.Entry{{ID: "two0", Status: drafts.StatusQueued}}))
	wantStatus(t, s, "two0", drafts.StatusQueued, drafts.StatusQueued)
}

// Settings of a database that would weaken the promise of sending once do not reach the store.
func TestSettingsOfTheDatabase(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	serverOf(t, s)
	name, err := readRow(t.Context(), s, column[string], `SELECT current_database()`)
	check(t, err)
	for _, setting := range []string{"synchronous_commit = off", "default_transaction_isolation = 'serializable'"} {
		_, err := s.db.ExecContext(t.Context(), `ALTER DATABASE `+name+` SET `+setting)
		check(t, err)
	}
	other := open(t, folder)
	for setting, want := range map[string]string{"synchronous_commit": "on", "transaction_isolation": "read committed"} {
		check(t, other.writer.do(t.Context(), func(j *job) error {
			got, err := column[string](j.row(`SELECT current_setting('` + setting + `')`))
			if got != want {
				t.Errorf("%s is %s, want %s", setting, got, want)
			}
			return err
		}))
	}
}
