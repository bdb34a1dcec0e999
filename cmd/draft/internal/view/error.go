package view

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

// CLIError is an error that knows its exit code and its words. The type, not the text, selects the code.
type CLIError interface {
	error
	ExitCode() int
	ErrorCode() string
	// lines are what the terminal shows: what is wrong, then hints. There are none if the output has said it already.
	Lines(v *View) []string
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

// Fail returns an error with exit code 1.
func Fail(id string, args lang.Args, cause error) *Error {
	return &Error{Exit: ExitFailed, Code: "failed", ID: id, Args: args, Err: cause}
}

// Usage returns an error for a command line that cannot be meant: exit code 2. A command is the one whose help tells more.
func Usage(id string, args lang.Args, command string) *Error {
	e := &Error{Exit: ExitUsage, Code: "usage", ID: id, Args: args}
	if command != "" {
		e.Hint, e.Args = "hint.help", lang.Args{"HelpOf": command}
		maps.Copy(e.Args, args)
	}
	return e
}

// ExitSilently returns an error for a run that has printed all but its exit code.
func ExitSilently(code int) *Error { return &Error{Exit: code, Code: "failed"} }

// Interrupted is Ctrl-C. resume is the command that goes on where it stopped, "" if nothing was kept; wrote reports whether
// a file was written before.
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

func (e *Error) Error() string {
	if e.Err != nil {
		return e.ID + ": " + e.Err.Error()
	}
	return fmt.Sprint(e.ID, e.Args)
}

func (e *Error) Unwrap() error { return e.Err }

func (e *Error) ExitCode() int { return e.Exit }

func (e *Error) ErrorCode() string { return e.Code }

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
	if e.Hint != "" {
		lines = append(lines, v.Text(e.Hint, args))
	}
	return lines
}

// Cause words the errors of the file system that people meet; others speak for themselves.
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
	case errors.Is(err, syscall.ENOSPC):
		return v.Text("cause.full", nil)
	case errors.Is(err, syscall.EISDIR):
		return v.Text("cause.is_folder", nil)
	case errors.Is(err, syscall.ENOTDIR):
		return v.Text("cause.not_folder", nil)
	case errors.Is(err, syscall.EROFS):
		return v.Text("cause.read_only", nil)
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}

// DesktopCause words why a program of the user's machine did not do its work.
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

type ErrorObject struct {
	Code     string          `json:"code"` // usage, answers, template, settings, mail, failed, declined, part, unknown, interrupted
	Exit     int             `json:"exit"`
	Message  string          `json:"message"`
	Problems []ProblemObject `json:"problems,omitempty"`
	Missing  []MissingObject `json:"missing,omitempty"`
	Results  []SentObject    `json:"results,omitempty"` // of letters that did not all get through
	Mail     *MailObject     `json:"mail,omitempty"`
	Batch    *BatchObject    `json:"batch,omitempty"` // what became of a table
}

// detailedError is an error that has more to say in JSON than its message.
type detailedError interface {
	Detail(v *View, o *ErrorObject)
}

// ErrorObject returns an error as data.
func (v *View) ErrorObject(err CLIError) ErrorObject {
	o := ErrorObject{Code: err.ErrorCode(), Exit: err.ExitCode(), Message: strings.TrimRight(err.Lines(v)[0], "：:")}
	if d, ok := err.(detailedError); ok {
		d.Detail(v, &o)
	}
	return o
}

// AsCLIError returns an error as one of ours; any other is a failure that speaks for itself.
func AsCLIError(err error) CLIError {
	var known CLIError
	if errors.As(err, &known) {
		return known
	}
	return Fail("error.failed", nil, err)
}

// Lines words an error: what is wrong, then hints.
func (v *View) Lines(err error) []string { return AsCLIError(err).Lines(v) }

// Complaint returns the lines of an error as the terminal shows them.
func (v *View) Complaint(err error) []string {
	lines := v.Lines(err)
	if len(lines) > 0 {
		lines[0] = "draft: " + lines[0]
	}
	return lines
}

// CodeDeclined is the code of the error of a person who decided against sending.
const CodeDeclined = "declined"
