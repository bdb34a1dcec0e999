package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/prompt"
	"draft/cmd/draft/internal/prompt/prompttest"
	"draft/cmd/draft/internal/term"
	"draft/cmd/draft/internal/view"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// secretText is a secret that no output may contain.
const secretText = "Geheim-8421-xyz"

const mailbox = "zhangsan@example.com"

// accountEnv runs `draft account` with a test mail server. Every connection leads to that server, whatever the host.
type accountEnv struct {
	*testEnv
	server   *smtptest.Server
	implicit bool
	keyring  smtp.Keyring
	lookup   smtp.LookupMX
	env      map[string]string
	dialed   []string
	mutex    sync.Mutex
}

// newAccountEnv returns an environment whose server has a certificate for these hosts and accepts one user.
func newAccountEnv(t *testing.T, config smtptest.Config, hosts ...string) *accountEnv {
	t.Helper()
	if config.Certificate == nil && len(hosts) > 0 {
		certificate, err := smtptest.For(hosts...)
		if err != nil {
			t.Fatal(err)
		}
		config.Certificate = &certificate
	}
	if config.Mechanisms == nil {
		config.Mechanisms = []string{"PLAIN", "LOGIN"}
	}
	config.User, config.Password = mailbox, secretText
	return &accountEnv{
		testEnv: newTestEnv(t), server: smtptest.Start(t, config), implicit: config.Security == smtptest.Implicit, env: map[string]string{},
	}
}

func (p *accountEnv) dial(ctx context.Context, network, address string) (net.Conn, error) {
	p.mutex.Lock()
	p.dialed = append(p.dialed, address)
	p.mutex.Unlock()
	if strings.HasSuffix(address, ":587") && p.implicit {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED} // the server does not listen on the STARTTLS port
	}
	return dialHere(ctx, network, p.server.Address())
}

// run runs draft, interactively if there is a script. It fails the test if the output or the settings file contains the
// secret.
func (p *accountEnv) run(script *prompttest.Script, args ...string) (out, conversation string, code int) {
	p.t.Helper()
	var stdout, stderr bytes.Buffer
	a := withFixedWorld(&app{
		term:    newTestTerminal("", &stdout, &stderr),
		view:    &view.View{},
		config:  foldersIn(p.folder),
		network: network{dial: p.dial, roots: smtptest.Roots(p.t), keyring: p.keyring, lookupMX: p.lookup},
	})
	a.term.Env, a.term.OutHeight, a.term.Machine = func(name string) string { return p.env[name] }, func() int { return 24 }, &p.fakeMachine
	if script != nil {
		a.term.NewPrompter = func(*term.Terminal) prompt.Prompter { return script }
	}
	code = run(context.Background(), append([]string{"--lang", "en"}, args...), a)
	settings, _ := os.ReadFile(p.file(config.SettingsName))
	if strings.Contains(stdout.String()+stderr.String()+string(settings), secretText) {
		p.t.Errorf("the password is shown:\n%s%s%s", &stdout, &stderr, settings)
	}
	return stdout.String(), stderr.String(), code
}

func (p *accountEnv) file(name string) string { return filepath.Join(p.folder, "config", name) }

