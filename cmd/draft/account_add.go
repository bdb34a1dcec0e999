package main

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/desktop"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/smtp"
)

// accountOptions are the flags of account add.
type accountOptions struct {
	daily   int    // letters
	address string // the argument
	name    string
	host    string
	port    int
	tls     string
	user    string
	auth    string
	command string
	caFile  string

	isDefault bool
	noTest    bool
	force     bool
}

// accountAddOptions is an account on its way into the settings.
type accountAddOptions struct {
	app     *app
	options accountOptions
	account smtp.Account
	secret  string
	byHand  bool // the server is typed

	features *smtp.Features // of the test; nil where there was none
}

func newAccountAdd(a *app) *cobra.Command {
	d := &accountAddOptions{app: a}
	cmd := &cobra.Command{
		Use:   "add [ADDRESS]",
		Short: "cmd.account.add.short",
		Long:  "cmd.account.add.long",
		Example: "draft account add zhangsan@qq.com\n" +
			"draft account add zhangsan@example.com --host smtp.example.com --password-command 'pass show mail'",
		Args:    a.arguments(0, 1),
		PreRunE: emptyFlag,
		RunE: func(cmd *cobra.Command, args []string) error {
			d.options.address = strings.Join(args, "")
			return d.run(cmd.Context())
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveNoFileComp // it is a new address
		},
	}
	d.flags(cmd)
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

func (d *accountAddOptions) flags(cmd *cobra.Command) {
	f, o := cmd.Flags(), &d.options
	f.StringVar(&o.name, "name", "", "flag.account_name")
	f.StringVar(&o.host, "host", "", "flag.host")
	f.IntVar(&o.port, "port", 0, "flag.port")
	f.StringVar(&o.tls, "tls", "", "flag.tls")
	f.StringVar(&o.user, "user", "", "flag.user")
	f.StringVar(&o.auth, "auth", "", "flag.auth")
	f.StringVar(&o.command, "password-command", "", "flag.password_command")
	f.StringVar(&o.caFile, "ca-file", "", "flag.ca_file")
	f.IntVar(&o.daily, "daily", 0, "flag.daily")
	f.BoolVar(&o.isDefault, "default", false, "flag.default")
	f.BoolVar(&o.noTest, "no-test", false, "flag.no_test")
	f.BoolVar(&o.force, "force", false, "flag.account_force")
}

func (d *accountAddOptions) run(ctx context.Context) error {
	gather := d.complete
	if d.app.term.Interactive() {
		gather = func() error { return d.interview(ctx) }
	}
	if err := gather(); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	if !d.options.noTest {
		if err := d.try(ctx); err != nil {
			return err
		}
	}
	return d.save()
}

// complete takes all from the flags and the environment, and asks nobody.
func (d *accountAddOptions) complete() error {
	var missing []missingFlag
	if d.options.address == "" {
		return &missingFlags{d.missing(missing)}
	}
	if err := d.setAddress(d.options.address); err != nil {
		return err
	}
	d.setServer()
	if missing = d.missing(missing); len(missing) > 0 {
		return &missingFlags{missing}
	}
	d.secret = d.app.term.Env(smtp.SecretVariable)
	return nil
}

// setAddress takes an address, and begins the account for it.
func (d *accountAddOptions) setAddress(text string) error {
	address, err := d.parseAddress(text)
	if err != nil {
		return err
	}
	name := d.options.name
	if name == "" {
		name = address
	}
	s, err := d.app.config.Settings()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, taken := s.Account(name); taken && !d.options.force {
		return view.Fail("account.taken", lang.Args{"Name": name}, nil)
	}
	d.account = smtp.Account{Name: name, Address: address, User: address}
	if p, known := smtp.Lookup(address); known {
		d.account = p.Account(address)
		d.account.Name = name
	}
	return d.useFlags()
}

func (d *accountAddOptions) parseAddress(text string) (string, error) {
	spec := field.Spec{Type: field.Email}
	v, err := spec.Parse(text, field.Reading{})
	if err != nil {
		return "", view.Usage("usage.address", lang.Args{
			"Value": field.Harmless(text), "Text": d.app.view.Problem(field.AsProblem(err)),
		}, "")
	}
	for _, p := range spec.Doubts(v) {
		d.app.term.SayOnce("note.warn", lang.Args{"Text": d.app.view.Problem(p)})
	}
	return v.Answer(), nil
}

// useFlags puts what the flags say over what is known of the provider.
func (d *accountAddOptions) useFlags() error {
	o, a := d.options, &d.account
	if o.host != "" {
		a.Host, a.Port, a.TLS, a.Auth = o.host, 0, "", ""
		if p, known := a.Provider(); known {
			known := p.Account(a.Address)
			a.Port, a.TLS, a.Auth = known.Port, known.TLS, known.Auth
		}
	}
	if o.port != 0 || o.tls != "" { // one of them gives the other
		a.Port, a.TLS = o.port, smtp.Security(o.tls)
	}
	if o.user != "" {
		a.User = o.user
	}
	a.Daily = o.daily
	if o.auth != "" {
		a.Auth = smtp.Auth(o.auth)
	}
	if a.Auth == smtp.AuthNone {
		a.User = ""
	}
	if o.caFile != "" {
		path, err := filepath.Abs(o.caFile)
		if err != nil {
			return view.Fail("error.read", lang.Args{"Path": o.caFile}, err)
		}
		a.CAFile = path
	}
	if o.command == "" {
		return nil
	}
	words, err := commandWords(o.command)
	if err != nil {
		return view.Usage("usage.password_command", nil, "")
	}
	a.PasswordCommand = words
	return nil
}

// commandWords cuts a command into words. A program that is named from here is found from everywhere.
func commandWords(line string) ([]string, error) {
	words, err := desktop.Words(line)
	switch {
	case err != nil:
		return nil, err
	case len(words) == 0:
		return nil, errors.New("")
	case filepath.Base(words[0]) != words[0]:
		words[0], err = filepath.Abs(words[0])
	}
	return words, err
}

// setServer fills in what goes without saying: port and TLS tell each other.
func (d *accountAddOptions) setServer() {
	a := &d.account
	if a.Host == "" {
		return
	}
	if a.Port == 0 && a.TLS == "" {
		a.TLS = smtp.Implicit
	}
	if a.Port == 0 {
		a.Port = usualPort[a.TLS]
	}
	for tls, port := range usualPort {
		if a.TLS == "" && a.Port == port && tls != smtp.Clear {
			a.TLS = tls
		}
	}
}

var usualPort = map[smtp.Security]int{smtp.Implicit: 465, smtp.STARTTLS: 587, smtp.Clear: 25}

// accountFlags names the flag that gives each part of an account.
var accountFlags = map[string]string{
	"name": "--name", "address": "ADDRESS", "host": "--host", "port": "--port", "tls": "--tls", "user": "--user",
	"auth": "--auth", "password_command": "--password-command", "ca_file": "--ca-file", "daily": "--daily",
}

// check refuses an account that cannot be meant.
func (d *accountAddOptions) check() error {
	for _, p := range d.account.Check() {
		flag, _ := p.Args["Field"].(string)
		return view.Usage("usage.account", lang.Args{"Flag": accountFlags[flag], "Text": d.app.view.Problem(p)}, "draft account add")
	}
	return nil
}
