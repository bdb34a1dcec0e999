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

// Page shows a text in a pager if it is taller than the window; the hint tells how to turn the page and how to leave.
// It gives false where the text was not shown and is the caller's to print: it is short, there is no window or no
// pager, or nobody wants one. With an error the pager failed.
func (d Desktop) Page(text, hint string) (bool, error) {
	tty := d.terminal()
	if tty == nil || d.plain() {
		return false, nil
	}
	width, height, err := term.GetSize(int(tty.Fd()))
	if err != nil || rows(text, width) < height { // one row is for what comes next
		return false, nil
	}
	setting, words, err := d.pager()
	if err != nil || words == nil {
		return false, err
	}
	// It reads a letter and does nothing else: no shell, no editor, no filters, no history.
	more := []string{"LESSCHARSET=utf-8", "LESSSECURE=1", "LESSSECURE_ALLOW=", "LESSHISTFILE=-"}
	if isLess(words[0]) {
		words = append(words, lessOptions...)
		more = append(more, "VISUAL="+lessHint(hint, width))
	}
	err = d.runSetting(setting, words, func(cmd *exec.Cmd) {
		// One that is left before the end has read enough: a text not read to the end is no error.
		cmd.Stdin = strings.NewReader(text)
		cmd.Env = append(cmd.Environ(), more...)
	})
	if isCode(err, Killed) {
		return true, nil // by Ctrl-C, as a rule
	}
	return err == nil, err
}

// pager is the user's own, or less where it is. On Windows less meets a console that may not speak UTF-8.
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

// isLess tells that a program takes the options of less; the one of BusyBox does not.
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

// lessOptions: leave at once what fits after all, obey colours and nothing else, keep the text on the screen, and show
// the hint in each of the three prompts that the user's own options may choose. The hint goes by way of the editor's
// name: less puts that into a prompt as it is, and spoils all but ASCII that stands there itself (seen in 590).
var lessOptions = []string{"-FRX", "-Ps%E", "-Pm%E", "-PM%E"}

// lessHint is what less can show of a hint. It counts bytes for columns, and cuts through characters.
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

// rows is the number of rows that a text takes in a window.
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
