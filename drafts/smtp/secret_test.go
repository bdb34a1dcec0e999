package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"draft/drafts/smtp"
)

// passwordCommand is the test binary as a password command.
func passwordCommand(args []string) int {
	switch args[0] {
	case "print":
		fmt.Print(args[1])
	case "environment":
		for _, entry := range os.Environ() {
			name, value, _ := strings.Cut(entry, "=")
			if strings.EqualFold(name, smtp.SecretVariable) || strings.Contains(value, secret) {
				fmt.Println("leaked")
				return 0
			}
		}
		fmt.Println("clean")
	case "input":
		n, err := os.Stdin.Read(make([]byte, 1))
		fmt.Println("input", n, err)
	case "fail":
		fmt.Println(secret)
		fmt.Fprintln(os.Stderr, "cannot open the store, got "+secret+" \x1b[1m")
		return 3
	case "hang":
		time.Sleep(time.Minute)
	}
	return 0
}

// command returns an account whose password command is this test binary.
func command(t *testing.T, args ...string) smtp.Account {
	t.Helper()
	t.Setenv("SMTP_TEST_ROLE", "command")
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else the race detector sleeps a second at exit
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	a := mailbox()
	a.PasswordCommand = append([]string{self}, args...)
	return a
}

func mailbox() smtp.Account {
	return smtp.Account{Host: "smtp.example.com", Port: 465, TLS: smtp.Implicit, User: user}
}

// ring is a Keyring in memory.
type ring struct {
	kept   map[string]string
	broken error
	wait   chan struct{}
}

func (r *ring) key(service, user string) string { return service + "/" + user }

func (r *ring) Get(service, user string) (string, error) {
	if r.wait != nil {
		<-r.wait
	}
	if r.broken != nil {
		return "", r.broken
	}
	secret, ok := r.kept[r.key(service, user)]
	if !ok {
		return "", smtp.ErrNotKept
	}
	return secret, nil
}

func (r *ring) Set(service, user, secret string) error {
	if r.broken == nil {
		r.kept[r.key(service, user)] = secret
	}
	return r.broken
}

func (r *ring) Delete(service, user string) error {
	if _, ok := r.kept[r.key(service, user)]; !ok && r.broken == nil {
		return smtp.ErrNotKept
	}
	delete(r.kept, r.key(service, user))
	return r.broken
}

// TestOrderOfSources removes one place after another.
func TestOrderOfSources(t *testing.T) {
	account := command(t, "print", "of the command\n")
	file := filepath.Join(t.TempDir(), "secrets.json")
	keyring := &ring{kept: map[string]string{}}
	plain := mailbox()
	withoutRing := smtp.Secrets{Keyring: &ring{broken: errors.New("no")}, File: file}
	if from, err := withoutRing.Store(plain, "of the file"); err != nil || from != smtp.SourceFile {
		t.Fatal(from, err)
	}
	keyring.kept["draft/"+user+"@smtp.example.com"] = "of the keyring"
	s := smtp.Secrets{
		Env:     func(name string) string { return map[string]string{smtp.SecretVariable: "of the environment"}[name] },
		Keyring: keyring, File: file,
		Ask: func(context.Context, smtp.Account) (string, error) { return "of a person", nil },
	}
	check := func(a smtp.Account, from smtp.Source, want string) {
		t.Helper()
		if got, source, err := s.Get(t.Context(), a); got != want || source != from || err != nil {
			t.Errorf("got %q from %q, %v; want %q", got, source, err, want)
		}
	}
	check(account, smtp.SourceEnv, "of the environment")
	s.Env = func(string) string { return "" }
	check(account, smtp.SourceCommand, "of the command")
	check(plain, smtp.SourceKeyring, "of the keyring")
	keyring.broken = errors.New("locked")
	check(plain, smtp.SourceFile, "of the file") // a broken keyring is skipped
	keyring.broken, keyring.kept = nil, map[string]string{}
	check(plain, smtp.SourceFile, "of the file")
	other := plain
	other.User = "li@example.com"
	check(other, smtp.SourceAsked, "of a person")
	s.File = ""
	check(plain, smtp.SourceAsked, "of a person")
	s.Ask = nil
	_, _, err := s.Get(t.Context(), plain)
	ownError(t, err, smtp.NoSecret)
}

