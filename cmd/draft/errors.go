package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/templates"
)

// cliError is an error that knows its exit code and its words. Its type, not its text, selects the code.
type cliError interface {
	error
	exit() int
	code() string
	// lines are what the terminal shows: what is wrong, then hints.
	lines(a *app) []string
}

// failure is anything that could not be done: exit 1.
type failure struct {
	id   string // of its message
	args lang.Args
	err  error // the cause, if another error is
}

func (f *failure) Error() string {
	if f.err != nil {
		return f.id + ": " + f.err.Error()
	}
	return fmt.Sprint(f.id, f.args)
}
func (f *failure) Unwrap() error         { return f.err }
func (f *failure) exit() int             { return exitFailed }
func (f *failure) code() string          { return "failed" }
func (f *failure) lines(a *app) []string { return []string{a.text(f.id, f.args)} }

// failed makes a failure whose message shows the cause in the user's language where it is a usual one.
func failed(a *app, id string, args lang.Args, cause error) *failure {
	if cause != nil {
		if args == nil {
			args = lang.Args{}
		}
		args["Detail"] = a.cause(cause)
	}
	return &failure{id: id, args: args, err: cause}
}

// cause words the errors of the file system that people meet; others speak for themselves.
func (a *app) cause(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return a.text("cause.not_exist", nil)
	case errors.Is(err, fs.ErrPermission):
		return a.text("cause.permission", nil)
	case errors.Is(err, fs.ErrExist):
		return a.text("cause.exist", nil)
	case errors.Is(err, files.ErrNotRegular), errors.Is(err, templates.ErrNotFile):
		return a.text("cause.not_regular", nil)
	case errors.Is(err, files.ErrTooLarge):
		return a.text("cause.too_large", nil)
	case errors.Is(err, context.Canceled):
		return a.text("cause.canceled", nil)
	case errors.Is(err, syscall.ENOSPC):
		return a.text("cause.full", nil)
	case errors.Is(err, syscall.EISDIR):
		return a.text("cause.is_folder", nil)
	case errors.Is(err, syscall.ENOTDIR):
		return a.text("cause.not_folder", nil)
	case errors.Is(err, syscall.EROFS):
		return a.text("cause.read_only", nil)
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

// desktopCause words why a program of the user's machine did not do its work.
func (a *app) desktopCause(err error) string {
	var e *desktop.Error
	if !errors.As(err, &e) {
		return a.cause(err)
	}
	args := lang.Args{"Name": e.Name, "Setting": e.Setting, "Exit": e.Exit, "Size": e.Size, "Limit": e.Limit}
	if e.Code == desktop.Refused || e.Code == desktop.Failed && e.Exit == 0 {
		args["Detail"] = ""
		if e.Err != nil {
			args["Detail"] = a.cause(e.Err)
		}
	}
	return a.text("desktop."+strings.ReplaceAll(string(e.Code), "-", "_"), args)
}

// exitError is an end of which the product has said all but its exit code.
type exitError struct{ exits int }

func (exitError) Error() string       { return "told" }
func (t exitError) exit() int         { return t.exits }
func (exitError) code() string        { return "failed" }
func (exitError) lines(*app) []string { return nil }

// usageError is a command line that cannot be meant: exit 2.
type usageError struct {
	id   string
	args lang.Args
	// command is the one whose help would tell more.
	command string
}

func (u *usageError) Error() string { return fmt.Sprint(u.id, u.args) }
func (u *usageError) exit() int     { return exitUsage }
func (u *usageError) code() string  { return "usage" }
func (u *usageError) lines(a *app) []string {
	lines := []string{a.text(u.id, u.args)}
	if u.command != "" {
		lines = append(lines, a.text("hint.help", lang.Args{"Command": u.command}))
	}
	return lines
}

// interrupted is Ctrl-C: exit 130.
type interrupted struct {
	goOn  string // the command that goes on where it stopped; "" where nothing was kept
	wrote bool   // a file was written before
}

func (interrupted) Error() string { return "interrupted" }
func (interrupted) exit() int     { return exitInterrupted }
func (interrupted) code() string  { return "interrupted" }
func (i interrupted) lines(a *app) []string {
	if i.goOn != "" {
		return []string{a.text("error.interrupted_kept", lang.Args{"Command": i.goOn})}
	}
	if i.wrote {
		return []string{a.text("error.interrupted_wrote", nil)}
	}
	return []string{a.text("error.interrupted", nil)}
}
