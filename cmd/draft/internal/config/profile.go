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

// ProfileFields are the questions that a profile answers, in the order it shows them.
var ProfileFields = []string{"name", "douyin_id", "phone", "email"}

// Profile is the answers by name. Nil is a person who was never asked; empty one who wants none kept.
type Profile map[string]string

// ProfilePath is the file; "" where the platform knows no such place.
func (c *Config) ProfilePath() string {
	folder, err := c.SettingsDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "defaults.json")
}

// ReadProfile reads the profile that there is; the error names everything that is wrong with it.
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

// FillProfile takes answers into a profile; an empty one is taken out of it.
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

// ProfileTemplate is a letter that asks all that a profile answers.
func (c *Config) ProfileTemplate() (*letter.Template, error) {
	t, _, err := templates.Load(templates.Builtin()[0], "")
	return t, err
}

// WriteProfile writes the file; an empty profile says that none is wanted.
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
