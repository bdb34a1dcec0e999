package view

import (
	"draft/cmd/draft/internal/lang"
	"draft/drafts/smtp"
)

// SecureWord returns the words for how the connection of an account is protected.
func (v *View) SecureWord(account smtp.Account) string {
	return v.Text("smtp.tls."+string(account.Protection()), nil)
}

// LoginWord returns the words for where the secret of an account comes from.
func (v *View) LoginWord(account smtp.Account) string {
	switch {
	case !account.NeedsLogin():
		return v.Text("account.login_none", nil)
	case len(account.PasswordCommand) > 0:
		return v.Text("account.login_command", lang.Args{"Name": account.PasswordCommand[0]})
	}
	return v.SecretName(account)
}

// SecretName returns what an account's provider calls the secret: 授权码, app password, token.
func (v *View) SecretName(account smtp.Account) string {
	kind := smtp.SecretPassword
	if p, known := account.Provider(); known {
		kind = p.Secret
	}
	if account.Auth == smtp.AuthXOAUTH2 {
		kind = smtp.SecretOAuth2
	}
	return v.Text("smtp.secret."+string(kind), nil)
}

// SecretHelp returns the words for where a person gets the secret of an account.
func (v *View) SecretHelp(account smtp.Account) string {
	p, known := account.Provider()
	switch {
	case known && p.Help != "":
		return v.Text("smtp.help."+p.Help, nil)
	case account.Auth == smtp.AuthXOAUTH2:
		return v.Text("smtp.help.token", nil)
	}
	return v.Text("smtp.help.other", nil)
}
