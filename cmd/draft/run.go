package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
)

// run executes the command line and returns the exit code. It is the only place that turns an error into one.
func run(ctx context.Context, args []string, a *app) int {
	clicked := a.clicked()
	if clicked && len(args) == 0 {
		args = []string{"web"} // for somebody who has never seen a command line
	}
	early := parseEarlyFlags(args)
	a.term.JSON = early.json
	if checkLang(early.lang) != nil {
		early.lang = "" // the error is worded in the language of the other settings
	}
	a.view.AsData, a.term.View = a.term.JSON, a.view
	a.view.Words = lang.New(lang.Choose(early.lang, a.term.Env("DRAFT_LANG"), a.term.Env("LC_ALL"), a.term.Env("LC_MESSAGES"), a.term.Env("LANG"), a.term.Locale),
		args[:min(len(args), 1)]...) // most messages of a command are in the file of its name
	a.view.Colors = a.term.Colors(a.term.OutWidth())
	defer a.close()
	root := newRoot(a)
	root.SetArgs(args)
	if completes(args) {
		a.addCompletions(root)
	}
	err := errors.Join(root.ExecuteContext(ctx), a.helpErr)
	code := a.reportError(err)
	if clicked && code != view.ExitDone && code != view.ExitInterrupted {
		a.term.Say("web.window_closes", lang.Args{"Count": int(clickedWindowStays.Seconds())})
		_ = a.sleep(ctx, clickedWindowStays)
	}
	a.term.Trace("exit", "code", code, "error", err)
	return code
}

// clickedWindowStays is how long the window of a double click shows an error, or of a file
// that was dropped on the program: it closes with the program.
const clickedWindowStays = 30 * time.Second

// traceStart logs what the command runs in, without its arguments, which may be answers.
func (a *app) traceStart(cmd *cobra.Command) {
	b := buildOf()
	a.term.Trace("start", "command", cmd.CommandPath(), "version", b.Version, "commit", b.Commit, "go", b.Go, "platform", b.Platform)
	settings, err := a.config.SettingsPath()
	a.term.Trace("settings", "file", settings, "error", err)
	a.term.Trace("terminal", "language", a.view.Words.Language(), "in", a.term.NewPrompter != nil, "out columns", a.term.OutWidth(),
		"err columns", a.term.ErrWidth(), "plain", a.term.Plain())
}

// earlyFlags are the flags that decide how a wrong command line is reported, so they are read before cobra parses it.
type earlyFlags struct {
	lang string
	json bool
}

func parseEarlyFlags(args []string) earlyFlags {
	var e earlyFlags
	for i, arg := range args {
		switch {
		case arg == "--":
			return e
		case arg == "--json", arg == "--json=true":
			e.json = true
		case arg == "--lang" && i+1 < len(args):
			e.lang = args[i+1]
		case strings.HasPrefix(arg, "--lang="):
			e.lang = strings.TrimPrefix(arg, "--lang=")
		}
	}
	return e
}

// reportError prints an error, if there is one, and returns the exit code.
func (a *app) reportError(err error) int {
	if err == nil {
		return view.ExitDone
	}
	if errors.Is(err, prompt.ErrInterrupted) {
		err = view.Interrupted("", a.term.Wrote)
	}
	known := view.AsCLIError(err)
	if own := (*view.Error)(nil); a.term.JSON && (!errors.As(known, &own) || own.ID != "") {
		return a.printErrorJSON(known)
	}
	a.term.Complain(known)
	return known.ExitCode()
}

// printErrorJSON prints an error as JSON to standard output, where the program that asked for --json reads.
func (a *app) printErrorJSON(err view.CLIError) int {
	o := a.view.ErrorObject(err)
	if err := a.term.PrintJSON(map[string]view.ErrorObject{"error": o}); err != nil {
		return view.ExitFailed
	}
	return o.Exit
}
