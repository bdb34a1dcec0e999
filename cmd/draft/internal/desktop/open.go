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

// settling is how long a viewer is watched: one that cannot open the file says so soon.
const settling = 3 * time.Second

// Shows tells whether there is anywhere for Open to show a file.
func (d Desktop) Shows() bool { return d.display() || d.wsl() || d.env("TERMUX_VERSION") != "" }

// Open shows a file in the viewer that the system keeps for its type, and does not wait for it to be closed. The
// viewer is quiet, and outlives the terminal.
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
	if d.is("windows") {
		return windowsOpen(path)
	}
	var names []string
	for _, t := range d.viewers() {
		err := show(t, path, settling)
		if !isCode(err, NotFound) {
			return err
		}
		names = append(names, t.name)
	}
	return &Error{Code: NotFound, Name: strings.Join(names, ", ")}
}

// viewers are the programs that open a file as a double click does. The libraries for it wait until the viewer is
// closed, let it print into the conversation, or end it with the terminal.
func (d Desktop) viewers() []tool {
	switch {
	case d.is("darwin"):
		return []tool{{name: "open"}}
	case d.wsl():
		tools := []tool{{name: "wslview"}, {name: "explorer.exe"}}
		if d.display() {
			tools = append(tools, tool{name: "xdg-open"})
		}
		return tools
	case d.env("TERMUX_VERSION") != "":
		return []tool{{name: "termux-open"}}
	default:
		return []tool{{name: "xdg-open"}}
	}
}

// show starts a viewer and watches it for a while.
func show(t tool, path string, settling time.Duration) error {
	program, err := t.path()
	if err != nil {
		return err
	}
	foreign := t.name == "explorer.exe"
	if foreign {
		translated, err := exec.Command("wslpath", "-w", path).Output()
		if err != nil {
			return &Error{Code: NotFound, Name: "wslpath", Err: err}
		}
		path = strings.TrimSpace(string(translated))
	}
	cmd := exec.Command(program, append(t.args, path)...)
	apart(cmd)
	if err := cmd.Start(); err != nil {
		return &Error{Code: Failed, Name: t.name, Err: err}
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // however late: it leaves no zombie
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if foreign && errors.As(err, &exit) {
			return nil // Explorer's exit code means nothing
		}
		return failure(context.Background(), t.name, err)
	case <-time.After(settling):
		return nil // it is the viewer itself, and open
	}
}
