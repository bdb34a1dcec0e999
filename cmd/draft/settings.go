package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/drafts/field"
	"draft/drafts/smtp"
)

const (
	settingsName = "config.json"
	secretsName  = "secrets.json"
	maxSettings  = 1 << 20 // far above any number of accounts, or of days off
)

// settings are what config.json holds. No secret is among them.
type settings struct {
	Accounts []smtp.Account `json:"accounts"`
	Default  string         `json:"default,omitempty"` // the name of an account
}

// account finds an account by its name.
func (s settings) account(name string) (smtp.Account, bool) {
	if i := s.index(name); i >= 0 {
		return s.Accounts[i], true
	}
	return smtp.Account{}, false
}

func (s settings) index(name string) int {
	return slices.IndexFunc(s.Accounts, func(a smtp.Account) bool { return a.Name == name })
}

func (s settings) names() []string {
	names := make([]string, len(s.Accounts))
	for i, a := range s.Accounts {
		names[i] = a.Name
	}
	return names
}

// put adds an account, or replaces the one of its name. The first is the default.
func (s *settings) put(account smtp.Account) {
	if i := s.index(account.Name); i >= 0 {
		s.Accounts[i] = account
	} else {
		s.Accounts = append(s.Accounts, account)
	}
	if len(s.Accounts) == 1 {
		s.Default = account.Name
	}
}

// remove takes an account out. The only one that is left is the default; of several a person has to choose.
func (s *settings) remove(name string) {
	s.Accounts = slices.DeleteFunc(s.Accounts, func(a smtp.Account) bool { return a.Name == name })
	if s.Default == name {
		s.Default = ""
	}
	if len(s.Accounts) == 1 {
		s.Default = s.Accounts[0].Name
	}
}

// settingsPath is --config, or the usual file.
func (c *Config) settingsPath() (string, error) {
	if c.configFile != "" {
		if filepath.Base(c.configFile) == secretsName {
			return "", usage("usage.config", lang.Args{"Value": c.configFile}, "")
		}
		return c.configFile, nil
	}
	folder, err := c.configDir()
	if err != nil {
		return "", fail("settings.no_folder", nil, err)
	}
	return filepath.Join(folder, settingsName), nil
}

// settings reads the settings. There need be none, but a file that --config names.
func (c *Config) settings() (settings, error) {
	s, err := c.readSettings()
	if errors.Is(err, fs.ErrNotExist) && c.configFile == "" {
		return settings{}, nil
	}
	return s, err
}

func (c *Config) readSettings() (settings, error) {
	path, err := c.settingsPath()
	if err != nil {
		return settings{}, err
	}
	text, err := c.readOwnFile(path)
	if err != nil {
		return settings{}, err
	}
	return parseSettings(path, text)
}

// readOwnFile reads a file of settings.
func (c *Config) readOwnFile(path string) ([]byte, error) {
	text, err := files.ReadLimited(path, maxSettings)
	if err == nil && len(text) > maxSettings {
		err = files.ErrTooLarge
	}
	if err != nil {
		return nil, fail("error.read", lang.Args{"Path": path}, err)
	}
	return text, nil
}

// changeSettings reads the settings anew, since questions take their time, and writes them as they are changed. What it
// gives puts back what was there before.
func (c *Config) changeSettings(change func(*settings) error) (undo func(), err error) {
	path, err := c.settingsPath()
	if err != nil {
		return nil, err
	}
	s, err := c.readSettings()
	none := errors.Is(err, fs.ErrNotExist)
	if err != nil && !none {
		return nil, err
	}
	before := s
	before.Accounts = slices.Clone(s.Accounts)
	if err := change(&s); err != nil {
		return nil, err
	}
	if err := c.writeSettings(path, s); err != nil {
		return nil, err
	}
	return func() {
		if none {
			_ = os.Remove(path) // written a moment ago; what remains is an account without a secret
			return
		}
		_ = c.writeSettings(path, before)
	}, nil
}

func (c *Config) writeSettings(path string, s settings) error {
	if s.Accounts == nil {
		s.Accounts = []smtp.Account{}
	}
	data, err := encodeJSON(s)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	// People keep such files elsewhere and link to them.
	if target, fault := filepath.EvalSymlinks(path); fault == nil {
		path = target
	}
	if err == nil {
		err = files.Write(path, data, true)
	}
	if err != nil {
		return fail("error.write", lang.Args{"Path": path}, err)
	}
	c.written = true
	return nil
}

// chosenAccount is the account of this name, or the default where the name is empty.
func (c *Config) chosenAccount(name string) (smtp.Account, error) {
	s, err := c.settings()
	if err != nil {
		return smtp.Account{}, err
	}
	switch {
	case len(s.Accounts) == 0:
		return smtp.Account{}, usage("usage.no_accounts", nil, "")
	case name == "" && s.Default == "":
		return smtp.Account{}, usage("usage.no_default", lang.Args{"Known": s.names()}, "")
	case name == "":
		name = s.Default
	}
	account, ok := s.account(name)
	if !ok {
		return smtp.Account{}, usage("usage.no_account", lang.Args{"Value": name, "Nearest": field.Nearest(name, s.names()), "Known": s.names()}, "")
	}
	return account, nil
}
