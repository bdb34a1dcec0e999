package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/answers"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// ProfileFields are the questions that a profile answers, in the order in which it shows them.
var ProfileFields = []string{"name", "douyin_id", "phone", "email"}

// Profile holds a person's usual answers by field name. Nil means that the person was never asked for one; empty means that
// the person wants none.
type Profile map[string]string

// ProfilePath returns the path of the profile; "" if the platform has no folder for it.
func (c *Config) ProfilePath() string {
	folder, err := c.SettingsDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "defaults.json")
}

// ReadProfile reads the profile. It returns nil if there is none, and one error with every fault in it.
func (c *Config) ReadProfile() (Profile, error) {
	path := c.ProfilePath()
	text, err := files.ReadLimited(path, answers.MaxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) || path == "":
		return nil, nil
	case err != nil:
		return nil, view.Fail("error.read", lang.Args{"Path": path}, err)
	}
	given, err := answers.Parse(path, text)
	var faults answers.Faults
	if err != nil && !errors.As(err, &faults) {
		return nil, err
	}
	p := Profile{}
	if err := c.FillProfile(p, given, faults); err != nil {
		return nil, err
	}
	return p, nil
}

// FillProfile parses answers and sets them in p; an empty answer removes that of p. faults are those that are known
// already. The error is a *view.AnswersError with all faults.
func (c *Config) FillProfile(p Profile, given []answers.Answer, faults answers.Faults) error {
	t, err := c.ProfileTemplate()
	if err != nil {
		return err
	}
	for _, answer := range given {
		q, ok := drafts.NewForm(t, field.Reading{}).Question(answer.Name)
		if !ok || !slices.Contains(ProfileFields, q.Name) {
			faults = append(faults, answers.Fault{
				At: answer.At, Name: answer.Name, Problem: field.NewProblem(drafts.CodeUnknownField, answer.Name, map[string]any{
					"Nearest": field.Nearest(answer.Name, ProfileFields),
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
		return &view.AnswersError{Template: t, Faults: faults, Hint: "hint.profile"}
	}
	return nil
}

// ProfileTemplate returns a letter kind that has every question of a profile.
func (c *Config) ProfileTemplate() (*letter.Template, error) {
	t, _, err := templates.Load(templates.Builtin()[0], "")
	return t, err
}

// WriteProfile writes the profile. An empty one records that the person wants none.
func (c *Config) WriteProfile(p Profile) error {
	folder, err := c.SettingsDir()
	if err != nil {
		return err
	}
	data, err := view.EncodeJSON(p)
	if err == nil {
		err = os.MkdirAll(folder, 0o700)
	}
	if err == nil {
		err = files.Write(c.ProfilePath(), data, true)
	}
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": c.ProfilePath()}, err)
	}
	return nil
}
