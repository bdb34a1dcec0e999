package desktop

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Edit opens a file in the user's editor ($VISUAL, $EDITOR, or the default of the platform) and waits until it is closed.
// The caller reads what the editor wrote; the file may have changed even if there is an error.
func (d Desktop) Edit(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	path, err := filepath.Abs(path) // a relative path that begins with - would be an option
	if err != nil {
		return err
	}
	setting, words, err := d.editor()
	if err != nil {
		return err
	}
	return d.runSetting(setting, append(words, path), nil)
}

// Editors lists the names that Editor returns: the editors whose keys are known, and "other".
var Editors = []string{"vi", "nano", "other"}

// Editor returns the kind of editor that Edit starts, if it takes the whole terminal and has keys of its own. It returns ""
// if none can be started, or if the editor opens a window.
func (d Desktop) Editor() string {
	_, words, err := d.editor()
	if err != nil || d.isPlain() {
		return ""
	}
	switch name := strings.TrimSuffix(filepath.Base(words[0]), ".exe"); name {
	case "vi", "vim", "nvim", "vim.basic", "vim.tiny", "view":
		return "vi"
	case "nano", "pico", "rnano":
		return "nano"
	case "emacs", "micro", "joe", "mcedit", "ne", "helix", "hx", "kak", "sensible-editor", "editor":
		return "other"
	}
	return ""
}

// runSetting runs a program in the terminal. An error names the variable that chose the program.
func (d Desktop) runSetting(setting string, words []string, prepare func(*exec.Cmd)) error {
	program, err := exec.LookPath(words[0])
	if err != nil {
		return &Error{Code: NotFound, Setting: setting, Name: words[0], Err: err}
	}
	cmd := exec.Command(program, words[1:]...)
	if prepare != nil {
		prepare(cmd)
	}
	err = exitError(context.Background(), words[0], d.inTerminal(cmd))
	if e, ok := err.(*Error); ok { //nolint:errorlint // it was made a line above
		e.Setting = setting
	}
	return err
}

// editor returns the command that edits, and the variable that names it; "" if none does.
func (d Desktop) editor() (setting string, words []string, err error) {
	settings := []string{"VISUAL", "EDITOR"}
	if d.isPlain() {
		settings = []string{"EDITOR", "VISUAL"} // by custom EDITOR needs no screen
	}
	for _, setting := range settings {
		if words, err := d.command(setting); err != nil || words != nil {
			return setting, words, err
		}
	}
	words, err = d.defaultEditor()
	return "", words, err
}

// command returns the command line in a variable, nil if it is empty.
func (d Desktop) command(setting string) ([]string, error) {
	line := strings.TrimSpace(d.env(setting))
	if line == "" {
		return nil, nil
	}
	// The path of a program may contain a space without quotes.
	if _, err := exec.LookPath(line); err == nil {
		return []string{line}, nil
	}
	words, err := splitCommand(line)
	if err != nil || len(words) == 0 {
		return nil, &Error{Code: BadCommand, Setting: setting, Name: line, Err: err}
	}
	return words, nil
}

// defaultEditor returns the easiest editor of the platform.
func (d Desktop) defaultEditor() ([]string, error) {
	switch {
	case d.is("windows") && d.hasDisplay():
		return []string{"notepad"}, nil
	case d.is("windows"):
		return nil, &Error{Code: NoDisplay}
	case d.is("darwin") && d.hasDisplay():
		return []string{"open", "-W", "-n", "-t"}, nil // waits until the user quits a new TextEdit
	case d.terminal() == nil:
		return nil, &Error{Code: NoTerminal}
	case d.isPlain():
		return nil, &Error{Code: Plain, Name: d.env("TERM")}
	}
	names := []string{"nano", "vi"}
	// Debian's sensible-editor follows a choice made before. Without one it would ask for it, in English.
	if home, err := os.UserHomeDir(); err == nil {
		if _, err := os.Stat(filepath.Join(home, ".selected_editor")); err == nil {
			names = append([]string{"sensible-editor"}, names...)
		}
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}, nil
		}
	}
	return nil, &Error{Code: NotFound, Name: strings.Join(names, ", ")}
}
