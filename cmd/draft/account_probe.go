package main

import (
	"context"
	"crypto/tls"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/drafts/smtp"
)

// newAccountProbe is `draft account test`; a file of that name would hold tests.
func newAccountProbe(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "test [NAME]",
		Short: "cmd.account.test.short",
		Long:  "cmd.account.test.long",
		Args:  a.arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.accountTest(cmd.Context(), strings.Join(args, ""))
		},
		ValidArgsFunction: a.completeAccounts,
	}
	annotate(cmd, exitDone, exitFailed, exitUsage, exitInterrupted)
	return cmd
}

type testObject struct {
	Account  string         `json:"account"`
	Server   string         `json:"server"` // host:port
	Features featuresObject `json:"features"`
}

// accountTest logs in and sends nothing.
func (a *app) accountTest(ctx context.Context, name string) error {
	account, err := a.config.chosenAccount(name)
	if err != nil {
		return err
	}
	a.term.say("account.connecting", lang.Args{"Server": server(account)})
	features, err := a.probe(ctx, a.prober(account))
	if err != nil {
		return mailFault(err, account)
	}
	if a.term.json {
		return a.term.printJSON(testObject{Account: account.Name, Server: server(account), Features: featuresOf(features)})
	}
	id := "account.logged_in"
	if !account.NeedsLogin() {
		id = "account.reached"
	}
	a.term.say(id, lang.Args{"Name": account.Name})
	return a.term.product(a.view.featureLines(features, a.term.outWidth()))
}

func featuresOf(f smtp.Features) featuresObject {
	o := featuresObject{
		Mechanisms: append([]string{}, f.Mechanisms...), SizeLimit: f.Size,
		Pipelining: f.Pipelining, EightBit: f.EightBit, UTF8: f.UTF8,
	}
	if f.TLS != 0 {
		o.TLS = tls.VersionName(f.TLS)
	}
	return o
}

func (v *View) featureLines(f smtp.Features, width int) string {
	o := featuresOf(f)
	none := v.text("account.says_none", nil)
	secure, ways, size := o.TLS, strings.Join(o.Mechanisms, " "), none
	if secure == "" {
		secure = v.text("smtp.tls.none", nil)
	}
	if ways == "" {
		ways = none
	}
	const mega = 1 << 20
	if f.Size > 0 {
		size = v.text("account.megabytes", lang.Args{"Size": f.Size / mega}) // rounded down: it is a limit
		if f.Size < mega {
			size = v.text("account.bytes", lang.Args{"Size": f.Size})
		}
	}
	rows := [][2]string{{"account.tls", secure}, {"account.mechanisms", ways}, {"account.size", size}}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(wrap("  "+v.text(row[0], lang.Args{"Value": row[1]}), width) + "\n")
	}
	return b.String()
}
