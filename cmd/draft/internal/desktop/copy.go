package desktop

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
)

// Way is how a text got to a clipboard.
type Way struct {
	// Terminal tells that the text was handed to the terminal, which does not answer: it may have dropped it.
	Terminal bool
	Tool     string // the program that took it; empty where it was the system or the terminal itself
}

// maxTerminalText is the longest text, in bytes, that terminals take: many end an escape sequence at 100 000 bytes,
// which is this in base64 and 8 around it.
const maxTerminalText = 74_994

// Copy puts a text on the clipboard of the machine that the user sits at: with a program of the system, or, over SSH
// or where that does not work, by asking the terminal to (OSC 52).
func (d Desktop) Copy(ctx context.Context, text string) (Way, error) {
	var here error // why the system's clipboard did not do
	if !d.remote() {
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
		return Way{}, here // a clipboard that failed is nearer than a terminal that cannot
	}
	return way, err
}

func isCode(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// copyHere tries every clipboard that there may be. The error is that of the first that was there.
func (d Desktop) copyHere(ctx context.Context, text string) (Way, error) {
	if d.is("windows") {
		return Way{}, windowsClipboard(ctx, text)
	}
	var names []string
	var failed error
	for _, t := range d.clipboards() {
		err := feed(ctx, patience, t, text)
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

// readUTF8 has PowerShell take a text byte for byte. clip.exe will not do: it guesses the encoding, and keeps a byte
// order mark that would help it.
const readUTF8 = `$ErrorActionPreference='Stop';` +
	`$in=New-Object IO.StreamReader([Console]::OpenStandardInput(),[Text.Encoding]::UTF8);` +
	`Set-Clipboard -Value $in.ReadToEnd()`

// clipboards are the programs that may reach the clipboard here, the best first. There is no library for it that waits
// for a limited time only, and looks for nothing before it is asked.
func (d Desktop) clipboards() []tool {
	if d.is("darwin") {
		// pbcopy reads what the locale says, and a locale that is not set is not UTF-8.
		return []tool{{name: "pbcopy", env: []string{"LC_ALL=en_US.UTF-8"}}}
	}
	var tools []tool
	if d.wsl() {
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

// copyByTerminal asks the terminal to put the text on its clipboard.
func (d Desktop) copyByTerminal(ctx context.Context, text string) (Way, error) {
	tty := d.terminal()
	switch {
	case tty == nil:
		return Way{}, &Error{Code: NoTerminal}
	case d.plain("linux"): // the text console of Linux has no clipboard
		return Way{}, &Error{Code: Plain, Name: d.env("TERM")}
	case len(text) > maxTerminalText:
		return Way{}, &Error{Code: TooLong, Size: len(text), Limit: maxTerminalText}
	}
	if d.env("TMUX") != "" {
		// As it comes, tmux obeys no program that asks for the clipboard, but it obeys its own command (since 3.2), which
		// asks the terminal outside and keeps the text for pasting inside.
		err := feed(ctx, patience, tool{name: "tmux", args: []string{"load-buffer", "-w", "-"}}, text)
		if err == nil {
			return Way{Terminal: true, Tool: "tmux"}, nil
		}
		if ctx.Err() != nil {
			return Way{}, ctx.Err()
		}
	}
	obeySequences(tty)
	if _, err := io.WriteString(tty, d.sequence(text)); err != nil {
		return Way{}, &Error{Code: Refused, Err: err}
	}
	return Way{Terminal: true}, nil
}

// sequence asks for the clipboard, as what stands between us and the terminal needs it.
func (d Desktop) sequence(text string) string {
	ask := osc52.New(text)
	switch {
	case d.env("TMUX") != "":
		// Set up with set-clipboard it obeys the first, with allow-passthrough it hands on the second.
		return ask.String() + ask.Tmux().String()
	case d.env("STY") != "", strings.HasPrefix(d.env("TERM"), "screen"):
		return ask.Screen().String()
	default:
		return ask.String()
	}
}
