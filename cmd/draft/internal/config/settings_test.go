package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
)

func TestSettingsAreReadStrictly(t *testing.T) {
	words := &view.View{Words: lang.New(lang.English)}
	for text, want := range map[string]string{
		``:                                      "x:1:1: this is no JSON",
		`[]`:                                    "cannot be of type array",
		`null`:                                  "",
		`{}`:                                    "",
		"\ufeff{}":                              "",
		`{"accounts": null}`:                    "",
		`{"accounts": [null]}`:                  "x:1:1: this account has no name",
		`{"Accounts": []}`:                      "x:1:2: unknown key “Accounts”; did you mean accounts?",
		"{\n \"default\": 1}":                   "x:2:",
		`{"accounts": []} {}`:                   "x:1:18: this is no JSON",
		`{"accounts": [{"name": {"name": 1}}]}`: "cannot be of type object",
		`{"accounts": [{"secret": "x"}]}`:       "x:1:16: unknown key “secret”",
		`{"accounts": [{"名字": 1}]}`:             "x:1:16: unknown key “名字”",
	} {
		_, err := ParseSettings("x", []byte(text))
		got := ""
		if err != nil {
			got = strings.Join(words.Lines(err), "\n")
		}
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func FuzzSettings(f *testing.F) {
	f.Add([]byte(`{"accounts": [{"name": "a", "host": "smtp.example.com", "port": 465, "tls": "implicit"}], "default": "a"}`))
	f.Add([]byte(`{"accounts": [{"name": "a", "name": "\u0061"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := ParseSettings("x", text)
		if err != nil {
			return
		}
		written, err := view.EncodeJSON(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseSettings("x", written); err != nil {
			t.Errorf("%s is written as %s: %v", text, written, err)
		}
	})
}

// People keep such files elsewhere: the link stays, and what it leads to is written.
func TestSettingsBehindALink(t *testing.T) {
	folder := t.TempDir()
	real, link := filepath.Join(folder, "real.json"), filepath.Join(folder, "link.json")
	if err := os.WriteFile(real, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Skip(err)
	}
	c := &Config{SettingsFile: link}
	undo, err := c.ChangeSettings(func(s *Settings) error {
		s.Put(smtp.Account{Name: "a", Host: "smtp.example.com", Port: 465, TLS: smtp.Implicit})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("%v, %v", info, err)
	}
	if s, err := c.Settings(); err != nil || s.Default != "a" {
		t.Errorf("%+v, %v", s, err)
	}
	undo()
	if s, err := c.Settings(); err != nil || len(s.Accounts) > 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
