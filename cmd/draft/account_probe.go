package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
)

// newAccountProbe returns `draft account test`. The file has another name, because Go would take account_test.go for tests.
func newAccountProbe(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "test [NAME]",
		Short: "cmd.account.test.short",
		Long:  "cmd.account.test.long",
		Args:  a.arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return testAccount(cmd.Context(), a, strings.Join(args, ""))
		},
		ValidArgsFunction: a.completeAccounts,
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

// testObject is the result of `draft account test --json`.
type testObject struct {
	Account  string              `json:"account"`
	Server   string              `json:"server"` // host:port
	Features view.FeaturesObject `json:"features"`
}

// testAccount logs in to the server of an account and sends nothing.
func testAccount(ctx context.Context, a *app, name string) error {
	account, err := a.config.FindAccount(name)
	if err != nil {
		return err
	}
	a.term.Say("account.connecting", lang.Args{"Server": view.Server(account)})
	features, err := a.probe(ctx, a.prober(account))
	if err != nil {
		return view.WrapMailError(err, account)
	}
	if a.term.JSON {
		return a.term.PrintJSON(testObject{Account: account.Name, Server: view.Server(account), Features: view.FeaturesOf(features)})
	}
	id := "account.logged_in"
	if !account.NeedsLogin() {
		id = "account.reached"
	}
	a.term.Say(id, lang.Args{"Name": account.Name})
	return a.term.Product(view.FeatureLines(a.view, features, a.term.OutWidth()))
}
