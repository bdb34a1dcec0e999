package main

import (
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp/smtptest"
)

// loginServer is a PostgreSQL server that asks for a password, and ends the connection after the login.
type loginServer struct {
	password string
	given    chan string // each password that it was given
}

// startLoginServer starts a server and returns the address of a store on it.
func startLoginServer(t *testing.T, password string) (*loginServer, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &loginServer{password: password, given: make(chan string, 100)}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
	return s, "postgres://anna@" + l.Addr().String() + "/letters"
}

func (s *loginServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	// A message is a type, unless it is the first of a connection, and a length that counts itself, and the rest.
	read := func(typed int) []byte {
		head := make([]byte, typed+4)
		if _, err := io.ReadFull(conn, head); err != nil {
			return nil
		}
		rest := make([]byte, binary.BigEndian.Uint32(head[typed:])-4)
		_, _ = io.ReadFull(conn, rest)
		return rest
	}
	write := func(kind byte, rest string) {
		_, _ = conn.Write(append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(rest)+4)), rest...))
	}
	const wantsTLS = 80877103
	first := read(0)
	if len(first) == 4 && binary.BigEndian.Uint32(first) == wantsTLS {
		_, _ = conn.Write([]byte("N"))
		first = read(0)
	}
	if first == nil {
		return
	}
	write('R', "\x00\x00\x00\x03") // the password, please
	answer := read(1)
	if answer == nil {
		return
	}
	given := strings.TrimSuffix(string(answer), "\x00")
	if s.given <- given; given != s.password {
		write('E', "SFATAL\x00VFATAL\x00C28P01\x00Mpassword authentication failed for user \"anna\"\x00\x00")
		return
	}
	write('R', "\x00\x00\x00\x00")
	write('Z', "I")
	read(1)
}

// got returns the passwords that the server was given.
func (s *loginServer) got() string {
	var all []string
	for len(s.given) > 0 {
		all = append(all, <-s.given)
	}
	return strings.Join(all, " ")
}

// newServerEnv returns an environment whose store is on a server.
func newServerEnv(t *testing.T, place string) *accountEnv {
	t.Helper()
	for _, name := range []string{"PGPASSWORD", "PGPASSFILE", "PGSSLMODE", "PGSERVICE", "PGREQUIREAUTH"} {
		t.Setenv(name, "")
	}
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.example.com")
	t.Setenv("HOME", p.folder)
	t.Setenv("DRAFT_STORE", place)
	return p
}

