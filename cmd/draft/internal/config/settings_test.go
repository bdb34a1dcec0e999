package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/delivery"
	"draft/drafts/eml"
	"draft/drafts/smtp"
)

func TestSettingsAreReadStrictly(t *testing.T) {
	words := &view.View{Words: lang.New(lang.English)}
	for text, want := range map[string]string{
		``:                                      "x:1:1: this is not valid JSON",
		`[]`:                                    "cannot be of type array",
		`null`:                                  "",
		`{}`:                                    "",
		"\ufeff{}":                              "",
		`{"accounts": null}`:                    "",
		`{"accounts": [null]}`:                  "x:1:1: this account has no name",
		`{"Accounts": []}`:                      "x:1:2: unknown key “Accounts”; did you mean accounts?",
		"{\n \"default\": 1}":                   "x:2:",
		`{"accounts": []} {}`:                   "x:1:18: this is not valid JSON",
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

// Accounts that cannot be told apart, or cannot work, are refused where they stand.
func TestAccountsAreChecked(t *testing.T) {
	const good = `{"name": "a", "address": "a@example.com", "host": "smtp.example.com", "port": 465, "tls": "implicit", "user": "a"}`
	for text, want := range map[string]string{
		`{"accounts": [` + good + `], "default": "a"}`:                           "",
		`{"accounts": [` + good + `,` + "\n" + good + `]}`:                       "x:2:1:",
		`{"accounts": [` + good + `],` + "\n" + `"default": "b"}`:                "x:2:1:",
		`{"accounts": [` + strings.Replace(good, "465", "0", 1) + `]}`:           "x:1:15:",
		`{"accounts": [` + good + `], "default": "a",` + "\n\"default\": \"a\"}": "x:2:1:",
		`{"accounts": [` + good + `],` + "\n" + `"seat": "前台 2"}`:                "",
		`{"accounts": [` + good + `],` + "\n" + `"seat": "a\nb"}`:                "x:2:1:",
	} {
		_, err := ParseSettings("x", []byte(text))
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(lines(err), want)) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// The default is what the settings name, the only account, or the choice of the person.
func TestFindAccount(t *testing.T) {
	c, _ := here(t)
	add := func(s *Settings, name string) {
		s.Put(smtp.Account{Name: name, Address: name + "@example.com", Host: "smtp.example.com", Port: 465, TLS: smtp.Implicit, User: name})
	}
	found := func(name string) string {
		account, err := c.FindAccount(name)
		if err != nil {
			if exit(t, err) != view.ExitUsage {
				t.Errorf("%q: %v", name, err)
			}
			return ""
		}
		return account.Name
	}
	change := func(f func(*Settings)) {
		t.Helper()
		if _, err := c.ChangeSettings(func(s *Settings) error { f(s); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if found("") != "" || found("a") != "" {
		t.Error("an account is found in no settings")
	}
	change(func(s *Settings) { add(s, "a") })
	if found("") != "a" {
		t.Errorf("the first account is not the default: %q", found(""))
	}
	change(func(s *Settings) { add(s, "b"); add(s, "c") })
	if found("") != "a" || found("b") != "b" || found("d") != "" {
		t.Errorf("%q, %q, %q", found(""), found("b"), found("d"))
	}
	change(func(s *Settings) { s.Remove("a") })
	if found("") != "" {
		t.Errorf("of two accounts %q was chosen", found(""))
	}
	change(func(s *Settings) { s.Remove("b") })
	if found("") != "c" {
		t.Errorf("the only account is not the default: %q", found(""))
	}
}

// What is undone is as it was before: a file that was not there is gone. A change that fails writes nothing.
func TestChangeSettings(t *testing.T) {
	c, folder := here(t)
	path := filepath.Join(folder, SettingsName)
	boom := errors.New("boom")
	if _, err := c.ChangeSettings(func(*Settings) error { return boom }); !errors.Is(err, boom) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a change that failed was written: %v", err)
	}
	undo, err := c.ChangeSettings(func(s *Settings) error {
		s.Put(smtp.Account{Name: "a", Host: "h.example.com", Port: 465, TLS: smtp.Implicit})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	undo()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
	if err := os.WriteFile(path, []byte(`{"accounts": [`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ChangeSettings(func(*Settings) error { return nil }); err == nil || exit(t, err) != view.ExitFailed {
		t.Errorf("a broken file: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != `{"accounts": [` {
		t.Errorf("a broken file was written over: %q, %v", text, err)
	}
	c.SettingsFile = filepath.Join(folder, "named.json")
	if _, err := c.Settings(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that --config names is not there: %v", err)
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

// An account that is named sends; else the one that the letters are from, else the default.
func TestChooseAccount(t *testing.T) {
	folder := t.TempDir()
	c := &Config{SettingsDir: func() (string, error) { return folder, nil }}
	settings := `{"accounts": [{"name": "one", "address": "one@example.com", "host": "smtp.example.com", "port": 465, "tls": "implicit", "auth": "none"},
		{"name": "two", "address": "two@example.com", "host": "smtp.example.com", "port": 465, "tls": "implicit", "auth": "none"}], "default": "one"}`
	if err := os.WriteFile(filepath.Join(folder, SettingsName), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	from := []*delivery.Item{{Frozen: true, Info: eml.Info{From: "two@example.com"}}}
	for _, test := range []struct {
		name  string
		items []*delivery.Item
		want  string
	}{{"", nil, "one"}, {"", from, "two"}, {"one", from, "one"}} {
		if a, err := c.ChooseAccount(test.name, test.items); err != nil || a.Name != test.want {
			t.Errorf("%+v: %q, %v", test, a.Name, err)
		}
	}
	if _, err := c.ChooseAccount("three", from); err == nil {
		t.Error("an account that does not exist")
	}
}
