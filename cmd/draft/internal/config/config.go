// Package config owns the user's settings: where they are, and what they say. It reads and writes config.json, the profile,
// calendar.json and template files of one's own. It prints nothing and asks nobody.
package config

import (
	"os"
	"path/filepath"
	"runtime"

	"draft/drafts/letter"
	"draft/drafts/workday"
)

// Config is the user's settings: where they are, and what they say.
type Config struct {
	SettingsDir  func() (string, error) // the folder of the settings
	StateDir     func() (string, error) // the folder of unfinished letters
	DataDir      func() (string, error) // the folder of kept letters
	StoreDir     string                 // --store
	SettingsFile string                 // --config; "" is the usual one

	kinds    map[string]*letter.Template // those that were read
	workdays *workday.Calendar           // nil until somebody wants it
	Written  bool                        // settings were written
}

// System returns the settings at their usual places.
func System() *Config {
	return &Config{SettingsDir: configFolder, StateDir: stateFolder, DataDir: dataFolder}
}

// configFolder follows XDG on Linux and the platform's own rule elsewhere.
func configFolder() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "draft"), nil
}

// stateFolder is where interviews are kept that are not finished, and dataFolder where letters are.
func stateFolder() (string, error) {
	return ownFolder("XDG_STATE_HOME", filepath.Join(".local", "state"), "state")
}

func dataFolder() (string, error) {
	return ownFolder("XDG_DATA_HOME", filepath.Join(".local", "share"), "store")
}

// ownFolder is a folder of this program's: XDG's on Linux and its like, and on Windows one that stays on this machine, for
// the roaming one is copied to others, which a database does not bear while it is open.
func ownFolder(variable, inHome, elsewhere string) (string, error) {
	if folder := os.Getenv(variable); filepath.IsAbs(folder) {
		return filepath.Join(folder, "draft"), nil
	}
	switch runtime.GOOS {
	case "windows":
		folder, err := os.UserCacheDir() // %LocalAppData%
		if err != nil {
			return "", err
		}
		return filepath.Join(folder, "draft", elsewhere), nil
	case "darwin":
		folder, err := configFolder()
		if err != nil {
			return "", err
		}
		return filepath.Join(folder, elsewhere), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, inHome, "draft"), nil
}

// SecretsPath is the file of secrets, beside the settings; "" where there is no place for it.
func (c *Config) SecretsPath() string {
	path, err := c.SettingsPath()
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(path), SecretsName)
}

// StoreFolder is the folder of kept letters: --store, or the usual one.
func (c *Config) StoreFolder() (string, error) {
	if c.StoreDir != "" {
		return c.StoreDir, nil
	}
	return c.DataDir()
}
