package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"draft/cmd/draft/internal/files"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/field"
	"draft/drafts/smtp"
)

// SettingsName and SecretsName are the names of files in the folder of the settings.
const (
	SettingsName = "config.json"
	SecretsName  = "secrets.json"
)

// maxSettings is the size limit of a file of settings in bytes. No list of accounts or of days off is that long.
const maxSettings = 1 << 20

// Settings is what config.json holds. It has no secrets.
type Settings struct {
	Accounts []smtp.Account `json:"accounts"`
	Default  string         `json:"default,omitempty"` // the name of an account; "" if there is no default
	Seat     string         `json:"seat,omitempty"`    // the name of who works here; "" if there is none
	// StorePasswordCommand is a program that prints the password of the store's server, and its arguments.
	StorePasswordCommand []string `json:"store_password_command,omitempty"`
}

// Account returns the account of a name.
func (s Settings) Account(name string) (smtp.Account, bool) {
	if i := s.index(name); i >= 0 {
		return s.Accounts[i], true
	}
	return smtp.Account{}, false
}

func (s Settings) index(name string) int {
	return slices.IndexFunc(s.Accounts, func(a smtp.Account) bool { return a.Name == name })
}

// Names returns the names of the accounts.
func (s Settings) Names() []string {
	names := make([]string, len(s.Accounts))
	for i, a := range s.Accounts {
		names[i] = a.Name
	}
	return names
}

// Put adds an account, or replaces the one of its name. A first account becomes the default.
func (s *Settings) Put(account smtp.Account) {
	if i := s.index(account.Name); i >= 0 {
		s.Accounts[i] = account
	} else {
		s.Accounts = append(s.Accounts, account)
	}
	if len(s.Accounts) == 1 {
		s.Default = account.Name
	}
}

// Remove removes the account of a name. If one account is left, it becomes the default; if several are left and the default
// was removed, there is none, because a person has to choose.
func (s *Settings) Remove(name string) {
	s.Accounts = slices.DeleteFunc(s.Accounts, func(a smtp.Account) bool { return a.Name == name })
	if s.Default == name {
		s.Default = ""
	}
	if len(s.Accounts) == 1 {
		s.Default = s.Accounts[0].Name
	}
}

// SettingsPath returns --config, or the path of config.json. It refuses the file of secrets.
func (c *Config) SettingsPath() (string, error) {
	if c.SettingsFile != "" {
		if filepath.Base(c.SettingsFile) == SecretsName {
			return "", view.Usage("usage.config", lang.Args{"Value": c.SettingsFile}, "")
		}
		return c.SettingsFile, nil
	}
	folder, err := c.SettingsDir()
	if err != nil {
		return "", view.Fail("settings.no_folder", nil, err)
	}
	return filepath.Join(folder, SettingsName), nil
}

// Settings reads the settings. It returns empty ones if there is no file, unless --config names it.
func (c *Config) Settings() (Settings, error) {
	s, err := c.readSettings()
	if errors.Is(err, fs.ErrNotExist) && c.SettingsFile == "" {
		return Settings{}, nil
	}
	return s, err
}

func (c *Config) readSettings() (Settings, error) {
	path, err := c.SettingsPath()
	if err != nil {
		return Settings{}, err
	}
	text, err := c.readFile(path)
	if err != nil {
		return Settings{}, err
	}
	return ParseSettings(path, text)
}

// readFile reads a file of settings.
func (c *Config) readFile(path string) ([]byte, error) {
	text, err := files.ReadLimited(path, maxSettings)
	if err == nil && len(text) > maxSettings {
		err = files.ErrTooLarge
	}
	if err != nil {
		return nil, view.Fail("error.read", lang.Args{"Path": path}, err)
	}
	return text, nil
}

// ChangeSettings reads the settings again, because questions take time, and writes them as change leaves them. undo
// restores the file as it was before.
func (c *Config) ChangeSettings(change func(*Settings) error) (undo func(), err error) {
	path, err := c.SettingsPath()
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
			_ = os.Remove(path) // if it stays, there is an account without a secret
			return
		}
		_ = c.writeSettings(path, before)
	}, nil
}

func (c *Config) writeSettings(path string, s Settings) error {
	if s.Accounts == nil {
		s.Accounts = []smtp.Account{}
	}
	data, err := view.EncodeJSON(s)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	// The file may be a link to one that the person keeps elsewhere.
	if target, fault := filepath.EvalSymlinks(path); fault == nil {
		path = target
	}
	if err == nil {
		err = files.Write(path, data, true)
	}
	if err != nil {
		return view.Fail("error.write", lang.Args{"Path": path}, err)
	}
	return nil
}

// FindAccount returns the account of a name, or the default if the name is empty. An account that does not exist is an
// error about the command line.
func (c *Config) FindAccount(name string) (smtp.Account, error) {
	s, err := c.Settings()
	if err != nil {
		return smtp.Account{}, err
	}
	switch {
	case len(s.Accounts) == 0:
		return smtp.Account{}, view.Usage("usage.no_accounts", nil, "")
	case name == "" && s.Default == "":
		return smtp.Account{}, view.Usage("usage.no_default", lang.Args{"Known": s.Names()}, "")
	case name == "":
		name = s.Default
	}
	account, ok := s.Account(name)
	if !ok {
		return smtp.Account{}, view.Usage("usage.no_account", lang.Args{"Value": name, "Nearest": field.Nearest(name, s.Names()), "Known": s.Names()}, "")
	}
	return account, nil
}

// ChooseAccount returns the account that sends letters: the one of a name; without a name the one that the letters are from, or the
// only one, or the default.
func (c *Config) ChooseAccount(name string, items []*delivery.Item) (smtp.Account, error) {
	if name == "" {
		s, err := c.Settings()
		if err != nil {
			return smtp.Account{}, err
		}
		if account, ok := delivery.ChooseAccount(items, s.Accounts); ok {
			return account, nil
		}
	}
	return c.FindAccount(name)
}
