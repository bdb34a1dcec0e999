package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/templates"
)

// shells are those with a completion script.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:                   "completion bash|zsh|fish|powershell",
		GroupID:               groupLookUp,
		Short:                 "cmd.completion.short",
		Long:                  "cmd.completion.long",
		Example:               "source <(draft completion bash)",
		DisableFlagsInUseLine: true,
		Args:                  a.arguments(1, 1),
		ValidArgs:             shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			// The scripts run the program at every press of Tab. There are no descriptions, because to read them from the
			// catalogue would be slow.
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.term.Out, false)
			case "zsh":
				return root.GenZshCompletionNoDesc(a.term.Out)
			case "fish":
				return root.GenFishCompletion(a.term.Out, false)
			case "powershell":
				return root.GenPowerShellCompletion(a.term.Out)
			}
			return view.Usage("usage.shell", lang.Args{"Value": args[0]}, cmd.CommandPath())
		},
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	return cmd
}

// completeKinds completes every letter kind.
func (a *app) completeKinds(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offerKinds(args, func(string) bool { return true })
}

// completeNew completes the letter kinds that `draft new` writes. It includes broken ones, which are reported when they are
// used.
func (a *app) completeNew(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.offerKinds(args, func(kind string) bool {
		t, err := a.config.LoadKind(kind)
		return err != nil || config.CheckStandalone(t) == nil
	})
}

// offerKinds completes the letter kinds for which offered returns true, as the only argument.
func (a *app) offerKinds(args []string, offered func(kind string) bool) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	origins, err := templates.List(a.config.TemplateFolder())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var kinds []string
	for _, o := range origins {
		if offered(o.Kind) {
			kinds = append(kinds, o.Kind)
		}
	}
	return kinds, cobra.ShellCompDirectiveNoFileComp
}

// completeSet completes --set with the names of the questions of a kind; "" is the kind that the first argument names.
func (a *app) completeSet(cmd *cobra.Command, kind string) {
	_ = cmd.RegisterFlagCompletionFunc("set", func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if kind == "" && len(args) > 0 {
			kind = args[0]
		}
		template, _ := cmd.Flags().GetString("template")
		return a.questionNames(template, kind, "", "="), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
}

// questionNames returns the names of the questions of a kind, with texts around them.
func (a *app) questionNames(template, kind, before, after string) []string {
	t, err := a.config.LoadAny(template, kind)
	if err != nil {
		return nil
	}
	names := make([]string, len(t.Fields))
	for i, q := range t.Fields {
		names[i] = before + q.Name + after
	}
	return names
}
