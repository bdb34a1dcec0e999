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

// A profile is the answers that are the same in every letter of a person, kept in an answers file.

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

// useProfile answers from the profile what the flags and the file leave open. An interview offers these answers instead,
// each with its question.
func (r *writeRun) useProfile() {
	p, err := r.app.config.ReadProfile()
	if err != nil {
		r.app.term.Say("profile.unusable", lang.Args{"Detail": strings.Join(r.app.view.Lines(err), "\n")})
		p = config.Profile{}
	}
	r.profile = p
	for _, q := range r.interview.session.UseProfile(p, r.app.term.Interactive()) {
		r.app.term.Say("profile.used", lang.Args{"Label": r.app.view.Label(q.Label), "Value": p[q.Name]})
	}
}

// offerProfile asks once, after the first letter, whether to keep the answers that the next one needs too.
func (r *writeRun) offerProfile() error {
	if r.profile != nil || r.app.term.JSON || r.app.config.ProfilePath() == "" {
		return nil
	}
	p := config.Profile{}
	for _, name := range config.ProfileFields {
		if v := r.interview.form().Values()[name]; v != nil {
			p[name] = v.Answer()
		}
	}
	if len(p) == 0 {
		return nil
	}
	r.app.term.Say("profile.offer", nil)
	r.app.term.PrintErr(profileLines(r.app.view, r.interview.form().Template(), p))
	keep, err := r.app.term.Prompter().Confirm(prompt.Question{Message: r.app.view.Text("profile.keep", nil), Prefill: prompt.No})
	switch {
	case err != nil:
		return nil // the letter is done: to leave here is no failure
	case !keep:
		return r.app.config.WriteProfile(config.Profile{})
	}
	if err := r.app.config.WriteProfile(p); err != nil {
		return err
	}
	r.app.term.Say("profile.kept", lang.Args{"Path": r.app.config.ProfilePath()})
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
