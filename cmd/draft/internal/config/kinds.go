package config

import (
	"errors"
	"path/filepath"
	"strings"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/field"
	"draft/drafts/letter"
	"draft/templates"
)

// TemplateFolder holds template files of one's own; "" where the platform knows no such place.
func (c *Config) TemplateFolder() string {
	folder, err := c.SettingsDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "templates")
}

// WrapKindError says why a letter kind cannot be used.
func (c *Config) WrapKindError(kind string, origin templates.Origin, err error) error {
	if errors.Is(err, templates.ErrNoKind) {
		var known []string
		origins, _ := templates.List(c.TemplateFolder())
		for _, o := range origins {
			known = append(known, o.Kind)
		}
		return view.Usage("usage.unknown_kind", lang.Args{
			"Value": kind, "Nearest": field.Nearest(kind, known), "Known": strings.Join(known, ", "),
		}, "")
	}
	return view.WrapTemplateError(origin.Path, err)
}

// CheckStandalone refuses a kind about a case: only the case knows what such a letter says.
func CheckStandalone(t *letter.Template) error {
	if t.About != letter.Case {
		return nil
	}
	return view.Usage("usage.case_kind", lang.Args{"Value": t.Kind, "Command": view.CaseCommand(t.Kind)}, "")
}

// LoadStandalone reads a letter kind that is written from nothing, from a file, or by its name where file is "".
func (c *Config) LoadStandalone(file, kind string) (*letter.Template, error) {
	t, err := c.LoadAny(file, kind)
	if err == nil {
		err = CheckStandalone(t)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// LoadAny reads any letter kind, from a file, or by its name where file is "".
func (c *Config) LoadAny(file, kind string) (*letter.Template, error) {
	if file == "" {
		return c.LoadKind(kind)
	}
	t, err := templates.LoadFile(file)
	if err != nil {
		return nil, view.WrapTemplateError(file, err)
	}
	if kind != "" && t.Kind != kind {
		return nil, view.Usage("usage.template_kind", lang.Args{"Path": file, "Value": t.Kind, "Want": kind}, "")
	}
	return t, nil
}

// LoadKind reads the letter kind of a name, a file of one's own before the built-in one; each once in a run, for to read
// one takes longer than to write its letter.
func (c *Config) LoadKind(kind string) (*letter.Template, error) {
	if t := c.kinds[kind]; t != nil {
		return t, nil
	}
	t, origin, err := templates.Load(kind, c.TemplateFolder())
	if err != nil {
		return nil, c.WrapKindError(kind, origin, err)
	}
	if c.kinds == nil {
		c.kinds = map[string]*letter.Template{}
	}
	c.kinds[kind] = t
	return t, nil
}
