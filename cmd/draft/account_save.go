package main

import (
	"context"
	"errors"
	"strings"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

// The choices after a test login that failed.
const (
	retrySecret = "secret"
	retryServer = "server"
	retryAgain  = "again"
	retrySave   = "save"
	retryLeave  = "leave"
)

// testLogin logs in and sends nothing. If the login fails and a person is there, it asks for corrections and tries again.
func (d *accountAddOptions) testLogin(ctx context.Context) error {
	for {
		d.app.term.Say("account.connecting", lang.Args{"Server": view.Server(d.account)})
		features, err := d.probe(ctx)
		if err == nil {
			d.features = &features
			d.app.term.Say("account.works", lang.Args{"TLS": view.FeaturesOf(features).TLS, "Server": view.Server(d.account)})
			return nil
		}
		fault := view.WrapMailError(err, d.account)
		if !d.app.term.Interactive() || errors.Is(err, prompt.ErrInterrupted) {
			if e, ok := fault.(*view.MailError); ok { //nolint:errorlint // it was just made
				e.Hint = "account.not_saved"
			}
			return fault
		}
		d.app.term.Complain(fault)
		again, err := d.askRetry(err)
		if err != nil || !again {
			return err
		}
	}
}

func (d *accountAddOptions) probe(ctx context.Context) (smtp.Features, error) {
	s := d.app.prober(d.account)
	if d.secret != "" {
		s.Secret = func(context.Context) (string, error) { return d.secret, nil }
	}
	return d.app.probe(ctx, s)
}

// askRetry asks what to do after a failed login. It returns false without an error if the account is to be saved as it is.
func (d *accountAddOptions) askRetry(err error) (again bool, _ error) {
	cause := smtp.Explain(view.FailureOf(err), d.account)
	suggested := retryServer
	var choices []string
	if d.secret != "" {
		choices = append(choices, retrySecret)
	}
	switch {
	case d.secret != "" && strings.HasPrefix(string(cause), "login"):
		suggested = retrySecret
	case cause == smtp.CauseTimeout || cause == smtp.CauseBroken || cause == smtp.CauseLater || cause == smtp.CauseNoDNS ||
		cause == smtp.CauseSecret:
		suggested = retryAgain
	}
	choices = append(choices, retryServer, retryAgain, retrySave, retryLeave)
	var options []prompt.Option
	for _, c := range choices {
		options = append(options, prompt.Option{Value: c, Label: d.app.view.Text("account.retry_"+c, lang.Args{"Secret": d.app.view.SecretName(d.account)})})
	}
	for {
		chosen, err := d.app.term.Prompter().Choose(prompt.Question{
			Message: d.app.view.Text("account.ask_retry", nil), Options: options, Prefill: suggested, First: true,
		})
		if err != nil {
			return false, err
		}
		switch chosen {
		case retrySave:
			return false, nil
		case retryLeave:
			return false, view.Fail("account.left", nil, nil)
		case retrySecret:
			var secret string
			if secret, err = d.app.askSecret(d.account, false); err == nil {
				d.secret = secret
			}
		case retryServer:
			err = d.changeServer()
		}
		if !isBack(err) { // else choose again
			return err == nil, err
		}
	}
}

// changeServer asks for the server again, with the current answers filled in. If it is left in the middle, nothing changes.
func (d *accountAddOptions) changeServer() error {
	before := d.account
	d.byHand = true
	notFirst := func(s step) step { return func(bool) (bool, error) { return s(false) } }
	err := runSteps(notFirst(d.askHost), d.askPort, d.askTLS, d.askUser)
	if err != nil {
		d.account = before
	}
	return err
}

// save writes the settings before the secret: if the program ends in between, an account asks for its secret, and no secret
// is left without an account. If the secret cannot be stored, the settings are restored.
func (d *accountAddOptions) save() error {
	path, err := d.app.config.SettingsPath()
	if err != nil {
		return err
	}
	var replaced smtp.Account
	var now config.Settings
	undo, err := d.app.config.ChangeSettings(func(s *config.Settings) error {
		old, taken := s.Account(d.account.Name)
		if taken && !d.options.force {
			return view.Fail("account.taken", lang.Args{"Name": d.account.Name}, nil)
		}
		replaced = old
		s.Put(d.account)
		if d.options.isDefault {
			s.Default = d.account.Name
		}
		now = *s
		return nil
	})
	if err != nil {
		return err
	}
	o := view.AddedObject{
		Path: path, Account: view.AccountObject{Account: d.account, Default: now.Default == d.account.Name}, Secret: "none",
	}
	switch {
	case len(d.account.PasswordCommand) > 0:
		o.Secret = string(smtp.SourceCommand)
	case d.secret != "" && keepsSecret(d.account):
		source, err := d.app.secrets().Store(d.account, d.secret)
		if err != nil {
			undo()
			return d.secretError(err)
		}
		if o.Secret = string(source); source == smtp.SourceFile {
			o.File = d.app.config.SecretsPath()
		}
	}
	var left error
	if replaced.Name != "" && hasOwnSecret(replaced, now) {
		if err := d.app.secrets().Delete(replaced); err != nil {
			left = leftSecretError(d.app, replaced, err)
		}
	}
	return d.printResult(o, left)
}

// secretError returns the error for a secret that could not be stored.
func (d *accountAddOptions) secretError(err error) error {
	return view.Fail("account.not_kept", lang.Args{"Detail": d.app.secretCause(err), "Path": d.app.config.SecretsPath()}, err)
}

// printResult says what was saved and where. left is why the secret of the replaced account could not be removed, or nil.
func (d *accountAddOptions) printResult(o view.AddedObject, left error) error {
	if left != nil {
		o.Warning = d.app.view.Lines(left)[0]
	}
	if d.features != nil {
		f := view.FeaturesOf(*d.features)
		o.Server = &f
	}
	if d.app.term.JSON {
		return d.app.term.PrintJSON(o)
	}
	args := lang.Args{"Secret": d.app.view.SecretName(d.account), "Path": o.File, "Variable": smtp.SecretVariable}
	switch {
	case o.Secret == string(smtp.SourceKeyring):
		d.app.term.Say("account.kept_keyring", args)
	case o.Secret == string(smtp.SourceFile):
		d.app.term.Say("account.kept_file", args)
	case o.Secret == "none" && d.account.NeedsLogin():
		d.app.term.Say("account.kept_none", args)
	}
	d.app.term.Say("account.saved", lang.Args{"Name": d.account.Name, "Path": o.Path})
	if o.Account.Default {
		d.app.term.Say("account.default", lang.Args{"Name": d.account.Name})
	}
	if left != nil {
		d.app.term.Complain(left)
	}
	return nil
}
