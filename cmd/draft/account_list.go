package main

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
)

func newAccountList(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "cmd.account.list.short",
		Args:  a.arguments(0, 0),
		RunE:  func(*cobra.Command, []string) error { return a.accountList() },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

type accountsObject struct {
	Path     string          `json:"path"`
	Default  string          `json:"default"` // "" is none
	Accounts []accountObject `json:"accounts"`
}

// accountList shows every account in a row: the default is marked, the secret is not looked at.
func (a *app) accountList() error {
	s, err := a.config.Settings()
	if err != nil {
		return err
	}
	path, err := a.config.SettingsPath()
	if err != nil {
		return err
	}
	if a.term.JSON {
		o := accountsObject{Path: path, Default: s.Default, Accounts: []accountObject{}}
		for _, account := range s.Accounts {
			o.Accounts = append(o.Accounts, accountObject{Account: account, Default: account.Name == s.Default})
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
	return a.term.Product(view.Wrap(field.Harmless(columns(rows, a.term.OutWidth())), a.term.OutWidth()))
}

// columns lays rows out in columns, by cells. In a window that is too narrow for that, all but the first column have a
// line of their own.
func columns(rows [][]string, window int) string {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], displaywidth.String(text))
		}
	}
	whole := 2 * len(widths)
	for _, w := range widths {
		whole += w
	}
	var b strings.Builder
	for _, row := range rows {
		if window > 0 && whole > window {
			b.WriteString(row[0] + "\n    " + strings.Join(row[1:], "  ") + "\n")
			continue
		}
		line := ""
		for i, text := range row {
			line += text + strings.Repeat(" ", widths[i]-displaywidth.String(text)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