// The password is asked for without echo, tried, saved where passwords are, found again, and removed.
func TestStorePassword(t *testing.T) {
	server, place := startLoginServer(t, secretText)
	for _, keyring := range []*memoryKeyring{nil, {secrets: map[string]string{}}} {
		p := newServerEnv(t, place)
		if keyring != nil {
			p.keyring = keyring
		}
		run := func(script *prompttest.Script, args ...string) (string, string, int) {
			return p.run(script, append(args, "--store", place)...)
		}
		ask := "Password for " + place
		_, conversation, code := run(prompttest.New(t, prompttest.Answer(ask, "wrong")), "store", "password")
		if code != view.ExitFailed || server.got() != "wrong" {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		assertContains(t, conversation, "the user or the password is wrong")
		_, conversation, code = run(prompttest.New(t, prompttest.Answer(ask, secretText)), "store", "password")
		if code != view.ExitDone || server.got() != secretText {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
		secrets, err := os.ReadFile(p.file(config.SecretsName))
		if keyring == nil {
			assertContains(t, conversation, "in a file that only you can read", p.file(config.SecretsName))
			assertContains(t, string(secrets), secretText)
		} else if err == nil || keyring.secrets[place] != secretText {
			t.Errorf("the keyring has %v, and a file %v", keyring.secrets, err)
		}
		// It is found again. This server ends the connection then.
		if _, conversation, code = run(nil, "list"); code != view.ExitFailed || server.got() != secretText {
			t.Errorf("exit %d\n%s", code, conversation)
		}
		out, conversation, code := run(nil, "store", "password", "--remove", "--json")
		if code != view.ExitDone || decode[passwordObject](t, out) != (passwordObject{Store: place}) {
			t.Errorf("exit %d\n%s%s", code, out, conversation)
		}
		_, conversation, code = run(nil, "list")
		if code != view.ExitFailed || server.got() != "" {
			t.Errorf("exit %d\n%s", code, conversation)
		}
		assertContains(t, conversation, "the server requires a password, and none is saved; save it with draft store password")
	}
	// A password that is known already is not asked for.
	p := newServerEnv(t, place)
	t.Setenv("PGPASSWORD", secretText)
	out, conversation, code := p.run(prompttest.New(t), "store", "password", "--store", place, "--json")
	if code != view.ExitDone || decode[passwordObject](t, out) != (passwordObject{Store: place}) {
		t.Errorf("exit %d\n%s%s", code, out, conversation)
	}
}

// A password is in no output, wherever it comes from and whatever is wrong.
func TestStorePasswordIsNotShown(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs are those of Unix")
	}
	server, place := startLoginServer(t, "another one")
	command := func(line string) func(*testing.T, *accountEnv) {
		return func(t *testing.T, p *accountEnv) {
			settings := `{"accounts": [], "store_password_command": ["sh", "-c", "` + line + `"]}`
			if err := os.MkdirAll(filepath.Dir(p.file("x")), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p.file(config.SettingsName), []byte(settings), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	passfile := func(mode os.FileMode) func(*testing.T, *accountEnv) {
		return func(t *testing.T, p *accountEnv) {
			path := filepath.Join(p.folder, "passwords")
			if err := os.WriteFile(path, []byte("127.0.0.1:*:*:anna:"+secretText+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PGPASSFILE", path)
		}
	}
	for what, c := range map[string]struct {
		prepare func(*testing.T, *accountEnv)
		place   string
		says    string
		given   bool // the server gets it
	}{
		"the address":         {nil, strings.Replace(place, "anna@", "anna:"+secretText+"@", 1), "contains a password", false},
		"an option":           {nil, place + "?password=" + secretText, "contains a password", false},
		"the environment":     {func(t *testing.T, _ *accountEnv) { t.Setenv("PGPASSWORD", secretText) }, place, "the password is wrong", true},
		"a file":              {passfile(0o600), place, "the password is wrong", true},
		"an open file":        {passfile(0o644), place, "other users can read the password file", false},
		"a command":           {command("echo -n Geheim-; echo 8421-xyz"), place, "the password is wrong", true},
		"a command that ends": {command("p=Geheim-8421; echo $p-xyz; echo no $p-xyz >&2; exit 3"), place, "draft could not get the password: sh gave no password (exit code 3): no ***", false},
		"a keyring": {func(_ *testing.T, p *accountEnv) {
			p.keyring = &memoryKeyring{secrets: map[string]string{place: secretText}}
		}, place, "the password is wrong", true},
	} {
		t.Run(what, func(t *testing.T) {
			for _, args := range [][]string{{"list"}, {"list", "--json"}, {"list", "--debug"}, {"doctor"}, {"store", "init", "--seat", "bert", "--debug"}, {"store", "check", "--json", "--debug"}, {"web", "--no-browser"}} {
				p := newServerEnv(t, c.place)
				if c.prepare != nil {
					c.prepare(t, p)
				}
				out, conversation, code := p.run(nil, append(args, "--store", c.place)...) // looks for the password
				if code == view.ExitDone {
					t.Errorf("%v: exit %d\n%s%s", args, code, out, conversation)
				}
				assertContains(t, strings.ReplaceAll(out+conversation, `\"`, `"`), c.says)
				if got := server.got(); (got == secretText) != c.given {
					t.Errorf("%v: the server was given %q", args, got)
				}
			}
		})
	}
}
