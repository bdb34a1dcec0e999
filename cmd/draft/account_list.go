package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
)

func newAccountList(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "cmd.account.list.short",
		Args:    a.arguments(0, 0),
		RunE:    func(*cobra.Command, []string) error { return listAccounts(a) },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// listAccounts lists the accounts, with a mark at the default. It does not read their secrets.
func listAccounts(a *app) error {
	s, err := a.config.Settings()
	if err != nil {
		return err
	}
	path, err := a.config.SettingsPath()
	if err != nil {
		return err
	}
	if a.term.JSON {
		o := view.AccountsObject{Path: path, Default: s.Default, Accounts: []view.AccountObject{}}
		for _, account := range s.Accounts {
			o.Accounts = append(o.Accounts, view.AccountObject{Account: account, Default: account.Name == s.Default})
		}
		return a.term.PrintJSON(o)
	}
	if len(s.Accounts) == 0 {
		a.term.Say("account.none", nil)
		return nil
	}
	var rows [][]string
	for _, account := range s.Accounts {
		mark := " "
		if account.Name == s.Default {
			mark = "*"
		}
		name := account.Name
		if account.Address != "" && account.Address != name {
			name += " <" + account.Address + ">"
		}
		rows = append(rows, []string{mark + " " + name, view.Server(account), a.view.SecureWord(account), a.view.LoginWord(account)})
	}
	a.term.Say("account.path", lang.Args{"Path": path})
	if s.Default == "" {
		a.term.Say("account.no_default", nil)
	}
	return a.term.Product(view.Wrap(field.Harmless(view.Columns(rows, a.term.OutWidth())), a.term.OutWidth()))
}
