package desktop

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Edit opens a file in the user's editor and waits until it is closed: $VISUAL, $EDITOR, or what the platform offers.
// It touches the file in no way; what the editor left there is the caller's to read, whatever the error.
func (d Desktop) Edit(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	path, err := filepath.Abs(path) // one that begins with - is no option
	if err != nil {
		return err
	}
	setting, words, err := d.editor()
	if err != nil {
		return err
	}
	return d.runSetting(setting, append(words, path), nil)
}

// Editors are the names that Editor gives: those whose keys are known, and the rest.
var Editors = []string{"vi", "nano", "other"}

// Editor names the program that Edit starts where it takes the whole terminal and its keys are its own. It gives "" where
// none can be started, and for those that have a window of their own.
func (d Desktop) Editor() string {
	_, words, err := d.editor()
	if err != nil || d.plain() {
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

// runSetting runs a program in the terminal; errors name the variable that it came from.
func (d Desktop) runSetting(setting string, words []string, prepare func(*exec.Cmd)) error {
	program, err := exec.LookPath(words[0])
	if err != nil {
		return &Error{Code: NotFound, Setting: setting, Name: words[0], Err: err}
	}
	cmd := exec.Command(program, words[1:]...)
	if prepare != nil {
		prepare(cmd)
	}
	err = failure(context.Background(), words[0], d.inTerminal(cmd))
	if e, ok := err.(*Error); ok { //nolint:errorlint // it was made a line above
		e.Setting = setting
	}
	return err
}

// editor is the command that edits, and the variable that names it, if one does.
func (d Desktop) editor() (setting string, words []string, err error) {
	settings := []string{"VISUAL", "EDITOR"}
	if d.plain() {
		settings = []string{"EDITOR", "VISUAL"} // EDITOR is by custom the one that needs no screen
	}
	for _, setting := range settings {
		if words, err := d.command(setting); err != nil || words != nil {
			return setting, words, err
		}
	}
	words, err = d.usualEditor()
	return "", words, err
}

// command is the command line that a variable holds; nil where it holds none.
func (d Desktop) command(setting string) ([]string, error) {
	line := strings.TrimSpace(d.env(setting))
	if line == "" {
		return nil, nil
	}
	// A program whose path holds a space may stand there without quotes.
	if _, err := exec.LookPath(line); err == nil {
		return []string{line}, nil
	}
	words, err := splitCommand(line)
	if err != nil || len(words) == 0 {
		return nil, &Error{Code: BadCommand, Setting: setting, Name: line, Err: err}
	}
	return words, nil
}

// usualEditor is the easiest one that can be expected here.
func (d Desktop) usualEditor() ([]string, error) {
	switch {
	case d.is("windows") && d.display():
		return []string{"notepad"}, nil
	case d.is("windows"):
		return nil, &Error{Code: NoDisplay}
	case d.is("darwin") && d.display():
		return []string{"open", "-W", "-n", "-t"}, nil // waits until a TextEdit of its own is quit
	case d.terminal() == nil:
		return nil, &Error{Code: NoTerminal}
	case d.plain():
		return nil, &Error{Code: Plain, Name: d.env("TERM")}
	}
	names := []string{"nano", "vi"}
	// Debian's keeps to a choice that was made; where none was, it asks for one first, in English.
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
