package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts/letter"
	"draft/drafts/workday"
	"draft/templates"
)

// here returns settings in a folder of the test.
func here(t *testing.T) (c *Config, folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "settings") // which is not there yet
	return &Config{
		SettingsDir: func() (string, error) { return folder, nil },
		DataDir:     func() (string, error) { return filepath.Join(folder, "data"), nil },
	}, folder
}

// nowhere returns settings on a platform that has no folder for them.
func nowhere() *Config {
	none := func() (string, error) { return "", errors.New("$HOME is not defined") }
	return &Config{SettingsDir: none, StateDir: none, DataDir: none}
}

// write writes a file below a folder.
func write(t *testing.T, text string, path ...string) string {
	t.Helper()
	file := filepath.Join(path...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	return file
}

// lines words an error in English.
func lines(err error) string {
	return strings.Join((&view.View{Words: lang.New(lang.English)}).Lines(err), "\n")
}

// exit returns the exit code of an error, and fails if it has no words of its own.
func exit(t *testing.T, err error) int {
	t.Helper()
	var known view.CLIError
	if !errors.As(err, &known) {
		t.Fatalf("%v has no words", err)
	}
	return known.ExitCode()
}

// The variables of XDG name the folders if they are absolute; else they count for nothing, as the standard has it.
func TestFolders(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the platform has its own folders")
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	for _, c := range []struct{ value, config, state, data string }{
		{"", home + "/.config/draft", home + "/.local/state/draft", home + "/.local/share/draft"},
		{"/xdg", "/xdg/draft", "/xdg/draft", "/xdg/draft"},
	} {
		for _, name := range []string{"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"} {
			t.Setenv(name, c.value)
		}
		s := System()
		for want, folder := range map[string]func() (string, error){c.config + " ": s.SettingsDir, c.state + "  ": s.StateDir, c.data + "   ": s.DataDir} {
			if got, err := folder(); err != nil || got != strings.TrimSpace(want) {
				t.Errorf("with %q: %q, %v, want %q", c.value, got, err, want)
			}
		}
	}
	t.Setenv("XDG_STATE_HOME", "relative")
	if got, err := System().StateDir(); err != nil || got != home+"/.local/state/draft" {
		t.Errorf("a relative folder: %q, %v", got, err)
	}
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, "")
	}
	for _, folder := range []func() (string, error){System().SettingsDir, System().StateDir, System().DataDir} {
		if got, err := folder(); err == nil {
			t.Errorf("without a home there is %q", got)
		}
	}
}

// --store and --config precede the usual places, and the secrets are always beside the settings.
func TestPlaces(t *testing.T) {
	c, folder := here(t)
	if got, err := c.StorePlace(); err != nil || got != filepath.Join(folder, "data") {
		t.Errorf("%q, %v", got, err)
	}
	if got := c.SecretsPath(); got != filepath.Join(folder, SecretsName) {
		t.Errorf("%q", got)
	}
	c.Store, c.SettingsFile = "/elsewhere", filepath.Join("/other", "work.json")
	if got, err := c.StorePlace(); err != nil || got != "/elsewhere" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := c.SettingsPath(); err != nil || got != c.SettingsFile {
		t.Errorf("%q, %v", got, err)
	}
	if got := c.SecretsPath(); got != filepath.Join("/other", SecretsName) {
		t.Errorf("%q", got)
	}
	c.SettingsFile = filepath.Join("/other", SecretsName) // it would be written over
	if _, err := c.SettingsPath(); err == nil || exit(t, err) != view.ExitUsage {
		t.Errorf("the file of secrets as settings: %v", err)
	}
}

// A platform without a folder is an error for the settings alone; what is only looked for there is not there.
func TestNoFolder(t *testing.T) {
	c := nowhere()
	if _, err := c.Settings(); err == nil || exit(t, err) != view.ExitFailed {
		t.Errorf("settings: %v", err)
	}
	if c.SecretsPath() != "" || c.ProfilePath() != "" || c.TemplateFolder() != "" {
		t.Errorf("%q, %q, %q", c.SecretsPath(), c.ProfilePath(), c.TemplateFolder())
	}
	if p, err := c.ReadProfile(); p != nil || err != nil {
		t.Errorf("profile: %v, %v", p, err)
	}
	if days, err := c.Calendar(); days == nil || err != nil {
		t.Errorf("calendar: %v", err)
	}
	if kind, err := c.LoadKind("refund"); kind == nil || err != nil {
		t.Errorf("a built-in kind: %v", err)
	}
	if err := c.WriteProfile(Profile{}); err == nil {
		t.Error("a profile is written nowhere")
	}
}

// A letter kind is parsed once, and the user's file precedes the built-in one.
func TestLoadKind(t *testing.T) {
	c, folder := here(t)
	builtin, err := c.LoadKind("refund")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.LoadKind("refund"); err != nil || again != builtin {
		t.Errorf("parsed again: %v", err)
	}
	path := write(t, string(templates.Skeleton("mine", "en")), folder, "templates", templates.FileName("mine"))
	mine, err := c.LoadKind("mine")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if again, err := c.LoadKind("mine"); err != nil || again != mine {
		t.Errorf("read again: %v", err)
	}
}

