package view

import (
	"errors"
	"io/fs"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/outbox"
	"draft/drafts/store"
)

// StoreError returns an error with the words for an error of drafts/store. place is that of the store, as it may be shown. An ID that
// names no letter or several letters is an error about the command line, with exit code 2, like an address that cannot be used; others
// have exit code 1. An error that has words already is returned as it is.
func StoreError(err error, place string) CLIError {
	args := lang.Args{"Path": place}
	id := "store.failed"
	if store.IsServer(place) {
		id = "server.failed"
	}
	var (
		known     CLIError
		address   *store.AddressError
		setup     *store.SetupError
		role      *store.NoRoleError
		lease     *store.LeaseLostError
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
	case errors.As(err, &known):
		return known
	case errors.As(err, &address):
		return addressError(address)
	case errors.As(err, &setup):
		return setupError(setup, place)
	case errors.As(err, &disk) && store.IsServer(place):
		return serverError(disk, place)
	case errors.As(err, &newer) && store.IsServer(place):
		id = "server.newer"
	case errors.As(err, &foreign) && store.IsServer(place):
		id = "server.foreign"
	case errors.As(err, &role):
		id, args["Name"] = "server.no_role", role.Role
	case errors.As(err, &lease):
		id = "server.lease_lost"
	case errors.As(err, &forgotten):
		return &ForgottenError{Letters: forgotten.Letters, Place: place}
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
