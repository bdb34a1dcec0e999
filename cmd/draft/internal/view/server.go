package view

import (
	"errors"
	"io/fs"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// addressError returns an error with the words for an address that cannot be used. It is an error about the command line, unless a file
// or a variable of the environment is at fault.
func addressError(a *store.AddressError) CLIError {
	id, args := "server.address."+string(a.Code), lang.Args{
		"Path": a.Address, "Name": a.Name, "Value": a.Value, "Host": a.Host, "Known": strings.Join(store.AddressOptions(), ", "),
	}
	if a.Err != nil {
		args["Detail"] = a.Err.Error() // it names the file
	}
	if a.Code == store.AddressPassfile || a.Code == store.AddressSettings {
		return Fail(id, args, a.Err)
	}
	return Usage(id, args, "")
}

// setupError returns an error with the words for a database that has no store of this version.
func setupError(s *store.SetupError, place string) CLIError {
	if s.Version > 0 {
		return Fail("server.setup_older", lang.Args{"Path": place}, s)
	}
	return Fail("server.setup", lang.Args{"Path": place}, s)
}

// serverError returns an error with the words for a failure of a server.
func serverError(f *store.FailedError, place string) CLIError {
	id := "server." + string(f.Code)
	switch f.Code {
	case store.CodeConnect:
		id += "." + connectCause(f.Err)
	case store.CodeDenied:
		id += "." + deniedCause(f.Err)
	}
	return Fail(id, lang.Args{"Path": place, "Detail": strings.ReplaceAll(f.Err.Error(), "\n", "; ")}, f)
}

// connectCause says why a server cannot be reached.
func connectCause(err error) string {
	cause := smtp.Explain(&outbox.Failure{Err: err}, smtp.Account{}) // what is wrong with a certificate or a network
	switch {
	case errors.Is(err, store.ErrNoTLS):
		return string(smtp.CauseNoTLS)
	case sqlState(err) != "":
		return "later"
	case cause != smtp.CauseUnknown:
		return string(cause)
	case errors.Is(err, fs.ErrNotExist):
		return "socket"
	}
	return "unknown"
}

// deniedCause says why a server refuses a user.
func deniedCause(err error) string {
	switch sqlState(err) {
	case "28P01":
		return "password"
	case "28000":
		return "user"
	case "3D000":
		return "database"
	}
	return "right"
}

// sqlState returns the code of PostgreSQL in an error; "" if the server said nothing.
func sqlState(err error) string {
	var said interface{ SQLState() string }
	if errors.As(err, &said) {
		return said.SQLState()
	}
	return ""
}
