package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"draft/cmd/draft/internal/config"
	"draft/cmd/draft/internal/lang"
	"draft/cmd/draft/internal/view"
	"draft/drafts"
	"draft/drafts/field"
	"draft/drafts/outbox"
	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
	"draft/drafts/store"
)

const (
	firstID  = "test000000000001"
	secondID = "test000000000002"
	mailbox  = "zhangsan@example.com"
	password = "secret-of-the-mailbox"
)

// mailSite is a site with a letter, an account and its mail server.
type mailSite struct {
	t       *testing.T
	folder  string
	server  *smtptest.Server
	store   *store.Store
	mailer  *Mailer
	handler http.Handler
	now     time.Time
	secret  string        // "" if none is stored
	dot     time.Duration // for which the reply to the end of a letter is waited for
	log     bytes.Buffer
	seen    strings.Builder // all pages

	interrupt, abandon context.CancelFunc // the first and the second Ctrl-C
}

// newMailSite returns a site with a letter that has no recipient yet.
func newMailSite(t *testing.T, hook func(smtptest.Stage), faults ...smtptest.Fault) *mailSite {
	t.Helper()
	m := &mailSite{t: t, folder: t.TempDir(), now: time.Date(2026, 11, 20, 10, 0, 0, 0, field.Beijing), secret: password, dot: time.Second}
	m.server = smtptest.Start(t, smtptest.Config{
		Security: smtptest.STARTTLS, Mechanisms: []string{"PLAIN"}, User: mailbox, Password: password, Faults: faults, Hook: hook,
	})
	m.accounts("work", m.account("work"))
	m.store, m.mailer, m.handler = m.open()
	m.put(firstID, nil)
	t.Cleanup(func() {
		if strings.Contains(m.seen.String()+m.log.String(), password) {
			t.Error("the password is on a page or in the log")
		}
	})
	return m
}

func (m *mailSite) account(name string) map[string]any {
	return map[string]any{
		"name": name, "address": mailbox, "host": m.server.Host, "port": m.server.Port, "tls": "starttls", "user": mailbox, "auth": "password",
		"ca_file": smtptest.CAFile(m.t),
	}
}

// accounts writes the settings.
func (m *mailSite) accounts(byDefault string, accounts ...map[string]any) {
	m.t.Helper()
	text, err := json.Marshal(map[string]any{"accounts": accounts, "default": byDefault})
	if err == nil {
		err = os.WriteFile(filepath.Join(m.folder, config.SettingsName), text, 0o600)
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// noKeyring is the keyring of a machine without one.
type noKeyring struct{}

func (noKeyring) Get(_, _ string) (string, error) { return "", smtp.ErrNotKept }
func (noKeyring) Set(_, _, _ string) error        { return errors.New("no keyring") }
func (noKeyring) Delete(_, _ string) error        { return smtp.ErrNotKept }

// open opens the store as a process of its own does, and serves it.
func (m *mailSite) open() (*store.Store, *Mailer, http.Handler) {
	m.t.Helper()
	now := func() time.Time { return m.now }
	s, err := store.Open(filepath.Join(m.folder, "store"), store.Options{Now: now})
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = s.Close() })
	o := MailerOptions{Sender: func(a smtp.Account) *smtp.Sender {
		secrets := smtp.Secrets{Keyring: noKeyring{}, Env: func(string) string { return m.secret }}
		return &smtp.Sender{
			Account: a, Log: slog.New(slog.NewTextHandler(&m.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Timeouts: smtp.Timeouts{outbox.StageDot: m.dot},
			Secret: func(ctx context.Context) (string, error) {
				secret, _, err := secrets.Get(ctx, a)
				return secret, err
			},
		}
	}}
	o.Interrupted, m.interrupt = context.WithCancel(m.t.Context())
	o.GracePeriod, m.abandon = context.WithCancel(m.t.Context())
	mailer := NewMailer(o)
	dir := func() (string, error) { return m.folder, nil }
	var ids atomic.Int64
	return s, mailer, NewSite(SiteOptions{
		View: &view.View{Words: lang.New(lang.English)}, Store: s, Now: now, Mailer: mailer,
		NewID:  func() string { return fmt.Sprintf("new%013d", ids.Add(1)) },
		Config: &config.Config{SettingsDir: dir, StateDir: dir, DataDir: dir},
	})
}

// put keeps a letter as a draft, changed by change.
func (m *mailSite) put(id string, change func(*drafts.Record)) {
	m.t.Helper()
	r := drafts.Record{
		Subject: "关于充值退款的申请", Body: "您好！\n请退还 50 元。<b>谢谢</b>", Official: []string{"douyin.com", "bytedance.com"}, Written: m.now, Name: "张三",
	}
	if change != nil {
		change(&r)
	}
	data, err := json.Marshal(r)
	if err == nil {
		err = m.store.Put(m.t.Context(), store.Letter{
			ID: id, Kind: "refund", Subject: r.Subject, To: r.To, Content: data, Created: m.now, Keys: []drafts.Key{{Kind: drafts.KeyPayment, Text: "2026-11-18 20:15 50.00"}},
		})
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *mailSite) letter(id string) store.Letter {
	m.t.Helper()
	l, err := m.store.Get(m.t.Context(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	return l
}

// answer is what a request got.
type answer struct {
	code     int
	location string
	page     string // its HTML without entities
}

// ask sends a request. Values make it a POST.
func (m *mailSite) ask(h http.Handler, id string, values url.Values) answer {
	r := httptest.NewRequest(http.MethodGet, "/letter/"+id+"/send", nil)
	if values != nil {
		r = httptest.NewRequest(http.MethodPost, "/letter/"+id+"/send", strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer{w.Code, w.Header().Get("Location"), html.UnescapeString(w.Body.String())}
}

func (m *mailSite) get(id string) answer { return m.seenIn(m.ask(m.handler, id, nil)) }

func (m *mailSite) post(id string, values url.Values) answer {
	return m.seenIn(m.ask(m.handler, id, values))
}

func (m *mailSite) seenIn(a answer) answer {
	m.seen.WriteString(a.page)
	return a
}

var hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)

// confirmation returns what the button of a page sends, with these boxes ticked.
func (a answer) confirmation(ticked ...string) url.Values {
	values := url.Values{"do": {"send"}}
	for _, found := range hidden.FindAllStringSubmatch(a.page, -1) {
		values.Set(found[1], found[2])
	}
	for _, name := range ticked {
		values.Set(name, "1")
	}
	return values
}

// review asks to see what would be sent.
func (m *mailSite) review(id, to string) answer {
	m.t.Helper()
	a := m.post(id, url.Values{"do": {"review"}, "to": {to}, "account": {"work"}})
	a.want(m.t, http.StatusOK, "Send it now?")
	return a
}

// want checks the status of an answer and what its page has.
func (a answer) want(t *testing.T, code int, texts ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("status %d, want %d, to %q", a.code, code, a.location)
	}
	for _, text := range texts {
		if !strings.Contains(a.page, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	if t.Failed() {
		t.Log(a.page)
	}
}

// wantMessages checks how many messages the server has, and the status of the letter.
func (m *mailSite) wantMessages(n int, id string, status drafts.Status) {
	m.t.Helper()
	if l := m.letter(id); len(m.server.Messages()) != n || l.Status != status {
		m.t.Errorf("%d messages, want %d; the letter is %s, want %s", len(m.server.Messages()), n, l.Status, status)
	}
}
