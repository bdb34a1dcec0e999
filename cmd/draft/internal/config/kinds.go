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

// TemplateFolder returns the folder of the user's template files; "" if the platform has none.
func (c *Config) TemplateFolder() string {
	folder, err := c.SettingsDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "templates")
}

// WrapKindError returns an error with the words for why a letter kind cannot be loaded. An unknown kind is an error about
// the command line.
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

// CheckStandalone returns an error about the command line if t is a kind of letter about a case, because only the case's
// commands have the answers that such a letter needs.
func CheckStandalone(t *letter.Template) error {
	if t.About != letter.Case {
		return nil
	}
	return view.Usage("usage.case_kind", lang.Args{"Value": t.Kind, "Command": view.CaseCommand(t.Kind)}, "")
}

// LoadStandalone loads a letter kind like LoadAny. It fails for a kind that CheckStandalone refuses.
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

// LoadAny loads the letter kind of a template file, or the one of a name if file is "". If both are given, the kind in the
// file must have that name.
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

// LoadKind loads the letter kind of a name: the user's template file if there is one, else the built-in one. Each is parsed
// once, because that takes longer than to write a letter.
func (c *Config) LoadKind(kind string) (*letter.Template, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
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

// LoadKept returns the letter kind that a kept letter was written with. file is "" unless the letter names one.
func (c *Config) LoadKept(kind, file string) (*letter.Template, error) {
	if file != "" {
		t, err := templates.LoadFile(file)
		if err != nil {
			return nil, view.WrapTemplateError(file, err)
		}
		return t, nil
	}
	return c.LoadKind(kind)
}
