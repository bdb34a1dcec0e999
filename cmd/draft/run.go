package main

import (
	"context"
	"errors"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
)

// run does what the arguments say and gives the exit code. It is the only place where an error becomes one.
func run(ctx context.Context, args []string, a *app) int {
	early := readEarly(args)
	a.term.JSON = early.json
	if checkLang(early.lang) != nil {
		early.lang = "" // said in the language of the other settings
	}
	a.view.AsData, a.term.View = a.term.JSON, a.view
	a.view.Words = lang.New(lang.Choose(early.lang, a.term.Env("DRAFT_LANG"), a.term.Env("LC_ALL"), a.term.Env("LC_MESSAGES"), a.term.Env("LANG")),
		args[:min(len(args), 1)]...) // a command says what is in the file of its name
	defer a.close()
	root := newRoot(a)
	root.SetArgs(args)
	return a.finish(errors.Join(root.ExecuteContext(ctx), a.helpErr))
}

// early are the flags that decide how even a wrong command line is answered.
type early struct {
	lang string
	json bool
}

func readEarly(args []string) early {
	var e early
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

// finish says what went wrong, if anything, and gives the exit code for it.
func (a *app) finish(err error) int {
	if err == nil {
		return view.ExitDone
	}
	if errors.Is(err, prompt.ErrInterrupted) {
		err = view.Interrupted("", a.term.Wrote || a.config.Written)
	}
	known := view.AsCLIError(err)
	if own := (*view.Error)(nil); a.term.JSON && (!errors.As(known, &own) || own.ID != "") {
		return a.finishJSON(known)
	}
	a.term.Complain(known)
	return known.ExitCode()
}
