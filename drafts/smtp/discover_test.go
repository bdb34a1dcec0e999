package smtp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"draft/drafts/smtp"
	"draft/drafts/smtp/smtptest"
)

// names is a Resolver with the records of a domain.
type names struct {
	srv map[string][]*net.SRV // by service
	mx  []*net.MX
	lag chan struct{}
}

func (n names) LookupSRV(ctx context.Context, service, proto, domain string) (string, []*net.SRV, error) {
	if n.lag != nil {
		<-ctx.Done()
		return "", nil, ctx.Err()
	}
	if proto != "tcp" || len(n.srv[service]) == 0 {
		return "", nil, &net.DNSError{Err: "no such host", Name: domain, IsNotFound: true}
	}
	return "", n.srv[service], nil
}

func (n names) LookupMX(_ context.Context, domain string) ([]*net.MX, error) {
	if len(n.mx) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: domain, IsNotFound: true}
	}
	return n.mx, nil
}

// network dials servers in this process by their addresses, and refuses all others.
type network struct {
	places map[string]*smtptest.Server
	now    atomic.Int32
	mu     sync.Mutex
	most   int32
	lag    time.Duration
}

func (n *network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	now := n.now.Add(1)
	defer n.now.Add(-1)
	n.mu.Lock()
	n.most = max(n.most, now)
	n.mu.Unlock()
	time.Sleep(n.lag)
	server, ok := n.places[address]
	if !ok {
		return noSuchHost(ctx, "tcp", address)
	}
	return new(net.Dialer).DialContext(ctx, "tcp", server.Address())
}

func mailServer(t *testing.T, security smtptest.Security, mechanisms []string, hosts ...string) *smtptest.Server {
	t.Helper()
	certificate, err := smtptest.For(hosts...)
	if err != nil {
		t.Fatal(err)
	}
	return smtptest.Start(t, smtptest.Config{
		Security: security, Certificate: &certificate, Mechanisms: mechanisms, User: user, Password: secret,
	})
}

