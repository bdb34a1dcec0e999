package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/cases"
	"draft/drafts/field"
	"draft/templates"
)

// Groups of commands in the help, in this order.
const (
	groupWrite  = "write"
	groupSend   = "send"
	groupKeep   = "keep"
	groupCase   = "case"
	groupLookUp = "look_up"
)

// newRoot builds the command tree. Its texts are IDs of messages, which are looked up only when they are shown, because to
// read the catalogue takes longer than the rest of the start.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:               "draft",
		Short:             "cmd.root.short",
		Long:              "cmd.root.long",
		Version:           buildOf().Version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args:              a.subcommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.home(cmd) },
	}
	root.SetOut(a.term.Out)
	root.SetErr(a.term.Err)
	root.SetVersionTemplate("draft {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	// The help function of cobra cannot return an error, so run reads it from the app.
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.helpErr = a.help(cmd) })
	root.SetHelpCommand(newHelp(a))
	flags := root.PersistentFlags()
	language := flags.String("lang", "", "flag.lang")
	debug := flags.Bool("debug", false, "flag.debug")
	root.PersistentPreRunE = func(cmd *cobra.Command, args []string) error {
		if *debug {
			a.term.StartLog()
			a.traceStart(cmd)
		}
		return cmp.Or(checkLang(*language), a.config.CheckSeat(), a.checkStdio(cmd, args))
	}
	flags.BoolVar(&a.term.JSON, "json", a.term.JSON, "flag.json")
	flags.BoolVar(&a.term.NoInput, "no-input", false, "flag.no_input")
	flags.BoolVarP(&a.term.Quiet, "quiet", "q", false, "flag.quiet")
	flags.StringVar(&a.config.Store, "store", a.config.Store, "flag.store")
	flags.StringVar(&a.config.SettingsFile, "config", a.config.SettingsFile, "flag.config")
	fileFlags(flags, stdioFolder, "store")
	fileFlags(flags, stdioNone, "config")
	flags.BoolP("help", "h", false, "flag.help")
	root.Flags().BoolP("version", "v", false, "flag.version")
	annotate(root, view.ExitDone, view.ExitUsage)

	root.AddGroup(
		&cobra.Group{ID: groupWrite, Title: "group.write"}, &cobra.Group{ID: groupSend, Title: "group.send"},
		&cobra.Group{ID: groupKeep, Title: "group.keep"}, &cobra.Group{ID: groupCase, Title: "group.case"}, &cobra.Group{ID: groupLookUp, Title: "group.look_up"},
	)
	for _, kind := range templates.Builtin() {
		root.AddCommand(newWrite(a, kind))
	}
	root.AddCommand(newNew(a), newWeb(a), newBill(a), newBatch(a), newSend(a), newAccount(a))
	root.AddCommand(newList(a), newShow(a), newEdit(a), newRemove(a), newPurge(a), newStore(a))
	root.AddCommand(newLog(a), newDue(a), newCaseLetter(a, "supplement", cases.KindSupplement), newCaseLetter(a, "followup", cases.KindFollowup), newCaseLetter(a, "escalate", cases.KindEscalation))
	root.AddCommand(newSettle(a), newReport(a))
	root.AddCommand(newGuide(a), newProfile(a), newTemplate(a), newDoctor(a), newCompletion(a), newVersion(a))
	return root
}

// checkLang refuses a --lang that is not a language of the terminal.
func checkLang(value string) error {
	switch lang.Language(value) {
	case "", lang.Chinese, lang.English:
		return nil
	}
	return view.Usage("usage.lang", lang.Args{"Value": value}, "")
}

// subcommand refuses arguments of a command that only has subcommands, and suggests the nearest one.
func (a *app) subcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return unknownCommand(cmd, args[0])
}

// unknownCommand returns the error for a subcommand that does not exist. more are words beside the commands that can stand there.
func unknownCommand(cmd *cobra.Command, name string, more ...string) error {
	nearest := field.Nearest(name, append(commandNames(cmd), more...))
	if !cmd.HasParent() {
		nearest = cmp.Or(intendedCommand(cmd, name), nearest)
	}
	return view.Usage("usage.unknown_command", lang.Args{"Value": name, "Nearest": nearest}, cmd.CommandPath())
}

// commandNames returns the names of the subcommands of a command.
func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// arguments accepts between least and most arguments.
func (a *app) arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return view.Usage("usage.too_few", lang.Args{"Usage": useLine(a.view, cmd)}, cmd.CommandPath())
		case len(args) > most:
			return view.Usage("usage.too_many", lang.Args{"Value": args[most], "Usage": useLine(a.view, cmd)}, cmd.CommandPath())
		}
		return nil
	}
}
