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

// accountSettings are the flags that describe the account, and how to save it.
type accountSettings struct {
	daily   int    // letters a day; 0 is no limit
	address string // the argument; "" if there is none
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

// accountAddOptions are the options of `draft account add`, and the account as far as it is known.
type accountAddOptions struct {
	app     *app
	options accountSettings
	account smtp.Account
	secret  string
	byHand  bool // the server is not known and must be typed

	features *smtp.Features // of the test login; nil if there was none
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
			return nil, cobra.ShellCompDirectiveNoFileComp // the address is new
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
	fileFlags(f, stdioNone, "ca-file")
	f.IntVar(&o.daily, "daily", 0, "flag.daily")
	f.BoolVar(&o.isDefault, "default", false, "flag.default")
	f.BoolVar(&o.noTest, "no-test", false, "flag.no_test")
	f.BoolVar(&o.force, "force", false, "flag.account_force")
}

func (d *accountAddOptions) run(ctx context.Context) error {
	gather := d.fillFromFlags
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
		if err := d.testLogin(ctx); err != nil {
			return err
		}
	}
	return d.save()
}

// fillFromFlags completes the account from the flags and the environment, without questions.
func (d *accountAddOptions) fillFromFlags() error {
	var missing []missingFlag
	if d.options.address == "" {
		return &missingFlagsError{d.findMissing(missing)}
	}
	if err := d.setAddress(d.options.address); err != nil {
		return err
	}
	d.completeServer()
	if missing = d.findMissing(missing); len(missing) > 0 {
		return &missingFlagsError{missing}
	}
	d.secret = d.app.term.Env(smtp.SecretVariable)
	return nil
}

// setAddress parses an address and starts the account with it, with the server of its provider if that is known.
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
	return d.applyFlags()
}

// parseAddress returns the address in a text, and warns of a likely typo.
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

// applyFlags replaces the settings of the provider by those of the flags.
func (d *accountAddOptions) applyFlags() error {
	o, a := d.options, &d.account
	if o.host != "" {
		a.Host, a.Port, a.TLS, a.Auth = o.host, 0, "", ""
		if p, known := a.Provider(); known {
			known := p.Account(a.Address)
			a.Port, a.TLS, a.Auth = known.Port, known.TLS, known.Auth
		}
	}
	if o.port != 0 || o.tls != "" { // completeServer derives one from the other
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
	words, err := splitCommand(o.command)
	if err != nil {
		return view.Usage("usage.password_command", nil, "")
	}
	a.PasswordCommand = words
	return nil
}

// splitCommand splits a command line into words. If the program is a relative path, it is made absolute, because the
// command is run from other folders too.
func splitCommand(line string) ([]string, error) {
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

// completeServer fills in the port or the TLS mode from the other one, or both if neither is set.
func (d *accountAddOptions) completeServer() {
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

// usualPort holds the standard ports.
var usualPort = map[smtp.Security]int{smtp.Implicit: 465, smtp.STARTTLS: 587, smtp.Clear: 25}

// flagOfPart holds the flag for each part of an account.
var flagOfPart = map[string]string{
	"name": "--name", "address": "ADDRESS", "host": "--host", "port": "--port", "tls": "--tls", "user": "--user",
	"auth": "--auth", "password_command": "--password-command", "ca_file": "--ca-file", "daily": "--daily",
}

// check refuses an account that cannot work.
func (d *accountAddOptions) check() error {
	for _, p := range d.account.Check() {
		flag, _ := p.Args["Field"].(string)
		return view.Usage("usage.account", lang.Args{"Flag": flagOfPart[flag], "Text": d.app.view.Problem(p)}, "draft account add")
	}
	return nil
}
