package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"syscall"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/templates"
)

// cliError is an error that knows its exit code and its words. The type, not the text, selects the code.
type cliError interface {
	error
	exit() int
	code() string
	// lines are what the terminal shows: what is wrong, then hints. There are none if the output has said it already.
	lines(v *View) []string
}

// Error is an error whose words are one message of the catalogue, with a hint if there is one. Errors that carry data are
// types of their own.
type Error struct {
	Exit int
	Code string // of --json
	ID   string // of the message; "" if the output has said it already
	Args lang.Args
	Hint string // the ID of a second message, with the same arguments; "" is none
	Err  error  // the cause; the argument Detail of the message unless Args has one
}

// fail returns an error with exit code 1.
func fail(id string, args lang.Args, cause error) *Error {
	return &Error{Exit: exitFailed, Code: "failed", ID: id, Args: args, Err: cause}
}

// usage returns an error for a command line that cannot be meant: exit code 2. A command is the one whose help tells more.
func usage(id string, args lang.Args, command string) *Error {
	e := &Error{Exit: exitUsage, Code: "usage", ID: id, Args: args}
	if command != "" {
		e.Hint, e.Args = "hint.help", lang.Args{"HelpOf": command}
		maps.Copy(e.Args, args)
	}
	return e
}

// exitSilently returns an error for a run that has printed all but its exit code.
func exitSilently(code int) *Error { return &Error{Exit: code, Code: "failed"} }

// interrupted is Ctrl-C. resume is the command that goes on where it stopped, "" if nothing was kept; wrote reports whether
// a file was written before.
func interrupted(resume string, wrote bool) *Error {
	e := &Error{Exit: exitInterrupted, Code: "interrupted", ID: "error.interrupted"}
	switch {
	case resume != "":
		e.ID, e.Args = "error.interrupted_kept", lang.Args{"Command": resume}
	case wrote:
		e.ID = "error.interrupted_wrote"
	}
	return e
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.ID + ": " + e.Err.Error()
	}
	return fmt.Sprint(e.ID, e.Args)
}
func (e *Error) Unwrap() error { return e.Err }
func (e *Error) exit() int     { return e.Exit }
func (e *Error) code() string  { return e.Code }
func (e *Error) lines(v *View) []string {
	if e.ID == "" {
		return nil
	}
	args := lang.Args{}
	if e.Err != nil {
		args["Detail"] = v.cause(e.Err)
	}
	maps.Copy(args, v.printable(e.Args))
	lines := []string{v.text(e.ID, args)}
	if e.Hint != "" {
		lines = append(lines, v.text(e.Hint, args))
	}
	return lines
}

// cause words the errors of the file system that people meet; others speak for themselves.
func (v *View) cause(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v.text("cause.not_exist", nil)
	case errors.Is(err, fs.ErrPermission):
		return v.text("cause.permission", nil)
	case errors.Is(err, fs.ErrExist):
		return v.text("cause.exist", nil)
	case errors.Is(err, files.ErrNotRegular), errors.Is(err, templates.ErrNotFile):
		return v.text("cause.not_regular", nil)
	case errors.Is(err, files.ErrTooLarge):
		return v.text("cause.too_large", nil)
	case errors.Is(err, context.Canceled):
		return v.text("cause.canceled", nil)
	case errors.Is(err, syscall.ENOSPC):
		return v.text("cause.full", nil)
	case errors.Is(err, syscall.EISDIR):
		return v.text("cause.is_folder", nil)
	case errors.Is(err, syscall.ENOTDIR):
		return v.text("cause.not_folder", nil)
	case errors.Is(err, syscall.EROFS):
		return v.text("cause.read_only", nil)
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

// desktopCause words why a program of the user's machine did not do its work.
func (v *View) desktopCause(err error) string {
	var e *desktop.Error
	if !errors.As(err, &e) {
		return v.cause(err)
	}
	args := lang.Args{"Name": e.Name, "Setting": e.Setting, "Exit": e.Exit, "Size": e.Size, "Limit": e.Limit}
	if e.Code == desktop.Refused || e.Code == desktop.Failed && e.Exit == 0 {
		args["Detail"] = ""
		if e.Err != nil {
			args["Detail"] = v.cause(e.Err)
		}
	}
	return v.text("desktop."+strings.ReplaceAll(string(e.Code), "-", "_"), args)
}
