package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/smtp"
	"draft/drafts/store"
)

// serverPlace returns the address of the store for a command that is about a server.
func (a *app) serverPlace(command string) (string, error) {
	place, err := a.config.StorePlace()
	if err == nil && !store.IsServer(place) {
		err = view.Usage("usage.store_folder", lang.Args{"Command": command, "Path": place}, "")
	}
	return place, err
}

func newStoreInit(a *app) *cobra.Command {
	var seats []string
	cmd := &cobra.Command{
		Use:     "init",
		Short:   "cmd.store.init.short",
		Long:    "cmd.store.init.long",
		Example: "draft store init --store postgres://owner@db.example/letters\ndraft store init --seat anna --seat bert",
		Args:    a.arguments(0, 0),
		PreRunE: emptyFlag,
		RunE:    func(cmd *cobra.Command, _ []string) error { return initStore(cmd.Context(), a, seats) },
	}
	cmd.Flags().StringArrayVar(&seats, "seat", nil, "flag.seat")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage)
	return cmd
}

// initObject is the result of `draft store init` in --json.
type initObject struct {
	Store string   `json:"store"`
	Done  string   `json:"done"`  // made, upgraded, there
	Seats []string `json:"seats"` // the users that were given the rights of a seat
}

// initStore sets the database up, or upgrades it, and says what it was before.
func initStore(ctx context.Context, a *app, seats []string) error {
	place, err := a.serverPlace("draft store init")
	if err != nil {
		return err
	}
	o := initObject{Store: a.config.StoreName(), Done: "there", Seats: append([]string{}, seats...)}
	made, err := store.Init(ctx, place, store.InitOptions{Password: a.storePassword, Seats: seats})
	a.term.Trace("set up store", "place", o.Store, "seats", seats, "error", err)
	switch {
	case err != nil:
		return a.storeError(err)
	case made.Was == 0:
		o.Done = "made"
	case made.Was < made.Is:
		o.Done = "upgraded"
	}
	if a.term.JSON {
		return a.term.PrintJSON(o)
	}
	a.term.Say("server.init."+o.Done, lang.Args{"Path": o.Store})
	next := "server.init.next_seats"
	if len(seats) > 0 {
		a.term.Say("server.init.seats", lang.Args{"Seats": strings.Join(seats, a.view.Text("list.separator", nil))})
		next = "server.init.next"
	}
	a.term.Say(next, lang.Args{"Path": o.Store})
	return nil
}

func newStorePassword(a *app) *cobra.Command {
	remove := false
	cmd := &cobra.Command{
		Use:   "password",
		Short: "cmd.store.password.short",
		Long:  "cmd.store.password.long",
		Args:  a.arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if remove {
				return removeStorePassword(a)
			}
			return saveStorePassword(cmd.Context(), a)
		},
	}
	cmd.Flags().BoolVar(&remove, "remove", false, "flag.remove_password")
	annotate(cmd, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitInterrupted)
	return cmd
}

// passwordObject is the result of `draft store password` in --json.
type passwordObject struct {
	Store    string      `json:"store"`
	Password smtp.Source `json:"password"`       // where it is saved; "" if it is not
	File     string      `json:"file,omitempty"` // that has it
}

// saveStorePassword asks for the password, if the server wants one, and saves it if it is right.
func saveStorePassword(ctx context.Context, a *app) error {
	place, err := a.serverPlace("draft store password")
	if err != nil {
		return err
	}
	if !a.term.Interactive() {
		return view.Usage("usage.store_password", nil, "")
	}
	o := passwordObject{Store: a.config.StoreName()}
	typed := ""
	err = store.Login(ctx, place, func(context.Context) (_ string, err error) {
		typed, err = a.askStorePassword()
		return typed, err
	})
	if err != nil {
		return a.storeError(err)
	}
	if typed != "" {
		if o.Password, err = a.storedSecrets().Keep(o.Store, typed); err != nil {
			return view.Fail("server.password_not_kept", lang.Args{"Path": a.config.SecretsPath(), "Detail": a.secretCause(err)}, err)
		}
		if o.Password == smtp.SourceFile {
			o.File = a.config.SecretsPath()
		}
	}
	switch {
	case a.term.JSON:
		return a.term.PrintJSON(o)
	case typed == "":
		a.term.Say("server.password_not_asked", lang.Args{"Path": o.Store})
	default:
		a.term.Say("server.password_"+string(o.Password), lang.Args{"Path": o.File})
	}
	return nil
}

// removeStorePassword removes the password that saveStorePassword saved.
func removeStorePassword(a *app) error {
	if _, err := a.serverPlace("draft store password --remove"); err != nil {
		return err
	}
	name := a.config.StoreName()
	found, err := a.storedSecrets().Remove(name)
	if err != nil {
		return view.Fail("server.password_left", lang.Args{"Path": name, "File": a.config.SecretsPath(), "Detail": a.secretCause(err)}, err)
	}
	if a.term.JSON {
		return a.term.PrintJSON(passwordObject{Store: name})
	}
	id := "server.password_none"
	if found {
		id = "server.password_removed"
	}
	a.term.Say(id, lang.Args{"Path": name})
	return nil
}

// storePassword returns the password of the server of the store: that of the command in config.json, or a saved one, or that of a person.
func (a *app) storePassword(ctx context.Context) (string, error) {
	settings, err := a.config.Settings()
	if err != nil {
		return "", err
	}
	place := a.config.StoreName()
	password, _, err := a.storedSecrets().Find(ctx, smtp.Wanted{Command: settings.StorePasswordCommand, Key: place})
	var own *smtp.Error
	switch {
	case err == nil:
		return password, nil
	case !errors.As(err, &own) || own.Code != smtp.NoSecret:
		return "", view.Fail("server.password_failed", lang.Args{"Path": place, "Detail": a.secretCause(err)}, err)
	case a.term.Interactive():
		return a.askStorePassword()
	}
	detail := ""
	if own.Err != nil {
		detail = a.secretCause(own.Err)
	}
	return "", view.Fail("server.no_password", lang.Args{"Path": place, "Detail": detail}, err)
}

// askStorePassword asks for the password of the server of the store without echo.
func (a *app) askStorePassword() (string, error) {
	return a.term.Prompter().Secret(prompt.Question{
		Message: a.view.Text("server.ask_password", lang.Args{"Path": a.config.StoreName()}),
		Help:    a.view.Text("server.ask_password_help", nil), First: true,
		Check: func(text string) error {
			if p := field.Visible(text); p != nil {
				return errors.New(a.view.Text("smtp.error.bad_secret", nil))
			}
			return nil
		},
	})
}

// secretCause returns the words for why a password cannot be found or saved.
func (a *app) secretCause(err error) string {
	var own *smtp.Error
	if errors.As(err, &own) {
		return a.view.SMTPError(own)
	}
	return a.view.Cause(err)
}
