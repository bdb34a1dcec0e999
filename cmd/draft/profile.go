package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/prompt"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// A profile is what a person answers the same in every letter, kept in an answers file of its own.

// profileNames are the questions that a profile answers, in the order it shows them.
var profileNames = []string{"name", "douyin_id", "phone", "email"}

// profile is the answers by name. Nil is a person who was never asked; empty one who wants none kept.
type profile map[string]string

// profilePath is the file; "" where the platform knows no such place.
func (c *Config) profilePath() string {
	folder, err := c.configDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "defaults.json")
}

// readProfile reads the profile that there is; the error names everything that is wrong with it.
func (a *app) readProfile() (profile, error) {
	path := a.config.profilePath()
	text, err := files.ReadLimited(path, answers.MaxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) || path == "":
		return nil, nil
	case err != nil:
		return nil, fail("error.read", lang.Args{"Path": path}, err)
	}
	given, err := answers.Parse(path, text)
	var faults answers.Faults
	if err != nil && !errors.As(err, &faults) {
		return nil, err
	}
	p := profile{}
	if err := a.fillProfile(p, given, faults); err != nil {
		return nil, err
	}
	return p, nil
}

// fillProfile takes answers into a profile; an empty one is taken out of it.
func (a *app) fillProfile(p profile, given []answers.Answer, faults answers.Faults) error {
	t, err := a.profileLetter()
	if err != nil {
		return err
	}
	for _, answer := range given {
		q, ok := drafts.NewForm(t, field.Reading{}).Question(answer.Name)
		if !ok || !slices.Contains(profileNames, q.Name) {
			faults = append(faults, answers.Fault{
				At: answer.At, Name: answer.Name, Problem: field.NewProblem(drafts.CodeUnknownField, answer.Name, map[string]any{
					"Nearest": field.Nearest(answer.Name, profileNames),
				}),
			})
			continue
		}
		if strings.TrimSpace(answer.Text) == "" {
			delete(p, q.Name)
			continue
		}
		v, err := q.Parse(answer.Text, field.Reading{})
		if err != nil {
			faults = append(faults, answers.Fault{At: answer.At, Name: answer.Name, Problem: field.AsProblem(err)})
			continue
		}
		p[q.Name] = v.Answer()
	}
	if faults != nil {
		return &answersError{template: t, faults: faults, hint: "hint.profile"}
	}
	return nil
}

// profileLetter is a letter that asks all that a profile answers.
func (a *app) profileLetter() (*letter.Template, error) {
	t, _, err := templates.Load(templates.Builtin()[0], "")
	return t, err
}

// writeProfile writes the file; an empty profile says that none is wanted.
func (a *app) writeProfile(p profile) error {
	folder, err := a.config.configDir()
	if err != nil {
		return err
	}
	data, err := encodeJSON(p)
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err == nil {
		err = files.Write(a.config.profilePath(), data, true)
	}
	if err != nil {
		return fail("error.write", lang.Args{"Path": a.config.profilePath()}, err)
	}
	return nil
}

// profileLines shows the answers of a profile, one a line.
func (v *View) profileLines(t *letter.Template, p profile) string {
	var lines []string
	for _, name := range profileNames {
		if q, ok := t.Find(name); ok && p[name] != "" {
			lines = append(lines, v.text("profile.line", lang.Args{"Label": v.label(q.Label), "Value": p[name]}))
		}
	}
	return strings.Join(lines, "\n")
}

