package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/view"
)

func newAccount(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "account",
		GroupID: groupSend,
		Short:   "cmd.account.short",
		Long:    "cmd.account.long",
		Example: "draft account add zhangsan@qq.com\ndraft account test",
		Args:    a.subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.help(cmd) },
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	cmd.AddCommand(newAccountAdd(a), newAccountList(a), newAccountProbe(a), newAccountRemove(a))
	return cmd
}

// completeAccounts completes the names of accounts.
func (a *app) completeAccounts(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	s, err := a.config.Settings()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return s.Names(), cobra.ShellCompDirectiveNoFileComp
}
