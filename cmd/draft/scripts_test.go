package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

const scriptFolder = "testdata/script"

// TestScripts runs the scripts one after another, because the command draft runs in this process, in the folder and with
// the environment of its script: to start a process takes longer than most commands. It is a process of its own if it may
// read standard input, and for `exec draft`.
func TestScripts(t *testing.T) {
	testscript.RunT(inTurn{t}, scriptParams(t, scriptFolder, &inProcess{}))
}

// scriptParams returns how the scripts of a folder run: the command draft with a fixed clock, in a home of the script's own.
func scriptParams(t *testing.T, folder string, here *inProcess) testscript.Params {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	programs := t.TempDir()
	if err := os.Symlink(program, filepath.Join(programs, "draft")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", programs+string(filepath.ListSeparator)+os.Getenv("PATH"))
	readOnly, err := filepath.Abs("testdata/read-only.sh")
	if err != nil {
		t.Fatal(err)
	}
	here.variables = scriptVariables(t, folder)
	return testscript.Params{
		Dir:                folder,
		RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"draft": here.draft, "exec-code": here.execCode, "agree": here.agree, "letter": letterCommand, "adopt": adoptCommand,
		},
		Condition: func(name string) (bool, error) {
			if name != "read-only" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return exec.Command("sh", readOnly, t.TempDir(), "true").Run() == nil, nil
		},
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			for name, value := range map[string]string{
				"HOME": e.WorkDir, "READONLY": readOnly, "GORACE": os.Getenv("GORACE"), "DRAFT_LANG": "en", "LANG": "",
				"XDG_CONFIG_HOME": e.WorkDir + "/.config", "XDG_STATE_HOME": e.WorkDir + "/.state", "XDG_DATA_HOME": e.WorkDir + "/.data",
				"AppData": e.WorkDir + "/.config", "LocalAppData": e.WorkDir + "/.state",
			} {
				e.Setenv(name, value)
				here.variables[name] = true
			}
			return nil
		},
	}
}

// inTurn is a testscript.T that runs no two scripts at once.
type inTurn struct{ *testing.T }

func (inTurn) Parallel()     {}
func (inTurn) Verbose() bool { return testing.Verbose() }

func (t inTurn) Run(name string, f func(testscript.T)) {
	t.T.Run(name, func(t *testing.T) { f(inTurn{t}) })
}

// inProcess runs draft in this process for a script.
type inProcess struct {
	variables map[string]bool // names of the environment variables that a script may have set
	network   network
	prompter  prompt.Prompter // answers if it is not nil
}

// scriptVariables returns the names of the variables that any script sets, and of those that testscript sets.
func scriptVariables(t *testing.T, folder string) map[string]bool {
	t.Helper()
	scripts, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{"PATH": true, "TMPDIR": true}
	set := regexp.MustCompile(`(?m)^(?:\[.*\] )?env (\w+)=`)
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range set.FindAllSubmatch(text, -1) {
			names[string(found[1])] = true
		}
	}
	return names
}

// draft is the script command draft.
func (p *inProcess) draft(ts *testscript.TestScript, fails bool, args []string) {
	code := p.run(ts, args)
	if fails != (code != view.ExitDone) {
		ts.Fatalf("exit code %d", code)
	}
}

// run runs draft and returns its exit code.
func (p *inProcess) run(ts *testscript.TestScript, args []string) int {
	if slices.Contains(args, view.Stdio) { // what the command stdin gives goes to processes only
		return process(ts, "draft", args)
	}
	defer p.enter(ts)()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	ts.Check(err)
	defer null.Close() //nolint:errcheck // nothing was written
	terminal := newTestTerminal("", ts.Stdout(), ts.Stderr())
	terminal.Env, terminal.Machine = ts.Getenv, desktop.Desktop{In: null, Out: null, Err: null}
	if p.prompter != nil {
		terminal.NewPrompter = func(*term.Terminal) prompt.Prompter { return p.prompter }
	}
	return run(context.Background(), args, withFixedWorld(&app{term: terminal, view: &view.View{}, config: config.System(), network: p.network}))
}

// agree is the script command that runs draft for a person who says yes to every question: agree draft send.
func (p *inProcess) agree(ts *testscript.TestScript, fails bool, args []string) {
	p.prompter = agreeing{}
	defer func() { p.prompter = nil }()
	p.draft(ts, fails, args[1:])
}

// agreeing is a prompter that says yes, takes the first of several options, and leaves fields as they are.
type agreeing struct{}

func (agreeing) Line(q prompt.Question) (string, error)   { return q.Prefill, nil }
func (agreeing) Text(q prompt.Question) (string, error)   { return q.Prefill, nil }
func (agreeing) Secret(prompt.Question) (string, error)   { return secretText, nil }
func (agreeing) Choose(q prompt.Question) (string, error) { return q.Options[0].Value, nil }
func (agreeing) ChooseSeveral(q prompt.Question) ([]string, error) {
	return []string{q.Options[0].Value}, nil
}
func (agreeing) Confirm(prompt.Question) (bool, error) { return true, nil }
func (agreeing) Key(string) error                      { return nil }

// process runs a program and returns its exit code.
func process(ts *testscript.TestScript, program string, args []string) int {
	err := ts.Exec(program, args...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return view.ExitDone
	case !errors.As(err, &exit):
		ts.Fatalf("%v", err)
	}
	return exit.ExitCode()
}

// enter gives this process the folder and the environment of a script, without the secret, which a process of draft removes
// from its own. leave restores them.
func (p *inProcess) enter(ts *testscript.TestScript) (leave func()) {
	folder, err := os.Getwd()
	ts.Check(err)
	before := map[string]string{}
	for name := range p.variables {
		if value, ok := os.LookupEnv(name); ok {
			before[name] = value
		}
		setOrUnset(ts, name, ts.Getenv(name))
	}
	setOrUnset(ts, smtp.SecretVariable, "")
	ts.Check(os.Chdir(ts.MkAbs(".")))
	return func() {
		ts.Check(os.Chdir(folder))
		for name := range p.variables {
			setOrUnset(ts, name, before[name])
		}
	}
}

func setOrUnset(ts *testscript.TestScript, name, value string) {
	if value == "" {
		ts.Check(os.Unsetenv(name))
		return
	}
	ts.Check(os.Setenv(name, value))
}

// execCode is the script command that expects an exit code: exec-code 3 draft refund --no-input.
func (p *inProcess) execCode(ts *testscript.TestScript, _ bool, args []string) {
	code := 0
	if args[1] == "draft" {
		code = p.run(ts, args[2:])
	} else {
		code = process(ts, args[1], args[2:])
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}
