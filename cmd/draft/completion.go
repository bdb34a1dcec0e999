package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/templates"
)

// shells are those that completion scripts exist for.
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
			// The scripts ask the program for its words, without descriptions: those would have to be read in
			// two languages at every press of Tab.
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.out, false)
			case "zsh":
				return root.GenZshCompletionNoDesc(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, false)
			case "powershell":
				return root.GenPowerShellCompletion(a.out)
			}
			return &usageError{id: "usage.shell", args: lang.Args{"Value": args[0]}, command: cmd.CommandPath()}
		},
	}
	annotate(cmd, exitDone, exitUsage)
	return cmd
}

// completeKinds offers the letter kinds.
func (a *app) completeKinds(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	origins, err := templates.List(a.templateFolder())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var kinds []string
	for _, o := range origins {
		kinds = append(kinds, o.Kind)
	}
	return kinds, cobra.ShellCompDirectiveNoFileComp
}
