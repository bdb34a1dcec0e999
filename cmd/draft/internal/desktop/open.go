package desktop

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// watchTime is how long a viewer is watched for an error, because one that cannot open the file exits soon.
const watchTime = 3 * time.Second

// Shows reports whether Open can show a file.
func (d Desktop) Shows() bool { return d.hasDisplay() || d.isWSL() || d.env("TERMUX_VERSION") != "" }

// Open shows a file in the system's viewer for its type. It does not wait until the viewer is closed. The viewer prints
// nothing, and stays open when the terminal is closed.
func (d Desktop) Open(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	path, err := filepath.Abs(path) // one that begins with - is no option
	if err != nil {
		return err
	}
	if !d.Shows() {
		return &Error{Code: NoDisplay}
	}
	return d.show(path, d.viewers())
}

// Browses reports whether Browse can open a page: the machine has a display, and the user sits at it.
func (d Desktop) Browses() bool { return d.Shows() && !d.isRemote() }

// Browse opens the address of a page in the user's browser, as Open opens a file. Other users of the machine can see the address
// in the list of its programs.
func (d Desktop) Browse(address string) error {
	if !d.Browses() {
		return &Error{Code: NoDisplay}
	}
	return d.show(address, d.browsers())
}

// show shows a file or an address by the first of the programs that is installed.
func (d Desktop) show(what string, programs []tool) error {
	if d.is("windows") {
		return windowsOpen(what)
	}
	var names []string
	for _, t := range programs {
		err := startViewer(t, what, watchTime)
		if !isCode(err, NotFound) {
			return err
		}
		names = append(names, t.name)
	}
	return &Error{Code: NotFound, Name: strings.Join(names, ", ")}
}

// viewers returns the programs that open a file as a double click does. No library is used, because those that exist wait
// until the viewer is closed, let it print to the terminal, or end it with the terminal.
func (d Desktop) viewers() []tool {
	switch {
	case d.is("darwin"):
		return []tool{{name: "open"}}
	case d.isWSL():
		tools := []tool{{name: "wslview"}, {name: explorer}}
		if d.hasDisplay() {
			tools = append(tools, tool{name: "xdg-open"})
		}
		return tools
	case d.env("TERMUX_VERSION") != "":
		return []tool{{name: "termux-open"}}
	default:
		return []tool{{name: "xdg-open"}}
	}
}

// browsers returns the programs that open an address. Explorer is none of them, because it takes an address with a ? for a folder.
func (d Desktop) browsers() []tool {
	tools := d.viewers()
	for i, t := range tools {
		if t.name == explorer {
			tools[i] = tool{name: "rundll32.exe", args: []string{"url.dll,FileProtocolHandler"}}
		}
	}
	return tools
}

// explorer opens files of WSL if wslview is not installed.
const explorer = "explorer.exe"

// startViewer starts a viewer and returns its error if it exits within the watch time.
func startViewer(t tool, path string, watchTime time.Duration) error {
	program, err := t.path()
	if err != nil {
		return err
	}
	foreign := t.name == explorer
	if foreign {
		translated, err := exec.Command("wslpath", "-w", path).Output()
		if err != nil {
			return &Error{Code: NotFound, Name: "wslpath", Err: err}
		}
		path = strings.TrimSpace(string(translated))
	}
	cmd := exec.Command(program, append(t.args, path)...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return &Error{Code: Failed, Name: t.name, Err: err}
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // also after the return, so that no zombie is left
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if foreign && errors.As(err, &exit) {
			return nil // Explorer's exit code says nothing
		}
		return exitError(context.Background(), t.name, err)
	case <-time.After(watchTime):
		return nil // the program is the viewer itself, and it is open
	}
}