func (p *accountEnv) settings() config.Settings {
	p.t.Helper()
	text, err := os.ReadFile(p.file(config.SettingsName))
	if err != nil {
		return config.Settings{}
	}
	s, err := config.ParseSettings("", text)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// memoryKeyring is a keyring in memory. Its methods return err, except Get if there is no secret.
type memoryKeyring struct {
	secrets map[string]string
	err     error
}

func (k *memoryKeyring) Get(_, user string) (string, error) {
	if secret, ok := k.secrets[user]; ok {
		return secret, k.err
	}
	return "", smtp.ErrNotKept
}
func (k *memoryKeyring) Set(_, user, secret string) error { k.secrets[user] = secret; return k.err }
func (k *memoryKeyring) Delete(_, user string) error      { delete(k.secrets, user); return k.err }

// serverSteps answers the questions about an unknown mail server.
func serverSteps(host, port, tls string, more ...prompttest.Step) []prompttest.Step {
	return append([]prompttest.Step{
		prompttest.Answer("Mail server", host), prompttest.Answer("Port", port), prompttest.Answer("Encryption", tls),
		prompttest.Answer("Login user", mailbox),
	}, more...)
}

func TestAddAsksUntilTheServerLetsIn(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.example.com")
	p.keyring = &memoryKeyring{secrets: map[string]string{}}
	script := prompttest.New(t, append(append([]prompttest.Step{
		prompttest.Refused("Address to send from", "nowhere", "not a mail address"),
		prompttest.Answer("Address to send from", mailbox),
	}, serverSteps("smtp.example.com", "465", "implicit")...),
		prompttest.Answer("password for "+mailbox, "wrong"),
		prompttest.Answer("What next", "secret"),
		prompttest.Answer("password for "+mailbox, secretText),
	)...)
	out, conversation, code := p.run(script, "account", "add")
	if code != view.ExitDone || out != "" {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "connecting to smtp.example.com:465", "the login failed", "the server said: 535",
		"the user or the password is wrong", "it works: smtp.example.com:465 (TLS 1.3)", "in the system keyring", "default account")
	if strings.Contains(conversation, "wrong\n") {
		t.Error("the refused password is shown")
	}
	s := p.settings()
	if len(s.Accounts) != 1 || s.Default != mailbox || p.keyring.(*memoryKeyring).secrets[mailbox+"@smtp.example.com"] != secretText {
		t.Errorf("%+v, %+v", s, p.keyring)
	}
	if _, err := os.Stat(p.file(config.SecretsName)); err == nil {
		t.Error("the password is in a file, too")
	}
	if messages := p.server.Messages(); len(messages) > 0 {
		t.Error("something was sent")
	}
	out, conversation, code = p.run(nil, "account", "test")
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, out, "encryption: TLS 1.3", "login methods: PLAIN LOGIN", "largest message: not stated")
	out, _, _ = p.run(nil, "account", "test", "--json")
	if got := decode[testObject](t, out); got.Account != mailbox || got.Features.TLS != "TLS 1.3" || !got.Features.Pipelining {
		t.Errorf("%+v", got)
	}
	script = prompttest.New(t, prompttest.Answer("Remove the account", prompt.No))
	if _, conversation, code = p.run(script, "account", "remove", mailbox); code != view.ExitDone || len(p.settings().Accounts) != 1 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	script = prompttest.New(t, prompttest.Answer("Remove the account", prompt.Yes))
	_, conversation, code = p.run(script, "account", "remove", mailbox)
	if code != view.ExitDone || len(p.settings().Accounts) > 0 || len(p.keyring.(*memoryKeyring).secrets) > 0 {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// The server of a known provider is not asked for, and the secret is called by the provider's own term.
func TestAddKnowsTheProvider(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.qq.com")
	script := prompttest.New(t,
		prompttest.Answer("authorisation code (授权码) for 1@qq.com", "wrong"),
		prompttest.Answer("What next", "leave"))
	_, conversation, code := p.run(script, "account", "add", "1@qq.com")
	if code != view.ExitFailed {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "QQ Mail: smtp.qq.com:465, TLS", "16 characters", "the server refused the login. QQ Mail needs", "nothing was saved")
	if _, err := os.Stat(p.file(config.SettingsName)); err == nil {
		t.Error("something was saved")
	}
	if asked := script.Asked(); asked[1].Prefill != retrySecret {
		t.Errorf("suggested %q", asked[1].Prefill)
	}
}

func TestAddWithoutATerminal(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.STARTTLS, Size: 20 << 20}, "mail.example.com")
	p.env[smtp.SecretVariable] = secretText
	out, conversation, code := p.run(nil, "account", "add", mailbox, "--host", "mail.example.com", "--port", "587", "--json")
	if code != view.ExitDone || conversation != "" {
		t.Fatalf("exit %d\n%s%s", code, out, conversation)
	}
	got := decode[view.AddedObject](t, out)
	if got.Secret != "file" || got.File != p.file(config.SecretsName) || got.Server.SizeLimit != 20<<20 || !got.Account.Default {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{config.SettingsName, config.SecretsName} {
		info, err := os.Stat(p.file(name))
		if err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	p.env = map[string]string{} // the secret is in the file now
	if _, conversation, code = p.run(nil, "account", "test"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if runtime.GOOS != "windows" {
		if err := os.Chmod(p.file(config.SecretsName), 0o644); err != nil {
			t.Fatal(err)
		}
		_, conversation, code = p.run(nil, "account", "test")
		if code != view.ExitFailed {
			t.Errorf("exit %d", code)
		}
		assertContains(t, conversation, "other users can read the password file", "set DRAFT_SMTP_PASSWORD")
	}
	if err := os.Remove(p.file(config.SecretsName)); err != nil {
		t.Fatal(err)
	}
	out, _, code = p.run(nil, "account", "test", "--json") // not interactive, so it must not ask
	o := decode[struct{ Error view.ErrorObject }](t, out).Error
	if code != view.ExitFailed || o.Mail == nil || o.Mail.Code != "no-secret" || o.Mail.Stage != "auth" || o.Mail.Cause != "secret" {
		t.Errorf("exit %d\n%s", code, out)
	}
	script := prompttest.New(t, prompttest.Answer("password for "+mailbox, secretText))
	if _, conversation, code = p.run(script, "account", "test"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	script = prompttest.New(t, prompttest.Interrupt("password for "+mailbox, "Geh"))
	if _, conversation, code = p.run(script, "account", "test"); code != view.ExitInterrupted {
		t.Errorf("exit %d\n%s", code, conversation)
	}
}

// If the certificate has an unknown issuer, no secret is sent, and the error says how to continue.
func TestUnknownAuthorityIsRefused(t *testing.T) {
	certificate, err := smtptest.Unknown()
	if err != nil {
		t.Fatal(err)
	}
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit, Certificate: &certificate})
	p.env[smtp.SecretVariable] = secretText
	args := []string{"account", "add", mailbox, "--host", "127.0.0.1", "--port", strconv.Itoa(p.server.Port), "--tls", "implicit"}
	_, conversation, code := p.run(nil, args...)
	if code != view.ExitFailed {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "the connection failed", "the certificate is not signed by a trusted authority", "--ca-file", "not saved")
	if len(p.server.Verbs()) > 0 || len(p.settings().Accounts) > 0 {
		t.Error("went on")
	}
	_, conversation, _ = p.run(nil, append(args, "--ca-file", "nowhere.pem", "--lang", "zh")...)
	assertContains(t, conversation, "证书不是由受信任的机构签发的") // the test's CA certificates are tried before the --ca-file is read
}

// If the secret cannot be written, the account is not added.
func TestASecretThatCannotBeKeptLeavesNoAccount(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.example.com")
	p.env[smtp.SecretVariable] = secretText
	if err := os.MkdirAll(p.file(config.SecretsName), 0o700); err != nil { // a folder of that name makes the write fail
		t.Fatal(err)
	}
	args := []string{"account", "add", mailbox, "--host", "smtp.example.com"}
	_, conversation, code := p.run(nil, args...)
	if code != view.ExitFailed || len(p.settings().Accounts) > 0 {
		t.Errorf("exit %d, %+v", code, p.settings())
	}
	assertContains(t, conversation, "the account was not saved")
	if _, err := os.Stat(p.file(config.SettingsName)); err == nil {
		t.Error("settings are left")
	}
}

func TestReplacedAccountLeavesNoSecret(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.example.com")
	keyring := &memoryKeyring{secrets: map[string]string{}}
	p.keyring = keyring
	p.env[smtp.SecretVariable] = secretText
	args := []string{"account", "add", mailbox, "--host", "smtp.example.com", "--no-test"}
	for _, more := range [][]string{nil, {"--name", "same"}, {"--force", "--user", "other"}} {
		if _, conversation, code := p.run(nil, append(args, more...)...); code != view.ExitDone {
			t.Fatalf("exit %d\n%s", code, conversation)
		}
	}
	if len(keyring.secrets) != 2 { // the account "same" still uses the first secret
		t.Errorf("%d secrets", len(keyring.secrets))
	}
	for i, name := range []string{"same", mailbox} {
		if _, conversation, code := p.run(nil, "account", "remove", name, "--yes"); code != view.ExitDone || len(keyring.secrets) != 1-i {
			t.Fatalf("exit %d, %d secrets are left\n%s", code, len(keyring.secrets), conversation)
		}
	}
}

// If the keyring returns an error, the account is still removed, and the error says that the secret may remain.
func TestRemoveTellsOfASecretThatIsLeft(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.example.com")
	keyring := &memoryKeyring{secrets: map[string]string{}}
	p.keyring = keyring
	p.env[smtp.SecretVariable] = secretText
	p.run(nil, "account", "add", mailbox, "--host", "smtp.example.com", "--no-test")
	keyring.err = os.ErrPermission
	_, conversation, code := p.run(nil, "account", "remove", mailbox, "--yes")
	if code != view.ExitFailed || len(p.settings().Accounts) > 0 {
		t.Errorf("exit %d", code)
	}
	assertContains(t, conversation, "is removed, but its password may still be saved")
}

// An account whose secret is in the file can be removed if the keyring does not work.
func TestRemoveWhereTheKeyringNeverWorked(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.example.com")
	p.keyring = &memoryKeyring{secrets: map[string]string{}, err: os.ErrPermission}
	p.env[smtp.SecretVariable] = secretText
	p.run(nil, "account", "add", mailbox, "--host", "smtp.example.com", "--no-test")
	if _, conversation, code := p.run(nil, "account", "remove", mailbox, "--yes"); code != view.ExitDone {
		t.Errorf("exit %d\n%s", code, conversation)
	}
	if _, err := os.Stat(p.file(config.SecretsName)); err == nil {
		t.Error("the password is left")
	}
}

// A server's reply is shown unchanged except for escaped control characters. In --json it has a field of its own, which reads back unchanged.
func TestServersWordsAsTheyCame(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.163.com")
	p.env[smtp.SecretVariable] = secretText
	p.server.SetFaults(smtptest.Fault{At: smtptest.Auth, Reply: "550 User has no permission \x1b[31m"})
	args := []string{"account", "add", "1@163.com"}
	_, conversation, code := p.run(nil, args...)
	if code != view.ExitFailed {
		t.Errorf("exit %d", code)
	}
	assertContains(t, conversation, `the server said: 550 User has no permission \x1b[31m`, "SMTP is not switched on")
	out, _, _ := p.run(nil, append(args, "--json")...)
	o := decode[struct{ Error view.ErrorObject }](t, out).Error
	if o.Code != "mail" || o.Mail.Reply.Code != 550 || o.Mail.Stage != "auth" || o.Mail.Cause != "login.service_off" ||
		o.Mail.Reply.Text != "User has no permission \x1b[31m" || o.Mail.Server != "smtp.163.com:465" {
		t.Errorf("%s", out)
	}
}

func TestColumnsByCells(t *testing.T) {
	rows := [][]string{{"工作", "a"}, {"home", "b"}}
	if got := view.Columns(rows, 0); got != "工作  a\nhome  b\n" {
		t.Errorf("%q", got)
	}
	if got := view.Columns(rows, 6); got != "工作\n    a\nhome\n    b\n" {
		t.Errorf("%q", got)
	}
}

// The provider found by MX records is named, and used only if the person agrees.
func TestAddFindsTheProviderByMX(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit}, "smtp.exmail.qq.com")
	p.lookup = func(_ context.Context, domain string) ([]*net.MX, error) {
		return []*net.MX{{Host: "mxbiz1.qq.com."}}, nil
	}
	script := prompttest.New(t,
		prompttest.Answer("Send through this server", prompt.Yes),
		prompttest.Back("client password", ""),
		prompttest.Answer("Send through this server", prompt.No),
		prompttest.Back("Mail server", ""),
		prompttest.Answer("Send through this server", prompt.Yes),
		prompttest.Answer("client password", secretText))
	_, conversation, code := p.run(script, "account", "add", mailbox)
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "looking up the mail server of example.com", "the mail of example.com is with ", "smtp.exmail.qq.com:465, TLS")
	if asked := script.Asked(); asked[3].Prefill != "" {
		t.Errorf("suggested %q", asked[3].Prefill)
	}
	if s := p.settings(); len(s.Accounts) != 1 || s.Accounts[0].Host != "smtp.exmail.qq.com" || s.Accounts[0].Name != mailbox {
		t.Errorf("%+v", s)
	}
	if len(p.dialed) != 1 {
		t.Errorf("dialed %q", p.dialed)
	}
	// Not interactive: nothing is asked or looked up.
	p.dialed = nil
	if _, _, code := p.run(nil, "account", "add", "x@elsewhere.test"); code != view.ExitUsage || len(p.dialed) > 0 {
		t.Errorf("exit %d, dialed %q", code, p.dialed)
	}
}

