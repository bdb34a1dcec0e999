package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

func newAccountRemove(a *app) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:               "remove NAME",
		Aliases:           []string{"rm"},
		Short:             "cmd.account.remove.short",
		Long:              "cmd.account.remove.long",
		Args:              a.arguments(1, 1),
		RunE:              func(_ *cobra.Command, args []string) error { return removeAccount(a, args[0], yes) },
		ValidArgsFunction: a.completeAccounts,
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "flag.yes")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

// removeAccount removes the secret before the account, because an account without a secret can be removed again, but a
// secret without an account would never be found. If the keyring fails, the account is removed all the same and the error
// says so.
func removeAccount(a *app, name string, yes bool) error {
	account, err := a.config.FindAccount(name)
	if err != nil {
		return err
	}
	if !yes {
		if !a.term.Interactive() {
			return view.Usage("usage.remove_account", lang.Args{"Name": name}, "")
		}
		sure, err := a.term.Prompter().Confirm(prompt.Question{
			Message: a.view.Text("account.ask_remove", lang.Args{"Name": name, "Server": view.Server(account)}), Prefill: prompt.No, First: true,
		})
		if err != nil {
			return err
		}
		if !sure {
			a.term.Say("account.stays", lang.Args{"Name": name})
			return printRemovedAccount(a, view.RemovedAccountObject{})
		}
	}
	s, err := a.config.Settings()
	if err != nil {
		return err
	}
	o := view.RemovedAccountObject{Removed: name}
	s.Remove(name)
	fault := error(nil)
	if o.Secret = hasOwnSecret(account, s); o.Secret {
		fault = a.secrets().Delete(account)
	}
	if _, err := a.config.ChangeSettings(func(s *config.Settings) error {
		s.Remove(name)
		o.Default = s.Default
		return nil
	}); err != nil {
		return err
	}
	if fault != nil {
		return leftSecretError(a, account, fault)
	}
	a.term.Say("account.removed", lang.Args{"Name": name})
	if o.Default != "" {
		a.term.Say("account.default", lang.Args{"Name": o.Default})
	}
	return printRemovedAccount(a, o)
}

func printRemovedAccount(a *app, o view.RemovedAccountObject) error {
	if !a.term.JSON {
		return nil
	}
	return a.term.PrintJSON(o)
}

// hasOwnSecret reports whether draft keeps a secret for an account that none of the others uses.
func hasOwnSecret(account smtp.Account, others config.Settings) bool {
	if !keepsSecret(account) {
		return false
	}
	for _, other := range others.Accounts {
		if keepsSecret(other) && other.SharesSecret(account) {
			return false
		}
	}
	return true
}

// leftSecretError returns the error for an account that was removed while its secret may still be there.
func leftSecretError(a *app, account smtp.Account, err error) error {
	return view.Fail("account.secret_left", lang.Args{
		"Name": account.Name, "Detail": a.secretCause(err), "Path": a.config.SecretsPath(),
	}, err)
}
