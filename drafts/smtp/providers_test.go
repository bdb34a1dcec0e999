package smtp_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"draft/drafts/smtp"
)

// mxRecords returns a lookup that knows the records of one domain.
func mxRecords(domain string, hosts ...string) smtp.LookupMX {
	return func(_ context.Context, name string) ([]*net.MX, error) {
		if name != domain {
			return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
		}
		var records []*net.MX
		for _, host := range hosts {
			records = append(records, &net.MX{Host: host})
		}
		return records, nil
	}
}

func TestProviderByMX(t *testing.T) {
	for name, c := range map[string]struct {
		address string
		hosts   []string // of corp.example
		want    string
	}{
		"the provider of an own domain":     {"li@corp.example", []string{"mxbiz1.qq.com.", "mxbiz2.qq.com."}, "exmail"},
		"a part after a dot":                {"li@corp.example", []string{"corp-example.Mail.protection.outlook.com."}, "office365"},
		"the first one that is known":       {"li@corp.example", []string{"mx.corp.example.", "aspmx.l.google.com."}, "gmail"},
		"a domain with capitals and a dot":  {"li@Corp.Example.", []string{"mxbiz1.qq.com."}, "exmail"},
		"a name that only begins like one":  {"li@corp.example", []string{"mxbiz1.qq.com.evil.example."}, ""},
		"a name that only ends like one":    {"li@corp.example", []string{"evilmxbiz1.qq.com."}, ""},
		"a domain that takes no mail":       {"li@corp.example", []string{"."}, ""},
		"a domain without records":          {"li@elsewhere.example", nil, ""},
		"an address without a domain":       {"li@", []string{"mxbiz1.qq.com."}, ""},
		"an address that is none":           {"li", []string{"mxbiz1.qq.com."}, ""},
		"a domain that cannot be looked up": {"li@-x", []string{"mxbiz1.qq.com."}, ""},
		"a domain with a line break":        {"li@corp.example\r\n", []string{"mxbiz1.qq.com."}, ""},
	} {
		p, known := smtp.ProviderByMX(t.Context(), c.address, mxRecords("corp.example", c.hosts...))
		if p.ID != c.want || known != (c.want != "") {
			t.Errorf("%s: got %q, %v", name, p.ID, known)
		}
	}
}

func TestProviderByMXLooksUpALabels(t *testing.T) {
	p, _ := smtp.ProviderByMX(t.Context(), "li@\u516c\u53f8.example", mxRecords("xn--55qx5d.example", "mxbiz1.qq.com."))
	if p.ID != "exmail" {
		t.Errorf("got %q", p.ID)
	}
}

func TestProviderByMXWaitsNotForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, known := smtp.ProviderByMX(t.Context(), "li@corp.example", func(ctx context.Context, _ string) ([]*net.MX, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		if took := time.Since(began); known || took != 5*time.Second {
			t.Errorf("%v after %v", known, took)
		}
	})
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
