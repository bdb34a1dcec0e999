package main

import (
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/smtp"
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
	annotate(cmd, exitDone, exitUsage)
	cmd.AddCommand(newAccountAdd(a), newAccountList(a), newAccountProbe(a), newAccountRemove(a))
	return cmd
}

// accountObject is an account as the settings hold it, and whether it is the default.
type accountObject struct {
	smtp.Account
	Default bool `json:"default"`
}

// featuresObject is what a server says of itself.
type featuresObject struct {
	TLS        string   `json:"tls"` // "TLS 1.3"; "" for clear text
	Mechanisms []string `json:"mechanisms"`
	SizeLimit  int64    `json:"size_limit"` // bytes; 0 where it says none
	Pipelining bool     `json:"pipelining"`
	EightBit   bool     `json:"eight_bit"`
	UTF8       bool     `json:"utf8"`
}

// completeAccounts offers the names of accounts.
func (a *app) completeAccounts(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	s, err := a.config.settings()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	return s.names(), cobra.ShellCompDirectiveNoFileComp
}

// secureWord names how the connection of an account is protected.
func (v *View) secureWord(account smtp.Account) string {
	return v.text("smtp.tls."+string(account.Protection()), nil)
}

// loginWord names where the secret of an account comes from.
func (v *View) loginWord(account smtp.Account) string {
	switch {
	case !account.NeedsLogin():
		return v.text("account.login_none", nil)
	case len(account.PasswordCommand) > 0:
		return v.text("account.login_command", lang.Args{"Name": account.PasswordCommand[0]})
	}
	return v.secretName(account)
}
