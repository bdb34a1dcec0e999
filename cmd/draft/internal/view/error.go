package view

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/drafts/disk"
	"draft/templates"
)

// CLIError is an error with an exit code and words in the user's language.
type CLIError interface {
	error
	// ExitCode returns the exit code of the program.
	ExitCode() int
	// ErrorCode returns the code of the error in --json.
	ErrorCode() string
	// Lines returns what the terminal shows: what is wrong, then hints. It is empty if the output has said it already.
	Lines(v *View) []string
}

// Error is a CLIError with the words of one message of the catalogue, and of a hint if it has one. Errors that carry more
// data are types of their own.
type Error struct {
	Exit int
	Code string // of the error in --json
	ID   string // of the message; "" if the output has said it already
	Args lang.Args
	Hint string // ID of a second message, with the same arguments; "" if there is none
	Err  error  // the cause; its words are the argument Detail, unless Args has one
}

// Fail returns an error with exit code 1 and the words of a message. The cause may be nil.
func Fail(id string, args lang.Args, cause error) *Error {
	return &Error{Exit: ExitFailed, Code: "failed", ID: id, Args: args, Err: cause}
}

// TooLarge returns the error of a file that is larger than it may be.
func TooLarge(path string) *Error {
	return Fail("error.read", lang.Args{"Path": path}, files.ErrTooLarge)
}

// helpHint is the hint that names the help of a command. A page has none.
const helpHint = "hint.help"

// Usage returns an error about the command line, with exit code 2. If command is not empty, a hint names its help.
func Usage(id string, args lang.Args, command string) *Error {
	e := &Error{Exit: ExitUsage, Code: "usage", ID: id, Args: args}
	if command != "" {
		e.Hint, e.Args = helpHint, lang.Args{"HelpOf": command}
		maps.Copy(e.Args, args)
	}
	return e
}

// ExitSilently returns an error that only sets the exit code, because the output has said what is wrong.
func ExitSilently(code int) *Error { return &Error{Exit: code, Code: "failed"} }

// Interrupted returns the error for Ctrl-C, with exit code 130. resume is the command that continues the interview, or ""
// if none was saved; wrote is whether the run has written a file.
func Interrupted(resume string, wrote bool) *Error {
	e := &Error{Exit: ExitInterrupted, Code: "interrupted", ID: "error.interrupted"}
	switch {
	case resume != "":
		e.ID, e.Args = "error.interrupted_kept", lang.Args{"Command": resume}
	case wrote:
		e.ID = "error.interrupted_wrote"
	}
	return e
}

// Error returns the ID of the message with the cause or the arguments, for tests and logs. Lines has the words.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.ID + ": " + e.Err.Error()
	}
	return fmt.Sprint(e.ID, e.Args)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ExitCode implements CLIError.
func (e *Error) ExitCode() int { return e.Exit }

// ErrorCode implements CLIError.
func (e *Error) ErrorCode() string { return e.Code }

// Lines implements CLIError.
func (e *Error) Lines(v *View) []string {
	if e.ID == "" {
		return nil
	}
	args := lang.Args{}
	if e.Err != nil {
		args["Detail"] = v.Cause(e.Err)
	}
	maps.Copy(args, v.Printable(e.Args))
	lines := []string{v.Text(e.ID, args)}
	if e.Hint != "" && !(v.OnPage && e.Hint == helpHint) {
		lines = append(lines, v.Text(e.Hint, args))
	}
	return lines
}

// faultCauses are the messages of the faults of a disk.
var faultCauses = map[disk.Fault]string{
	disk.FaultFull: "cause.full", disk.FaultReadOnly: "cause.read_only", disk.FaultBusy: "cause.busy", disk.FaultName: "cause.bad_name",
	disk.FaultIsFolder: "cause.is_folder", disk.FaultNotFolder: "cause.not_folder",
}

// Cause returns the words for the common errors of the file system. It returns any other error in its own words, without
// the path, because the message around it has that.
func (v *View) Cause(err error) string {
	var path *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v.Text("cause.not_exist", nil)
	case errors.Is(err, fs.ErrPermission):
		return v.Text("cause.permission", nil)
	case errors.Is(err, fs.ErrExist):
		return v.Text("cause.exist", nil)
	case errors.Is(err, files.ErrNotRegular), errors.Is(err, templates.ErrNotFile):
		return v.Text("cause.not_regular", nil)
	case errors.Is(err, files.ErrTooLarge):
		return v.Text("cause.too_large", nil)
	case errors.Is(err, context.Canceled):
		return v.Text("cause.canceled", nil)
	case faultCauses[disk.FaultOf(err)] != "":
		return v.Text(faultCauses[disk.FaultOf(err)], nil)
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

// DesktopCause returns the words for why another program of the user's machine failed. It words any other error as Cause
// does.
func (v *View) DesktopCause(err error) string {
	var e *desktop.Error
	if !errors.As(err, &e) {
		return v.Cause(err)
	}
	args := lang.Args{"Name": e.Name, "Setting": e.Setting, "Exit": e.Exit, "Size": e.Size, "Limit": e.Limit}
	if e.Code == desktop.Refused || e.Code == desktop.Failed && e.Exit == 0 {
		args["Detail"] = ""
		if e.Err != nil {
			args["Detail"] = v.Cause(e.Err)
		}
	}
	return v.Text("desktop."+strings.ReplaceAll(string(e.Code), "-", "_"), args)
}

// AsCLIError returns the CLIError in err, or a failure with the words of Cause if there is none.
func AsCLIError(err error) CLIError {
	var known CLIError
	if errors.As(err, &known) {
		return known
	}
	return Fail("error.failed", nil, err)
}

// Lines returns the lines that word an error: what is wrong, then hints.
func (v *View) Lines(err error) []string { return AsCLIError(err).Lines(v) }

// Complaint returns the lines of an error after the name of the program.
func (v *View) Complaint(err error) []string {
	lines := v.Lines(err)
	if len(lines) > 0 {
		lines[0] = "draft: " + lines[0]
	}
	return lines
}

// CodeDeclined is the code of the error of a person who answered no to sending.
const CodeDeclined = "declined"