func TestPasswordCommand(t *testing.T) {
	t.Setenv(smtp.SecretVariable, secret)
	s := smtp.Secrets{Env: func(string) string { return "" }, Keyring: &ring{}}
	get := func(args ...string) (string, error) {
		t.Helper()
		got, from, err := s.Get(t.Context(), command(t, args...))
		if from != smtp.SourceCommand {
			t.Errorf("%v: from %q", args, from)
		}
		return got, err
	}
	for text, want := range map[string]string{
		"密码": "密码", "secret\r\n": "secret", "$(echo a) `b` ; c \nuser: x\n": "$(echo a) `b` ; c ",
	} {
		if got, err := get("print", text); got != want || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	if got, err := get("environment"); got != "clean" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := get("input"); got != "input 0 EOF" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, text := range []string{"", "\nsecret\n"} {
		_, err := get("print", text)
		ownError(t, err, smtp.CommandEmpty)
	}
	_, err := get("fail")
	if e := ownError(t, err, smtp.CommandFailed); e.Exit != 3 || !strings.Contains(e.Text, "cannot open the store") ||
		strings.Contains(fmt.Sprintf("%v %+v", err, e), secret) {
		t.Errorf("got %+v", e)
	}
	s.CommandTimeout = 50 * time.Millisecond
	began := time.Now()
	_, err = get("hang")
	ownError(t, err, smtp.CommandHung)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	s.CommandTimeout = 0
	a := mailbox()
	a.PasswordCommand = []string{"draft-test-no-such-program"}
	_, _, err = s.Get(t.Context(), a)
	if e := ownError(t, err, smtp.CommandFailed); e.Name != a.PasswordCommand[0] || e.Exit != 0 {
		t.Errorf("got %+v", e)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, _, err = s.Get(ctx, command(t, "hang")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestKeyringThatHangs(t *testing.T) {
	stuck := &ring{wait: make(chan struct{})}
	defer close(stuck.wait)
	s := smtp.Secrets{Env: func(string) string { return "" }, Keyring: stuck, KeyringTimeout: 20 * time.Millisecond}
	_, _, err := s.Get(t.Context(), mailbox())
	ownError(t, err, smtp.NoSecret)
	var e *smtp.Error
	if errors.As(errors.Unwrap(err), &e) && e.Code != smtp.KeyringHung {
		t.Errorf("got %v", err)
	}
	s.Ask = func(context.Context, smtp.Account) (string, error) { return secret, nil }
	if got, from, err := s.Get(t.Context(), mailbox()); got != secret || from != smtp.SourceAsked || err != nil {
		t.Errorf("got %q from %q, %v", got, from, err)
	}
}

// TestStoringAndDeleting checks that nothing is left in the other place.
func TestStoringAndDeleting(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "folder", "secrets.json")
	keyring := &ring{kept: map[string]string{}}
	s := smtp.Secrets{Env: func(string) string { return "" }, Keyring: keyring, File: file}
	a, b := mailbox(), mailbox()
	b.User = "li@example.com"
	store := func(account smtp.Account, secret string, want smtp.Source) {
		t.Helper()
		if from, err := s.Store(account, secret); from != want || err != nil {
			t.Errorf("stored in %q, %v", from, err)
		}
	}
	keyring.broken = errors.New("locked")
	store(a, "one", smtp.SourceFile)
	store(b, "two", smtp.SourceFile)
	keyring.broken = nil
	store(a, "three", smtp.SourceKeyring)
	text, err := os.ReadFile(file)
	if held := string(text); err != nil || strings.Contains(held, "one") || !strings.Contains(held, "two") {
		t.Errorf("the file holds %s, %v", text, err)
	}
	if got, from, err := s.Get(t.Context(), a); got != "three" || from != smtp.SourceKeyring || err != nil {
		t.Errorf("got %q from %q, %v", got, from, err)
	}
	if runtime.GOOS != "windows" {
		for name, mode := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s: %v, %v", name, info.Mode(), err)
			}
		}
	}
	for _, account := range []smtp.Account{a, b, b} {
		if err := s.Delete(account); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) > 0 || len(keyring.kept) > 0 {
		t.Errorf("left: %v, %v, %v", entries, slices.Collect(maps.Keys(keyring.kept)), err)
	}
	for _, bad := range []string{"", "a\nb"} {
		if _, err := s.Store(a, bad); err == nil {
			t.Errorf("%q is stored", bad)
		}
	}
	// A failing keyring is an error only if the secret was not in the file, because then it may still be in the keyring.
	keyring.broken = errors.New("locked")
	store(a, "one", smtp.SourceFile)
	for _, alarm := range []bool{false, true} {
		if err := s.Delete(a); (err != nil) != alarm {
			t.Errorf("got %v", err)
		}
	}
	s.File = ""
	if _, err := s.Store(a, secret); err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("got %v", err)
	}
}

func TestBadSecretFiles(t *testing.T) {
	s := smtp.Secrets{Env: func(string) string { return "" }, Keyring: &ring{broken: errors.New("no")}}
	folder := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	files := map[string]smtp.Code{
		write("nonsense", `{"a": "`+secret+`"`, 0o600):           smtp.BadFile,
		write("other", `{"a": ["`+secret+`"]}`, 0o600):           smtp.BadFile,
		write("large", strings.Repeat(" ", 1<<20+1)+"{}", 0o600): smtp.BadFile,
		folder: smtp.BadFile,
	}
	if runtime.GOOS != "windows" {
		for _, mode := range []os.FileMode{0o644, 0o640, 0o604, 0o620, 0o602, 0o601} {
			files[write(mode.String(), `{"`+user+`@smtp.example.com": "`+secret+`"}`, mode)] = smtp.OpenFile
		}
	}
	for name, code := range files {
		s.File = name
		_, _, err := s.Get(t.Context(), mailbox())
		if e := ownError(t, err, code); e.Name != name || strings.Contains(fmt.Sprintf("%v %+v", err, e), secret) {
			t.Errorf("got %+v", e)
		}
		before, _ := os.ReadFile(name)
		if _, err := s.Store(mailbox(), "new"); err == nil {
			t.Errorf("%s was written", name)
		}
		if after, _ := os.ReadFile(name); string(after) != string(before) {
			t.Errorf("%s was changed", name)
		}
	}
}