// useProfile has the profile answer what the flags and the file leave open. An interview offers the answers instead,
// each with its question. A letter for another account than the profile's gets nothing of it.
func (w *writeOptions) useProfile() {
	p, err := w.app.readProfile()
	if err != nil {
		w.app.term.say("profile.unusable", lang.Args{"Detail": strings.Join(w.app.view.lines(err), "\n")})
		p = profile{}
	}
	w.profile = p
	if len(p) == 0 || w.unanswered() && w.answers == "" || w.otherAccount() {
		return
	}
	for _, q := range w.form.Open() {
		if text := p[q.Name]; text != "" && w.form.Answer(q, text) == nil {
			w.app.term.say("profile.used", lang.Args{"Label": w.app.view.label(q.Label), "Value": text})
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
	if w.profile != nil || w.app.term.json || w.app.config.profilePath() == "" {
		return nil
	}
	p := profile{}
	for _, name := range profileNames {
		if v := w.form.Values()[name]; v != nil {
			p[name] = v.Answer()
		}
	}
	if len(p) == 0 {
		return nil
	}
	w.app.term.say("profile.offer", nil)
	w.app.term.printErr(w.app.view.profileLines(w.form.Template(), p))
	keep, err := w.app.term.prompter().Confirm(prompt.Question{Message: w.app.view.text("profile.keep", nil), Prefill: prompt.No})
	switch {
	case err != nil:
		return nil // the letter is done: to leave here is no failure
	case !keep:
		return w.app.writeProfile(profile{})
	}
	if err := w.app.writeProfile(p); err != nil {
		return err
	}
	w.app.term.say("profile.kept", lang.Args{"Path": w.app.config.profilePath()})
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
		RunE: func(*cobra.Command, []string) error { return a.profileShow() },
	}
	set := &cobra.Command{
		Use: "set name=value …", Short: "cmd.profile.set.short", Long: "cmd.profile.set.long", Args: a.arguments(1, 2*len(profileNames)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.profileSet(cmd, args) },
	}
	clear := &cobra.Command{
		Use: "clear", Short: "cmd.profile.clear.short", Args: a.arguments(0, 0),
		RunE: func(*cobra.Command, []string) error { return a.profileClear() },
	}
	annotate(cmd, exitDone, exitUsage)
	annotate(show, exitDone, exitFailed, exitUsage, exitAnswers)
	annotate(set, exitDone, exitFailed, exitUsage, exitAnswers)
	annotate(clear, exitDone, exitFailed, exitUsage)
	cmd.AddCommand(show, set, clear)
	return cmd
}

type profileObject struct {
	Path   string  `json:"path"`
	Values profile `json:"values"`
}

func (a *app) profileShow() error {
	p, err := a.readProfile()
	if err != nil {
		return err
	}
	if a.term.json {
		if p == nil {
			p = profile{}
		}
		return a.term.printJSON(profileObject{Path: a.config.profilePath(), Values: p})
	}
	switch {
	case p == nil:
		a.term.say("profile.none", nil)
		return nil
	case len(p) == 0:
		a.term.say("profile.empty", nil)
		return nil
	}
	t, err := a.profileLetter()
	if err != nil {
		return err
	}
	a.term.say("profile.path", lang.Args{"Path": a.config.profilePath()})
	return a.term.product(a.view.profileLines(t, p) + "\n")
}

// profileSet takes name=value; an empty value takes the answer out.
func (a *app) profileSet(cmd *cobra.Command, args []string) error {
	p, err := a.readProfile()
	if err != nil {
		return err
	}
	if p == nil {
		p = profile{}
	}
	var given []answers.Answer
	for _, arg := range args {
		name, text, ok := strings.Cut(arg, "=")
		if !ok {
			return usage("usage.profile", lang.Args{"Value": arg}, cmd.CommandPath())
		}
		given = append(given, answers.Answer{Name: name, Text: text, At: answers.Place{Source: arg}})
	}
	if err := a.fillProfile(p, given, nil); err != nil {
		return err
	}
	if err := a.writeProfile(p); err != nil {
		return err
	}
	return a.profileShow()
}

func (a *app) profileClear() error {
	path := a.config.profilePath()
	err := os.Remove(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.term.say("profile.none", nil)
	case err != nil:
		return fail("error.remove", lang.Args{"Path": path}, err)
	default:
		a.term.say("profile.cleared", lang.Args{"Path": path})
	}
	if a.term.json {
		return a.term.printJSON(profileObject{Path: path, Values: profile{}})
	}
	return nil
}
