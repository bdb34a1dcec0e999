package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
)

// exitCodes is the annotation that lists a command's exit codes.
const exitCodes = "exit"

// annotate records the exit codes of a command for its help.
func annotate(cmd *cobra.Command, codes ...int) {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[exitCodes] = strings.Trim(fmt.Sprint(codes), "[]")
}

// exitCodesOf returns the exit codes that annotate recorded.
func exitCodesOf(cmd *cobra.Command) []int {
	var codes []int
	for _, text := range strings.Fields(cmd.Annotations[exitCodes]) {
		code, _ := strconv.Atoi(text) // annotate wrote it
		codes = append(codes, code)
	}
	return codes
}

// firstFlags is the annotation that lists the flags which a command's help shows before the others.
const firstFlags = "first"

// showFirst has the help of a command show these flags first, in this order, for somebody who needs no others.
func showFirst(cmd *cobra.Command, names ...string) {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[firstFlags] = strings.Join(names, " ")
}

// help prints the help of a command in the user's language. cobra's own help is English and parses its templates at every
// start.
func (a *app) help(cmd *cobra.Command) error {
	var b strings.Builder
	long := cmd.Long
	if long == "" {
		long = cmd.Short
	}
	b.WriteString(a.view.Text(long, nil) + "\n\n" + a.view.Text("help.usage", nil) + "\n")
	if cmd.Runnable() && !cmd.HasAvailableSubCommands() {
		b.WriteString("  " + useLine(a, cmd) + "\n")
	}
	if cmd.HasAvailableSubCommands() {
		b.WriteString("  " + cmd.CommandPath() + " " + a.view.Text("help.command", nil) + "\n")
	}
	if cmd.Example != "" {
		b.WriteString("\n" + a.view.Text("help.examples", nil) + "\n" + indent(cmd.Example) + "\n")
	}
	helpCommands(a, &b, cmd)
	first, more := parted(cmd.LocalFlags(), strings.Fields(cmd.Annotations[firstFlags]))
	if len(first) == 0 {
		helpFlags(a, &b, "help.flags", more)
	} else {
		helpFlags(a, &b, "help.flags", first)
		helpFlags(a, &b, "help.more_flags", more)
	}
	_, global := parted(cmd.InheritedFlags(), nil)
	helpFlags(a, &b, "help.global_flags", global)
	if codes := exitCodesOf(cmd); len(codes) > 0 {
		b.WriteString("\n" + a.view.Text("help.exit", nil) + "\n" + exitCodeLines(a, codes))
	}
	if !cmd.HasParent() {
		b.WriteString("\n" + a.view.Text("help.topics", nil) + "\n")
		for _, t := range topics {
			b.WriteString("  draft help " + t.name + "\n")
		}
	}
	return a.term.Page(view.Wrap(b.String(), a.term.OutWidth()))
}

// useLine returns the usage line of a command, with the word for flags in the user's language in place of cobra's.
func useLine(a *app, cmd *cobra.Command) string {
	return strings.Replace(cmd.UseLine(), "[flags]", a.view.Text("help.flags_word", nil), 1)
}

// indent indents every line by two spaces.
func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
}

// helpCommands writes the subcommands, by group.
func helpCommands(a *app, b *strings.Builder, cmd *cobra.Command) {
	list := func(title string, group string) {
		heading := false
		for _, c := range cmd.Commands() {
			if !c.IsAvailableCommand() || c.GroupID != group {
				continue
			}
			if !heading {
				b.WriteString("\n" + a.view.Text(title, nil) + "\n")
				heading = true
			}
			fmt.Fprintf(b, "  %-12s %s\n", c.Name(), a.view.Text(c.Short, nil))
		}
	}
	for _, g := range cmd.Groups() {
		list(g.Title, g.ID)
	}
	list("help.commands", "")
}

// parted returns the flags that are not hidden: those of these names, in their order, and the others.
func parted(flags *pflag.FlagSet, names []string) (named, others []*pflag.Flag) {
	for _, name := range names {
		named = append(named, flags.Lookup(name))
	}
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && !slices.Contains(names, f.Name) {
			others = append(others, f)
		}
	})
	return named, others
}

// helpFlags writes the flags, unless there are none.
func helpFlags(a *app, b *strings.Builder, title string, flags []*pflag.Flag) {
	if len(flags) == 0 {
		return
	}
	b.WriteString("\n" + a.view.Text(title, nil) + "\n")
	for _, f := range flags {
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		usage := a.view.Text(f.Usage, nil)
		// A word in back quotes names the value, which is a convention of pflag.
		if before, rest, ok := strings.Cut(usage, "`"); ok {
			value, after, _ := strings.Cut(rest, "`")
			shown := " " + value
			if f.NoOptDefVal != "" { // the value is optional, so it needs the =
				shown = "[=" + value + "]"
			}
			name += shown
			usage = before + value + after
		}
		fmt.Fprintf(b, "  %s\n        %s\n", name, usage)
	}
}

// newHelp returns `draft help COMMAND` and `draft help TOPIC`.
func newHelp(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "help [COMMAND|TOPIC]",
		Short: "cmd.help.short",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return append(commandNames(cmd.Root()), topicNames()...), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, t := range topics {
				if len(args) == 1 && args[0] == t.name {
					return a.term.Page(view.Wrap(t.text(a), a.term.OutWidth()))
				}
			}
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 && !target.HasSubCommands() {
				target, rest = cmd.Root(), args
			}
			switch {
			case len(rest) > 0 && !target.HasParent():
				return unknownCommand(target, rest[0], topicNames()...)
			case len(rest) > 0:
				return unknownCommand(target, rest[0])
			}
			return a.help(target)
		},
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	return cmd
}

// flagError returns an error with the words for an error of pflag.
func flagError(cmd *cobra.Command, err error) error {
	var (
		id   string
		args lang.Args
	)
	var (
		unknown *pflag.NotExistError
		lacks   *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := unknown.GetSpecifiedName()
		nearest := field.Nearest(name, names) // without the dashes, which all have in common
		if nearest != "" {
			nearest = "--" + nearest
		}
		id, args = "usage.unknown_flag", lang.Args{"Value": typedFlag(name), "Nearest": cmp.Or(intendedFlag(cmd, name), nearest)}
	case errors.As(err, &lacks):
		id, args = "usage.flag_value", lang.Args{"Value": "--" + lacks.GetFlag().Name}
	case errors.As(err, &invalid):
		id, args = "usage.flag_invalid", lang.Args{
			"Flag": "--" + invalid.GetFlag().Name, "Value": strconv.Quote(invalid.GetValue()),
		}
	case errors.As(err, &syntax):
		id, args = "usage.unknown_flag", lang.Args{"Value": syntax.GetSpecifiedFlag(), "Nearest": ""}
	default:
		id, args = "error.failed", lang.Args{"Detail": err.Error()}
	}
	return view.Usage(id, args, cmd.CommandPath())
}

// typedFlag returns a flag as it is typed, with one dash or two.
func typedFlag(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
