package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
	"draft/drafts/store"
	"draft/templates"
)

func newDoctor(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "doctor",
		GroupID: groupLookUp,
		Short:   "cmd.doctor.short",
		Long:    "cmd.doctor.long",
		Args:    a.arguments(0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), a) },
	}
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// runDoctor prints what works here. It fails if something is broken.
func runDoctor(ctx context.Context, a *app) error {
	d := doctor{app: a}
	d.build()
	d.terminal()
	d.machine()
	d.store(ctx)
	d.settings(ctx)
	d.templates()
	d.calendar()
	if a.term.JSON {
		if err := a.term.PrintJSON(map[string][]view.Check{"checks": d.checks}); err != nil {
			return err
		}
	} else if err := a.term.Page(view.Wrap(view.Checks(a.view, d.checks), a.term.OutWidth())); err != nil {
		return err
	}
	switch {
	case d.broken == 0:
		return nil
	case a.term.JSON:
		return view.ExitSilently(view.ExitFailed)
	}
	return view.Fail("doctor.broken", lang.Args{"Count": d.broken}, nil)
}

// doctor looks at what works here, one thing after the other.
type doctor struct {
	app    *app
	checks []view.Check
	broken int
}

// says adds a check in the words of a message. A hint is a message too, "" for none.
func (d *doctor) says(name string, state view.CheckState, id string, args lang.Args, hint string) {
	c := view.Check{Name: name, State: state, Detail: d.app.view.Text("doctor."+id, args)}
	if hint != "" {
		c.Hint = d.app.view.Text("doctor."+hint, args)
	}
	d.checks = append(d.checks, c)
}

// fails adds a check of what is broken, in the words of its error, whose last lines say what to do.
func (d *doctor) fails(name string, err error) {
	d.broken++
	lines := d.app.view.Lines(err)
	d.checks = append(d.checks, view.Check{Name: name, State: view.CheckBroken, Detail: lines[0], Hint: strings.Join(lines[1:], "\n    ")})
}

func (d *doctor) build() {
	b := buildOf()
	d.says("draft", view.CheckWorks, "build", lang.Args{"Version": b.Version, "Platform": b.Platform}, "")
}

func (d *doctor) terminal() {
	t := d.app.term
	if t.NewPrompter == nil {
		d.says("terminal", view.CheckAbsent, "no_terminal", nil, "no_terminal_hint")
		return
	}
	d.says("terminal", view.CheckWorks, "terminal", lang.Args{
		"Width": t.ErrWidth(), "Height": t.OutHeight(), "Plain": t.Plain(), "Colors": t.Colors(t.ErrWidth()),
	}, "")
}

// machine looks at the programs of the machine. None of them is needed by everybody.
func (d *doctor) machine() {
	m := d.app.term.Machine.Means()
	switch {
	case m.ClipboardError != nil:
		d.says("clipboard", view.CheckAbsent, "lacks", lang.Args{"Detail": d.app.view.DesktopCause(m.ClipboardError)}, "no_clipboard_hint")
	case m.Clipboard.Terminal:
		d.says("clipboard", view.CheckWorks, "clipboard_terminal", nil, "")
	default:
		d.says("clipboard", view.CheckWorks, "clipboard", lang.Args{"Tool": m.Clipboard.Tool}, "")
	}
	if m.EditorError != nil {
		d.says("editor", view.CheckAbsent, "lacks", lang.Args{"Detail": d.app.view.DesktopCause(m.EditorError)}, "no_editor_hint")
	} else {
		d.says("editor", view.CheckWorks, "tool", lang.Args{"Tool": m.Editor}, "")
	}
	if m.Shows {
		d.says("display", view.CheckWorks, "display", nil, "")
	} else {
		d.says("display", view.CheckAbsent, "no_display", nil, "")
	}
	if d.app.network.keyring == nil && smtp.SystemKeyring() == nil {
		d.says("keyring", view.CheckAbsent, "no_keyring", lang.Args{"Path": d.app.config.SecretsPath()}, "")
	} else {
		d.says("keyring", view.CheckWorks, "keyring", nil, "")
	}
}

// store counts the letters. It makes no store where there is none.
func (d *doctor) store(ctx context.Context) {
	a := d.app
	a.onlyReads, a.tellsForgotten = true, true
	place, err := a.config.StorePlace()
	if err != nil {
		d.fails("store", err)
		return
	}
	if _, err := os.Stat(place); !store.IsServer(place) && errors.Is(err, fs.ErrNotExist) {
		d.says("store", view.CheckAbsent, "no_store", lang.Args{"Path": place}, "")
		return
	}
	s, err := a.store()
	if err != nil {
		d.fails("store", err)
		return
	}
	count := 0
	for _, err := range s.List(ctx, store.Filter{}) {
		if err != nil {
			d.fails("store", a.storeError(err))
			return
		}
		count++
	}
	if err := s.Distrust(); err != nil {
		d.fails("store", a.storeError(err))
		return
	}
	d.says("store", view.CheckWorks, "store", lang.Args{"Path": a.config.StoreName(), "Count": count, "ReadOnly": s.ReadOnly()}, "")
}

// settings looks at the settings file and the accounts in it, each with the place of its secret. It connects to no server and
// runs no program.
func (d *doctor) settings(ctx context.Context) {
	s, err := d.app.config.Settings()
	if err != nil {
		d.fails("settings", err)
		return
	}
	if len(s.Accounts) == 0 {
		d.says("account", view.CheckAbsent, "no_account", nil, "no_account_hint")
		return
	}
	secrets := d.app.secrets()
	secrets.Ask = nil
	for _, account := range s.Accounts {
		args := lang.Args{"Name": account.Name, "Server": view.Server(account)}
		switch {
		case !account.NeedsLogin():
			d.says("account", view.CheckWorks, "account_open", args, "")
			continue
		case len(account.PasswordCommand) > 0:
			args["Tool"] = account.PasswordCommand[0]
			d.says("account", view.CheckWorks, "account_command", args, "")
			continue
		}
		_, source, err := secrets.Get(ctx, account)
		var lacks *smtp.Error
		switch {
		case err == nil:
			d.says("account", view.CheckWorks, "account_"+string(source), args, "")
		case errors.As(err, &lacks) && lacks.Code == smtp.NoSecret:
			d.says("account", view.CheckAbsent, "account_asks", args, "")
		default:
			d.fails("account", err)
		}
	}
}

// templates looks at the template files of one's own.
func (d *doctor) templates() {
	folder := d.app.config.TemplateFolder()
	origins, err := templates.List(folder)
	if err != nil {
		d.fails("templates", view.Fail("error.read", lang.Args{"Path": folder}, err))
		return
	}
	own := 0
	for _, o := range origins {
		if o.Path == "" {
			continue
		}
		own++
		if _, err := d.app.config.LoadKind(o.Kind); err != nil {
			d.fails("templates", err)
			return
		}
	}
	if own == 0 {
		d.says("templates", view.CheckAbsent, "no_templates", lang.Args{"Path": folder}, "")
		return
	}
	d.says("templates", view.CheckWorks, "templates", lang.Args{"Path": folder, "Count": own}, "")
}

// calendar says up to which year the holidays are known.
func (d *doctor) calendar() {
	c, err := d.app.config.Calendar()
	if err != nil {
		d.fails("calendar", err)
		return
	}
	year := c.LastYear()
	if now := d.app.now().Year(); year < now {
		d.says("calendar", view.CheckAbsent, "calendar_old", lang.Args{"Year": year, "Now": now}, "calendar_hint")
		return
	}
	d.says("calendar", view.CheckWorks, "calendar", lang.Args{"Year": year}, "")
}
