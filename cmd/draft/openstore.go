package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// storeFolder is the folder of kept letters: --store, or the usual one.
func (a *app) storeFolder() (string, error) {
	if a.storeDir != "" {
		return a.storeDir, nil
	}
	return a.data()
}

// store opens the kept letters, once, and says what an earlier run left there that somebody has to know of.
func (a *app) store() (*store.Store, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	folder, err := a.storeFolder()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(folder, store.Options{Now: a.now})
	if err != nil {
		return nil, a.storeError(err)
	}
	a.opened = s
	recovered, err := s.Recover(context.Background())
	if err != nil {
		a.complain(a.storeError(err))
	}
	for _, r := range recovered {
		if r.Is == drafts.StatusQueued { // of the others sayUnknown tells
			a.say("store.recovered", lang.Args{"ID": a.short(r.ID)})
		}
	}
	return s, a.sayUnknown(s)
}

// sayUnknown names the letters of which nobody knows whether they arrived.
func (a *app) sayUnknown(s *store.Store) error {
	if a.json || a.showsUnknown {
		return nil // the list has them
	}
	some, err := s.Any(context.Background(), drafts.StatusUnknown)
	if err != nil {
		return a.storeError(err)
	}
	if !some { // which is quick to know
		return nil
	}
	const shown = 3
	var first []lang.Args
	count, by := 0, ""
	for l, err := range s.List(context.Background(), store.Filter{Statuses: []drafts.Status{drafts.StatusUnknown}}) {
		if err != nil {
			return a.storeError(err)
		}
		if count++; count <= shown {
			first = append(first, lang.Args{
				"ID": l.Short, "Subject": oneLine(field.Masked(l.Subject)), "To": strings.Join(l.To, ", "), "By": a.wayAgain(l),
			})
		}
		by = cmp.Or(by, a.wayAgain(l))
	}
	switch count {
	case 0:
		return nil
	case 1:
		a.sayOnce("store.unknown", first[0])
		return nil
	}
	a.sayOnce("store.unknown_many", lang.Args{"Count": count, "More": count > shown})
	for _, args := range first {
		a.sayOnce("store.unknown_line", args)
	}
	a.sayOnce("store.unknown_do", lang.Args{"By": by})
	return nil
}

// wayAgain is what `draft send` needs besides the ID to send a letter once more: one that went by no account wants its
// server, which nobody has kept.
func (a *app) wayAgain(l store.Letter) string {
	if l.Frozen == nil || l.Frozen.Account != "" {
		return ""
	}
	return a.text("store.by_server", nil)
}

// close lets go of what the run has opened.
func (a *app) close() {
	if a.opened != nil {
		_ = a.opened.Close() // what matters is on disk
		a.opened = nil
	}
}

// storeError words what the kept letters could not do.
func (a *app) storeError(err error) error {
	folder, _ := a.storeFolder()
	args := lang.Args{"Path": folder, "Detail": a.cause(err)}
	id := "store.failed"
	var (
		foreign   *store.NotStoreError
		newer     *store.NewerError
		none      *store.NotFoundError
		several   *store.AmbiguousError
		closed    *store.ClosedError
		busy      *outbox.BusyError
		changed   *outbox.ChangedError
		damaged   *store.DamagedError
		locks     *store.NoLocksError
		lingering *store.LingeringError
		disk      *store.FailedError
		path      *fs.PathError
	)
	switch {
	case errors.As(err, &foreign):
		id, args["Path"] = "store.foreign", foreign.Path
	case errors.As(err, &newer):
		id = "store.newer"
	case errors.As(err, &none):
		return &usageError{id: "usage.no_letter", args: lang.Args{"Value": none.Prefix}}
	case errors.As(err, &several):
		return &usageError{id: "usage.several_letters", args: lang.Args{"Value": several.Prefix, "Known": strings.Join(several.IDs, ", ")}}
	case errors.As(err, &closed) && closed.Removed:
		id, args["ID"] = "store.removed", closed.ID
	case errors.As(err, &closed):
		id, args["ID"], args["Status"] = "store.closed", closed.ID, a.status(closed.Status)
	case errors.As(err, &busy):
		id, args["ID"], args["Status"] = "store.closed", busy.ID, a.status(busy.Status)
	case errors.As(err, &changed):
		id, args["ID"] = "store.changed", changed.ID
	case errors.As(err, &damaged):
		id, args["ID"], args["Path"] = "store.damaged", damaged.ID, damaged.Path
	case errors.As(err, &locks):
		id = "store.no_locks"
	case errors.As(err, &lingering):
		id = "store.lingering"
	case errors.As(err, &disk):
		id = "store." + string(disk.Code)
	case errors.As(err, &path):
		args["Path"] = path.Path
	}
	return &failure{id: id, args: args, err: err}
}

// status is how far a letter has come, in the user's language.
func (a *app) status(s drafts.Status) string { return a.text(statusID(s), nil) }

func statusID(s drafts.Status) string { return "status." + strings.ReplaceAll(string(s), "-", "_") }

// short is the ID of a letter as it is typed; the whole where it cannot be looked up.
func (a *app) short(id string) string {
	s, err := a.store()
	if err != nil {
		return id
	}
	l, err := s.Get(context.Background(), id)
	if err != nil {
		return id
	}
	return l.Short
}

// completeOpen offers the letters that can still be sent or changed.
func (a *app) completeOpen(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	s, err := a.store()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var ids []string
	for l, err := range s.List(context.Background(), store.Filter{}) {
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		if l.Status.Open() {
			ids = append(ids, l.Short)
		}
	}
	return ids, cobra.ShellCompDirectiveDefault // files, too
}
