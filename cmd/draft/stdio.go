package main

import (
	"cmp"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// stdio is what - means in place of the name of a file. Every flag and argument that names a file or a folder has one.
type stdio string

const (
	stdioIn     stdio = "in"     // standard input
	stdioOut    stdio = "out"    // standard output
	stdioOutToo stdio = "outtoo" // standard output, also with --json, whose object is then the file
	stdioNone   stdio = "none"   // nothing: it must be a file
	stdioFolder stdio = "folder" // nothing: it must be a folder
)

// stdioKey is the annotation of a flag, and of a command for its arguments.
const stdioKey = "stdio"

// fileFlags says what - means for flags.
func fileFlags(f *pflag.FlagSet, means stdio, names ...string) {
	for _, name := range names {
		_ = f.SetAnnotation(name, stdioKey, []string{string(means)}) // it fails only for a flag that is not there
	}
}

// fileArguments says what - means for the arguments of a command.
func fileArguments(cmd *cobra.Command, means stdio) {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[stdioKey] = string(means)
}

// checkStdio refuses a - that stands for nothing, and two of them that stand for the same stream. If one is standard input, nobody can
// answer questions there.
func (a *app) checkStdio(cmd *cobra.Command, args []string) error {
	users := map[stdio]string{}
	if a.term.JSON {
		users[stdioOut] = "--json"
	}
	var refused error
	use := func(what string, means stdio) {
		switch means {
		case stdioNone, stdioFolder:
			refused = cmp.Or[error](refused, view.Usage("usage.stdio_none", lang.Args{"Flag": what, "Folder": means == stdioFolder}, cmd.CommandPath()))
			return
		case stdioOutToo:
			if means = stdioOut; users[means] == "--json" {
				return
			}
		}
		if other, twice := users[means]; twice {
			refused = cmp.Or[error](refused, view.Usage("usage.stdio_twice", lang.Args{"One": other, "Other": what, "In": means == stdioIn, "JSON": other == "--json"}, cmd.CommandPath()))
		}
		users[means] = what
	}
	for _, arg := range args {
		if means := stdio(cmd.Annotations[stdioKey]); arg == view.Stdio && means != "" {
			use(view.Stdio, means)
		}
	}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		means := f.Annotations[stdioKey]
		if len(means) == 0 {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			if value == view.Stdio {
				use(flagName(f)+" "+view.Stdio, stdio(means[0]))
			}
		}
	})
	if _, reads := users[stdioIn]; reads && refused == nil {
		if a.term.Interactive() { // somebody types it
			a.term.Say("place.typed", lang.Args{"Windows": runtime.GOOS == "windows"})
		}
		a.term.NoInput = true
	}
	return refused
}

// flagName returns a flag as it is usually typed.
func flagName(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}