// What cannot be loaded says why: an unknown name with the nearest one, a file with its faults.
func TestLoadKindRefuses(t *testing.T) {
	c, folder := here(t)
	write(t, "---\nkind: broken\nno\n", folder, "templates", templates.FileName("broken"))
	for name, want := range map[string]struct {
		exit int
		word string
	}{
		"refnd":  {view.ExitUsage, "did you mean refund?"},
		"broken": {view.ExitFailed, templates.FileName("broken") + ":"},
	} {
		kind, err := c.LoadKind(name)
		if err == nil || kind != nil || exit(t, err) != want.exit || !strings.Contains(lines(err), want.word) {
			t.Errorf("%s: %v: %q", name, err, lines(err))
		}
		if _, cached := c.kinds[name]; cached {
			t.Errorf("%s is cached", name)
		}
	}
}

// A file of any kind may be loaded, but only under its own name; a kind about a case needs a case.
func TestLoadFile(t *testing.T) {
	c, folder := here(t)
	path := write(t, string(templates.Skeleton("mine", "en")), folder, "mine.tmpl")
	for _, name := range []string{"", "mine"} {
		if kind, err := c.LoadAny(path, name); err != nil || kind.Kind != "mine" {
			t.Errorf("as %q: %v", name, err)
		}
	}
	if _, err := c.LoadAny(path, "refund"); err == nil || exit(t, err) != view.ExitUsage {
		t.Errorf("as another kind: %v", err)
	}
	if _, err := c.LoadAny(filepath.Join(folder, "none.tmpl"), ""); err == nil || exit(t, err) != view.ExitFailed || !strings.Contains(lines(err), "none.tmpl") {
		t.Errorf("a file that is not there: %v", err)
	}
	kind, err := c.LoadAny("", "supplement")
	if err != nil || kind.About != letter.Case {
		t.Fatalf("%v", err)
	}
	if _, err := c.LoadStandalone("", "supplement"); err == nil || exit(t, err) != view.ExitUsage || !strings.Contains(lines(err), "draft supplement ID") {
		t.Errorf("a kind about a case: %v", err)
	}
	if kind, err := c.LoadStandalone(path, "mine"); err != nil || CheckStandalone(kind) != nil {
		t.Errorf("%v", err)
	}
}

// calendar.json is read once; a fault in it is an error at its line, because whoever wrote it relies on it.
func TestCalendar(t *testing.T) {
	c, folder := here(t)
	announced, err := c.Calendar()
	if err != nil || announced != workday.Announced() && announced == nil {
		t.Fatal(err)
	}
	path := write(t, "{\n  \"2031\": {\"off\": [\"2031-13-01\"]}\n}", folder, "calendar.json")
	if again, err := c.Calendar(); err != nil || again != announced {
		t.Errorf("read again: %v", err)
	}
	c, _ = here(t)
	c.SettingsDir = func() (string, error) { return folder, nil }
	_, err = c.Calendar()
	if err == nil || exit(t, err) != view.ExitFailed || !strings.HasPrefix(lines(err), path+":2:") {
		t.Errorf("%v: %q", err, lines(err))
	}
	words := &view.View{Words: lang.New(lang.English)}
	if o := words.ErrorObject(view.AsCLIError(err)); o.Code != "settings" || len(o.Problems) != 1 || o.Problems[0].Line != 2 || o.Problems[0].Source != path {
		t.Errorf("%+v", o)
	}
	write(t, "{}", folder, "calendar.json")
	if _, err := c.Calendar(); err != nil {
		t.Errorf("a fault is remembered after it was mended: %v", err)
	}
}

// A store on a server has a name that may be shown, a folder of its own on this machine, and the name of a seat.
func TestStoreOnServer(t *testing.T) {
	c, folder := here(t)
	data := filepath.Join(folder, "data")
	seat := func() string {
		t.Helper()
		name, err := c.Seat(c.Store)
		if err != nil {
			t.Error(err)
		}
		return name
	}
	machine := func() string {
		t.Helper()
		dir, err := c.MachineDir()
		if err != nil {
			t.Error(err)
		}
		return dir
	}
	if c.StoreName() != data || c.ServerName() != "" || machine() != data || seat() != "" {
		t.Errorf("%q, %q, %q, %q", c.StoreName(), c.ServerName(), machine(), seat())
	}
	c.Store = "postgres://anna@db.example/letters?sslrootcert=ca.crt"
	if want := "postgres://anna@db.example/letters"; c.StoreName() != want || c.ServerName() != want {
		t.Errorf("%q, %q", c.StoreName(), c.ServerName())
	}
	first := machine()
	if filepath.Dir(first) != filepath.Join(data, "servers") || seat() != machineSeat() {
		t.Errorf("%q, %q", first, seat())
	}
	write(t, `{"seat": "desk 3", "store_password_command": ["pass", "show", "db"]}`, folder, SettingsName)
	if s, err := c.Settings(); err != nil || len(s.StorePasswordCommand) != 3 || seat() != "desk 3" {
		t.Errorf("%+v, %v, %q", s, err, seat())
	}
	c.SeatName = "desk 4"
	c.Store = "postgres://bert@db.example/letters"
	if seat() != "desk 4" || machine() == first {
		t.Errorf("%q, %q", seat(), machine())
	}
	c.Store = "postgres://anna:canary9@db.example/letters"
	if strings.Contains(c.StoreName()+c.ServerName()+machine(), "canary9") {
		t.Errorf("%q, %q, %q", c.StoreName(), c.ServerName(), machine())
	}
	write(t, "{\n\"store_password_command\": [\"\"]}", folder, SettingsName)
	if _, err := c.Settings(); err == nil || !strings.Contains(lines(err), "config.json:2:1: ") {
		t.Errorf("%v", err)
	}
}
