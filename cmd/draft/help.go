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
	return a.term.Page(view.Wrap(view.HelpText(helpPage(a.view, cmd)), a.term.OutWidth()))
}

// helpPage returns the help of a command.
func helpPage(v *view.View, cmd *cobra.Command) view.HelpPage {
	p := view.HelpPage{
		HelpName: view.HelpName{Name: cmd.CommandPath()},
		Short:    v.Text(cmd.Short, nil), About: v.Text(cmp.Or(cmd.Long, cmd.Short), nil),
	}
	add := func(title string, layout view.HelpLayout, items []view.HelpItem) {
		if len(items) > 0 {
			p.Sections = append(p.Sections, view.HelpSection{Title: v.Text(title, nil), Layout: layout, Items: items})
		}
	}
	var usage []view.HelpItem
	if cmd.Runnable() && !cmd.HasAvailableSubCommands() {
		usage = append(usage, view.HelpItem{Term: useLine(v, cmd)})
	}
	if cmd.HasAvailableSubCommands() {
		usage = append(usage, view.HelpItem{Term: cmd.CommandPath() + " " + v.Text("help.command", nil)})
	}
	add("help.usage", view.HelpLines, usage)
	add("help.examples", view.HelpLines, linesOf(cmd.Example))
	for _, g := range cmd.Groups() {
		add(g.Title, view.HelpTable, commandItems(v, cmd, g.ID))
	}
	add("help.commands", view.HelpTable, commandItems(v, cmd, ""))
	first, more := parted(cmd.LocalFlags(), strings.Fields(cmd.Annotations[firstFlags]))
	if len(first) == 0 {
		add("help.flags", view.HelpTerms, flagItems(v, more))
	} else {
		add("help.flags", view.HelpTerms, flagItems(v, first))
		add("help.more_flags", view.HelpTerms, flagItems(v, more))
	}
	_, global := parted(cmd.InheritedFlags(), nil)
	add("help.global_flags", view.HelpTerms, flagItems(v, global))
	add("help.exit", view.HelpCodes, exitCodeItems(v, exitCodesOf(cmd)))
	if !cmd.HasParent() {
		add("help.topics", view.HelpLines, linesOf("draft help "+strings.Join(topicNames(), "\ndraft help ")))
	}
	return p
}

// useLine returns the usage line of a command, with the word for flags in the user's language in place of cobra's.
func useLine(v *view.View, cmd *cobra.Command) string {
	return strings.Replace(cmd.UseLine(), "[flags]", v.Text("help.flags_word", nil), 1)
}

// linesOf returns the lines of a text, to be typed.
func linesOf(text string) []view.HelpItem {
	var items []view.HelpItem
	for line := range strings.Lines(strings.TrimSpace(text)) {
		items = append(items, view.HelpItem{Term: strings.TrimSuffix(line, "\n")})
	}
	return items
}

// commandItems explains the subcommands of a group.
func commandItems(v *view.View, cmd *cobra.Command, group string) []view.HelpItem {
	var items []view.HelpItem
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && c.GroupID == group {
			items = append(items, view.HelpItem{Term: c.Name(), Text: v.Text(c.Short, nil)})
		}
	}
	return items
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

// flagItems explains flags.
func flagItems(v *view.View, flags []*pflag.Flag) []view.HelpItem {
	var items []view.HelpItem
	for _, f := range flags {
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		usage := v.Text(f.Usage, nil)
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
		items = append(items, view.HelpItem{Term: name, Text: usage})
	}
	return items
}

// newHelp returns `draft help COMMAND` and `draft help TOPIC`.
func newHelp(a *app) *cobra.Command {
	var manual string
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
			if manual != "" {
				return cmp.Or(a.arguments(0, 0)(cmd, args), a.writeManual(cmd.Root(), manual))
			}
			for _, t := range topics {
				if len(args) == 1 && args[0] == t.name {
					return a.term.Page(view.Wrap(view.HelpText(t.page(a.view)), a.term.OutWidth()))
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
	cmd.Flags().StringVar(&manual, "man", "", "flag.man")
	fileFlags(cmd.Flags(), stdioFolder, "man")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
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
