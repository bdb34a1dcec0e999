package desktop

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
)

// Code tells what went wrong.
type Code string

// The codes of an Error, each with the fields that it fills.
const (
	NoTerminal Code = "no-terminal"
	Plain      Code = "plain"      // Name: what TERM says, perhaps nothing
	NoDisplay  Code = "no-display" // there is nowhere to open a window
	TooLong    Code = "too-long"   // Size, Limit: bytes
	NotFound   Code = "not-found"  // Name; several, where any of them would do. Setting
	BadCommand Code = "command"    // Name: a command line that cannot be cut into words. Setting
	Failed     Code = "failed"     // Name, Exit: 0 where it could not even be started. Setting
	Killed     Code = "killed"     // Name. Setting
	Hung       Code = "hung"       // Name: it gave no answer in time and was ended
	Refused    Code = "refused"    // the system itself said no
)

// Error is why a program of the user's machine did not do its work.
type Error struct {
	Code    Code
	Setting string // the variable that names the program: VISUAL, EDITOR, PAGER; empty where draft chose it
	Name    string // the program
	Exit    int
	Size    int
	Limit   int
	Err     error // what the system said, if anything
}

// Error is for developers.
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

// failure tells how a program ended that did not end well; nil where it did.
func failure(ctx context.Context, name string, err error) error {
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
