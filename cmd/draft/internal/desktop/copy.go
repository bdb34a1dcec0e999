package desktop

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
)

// Way tells how a text got to a clipboard.
type Way struct {
	// Terminal reports that the text was sent to the terminal. It may have dropped the text, because it does not answer.
	Terminal bool
	Tool     string // the program that took the text; empty if it was the system or the terminal itself
}

// maxTerminalText is the longest text, in bytes, that terminals accept. Many end an escape sequence at 100 000 bytes,
// which is the size of this text in base64 and 8 bytes around it.
const maxTerminalText = 74_994

// Copy puts a text on the clipboard of the machine that the user sits at. It uses a program of the system. If that fails,
// or over SSH, it asks the terminal to do it (OSC 52).
func (d Desktop) Copy(ctx context.Context, text string) (Way, error) {
	var here error // of the system's clipboard
	if !d.isRemote() {
		var way Way
		if way, here = d.copyHere(ctx, text); here == nil {
			return way, nil
		}
		if ctx.Err() != nil {
			return Way{}, ctx.Err()
		}
	}
	way, err := d.copyByTerminal(ctx, text)
	if err != nil && !isCode(here, NotFound) && here != nil {
		return Way{}, here // says more than that the terminal has no clipboard
	}
	return way, err
}

func isCode(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// copyHere tries every clipboard of this machine. The error is that of the first one that is installed.
func (d Desktop) copyHere(ctx context.Context, text string) (Way, error) {
	if d.is("windows") {
		return Way{}, windowsClipboard(ctx, text)
	}
	var names []string
	var failed error
	for _, t := range d.clipboards() {
		err := pipeTo(ctx, toolTimeout, t, text)
		switch {
		case err == nil:
			return Way{Tool: filepath.Base(t.name)}, nil
		case ctx.Err() != nil:
			return Way{}, ctx.Err()
		case isCode(err, NotFound):
			names = append(names, t.name)
		case failed == nil:
			failed = err
		}
	}
	if failed == nil {
		failed = &Error{Code: NotFound, Name: strings.Join(names, ", ")}
	}
	return Way{}, failed
}

// readUTF8 makes PowerShell read a text as UTF-8. clip.exe is not used, because it guesses the encoding, and a byte order
// mark that would help it ends up in the text.
const readUTF8 = `$ErrorActionPreference='Stop';` +
	`$in=New-Object IO.StreamReader([Console]::OpenStandardInput(),[Text.Encoding]::UTF8);` +
	`Set-Clipboard -Value $in.ReadToEnd()`

// clipboards returns the programs that may reach the clipboard of this machine, the best first. No library is used,
// because those that exist wait without a limit or look for programs when draft starts.
func (d Desktop) clipboards() []tool {
	if d.is("darwin") {
		// pbcopy uses the encoding of the locale, which is not UTF-8 if none is set.
		return []tool{{name: "pbcopy", env: []string{"LC_ALL=en_US.UTF-8"}}}
	}
	var tools []tool
	if d.isWSL() {
		args := []string{"-NoProfile", "-NonInteractive", "-Command", readUTF8}
		tools = append(tools, tool{name: "powershell.exe", args: args},
			tool{name: "/mnt/c/Windows/System32/WindowsPowerShell/v1.0/powershell.exe", args: args})
	}
	if d.env("WAYLAND_DISPLAY") != "" {
		tools = append(tools, tool{name: "wl-copy", args: []string{"--type", "text/plain"}})
	}
	if d.env("DISPLAY") != "" {
		tools = append(tools, tool{name: "xclip", args: []string{"-in", "-selection", "clipboard"}},
			tool{name: "xsel", args: []string{"--input", "--clipboard"}})
	}
	if d.env("TERMUX_VERSION") != "" {
		tools = append(tools, tool{name: "termux-clipboard-set"})
	}
	return tools
}

// terminalCopies returns why the terminal cannot be asked to copy a text of some bytes, nil if it can.
func (d Desktop) terminalCopies(size int) error {
	switch {
	case d.terminal() == nil:
		return &Error{Code: NoTerminal}
	case d.isPlain("linux"): // the text console of Linux has no clipboard
		return &Error{Code: Plain, Name: d.env("TERM")}
	case size > maxTerminalText:
		return &Error{Code: TooLong, Size: size, Limit: maxTerminalText}
	}
	return nil
}

// copyByTerminal asks the terminal to put the text on its clipboard.
func (d Desktop) copyByTerminal(ctx context.Context, text string) (Way, error) {
	if err := d.terminalCopies(len(text)); err != nil {
		return Way{}, err
	}
	tty := d.terminal()
	if d.env("TMUX") != "" {
		// By default tmux ignores the escape sequence, but its own command (since 3.2) sends the text to the outer terminal
		// and keeps it for pasting inside.
		err := pipeTo(ctx, toolTimeout, tool{name: "tmux", args: []string{"load-buffer", "-w", "-"}}, text)
		if err == nil {
			return Way{Terminal: true, Tool: "tmux"}, nil
		}
		if ctx.Err() != nil {
			return Way{}, ctx.Err()
		}
	}
	if _, err := io.WriteString(tty, d.sequence(text)); err != nil {
		return Way{}, &Error{Code: Refused, Err: err}
	}
	return Way{Terminal: true}, nil
}

// sequence returns the escape sequence that sets the clipboard, wrapped for tmux or screen if one of them runs.
func (d Desktop) sequence(text string) string {
	ask := osc52.New(text)
	switch {
	case d.env("TMUX") != "":
		// With set-clipboard tmux obeys the first one, with allow-passthrough it forwards the second one.
		return ask.String() + ask.Tmux().String()
	case d.env("STY") != "", strings.HasPrefix(d.env("TERM"), "screen"):
		return ask.Screen().String()
	default:
		return ask.String()
	}
}
