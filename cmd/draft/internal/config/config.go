// Package config owns the user's settings: the folders they are in and the files config.json, defaults.json (the profile),
// calendar.json and templates/. It reads and writes them and words their faults. It prints nothing, asks nobody, opens no
// store and reads no secret.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"draft/drafts/letter"
	"draft/drafts/store"
	"draft/drafts/workday"
)

// Config is the user's settings. Letter kinds and the calendar are read once. It is safe for concurrent use.
type Config struct {
	SettingsDir  func() (string, error) // the folder of the settings; an error if the platform has none
	StateDir     func() (string, error) // the folder of files with edited words, and of the unfinished letters of older versions
	DataDir      func() (string, error) // the folder of letters, unfinished ones too
	Store        string                 // --store, else DRAFT_STORE: a folder, or the address of a server; "" is DataDir
	SeatName     string                 // DRAFT_SEAT; "" is the seat of config.json
	SettingsFile string                 // --config, else DRAFT_CONFIG; "" is config.json in SettingsDir

	mutex    sync.Mutex
	kinds    map[string]*letter.Template // by name, those read so far
	workdays *workday.Calendar           // nil until it is read
}

// System returns the settings in the folders of the platform, or where the variables of the environment say.
func System() *Config {
	return &Config{
		SettingsDir: configFolder, StateDir: stateFolder, DataDir: dataFolder,
		Store: os.Getenv("DRAFT_STORE"), SeatName: os.Getenv("DRAFT_SEAT"), SettingsFile: os.Getenv("DRAFT_CONFIG"),
	}
}

// configFolder returns the folder of the settings: XDG's on Linux, else the platform's own.
func configFolder() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "draft"), nil
}

// stateFolder returns the folder of files with edited words.
func stateFolder() (string, error) {
	return ownFolder("XDG_STATE_HOME", filepath.Join(".local", "state"), "state")
}

// dataFolder returns the folder of the store.
func dataFolder() (string, error) {
	return ownFolder("XDG_DATA_HOME", filepath.Join(".local", "share"), "store")
}

// ownFolder returns the folder of this program below the one that an XDG variable names. Without the variable it is below
// inHome on Linux and similar systems, and elsewhere names it on macOS and Windows. On Windows it is not in the roaming
// profile, because that is copied to other machines and an open database must not be.
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

// SecretsPath returns the path of the file of secrets, beside the settings; "" if there is no such folder.
func (c *Config) SecretsPath() string {
	path, err := c.SettingsPath()
	if err != nil {
		return ""
	}
	return filepath.Join(filepath.Dir(path), SecretsName)
}

// StorePlace returns where the store is, as store.Open takes it: Store, or else DataDir. Show StoreName instead, because an address that
// store.Open refuses may have a password.
func (c *Config) StorePlace() (string, error) {
	if c.Store != "" {
		return c.Store, nil
	}
	return c.DataDir()
}

// StoreName returns where the store is, as people are told; "" if the platform has no place for it.
func (c *Config) StoreName() string {
	place, err := c.StorePlace()
	if err != nil {
		return ""
	}
	return store.SafePlace(place)
}

// ServerName returns StoreName if the store is on a server, else "".
func (c *Config) ServerName() string {
	if !store.IsServer(c.Store) {
		return ""
	}
	return c.StoreName()
}

// MachineDir returns the folder on this machine for what belongs to the store: that of the store itself, or one of its own in DataDir for
// each server.
func (c *Config) MachineDir() (string, error) {
	place, err := c.StorePlace()
	if err != nil || !store.IsServer(place) {
		return place, err
	}
	folder, err := c.DataDir()
	name := sha256.Sum256([]byte(c.StoreName()))
	return filepath.Join(folder, "servers", hex.EncodeToString(name[:8])), err
}
