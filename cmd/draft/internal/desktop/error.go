package desktop

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
)

// Code identifies a exitError.
type Code string

// The codes of an Error, each with the fields that it fills.
const (
	NoTerminal Code = "no-terminal"
	Plain      Code = "plain"      // the terminal obeys no escape sequences. Name: TERM, may be empty
	NoDisplay  Code = "no-display" // no window can be opened
	TooLong    Code = "too-long"   // Size, Limit: bytes
	NotFound   Code = "not-found"  // Name: the program, or several if any of them would do. Setting
	BadCommand Code = "command"    // Name: a command line that cannot be split into words. Setting
	Failed     Code = "failed"     // Name, Exit: 0 if the program could not be started. Setting
	Killed     Code = "killed"     // by a signal. Name, Setting
	Hung       Code = "hung"       // killed after a timeout. Name
	Refused    Code = "refused"    // by a call of the system
)

// Error reports that a program of the user's machine failed.
type Error struct {
	Code    Code
	Setting string // the variable that names the program: VISUAL, EDITOR, PAGER; empty if draft chose the program
	Name    string // the program
	Exit    int
	Size    int
	Limit   int
	Err     error // the cause, if there is one
}

// Error returns a text for developers.
func (e *Error) Error() string {
	text := "desktop: " + string(e.Code)
	if e.Setting != "" {
		text += ": $" + e.Setting
	}
	if e.Name != "" {
		text += ": " + e.Name
	}
	if e.Limit != 0 {
		text += fmt.Sprintf(": %d bytes of %d", e.Size, e.Limit)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// exitError returns the *Error for the error of exec.Cmd, nil if there is none, or the error of a canceled ctx.
func exitError(ctx context.Context, name string, err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil, errors.Is(err, exec.ErrWaitDelay):
		return &Error{Code: Hung, Name: name, Err: err}
	case errors.As(err, &exit) && exit.ExitCode() < 0:
		return &Error{Code: Killed, Name: name, Err: err}
	case errors.As(err, &exit):
		return &Error{Code: Failed, Name: name, Exit: exit.ExitCode(), Err: err}
	default:
		return &Error{Code: Failed, Name: name, Err: err}
	}
}