// If the server is unknown it is asked for, and draft connects only to the entered server. A wrong server can be entered
// again.
func TestAddByHandAfterAll(t *testing.T) {
	old := uint16(tls.VersionTLS11)
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.Implicit, MaxTLS: old}, "smtp.example.com")
	script := prompttest.New(t, append(
		serverSteps("smtp.example.com", "465", "implicit", prompttest.Answer("password for", secretText), prompttest.Answer("What next", "server"),
			prompttest.Back("Mail server", ""), prompttest.Answer("What next", "server")),
		serverSteps("smtp.example.com", "2465", "implicit", prompttest.Answer("What next", "save"))...)...)
	_, conversation, code := p.run(script, "account", "add", mailbox)
	if code != view.ExitDone {
		t.Fatalf("exit %d\n%s", code, conversation)
	}
	assertContains(t, conversation, "No known mail server for example.com", "encryption is too old")
	if s := p.settings(); len(s.Accounts) != 1 || s.Accounts[0].Port != 2465 || s.Accounts[0].User != mailbox {
		t.Errorf("%+v", s)
	}
	if want := []string{"smtp.example.com:465", "smtp.example.com:2465"}; !slices.Equal(p.dialed, want) {
		t.Errorf("dialed %q", p.dialed)
	}
}

// For Microsoft, which accepts only tokens, the program that prints the token is asked for.
func TestAddAsksForTheProgramThatPrintsAToken(t *testing.T) {
	p := newAccountEnv(t, smtptest.Config{Security: smtptest.STARTTLS, Mechanisms: []string{"XOAUTH2"}}, "smtp-mail.outlook.com")
	script := prompttest.New(t,
		prompttest.Refused("Command that prints the token", "oauth 'x", "cannot split"),
		prompttest.Answer("Command that prints the token", "no-such-program-"+strings.ToLower(t.Name())+" token"),
		prompttest.Interrupt("What next", ""))
	_, conversation, code := p.run(script, "account", "add", "liu@outlook.com")
	if code != view.ExitInterrupted || len(p.settings().Accounts) > 0 {
		t.Errorf("exit %d", code)
	}
	assertContains(t, conversation, "Microsoft accepts no passwords", "gave no password", "nothing was written")
}
