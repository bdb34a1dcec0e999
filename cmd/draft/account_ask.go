package main

import (
	"context"
	"errors"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// step asks one question, or none if the answer is known. first is true if there is no question to go back to.
type step func(first bool) (asked bool, err error)

// runSteps runs the steps in order. If a person goes back, it continues with the last step that asked something.
func runSteps(steps ...step) error {
	var asked []int
	for i := 0; i < len(steps); i++ {
		did, err := steps[i](len(asked) == 0)
		switch {
		case isBack(err) && len(asked) > 0:
			i = asked[len(asked)-1] - 1
			asked = asked[:len(asked)-1]
		case err != nil:
			return err
		case did:
			asked = append(asked, i)
		}
	}
	return nil
}

// interview asks for everything that the flags leave open.
func (d *accountAddOptions) interview(ctx context.Context) error {
	return runSteps(
		d.askAddress,
		func(first bool) (bool, error) { return d.askProvider(ctx, first) },
		d.askHost, d.askPort, d.askTLS, d.askUser, d.askCommand, d.askForSecret,
	)
}

func (d *accountAddOptions) askAddress(first bool) (bool, error) {
	if d.options.address != "" {
		return false, d.setAddress(d.options.address)
	}
	text, err := d.app.term.Prompter().Line(prompt.Question{
		Message: d.app.view.Text("account.ask_address", nil), Hint: "zhangsan@qq.com", Prefill: d.account.Address, First: first,
		Check: func(text string) error {
			if _, err := d.parseAddress(text); err != nil {
				return errors.New(d.app.view.Lines(err)[0])
			}
			return nil
		},
	})
	if err != nil {
		return false, err
	}
	return true, d.setAddress(text)
}

// askProvider finds the server: by --host, by the domain of the address, or by the MX records of the domain. A provider
// found by MX is used only if the person agrees, because it receives the domain's mail and may not send it. If none is
// found, the server must be typed.
func (d *accountAddOptions) askProvider(ctx context.Context, first bool) (bool, error) {
	d.byHand = false
	if d.options.host != "" {
		d.completeServer()
		return false, nil
	}
	if p, known := smtp.Lookup(d.account.Address); known {
		d.completeServer()
		d.app.term.Say("account.known", d.serverArgs(p, d.account))
		return false, nil
	}
	_, domain, _ := strings.Cut(d.account.Address, "@")
	d.app.term.Say("account.looking_up", lang.Args{"Domain": domain})
	p, known := smtp.ProviderByMX(ctx, d.account.Address, d.app.network.lookupMX)
	if !known {
		d.app.term.Say("account.unknown", lang.Args{"Domain": domain})
		d.byHand = true
		return false, nil
	}
	found := p.Account(d.account.Address)
	found.Name = d.account.Name
	d.app.term.Say("account.by_mx", d.serverArgs(p, found))
	use, err := d.app.term.Prompter().Confirm(prompt.Question{
		Message: d.app.view.Text("account.ask_mx", nil), Help: d.app.view.Text("account.mx_help", lang.Args{"Domain": domain}), First: first,
	})
	if err != nil {
		return false, err
	}
	if d.byHand = !use; use {
		d.account = found
		return true, d.applyFlags()
	}
	return true, d.setAddress(d.account.Address) // reset the provider, which may have been chosen before
}

func (d *accountAddOptions) serverArgs(p smtp.Provider, account smtp.Account) lang.Args {
	_, domain, _ := strings.Cut(account.Address, "@")
	return lang.Args{
		"Domain": domain, "Provider": d.app.view.Text("smtp.provider."+strings.ReplaceAll(p.ID, "-", "_"), nil),
		"Server": view.Server(account), "TLS": d.app.view.SecureWord(account),
	}
}

// askCommand asks for the command that prints a token, if the server accepts nothing else.
func (d *accountAddOptions) askCommand(first bool) (bool, error) {
	if d.account.Auth != smtp.AuthXOAUTH2 || d.options.command != "" || d.app.term.Env(smtp.SecretVariable) != "" {
		return false, nil
	}
	d.app.term.Say("account.needs_token", lang.Args{"Help": d.app.view.SecretHelp(d.account)})
	line, err := d.app.term.Prompter().Line(prompt.Question{
		Message: d.app.view.Text("account.ask_command", nil), Help: d.app.view.Text("account.command_help", nil), First: first,
		Check: func(text string) error {
			if _, err := splitCommand(text); err != nil {
				return errors.New(d.app.view.Text("usage.password_command", nil))
			}
			return nil
		},
	})
	if err != nil {
		return false, err
	}
	d.account.PasswordCommand, err = splitCommand(line)
	return true, err
}

// askForSecret asks for the secret, unless the environment or a command has it.
func (d *accountAddOptions) askForSecret(first bool) (bool, error) {
	switch {
	case !d.account.NeedsLogin():
		return false, nil
	case d.app.term.Env(smtp.SecretVariable) != "": // it precedes every other source
		d.secret = d.app.term.Env(smtp.SecretVariable)
		d.app.term.Say("account.secret_env", lang.Args{"Variable": smtp.SecretVariable})
		return false, nil
	case len(d.account.PasswordCommand) > 0:
		d.app.term.Say("account.secret_command", lang.Args{"Name": d.account.PasswordCommand[0]})
		return false, nil
	}
	d.app.term.Say("account.secret_help", lang.Args{"Help": d.app.view.SecretHelp(d.account)})
	secret, err := d.app.askSecret(d.account, first)
	if err != nil {
		return false, err
	}
	d.secret = secret
	return true, nil
}
