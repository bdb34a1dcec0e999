package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// step asks one thing, or nothing where there is no need to. First is the step from which nobody can go back.
type step func(first bool) (asked bool, err error)

// inTurn takes steps; who goes back comes to the one before that asked.
func inTurn(steps ...step) error {
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

// interview asks for what the flags leave open.
func (d *accountAddOptions) interview(ctx context.Context) error {
	return inTurn(
		d.askAddress, d.askSearch,
		func(first bool) (bool, error) { return d.askFound(ctx, first) },
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

// askSearch says what is known of the server, or asks whether to look for it.
func (d *accountAddOptions) askSearch(first bool) (bool, error) {
	d.search, d.found, d.byHand = false, nil, false
	if d.options.host != "" {
		d.setServer()
		return false, nil
	}
	if p, known := smtp.Lookup(d.account.Address); known {
		d.setServer()
		d.app.term.Say("account.known", lang.Args{
			"Provider": d.app.view.Text("smtp.provider."+strings.ReplaceAll(p.ID, "-", "_"), nil), "Server": view.Server(d.account),
			"TLS": d.app.view.SecureWord(d.account),
		})
		return false, nil
	}
	_, domain, _ := strings.Cut(d.account.Address, "@")
	d.app.term.Say("account.unknown", lang.Args{"Domain": domain})
	search, err := d.app.term.Prompter().Confirm(prompt.Question{
		Message: d.app.view.Text("account.ask_search", nil), Help: d.app.view.Text("account.search_help", lang.Args{"Domain": domain}),
		First: first,
	})
	d.search = search
	d.byHand = !search
	return err == nil, err
}

// manual is the choice to type a server.
const manual = "manual"

// askFound looks for servers and offers those that answered. One that belongs to somebody else is never the one that
// Enter takes.
func (d *accountAddOptions) askFound(ctx context.Context, first bool) (bool, error) {
	if !d.search {
		return false, nil
	}
	if d.found == nil {
		d.app.term.Say("account.searching", nil)
		found, err := smtp.Discover(ctx, d.account.Address, smtp.Discovery{
			Resolver: d.app.network.resolver, Dial: d.app.network.dial, Roots: d.app.network.roots,
		})
		if err != nil {
			d.app.term.Say("account.not_found", lang.Args{"Detail": d.searchFault(err)})
			d.search, d.byHand = false, true
			return false, nil
		}
		d.found = found
	}
	var options []prompt.Option
	suggested := ""
	for i, c := range d.found {
		id := "account.from_" + string(c.Origin)
		if c.Outside {
			id = "account.outside"
		} else if suggested == "" {
			suggested = strconv.Itoa(i)
		}
		options = append(options, prompt.Option{
			Value: strconv.Itoa(i), Label: view.Server(c.Account) + " " + d.app.view.SecureWord(c.Account), Description: d.app.view.Text(id, nil),
		})
	}
	if suggested == "" {
		suggested = manual
	}
	options = append(options, prompt.Option{Value: manual, Label: d.app.view.Text("account.by_hand", nil)})
	chosen, err := d.app.term.Prompter().Choose(prompt.Question{
		Message: d.app.view.Text("account.ask_found", nil), Options: options, Prefill: suggested, First: first,
	})
	if err != nil {
		return false, err
	}
	if d.byHand = chosen == manual; d.byHand {
		return true, nil
	}
	i, err := strconv.Atoi(chosen)
	if err != nil {
		return false, err
	}
	name := d.account.Name
	d.account = d.found[i].Account
	d.account.Name = name
	return true, d.useFlags()
}

func (d *accountAddOptions) searchFault(err error) string {
	if own := (*smtp.Error)(nil); errors.As(err, &own) {
		return d.app.view.SMTPError(own)
	}
	return d.app.view.Cause(err)
}

// askCommand asks for the program that prints a token, where a server takes nothing else.
func (d *accountAddOptions) askCommand(first bool) (bool, error) {
	if d.account.Auth != smtp.AuthXOAUTH2 || d.options.command != "" || d.app.term.Env(smtp.SecretVariable) != "" {
		return false, nil
	}
	d.app.term.Say("account.needs_token", lang.Args{"Help": d.app.view.SecretHelp(d.account)})
	line, err := d.app.term.Prompter().Line(prompt.Question{
		Message: d.app.view.Text("account.ask_command", nil), Help: d.app.view.Text("account.command_help", nil), First: first,
		Check: func(text string) error {
			if _, err := commandWords(text); err != nil {
				return errors.New(d.app.view.Text("usage.password_command", nil))
			}
			return nil
		},
	})
	if err != nil {
		return false, err
	}
	d.account.PasswordCommand, err = commandWords(line)
	return true, err
}

// askForSecret asks for the secret, unless it comes from elsewhere.
func (d *accountAddOptions) askForSecret(first bool) (bool, error) {
	switch {
	case !d.account.NeedsLogin():
		return false, nil
	case d.app.term.Env(smtp.SecretVariable) != "": // it goes first, whatever else there is
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
