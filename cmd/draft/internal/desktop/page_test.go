//go:build !windows

package desktop

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

var longText = func() string {
	var b strings.Builder
	for i := range 100 {
		b.WriteString("第" + strconv.Itoa(i+1) + "行：申请退款\n")
	}
	return b.String()
}()

func TestPage(t *testing.T) {
	const hint = `空格翻页，q 结束 $?:.%\`
	options := []string{"-FRX", "-Ps%E", "-Pm%E", "-PM%E"}
	for name, test := range map[string]struct {
		env  map[string]string
		has  string
		args []string
	}{
		"less":          {has: "less", args: options},
		"less as PAGER": {env: map[string]string{"PAGER": "less -S"}, has: "less", args: append([]string{"-S"}, options...)},
		"another PAGER": {env: map[string]string{"PAGER": "most '+a b'"}, has: "most", args: []string{"+a b"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			m.has(test.has, "read")
			d, _ := onTerminal(t)
			paged, err := d.Page(longText, "空格\x1b翻页，\nq 结束 $?:.%\\")
			if err != nil || !paged {
				t.Fatalf("%v, %v", paged, err)
			}
			got := m.called(test.has)
			if !reflect.DeepEqual(got.Args, test.args) || got.Stdin != longText {
				t.Errorf("called with %q and %d bytes", got.Args, len(got.Stdin))
			}
			if test.has == "less" && got.Env["VISUAL"] != hint {
				t.Errorf("the hint is %q", got.Env["VISUAL"])
			}
			for key, want := range map[string]string{"LESSCHARSET": "utf-8", "LESSSECURE": "1", "LESSHISTFILE": "-"} {
				if got.Env[key] != want {
					t.Errorf("%s is %q", key, got.Env[key])
				}
			}
			if !reflect.DeepEqual(got.TTYs, []bool{false, true, true}) {
				t.Errorf("on a terminal: %v", got.TTYs)
			}
		})
	}
}

// TestPageIsNotWanted lists the cases in which the caller prints the text.
func TestPageIsNotWanted(t *testing.T) {
	wide := strings.Repeat("退", 40) + "\n" // exactly one row of 80
	for name, test := range map[string]struct {
		env      map[string]string
		platform string
		text     string
		blind    bool
		want     bool
	}{
		"no pager wanted":     {env: map[string]string{"PAGER": ""}, text: longText},
		"cat":                 {env: map[string]string{"PAGER": "cat"}, text: longText},
		"dumb":                {env: map[string]string{"TERM": "dumb"}, text: longText},
		"no terminal":         {blind: true, text: longText},
		"windows":             {platform: "windows", text: longText},
		"short":               {text: "退款\n"},
		"23 of 24 rows":       {text: strings.Repeat(wide, 23)},
		"24 rows":             {text: strings.Repeat(wide, 24), want: true},
		"12 lines of 2 rows":  {text: strings.Repeat("退"+wide, 12), want: true},
		"colours take no row": {text: strings.Repeat("\x1b[1m"+wide[:len(wide)-1]+"\x1b[0m\n", 23)},
		"no end of line":      {text: strings.Repeat("\n", 23) + "a", want: true},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			for key, value := range test.env {
				t.Setenv(key, value)
			}
			m.has("less", "read")
			d, _ := onTerminal(t)
			if test.blind {
				d = Desktop{}
			}
			d.platform = test.platform
			if paged, err := d.Page(test.text, "hint"); err != nil || paged != test.want {
				t.Errorf("%v, %v", paged, err)
			}
		})
	}
	newMachine(t)
	d, _ := onTerminal(t)
	if paged, err := d.Page(longText, "hint"); err != nil || paged {
		t.Errorf("no pager there: %v, %v", paged, err)
	}
}

func TestPageFails(t *testing.T) {
	for name, test := range map[string]struct {
		pager string
		acts  string // of most
		paged bool
		want  Error
	}{
		"left early":     {pager: "most", acts: "exit=0", paged: true},
		"killed":         {pager: "most", acts: "die", paged: true},
		"not found":      {pager: "mots", want: Error{Code: NotFound, Setting: "PAGER", Name: "mots"}},
		"unclosed quote": {pager: "most '", want: Error{Code: BadCommand, Setting: "PAGER", Name: "most '"}},
		"an exit code":   {pager: "most", acts: "exit=2", want: Error{Code: Failed, Setting: "PAGER", Name: "most", Exit: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t)
			t.Setenv("PAGER", test.pager)
			m.has("most", test.acts)
			d, _ := onTerminal(t)
			// More than a pipe holds, so that the writer notices a pager that exits.
			paged, err := d.Page(strings.Repeat(longText, 100), "hint")
			if paged != test.paged {
				t.Errorf("%v, %v", paged, err)
			}
			if test.want.Code != "" {
				wantError(t, err, test.want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLessHint checks that a hint is cut at the end, by whole characters.
func TestLessHint(t *testing.T) {
	for width, want := range map[int]string{80: "空格翻页", 16: "空格翻页", 15: "空格翻", 5: "", 1: ""} {
		if got := lessHint("空格翻页", width); got != want {
			t.Errorf("%d columns: %q, want %q", width, got, want)
		}
	}
}

// TestBusyBox checks that the less of BusyBox gets no options.
func TestBusyBox(t *testing.T) {
	m := newMachine(t)
	if err := os.WriteFile(filepath.Join(m.bin, "busybox"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("busybox", filepath.Join(m.bin, "less")); err != nil {
		t.Fatal(err)
	}
	if isLess("less") {
		t.Error("taken for the other less")
	}
}

// TestLess runs the real less, or a fake one if it is not installed.
func TestLess(t *testing.T) {
	real, err := exec.LookPath("less")
	m := newMachine(t)
	if err == nil {
		t.Setenv("PATH", filepath.Dir(real))
	} else {
		m.has("less", "print=空格翻页，q interrupt")
	}
	for name, leave := range map[string]string{"with q": "q", "after Ctrl-C": "\x03 q"} {
		t.Run(name, func(t *testing.T) {
			console := playing(t, "page")
			console.See("空格翻页，q")
			if err == nil {
				console.See("第23行：申请退款\n空格翻页，q 结束？100% (.)")
				console.Send(" ")
				console.See("第46行：申请退款\n空格翻页，q 结束？100% (.)")
			}
			console.Send(leave)
			console.See("paged: true, <nil>")
		})
	}
}
