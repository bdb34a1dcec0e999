package view

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"draft/drafts"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// Each error of the store has its own words in both languages, with everything that they name in place, and its exit code.
func TestStoreError(t *testing.T) {
	boom := errors.New("boom")
	for _, c := range []struct {
		err  error
		id   string
		exit int
		name string // a word of the lines
	}{
		{&store.NotStoreError{Path: "/other", Err: boom}, "store.foreign", ExitFailed, "/other"},
		{&store.NewerError{Version: 9, Known: 8}, "store.newer", ExitFailed, "/store"},
		{&store.NotFoundError{Prefix: "3f9k"}, "usage.no_letter", ExitUsage, "3f9k"},
		{&store.AmbiguousError{Prefix: "3f", IDs: []string{"3f1", "3f2"}}, "usage.several_letters", ExitUsage, "3f1, 3f2"},
		{&store.ClosedError{ID: "3f9k", Removed: true}, "store.removed", ExitFailed, "3f9k"},
		{&store.ClosedError{ID: "3f9k", Status: drafts.StatusSent}, "store.closed", ExitFailed, "3f9k"},
		{&outbox.BusyError{ID: "3f9k", Status: drafts.StatusSending}, "store.closed", ExitFailed, "3f9k"},
		{&outbox.ChangedError{ID: "3f9k"}, "store.changed", ExitFailed, "3f9k"},
		{&store.DamagedError{ID: "3f9k", Path: "/store/3f9k.eml"}, "store.damaged", ExitFailed, "/store/3f9k.eml"},
		{&store.NoLocksError{Path: "/store", Err: boom}, "store.no_locks", ExitFailed, "/store"},
		{&store.LingeringError{Path: "/store"}, "store.lingering", ExitFailed, "/store"},
		{&store.FailedError{Code: store.CodeFull, Err: boom}, "store.full", ExitFailed, "/store"},
		{&store.FailedError{Code: store.CodeBusy, Err: boom}, "store.busy", ExitFailed, "/store"},
		{&store.FailedError{Code: store.CodeReadOnly, Err: boom}, "store.readonly", ExitFailed, "/store"},
		{&store.FailedError{Code: store.CodeCorrupt, Err: boom}, "store.corrupt", ExitFailed, "/store"},
		{&store.FailedError{Code: store.CodeDisk, Err: boom}, "store.disk", ExitFailed, "/store"},
		{&store.BadRecord{ID: "3f9k", Err: boom}, "store.content", ExitFailed, "3f9k"},
		{&fs.PathError{Op: "open", Path: "/store/x", Err: fs.ErrPermission}, "store.failed", ExitFailed, "/store/x"},
		{boom, "store.failed", ExitFailed, "boom"},
	} {
		e := StoreError(fmt.Errorf("wrapped: %w", c.err), "/store").(*Error)
		if c.err == boom { //nolint:errorlint // it is the one above
			e = StoreError(boom, "/store").(*Error)
		}
		if e.ID != c.id || e.Exit != c.exit {
			t.Errorf("%v: %s with exit code %d, want %s with %d", c.err, e.ID, e.Exit, c.id, c.exit)
		}
		for _, v := range []*View{english(), chinese()} {
			line := strings.Join(v.Lines(e), "\n")
			want := strings.ReplaceAll(c.name, ", ", v.Text("list.separator", nil))
			if line == c.id || strings.Contains(line, "<no value>") || !strings.Contains(line, c.name) && !strings.Contains(line, want) {
				t.Errorf("%v: %q names no %q", c.err, line, c.name)
			}
		}
	}
}
