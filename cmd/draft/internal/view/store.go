package view

import (
	"errors"
	"io/fs"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// StoreError returns an error with the words for an error of drafts/store. folder is the folder of the store. An ID that
// names no letter or several letters is an error about the command line, with exit code 2; others have exit code 1.
func StoreError(err error, folder string) CLIError {
	args := lang.Args{"Path": folder}
	id := "store.failed"
	var (
		foreign   *store.NotStoreError
		newer     *store.NewerError
		none      *store.NotFoundError
		open      *store.UnfinishedError
		several   *store.AmbiguousError
		closed    *store.ClosedError
		busy      *outbox.BusyError
		changed   *outbox.ChangedError
		damaged   *store.DamagedError
		locks     *store.NoLocksError
		lingering *store.LingeringError
		disk      *store.FailedError
		record    *store.BadRecord
		forgotten *store.ForgottenError
		gone      *store.GoneError
		path      *fs.PathError
	)
	switch {
	case errors.As(err, &forgotten):
		return &ForgottenError{Letters: forgotten.Letters, Folder: folder}
	case errors.As(err, &gone):
		id, args["Path"] = "store.gone", gone.Path
	case errors.As(err, &record):
		return Fail("store.content", lang.Args{"ID": record.ID}, record)
	case errors.As(err, &foreign):
		id, args["Path"] = "store.foreign", foreign.Path
	case errors.As(err, &newer):
		id = "store.newer"
	case errors.As(err, &none):
		return Usage("usage.no_letter", lang.Args{"Value": none.Prefix}, "")
	case errors.As(err, &open):
		id, args["ID"], args["Command"] = "show.go_on", open.Short, open.Command
	case errors.As(err, &several):
		return Usage("usage.several_letters", lang.Args{"Value": several.Prefix, "Known": strings.Join(several.IDs, ", ")}, "")
	case errors.As(err, &closed) && closed.Removed:
		id, args["ID"] = "store.removed", closed.ID
	case errors.As(err, &closed):
		id, args["ID"], args["Status"] = "store.closed", closed.ID, closed.Status
	case errors.As(err, &busy):
		id, args["ID"], args["Status"] = "store.closed", busy.ID, busy.Status
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
	return Fail(id, args, err)
}
