package desktop

import (
	"os/exec"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"golang.org/x/term"
)

// Page shows a text in a pager if it is taller than the window. The hint, a line about the keys, is shown below the text.
// Page returns false if the caller must print the text: it is short, there is no terminal or no pager, or the user turned
// the pager off. The error is that of the pager.
func (d Desktop) Page(text, hint string) (bool, error) {
	tty := d.terminal()
	if tty == nil || d.isPlain() {
		return false, nil
	}
	width, height, err := term.GetSize(int(tty.Fd()))
	if err != nil || rows(text, width) < height { // one row is for the prompt
		return false, nil
	}
	setting, words, err := d.pager()
	if err != nil || words == nil {
		return false, err
	}
	// The pager must only show the text: no shell, no editor, no filters, no history.
	more := []string{"LESSCHARSET=utf-8", "LESSSECURE=1", "LESSSECURE_ALLOW=", "LESSHISTFILE=-"}
	if isLess(words[0]) {
		words = append(words, lessOptions...)
		more = append(more, "VISUAL="+lessHint(hint, width))
	}
	err = d.runSetting(setting, words, func(cmd *exec.Cmd) {
		// A pager that exits before it has read all of the text is not an error.
		cmd.Stdin = strings.NewReader(text)
		cmd.Env = append(cmd.Environ(), more...)
	})
	if isCode(err, Killed) {
		return true, nil // usually by Ctrl-C
	}
	return err == nil, err
}

// pager returns the user's pager, or less if it is installed. On Windows less is not used, because the console may not be
// UTF-8.
func (d Desktop) pager() (setting string, words []string, err error) {
	if value, set := d.lookup("PAGER"); set {
		if strings.TrimSpace(value) == "cat" {
			return "", nil, nil
		}
		words, err = d.command("PAGER")
		return "PAGER", words, err
	}
	if _, err := exec.LookPath("less"); err != nil || d.is("windows") {
		return "", nil, nil
	}
	return "", []string{"less"}, nil
}

// isLess reports whether a program accepts the options of less. The less of BusyBox does not.
func isLess(name string) bool {
	if strings.TrimSuffix(filepath.Base(name), ".exe") != "less" {
		return false
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return false
	}
	path, err = filepath.EvalSymlinks(path)
	return err == nil && filepath.Base(path) != "busybox"
}

// lessOptions make less exit if the text fits, obey color sequences only, keep the text on the screen, and show the hint in
// each of its three prompts, of which the user's options choose one. The hint is passed as the name of the editor (%E),
// because less 590 garbles a prompt text that is not ASCII, but not this name.
var lessOptions = []string{"-FRX", "-Ps%E", "-Pm%E", "-PM%E"}

// lessHint shortens a hint by whole characters so that less shows all of it. less counts bytes as columns, and cuts
// within a character.
func lessHint(hint string, width int) string {
	hint = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, hint)
	for limit := max(0, width-4); len(hint) > limit; {
		_, size := utf8.DecodeLastRuneInString(hint)
		hint = hint[:len(hint)-size]
	}
	return hint
}

// rows returns the number of rows of a text in a window.
func rows(text string, width int) int {
	if width <= 0 {
		return 0
	}
	n := 0
	for line := range strings.Lines(text) {
		cells := displaywidth.Options{ControlSequences: true}.String(strings.TrimSuffix(line, "\n"))
		n += max(1, (cells+width-1)/width)
	}
	return n
}