func TestDiscover(t *testing.T) {
	login := []string{"LOGIN", "PLAIN"}
	old, err := smtptest.Expired()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		names  names
		places map[string]*smtptest.Server
		want   []string // origin, host:port, TLS, auth, provider, outside
	}{
		"the domain says so": {
			names{srv: map[string][]*net.SRV{
				"submissions": {{Target: "out.example.org.", Port: 4650}},
				"submission":  {{Target: "mx.corp.example.", Port: 587}, {Target: ".", Port: 0}},
			}},
			map[string]*smtptest.Server{
				"out.example.org:4650": mailServer(t, smtptest.Implicit, login, "out.example.org"),
				"mx.corp.example:587":  mailServer(t, smtptest.STARTTLS, login, "mx.corp.example"),
			},
			[]string{
				"srv out.example.org:4650 implicit password  true", "srv mx.corp.example:587 starttls password  false",
			},
		},
		"a provider takes its mail": {
			names{mx: []*net.MX{{Host: "mxbiz1.qq.com."}, {Host: "mxbiz2.qq.com."}}},
			map[string]*smtptest.Server{
				"smtp.exmail.qq.com:465": mailServer(t, smtptest.Implicit, login, "smtp.exmail.qq.com"),
			},
			[]string{"mx smtp.exmail.qq.com:465 implicit password exmail false"},
		},
		"a provider that takes tokens": {
			names{mx: []*net.MX{{Host: "corp-example.mail.protection.outlook.com."}}},
			map[string]*smtptest.Server{
				"smtp.office365.com:587": mailServer(t, smtptest.STARTTLS, []string{"LOGIN", "XOAUTH2"}, "smtp.office365.com"),
			},
			[]string{"mx smtp.office365.com:587 starttls xoauth2 office365 false"},
		},
		"usual names": {
			names{},
			map[string]*smtptest.Server{
				"smtp.corp.example:587": mailServer(t, smtptest.STARTTLS, []string{"XOAUTH2"}, "smtp.corp.example"),
				"mail.corp.example:465": mailServer(t, smtptest.Implicit, login, "mail.corp.example"),
			},
			[]string{
				"guess smtp.corp.example:587 starttls xoauth2  false", "guess mail.corp.example:465 implicit password  false",
			},
		},
		"none that will do": {
			names{mx: []*net.MX{{Host: "mxbiz1.qq.com.evil.example."}}},
			map[string]*smtptest.Server{
				"smtp.corp.example:465": mailServer(t, smtptest.Implicit, login, "elsewhere.example"),
				"smtp.corp.example:587": smtptest.Start(t, smtptest.Config{Mechanisms: login}),
				"mail.corp.example:465": smtptest.Start(t, smtptest.Config{
					Security: smtptest.Implicit, Mechanisms: login, Certificate: &old,
				}),
				"mail.corp.example:587": mailServer(t, smtptest.STARTTLS, []string{"NTLM"}, "mail.corp.example"),
			},
			nil,
		},
	} {
		network := &network{places: c.places}
		found, err := smtp.Discover(t.Context(), "li@corp.example", smtp.Discovery{
			Resolver: c.names, Dial: network.dial, Roots: smtptest.Roots(t),
		})
		var got []string
		for _, f := range found {
			a := f.Account
			got = append(got, fmt.Sprintf("%s %s:%d %s %s %s %v",
				f.Origin, a.Host, a.Port, a.TLS, a.Auth, f.Provider, f.Outside))
			if a.User != "li@corp.example" || a.Address != a.User || len(a.Check()) > 0 || f.Features.TLS < tls.VersionTLS12 {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		if len(c.want) == 0 {
			if e := ownError(t, err, smtp.NothingFound); e.Name != "corp.example" || e.Err == nil {
				t.Errorf("%s: %+v", name, e)
			}
		}
		for place, server := range c.places {
			if verbs := server.Verbs(); slices.Contains(verbs, "AUTH") || slices.Contains(verbs, "MAIL") {
				t.Errorf("%s: %s was told %v", name, place, verbs)
			}
		}
	}
}

func TestDiscoveryIsBounded(t *testing.T) {
	var many []*net.SRV
	for i := range 40 {
		many = append(many, &net.SRV{Target: fmt.Sprintf("h%d.corp.example.", i), Port: 465})
	}
	network := &network{lag: 2 * time.Millisecond}
	_, err := smtp.Discover(t.Context(), "li@corp.example", smtp.Discovery{
		Resolver: names{srv: map[string][]*net.SRV{"submissions": many}}, Dial: network.dial,
	})
	ownError(t, err, smtp.NothingFound)
	if most := network.most; most < 2 || most > 4 {
		t.Errorf("%d connections at a time", most)
	}
	// Servers and name servers that hang are given up on in time.
	began := time.Now()
	_, err = smtp.Discover(t.Context(), "li@corp.example", smtp.Discovery{
		Resolver: names{lag: make(chan struct{})}, Dial: neverThere, Timeout: 30 * time.Millisecond,
	})
	ownError(t, err, smtp.NothingFound)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = smtp.Discover(ctx, "li@corp.example", smtp.Discovery{Resolver: names{}, Dial: neverThere})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	for _, address := range []string{"", "li", "li@", "li@-x", "a b@corp.example", "li@corp.example\r\n"} {
		_, err := smtp.Discover(t.Context(), address, smtp.Discovery{Resolver: names{}, Dial: noSuchHost})
		ownError(t, err, smtp.BadAddress)
	}
}

func TestProviders(t *testing.T) {
	for address, want := range map[string]string{
		"1@qq.com":                 "smtp.qq.com:465 implicit authcode",
		"a@Foxmail.com":            "smtp.qq.com:465 implicit authcode",
		"a@163.com":                "smtp.163.com:465 implicit authcode",
		"a@126.com":                "smtp.126.com:465 implicit authcode",
		"a@yeah.net":               "smtp.yeah.net:465 implicit authcode",
		"a@vip.163.com":            "smtp.vip.163.com:465 implicit authcode",
		"a@sina.com":               "smtp.sina.com:465 implicit authcode",
		"a@sina.cn":                "smtp.sina.cn:465 implicit authcode",
		"a@sohu.com":               "smtp.sohu.com:465 implicit separate_password",
		"a@aliyun.com":             "smtp.aliyun.com:465 implicit password_or_client",
		"a@139.com":                "smtp.139.com:465 implicit authcode",
		"a@189.cn":                 "smtp.189.cn:465 implicit client_password",
		"a@outlook.com":            "smtp-mail.outlook.com:587 starttls oauth2",
		"a@hotmail.com":            "smtp-mail.outlook.com:587 starttls oauth2",
		"a@live.com":               "smtp-mail.outlook.com:587 starttls oauth2",
		"a@gmail.com":              "smtp.gmail.com:465 implicit app_password_or_oauth2",
		"a@me.com":                 "smtp.mail.me.com:587 starttls app_password",
		"a@icloud.com":             "smtp.mail.me.com:587 starttls app_password",
		"a@mac.com":                "smtp.mail.me.com:587 starttls app_password",
		"a@example.com":            "",
		"a@qq.com.evil.example":    "",
		"a@xqq.com":                "",
		"qq.com":                   "",
		"":                         "",
		"a@mail.qq.com":            "",
		"a@exmail.qq.com":          "",
		"someone@qq.com@gmail.com": "smtp.gmail.com:465 implicit app_password_or_oauth2",
	} {
		p, ok := smtp.Lookup(address)
		got := ""
		if ok {
			got = fmt.Sprintf("%s:%d %s %s", p.Host, p.Port, p.TLS, p.Secret)
		}
		if got != want {
			t.Errorf("%s: got %q", address, got)
		}
	}
}

func TestProviderTable(t *testing.T) {
	seen := map[string]bool{}
	kinds := []smtp.SecretKind{
		smtp.SecretAuthCode, smtp.SecretAppPassword, smtp.SecretSeparatePassword, smtp.SecretClientPassword,
		smtp.SecretPasswordOrClient, smtp.SecretPassword, smtp.SecretOAuth2, smtp.SecretAppOrOAuth2,
	}
	for _, p := range smtp.Providers() {
		a := p.Account("a@example.com")
		if faults := a.Check(); len(faults) > 0 {
			t.Errorf("%s: %v", p.ID, faults)
		}
		_, err := time.Parse("2006-01", p.Seen)
		if p.ID == "" || err != nil || p.Source == "" || p.TLS == smtp.Clear || !slices.Contains(kinds, p.Secret) ||
			!slices.Contains([]string{"high", "medium", "low", "unverified"}, p.Confidence) {
			t.Errorf("%+v", p)
		}
		for _, name := range append(append([]string{p.ID}, p.Domains...), p.MX...) {
			if seen[name] || name != strings.ToLower(name) {
				t.Errorf("%s: %q", p.ID, name)
			}
			seen[name] = true
		}
	}
}
