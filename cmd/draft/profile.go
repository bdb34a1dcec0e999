package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/view"
	"draft/drafts/answers"
	"draft/drafts/letter"
)

// A profile is what a person answers the same in every letter, kept in an answers file of its own.

// profileLines shows the answers of a profile, one a line.
func profileLines(v *view.View, t *letter.Template, p config.Profile) string {
	var lines []string
	for _, name := range config.ProfileFields {
		if q, ok := t.Find(name); ok && p[name] != "" {
			lines = append(lines, v.Text("profile.line", lang.Args{"Label": v.Label(q.Label), "Value": p[name]}))
		}
	}
	return strings.Join(lines, "\n")
}

// useProfile has the profile answer what the flags and the file leave open. An interview offers the answers instead,
// each with its question. A letter for another account than the profile's gets nothing of it.
func (w *writeOptions) useProfile() {
	p, err := w.app.config.ReadProfile()
	if err != nil {
		w.app.term.Say("profile.unusable", lang.Args{"Detail": strings.Join(w.app.view.Lines(err), "\n")})
		p = config.Profile{}
	}
	w.profile = p
	if len(p) == 0 || w.unanswered() && w.answers == "" || w.otherAccount() {
		return
	}
	for _, q := range w.form.Open() {
		if text := p[q.Name]; text != "" && w.form.Answer(q, text) == nil {
			w.app.term.Say("profile.used", lang.Args{"Label": w.app.view.Label(q.Label), "Value": text})
		}
	}
}

// otherAccount tells whether the letter is about an account that is not the profile's.
func (w *writeOptions) otherAccount() bool {
	given := w.form.Values()["douyin_id"]
	return given != nil && given.Answer() != w.profile["douyin_id"]
}

// fromProfile is what the profile has for a question of the interview.
func (w *writeOptions) fromProfile(q letter.Field) string {
	if w.otherAccount() {
		return ""
	}
	return w.profile[q.Name]
}

// offerProfile asks once, after the first letter, whether to keep what the next one will ask again.
func (w *writeOptions) offerProfile() error {
	if w.profile != nil || w.app.term.JSON || w.app.config.ProfilePath() == "" {
		return nil
	}
	p := config.Profile{}
	for _, name := range config.ProfileFields {
		if v := w.form.Values()[name]; v != nil {
			p[name] = v.Answer()
		}
	}
	if len(p) == 0 {
		return nil
	}
	w.app.term.Say("profile.offer", nil)
	w.app.term.PrintErr(profileLines(w.app.view, w.form.Template(), p))
	keep, err := w.app.term.Prompter().Confirm(prompt.Question{Message: w.app.view.Text("profile.keep", nil), Prefill: prompt.No})
	switch {
	case err != nil:
		return nil // the letter is done: to leave here is no failure
	case !keep:
		return w.app.config.WriteProfile(config.Profile{})
	}
	if err := w.app.config.WriteProfile(p); err != nil {
		return err
	}
	w.app.term.Say("profile.kept", lang.Args{"Path": w.app.config.ProfilePath()})
	return nil
}

func newProfile(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "profile",
		GroupID: groupWrite,
		Short:   "cmd.profile.short",
		Long:    "cmd.profile.long",
		Example: "draft profile set douyin_id=dy_example88 phone=13812345678\ndraft profile show",
		Args:    a.subcommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.help(cmd) },
	}
	show := &cobra.Command{
		Use: "show", Short: "cmd.profile.show.short", Args: a.arguments(0, 0),
		RunE: func(*cobra.Command, []string) error { return showProfile(a) },
	}
	set := &cobra.Command{
		Use: "set name=value …", Short: "cmd.profile.set.short", Long: "cmd.profile.set.long", Args: a.arguments(1, 2*len(config.ProfileFields)),
		RunE: func(cmd *cobra.Command, args []string) error { return setProfile(a, cmd, args) },
	}
	clear := &cobra.Command{
		Use: "clear", Short: "cmd.profile.clear.short", Args: a.arguments(0, 0),
		RunE: func(*cobra.Command, []string) error { return clearProfile(a) },
	}
	annotate(cmd, view.ExitDone, view.ExitUsage)
	annotate(show, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers)
	annotate(set, view.ExitDone, view.ExitFailed, view.ExitUsage, view.ExitAnswers)
	annotate(clear, view.ExitDone, view.ExitFailed, view.ExitUsage)
	cmd.AddCommand(show, set, clear)
	return cmd
}

type profileObject struct {
	Path   string         `json:"path"`
	Values config.Profile `json:"values"`
}

func showProfile(a *app) error {
	p, err := a.config.ReadProfile()
	if err != nil {
		return err
	}
	if a.term.JSON {
		if p == nil {
			p = config.Profile{}
		}
		return a.term.PrintJSON(profileObject{Path: a.config.ProfilePath(), Values: p})
	}
	switch {
	case p == nil:
		a.term.Say("profile.none", nil)
		return nil
	case len(p) == 0:
		a.term.Say("profile.empty", nil)
		return nil
	}
	t, err := a.config.ProfileTemplate()
	if err != nil {
		return err
	}
	a.term.Say("profile.path", lang.Args{"Path": a.config.ProfilePath()})
	return a.term.Product(profileLines(a.view, t, p) + "\n")
}

// setProfile takes name=value; an empty value takes the answer out.
func setProfile(a *app, cmd *cobra.Command, args []string) error {
	p, err := a.config.ReadProfile()
	if err != nil {
		return err
	}
	if p == nil {
		p = config.Profile{}
	}
	var given []answers.Answer
	for _, arg := range args {
		name, text, ok := strings.Cut(arg, "=")
		if !ok {
			return view.Usage("usage.profile", lang.Args{"Value": arg}, cmd.CommandPath())
		}
		given = append(given, answers.Answer{Name: name, Text: text, At: answers.Place{Source: arg}})
	}
	if err := a.config.FillProfile(p, given, nil); err != nil {
		return err
	}
	if err := a.config.WriteProfile(p); err != nil {
		return err
	}
	return showProfile(a)
}

func clearProfile(a *app) error {
	path := a.config.ProfilePath()
	err := os.Remove(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.term.Say("profile.none", nil)
	case err != nil:
		return view.Fail("error.remove", lang.Args{"Path": path}, err)
	default:
		a.term.Say("profile.cleared", lang.Args{"Path": path})
	}
	if a.term.JSON {
		return a.term.PrintJSON(profileObject{Path: path, Values: config.Profile{}})
	}
	return nil
}
