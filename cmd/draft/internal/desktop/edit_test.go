//go:build !windows

package desktop

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/term"

	"draft/cmd/draft/internal/prompt/screentest"
)

func letterFile(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("退款"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEdit(t *testing.T) {
	for name, test := range map[string]struct {
		env      map[string]string
		platform string
		has      []string
		want     string
		args     []string // before the path
	}{
		"visual first":     {env: map[string]string{"VISUAL": "code --wait", "EDITOR": "ed"}, has: []string{"code", "ed"}, want: "code", args: []string{"--wait"}},
		"editor":           {env: map[string]string{"VISUAL": " ", "EDITOR": "ed"}, has: []string{"ed", "nano"}, want: "ed"},
		"editor when dumb": {env: map[string]string{"VISUAL": "vi", "EDITOR": "ed", "TERM": "dumb"}, has: []string{"vi", "ed"}, want: "ed"},
		"visual when dumb": {env: map[string]string{"VISUAL": "code", "TERM": "dumb"}, has: []string{"code"}, want: "code"},
		"quotes":           {env: map[string]string{"EDITOR": `ed -p "a b" 'c d' e\ f`}, has: []string{"ed"}, want: "ed", args: []string{"-p", "a b", "c d", "e f"}},
		"a name of words":  {env: map[string]string{"EDITOR": "my editor"}, has: []string{"my editor", "my"}, want: "my editor"},
		"nano":             {has: []string{"nano", "vi", "sensible-editor"}, want: "nano"},
		"vi":               {has: []string{"vi"}, want: "vi"},
		"macos":            {platform: "darwin", has: []string{"open", "nano"}, want: "open", args: []string{"-W", "-n", "-t"}},
		"macos over ssh":   {env: map[string]string{"SSH_TTY": "/dev/ttys1"}, platform: "darwin", has: []string{"open", "nano"}, want: "nano"},
		"windows":          {platform: "windows", has: []string{"notepad"}, want: "notepad"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			for _, program := range test.has {
				m.has(program, "read append=申请")
			}
			d, _ := onTerminal(t)
			d.platform = test.platform
			path := letterFile(t, "-我的 信.txt")
			t.Chdir(filepath.Dir(path))
			if err := d.Edit(filepath.Base(path)); err != nil {
				t.Fatal(err)
			}
			got := m.called(test.want)
			if want := append(slices.Clone(test.args), path); !reflect.DeepEqual(got.Args, want) {
				t.Errorf("called with %q, want %q", got.Args, want)
			}
			if want := []bool{true, true, true}; !reflect.DeepEqual(got.TTYs, want) {
				t.Errorf("on a terminal: %v", got.TTYs)
			}
			if data, err := os.ReadFile(path); err != nil || string(data) != "退款申请" {
				t.Errorf("%q, %v", data, err)
			}
		})
	}
}

// TestEditKeepsAChoice checks that the choice made with Debian's select-editor is used.
func TestEditKeepsAChoice(t *testing.T) {
	m := newMachine(t)
	m.has("sensible-editor", "read")
	m.has("nano", "exit=1")
	if err := os.WriteFile(filepath.Join(os.Getenv("HOME"), ".selected_editor"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d, _ := onTerminal(t)
	if err := d.Edit(letterFile(t, "a.txt")); err != nil {
		t.Fatal(err)
	}
	m.called("sensible-editor")
}

func TestEditFails(t *testing.T) {
	for name, test := range map[string]struct {
		env      map[string]string
		platform string
		acts     string // of ed
		blind    bool
		want     Error
	}{
		"not found":       {env: map[string]string{"VISUAL": "kode --wait"}, want: Error{Code: NotFound, Setting: "VISUAL", Name: "kode"}},
		"unclosed quote":  {env: map[string]string{"EDITOR": `ed "a`}, acts: "read", want: Error{Code: BadCommand, Setting: "EDITOR", Name: `ed "a`}},
		"empty quotes":    {env: map[string]string{"EDITOR": `''`}, want: Error{Code: NotFound, Setting: "EDITOR"}},
		"an exit code":    {env: map[string]string{"EDITOR": "ed -x"}, acts: "append=了 exit=7", want: Error{Code: Failed, Setting: "EDITOR", Name: "ed", Exit: 7}},
		"killed":          {env: map[string]string{"EDITOR": "ed"}, acts: "append=了 raw die", want: Error{Code: Killed, Setting: "EDITOR", Name: "ed"}},
		"none there":      {want: Error{Code: NotFound, Name: "nano, vi"}},
		"no terminal":     {blind: true, want: Error{Code: NoTerminal}},
		"dumb":            {env: map[string]string{"TERM": "dumb"}, want: Error{Code: Plain, Name: "dumb"}},
		"windows, remote": {env: map[string]string{"SSH_CONNECTION": "a"}, platform: "windows", want: Error{Code: NoDisplay}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			want := "退款"
			if test.acts != "" {
				m.has("ed", test.acts)
				if test.acts != "read" {
					want += "了"
				}
			}
			d, console := onTerminal(t)
			if test.blind {
				d = Desktop{}
			}
			d.platform = test.platform
			before, err := term.GetState(int(console.TTY.Fd()))
			if err != nil {
				t.Fatal(err)
			}
			path := letterFile(t, "a.txt")
			wantError(t, d.Edit(path), test.want)
			after, err := term.GetState(int(console.TTY.Fd()))
			if err != nil || !reflect.DeepEqual(before, after) {
				t.Errorf("the terminal was left as %v, %v", after, err)
			}
			// The file holds what the editor saved before it failed.
			if data, err := os.ReadFile(path); err != nil || string(data) != want {
				t.Errorf("%q, %v", data, err)
			}
		})
	}
	if err := (Desktop{}).Edit(filepath.Join(t.TempDir(), "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestEditWithoutATerminal checks that $EDITOR may be a script that needs no terminal.
func TestEditWithoutATerminal(t *testing.T) {
	m := newMachine(t)
	t.Setenv("EDITOR", "ed")
	m.has("ed", "read")
	if err := (Desktop{}).Edit(letterFile(t, "a.txt")); err != nil {
		t.Fatal(err)
	}
	if got := m.called("ed"); slices.Contains(got.TTYs, true) {
		t.Errorf("on a terminal: %v", got.TTYs)
	}
}

// TestEditOutputElsewhere checks that an editor draws on the terminal if draft's output goes to a file.
func TestEditOutputElsewhere(t *testing.T) {
	m := newMachine(t)
	t.Setenv("EDITOR", "ed")
	m.has("ed", "read print=drawn")
	d, console := onTerminal(t)
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close() //nolint:errcheck // nothing was written
	d.Out = out
	if err := d.Edit(letterFile(t, "a.txt")); err != nil {
		t.Fatal(err)
	}
	console.See("drawn")
	if got := m.called("ed"); !reflect.DeepEqual(got.TTYs, []bool{true, true, true}) {
		t.Errorf("on a terminal: %v", got.TTYs)
	}
}

// playing starts draft in its own controlling terminal, in which Ctrl-C is a signal.
func playing(t *testing.T, what string) *screentest.Console {
	t.Helper()
	console := screentest.New(t, 80, 24)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PLAY="+what)
	console.Run(cmd)
	t.Cleanup(func() {
		console.HangUp()
		_ = cmd.Wait()
	})
	return console
}

// TestCtrlCIsTheEditors checks that Ctrl-C interrupts the editor and not draft.
func TestCtrlCIsTheEditors(t *testing.T) {
	m := newMachine(t)
	t.Setenv("EDITOR", "ed")
	m.has("ed", "interrupt")
	console := playing(t, "edit="+letterFile(t, "a.txt"))
	console.See("waiting")
	console.Send("\x03")
	console.See("caught")
	console.See("edit: <nil>")
}

// TestEditor checks the kind of each editor.
func TestEditor(t *testing.T) {
	for setting, want := range map[string]string{
		"vi": "vi", "/usr/bin/vim -n": "vi", "nvim": "vi", "nano": "nano", "emacs -nw": "other",
		"code --wait": "", "notepad": "", "'": "",
	} {
		d := Desktop{Env: func(name string) (string, bool) {
			value, set := map[string]string{"VISUAL": setting, "TERM": "xterm"}[name]
			return value, set
		}, platform: "linux"}
		if got := d.Editor(); got != want {
			t.Errorf("%s: %q, want %q", setting, got, want)
		}
	}
}
